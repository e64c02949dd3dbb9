"""Who may write what, and where the clock and the database may be read."""

import pytest

from tests.architecture import rules
from tests.architecture.tree import Rule, broken, lines, modules

# Each package with a life of its own: its one writer of statuses, and the event that this writes.
EVENT_LOGS = {
    "tickets": ("tickets/event_log.py", "TicketEvent"),
    "maintenance": ("maintenance/event_log.py", "WindowEvent"),
}
# Called by Django and by the outbox, which hand them no moment.
CALLED_WITHOUT_NOW = {
    "accounts/models/user.py",
    "maintenance/notices/mail.py",
    "notifications/backend.py",
    "tickets/notices/mail.py",
}


def _in(package: str) -> list[str]:
    return [path for path in modules() if path.startswith(f"{package}/")]


def _is_view(path: str) -> bool:
    return "/views/" in path or path.endswith("/views.py")


def _is_edge(path: str) -> bool:
    """Where a moment comes in: requests (middleware), jobs and commands; ozmo_desk is the edge as a whole."""
    return (
        path in CALLED_WITHOUT_NOW
        or path.startswith("ozmo_desk/")
        or path.endswith("/tasks.py")
        or "/management/commands/" in path
    )


@pytest.mark.parametrize("package", EVENT_LOGS)
def test_status_has_one_writer(package: str) -> None:
    """And it does write it: a rule about nothing would hold too."""
    event_log, _event = EVENT_LOGS[package]
    assert broken(rules.writes_status, (path for path in _in(package) if path != event_log)) == []
    assert broken(rules.writes_own_status, _in(f"{package}/models")) == []
    assert broken(rules.writes_status, [event_log])


@pytest.mark.parametrize("event_log,event", EVENT_LOGS.values())
def test_events_have_one_creator(event_log: str, event: str) -> None:
    assert broken(rules.creates(event), (path for path in modules() if path != event_log)) == []
    assert broken(rules.creates(event), [event_log])


def test_views_do_not_use_the_orm() -> None:
    assert broken(rules.uses_the_orm, filter(_is_view, modules())) == []


def test_the_clock_is_read_at_the_edge_only() -> None:
    assert broken(rules.reads_the_clock, (path for path in modules() if not _is_edge(path) or _is_view(path))) == []


@pytest.mark.parametrize("rule", [rules.holds_the_clock, rules.listens_to_rows, rules.caches_pages])
def test_nowhere(rule: Rule) -> None:
    assert broken(rule, modules()) == []


@pytest.mark.parametrize(
    "rule,code,expected",
    [
        (rules.writes_status, "ticket.status = 1\nticket.state = 1", [1]),
        (rules.writes_own_status, "self.status = 1\nticket.status = 1", [1]),
        (rules.writes_status, "self.status = 1\nself.ticket.status = 1", [2]),
        (rules.writes_status, "ticket.status, ticket.version = 1, 2", [1]),
        (rules.writes_status, "setattr(ticket, 'status', 1)\nx = ticket.status", [1]),
        (rules.writes_status, "tickets.filter(status=1).update(status=2)\ntickets.filter(status=1)", [1]),
        (rules.writes_status, "manager.bulk_update(rows, ['status'])\nmanager.bulk_update(rows, ['title'])", [1]),
        (rules.creates("TicketEvent"), "TicketEvent(kind=1)\nmodels.TicketEvent(kind=1)", [1, 2]),
        (rules.creates("TicketEvent"), "TicketEvent.objects.bulk_create([])\nTicketEvent.objects.filter()", [1]),
        (rules.creates("TicketEvent"), "Other.objects.create()\nTicketEvent.objects.get_or_create()", [2]),
        (rules.uses_the_orm, "Ticket.objects.all()\nqueries.visible_tickets(user)", [1]),
        (rules.uses_the_orm, "connection.cursor()\nTicket._default_manager", [1, 2]),
        (rules.reads_the_clock, "timezone.now()\ndatetime.now(tz=UTC)\nrequest.now\nnow", [1, 2]),
        (rules.reads_the_clock, "datetime.datetime.now()\nfield(default=timezone.now)\ndate.today()", [1, 2, 3]),
        (rules.reads_the_clock, "time.time()\ntime.monotonic()\ntimezone.localtime(at)", [1, 3]),
        (rules.holds_the_clock, "from django.utils.timezone import now\nfrom django.utils import timezone", [1]),
        (rules.listens_to_rows, "from django.db.models.signals import post_save", [1]),
        (rules.caches_pages, "from django.views.decorators.cache import cache_page", [1]),
    ],
)
def test_rule_finds_what_breaks_it(rule: Rule, code: str, expected: list[int]) -> None:
    assert lines(rule, code) == expected
