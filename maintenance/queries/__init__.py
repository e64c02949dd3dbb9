"""Everything that reads about maintenance. `door` decides who sees what; tickets enter by what is named here."""

from maintenance.queries.around import windows_around

__all__ = ["windows_around"]
