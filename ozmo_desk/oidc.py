"""The sign-in services of customer organisations, read from the file that DESK_OIDC names."""

import re
import tomllib
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

KEY = re.compile(r"[a-z0-9-]+")
NEEDED = ("key", "organisation", "domains", "server", "client_id", "secret")


def organisations(file: str) -> list[dict[str, Any]]:
    """Allauth's description of each `[[organisation]]` in the file; none without a file."""
    if not file:
        return []
    try:
        entries = tomllib.loads(Path(file).read_text(encoding="utf-8")).get("organisation", [])
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"DESK_OIDC: {file} cannot be read as TOML (see docs/operating.md).") from error
    apps = [_app(entry) for entry in entries]
    keys = [app["provider_id"] for app in apps]
    domains = [domain for app in apps for domain in app["settings"]["domains"]]
    if len(set(keys)) < len(keys) or len(set(domains)) < len(domains):
        raise ImproperlyConfigured("DESK_OIDC: each key and each domain stands there once (see docs/operating.md).")
    return apps


def _app(entry: dict[str, Any]) -> dict[str, Any]:
    missing = [name for name in NEEDED if not entry.get(name)]
    if missing:
        raise ImproperlyConfigured(f"DESK_OIDC: an organisation lacks {', '.join(missing)} (see docs/operating.md).")
    if not KEY.fullmatch(entry["key"]):
        raise ImproperlyConfigured(f"DESK_OIDC: key {entry['key']!r} may have small letters, digits and dashes only.")
    if not entry["server"].startswith(("https://", "http://127.0.0.1:")):
        raise ImproperlyConfigured(f"DESK_OIDC: the server of {entry['key']} must begin with https://.")
    return {
        "provider_id": entry["key"],
        "name": entry["organisation"],
        "client_id": entry["client_id"],
        "secret": entry["secret"],
        "settings": {
            "server_url": entry["server"],
            "issuer": entry["server"].partition("/.well-known/")[0].rstrip("/"),
            "organisation": entry["organisation"],
            "domains": [domain.lower() for domain in entry["domains"]],
            "oauth_pkce_enabled": True,
        },
    }
