"""A page with every shared piece in every state, and the frames around it: what the tests of this folder look at."""

import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt

HERE = Path(__file__).parent
# Tuesday 24 November 2026, 10:12 in Amsterdam: the moment that the design's pictures share.
NOW = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
OPEN = SimpleNamespace(
    is_open=True,
    closes_at=datetime(2026, 11, 24, 16, 0, tzinfo=UTC),
    next_opening_at=datetime(2026, 11, 25, 7, 30, tzinfo=UTC),
    reason="",
    named_days=(),
    week_words="op werkdagen van 08:30 tot 17:00",
    phone_number="0413 - 741 742",
    phone_href="tel:+31413741742",
)
CLOSED = SimpleNamespace(**{**vars(OPEN), "is_open": False, "closes_at": None})
HOLIDAY = SimpleNamespace(**{
    **vars(CLOSED),
    "reason": "eerste kerstdag",
    "next_opening_at": datetime(2026, 12, 28, 7, 30, tzinfo=UTC),
})  # fmt: skip
PERSON = SimpleNamespace(
    is_authenticated=True,
    is_agent=True,
    is_administrator=True,
    is_staff=True,
    name="Joris van Laar",
    initials="JL",
    email="joris@ozmo.example",
    theme="system",
)
MATRIX = [("Alle", (1, 2, 3)), ("Enkele", (2, 3, 3)), ("Eén", (3, 3, 4))]


class Example(forms.Form):
    """A field of each kind that pages use."""

    impact = forms.ChoiceField(
        label="1. Wie heeft er last van?",
        choices=[("all", "Alle gebruikers"), ("some", "Enkele gebruikers"), ("one", "Eén gebruiker")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wie er last van heeft."},
    )
    subject = forms.CharField(label="Wat is er aan de hand?", help_text="Eén korte zin.")
    text = forms.CharField(
        label="Wat merkt u, en sinds wanneer?",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Vul in wat u merkt. Eén zin is genoeg."},
    )
    phone = forms.CharField(label="Telefoon", required=False)
    organisation = forms.ChoiceField(label="Organisatie", choices=[("1", "Zorggroep Maasoever")])
    agreed = forms.BooleanField(label="Ik heb dit gelezen", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["impact"].hints = {"all": "Niemand in uw organisatie kan normaal werken."}  # type: ignore[attr-defined]


def context_of(request: HttpRequest) -> dict[str, Any]:
    """What the pages of this folder show; `?theme=`, `?hours=` and `?who=` choose."""
    asked = request.GET
    return {
        "now": NOW,
        "theme": asked.get("theme", "system"),
        "desk_hours": {"open": OPEN, "closed": CLOSED, "holiday": HOLIDAY}[asked.get("hours", "open")],
        "user": SimpleNamespace(is_authenticated=False) if asked.get("who") == "nobody" else PERSON,
        "nav_current": "home",
        "nav": NAV,
        "hours": (OPEN, CLOSED, HOLIDAY),
        "form": Example(data={"subject": "Doorverbinden lukt niet", "organisation": "1"}),
        "steps": STEPS,
        "rows": [
            {
                "label": label,
                "cells": [{"category": c, "current": (label, i) == ("Enkele", 0)} for i, c in enumerate(cells)],
            }
            for label, cells in MATRIX
        ],
        "columns": ["niet meer bellen", "functies niet", "met omweg"],
        "fields": [("Wat weten wij", "De router heeft een update gekregen."), ("Wat doen wij nu", "Wij testen.")],
        "files": [{"name": "display-toestel-214.jpg", "size": "1,2 MB", "url": "#f1", "icon": "image"}],
        "page": Paginator(range(30), 10).page(2),
        "messages": [Message(constants.SUCCESS, "Statusrapportage 2 verstuurd.")] if "done" in asked else [],
        "link": mark_safe('Dringend? Bel <a href="tel:+31413741742">0413 - 741 742</a>'),
    }


def entry(label: str, icon: str, count: int | None, **more: Any) -> dict[str, Any]:
    """One queue of the navigation."""
    return {"label": label, "icon": icon, "url": "#", "count": count, **more}


NAV = [
    {
        "label": "Wachtrijen",
        "entries": [
            entry("Alle open", "inbox", 19, current=True, key="g a"),
            entry("Mijn tickets", "user", 4, key="g m"),
            entry("Te laat", "triangle-alert", 2, state="late"),
            entry("Binnen 1 uur", "clock-alert", 3, state="soon"),
        ],
    },
    {"label": "Klok staat stil", "entries": [entry("Wacht op klant", "circle-pause", 0, state="")]},
]
STEPS = [
    {"title": "Ontvangen", "text": "gisteren 15:20", "state": "done"},
    {"title": "Wij reageerden", "text": "gisteren 15:41", "state": "done"},
    {"title": "In behandeling", "text": "nu, door Joris van Laar", "state": "now", "icon": "wrench"},
    {"title": "Hersteld", "text": "vandaag vóór 15:37", "state": "next"},
    {"title": "Afgesloten", "text": "als u akkoord bent", "state": "next"},
]


def page(name: str) -> Any:
    """A view that renders one template of this folder."""

    def show(request: HttpRequest) -> HttpResponse:
        template = engines["django"].from_string((HERE / name).read_text(encoding="utf-8"))
        return HttpResponse(template.render(context_of(request), request))

    return show


def rows(request: HttpRequest) -> HttpResponse:
    """The refresh of the queue: nothing changed; with `?fail` it goes wrong the first time in a browser."""
    fails = "fail" in request.GET and "asked" not in request.COOKIES
    response = HttpResponse(status=503 if fails else 204, headers={"X-Desk-Time": "10:13"})
    response.set_cookie("asked", "yes")
    return response


def slow(_request: HttpRequest) -> HttpResponse:
    """Takes the time in which somebody clicks twice."""
    time.sleep(0.4)
    return HttpResponse('<!doctype html><html lang="nl"><link rel="icon" href="data:,"><title>sent</title>')


urlpatterns = [
    path("kit/", page("kit.html")),
    path("kit/rows/", rows),
    path("kit/slow/", csrf_exempt(slow)),
    path("kit/desk/", page("kit_desk.html")),
    # What the desk's frame asks for: here nobody is signed in.
    path("onderhoud/bezig/", lambda _request: HttpResponse()),
    path("", include("ozmo_desk.urls")),
]
