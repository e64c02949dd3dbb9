"""Stored files that never got a row (a form that was left, a send that was repeated) are removed after a day."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from tickets import files
from tickets.enums import ScanState
from tickets.models import Attachment

KEPT_FOR = timedelta(days=1)


def sweep_files(*, machine_time: float, keep: timedelta = KEPT_FOR) -> int:
    """Remove what no attachment refers to and is older than `keep`; how many. Safe beside people who are uploading.

    A file's age is read from the disk, in the machine's time (Unix seconds): the desk's own clock may be shifted.
    """
    limit = machine_time - keep.total_seconds()
    return sum(_sweep_folder(folder, limit) for folder in _folders())


def _folders() -> Iterator[Path]:
    root = files.root()
    if root.is_dir():
        yield from (each for each in sorted(root.iterdir()) if each.is_dir())


def _sweep_folder(folder: Path, limit: float) -> int:
    old = {f"{folder.name}/{each.name}": each for each in folder.iterdir() if each.is_file() and _is_older(each, limit)}
    if not old:
        return 0
    # Of a file that was refused only the row is to be left, also when the scan broke off before the bytes were gone.
    rows = Attachment.objects.filter(storage_name__in=list(old)).exclude(scan_state=ScanState.REFUSED)
    known = set(rows.values_list("storage_name", flat=True))
    orphans = [path for name, path in old.items() if name not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _is_older(path: Path, limit: float) -> bool:
    try:
        return path.stat().st_mtime < limit
    except FileNotFoundError:
        return False
