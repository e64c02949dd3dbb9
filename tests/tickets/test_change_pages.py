"""The pages of costs and delivery on both sides: what is asked, deciding, ticking, delivering, confirming (W2, W3)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import User
from notifications.models import Notice
from notifications.renderers import Mail
from tests.cast import Cast
from tests.tickets import change_factories as changes
from tests.tickets.factories import incident
from tests.tickets.promises import moment
from tests.tickets.test_change_life import state, with_mandate
from tickets.actions.changes.decide_estimate import approve_estimate, refuse_estimate
from tickets.actions.changes.propose_estimate import Figures, propose_estimate
from tickets.actions.due_steps import expire_estimates, remind_approvals
from tickets.actions.reclassify import Answers, reclassify
from tickets.actions.write_path import Form, Words
from tickets.enums import Kind
from tickets.models import Estimate, Ticket, TimeEntry
from tickets.notices.mail import render

pytestmark = pytest.mark.django_db
See = Callable[[User], Client]


@pytest.fixture
def see(cast: Cast) -> See:
    """Somebody in English, at the moment of the cast."""

    def as_(user: User) -> Client:
        user.language = "en"
        user.save()
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        return client

    return as_


@pytest.fixture(autouse=True)
def at_the_moment(cast: Cast) -> object:
    with time_machine.travel(cast.now, tick=False):
        yield


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def portal(ticket: Ticket, page: str = "") -> str:
    return f"/tickets/{ticket.reference}/{page}"


def desk(ticket: Ticket, page: str = "") -> str:
    return f"/desk/tickets/{ticket.reference}/{page}"


def test_key_contact_decides_on_the_page_of_the_costs(cast: Cast, see: See) -> None:
    ticket = changes.change(cast, now=cast.now)
    client = see(cast.key_contact)
    page = text(client, portal(ticket))
    assert "Decide on the costs" in page
    assert "€95.00" in page
    page = text(client, portal(ticket, "kosten/"))
    assert "€114.95" in page
    assert "Approved at this moment, your change is delivered Thursday 26 November before 10:12." in page
    assert 'value="approve"' in page
    answer = client.post(portal(ticket, "kosten/"), {"number": 1, "decision": "refuse", "reason": " "})
    assert (answer.status_code, "Say why you refuse the costs." in answer.content.decode()) == (422, True)
    answer = client.post(portal(ticket, "kosten/"), {"number": 1, "decision": "approve"})
    assert (answer.status_code, state(ticket)) == (302, ("new", ["approved"]))
    page = text(client, portal(ticket))
    assert "Ingrid Smulders approved the costs: €95.00 without VAT." in page
    assert "before 10:12" in page


def test_who_may_not_approve_reads_who_may_and_is_refused(cast: Cast, see: See) -> None:
    ticket = changes.change(cast, now=cast.now)
    client = see(cast.contact)
    page = text(client, portal(ticket, "kosten/"))
    assert ("We asked Ingrid Smulders." in page, 'value="approve"' in page) == (True, False)
    assert client.post(portal(ticket, "kosten/"), {"number": 1, "decision": "approve"}).status_code == 403
    assert see(cast.colleague).get(portal(ticket, "kosten/")).status_code == 404
    assert see(cast.stranger).post(portal(ticket, "kosten/"), {"number": 1, "decision": "approve"}).status_code == 404
    assert see(cast.agent).post(portal(ticket, "kosten/"), {"number": 1, "decision": "approve"}).status_code == 403
    assert state(ticket) == ("awaiting_approval", ["proposed"])


def test_estimate_that_was_replaced_meanwhile_is_answered_with_what_is_asked_now(cast: Cast, see: See) -> None:
    ticket = changes.change(cast, now=cast.now)
    form = {"version": ticket.version, "key": "", "hours": 3, "minutes": 0, "amount": "", "words": "Meer werk."}
    assert see(cast.agent).post(desk(ticket, "raming/"), form).status_code == 302
    answer = see(cast.key_contact).post(portal(ticket, "kosten/"), {"number": 1, "decision": "approve"})
    page = answer.content.decode()
    assert (answer.status_code, "This estimate was withdrawn." in page, "Approve €285.00" in page) == (409, True, True)
    assert (
        see(cast.key_contact).post(portal(ticket, "kosten/"), {"number": 9, "decision": "approve"}).status_code == 404
    )


def test_portal_says_what_waits_and_lists_it_as_open(cast: Cast, see: See) -> None:
    ticket = changes.change(cast, now=cast.now)
    client = see(cast.contact)
    page = text(client, portal(ticket))
    assert "after the costs are approved" in page
    assert f"{ticket.reference} is requested. We begin as soon as the costs are approved" in page
    assert "Waiting for approval" in page
    assert "We begin as soon as the costs are approved." in text(client, "/")
    assert ticket.reference in text(client, "/tickets/?status=open")
    assert ticket.reference in text(client, "/tickets/")


def test_desk_has_a_view_of_what_waits_and_nothing_of_it_in_the_queue(cast: Cast, see: See) -> None:
    client = see(cast.agent)
    assert "view=approval" not in text(client, "/desk/")
    ticket = changes.change(cast, now=cast.now)
    assert (ticket.reference in text(client, "/desk/"), "view=approval" in text(client, "/desk/")) == (False, True)
    assert ticket.reference in text(client, "/desk/?view=approval")
    page = text(client, desk(ticket))
    assert "without a decision it ends" in page
    assert "Report delivery" in page  # among what cannot be done now, with the reason
    assert "No clock runs yet" in page
    assert "category 4" not in page


def test_agent_ticks_delivers_and_the_customer_confirms(cast: Cast, see: See) -> None:
    ticket = changes.approved(cast, now=cast.now)
    agent, customer = see(cast.agent), see(cast.contact)
    page = text(agent, desk(ticket))
    assert ("Send as delivered" in page, "Send as recovered" in page) == (False, False)
    message = {"version": 99, "key": "", "body": "Klaar."}
    answer = agent.post(desk(ticket, "uitgevoerd/"), {**message, "version": Ticket.objects.get().version})
    assert (answer.status_code, "Tick every check before you deliver." in answer.content.decode()) == (422, True)
    for check in changes.CHECKS:
        assert agent.post(desk(ticket, "controle/"), {"check": check["key"], "done": "on"}).status_code == 302
    assert "Send as delivered" in text(agent, desk(ticket))
    answer = agent.post(desk(ticket, "uitgevoerd/"), {**message, "version": Ticket.objects.get().version})
    assert (answer.status_code, state(ticket)[0]) == (302, "recovered")
    page = text(customer, portal(ticket))
    assert "Calling out works" in page
    assert "Does the change work?" in page
    assert "Hearing nothing, we close it Tuesday 1 December before 10:12." in page
    assert "It is not right yet" in page
    assert "Delivered in time" in text(customer, "/tickets/")
    assert customer.post(portal(ticket, "werkt/")).status_code == 302
    assert state(ticket)[0] == "closed"
    assert "told us that the change works." in text(customer, portal(ticket))


def test_customer_disputes_by_the_button(cast: Cast, see: See) -> None:
    ticket = changes.delivered(cast, now=cast.now)
    assert see(cast.contact).post(portal(ticket, "nog-stuk/"), {"key": ""}).status_code == 302
    assert state(ticket)[0] == "in_progress"
    assert "Delivery" in text(see(cast.agent), desk(ticket))


def test_agent_writes_down_what_was_said_by_phone(cast: Cast, see: See) -> None:
    ticket = changes.change(cast, now=cast.now - timedelta(hours=1))
    client = see(cast.agent)
    assert "Ingrid Smulders" in text(client, desk(ticket, "akkoord/"))
    said = {"number": 1, "person": cast.key_contact.pk, "decision": "approve", "said_at": "2026-11-24T10:00"}
    answer = client.post(desk(ticket, "akkoord/"), {**said, "reason": ""})
    assert (answer.status_code, "Write down what was said." in answer.content.decode()) == (422, True)
    answer = client.post(desk(ticket, "akkoord/"), {**said, "person": cast.contact.pk, "reason": "Ja"})
    assert answer.status_code == 422
    answer = client.post(desk(ticket, "akkoord/"), {**said, "said_at": "2026-11-25T10:00", "reason": "Ja"})
    assert (answer.status_code, "not in the future" in answer.content.decode()) == (422, True)
    assert client.post(desk(ticket, "akkoord/"), {**said, "reason": "Ja, doe maar."}).status_code == 302
    page = text(see(cast.contact), portal(ticket))
    assert "Ingrid Smulders approved the costs by phone: €95.00 without VAT. Written down by Joris van Laar" in page


def test_estimate_form_keeps_what_was_typed_and_takes_an_estimate_back(cast: Cast, see: See) -> None:
    ticket = changes.change(cast, now=cast.now)
    client = see(cast.agent)
    typed = {
        "version": ticket.version,
        "key": "",
        "hours": "",
        "minutes": "",
        "amount": "twaalf",
        "words": "Zo zit het",
    }
    answer = client.post(desk(ticket, "raming/"), typed)
    page = answer.content.decode()
    assert (answer.status_code, "Zo zit het" in page, "Give the amount in euro, like 120,00." in page) == (
        422,
        True,
        True,
    )
    answer = client.post(desk(ticket, "raming/terug/"), {"number": 1, "reason": ""})
    assert (answer.status_code, "Say why the estimate is taken back." in answer.content.decode()) == (422, True)
    assert client.post(desk(ticket, "raming/terug/"), {"number": 1, "reason": "Vergissing"}).status_code == 302
    fixed = {**typed, "version": ticket.version + 1, "hours": 1, "amount": "1.250,50"}
    assert client.post(desk(ticket, "raming/"), fixed).status_code == 302
    assert str(Estimate.objects.get(number=2).amount) == "1250.50"
    assert "€1,250.50" in text(see(cast.key_contact), portal(ticket, "kosten/"))


def test_work_beyond_the_approved_amount_warns_the_agent(cast: Cast, see: See) -> None:
    ticket = changes.approved(cast, now=cast.now)
    TimeEntry.objects.create(
        ticket=ticket, person=cast.agent, day=cast.now.date(), minutes=70, activity="remote", rate="95.00",
        recorded_at=cast.now, recorded_by=cast.agent,
    )  # fmt: skip
    page = text(see(cast.agent), desk(ticket))
    assert "€23.75 more than approved" in page
    assert "€118.75 worked of €95.00 approved" in page


def test_what_became_a_change_has_pages_that_cope(cast: Cast, see: See) -> None:
    ticket = incident(cast.contact, cast.customer, now=cast.now)
    ticket = reclassify(cast.agent, Form(ticket.reference), Answers(Kind.STANDARD_CHANGE), "Zo", now=cast.now)
    assert "Send as delivered" in text(see(cast.agent), desk(ticket))
    assert "before 10:12" in text(see(cast.contact), portal(ticket))
    assert "There are no costs to decide on" in text(see(cast.contact), portal(ticket, "kosten/"))
    answers = Answers(Kind.INCIDENT, "", "some", "no_calls")
    changed = changes.approved(cast, now=cast.now)
    reclassify(cast.agent, Form(changed.reference), answers, "Is stuk", now=cast.now)
    assert "Send as recovered" in text(see(cast.agent), desk(changed))
    assert text(see(cast.contact), portal(changed))


def test_ledger_says_in_words_that_the_approval_started_the_clock(cast: Cast, see: See) -> None:
    ticket = changes.change(cast, now=moment("11-23", "16:00"))
    approve_estimate(cast.key_contact, Form(ticket.reference), 1, now=cast.now)
    page = text(see(cast.contact), portal(ticket, "klok/delivery/1/"))
    assert "The costs were approved today at 10:12. From then on the clock of a change counts." in page
    assert "2 working days (agreement W2)" in page
    ledger = text(see(cast.agent), desk(ticket, "klok/delivery/1/"))
    assert ("Norm of a change" in ledger, "Wed 08:30–17:00" in ledger, "00:00" in ledger) == (True, True, False)


def test_wished_day_is_told_as_what_was_asked(cast: Cast, see: See) -> None:
    ticket = changes.approved(cast, now=cast.now, wished_date=moment("12-04", "10:00").date())
    said = f"{ticket.reference} is requested. We deliver it Friday 4 December before 17:00."
    assert said in text(see(cast.contact), portal(ticket))
    page = text(see(cast.contact), portal(ticket, "klok/delivery/1/"))
    assert "You asked for this day" in page
    assert "Friday 4 December" in text(see(cast.contact), portal(ticket))
    waiting = text(see(cast.contact), portal(changes.change(cast, now=cast.now, wished_date=date(2026, 12, 4))))
    assert ("if it is approved in time" in waiting, "after the costs are approved" in waiting) == (True, False)


def mails(cast: Cast) -> dict[str, Mail]:
    """The mails of the newest event, in English, by the first name of who gets them."""
    newest = Notice.objects.order_by("-subject_id")[0].subject_id
    with translation.override("en"):
        notices = Notice.objects.filter(subject_id=newest)
        found = {each.recipient.first_name_short: render(each) for each in notices if each.recipient is not None}
    return {name: each for name, each in found.items() if each is not None}


def headings(cast: Cast) -> dict[str, str]:
    return {name: each.subject.partition("] ")[2].partition(":")[0] for name, each in mails(cast).items()}


def test_mails_ask_who_may_approve_and_tell_sums_to_nobody_else(cast: Cast) -> None:
    with_mandate(cast, may_approve_cost=True)
    changes.change(cast, now=cast.now)
    everybody = ("Sanne", "Ingrid", "Mo")
    assert headings(cast) == dict.fromkeys(everybody, "Costs to approve")
    found = mails(cast)
    assert {name: "€95.00" in each.text for name, each in found.items()} == {"Sanne": False, "Ingrid": True, "Mo": True}
    assert {name: "/kosten/" in each.text for name, each in found.items()} == {
        "Sanne": False, "Ingrid": True, "Mo": True,
    }  # fmt: skip
    assert "because you may approve costs of Zorggroep Maasoever" in found["Mo"].text
    remind_approvals(now=moment("11-26", "10:12"))
    assert headings(cast) == dict.fromkeys(everybody, "Reminder")
    assert "Without a decision this request ends Tuesday 8 December 2026 at 10:12." in mails(cast)["Ingrid"].text
    assert "€95.00" in mails(cast)["Ingrid"].text
    expire_estimates(now=moment("12-08", "10:12"))
    assert headings(cast) == dict.fromkeys(everybody, "Ended")
    with_mandate(cast, may_approve_cost=False)
    assert set(headings(cast)) == {"Sanne", "Ingrid", "Mo"}


def test_approver_is_asked_also_who_wants_no_mail_of_what_they_follow(cast: Cast) -> None:
    User.objects.update(mail_followed=False)
    changes.change(cast, now=cast.now)
    assert set(mails(cast)) == {"Sanne", "Ingrid"}


def test_confidential_change_asks_no_partner(cast: Cast) -> None:
    with_mandate(cast, may_approve_cost=True)
    changes.change(cast, now=cast.now)
    Ticket.objects.update(confidential=True)
    assert set(mails(cast)) == {"Sanne", "Ingrid"}
    remind_approvals(now=moment("11-26", "10:12"))
    assert set(mails(cast)) == {"Sanne", "Ingrid"}


def test_decision_and_delivery_are_told_to_who_asked(cast: Cast) -> None:
    ticket = changes.change(cast, now=cast.now)
    refuse_estimate(cast.key_contact, Form(ticket.reference), 1, "Te duur", now=cast.now)
    assert {name: each.text.split("\n")[4] for name, each in mails(cast).items()} == {
        "Sanne": "Ingrid Smulders refused the costs. The reason: Te duur"
    }
    changes.delivered(cast, now=cast.now)
    found = mails(cast)["Sanne"].text
    assert "Het toestel doet het." in found
    assert "Tell us Tuesday 1 December 2026 before 10:12, then we go on with it." in found


def counted(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_pages_of_a_change_take_a_constant_number_of_statements(cast: Cast, see: See) -> None:
    ticket = changes.approved(cast, now=cast.now - timedelta(hours=1))
    agent, customer = see(cast.agent), see(cast.contact)
    pages = [
        (agent, desk(ticket)),
        (customer, portal(ticket)),
        (customer, portal(ticket, "kosten/")),
        (agent, "/desk/"),
    ]
    found = []
    for minutes in (90, 120, 150):
        ticket.refresh_from_db()
        propose_estimate(cast.agent, Form(ticket.reference, ticket.version), Figures(minutes), Words("x"), now=cast.now)
        changes.change(cast, now=cast.now)
        found.append([counted(*page) for page in pages])
    assert found[0] == found[2] == [18, 14, 9, 6]
