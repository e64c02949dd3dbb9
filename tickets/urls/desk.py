"""The map of the desk."""

from django.urls import path

from tickets.views import confidential
from tickets.views.desk import (
    alerts,
    appointment,
    calls,
    causes,
    clock,
    followers,
    links,
    merge,
    publish,
    queue,
    reclassify,
    search,
    steps,
    ticket,
    words,
)

app_name = "desk"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("rijen/", queue.rows, name="rows"),
    path("nemen/", queue.take_rows, name="take_rows"),
    path("toewijzen/", queue.assign_rows, name="assign_rows"),
    path("meldingen/", alerts.alerts, name="alerts"),
    path("zoeken/", search.search, name="search"),
    path("bellen/", calls.call, name="call"),
    path("bellen/bellers/", calls.callers, name="callers"),
    path("bellen/belofte/", calls.call_promise, name="call_promise"),
    path("tickets/<str:reference>/", ticket.ticket, name="ticket"),
    path("tickets/<str:reference>/nieuws/", ticket.news, name="ticket_news"),
    path("tickets/<str:reference>/klok/<str:kind>/<int:number>/", clock.clock, name="clock"),
    path("tickets/<str:reference>/klok/<str:kind>/<int:number>/json", clock.clock_json, name="clock_json"),
    path("tickets/<str:reference>/antwoord/", words.reply, name="reply"),
    path("tickets/<str:reference>/vraag/", words.ask, name="ask"),
    path("tickets/<str:reference>/hersteld/", words.recover, name="recover"),
    path("tickets/<str:reference>/heropenen/", words.reopen, name="reopen"),
    path("tickets/<str:reference>/notitie/", words.note, name="note"),
    path("tickets/<str:reference>/statusrapportage/", words.report, name="report"),
    path("tickets/<str:reference>/nemen/", steps.take, name="take"),
    path("tickets/<str:reference>/toewijzen/", steps.assign, name="assign"),
    path("tickets/<str:reference>/hervatten/", steps.resume, name="resume"),
    path("tickets/<str:reference>/afsluiten/", steps.close, name="close"),
    path("tickets/<str:reference>/afspraak/", appointment.appointment, name="appointment"),
    path("tickets/<str:reference>/herindelen/", reclassify.reclassify, name="reclassify"),
    path("tickets/<str:reference>/oorzaak/", causes.causes, name="causes"),
    path("tickets/<str:reference>/verwijzingen/", links.link, name="link"),
    path("tickets/<str:reference>/verwijzingen/zoeken/", links.link_search, name="link_search"),
    path("tickets/<str:reference>/verwijzingen/weg/", links.unlink, name="unlink"),
    path("tickets/<str:reference>/vertrouwelijk/", confidential.by_desk, name="confidential"),
    path("tickets/<str:reference>/volgers/", followers.followers, name="followers"),
    path("tickets/<str:reference>/volgers/weg/", followers.unfollow, name="unfollow"),
    path("tickets/<str:reference>/samenvoegen/", merge.merge, name="merge"),
    path("tickets/<str:reference>/samenvoegen/zoeken/", merge.merge_search, name="merge_search"),
    path("tickets/<str:reference>/samenvoegen/ongedaan/", merge.undo_merge, name="undo_merge"),
    path("tickets/<str:reference>/berichten/<int:message_id>/openbaar/", publish.publish, name="publish"),
    path("tickets/<str:reference>/berichten/<int:message_id>/verwijderen/", steps.redact, name="redact"),
]
