"""The map of bills in the administration; what customers see of them stands in the portal."""

from django.urls import path

from tickets.views.bills import closing

urlpatterns = [
    path("beheer/rekeningen/", closing.months, name="bill_months"),
    path("beheer/rekeningen/<int:bill_id>/", closing.closed, name="bill_closed"),
    path("beheer/rekeningen/<int:bill_id>/rekening.<str:extension>", closing.download, name="bill_closed_file"),
    path("beheer/rekeningen/regel/<int:line_id>/", closing.correct, name="bill_correct"),
    path("beheer/rekeningen/<int:customer_id>/<int:year>/<int:month>/", closing.month, name="bill_month"),
]
