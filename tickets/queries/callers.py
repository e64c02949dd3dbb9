"""Who may be on the phone: people, their numbers and their organisations, found by a few letters or digits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Replace

from accounts.models import Membership, Organisation
from accounts.models.organisation import OrganisationKind
from accounts.queries import active_customers, mandates_in_force, people_who_may_file_for
from tickets.models import Ticket
from tickets.queries.folding import Folded
from tickets.search import fold

FEWEST_LETTERS = 2
LONGEST_SEARCH = 100
MOST_PEOPLE = 8
MOST_ORGANISATIONS = 5
MOST_CALLERS, MOST_CALLS_READ = 3, 30
_PHONE = re.compile(r"^\+?[\d\s()./-]+$", re.ASCII)
_IN_NUMBERS = (" ", "-", "(", ")", ".", "/", "+")
_PERSON = ("user_id", "organisation_id", "user__name", "organisation__name", "user__phone")
_CALL = ("pk", "organisation_id", "caller_name", "organisation__name", "phone")
_HELD = "partner__memberships__"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may report for an organisation, or (`person_id` None) somebody there whom we don't know.

    `partner` is the ICT partner that a person calls for, "" for people of the organisation itself. `earlier` is the
    number of a ticket that somebody without an account called about before, whose name and number are known from it.
    """

    person_id: int | None
    organisation_id: int
    name: str
    organisation: str
    phone: str
    partner: str = ""
    earlier: int | None = None

    @property
    def value(self) -> str:
        """How a form names this choice."""
        choice = f"{self.person_id or 0}-{self.organisation_id}"
        return f"{choice}-{self.earlier}" if self.earlier else choice


def find_callers(words: str, *, now: datetime) -> list[Caller]:
    """People first, then organisations: at most 8 and 5; a number is found however it is written. Four SQL.

    Partners are found once for each customer that they may file for now (P1), and between people and organisations at
    most 3 who called before and have no account. Accents and capitals do not matter, on either side. Fewer than two
    letters find nothing.
    """
    terms = _terms(words)
    if not terms:
        return []
    people = sorted([*_people(terms), *_partners(terms, now)], key=lambda each: (each.name, each.organisation))
    return [*people[:MOST_PEOPLE], *_called_before(terms), *_organisations(terms)]


def caller_named(person_id: int | None, organisation_id: int, *, now: datetime) -> Caller | None:
    """The choice that a form carries, as it can be chosen now; None when it cannot (any more). At most two SQL."""
    customer = active_customers().filter(pk=organisation_id).first()
    if customer is None:
        return None
    if person_id is None:
        return _somebody_of(customer)
    person = people_who_may_file_for(organisation_id, now=now).filter(pk=person_id).first()
    return Caller(person.pk, customer.pk, person.name, customer.name, person.phone) if person else None


def caller_of(ticket_id: int, organisation_id: int) -> Caller | None:
    """Who without an account called about this ticket of this customer; None for no such call. One SQL."""
    calls = _calls().filter(pk=ticket_id, organisation_id=organisation_id)
    return next((_before(*row) for row in calls.values_list(*_CALL)), None)


def _terms(words: str) -> list[str]:
    """Each word, or the digits of a number without its country code and first zero."""
    text = words.replace("\x00", "").strip()[:LONGEST_SEARCH]
    if _PHONE.match(text):
        digits = re.sub(r"\D", "", re.sub(r"^(\+|00)31", "", text)).removeprefix("0")
        return [digits] if len(digits) >= FEWEST_LETTERS else []
    return fold(text).split() if len(text) >= FEWEST_LETTERS else []


def _people(terms: Sequence[str]) -> list[Caller]:
    members = Membership.objects.filter(
        user__is_active=True,
        user__desk_role="",
        organisation__is_active=True,
        organisation__kind=OrganisationKind.CUSTOMER,
    ).alias(digits=_digits("user__phone"), person=Folded("user__name"), of=Folded("organisation__name"))
    for term in terms:
        number = Q(digits__contains=term) if term.isdigit() else Q()
        members = members.filter(
            Q(person__contains=term) | Q(user__email__icontains=term) | Q(of__contains=term) | number
        )
    rows = members.order_by("user__name", "organisation__name").values_list(*_PERSON)[:MOST_PEOPLE]
    return [Caller(*row) for row in rows]


def _partners(terms: Sequence[str], now: datetime) -> list[Caller]:
    """One person of a partner for each customer with a mandate; in one `filter`, so that it is about one person."""
    about = Q(may_file=True, **{f"{_HELD}user__is_active": True, f"{_HELD}user__desk_role": ""})
    for term in terms:
        number = Q(digits__contains=term) if term.isdigit() else Q()
        about &= (
            Q(person__contains=term)
            | Q(**{f"{_HELD}user__email__icontains": term})
            | Q(of__contains=term)
            | Q(through__contains=term)
            | number
        )
    names = {"person": Folded(f"{_HELD}user__name"), "of": Folded("customer__name"), "through": Folded("partner__name")}
    mandates = mandates_in_force(now=now).alias(digits=_digits(f"{_HELD}user__phone"), **names).filter(about)
    columns = (f"{_HELD}user_id", "customer_id", f"{_HELD}user__name", "customer__name", f"{_HELD}user__phone")
    rows = mandates.order_by(f"{_HELD}user__name", "customer__name").values_list(*columns, "partner__name")
    return [Caller(*row) for row in dict.fromkeys(rows[:MOST_PEOPLE])]


def _called_before(terms: Sequence[str]) -> list[Caller]:
    """The last call of each name and number; by words of the name and the customer, or by digits."""
    names = {"person": Folded("caller_name"), "of": Folded("organisation__name")}
    calls = _calls().alias(digits=_digits("phone"), **names)
    for term in terms:
        number = Q(digits__contains=term) if term.isdigit() else Q()
        calls = calls.filter(Q(person__contains=term) | Q(of__contains=term) | number)
    rows = calls.order_by("-submitted_at").values_list(*_CALL)[:MOST_CALLS_READ]
    found = {(each.organisation_id, each.name, each.phone): each for each in (_before(*row) for row in reversed(rows))}
    return list(reversed(found.values()))[:MOST_CALLERS]


def _calls() -> QuerySet[Ticket]:
    """The tickets of callers without an account, of customers that are still served."""
    return Ticket.objects.filter(reporter__isnull=True, organisation__is_active=True)


def _before(ticket_id: int, organisation_id: int, name: str, organisation: str, phone: str) -> Caller:
    return Caller(None, organisation_id, name, organisation, phone, earlier=ticket_id)


def _organisations(terms: Sequence[str]) -> list[Caller]:
    found: QuerySet[Organisation] = active_customers().alias(digits=_digits("phone"), of=Folded("name"))
    for term in terms:
        number = Q(digits__contains=term) if term.isdigit() else Q()
        found = found.filter(Q(of__contains=term) | number)
    return [_somebody_of(each) for each in found[:MOST_ORGANISATIONS]]


def _somebody_of(customer: Organisation) -> Caller:
    return Caller(None, customer.pk, "", customer.name, customer.phone)


def _digits(field: str) -> F | Replace:
    """A number without what people write between its digits."""
    found: F | Replace = F(field)
    for sign in _IN_NUMBERS:
        found = Replace(found, Value(sign), Value(""))
    return found
