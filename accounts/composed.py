"""Questions that every page asks: their statement is composed once, since composing takes the ORM longer than asking.

What is asked stays a queryset, written as any other; only a question whose shape is always the same can be kept so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)

# Values that nobody asks for: where they come out in the statement, the real ones go.
STAND_INS: Mapping[type, Callable[[int], Any]] = MappingProxyType(
    {int: lambda place: 2_147_400_000 + place, datetime: lambda place: datetime(1901, 1, 1, second=place, tzinfo=UTC)}
)


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL, which value goes where in it (its place, or None and the value itself), and how a row becomes an object."""

    sql: str
    values: Sequence[tuple[int | None, Any]]
    compiler: Any
    converters: Any
    model: type[Any]
    columns: slice
    names: Sequence[str]
    related: Sequence[Any]

    def rows(self, connection: BaseDatabaseWrapper, given: Sequence[Any]) -> list[Any]:
        """The objects, as the queryset itself would give them."""
        parameters = [value if place is None else given[place] for place, value in self.values]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            found: Any = cursor.fetchall()
        if self.converters:
            found = self.compiler.apply_converters(found, self.converters)
        return [self._object(row) for row in found]

    def _object(self, row: Sequence[Any]) -> Any:
        made = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.columns])
        for each in self.related:
            each.populate(row, made)
        return made


class Composed(Generic[M]):
    """The rows of a queryset; called with the values that `build` takes, of these kinds, in the same order.

    `build` is called once for each kind of database, with values that stand for the real ones: it may not look at
    them, and each has to come out in the statement.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], *kinds: type) -> None:
        self.build, self.kinds = build, kinds
        self._statements: dict[str, _Statement] = {}

    def __call__(self, *values: Any) -> list[M]:
        """All rows; one SQL statement."""
        connection = connections[DEFAULT_DB_ALIAS]
        statement = self._statements.get(connection.vendor)
        if statement is None:
            statement = self._statements[connection.vendor] = self._composed(connection)
        given = [_adapted(connection, value) for value in values]
        if len(given) != len(self.kinds):
            raise TypeError(f"{len(self.kinds)} values are asked for, not {len(given)}.")
        return statement.rows(connection, given)

    def _composed(self, connection: BaseDatabaseWrapper) -> _Statement:
        stand_ins = [STAND_INS[kind](place) for place, kind in enumerate(self.kinds)]
        compiler: Any = self.build(*stand_ins).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        known = {_adapted(connection, value): place for place, value in enumerate(stand_ins)}
        values = [(known.get(value), value) for value in parameters]
        if {place for place, _ in values if place is not None} != set(known.values()):
            raise ValueError("A value does not come out in the statement as it went in.")
        first, last = compiler.klass_info["select_fields"][0], compiler.klass_info["select_fields"][-1] + 1
        return _Statement(
            sql=sql,
            values=values,
            compiler=compiler,
            converters=compiler.get_converters([each[0] for each in compiler.select[: compiler.col_count]]),
            model=compiler.klass_info["model"],
            columns=slice(first, last),
            names=[each[0].target.attname for each in compiler.select[first:last]],
            related=get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]
        )


def _adapted(connection: BaseDatabaseWrapper, value: Any) -> Any:
    """A value as the ORM hands it to this database."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
