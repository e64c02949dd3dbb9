"""The addresses that the URL resolver knows, made concrete for the world of the walk, and a form for each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib import admin
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from maintenance.models import MaintenanceWindow
from tests.walk.world import INVITATION_TOKEN, World
from tickets.enums import EventKind, Visibility
from tickets.models import Ticket

ADMIN_KINDS = ("changelist", "add", "change", "delete", "history")


@dataclass(frozen=True, slots=True)
class Known:
    """One pattern of the resolver: its whole name ("" when it has none), and the names of what it takes."""

    name: str
    pattern: str
    takes: tuple[str, ...]


def known_routes(resolver: URLResolver | None = None, space: str = "", before: str = "") -> Iterator[Known]:
    """Every pattern of the whole site."""
    for each in (resolver or get_resolver()).url_patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLPattern):
            takes = tuple(each.pattern.converters) or tuple(each.pattern.regex.groupindex)
            yield Known(f"{space}{each.name}" if each.name else "", pattern, takes)
        else:
            yield from known_routes(each, f"{space}{each.namespace}:" if each.namespace else space, pattern)


def ticket_of(world: World, name: str) -> Ticket:
    """The ticket that a route is tried on: one in the right state for what it does."""
    if name == "portal:still_broken":
        return world.recovered
    if name == "desk:resume":
        return world.waiting
    if name == "desk:appointment":
        return world.asked
    changes = {
        "portal:costs": world.changes.requested,
        "desk:phone_approval": world.changes.requested,
        "desk:take_back": world.changes.requested,
        "portal:confirm_delivery": world.changes.delivered,
        "desk:deliver": world.changes.ready,
    }
    if name in changes:
        return changes[name]
    if name in {"desk:check", "desk:estimate", "desk:begin"}:
        return world.changes.approved
    return world.recovered if name in {"desk:close", "desk:reopen"} else world.running


PLANNER = "admin:maintenance_maintenancewindow_"


def window_of(world: World, name: str) -> MaintenanceWindow:
    """The window that a page of the planner is tried on."""
    windows = world.windows
    states = {
        "announce": windows.agreed,
        "complete": windows.running,
        "hold": windows.running,
        "result": windows.over,
        "live": windows.drafted,
        "open": windows.drafted,
    }
    return states.get(name.removeprefix(PLANNER), windows.asked)


def values_for(world: World, known: Known) -> dict[str, Any]:
    """What the address takes."""
    ticket = ticket_of(world, known.name)
    values: dict[str, Callable[[], object]] = {
        "reference": lambda: (
            world.windows.asked.reference if known.name.startswith("maintenance:") else ticket.reference
        ),
        "item": lambda: world.changes.item.item.key,
        "organisation_id": lambda: world.cast.customer.pk,
        "secret": lambda: "w" * 43,
        "attachment_id": lambda: world.files_of(world.running, Visibility.PUBLIC)[0].pk,
        "message_id": lambda: _message_for(world, known.name),
        "kind": lambda: "recovery",
        "number": lambda: 1,
        "name": lambda: "notice-1",
        "extension": lambda: "csv",
        "uidb36": lambda: "1",
        "key": lambda: "set-password",
        "provider_id": lambda: "nobody",
        "content_type_id": lambda: 1,
        "app_label": lambda: "accounts",
        "url": lambda: "niets",
        "object_id": lambda: _first_of(known.name),
        "pk": lambda: _pk_for(world, known.name),
        "customer_id": lambda: world.cast.customer.pk,
        "bill_id": lambda: world.bills.closed.pk,
        "line_id": lambda: world.bills.closed.lines.get().pk,
        "year": lambda: 2026,
        "month": lambda: 9,
        "entry_id": lambda: world.entry.pk,
        "membership_id": lambda: world.cast.contact.memberships.get().pk,
        "invitation_id": lambda: world.invitation.pk,
        "token": lambda: INVITATION_TOKEN,
        "mandate_id": lambda: world.cast.mandate.pk,
        "user_id": lambda: world.cast.ended_partner.pk,
    }
    return {taken: values[taken]() for taken in known.takes}


def _pk_for(world: World, name: str) -> int:
    """Of the environment or the window that a page of the planner is about; of the rest, one that may not exist."""
    if not name.startswith("admin:"):
        return 1
    return world.windows.drafted.environment_id if "_environment_" in name else window_of(world, name).pk


def _message_for(world: World, name: str) -> int:
    """The first message; the note of a second agent to make public, and to remove."""
    found = world.messages_of(world.running)
    noted = name in {"desk:publish", "desk:redact"}
    return next(each.pk for each in found if not noted or each.event.kind == EventKind.NOTED)


def _first_of(name: str) -> object:
    """The first row of the model that an administrators' page is about."""
    app_and_model = name.removeprefix("admin:").rpartition("_")[0]
    if not app_and_model or name == "admin:view_on_site":
        return 1
    row = apps.get_model(app_and_model.replace("_", ".", 1))._default_manager.order_by("pk").first()
    assert row is not None, f"{app_and_model} has no row to walk over"
    return row.pk


def path_of(world: World, known: Known) -> str:
    """The address itself."""
    return reverse(known.name, kwargs=values_for(world, known))


def admin_routes() -> dict[str, str]:
    """The names of the pages that every registered model has, each with the model and the kind of page."""
    return {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}": f"{model._meta.label_lower} {kind}"
        for model in admin.site._registry
        for kind in ADMIN_KINDS
    }


def fields_for(world: World, name: str) -> dict[str, Any]:
    """A form, filled in well, for each route that takes one."""
    key, version = str(uuid4()), ticket_of(world, name).version
    words = {"body": "Een bericht van de wandeling", "key": key}
    report = {"subject": "Wandeling", "description": "Iets gaat niet.", "phone": "0413 555 999", "key": key}
    forms: dict[str, dict[str, Any]] = {
        "set_language": {"language": "en"},
        "set_theme": {"theme": "dark"},
        "profile": {"name": "Iemand", "phone": "", "language": "nl", "theme": "dark"},
        "invite": {"name": "Nog iemand", "email": "nog@maasoever.example", "role": "contact", "language": "nl"},
        "grant_mandate": {
            "partner": world.cast.ended_partner_organisation.pk,
            "may_file": "on",
            "starts_on": "2026-11-24",
        },
        "colleague": {"name": "Sanne de Vries", "phone": "", "role": "key_contact"},
        "invitation": {
            "name": "Iemand",
            "password1": "vier paarden op een dak",
            "password2": "vier paarden op een dak",
        },
        "portal:report_incident": {**report, "impact": "some", "severity": "no_calls"},
        "portal:ask_question": report,
        "portal:reply": words,
        "portal:followers": {"person": world.cast.partner.pk},
        "portal:unfollow": {"person": world.cast.partner.pk},
        "desk:followers": {"person": world.cast.partner.pk},
        "desk:unfollow": {"person": world.cast.partner.pk},
        "portal:confidential": {"confidential": "yes"},
        "desk:confidential": {"confidential": "no"},
        "desk:publish": {"version": version},
        "portal:other_moment": {**words, "moment": "2026-11-27T14:00"},
        "maintenance:answer": {
            "customer": world.cast.customer.pk,
            "answer": "agreed",
            "words": "",
            "key": key,
            "round": world.windows.asked.round,
        },
        "maintenance:ask": {"customer": world.cast.customer.pk, "body": "Een vraag van de wandeling", "key": key},
        "desk:take_rows": {"ticket": f"{world.asked.reference} {world.asked.version}"},
        "desk:assign_rows": {
            "ticket": f"{world.asked.reference} {world.asked.version}",
            "assignee": world.cast.second_agent.pk,
        },
        "desk:call": {
            "key": key,
            "caller": f"{world.cast.contact.pk}-{world.cast.customer.pk}",
            "kind": "question",
            "subject": "Wandeling",
            "said": "Hoe zet ik de telefoon zachter?",
            "called_at": "2026-11-24T09:00",
        },
        "portal:costs": {"number": "1", "decision": "approve"},
        "desk:phone_approval": {
            "number": "1",
            "decision": "approve",
            "person": world.cast.key_contact.pk,
            "said_at": "2026-11-24T10:00",
            "reason": "Akkoord, zegt zij",
        },
        "desk:check": {"check": "calls"},
        "desk:estimate": {"version": version, "key": key, "hours": "3", "minutes": "", "words": "Het wordt meer werk."},
        "desk:take_back": {"number": "1", "reason": "Een vergissing"},
        "desk:deliver": {**words, "version": version},
        "portal:change": {"version": "1", "a-name": "Wandeling", "phone": "0413 555 999", "key": key},
        "desk:call_change": {
            "version": "1",
            "key": key,
            "caller": f"{world.cast.contact.pk}-{world.cast.customer.pk}",
            "a-name": "Wandeling",
            "called_at": "2026-11-24T09:00",
        },
        "desk:causes": {"version": version, "kind": "recovery", "round": 1, "cause": "overload"},
        "desk:link": {"other": world.asked.reference, "relation": "same_cause"},
        "desk:merge": {
            "version": version,
            "into": world.asked.reference,
            "into_version": world.asked.version,
        },
        "desk:unlink": {"other": world.asked.reference, "relation": "same_cause"},
        "desk:report": {"known": "Dit", "doing": "Dat", "asked": "", "key": key, "version": version},
        "desk:note": words,
        "desk:assign": {"version": version, "assignee": world.cast.second_agent.pk},
        "desk:redact": {"version": version, "reason": "een wachtwoord"},
        "erase": {"confirmed": "yes"},
        "bill_month": {"seen": world.bills.seen} if name == "bill_month" else {},
        "bill_correct": {"billed_minutes": 15, "reason": "Toch een kwartier"},
    }
    forms["desk:reclassify"] = {
        "version": version, "what": "incident", "cell": "one.no_calls", "previewed": "incident:one.no_calls",
        "reason": "Eén toestel", "step": "confirm",
    }  # fmt: skip
    spent = {"minutes": "5", "day": "2026-11-24", "activity": "remote", "note": "Wandeling", "key": key}
    forms["desk:time"] = {**spent, "person": world.cast.agent.pk}
    forms["desk:time_entry"] = {**spent, "reason": "Wandeling"}
    forms["desk:stopwatch"] = {"discard": "1"}
    forms["desk:start_stopwatch"] = {"activity": "remote"}
    forms["desk:billing"] = {"version": version, "billed": "billed", "reason": "Wandeling"}
    forms["desk:appointment"] = {
        "version": version, "about": "recovery", "day": "2026-11-27", "at": "14:00", "with_whom": "Sanne",
        "how": "phone", "asked_by": "customer",
    }  # fmt: skip
    forms |= {f"desk:{verb}": {**words, "version": version} for verb in ("reply", "ask", "recover", "reopen")}
    forms["desk:ask"]["expected_on"] = "2026-11-26"
    forms |= {f"desk:{verb}": {"version": version} for verb in ("take", "resume", "close")}
    return forms.get(name) or planner_fields(world, name)


def _environment_or_window(world: World, name: str) -> int:
    return world.windows.asked.environment_id if "_environment_" in name else window_of(world, name).pk


def planner_fields(world: World, name: str) -> dict[str, Any]:
    """A form for each page of the planner that takes one."""
    if not name.startswith((PLANNER, "admin:maintenance_environment_")):
        return {}
    # As it is now: what was answered since it was made has been read.
    version, key = MaintenanceWindow.objects.get(pk=window_of(world, name).pk).version, str(uuid4())
    whole = {
        "version": version, "title": "Wandeling", "effect": "Even niets", "scope": "all",
        "environment": world.windows.asked.environment_id,
        "begin_date": "2027-01-09", "begin_time": "22:00", "end_date": "2027-01-10", "end_time": "02:00",
    }  # fmt: skip
    done = {"version": version, "result": "as_planned", "words": "Gelukt"}
    forms: dict[str, dict[str, Any]] = {
        "live": whole,
        "live_new": whole,
        "move": {**whole, "reason": "Leverancier"},
        "open": {"version": version},
        "announce": {"version": version},
        "cancel": {"version": version, "reason": "Leverancier"},
        "complete": done,
        "result": done,
        "consultation": {
            "version": version, "key": key, "customers": [world.cast.other_customer.pk], "answer": "agreed",
            "means": "phone", "said_by": "Kees", "words": "Akkoord",
        },
        "customer": {"version": version, "with_whom": "Ingrid", "means": "phone", "words": "Een uur later"},
        "join": {"customer": world.cast.customer.pk},
        "leave": {"customer": world.cast.customer.pk},
    }  # fmt: skip
    return forms.get(name.rpartition("_")[2], forms.get(name.removeprefix(PLANNER), {}))
