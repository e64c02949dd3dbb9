"""A small site with one page behind each door, so that the doors are tested apart from what is behind them."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from accounts.http import SignedInRequest, administrator_page, desk_page, portal_page, signed_in_page, take_draft


@signed_in_page
def anybody(request: SignedInRequest) -> HttpResponse:
    return HttpResponse("anybody")


@portal_page
def portal(request: SignedInRequest) -> HttpResponse:
    draft = take_draft(request)
    return HttpResponse(draft.urlencode() if draft else "portal")


@portal_page
def page_with_form(request: SignedInRequest) -> HttpResponse:
    """Its form posts to another address: /anybody/."""
    draft = take_draft(request, path="/anybody/")
    return HttpResponse(draft.urlencode() if draft else "page")


@desk_page
def desk(request: SignedInRequest) -> HttpResponse:
    return HttpResponse("desk")


@administrator_page
def administration(request: SignedInRequest) -> HttpResponse:
    return HttpResponse("administration")


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


urlpatterns = [
    path("anybody/", anybody),
    path("portal/", portal),
    path("page/", page_with_form),
    path("desk-page/", desk),
    path("administration/", administration),
    path("", include("accounts.urls")),
    path("", include(([path("", home, name="home")], "portal"))),
    path("desk/", include(([path("", home, name="queue")], "desk"))),
]
