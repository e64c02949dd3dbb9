"""Whom a window applies to, as the form offers it: everybody on the environment, or a choice from the list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from accounts.models import Organisation


@dataclass(frozen=True, slots=True)
class Choice:
    """One customer of the environment."""

    pk: int
    name: str
    picked: bool


@dataclass(frozen=True, slots=True)
class Who:
    """The choice."""

    environment_id: int | None
    customers: list[Choice]
    chosen_only: bool

    @property
    def count(self) -> int:
        """How many customers use the environment."""
        return len(self.customers)

    @property
    def picked(self) -> int:
        """How many of them are ticked."""
        return sum(each.picked for each in self.customers)


def who_of(environment_id: int | None, users: Mapping[int, Organisation], scope: str, picked: Collection[int]) -> Who:
    """The customers of an environment, with those ticked that were."""
    ticked = set(picked)
    choices = [Choice(pk, customer.name, pk in ticked) for pk, customer in users.items()]
    return Who(environment_id, choices, scope == "chosen")
