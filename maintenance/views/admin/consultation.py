"""The consultation of a window with all its customers: filter, progress, answers recorded for many at once (M2)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.refusals import NotVisible, Refusal
from maintenance.actions.ask_about import answer_question
from maintenance.actions.record_answers import Recorded, record_answers
from maintenance.actions.remind import remind_customers
from maintenance.actions.settle_objection import Settlement, settle_objection
from maintenance.actions.write_path import Form
from maintenance.enums import Answer, Means, Status
from maintenance.forms.acts import AnswersForm, ReplyForm, SettleForm
from maintenance.forms.fields import VersionedForm
from maintenance.forms.window import is_id
from maintenance.models import MaintenanceWindow
from maintenance.queries.consultation import CustomerStanding, Standing, standing
from maintenance.queries.history import consultation_with
from maintenance.queries.reach import partners_heard_for
from maintenance.state_machine import Action, Who, possible_actions
from maintenance.views.admin.actions_row import url_of
from maintenance.views.admin.consulted import NAMES, progress_words, row_of
from maintenance.views.admin.frame import fetch, page, planner_page, refused, status_of
from maintenance.views.admin.talk import said_by, talk_of

FILTERS = ("all", "outstanding", "blocked", "agreed", "questions")


@planner_page
@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: SignedInRequest, pk: int) -> HttpResponse:
    """All customers of a window; the form records what the ticked ones said."""
    window = fetch(request, pk)
    stands = standing(window)
    ids = [each.customer.pk for each in stands.customers]
    partners = [(pk, name) for pk, (name, _for) in partners_heard_for(ids, now=request.now).items()]
    if request.method != "POST":
        form = AnswersForm(initial={"version": window.version}, customer_ids=ids, partners=partners)
        return _show(request, window, stands, form)
    form = AnswersForm(request.POST, customer_ids=ids, partners=partners)
    if not form.is_valid():
        return _show(request, window, stands, form)
    fields = form.cleaned_data
    recorded = Recorded(
        Answer(fields["answer"]), fields["words"], Means(fields["means"]), fields["said_by"], fields["key"],
        fields["partner"],
    )  # fmt: skip
    about = Form(window.reference, fields["version"])
    try:
        number = record_answers(request.user, about, fields["customers"], recorded, now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        window = fetch(request, pk)
        return _show(request, window, standing(window), form, refusal)
    said = ngettext("{n} answer was recorded.", "{n} answers were recorded.", number)
    messages.success(request, said.format(n=number))
    return redirect(url_of(window, "consultation"))


@planner_page
@require_POST
def remind_ticked(request: SignedInRequest, pk: int) -> HttpResponse:
    """A reminder to the customers that are ticked, or to everybody without an answer when none is."""
    window, form = fetch(request, pk), VersionedForm(request.POST)
    form.is_valid()
    ticked = {int(each) for each in request.POST.getlist("customers") if is_id(each)} or None
    try:
        about = Form(window.reference, form.cleaned_data.get("version"))
        number = remind_customers(request.user, about, ticked, now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        said = ngettext("{n} customer was reminded.", "{n} customers were reminded.", number)
        messages.success(request, said.format(n=number))
    return redirect(url_of(window, "consultation"))


@planner_page
@require_http_methods(["GET", "HEAD", "POST"])
def customer(request: SignedInRequest, pk: int, customer_id: int) -> HttpResponse:
    """One customer: every answer, the conversation, and what is settled or replied here."""
    window = fetch(request, pk)
    if request.method != "POST":
        return _show_customer(request, window, customer_id)
    if "with_whom" in request.POST:
        return _settle(request, window, customer_id)
    return _reply(request, window, customer_id)


def _settle(request: SignedInRequest, window: MaintenanceWindow, customer_id: int) -> HttpResponse:
    form, each = SettleForm(request.POST), standing(window, customer_ids=[customer_id]).of(customer_id)
    if each is None or each.answer_id is None or not form.is_valid():
        return _show_customer(request, window, customer_id, settle=form)
    fields = form.cleaned_data
    settlement = Settlement(fields["with_whom"], Means(fields["means"]), fields["words"])
    try:
        about = Form(window.reference, fields["version"])
        settle_objection(request.user, about, each.answer_id, settlement, now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _show_customer(request, fetch(request, window.pk), customer_id, settle=form, refusal=refusal)
    messages.success(request, _("The settlement with {customer} is on record.").format(customer=each.customer.name))
    return redirect(f"{NAMES}customer", window.pk, customer_id)


def _reply(request: SignedInRequest, window: MaintenanceWindow, customer_id: int) -> HttpResponse:
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _show_customer(request, window, customer_id, reply=form)
    fields = form.cleaned_data
    about = Form(window.reference, fields["version"])
    try:
        answer_question(request.user, about, customer_id, fields["body"], fields["key"], now=request.now)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _show_customer(request, fetch(request, window.pk), customer_id, reply=form, refusal=refusal)
    messages.success(request, _("The message was sent."))
    return redirect(f"{NAMES}customer", window.pk, customer_id)


def _show(
    request: SignedInRequest,
    window: MaintenanceWindow,
    stands: Standing,
    form: AnswersForm,
    refusal: Refusal | None = None,
) -> HttpResponse:
    asked = request.GET.get("show", "all")
    shown = asked if asked in FILTERS else "all"
    can = possible_actions(Status(window.status_at(request.now)), Who.PLANNER)
    ticked = set(form.data.getlist("customers")) if form.is_bound else set()  # type: ignore[attr-defined]
    rows = [row_of(window, each, now=request.now) for each in stands.customers if _is_shown(each, shown)]
    context = {
        "form": form,
        "rows": [(row, str(row.customer_id) in ticked) for row in rows],
        "progress": progress_words(stands),
        "filters": _filters(stands, shown),
        "may_record": Action.RECORD_ANSWER in can,
        "may_remind": Action.REMIND in can and stands.outstanding > 0,
        **refused(form, refusal, window),
    }
    status = status_of(form, refusal)
    return page(request, "pages/consultation.html", _("Consultation"), context, window=window, status=status)


def _show_customer(
    request: SignedInRequest,
    window: MaintenanceWindow,
    customer_id: int,
    *,
    settle: SettleForm | None = None,
    reply: ReplyForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    row = consultation_with(window, customer_id)
    each = standing(window, customer_ids=[customer_id]).of(customer_id)
    can = possible_actions(Status(window.status_at(request.now)), Who.PLANNER)
    blocked = each is not None and each.is_blocked and Action.SETTLE in can
    sent = settle or reply
    version = {"version": window.version}
    context = {
        "form": sent,
        "row": row_of(window, each, now=request.now) if each else None,
        "customer": row.customer,
        "answers": said_by(row, window, now=request.now),
        "talk": talk_of(row, now=request.now),
        "settle": (settle or SettleForm(initial=version)) if blocked else None,
        "reply": (reply or ReplyForm(initial=version)) if Action.ANSWER_QUESTION in can else None,
        **refused(sent, refusal, window),
    }
    status = status_of(sent, refusal)
    return page(request, "pages/customer.html", row.customer.name, context, window=window, status=status)


def _is_shown(each: CustomerStanding, shown: str) -> bool:
    return {
        "outstanding": each.is_outstanding,
        "blocked": each.is_blocked,
        "agreed": each.is_agreed,
        "questions": each.open_question,
    }.get(shown, True)


def _filters(stands: Standing, shown: str) -> list[tuple[str, str, int, bool]]:
    """Address, name, number and whether it is the present one, of each filter."""
    rows = (
        ("all", pgettext("consultation", "All"), len(stands.customers)),
        ("outstanding", pgettext("consultation", "Not answered"), stands.outstanding),
        ("blocked", pgettext("consultation", "To be settled"), stands.blocked),
        ("agreed", pgettext("consultation", "Agreed"), stands.agreed),
        ("questions", pgettext("consultation", "With a question"), stands.questions),
    )
    return [(f"?show={name}", words, number, name == shown) for name, words, number in rows]
