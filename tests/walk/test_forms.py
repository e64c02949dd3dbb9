"""A form without its token is refused, on every address that takes one, with our own page."""

import pytest

from tests.walk.addresses import fields_for, known_routes, path_of
from tests.walk.pages import faults
from tests.walk.routes import TABLE, WITHOUT_HEADERS, WITHOUT_TOKEN
from tests.walk.walker import Walker, all_rows, body_of
from tests.walk.world import World

pytestmark = pytest.mark.django_db
OURS = "Deze pagina stond te lang open"


@pytest.mark.parametrize("role", ["anonymous", "contact", "administrator"])
def test_forms_without_token_are_refused(world: World, role: str) -> None:
    """Whoever sends it and wherever to: 403, our page, the headers of every page, and not one row changed."""
    walker, before = Walker(world.user(role), enforce_csrf_checks=True), all_rows()
    wrong = {}
    for known in known_routes():
        if known.name in TABLE and known.name not in WITHOUT_HEADERS | WITHOUT_TOKEN:
            response = walker.post(path_of(world, known), fields_for(world, known.name))
            found = faults(response)
            if (response.status_code, OURS in body_of(response), found) != (403, True, []):
                wrong[known.name] = (response.status_code, found)
    assert wrong == {}
    assert all_rows() == before
