"""The map of maintenance for customers and for everybody; planners work in the administration."""

from django.urls import path

from maintenance.views.desk import under_way
from maintenance.views.portal import calendars, public, talk, window, windows

app_name = "maintenance"

urlpatterns = [
    path("", public.public, name="public"),
    path("vensters/", windows.windows, name="windows"),
    path("bezig/", under_way.under_way, name="under_way"),
    path("agenda/", calendars.calendars, name="calendars"),
    path("agenda/<int:organisation_id>/nieuw/", calendars.make, name="make_calendar"),
    path("agenda/<int:organisation_id>/intrekken/", calendars.revoke, name="revoke_calendar"),
    path("agenda/<str:secret>.ics", calendars.feed, name="feed"),
    path("<str:reference>/", window.window, name="window"),
    path("<str:reference>/antwoord/", talk.answer, name="answer"),
    path("<str:reference>/vraag/", talk.ask, name="ask"),
    path("<str:reference>/onderhoud.ics", window.calendar_file, name="calendar_file"),
]
