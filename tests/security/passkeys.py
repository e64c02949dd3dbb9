"""A passkey in software: what a phone or a security key does, so that the whole ceremony is tested without one."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

ORIGIN = "https://testserver"


class SoftPasskey:
    """One key; `verified` is whether it asked for a finger, a face or a PIN."""

    def __init__(self, *, verified: bool = True, origin: str = ORIGIN) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(16)
        self.origin = origin
        self.user_handle = b""
        self.flags = AuthenticatorData.FLAG.UP | (AuthenticatorData.FLAG.UV if verified else AuthenticatorData.FLAG(0))

    def create(self, options: dict[str, Any]) -> str:
        """What the browser sends after making the passkey."""
        wanted = options["publicKey"]
        self.user_handle = websafe_decode(wanted["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        attested = AttestedCredentialData.create(b"\0" * 16, self.credential_id, public)
        data = AuthenticatorData.create(
            hashlib.sha256(wanted["rp"]["id"].encode()).digest(), self.flags | AuthenticatorData.FLAG.AT, 0, attested
        )
        response = {
            "clientDataJSON": websafe_encode(self._client("webauthn.create", wanted)),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return self._sent(response, {"credProps": {"rk": True}})

    def get(self, options: dict[str, Any]) -> str:
        """What the browser sends after showing the passkey."""
        wanted = options["publicKey"]
        client = self._client("webauthn.get", wanted)
        data = AuthenticatorData.create(hashlib.sha256(wanted["rpId"].encode()).digest(), self.flags, 0)
        signed = self.key.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signed),
            "userHandle": websafe_encode(self.user_handle),
        }
        return self._sent(response, {})

    def _client(self, kind: str, wanted: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(type=kind, challenge=wanted["challenge"], origin=self.origin)

    def _sent(self, response: dict[str, str], results: dict[str, Any]) -> str:
        name = websafe_encode(self.credential_id)
        sent = {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": results,
        }
        return json.dumps(sent)
