"""Many planners at once: real processes with threads of their own, against the database of the test.

Run as a program by `test_concurrency`, with what to race for on its standard input.
"""

import json
import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

THREADS, MANY = 8, 64


def race(orders: list[dict[str, object]]) -> Counter[str]:
    """Do every order at once, in threads that begin together; how often each answer was given."""
    barrier = Barrier(min(THREADS, len(orders)))

    def run(order: dict[str, object]) -> str:
        from django.db import connection  # noqa: PLC0415 - Django is set up in this process only

        try:
            if order.pop("first", False):
                barrier.wait(timeout=30)
            return attempt(**order)  # type: ignore[arg-type]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        begun = [{**order, "first": number < barrier.parties} for number, order in enumerate(orders)]
        return Counter(pool.map(run, begun))


def attempt(reference: str, planner: int, now: str) -> str:
    """Open one consultation: "ok", or the clause of the refusal. Any other error ends the race."""
    from django.utils import translation  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from accounts.refusals import Refusal  # noqa: PLC0415
    from maintenance.actions.open_consultation import open_consultation  # noqa: PLC0415
    from maintenance.actions.write_path import Form  # noqa: PLC0415

    with translation.override("en"):
        try:
            open_consultation(User.objects.get(pk=planner), Form(reference), now=datetime.fromisoformat(now))
        except Refusal as refused:
            return refused.sentence.split(" is planned ")[-1].split(":")[0].split(".")[0]
    return "ok"


def prepare() -> list[dict[str, object]]:
    """Migrate an empty database, and put the ground of a race in it: two drafts for each of 32 nights."""
    from django.core.management import call_command  # noqa: PLC0415

    from tests.cast import NOW, cast_at  # noqa: PLC0415
    from tests.maintenance import factories  # noqa: PLC0415
    from tests.maintenance.racing_ground import drafts, nights  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    cast = cast_at(NOW)
    return drafts([*nights(MANY // 2), *nights(MANY // 2)], factories.shared(cast), cast.administrator)


def main(task: str) -> None:
    """Set Django up on the database that the environment names, do what is asked, and print the answer."""
    import django  # noqa: PLC0415

    django.setup()
    print(json.dumps(prepare() if task == "prepare" else race(json.load(sys.stdin))))  # noqa: T201 - it is the answer


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ozmo_desk.settings")
    main(*sys.argv[1:] or ["race"])
