"""Planning ahead: a year per environment, the next free moments of a length, a series drafted in one go (M3, M5)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import NotAllowed, NotVisible, Refusal
from agreements import wording
from agreements.wording import ZONE
from maintenance.actions.draft_series import draft_series
from maintenance.forms.planning import FreeForm, SeriesForm
from maintenance.forms.window import is_id
from maintenance.models import MaintenanceWindow
from maintenance.queries.ahead import Occurrence, free_moments, series_of
from maintenance.queries.proposals import Proposal
from maintenance.queries.words import nonsense
from maintenance.queries.years import environments, windows_of_year, year_overview
from maintenance.schedule import FIRST_YEAR, LAST_YEAR, BadRule, SchedulingError, Span, local_moment
from maintenance.views.admin.calendar import LOOKS, address_of, span_times
from maintenance.views.admin.dots import YearBox, year_box
from maintenance.views.admin.frame import page, planner_page, status_of
from maintenance.views.admin.steps import stretch_words
from maintenance.views.admin.suggested import new_window_url

CHANGELIST = "admin:maintenance_maintenancewindow_changelist"


@dataclass(frozen=True, slots=True)
class YearRow:
    """One window of a year."""

    reference: str
    title: str
    url: str
    when: str
    icon: str
    word: str
    is_emergency: bool


@dataclass(frozen=True, slots=True)
class EnvironmentBox:
    """One environment in one year: its dots, the share in the weekend, its windows."""

    name: str
    box: YearBox
    weekend: str
    customers: str
    rows: list[YearRow]


@dataclass(frozen=True, slots=True)
class Proposed:
    """One date of a series, as it is offered."""

    value: str
    when: str
    problems: list[str]
    may: bool
    ticked: bool


@planner_page
@require_safe
def year(request: SignedInRequest) -> HttpResponse:
    """How a year stands, environment by environment."""
    this_year = request.now.astimezone(ZONE).year
    asked = request.GET.get("year", "")
    chosen = int(asked) if is_id(asked) and FIRST_YEAR <= int(asked) <= LAST_YEAR else this_year
    rows: dict[int, list[YearRow]] = defaultdict(list)
    for window in windows_of_year(chosen):
        rows[window.environment_id].append(_year_row(window, request.now))
    boxes = [
        EnvironmentBox(
            name=each.environment.name,
            box=year_box(each.count),
            weekend=_share(each.weekend, each.count.used),
            customers=ngettext("{n} customer", "{n} customers", each.customers).format(n=each.customers),
            rows=rows[each.environment.pk],
        )
        for each in year_overview(chosen)
    ]
    context = {"boxes": boxes, "year": chosen, "years": range(chosen - 1, chosen + 2)}
    return page(request, "pages/year.html", _("Maintenance in {year}").format(year=chosen), context)


@planner_page
@require_safe
def free(request: SignedInRequest) -> HttpResponse:
    """The next free moments of so many hours; each is the beginning of a new window."""
    known = environments()
    initial = {"environment": known[0].pk} if known else {}
    form = FreeForm(request.GET if "hours" in request.GET else None, environments=known, initial=initial)
    context: dict[str, object] = {"form": form, "fields": list(form)}
    if form.is_bound and form.is_valid():
        fields = form.cleaned_data
        since = local_moment(fields["since"], time(), ZONE) if fields["since"] else None
        found = free_moments(fields["environment"], form.length(), since, now=request.now)
        context |= {
            "asked": True,
            "beyond": found.beyond,
            "weekend": [_offer(fields["environment"], span) for span in found.weekend],
            "weekdays": [_offer(fields["environment"], span) for span in found.weekdays],
        }
    return page(request, "pages/free.html", _("Free moments"), context, status=status_of(form, None))


@planner_page
@require_http_methods(["GET", "HEAD", "POST"])
def series(request: SignedInRequest) -> HttpResponse:
    """A series: proposed date by date, then drafted as far as it was ticked."""
    known = environments()
    if request.method != "POST":
        initial = {"environment": known[0].pk} if known else {}
        return _series_page(request, SeriesForm(environments=known, initial=initial))
    form = SeriesForm(request.POST, environments=known)
    if not form.is_valid():
        return _series_page(request, form)
    key = _key(request.POST.get("key"))
    try:
        found = series_of(form.rule(), _proposal(form, key), now=request.now)
        if request.POST.get("do") != "draft":
            return _series_page(request, form, found, key=key)
        return _drafted(request, form, found, key)
    except BadRule:
        form.add_error("until", _("This gives too many dates. Choose an earlier end."))
    except SchedulingError as error:
        form.add_error("first", nonsense(error))
    return _series_page(request, form)


def _year_row(window: MaintenanceWindow, now: datetime) -> YearRow:
    status = window.status_at(now)
    emergency = window.is_emergency
    return YearRow(
        reference=window.reference,
        title=window.title,
        url=address_of(window),
        when=stretch_words(window, now=now),
        icon="triangle-alert" if emergency else LOOKS.get(status, ("", "ban"))[1],
        word=f"{window.get_kind_display()}, {status.label}" if emergency else str(status.label),
        is_emergency=emergency,
    )


def _drafted(request: SignedInRequest, form: SeriesForm, found: list[Occurrence], key: UUID) -> HttpResponse:
    ticked = set(request.POST.getlist("pick"))
    spans = [each.span for each in found if each.span and each.may_be_drafted and _value(each.span) in ticked]
    proposals = [_proposal(form, uuid5(key, _value(span)), span) for span in spans]
    try:
        made = draft_series(request.user, proposals, now=request.now)
    except (NotAllowed, NotVisible):
        raise
    except Refusal as refusal:
        return _series_page(request, form, found, refusal, key=key)
    said = ngettext("{n} draft was made.", "{n} drafts were made.", len(made))
    messages.success(request, said.format(n=len(made)))
    return redirect(reverse(CHANGELIST))


def _series_page(
    request: SignedInRequest,
    form: SeriesForm,
    found: list[Occurrence] | None = None,
    refusal: Refusal | None = None,
    key: UUID | None = None,
) -> HttpResponse:
    ticked = set(request.POST.getlist("pick")) if refusal else None
    rows = [_proposed(each, ticked) for each in found or ()]
    context = {
        "form": form,
        "fields": [field for field in form if not field.is_hidden],
        "key": key or uuid4(),
        "rows": rows,
        "asked": found is not None,
        "refusal": refusal.sentence if refusal else "",
    }
    return page(request, "pages/series.html", _("Plan a series"), context, status=status_of(form, refusal))


def _proposed(each: Occurrence, ticked: set[str] | None) -> Proposed:
    if each.span is None:
        assert each.refused is not None
        return Proposed("", wording.day(each.refused.on), [nonsense(each.refused.why)], may=False, ticked=False)
    value = _value(each.span)
    problems = [check.refusal for check in each.checks if check.state == "fail"]
    chosen = each.passes if ticked is None else value in ticked
    return Proposed(value, _when(each.span), problems, may=each.may_be_drafted, ticked=chosen and each.may_be_drafted)


def _offer(environment_id: int, span: Span) -> tuple[str, str]:
    return new_window_url(environment_id, span), _when(span)


def _when(span: Span) -> str:
    return f"{wording.day(span.local(ZONE)[0].date())}, {span_times(span)}"


def _value(span: Span) -> str:
    return span.starts_at.isoformat()


def _proposal(form: SeriesForm, key: UUID, span: Span | None = None) -> Proposal:
    fields = form.cleaned_data
    noon = local_moment(fields["first"], time(12), ZONE)
    starts_at, ends_at = (span.starts_at, span.ends_at) if span else (noon, noon)
    return Proposal(
        key, fields["environment"], fields["title"], fields["effect"], starts_at, ends_at,
        weekday_reason=fields["weekday_reason"],
    )  # fmt: skip


def _key(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        return uuid4()


def _share(weekend: int, used: int) -> str:
    if not used:
        return ""
    return _("{n} of {of} in the weekend ({percent}%)").format(n=weekend, of=used, percent=100 * weekend // used)
