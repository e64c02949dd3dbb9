"""Another map of the site, with the overview elsewhere."""

from django.http import HttpResponse
from django.urls import include, path

portal = ([path("elsewhere/", lambda request: HttpResponse(), name="home")], "portal")
urlpatterns = [path("", include(portal))]
