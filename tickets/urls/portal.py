"""The map of the portal: what customers and their ICT partners see. Files are fetched here by both sides."""

from django.urls import path

from tickets.views import confidential, exports
from tickets.views.portal import (
    again,
    answer,
    appointment,
    bills,
    change,
    clock,
    costs,
    file,
    followers,
    home,
    listing,
    question,
    report,
    ticket,
)

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("melden/", report.report_incident, name="report_incident"),
    path("melden/belofte/", report.promise, name="promise"),
    path("vraag/", question.ask_question, name="ask_question"),
    path("wijzigingen/", change.changes, name="changes"),
    path("wijzigingen/<slug:item>/", change.change, name="change"),
    path("wijzigingen/<slug:item>/belofte/", change.delivery, name="change_promise"),
    path("tickets/", listing.tickets, name="tickets"),
    path("tickets/tickets.<str:extension>", exports.portal_list, name="export"),
    path("tickets/<str:reference>/", ticket.ticket, name="ticket"),
    path("tickets/<str:reference>/nieuws/", ticket.news, name="ticket_news"),
    path("tickets/<str:reference>/klok/<str:kind>/<int:number>/", clock.clock, name="clock"),
    path("tickets/<str:reference>/antwoord/", answer.reply, name="reply"),
    path("tickets/<str:reference>/kosten/", costs.costs, name="costs"),
    path("tickets/<str:reference>/werkt/", costs.confirm, name="confirm_delivery"),
    path("tickets/<str:reference>/werkt-weer/", answer.works_again, name="works_again"),
    path("tickets/<str:reference>/intrekken/", answer.withdraw, name="withdraw"),
    path("tickets/<str:reference>/afspraak.ics", appointment.calendar_file, name="calendar_file"),
    path("tickets/<str:reference>/ander-moment/", appointment.other_moment, name="other_moment"),
    path("tickets/<str:reference>/nog-stuk/", again.still_broken, name="still_broken"),
    path("tickets/<str:reference>/volgers/", followers.followers, name="followers"),
    path("tickets/<str:reference>/volgers/weg/", followers.unfollow, name="unfollow"),
    path("tickets/<str:reference>/vertrouwelijk/", confidential.by_customer, name="confidential"),
    path("rekeningen/", bills.bills, name="bills"),
    path("rekeningen/<int:bill_id>/", bills.bill, name="bill"),
    path("rekeningen/<int:bill_id>/rekening.<str:extension>", bills.download, name="bill_file"),
    path("bestanden/<int:attachment_id>/", file.file, name="file"),
]
