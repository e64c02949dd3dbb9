"""The site, with pages that refuse and fail on purpose."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from accounts.refusals import NotAllowed, NotVisible, Refusal, Stale
from ozmo_desk.urls import handler400, handler403, handler404, handler500
from ozmo_desk.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

TROUBLE: dict[str, Exception] = {
    "refusal": Refusal("Dit kan niet <b>zo</b>."),
    "not_allowed": NotAllowed(),
    "not_visible": NotVisible(),
    "stale": Stale(changed_since=3),
    "denied": PermissionDenied("internals"),
    "bad": BadRequest("internals"),
    "error": ZeroDivisionError("internals of jan@klant.example"),
}


def trouble(_request: HttpRequest, what: str) -> HttpResponse:
    raise TROUBLE[what]


def told(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"language": request.LANGUAGE_CODE, "now": request.now.isoformat()})  # type: ignore[attr-defined]


def kept(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"Cache-Control": "private, max-age=60"})


urlpatterns = [
    path("trouble/<str:what>/", trouble),
    path("told/", told),
    path("kept/", kept),
    *site,
]
