"""The administrators' lists of tickets: to read only, and for nobody else."""

import pytest

from tests.cast import NOW, Cast
from tests.tickets import factories
from tests.tickets.desk.conftest import signed_in
from tickets.models import Message, SlaClock, TicketEvent

LISTS = ("ticket", "ticketevent", "slaclock", "attachment")


@pytest.mark.parametrize("name", LISTS)
def test_administrators_read_the_list_and_change_nothing(cast: Cast, name: str) -> None:
    factories.incident(cast.contact, cast.customer, now=NOW)
    client = signed_in(cast.administrator)
    assert client.get(f"/beheer/tickets/{name}/").status_code == 200
    assert client.get(f"/beheer/tickets/{name}/add/").status_code == 403


def test_ticket_can_be_looked_at_but_not_saved(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    client = signed_in(cast.administrator)
    where = f"/beheer/tickets/ticket/{ticket.pk}/change/"
    assert client.get(where).status_code == 200
    assert client.post(where, {"subject": "Anders"}).status_code == 403


def test_lists_are_in_the_reader_s_language(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    body = signed_in(cast.administrator, "nl").get("/beheer/tickets/slaclock/").content.decode()
    assert "Ronde" in body
    assert "Begonnen op" in body
    assert f">{ticket.reference}<" in body
    assert "Started at" not in body


def test_rows_are_named_in_words(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=NOW)
    factories.reported(factories.taken(ticket, cast.agent, now=NOW), cast.agent, now=NOW)
    names = {model: [str(row) for row in model.objects.order_by("pk")] for model in (TicketEvent, SlaClock, Message)}
    number = ticket.reference
    assert names[TicketEvent] == [f"{number}: {each}" for each in ("gemeld", "op zich genomen", "statusrapportage")]
    clocks = ("Herstel", "Reactie", "Statusrapportage", "Statusrapportage (2)")
    assert sorted(names[SlaClock]) == [f"{number}: {each}" for each in clocks]
    assert names[Message] == [f"{number}: bericht", f"{number}: Statusrapportage 1"]


@pytest.mark.parametrize("name", LISTS)
def test_agents_and_customers_cannot(cast: Cast, name: str) -> None:
    for user in (cast.agent, cast.contact):
        assert signed_in(user).get(f"/beheer/tickets/{name}/").status_code in (302, 403, 404)
