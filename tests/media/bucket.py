"""A real S3 service on loopback: moto's server, which answers over HTTP as Amazon does."""

import urllib.request
from dataclasses import dataclass
from typing import Any, Self

from moto.server import ThreadedMotoServer


@dataclass
class Bucket:
    """`settings` for `[media]`. After `stop` nobody answers there."""

    server: ThreadedMotoServer
    endpoint: str
    name: str = "dateien"

    @classmethod
    def start(cls, port: int = 0) -> Self:
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        made = cls(server, f"http://{host}:{port}")
        made.make()
        return made

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "storage": "s3",
            "s3_bucket": self.name,
            "s3_endpoint": self.endpoint,
            "s3_region": "eu-central-1",
            "s3_access_key": "schluessel",
            "s3_secret_key": "geheim",
        }

    def make(self) -> None:
        with urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/{self.name}", method="PUT")) as answer:
            assert answer.status == 200

    def empty(self) -> None:
        """As new."""
        with urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/moto-api/reset", method="POST")) as answer:
            assert answer.status == 200
        self.make()

    def stop(self) -> None:
        self.server.stop()
