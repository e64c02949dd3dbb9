"""The table of every route and every role: what each person gets for opening an address, and for sending its form.

A new route has no row, and the test fails until somebody has said here who may use it. Nothing is worked out from the
code: an answer that changes must be changed here, by hand, and be meant.

The ten answers of a row are in the order of `tests.walk.world.ROLES`. A line here has nine: a lead agent gets what an
agent gets, but for what stands in `LEADS`. A number is a status; a word is the place that
somebody is sent to ("login", "queue"); 302 is any other redirect: for a form that was sent, that it was accepted.
"""

from typing import NamedTuple

from tests.walk.walker import Answer

Answers = tuple[Answer, ...]


class Row(NamedTuple):
    """What the roles get for GET and for a well-filled-in POST."""

    get: Answers
    post: Answers


def _nine(answer: Answer) -> Answers:
    return (answer,) * 9


def _by_side(customers: Answer, desk: Answer, anonymous: Answer = "login") -> Answers:
    return (anonymous, *(customers,) * 6, *(desk,) * 2)


# Everybody; everybody who is signed in.
ALL, NO_FORM, NOT_THERE = _nine(200), _nine(405), _nine(404)
SIGNED_IN, ACCEPTED = _by_side(200, 200), _by_side(302, 302)
# Steps of signing in are over for who is inside; what matters asks once more who it is.
ENTERED, SHOWS_WHO, NONE_YET = _by_side(302, "queue"), _by_side("reauthenticate", "reauthenticate"), _by_side(404, 404)
# Pages of the portal: the desk's people are sent to the desk, and may not act in it.
PORTAL, PORTAL_NO_FORM = _by_side(200, "queue"), _by_side(405, 403)
#               anonymous contact colleague key  stranger partner ended  agent    administrator
FILES_TICKETS = ("login", 302, 302, 302, 302, 302, 403, 403, 403)
SEES_PROMISE = ("login", 200, 200, 200, 200, 200, 404, "queue", "queue")
SEES_TICKET = ("login", 200, 404, 200, 404, 200, 404, "desk ticket", "desk ticket")
ACTS_ON_TICKET = ("login", 302, 404, 302, 404, 302, 404, 403, 403)
# Who reported it sees it, but does not decide.
KEEPS_CONFIDENTIAL = ("login", 403, 404, 302, 404, 403, 404, 403, 403)
ASKS_MOMENT = ("login", 422, 404, 422, 404, 422, 404, 403, 403)
NO_APPOINTMENT = ("login", *(404,) * 8)
SEES_BILLS = ("login", 404, 404, 200, 404, 404, 404, "queue", "queue")
SEES_FILE = ("login", 200, 404, 200, 404, 200, 404, 200, 200)
# Maintenance: a window in consultation is there for key contacts and for partners whose mandate lets them answer.
#                   anonymous contact colleague key  stranger partner ended  agent    administrator
SEES_WINDOW: Answers = ("login", 404, 404, 200, 404, 200, 404, 200, 200)
ANSWERS_WINDOW: Answers = ("login", 404, 404, 302, 404, 302, 404, 403, 403)
BACK_TO_WINDOW: Answers = ("login", 404, 404, 302, 404, 302, 404, 302, 302)
MANAGES_CALENDAR: Answers = ("login", *("reauthenticate",) * 3, 404, 404, 404, 403, 403)
REVOKES_CALENDAR: Answers = ("login", 302, 302, 302, 404, 404, 404, 403, 403)
# Lists as files: for key contacts.
EXPORTS: Answers = ("login", 403, 403, 200, 403, 403, 403, "queue", "queue")
# The people of the customer: for its key contact and the desk.
MANAGES = ("login", 404, 404, 200, 404, 404, 404, 200, 200)
MANAGES_DOES = ("login", 404, 404, 302, 404, 404, 404, 302, 302)
# What matters asks once more who it is, of who may do it; nobody of the walk has just shown it.
MANAGES_SURELY = ("login", 404, 404, "reauthenticate", 404, 404, 404, "reauthenticate", "reauthenticate")
# Agents look at mandates, but do not decide on them.
MANDATES = ("login", 404, 404, "reauthenticate", 404, 404, 404, 403, "reauthenticate")
# Pages of the desk: for customers and their partners they do not exist.
DESK, DESK_EMPTY, DESK_DOES, DESK_ROWS = (_by_side(404, answer) for answer in (200, 204, "desk ticket", "queue"))
ADMINISTRATES: Answers = ("login", *(404,) * 6, 403, 200)
ADMINISTRATES_DOES: Answers = ("login", *(404,) * 6, 403, 302)
# Pages of the administrators: for an agent and for customers a door that stays closed.
CLOSED: Answers = ("admin login",) * 8

ROUTES: dict[str, Row] = {
    # The whole. Without a worker nothing is ready in a test.
    "healthz": Row(ALL, ALL),
    "readyz": Row(_nine(503), _nine(503)),
    "security_txt": Row(ALL, NO_FORM),
    "robots_txt": Row(ALL, NO_FORM),
    "csp_report": Row(NO_FORM, _nine(204)),
    "set_language": Row(NO_FORM, _nine(302)),
    "set_theme": Row(NO_FORM, _nine(302)),
    "dev_mail": Row(NOT_THERE, NOT_THERE),
    "dev_mail_one": Row(NOT_THERE, NOT_THERE),
    "dev_mail_html": Row(NOT_THERE, NOT_THERE),
    # Accounts: who is signed in goes on to where they work; an empty form comes back.
    "profile": Row(SIGNED_IN, ACCEPTED),
    "account_login": Row(_by_side(302, "queue", 200), _by_side(302, "queue", 200)),
    "account_logout": Row(SIGNED_IN, _nine("login")),
    "account_inactive": Row(ALL, NO_FORM),
    "account_reauthenticate": Row(SIGNED_IN, SIGNED_IN),
    "account_change_password": Row(SIGNED_IN, SIGNED_IN),
    "account_set_password": Row(ACCEPTED, ACCEPTED),
    # Nobody of the walk has a second step.
    "security": Row(SIGNED_IN, NO_FORM),
    # Nobody of the walk has a session that stands in a list: it is signed in by force.
    "sign_out_there": Row(NO_FORM, NONE_YET),
    "sign_out_elsewhere": Row(NO_FORM, ACCEPTED),
    "second_step": Row(SIGNED_IN, NO_FORM),
    "account_request_login_code": Row(_by_side(302, "queue", 200), _by_side(302, "queue", 200)),
    "account_confirm_login_code": Row(_by_side(302, "queue", 302), _by_side(302, "queue", 302)),
    # No organisation has a sign-in of its own.
    "organisation_sign_in": Row(NOT_THERE, NOT_THERE),
    "openid_connect_login": Row(NOT_THERE, NO_FORM),
    "openid_connect_callback": Row(NOT_THERE, NO_FORM),
    "socialaccount_login_cancelled": Row(_nine("login"), _nine("login")),
    "mfa_authenticate": Row(ENTERED, ENTERED),
    "mfa_reauthenticate": Row(SHOWS_WHO, SHOWS_WHO),
    "mfa_activate_totp": Row(SHOWS_WHO, SHOWS_WHO),
    "mfa_deactivate_totp": Row(NONE_YET, NONE_YET),
    "mfa_view_recovery_codes": Row(NONE_YET, _by_side(405, 405)),
    "mfa_generate_recovery_codes": Row(SHOWS_WHO, SHOWS_WHO),
    "mfa_add_webauthn": Row(SHOWS_WHO, SHOWS_WHO),
    "mfa_edit_webauthn": Row(SHOWS_WHO, SHOWS_WHO),
    "mfa_remove_webauthn": Row(SHOWS_WHO, SHOWS_WHO),
    "mfa_login_webauthn": Row(ENTERED, ENTERED),
    "mfa_reauthenticate_webauthn": Row(SHOWS_WHO, SHOWS_WHO),
    "account_reset_password": Row(ALL, ALL),
    "account_reset_password_done": Row(ALL, NO_FORM),
    "account_reset_password_from_key": Row(ALL, ALL),
    "account_reset_password_from_key_done": Row(ALL, NO_FORM),
    # People of an organisation; the key contact has one, which is opened at once.
    "organisations": Row(("login", 404, 404, 302, 404, 404, 404, 200, 200), NO_FORM),
    "colleagues": Row(MANAGES, NO_FORM),
    "invite": Row(MANAGES, MANAGES_DOES),
    "invitation_again": Row(NO_FORM, MANAGES_DOES),
    "invitation_revoke": Row(NO_FORM, MANAGES_DOES),
    "colleague": Row(MANAGES, MANAGES_SURELY),
    "colleague_remove": Row(MANAGES, MANAGES_SURELY),
    "mandates": Row(MANAGES, NO_FORM),
    "grant_mandate": Row(MANAGES, MANDATES),
    "end_mandate": Row(MANAGES, MANDATES),
    # Of another address than that of whoever is signed in.
    "invitation": Row(ALL, ("login", *(422,) * 8)),
    # The portal.
    "portal:home": Row(PORTAL, PORTAL_NO_FORM),
    "portal:report_incident": Row(PORTAL, FILES_TICKETS),
    "portal:promise": Row(SEES_PROMISE, PORTAL_NO_FORM),
    "portal:ask_question": Row(PORTAL, FILES_TICKETS),
    "portal:changes": Row(PORTAL, PORTAL_NO_FORM),
    # Whose mandate ended has nobody to request for: told so, with what was typed.
    "portal:change": Row(PORTAL, FILES_TICKETS),
    "portal:change_promise": Row(SEES_PROMISE, PORTAL_NO_FORM),
    "portal:tickets": Row(PORTAL, PORTAL_NO_FORM),
    "portal:export": Row(EXPORTS, PORTAL_NO_FORM),
    "portal:ticket": Row(SEES_TICKET, PORTAL_NO_FORM),
    "portal:ticket_news": Row(SEES_TICKET, PORTAL_NO_FORM),
    "portal:clock": Row(SEES_TICKET, PORTAL_NO_FORM),
    # Opened (by going back, say) it leads to the ticket's page, which exists or not.
    "portal:reply": Row(_by_side(302, "desk ticket"), ACTS_ON_TICKET),
    # Who asked for it, and a partner without the mandate for it, see the costs and do not decide.
    "portal:costs": Row(SEES_TICKET, KEEPS_CONFIDENTIAL),
    "portal:confirm_delivery": Row((*PORTAL_NO_FORM[:7], "desk ticket", "desk ticket"), ACTS_ON_TICKET),
    "portal:works_again": Row((*PORTAL_NO_FORM[:7], "desk ticket", "desk ticket"), ACTS_ON_TICKET),
    "portal:withdraw": Row(SEES_TICKET, ACTS_ON_TICKET),
    # Nothing is agreed on the ticket of the walk: the form comes back, and there is no file.
    "portal:calendar_file": Row(NO_APPOINTMENT, _by_side(405, 405)),
    "portal:other_moment": Row(SEES_TICKET, ASKS_MOMENT),
    "portal:still_broken": Row((*PORTAL_NO_FORM[:7], "desk ticket", "desk ticket"), ACTS_ON_TICKET),
    "portal:followers": Row(SEES_TICKET, ACTS_ON_TICKET),
    "portal:unfollow": Row((*PORTAL_NO_FORM[:7], "desk ticket", "desk ticket"), ACTS_ON_TICKET),
    "portal:confidential": Row((*PORTAL_NO_FORM[:7], "desk ticket", "desk ticket"), KEEPS_CONFIDENTIAL),
    # For key contacts, and partners that may approve costs: the partner of the walk may not.
    "portal:bills": Row(SEES_BILLS, PORTAL_NO_FORM),
    "portal:bill": Row(SEES_BILLS, PORTAL_NO_FORM),
    "portal:bill_file": Row(SEES_BILLS, PORTAL_NO_FORM),
    "portal:file": Row(SEES_FILE, _by_side(405, 405)),
    # Maintenance, on the customer's side and for everybody.
    "maintenance:public": Row(ALL, NO_FORM),
    "maintenance:windows": Row(SIGNED_IN, _by_side(405, 405)),
    "maintenance:under_way": Row(DESK, NO_FORM),
    "maintenance:calendars": Row(PORTAL, PORTAL_NO_FORM),
    "maintenance:make_calendar": Row(_by_side(302, "queue"), MANAGES_CALENDAR),
    "maintenance:revoke_calendar": Row(_by_side(302, "queue"), REVOKES_CALENDAR),
    "maintenance:feed": Row(NOT_THERE, NO_FORM),
    "maintenance:window": Row(SEES_WINDOW, _by_side(405, 405)),
    "maintenance:answer": Row(BACK_TO_WINDOW, ANSWERS_WINDOW),
    "maintenance:ask": Row(BACK_TO_WINDOW, ANSWERS_WINDOW),
    # Nothing was announced yet.
    "maintenance:calendar_file": Row(NO_APPOINTMENT, _by_side(405, 405)),
    # The desk.
    "desk:queue": Row(DESK, NO_FORM),
    "desk:rows": Row(DESK, NO_FORM),
    "desk:export_queue": Row(DESK, NO_FORM),
    "desk:export_search": Row(DESK, NO_FORM),
    "desk:take_rows": Row(NO_FORM, DESK_ROWS),
    "desk:assign_rows": Row(NO_FORM, DESK_ROWS),
    "desk:alerts": Row(DESK_EMPTY, NO_FORM),
    "desk:search": Row(DESK, NO_FORM),
    "desk:my_time": Row(DESK, NO_FORM),
    "desk:stopwatch": Row(DESK, _by_side(404, 302)),
    "desk:stopwatch_now": Row(DESK, NO_FORM),
    "desk:start_stopwatch": Row(NO_FORM, DESK_DOES),
    "desk:time": Row(DESK, DESK_DOES),
    "desk:time_entry": Row(DESK, DESK_DOES),
    "desk:billing": Row(DESK, DESK_DOES),
    "desk:call": Row(DESK, DESK_DOES),
    "desk:callers": Row(DESK, NO_FORM),
    "desk:call_promise": Row(DESK, NO_FORM),
    "desk:call_changes": Row(DESK, NO_FORM),
    "desk:call_change": Row(DESK, DESK_DOES),
    "desk:change_promise": Row(DESK, NO_FORM),
    "desk:ticket": Row(DESK, NO_FORM),
    "desk:ticket_news": Row(DESK, NO_FORM),
    "desk:clock": Row(DESK, NO_FORM),
    "desk:clock_json": Row(DESK, NO_FORM),
    "desk:reply": Row(NO_FORM, DESK_DOES),
    "desk:ask": Row(NO_FORM, DESK_DOES),
    "desk:recover": Row(NO_FORM, DESK_DOES),
    "desk:deliver": Row(NO_FORM, DESK_DOES),
    "desk:check": Row(NO_FORM, DESK_DOES),
    "desk:estimate": Row(DESK, DESK_DOES),
    "desk:take_back": Row(NO_FORM, DESK_DOES),
    "desk:phone_approval": Row(DESK, DESK_DOES),
    "desk:begin": Row(NO_FORM, DESK_DOES),
    "desk:reopen": Row(NO_FORM, DESK_DOES),
    "desk:note": Row(NO_FORM, DESK_DOES),
    "desk:report": Row(NO_FORM, DESK_DOES),
    "desk:take": Row(NO_FORM, DESK_DOES),
    "desk:assign": Row(NO_FORM, DESK_DOES),
    "desk:resume": Row(NO_FORM, DESK_DOES),
    "desk:close": Row(NO_FORM, DESK_DOES),
    # Nothing was missed on the ticket of the walk: the form comes back with that.
    "desk:causes": Row(DESK, _by_side(404, 422)),
    "desk:link": Row(DESK, DESK_DOES),
    "desk:link_search": Row(DESK, NO_FORM),
    "desk:merge": Row(DESK, DESK_DOES),
    "desk:merge_search": Row(DESK, NO_FORM),
    "desk:undo_merge": Row(NO_FORM, DESK_DOES),
    "desk:unlink": Row(NO_FORM, DESK_DOES),
    "desk:followers": Row(DESK, DESK_DOES),
    "desk:unfollow": Row(NO_FORM, DESK_DOES),
    "desk:confidential": Row(NO_FORM, _by_side(404, 403)),
    "desk:publish": Row(DESK, DESK_DOES),
    "desk:redact": Row(_by_side(404, 403), _by_side(404, 403)),
    "desk:appointment": Row(DESK, DESK_DOES),
    "desk:reclassify": Row(DESK, DESK_DOES),
    # Bills are closed by administrators.
    "bill_months": Row(ADMINISTRATES, NO_FORM),
    "bill_closed": Row(ADMINISTRATES, NO_FORM),
    "bill_closed_file": Row(ADMINISTRATES, NO_FORM),
    "bill_month": Row(ADMINISTRATES, ADMINISTRATES_DOES),
    "bill_correct": Row(ADMINISTRATES, ADMINISTRATES_DOES),
    "simulator": Row((*DESK[:7], 403, 200), (*DESK[:7], 403, 405)),
    "privacy": Row(ALL, NO_FORM),
    "own_data": Row(SHOWS_WHO, NO_FORM),
    "data_of": Row((*DESK[:7], 403, "reauthenticate"), NO_FORM),
    "erase": Row((*DESK[:7], 403, 200), (*DESK[:7], 403, "reauthenticate")),
    # The administrators' own frame.
    "admin:index": Row((*CLOSED, 200), (*CLOSED, 200)),
    "admin:login": Row(("login", *(403,) * 7, 302), (405,) * 9),
    "admin:logout": Row((*(302,) * 8, 405), (*(302,) * 8, 200)),
    "admin:password_change": Row((302,) * 9, (302,) * 9),
    "admin:password_change_done": Row((*CLOSED, 200), (*CLOSED, 405)),
    "admin:autocomplete": Row((*CLOSED, 403), (*CLOSED, 405)),
    "admin:jsi18n": Row((*CLOSED, 200), (*CLOSED, 405)),
    "admin:view_on_site": Row((*CLOSED, 404), (*CLOSED, 404)),
    "admin:app_list": Row((*CLOSED, 200), (*CLOSED, 200)),
}

# The planner's pages in the administration: to look at, with a form, forms only.
PLANNER_SEES, PLANNER_DOES, PLANNER_SENDS = (200, 405), (200, 302), (405, 302)
PLANNER_PAGES: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("year", "free", "who", "told"), PLANNER_SEES),
    **dict.fromkeys(("open", "announce", "cancel", "complete", "result", "consultation", "customer"), PLANNER_DOES),
    **dict.fromkeys(("move", "start", "hold", "renew", "remind", "remind_ticked"), PLANNER_SENDS),
    **dict.fromkeys(("live", "live_new"), (405, 200)),
    # An empty series comes back with what is missing.
    "series": (200, 422),
}

# The administrators' pages of each model, as GET/POST with an empty form: list, add, change, delete. All others get
# CLOSED. 403: not from the pages, not even for an administrator.
READ = (200, 200), (403, 403), (200, 403), (403, 403)
ADD_ONLY = (200, 200), (200, 200), (200, 403), (403, 403)
CHANGE_ONLY = (200, 200), (403, 403), (200, 200), (403, 403)
ADD_AND_CHANGE = (200, 200), (200, 200), (200, 200), (403, 403)
EVERYTHING = (200, 200), (200, 200), (200, 200), (200, 200)
MODELS: dict[str, tuple[tuple[int, Answer], ...]] = {
    "accounts.user": ADD_AND_CHANGE,
    "accounts.organisation": ADD_AND_CHANGE,
    "accounts.membership": EVERYTHING,
    # An empty form is a valid one: no rights, no end.
    "accounts.mandate": ((200, 200), (200, 200), (200, "reauthenticate"), (403, 403)),
    "accounts.accountevent": READ,
    "accounts.securityevent": READ,
    "agreements.agreement": READ,
    "agreements.agreementversion": ADD_ONLY,
    "agreements.rate": ADD_ONLY,
    "agreements.calendar": CHANGE_ONLY,
    # The first weekly hours are in force: to read.
    "agreements.weeklyhours": ADD_ONLY,
    # The first day is a public holiday in the past.
    "agreements.calendarday": ADD_ONLY,
    "agreements.calendarrevision": READ,
    "maintenance.environment": ADD_AND_CHANGE,
    # Pages of the planner's own: an empty form comes back with what is missing; an emergency opened by its number.
    "maintenance.maintenancewindow": ((200, 200), (200, 422), (200, 422), (403, 403)),
    "maintenance.emergencymaintenance": ((200, 200), (200, 422), (200, 422), (403, 403)),
    "notifications.notice": READ,
    # An empty form comes back: its rows are missing too.
    "tickets.catalogueitem": ADD_AND_CHANGE,
    "tickets.catalogueversion": READ,
    "tickets.ticket": READ,
    "tickets.ticketevent": READ,
    "tickets.slaclock": READ,
    "tickets.attachment": READ,
    "tickets.editdecision": READ,
    "tickets.erasurerecord": READ,
    "tickets.billingparty": ADD_AND_CHANGE,
}
KINDS = ("changelist", "add", "change", "delete")


def model_rows() -> dict[str, Row]:
    """The rows of the administrators' pages of each model; everybody who may see one may see its history."""
    rows = {}
    for model, answers in MODELS.items():
        base = f"admin:{model.replace('.', '_')}_"
        for kind, (get, post) in zip(KINDS, answers, strict=True):
            rows[base + kind] = Row((*CLOSED, get), (*CLOSED, post))
        # The history of a window is the planner's own page.
        sent = 405 if "window" in model or "emergency" in model else 200
        rows[f"{base}history"] = Row((*CLOSED, 200), (*CLOSED, sent))
    for page, (get, post) in PLANNER_PAGES.items():
        rows[f"admin:maintenance_maintenancewindow_{page}"] = Row((*CLOSED, get), (*CLOSED, post))
    for verb in ("join", "leave", "move"):
        rows[f"admin:maintenance_environment_{verb}"] = Row((*CLOSED, 405), (*CLOSED, 302))
    return rows


# What a lead agent and an administrator get for GET and POST where an agent is refused: what a colleague wrote is
# removed, a confidential ticket is made open again.
LEADS: dict[str, tuple[Answer, Answer]] = {
    "desk:confidential": (405, "desk ticket"),
    "desk:redact": (200, "desk ticket"),
}


def _ten(name: str, row: Row) -> Row:
    """The line with the lead agent between the agent and the administrator."""
    leads = LEADS.get(name)
    if leads is None:
        return Row(*((*each[:8], *each[7:]) for each in row))
    return Row(*((*each[:8], lead, lead) for each, lead in zip(row, leads, strict=True)))


TABLE = {name: _ten(name, row) for name, row in (ROUTES | model_rows()).items()}
# Addresses without a name: the old form of an administrators' page (it leads to the new one), and whatever else stands
# under their roof (the same closed door, or the same 404).
UNNAMED = {f"beheer/{model.replace('.', '/')}/<path:object_id>/" for model in MODELS} | {
    "beheer/(?P<url>.*)$",
    "beheer/password_change/",
}
# What refreshes itself says so; a session that ended gets 401, and the page keeps what is typed in it.
POLLS = (
    "portal:promise", "portal:ticket_news", "portal:clock",
    "maintenance:under_way", "desk:stopwatch_now", "desk:rows", "desk:alerts", "desk:ticket_news", "desk:clock",
)  # fmt: skip
# The health page of the process is answered before everything else and holds nothing.
WITHOUT_HEADERS = frozenset({"healthz"})
# Browsers send it by themselves, without a form; it changes nothing.
WITHOUT_TOKEN = frozenset({"csp_report"})
