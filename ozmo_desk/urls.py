"""The map of the whole site."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("beheer/", admin.site.urls),
]
if find_spec("tickets") and find_spec("tickets.urls"):
    urlpatterns.append(path("", include("tickets.urls")))
