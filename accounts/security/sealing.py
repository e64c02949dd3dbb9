"""Secrets of second steps are stored encrypted with a key made of SECRET_KEY: a stolen database opens nothing."""

import base64
import hashlib
import secrets

import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

log = structlog.get_logger(__name__)
PURPOSE = b"accounts.second-step|"


def seal(text: str) -> str:
    """The text as it is stored."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text that was sealed; when no key fits any more a random one, so that no code can ever be right.

    The key is SECRET_KEY; those in SECRET_KEY_FALLBACKS still open what was sealed with them.
    """
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        log.exception("second_step_cannot_be_read", advice="put the earlier SECRET_KEY in SECRET_KEY_FALLBACKS")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(PURPOSE + secret.encode()).digest())
