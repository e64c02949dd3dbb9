"""Why a promise is due when it is: what the ledgers say is what is stored, whoever asks and whatever happened."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from accounts.queries import access_for
from agreements.ledger import as_json
from tests.cast import AMSTERDAM, NOW, Cast
from tests.tickets import factories
from tests.tickets.test_replay import live_a_life
from tickets.actions.customer_reply import customer_reply
from tickets.actions.write_path import Form, Words
from tickets.enums import ClockKind
from tickets.models import SlaClock, Ticket
from tickets.queries.desk import reading
from tickets.views.desk.why import Sheet, sheet
from tickets.views.ledger import Explained, explained, explained_clock
from tickets.views.portal.why import words_for

pytestmark = pytest.mark.django_db
MINUTE, ZERO = timedelta(minutes=1), timedelta()


def on(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=AMSTERDAM)


def of_design(cast: Cast) -> Ticket:
    """The ticket of the design: reported Monday 15:20, waited from 16:35 until Tuesday 08:52."""
    ticket = factories.incident(cast.contact, cast.customer, now=on(23, 15, 20))
    waiting = factories.waiting(ticket, cast.agent, now=on(23, 16, 35))
    return customer_reply(cast.contact, Form(waiting.reference), Words("Het staat aan."), now=on(24, 8, 52))


def asked(
    cast: Cast, ticket: Ticket, kind: str = "recovery", number: int = 1, now: datetime = NOW, language: str = "en"
) -> Explained:
    with translation.override(language):
        return explained(access_for(cast.agent, now=now), ticket.reference, kind, number, now=now)


def drawn(of: Explained, now: datetime = NOW, language: str = "en") -> Sheet:
    with translation.override(language):
        return sheet(of, state=reading(of.clock, now=now).state, now=now)


def written(of: Explained, now: datetime = NOW, language: str = "en") -> str:
    with translation.override(language):
        return words_for(of, now=now)


def lines(of: Sheet) -> list[str]:
    return [f"{line.when} {line.what} {line.amount}" for line in of.earlier + of.lines]


@pytest.mark.parametrize("seed", range(25))
def test_sums_are_what_is_stored_to_the_second(cast: Cast, seed: int) -> None:
    """Of every clock of a random life, at a moment after it and at its own last mark (N1 to N4)."""
    ticket = live_a_life(cast, seed)
    for clock in SlaClock.objects.filter(ticket=ticket):
        since = clock.stopped_at or clock.paused_at
        of = explained_clock(ticket, clock, now=on(31, 10, month=12))
        ledger = of.ledger
        assert (ledger.target is None) == (clock.agreed_at is not None)
        if ledger.target is not None:
            assert ledger.counted + ledger.left - ledger.late == ledger.target == (clock.target or ledger.target)
            left = ZERO if _no_row(of) else ledger.left
            assert sum((row.adds for row in ledger.rows), ZERO) == ledger.counted + left
        assert since is None or ledger.counted == clock.elapsed
        if clock.due_at is not None:
            assert ledger.due_at == clock.due_at
        if since is not None:
            assert ledger.breached_at == clock.breached_at
        assert as_json(ledger, clause=clock.clause)["counted_seconds"] == ledger.counted.total_seconds()
        for language in ("nl", "en"):
            assert clock.clause in written(of, language=language)
            assert drawn(of, language=language).sums[-1][1] == clock.clause


def _no_row(of: Explained) -> bool:
    """What is left of a clock that stands still in time has no moments."""
    return of.ledger.due_at is None


@pytest.mark.parametrize("seed", range(8))
def test_shown_amounts_add_up_to_the_shown_norm(cast: Cast, seed: int) -> None:
    """In the whole minutes that are shown, however many seconds the stretches have."""
    ticket = live_a_life(cast, seed)
    for clock in SlaClock.objects.filter(ticket=ticket, target__isnull=False):
        of = explained_clock(ticket, clock, now=on(31, 10, month=12))
        shown = drawn(of)
        total = sum(_minutes(line.amount) for line in shown.earlier + shown.lines)
        assert total == _minutes(shown.sums[0][2])


def _minutes(amount: str) -> int:
    """'5 h 25', '8 h', '47 min' or '0' in minutes."""
    hours, _sep, rest = amount.partition(" h") if " h" in amount else ("0", "", amount.removesuffix(" min"))
    return 60 * int(hours) + int(rest or 0)


def test_n2_rail_is_that_of_the_picture(cast: Cast) -> None:
    shown = drawn(asked(cast, of_design(cast)))
    assert lines(shown) == [
        "Mon 15:20–16:35 counted 1 h 15",
        "Mon 16:35–17:00 waiting for customer 0",
        "Mon 17:00–Tue 08:30 closed 0",
        "Tue 08:30–08:52 waiting for customer 0",
        "Tue 08:52–10:12 counted, until now 1 h 20",
        "Tue 10:12–15:37 remains 5 h 25",
    ]
    assert shown.sums == [("Norm category 2, recovery", "N2", "8 h")]
    assert shown.words == "Why recovery before 15:37?"
    assert [bar.label for bar in shown.bars] == ["Mon 23", "Tue 24"]
    assert (shown.bars[1].due, shown.axis) == (837, ("08:30", "17:00"))
    assert shown.bars[0].pieces == (("used", 804, 147), ("still", 951, 49))


def test_n2_customer_reads_it_in_a_few_sentences(cast: Cast) -> None:
    of = asked(cast, of_design(cast))
    assert written(of) == (
        "Reported yesterday at 15:20. We count opening time only: 1 hour and 15 minutes yesterday, for 47 minutes the "
        "clock stood still because we waited for you, the rest today. Together 8 hours (agreement N2)."
    )
    later = on(27, 10)
    assert "1 hour and 15 minutes on Monday 23 November" in written(asked(cast, of.ticket, now=later), now=later)


def test_late_clock_says_by_how_much(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=on(24, 8, 40))
    of = asked(cast, ticket, "response")
    assert drawn(of).sums == [("Counted in all", "", "1 h 32"), ("Norm category 2, response", "N2", "1 h")]
    assert written(of).endswith(
        "1 hour today, then 32 minutes too late. Together 1 hour and 32 minutes; we promised 1 hour (agreement N2)."
    )


def test_paused_clock_says_what_is_left_after_that(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=on(24, 8, 30))
    factories.waiting(ticket, cast.agent, now=on(24, 9, 30))
    of = asked(cast, ticket)
    assert lines(drawn(of))[-2:] == [
        "Tue 09:30–10:12 waiting for customer, until now 0",
        "after that remains 7 h",
    ]
    assert drawn(of).words == "Why does recovery stand still?"
    assert "after that 7 hours is left. Together 8 hours" in written(of)


def test_stopped_clock_says_what_was_not_needed(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=on(24, 9))
    factories.replied(ticket, cast.agent, now=on(24, 9, 21))
    of = asked(cast, ticket, "response")
    assert lines(drawn(of)) == ["Tue 09:00–09:21 counted 21 min", "Tue 09:21–10:00 not needed 39 min"]
    assert written(of).endswith("21 minutes today. Together 21 minutes; we promised 1 hour (agreement N2).")


def test_holidays_are_named(cast: Cast) -> None:
    """H5: Christmas falls in between, in the language of who reads."""
    ticket = factories.incident(cast.contact, cast.customer, now=on(24, 15, month=12))
    now = on(24, 16, month=12)
    dutch, english = (asked(cast, ticket, now=now, language=language) for language in ("nl", "en"))
    named = next(line for line in drawn(dutch, now, "nl").lines if line.icon == "calendar-x")
    assert "Eerste kerstdag, Tweede kerstdag" in named.what
    assert "Eerste kerstdag (" in written(dutch, now, "nl")
    assert "Christmas Day (tomorrow)" in written(english, now)


def test_report_outside_opening_hours_says_when_the_clock_begins(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=on(21, 14))
    said = written(asked(cast, ticket, now=on(22, 14)), now=on(22, 14))
    assert said.startswith("Reported yesterday at 14:00, outside opening hours. The clock begins tomorrow at 08:30.")


def test_long_ledger_is_folded(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=on(2, 9))
    shown = drawn(asked(cast, ticket))
    assert (len(shown.lines), len(shown.earlier) > 0, len(shown.bars)) == (12, True, 7)
    assert lines(shown)[0].startswith("2 Nov 09:00–")
    assert "Tue" in lines(shown)[-1]


def test_every_round_has_its_own(cast: Cast) -> None:
    ticket = factories.incident(cast.contact, cast.customer, now=on(24, 8, 30))
    factories.reported(ticket, cast.agent, now=on(24, 9, 30))
    first, second = (asked(cast, ticket, ClockKind.STATUS_REPORT, number) for number in (1, 2))
    assert (first.ledger.counted, second.ledger.counted) == (60 * MINUTE, 42 * MINUTE)
    assert written(second).startswith("This clock began today at 09:30.")
