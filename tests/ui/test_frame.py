"""Pieces of the frame are drawn once for each language and set of parameters, and never for somebody else."""

from django.test import override_settings
from django.utils.translation import override

from ozmo_desk.templatetags import frame


def test_address_of_a_page_follows_the_map_of_the_site() -> None:
    assert frame.page("portal:home") == "/"
    with override_settings(ROOT_URLCONF="tests.ui.other_urls"):
        assert frame.page("portal:home") == "/elsewhere/"
    assert frame.page("portal:home") == "/"


def test_fixed_component_differs_by_parameter_and_by_language() -> None:
    with override("nl"):
        here, there = (frame.fixed("components/portal_nav.html", current=each) for each in ("home", "tickets"))
    with override("en"):
        english = frame.fixed("components/portal_nav.html", current="home")
    assert '<a href="/" aria-current="page">Overzicht</a>' in here
    assert '<a href="/">Overzicht</a>' in there
    assert '<a href="/" aria-current="page">Overview</a>' in english


def test_entry_of_the_navigation_is_escaped() -> None:
    entry = {"label": "<b>", "icon": "inbox", "url": '/d/?view="x"', "count": "28+", "state": "late", "key": "g o"}
    assert frame.nav_entry(entry) == (
        '<li><a href="/d/?view=&quot;x&quot;" data-state="late" data-key="g o">'
        '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#i-inbox"/></svg>&lt;b&gt;'
        '<span class="oz-n">28+</span></a></li>'
    )
