"""Letters as a search sees them, in the database: lower case and without accents, on both databases the same."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func
from django.db.models.sql.compiler import SQLCompiler

from tickets.search import fold

_LAST_LETTER = 0x17F
# Every letter of the Latin alphabets of Europe that is a plain letter with something on it, with that plain letter.
PLAIN = {
    chr(code): fold(chr(code))
    for code in range(0xC0, _LAST_LETTER + 1)
    if len(fold(chr(code))) == 1 and fold(chr(code)).isascii()
}


class Folded(Func):
    """A column as `search.fold` would fold its words."""

    function = "LOWER"
    output_field = CharField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """One function does all letters."""
        accented, plain = "".join(PLAIN), "".join(PLAIN.values())
        template = f"TRANSLATE(LOWER(%(expressions)s), '{accented}', '{plain}')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """SQLite runs in this very process: it is lent `fold` itself, on the connection that is about to ask."""
        connection.ensure_connection()
        connection.connection.create_function("DESK_FOLD", 1, fold_or_nothing, deterministic=True)
        return self.as_sql(compiler, connection, function="DESK_FOLD", **context)


def fold_or_nothing(text: str | None) -> str:
    """What SQLite calls for each row."""
    return fold(text or "")
