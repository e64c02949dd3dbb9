"""Nobody reads a word that is not theirs: each person follows every link, and each mail is read."""

import pytest

from accounts.queries import access_for
from maintenance.notices.mail import render as of_maintenance
from notifications.models import Notice
from tests.walk.pages import addresses, faults
from tests.walk.walker import Walker, body_of
from tests.walk.world import (
    ANSWERED_TEXTS,
    ASKED_TEXTS,
    COLLEAGUES_TEXTS,
    CONTACTS_TEXTS,
    DRAFTED_TEXTS,
    ELSEWHERE_TEXTS,
    FOLLOWED_TEXTS,
    INTERNAL_TEXTS,
    INVITED_TEXTS,
    PARTNERS_TEXTS,
    PEOPLE_OF_CUSTOMER,
    PEOPLE_OF_ENDED_PARTNER,
    PEOPLE_OF_PARTNER,
    PEOPLE_OF_STRANGER,
    STRANGERS_TEXTS,
    World,
)
from tickets.notices.mail import render as of_a_ticket
from tickets.queries.timeline import timeline

pytestmark = pytest.mark.django_db
RENDERERS = {"tickets.event": of_a_ticket, "maintenance.event": of_maintenance}
STARTS = ("/", "/melden/", "/vraag/", "/tickets/", "/profiel/", "/onderhoud/vensters/", "/onderhoud/agenda/")
# Reached by hand rather than by a link: searches with parts of the words of others (a page repeats what was asked).
TRIED = (
    "/tickets/?q=subject", "/tickets/?q=eellan", "/tickets/?q=aasoeve", "/tickets/?q=0413555", "/tickets/?mine=on",
    "/tickets/?group=open&q=storing", "/melden/belofte/?impact=all&severity=no_calls",
)  # fmt: skip
# Whoever may report for nobody is promised nothing.
NOT_FOR_ALL = "/melden/belofte/"
# The queue as a file has a link in every queue, and agents see all of it.
NOT_FOLLOWED = ("/account/logout/", "/static/", "/beheer/", "/desk/rijen/tickets.")
MOST_PAGES = 160
ENOUGH_OF_THE_DESK = 60
ALL_OF_CUSTOMER = (
    INVITED_TEXTS | PEOPLE_OF_CUSTOMER | FOLLOWED_TEXTS | CONTACTS_TEXTS | COLLEAGUES_TEXTS | PARTNERS_TEXTS
)
ALL_OF_STRANGER = PEOPLE_OF_STRANGER | STRANGERS_TEXTS
FOREIGN = {
    "contact": ALL_OF_STRANGER | INVITED_TEXTS | INTERNAL_TEXTS | COLLEAGUES_TEXTS | PARTNERS_TEXTS,
    "colleague": ALL_OF_STRANGER | INVITED_TEXTS | INTERNAL_TEXTS | CONTACTS_TEXTS | PARTNERS_TEXTS,
    "key_contact": ALL_OF_STRANGER | INTERNAL_TEXTS,
    "partner": ALL_OF_STRANGER | INVITED_TEXTS | INTERNAL_TEXTS,
    "stranger": ALL_OF_CUSTOMER | INTERNAL_TEXTS | PEOPLE_OF_PARTNER | PEOPLE_OF_ENDED_PARTNER,
    "ended_partner": ALL_OF_CUSTOMER | ALL_OF_STRANGER | INTERNAL_TEXTS | PEOPLE_OF_PARTNER,
}
# That the crawl got where it could have seen something.
# Of maintenance a contact reads what was announced; key contacts and partners what they are asked as well.
NOT_ASKED = DRAFTED_TEXTS | ASKED_TEXTS | ANSWERED_TEXTS
WINDOWS_FOREIGN = {
    "contact": NOT_ASKED | ELSEWHERE_TEXTS,
    "colleague": NOT_ASKED | ELSEWHERE_TEXTS,
    "key_contact": DRAFTED_TEXTS | ELSEWHERE_TEXTS,
    "partner": DRAFTED_TEXTS | ELSEWHERE_TEXTS,
    "stranger": NOT_ASKED,
    "ended_partner": NOT_ASKED | ELSEWHERE_TEXTS | {"qwindowurgent", "qwindowreason"},
}
# Bills are for key contacts.
BILL_TEXTS = frozenset({"qbillwork", "qbillopen", "qbillstranger", "qinternaltime"})
BILLS_READ = {"key_contact": frozenset({"qbillwork"})}
WINDOWS_READ = {
    "contact": frozenset({"qwindowurgent", "qwindowreason"}),
    "key_contact": ASKED_TEXTS | ANSWERED_TEXTS,
    "partner": ASKED_TEXTS | ANSWERED_TEXTS,
    "stranger": ELSEWHERE_TEXTS | {"qwindowurgent"},
}
READ = {
    "contact": FOLLOWED_TEXTS | CONTACTS_TEXTS - {"qcontactfile", "qdeskfile"},
    "colleague": COLLEAGUES_TEXTS | FOLLOWED_TEXTS,
    "key_contact": INVITED_TEXTS | COLLEAGUES_TEXTS | PARTNERS_TEXTS | {"qcontactsubject", "qcontactanswer"},
    "partner": COLLEAGUES_TEXTS | PARTNERS_TEXTS | {"qcontactsubject", "qcontactanswer"},
    "stranger": STRANGERS_TEXTS,
    "ended_partner": frozenset({"Kramer"}),
    "agent": FOLLOWED_TEXTS | STRANGERS_TEXTS | COLLEAGUES_TEXTS | CONTACTS_TEXTS | INTERNAL_TEXTS,
}


def crawled(walker: Walker, *starts: str, most: int = MOST_PAGES) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Every answer that can be reached by following links and fragments, and what is wrong with any of them."""
    texts: dict[str, str] = {}
    wrong: dict[str, list[str]] = {}
    ahead = list(starts)
    while ahead and len(texts) < most:
        address = ahead.pop(0)
        if address in texts or address.startswith(NOT_FOLLOWED):
            continue
        response = walker.get(address)
        headers = "\n".join(response.headers.values())
        texts[address] = f"{headers}\n{body_of(response)}"
        if response.status_code not in (200, 204, 302) and not address.startswith(NOT_FOR_ALL):
            wrong.setdefault(address, []).append(f"status {response.status_code}")
        if found := faults(response):
            wrong.setdefault(address, []).extend(found)
        ahead += sorted(addresses(response, address))
    return texts, wrong


@pytest.mark.parametrize("role", FOREIGN)
def test_pages_hold_no_word_of_another(world: World, role: str) -> None:
    """Home, list, forms, tickets, files, fragments: what is reached is right, and holds only what is theirs."""
    others = [f"/tickets/?organisation={each.pk}" for each in (world.cast.customer, world.cast.other_customer)]
    texts, wrong = crawled(Walker(world.user(role)), *STARTS, *TRIED, *others)
    assert wrong == {}
    assert len(texts) < MOST_PAGES
    foreign = FOREIGN[role] | WINDOWS_FOREIGN[role] | (BILL_TEXTS - BILLS_READ.get(role, frozenset()))
    assert {page: found for page, text in texts.items() if (found := {w for w in foreign if w in text})} == {}
    expected = READ[role] | WINDOWS_READ.get(role, frozenset()) | BILLS_READ.get(role, frozenset())
    assert {word for word in expected if any(word in text for text in texts.values())} == expected


def test_desk_reaches_everything(world: World) -> None:
    """The same crawl does see the words of all, notes included, where they may be read: the test is no blind one."""
    texts, wrong = crawled(Walker(world.cast.agent), "/desk/", "/desk/zoeken/?q=storing", most=ENOUGH_OF_THE_DESK)
    assert wrong == {}
    assert {word for word in READ["agent"] if any(word in text for text in texts.values())} == READ["agent"]


@pytest.mark.parametrize("role", ["contact", "key_contact", "partner"])
def test_conversation_of_customer_holds_no_internal_event(world: World, role: str) -> None:
    """Not even before the presenters, which would draw nothing of it either."""
    now, person = world.cast.now, world.user(role)
    assert person is not None
    customers = timeline(access_for(person, now=now), world.running, now=now)
    desks = timeline(access_for(world.cast.agent, now=now), world.running, now=now)
    assert [each.sequence for each in customers] == [each.sequence for each in desks if not each.internal]
    assert [each.event.kind for each in desks if each.internal] == ["noted"]


def test_mails_hold_no_word_of_another(world: World) -> None:
    """Each notice as it would be sent now: to whom, and with whose words. Nothing internal leaves the house."""
    roles = {user.email: role for role, user in world.cast.everybody.items()}
    leaks: dict[tuple[int, str], set[str]] = {}
    written: set[str] = set()
    for notice in Notice.objects.select_related("recipient").order_by("pk"):
        letter = RENDERERS[notice.source](notice)
        if letter is None:
            continue
        text = f"{letter.subject}\n{letter.text}\n{letter.html}\n{letter.headers}"
        assert notice.recipient is not None
        role = roles[letter.to or notice.recipient.email]
        written.add(role)
        if found := {word for word in FOREIGN.get(role, frozenset()) | INTERNAL_TEXTS if word in text}:
            leaks[notice.pk, role] = found
    assert leaks == {}
    assert {"contact", "stranger"} <= written
    assert "ended_partner" not in written
