"""The example for nginx is one that nginx takes, also the one of Debian's stable release."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.federation.test_client import certificate

EXAMPLE = Path("docs/admin/nginx.conf")
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
def test_nginx_takes_the_example(tmp_path):
    _, vouching = certificate(tmp_path, "social.musterhausen.example")
    example = EXAMPLE.read_text(encoding="utf-8")
    for found, instead in (
        (r"ssl_certificate +\S+;", f"ssl_certificate {vouching};"),
        (r"ssl_certificate_key +\S+;", f"ssl_certificate_key {vouching.removesuffix('crt')}key;"),
        (r"include mime\.types;", ""),
    ):
        example, times = re.subn(found, instead, example)
        assert times, found
    settings = tmp_path / "nginx.conf"
    settings.write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {example} }}", "utf-8"
    )

    seen = subprocess.run([NGINX, "-t", "-c", settings, "-p", tmp_path], capture_output=True, text=True, check=False)

    assert (seen.returncode, "[warn]" in seen.stderr) == (0, False), seen.stderr
