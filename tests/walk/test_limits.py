"""Lesson: a limit that is put on by hand is forgotten somewhere. Every form and search of the resolver has one."""

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from ozmo_desk.middleware import Limits
from tests.walk.addresses import fields_for, known_routes, path_of
from tests.walk.routes import TABLE
from tests.walk.walker import Answer, Walker, all_rows, answer_of
from tests.walk.world import ROLES, World

pytestmark = pytest.mark.django_db
# What is told before anything is counted: a form that the page does not take, and a page of the other side.
BEFORE = {403, 404, 405}


@pytest.mark.parametrize("role", ["key_contact", "administrator"])
def test_every_form_and_search_is_limited(world: World, settings: Settings, role: str) -> None:
    """With nothing allowed any more every form of every route is refused (429), and not one row changes by it."""
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (0, 0))
    cache.clear()
    walker, place, before = Walker(world.user(role)), ROLES.index(role), all_rows()
    # A refusal is short then.
    walker.client.defaults["HTTP_HX_REQUEST"] = "true"
    through: dict[str, Answer] = {}
    searched: dict[str, Answer] = {}
    for known in known_routes():
        of_administration = known.name.startswith("admin:")
        if not known.name or known.name in Limits.FREE or of_administration != (role == "administrator"):
            continue
        path, row = path_of(world, known), TABLE[known.name]
        sent = walker.post(path, fields_for(world, known.name))
        if sent.status_code != 429 and not (sent.status_code in BEFORE and row.post[place] in BEFORE):
            through[known.name] = answer_of(sent)
        elif sent.status_code == 429:
            assert 0 < int(sent.headers["Retry-After"]) <= 60
        asked = walker.get(f"{path}?q=telefoon")
        if asked.status_code != 429 and row.get[place] == 200:
            searched[known.name] = answer_of(asked)
    assert through == {}
    assert searched == {}
    assert all_rows() == before


def test_what_is_counted_by_its_own_page_is_counted_once(world: World, settings: Settings) -> None:
    """An answer counts as an answer, and not as a change as well; a change counts for person and organisation."""
    settings.LIMITS = {**settings.LIMITS, "change": (1, 2)}
    cache.clear()
    contact, colleague = Walker(world.cast.contact), Walker(world.cast.colleague)
    paths = {known.name: path_of(world, known) for known in known_routes() if known.name}
    reply = [contact.post(paths["portal:reply"], fields_for(world, "portal:reply")).status_code for _ in range(3)]
    assert reply == [302, 302, 302]
    profile = fields_for(world, "profile")
    assert [contact.post(paths["profile"], profile).status_code for _ in range(2)] == [302, 429]
    assert colleague.post(paths["profile"], profile).status_code == 429
    assert Walker(world.cast.stranger).post(paths["profile"], profile).status_code == 302
    assert contact.post(paths["account_logout"]).status_code == 302
