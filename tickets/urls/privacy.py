"""The map of privacy: what is kept of a person, and that it goes."""

from django.urls import path

from tickets.views.privacy import erase

urlpatterns = [
    path("beheer/personen/<int:user_id>/anonimiseren/", erase.erase, name="erase"),
]
