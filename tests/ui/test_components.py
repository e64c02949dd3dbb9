"""The components draw what the design says, and nothing of the page around them leaks in."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from tests.ui.kit import PERSON, Example


def drawn(name: str, **context: Any) -> str:
    """A component without the space between its lines."""
    with override("nl"):
        text: str = render_to_string(f"components/{name}.html", context)
    text = re.sub(
        r'<svg class="[^"]*" aria-hidden="true"><use href="/static/icons.svg#i-([\w-]+)"/></svg>', r"[\1]", text
    )
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", text)).strip()


@pytest.mark.parametrize(
    "kind, state, icon",
    [
        ("kept", ' data-state="ok"', "circle-check"),
        ("running", ' data-state="run"', "clock"),
        ("late", ' data-state="late"', "triangle-alert"),
        ("still", ' data-state="still"', "circle-pause"),
        ("appointment", ' data-state="run"', "handshake"),
        ("pickup", "", "sunrise"),
        ("plain", "", "wrench"),
    ],
)
def test_promise(kind: str, state: str, icon: str) -> None:
    promise = drawn(
        "promise",
        kind=kind,
        icon="wrench" if kind == "plain" else "",
        label="Hersteld",
        day="vandaag",
        time="vóór 15:37",
        iso="2026-11-24T15:37:00+01:00",
    )
    assert promise == (
        f'<div{state}><dt>[{icon}]Hersteld</dt><dd>vandaag <time datetime="2026-11-24T15:37:00+01:00">vóór 15:37</time>'
        "</dd></div>"
    )


def test_promise_in_free_words_with_a_note() -> None:
    assert drawn("promise", kind="still", label="Herstel", moment="nog 2 uur", note="telt verder") == (
        '<div data-state="still"><dt>[circle-pause]Herstel</dt><dd>nog 2 uur</dd><dd>telt verder</dd></div>'
    )


def test_steps_mark_the_one_that_is_now() -> None:
    steps = [
        {"title": "Ontvangen", "text": "gisteren", "state": "done"},
        {"title": "In behandeling", "text": "", "state": "now", "icon": "wrench"},
        {"title": "Hersteld", "text": "morgen", "state": "next"},
    ]
    assert drawn("steps", label="Voortgang", steps=steps) == (
        '<ol class="oz-steps" aria-label="Voortgang">'
        '<li class="is-done">[check]<b>Ontvangen</b><span>gisteren</span></li>'
        '<li class="is-now" aria-current="step">[wrench]<b>In behandeling</b></li>'
        "<li>[circle]<b>Hersteld</b><span>morgen</span></li></ol>"
    )


def test_message_is_text_and_never_markup() -> None:
    message = drawn("msg", kind="customer", author="M", initials="M", at="nu", iso="x", body="<b>een</b>\n\ntwee")
    assert "<p>&lt;b&gt;een&lt;/b&gt;</p><p>twee</p>" in message


def test_redacted_message_shows_nothing_of_its_text() -> None:
    message = drawn(
        "msg", kind="redacted", author="M", initials="M", at="nu", iso="x", body="geheim",
        files=[{"name": "geheim.txt", "size": "1 kB", "url": "#"}], fields=[("a", "geheim")], reason="Wachtwoord.",
    )  # fmt: skip
    assert "geheim" not in message
    assert "[eye-off] De tekst van dit bericht is verwijderd. Wachtwoord." in message


def test_note_is_marked_as_internal() -> None:
    message = drawn("msg", kind="note", author="F", initials="FE", at="nu", iso="x", body="zelfde beeld")
    assert message.startswith('<li class="oz-msg oz-msg-note">')
    assert '<span class="oz-status">[lock]Interne notitie</span>' in message


def test_toast_of_success_lets_kept_texts_go() -> None:
    assert " data-done" in drawn("toast", text="Verstuurd.", level="success")
    assert " data-done" not in drawn("toast", text="Bezet.", level="error")
    assert 'role="alert"' in drawn("toast", text="Bezet.", level="error")


def test_error_summary_links_to_every_field_with_an_error() -> None:
    summary = drawn("error_summary", form=Example(data={"subject": "x", "organisation": "1"}))
    assert re.findall(r'<a href="([^"]*)">', summary) == ["#id_impact", "#id_text"]
    assert 'role="alert" tabindex="-1" data-error-summary' in summary


def test_error_summary_of_a_good_form_is_nothing() -> None:
    assert drawn("error_summary", form=Example()) == ""
    assert "Iemand was u voor." in drawn("error_summary", form=None, sentence="Iemand was u voor.")


def test_empty_offers_one_next_step() -> None:
    assert drawn("empty", icon="inbox", title="Leeg", text="Niets.", url="/m/", action="Melden") == (
        '<div class="oz-card oz-empty">[inbox]<h3>Leeg</h3><p>Niets.</p>'
        '<a class="btn btn-outline-secondary" href="/m/">Melden</a></div>'
    )


def test_pager_keeps_the_filters_and_disappears_for_one_page() -> None:
    page = Paginator(range(30), 10).page(2)
    pager = drawn("pager", page=page, query="status=open&", of=3)
    assert re.findall(r'href="([^"]*)"', pager) == ["?status=open&amp;page=1", "?status=open&amp;page=3"]
    assert "Bladzijde 2 van 3" in pager
    assert drawn("pager", page=Paginator(range(3), 10).page(1)) == ""


def test_navigation_is_coloured_only_where_somebody_must_act() -> None:
    entry = {"icon": "clock", "url": "/d/"}
    nav = [
        {
            "label": "Wachtrijen",
            "entries": [
                {**entry, "label": "Alle", "count": 19, "current": True},
                {**entry, "label": "Te laat", "count": 0, "state": "late"},
                {**entry, "label": "Straks", "count": 2, "state": "soon"},
                {**entry, "label": "Rapporten", "count": None},
            ],
        }
    ]
    assert drawn("desk_nav", nav=nav) == (
        "<h2>Wachtrijen</h2><ul>"
        '<li><a href="/d/" aria-current="page">[clock]Alle<span class="oz-n">19</span></a></li>'
        '<li><a href="/d/">[clock]Te laat<span class="oz-n">0</span></a></li>'
        '<li><a href="/d/" data-state="soon">[clock]Straks<span class="oz-n">2</span></a></li>'
        '<li><a href="/d/">[clock]Rapporten</a></li></ul>'
    )


def test_menu_of_a_customer_has_no_way_to_the_desk() -> None:
    customer = SimpleNamespace(**{**vars(PERSON), "is_agent": False, "is_administrator": False})
    given = {
        "memberships": [SimpleNamespace(organisation_name="Lijnrecht ICT")],
        "theme": "dark",
        "csrf_token": "t",
        "back": "/",
    }
    menu = drawn("user_menu", user=customer, face="portal", **given)
    assert ("Lijnrecht ICT" in menu, "/desk/" in menu, "/beheer/" in menu) == (True, False, False)
    agent = drawn("user_menu", user=PERSON, face="portal", **given)
    assert ("/desk/" in agent, "/beheer/" in agent) == (True, True)
    assert '<button type="submit" name="theme" value="dark" aria-pressed="true">' in menu


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_error_page_asks_nothing_and_has_the_number(status: int) -> None:
    with override("nl"):
        page = render_to_string(f"errors/{status}.html", {"status": status, "language": "nl", "theme": "dark"})
    assert 'href="tel:+31413741742"' in page
    assert 'data-bs-theme="dark"' in page
    assert "<script" not in page


def test_refusal_gives_back_what_was_typed() -> None:
    with override("nl"):
        page = render_to_string(
            "errors/refusal_fragment.html",
            {"status": 409, "sentence": "Te laat.", "typed_texts": ["Mijn <b>tekst</b>"]},
        )
    assert "Mijn &lt;b&gt;tekst&lt;/b&gt;</textarea>" in page
    assert 'role="alert"' in page


def test_field_has_its_help_and_error_between_label_and_control() -> None:
    form = Example(data={"organisation": "1"})
    field = re.sub(r"\s+", " ", as_crispy_field(form["subject"]))
    order = [field.index(part) for part in ("<label", 'id="id_subject_helptext"', 'id="id_subject_error"', "<input")]
    assert order == sorted(order)
    assert 'aria-describedby="id_subject_helptext id_subject_error"' in field
    assert 'aria-invalid="true"' in field


def test_radios_are_cards_with_their_hint() -> None:
    cards = re.sub(r"\s+", " ", as_crispy_field(Example(data={"impact": "all"})["impact"]))
    assert '<fieldset id="id_impact" class="oz-radios">' in cards
    assert (
        '<label class="oz-choice"><input class="form-check-input" type="radio" name="impact" value="all"'
        ' id="id_impact_0" checked required><b>Alle gebruikers</b>'
        "<small>Niemand in uw organisatie kan normaal werken.</small></label>"
    ) in cards
    assert cards.count('oz-choice"') == 3


def test_shell_pages_are_named_in_the_language_of_the_reader(rf: RequestFactory) -> None:
    with override("en"):
        assert "We cannot find this page" in render_to_string("errors/404.html", {})
