"""The site, with the page that the others are held against: fifty rows of one indexed query, as Django's tutorial does.

It stands behind the same middleware, for somebody who is signed in, with a date filter for each of its two moments.
"""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from ozmo_desk.urls import handler400, handler403, handler404, handler500
from ozmo_desk.urls import urlpatterns as site
from tickets.models import Ticket

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

ROWS = 50
PAGE = """{% load i18n %}<!doctype html>
<html lang="{{ LANGUAGE_CODE }}"><head><title>{% translate "Tickets" %}</title></head><body>
<p>{{ user.name }}</p>
<table>{% for ticket in tickets %}
<tr><td><a href="/desk/tickets/{{ ticket.reference }}/">{{ ticket.reference }}</a></td><td>{{ ticket.subject }}</td>
<td>{{ ticket.organisation.name }}</td><td>{{ ticket.category }}</td><td>{{ ticket.status }}</td>
<td>{{ ticket.submitted_at|date:"j F Y H:i" }}</td><td>{{ ticket.status_since|date:"j F Y H:i" }}</td></tr>
{% endfor %}</table></body></html>
"""


def bare(request: HttpRequest) -> HttpResponse:
    """The newest fifty tickets."""
    tickets = Ticket.objects.select_related("organisation").order_by("-submitted_at", "pk")[:ROWS]
    return HttpResponse(_page().render({"tickets": tickets, "user": request.user}, request))


@cache
def _page() -> Any:
    return engines["django"].from_string(PAGE)


urlpatterns = [path("bare/", bare), *site]
