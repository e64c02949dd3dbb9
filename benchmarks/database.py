"""The benchmark's own database: made by it, marked by it, and never one with people in it that it did not make."""

from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

MARK = "benchmark of the Self-service Desk"


class NotOurs(Exception):
    """The database exists and was made by somebody else; the text says so."""


def with_name(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def name_of(url: str) -> str:
    """The name of the database in the address."""
    return urlsplit(url).path.lstrip("/")


def mark_of(url: str) -> str | None:
    """What is written on the database; None when there is no such database, "" when nothing is written on it."""
    with psycopg.connect(with_name(url, "postgres"), autocommit=True) as server:
        query = "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = %s"
        row = server.execute(query, [name_of(url)]).fetchone()
    return row[0] if row else None


def make_empty(url: str) -> None:
    """A new, empty database in the place of the benchmark's own earlier one; refused when it is somebody else's."""
    mark = mark_of(url)
    if mark is not None and not mark.startswith(MARK) and _has_people(url):
        raise NotOurs(f"The database {name_of(url)} has people in it and was not made by this benchmark; name another.")
    name = sql.Identifier(name_of(url))
    with psycopg.connect(with_name(url, "postgres"), autocommit=True) as server:
        if mark is not None:
            server.execute(sql.SQL("DROP DATABASE {}").format(name))
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
    write_mark(url, "")


def write_mark(url: str, what: str) -> None:
    """Write on the database what is in it."""
    with psycopg.connect(with_name(url, "postgres"), autocommit=True) as server:
        comment = sql.Literal(f"{MARK}: {what}")
        server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name_of(url)), comment))


def durability(url: str) -> dict[str, str]:
    """Whether what is committed survives a power cut: the two settings that decide it, and the server's version."""
    with psycopg.connect(url) as server:
        names = ("server_version", "fsync", "synchronous_commit", "shared_buffers")
        return {name: str(server.execute(f"SHOW {name}").fetchone()[0]) for name in names}  # type: ignore[index]


def _has_people(url: str) -> bool:
    with psycopg.connect(url) as database:
        found = database.execute("SELECT to_regclass('accounts_user')").fetchone()
        if not found or found[0] is None:
            # Without our table of people it is no desk at all: somebody else's data, or an empty database.
            return bool(database.execute("SELECT 1 FROM pg_stat_user_tables LIMIT 1").fetchone())
        return bool(database.execute("SELECT 1 FROM accounts_user LIMIT 1").fetchone())
