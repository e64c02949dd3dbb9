"""Every route by every role: the whole table, and that looking changes nothing."""

import pytest

from tests.walk.addresses import fields_for, known_routes, path_of
from tests.walk.pages import faults
from tests.walk.routes import POLLS, TABLE, UNNAMED, WITHOUT_HEADERS
from tests.walk.walker import Answer, Walker, all_rows, answer_of, body_of
from tests.walk.world import ROLES, World

pytestmark = pytest.mark.django_db


def test_every_route_has_its_row() -> None:
    """Both ways: no route without a row, no row without a route."""
    known = list(known_routes())
    assert {each.name for each in known if each.name} == set(TABLE)
    assert {each.pattern for each in known if not each.name} == UNNAMED


@pytest.mark.parametrize("role", ROLES)
def test_answers_to(world: World, role: str) -> None:
    """Every route opened, and then sent a good form: the answers of the table, whole headers, nothing inline.

    Opening changes not one row.
    """
    walker, place = Walker(world.user(role)), ROLES.index(role)
    answers: dict[str, tuple[Answer, Answer]] = {}
    wrong: dict[str, list[str]] = {}
    paths = {known.name: path_of(world, known) for known in known_routes() if known.name}
    before = all_rows()
    opened = {name: walker.get(path) for name, path in paths.items()}
    assert all_rows() == before
    for name, path in paths.items():
        sent = walker.post(path, fields_for(world, name))
        answers[name] = (answer_of(opened[name]), answer_of(sent))
        found = [] if name in WITHOUT_HEADERS else faults(opened[name]) + faults(sent)
        wrong |= {name: found} if found else {}
    assert answers == {name: (row.get[place], row.post[place]) for name, row in TABLE.items()}
    assert wrong == {}


def test_unnamed_addresses(world: World) -> None:
    """An old address of a page leads to the page, for who may see it; the rest is not there."""
    old, nowhere = "/beheer/accounts/user/1/", "/beheer/niets/"
    for role in ("anonymous", "contact", "agent"):
        walker = Walker(world.user(role))
        assert [answer_of(walker.get(path)) for path in (old, nowhere)] == ["admin login", "admin login"]
    administrator = Walker(world.cast.administrator)
    assert [answer_of(administrator.get(path)) for path in (old, nowhere)] == [302, 404]


def test_polls_without_a_session(world: World) -> None:
    """401, so that the page around it stays with what is typed in it."""
    nobody = Walker(None)
    polls = [path_of(world, known) for known in known_routes() if known.name in POLLS]
    answers = [nobody.get(path, **{"X-Desk-Poll": "1"}) for path in polls]
    assert [(each.status_code, body_of(each)) for each in answers] == [(401, "")] * len(POLLS)
