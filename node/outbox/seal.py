"""What makes an activity of ours believable when somebody else passes it on: an object integrity proof (FEP-8b32), and
for what is public an LD signature, because Mastodon forwards nothing without (FEDERATION_FACTS A1.2).

Both are deterministic: two processes that seal the same activity write the same bytes.
"""

from typing import Any

import msgspec

from node.errors import Invalid
from node.federation.keyring import SigningKeys
from node.federation.ldsignatures import LdSigner
from node.federation.proofs import add_proof
from node.model.activity import Outgoing

_FORWARDED = frozenset({"Create", "Update", "Delete", "Announce"})


class Sealer:
    """Holds the contexts it has read; one per process."""

    def __init__(self) -> None:
        self._ld = LdSigner()

    def seal(self, activity: Outgoing, keys: SigningKeys) -> bytes:
        """The body with proof and signature. CPU: an Ed25519 signature; public ones also an RSA one and a canonical
        form (about 2 ms), once per activity."""
        document: dict[str, Any] = msgspec.json.decode(activity.body)
        created = activity.created_at
        sealed = add_proof(document, key=keys.ed25519, verification_method=keys.ed25519_uri, created=created)
        if activity.is_public and activity.kind in _FORWARDED:
            try:
                sealed = self._ld.sign(sealed, key=keys.rsa, creator=keys.rsa_uri, created=created)
            except Invalid:  # a context that is not bundled: the proof alone has to do
                return msgspec.json.encode(sealed)
        return msgspec.json.encode(sealed)
