"""Reading the environment for `settings`: what is wrong with it is told in one sentence, without secrets."""

import os
import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

SAMPLE = "(see .env.sample)"
MAIL_SCHEMES = ("smtp://", "smtp+tls://", "smtp+ssl://")


def mode(file: Path) -> str:
    """demo, production or test. pytest announces itself: tests started by hand never read somebody's .env."""
    chosen = text("DESK_MODE", "test" if "PYTEST_VERSION" in os.environ else "")
    if chosen != "test":
        environ.Env.read_env(file)
        chosen = text("DESK_MODE", "demo")
    if chosen not in {"demo", "production", "test"}:
        raise ImproperlyConfigured(f"DESK_MODE is {chosen!r}; it must be demo or production {SAMPLE}.")
    return chosen


def text(name: str, default: str = "") -> str:
    """The value of a variable; an empty one is as good as none."""
    return os.environ.get(name, "").strip() or default


def required(name: str, what: str) -> str:
    """The value of a variable that production cannot do without."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is missing: production needs {what} {SAMPLE}.")
    return value


def number(name: str, default: int) -> int:
    """The value of a variable that must be a whole number, zero or more."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number {SAMPLE}.")
    return int(value)


def limits(name: str, defaults: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """How often a minute each thing may be done, by a person and by an organisation: `submit=60/300, search=9/99`."""
    return defaults | dict(_limit(name, part, defaults) for part in words(text(name)))


def _limit(name: str, part: str, known: dict[str, tuple[int, int]]) -> tuple[str, tuple[int, int]]:
    what, _is, value = part.partition("=")
    person, _per, organisation = value.partition("/")
    if what not in known or not all(each.isascii() and each.isdigit() for each in (person, organisation)):
        raise ImproperlyConfigured(f"{name} has {part!r}; it must look like {next(iter(known))}=60/300 {SAMPLE}.")
    return what, (int(person), int(organisation))


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    """The value of a variable that must be one of a few words."""
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be {' or '.join(choices)} {SAMPLE}.")
    return value


def contact(name: str, default: str) -> str:
    """The value of a variable that says how to reach somebody: mailto: or https:, on one line."""
    value = text(name, default)
    if not value.startswith(("mailto:", "https://")) or any(each.isspace() for each in value):
        raise ImproperlyConfigured(f"{name} is {value!r}; it must begin with mailto: or https:// {SAMPLE}.")
    return value


def service(name: str) -> str:
    """The address of a service elsewhere, or "" without one: over https, unless it is on this very machine."""
    value = text(name)
    if value and not value.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise ImproperlyConfigured(f"{name} is {value!r}; it must begin with https:// {SAMPLE}.")
    return value


def scanner(name: str) -> str:
    """Where ClamAV listens, or "" without it: host:port, or the path of a socket of this machine."""
    value = text(name)
    host, _colon, port = value.rpartition(":")
    if value and not value.startswith("/") and not (host and port.isascii() and port.isdigit()):
        raise ImproperlyConfigured(f"{name} is {value!r}; it must look like 127.0.0.1:3310 or /run/clamd.ctl {SAMPLE}.")
    return value


def words(value: str) -> list[str]:
    """The parts of a list written with commas."""
    return [part.strip() for part in value.split(",") if part.strip()]


def kept_secret(folder: Path) -> str:
    """The secret generated for this folder: made once, readable by its owner only."""
    path = folder / "secret-key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_secret(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The folder {folder} cannot be used ({error.strerror}); make it writable, "
            f"or name another one in DESK_VAR_DIR {SAMPLE}."
        ) from error


def _make_secret(path: Path) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        # A link never replaces: when two processes start at once, both read the secret of the first.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def database(url: str, *, sqlite_too: bool, pool: int) -> dict[str, Any]:
    """The database of a URL, set up so that what is committed stays committed; `pool`: connections kept, 0 for none."""
    config = _parsed(url)
    engine = config.get("ENGINE", "")
    if engine == "django.db.backends.postgresql" and config.get("NAME"):
        kept = {"pool": {"min_size": 1, "max_size": pool, "timeout": 4}} if pool else {}
        options = {**config.get("OPTIONS", {}), "connect_timeout": 5, **kept}
        return {**config, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
    if engine == "django.db.backends.sqlite3" and sqlite_too:
        # FULL: with NORMAL the last submissions before a power cut could be lost (docs/operating.md has the price).
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON"
        return {**config, "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 10, "init_command": pragmas}}
    raise ImproperlyConfigured(
        "DATABASE_URL is not an address of a PostgreSQL database, "
        f"like postgres://user:password@host:5432/name {SAMPLE}."
    )


def _parsed(url: str) -> dict[str, Any]:
    if not url.startswith(("postgres://", "postgresql://", "sqlite://")):
        return {}
    try:
        return dict(environ.Env.db_url_config(url))
    except (ValueError, ImproperlyConfigured, KeyError, AttributeError):
        return {}


def mail_server(url: str) -> dict[str, Any]:
    """Django's EMAIL_... settings of a mail server's URL."""
    sentence = f"EMAIL_URL must look like smtp+tls://user:password@host:587 {SAMPLE}."
    if not url.startswith(MAIL_SCHEMES):
        raise ImproperlyConfigured(sentence)
    try:
        config = environ.Env.email_url_config(url)
    except ValueError as error:
        raise ImproperlyConfigured(sentence) from error
    return {
        "EMAIL_HOST": config["EMAIL_HOST"] or "localhost",
        "EMAIL_PORT": config["EMAIL_PORT"] or 25,
        "EMAIL_HOST_USER": config["EMAIL_HOST_USER"] or "",
        "EMAIL_HOST_PASSWORD": config["EMAIL_HOST_PASSWORD"] or "",
        "EMAIL_USE_TLS": bool(config.get("EMAIL_USE_TLS")),
        "EMAIL_USE_SSL": bool(config.get("EMAIL_USE_SSL")),
    }
