"""Row_cos that are written once: agreement versions and calendar revisions, which clocks pin and caches trust."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

from django.db import models

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class WrittenOnceError(TypeError):
    """Somebody tried to change or remove a row that past promises were computed with: a fault in the program."""


class WrittenOnceQuerySet(models.QuerySet[Row_co]):
    """Reads and inserts; a change or a removal is refused."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: make a new version or revision instead."""
        raise WrittenOnceError(f"{self.model.__name__} rows never change; make a new one.")

    def delete(self) -> NoReturn:
        """Refuse: past clocks point here."""
        raise WrittenOnceError(f"{self.model.__name__} rows are never removed; past clocks point at them.")


class WrittenOnce(models.Model):
    """A model of which a stored row can be neither saved again nor deleted."""

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert a new row; a stored row is refused."""
        if not self._state.adding:
            raise WrittenOnceError(f"{type(self).__name__} {self.pk} never changes; make a new one.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: past clocks point here."""
        raise WrittenOnceError(f"{type(self).__name__} {self.pk} is never removed; past clocks point at it.")
