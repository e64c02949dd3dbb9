"""The map of privacy: what is kept of a person, and that it goes."""

from django.urls import path

from tickets.views.privacy import data, erase, page

urlpatterns = [
    path("privacy/", page.privacy, name="privacy"),
    path("profiel/gegevens/", data.own_data, name="own_data"),
    path("beheer/personen/<int:user_id>/anonimiseren/", erase.erase, name="erase"),
    path("beheer/personen/<int:user_id>/gegevens/", data.data_of, name="data_of"),
]
