"""The map of tickets: the portal at the root, the desk under its own roof."""

from django.urls import include, path

urlpatterns = [
    path("", include("tickets.urls.portal")),
    path("desk/", include("tickets.urls.desk")),
    path("", include("tickets.urls.privacy")),
    path("", include("tickets.urls.billing")),
]
