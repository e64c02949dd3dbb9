"""The one settings file: everything comes from the environment, `.env.sample` lists every name.

Modes: `demo` (the embedded default, loopback only), `production` (refuses to start half configured), `test`.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from ozmo_desk.environment import (
    choice,
    contact,
    database,
    kept_secret,
    limits,
    mail_server,
    mode,
    number,
    required,
    scanner,
    service,
    text,
    words,
)
from ozmo_desk.logs import logging_config
from ozmo_desk.oidc import organisations
from ozmo_desk.seller import seller

BASE_DIR = Path(__file__).resolve().parent.parent
DESK_MODE = mode(BASE_DIR / ".env")
PRODUCTION = DESK_MODE == "production"
TESTING = DESK_MODE == "test"


# --- Folders and secret -----------------------------------------------------------------------------------------------
VAR_DIR = Path(text("DESK_VAR_DIR") or BASE_DIR / "var").resolve()
FILES_DIR = Path(text("DESK_FILES_DIR") or VAR_DIR / "files").resolve()
MAIL_DIR = VAR_DIR / "mail"


SECRET_KEY = required("SECRET_KEY", "a long random text") if PRODUCTION else text("SECRET_KEY")
SECRET_KEY = SECRET_KEY or kept_secret(VAR_DIR)
SECRET_KEY_FALLBACKS = words(text("SECRET_KEY_FALLBACKS"))
DEBUG = False
# A demo answers to this machine's own names only, so that it can never be a public site by accident.
ALLOWED_HOSTS = words(required("ALLOWED_HOSTS", "the host names it answers to")) if PRODUCTION else []
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
BASE_URL = required("BASE_URL", "the address used in mails") if PRODUCTION else text("BASE_URL")
BASE_URL = (BASE_URL or "http://127.0.0.1:8000").rstrip("/")
if PRODUCTION and not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("BASE_URL must begin with https:// in production (see .env.sample).")

# --- The demo's clock -------------------------------------------------------------------------------------------------
DESK_AT = text("DESK_AT")
DESK_AT_SINCE = text("DESK_AT_SINCE")
if DESK_AT and PRODUCTION:
    raise ImproperlyConfigured("DESK_AT shifts the clock of a demo; production has the real time (see .env.sample).")

# --- Maintenance ------------------------------------------------------------------------------------------------------
# Whether /onderhoud/ tells everybody which maintenance is announced and going on, without a name of a customer.
PUBLIC_MAINTENANCE = text("DESK_PUBLIC_MAINTENANCE", "1") == "1"

# --- Applications -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "ozmo_desk",
    "tickets",
    "maintenance",
    "agreements",
    "notifications",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_structlog",
    "template_partials.apps.SimpleAppConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "ozmo_desk.middleware.alive",
    "django.middleware.security.SecurityMiddleware",
    "ozmo_desk.middleware.headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ozmo_desk.middleware.readable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ozmo_desk.middleware.RequestLog",
    "ozmo_desk.middleware.clock",
    "ozmo_desk.middleware.language",
    "django.middleware.csrf.CsrfViewMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.security.door.SecondStepDoor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ozmo_desk.middleware.Limits",
    "ozmo_desk.middleware.Refusals",
]
ROOT_URLCONF = "ozmo_desk.urls"
WSGI_APPLICATION = "ozmo_desk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Templates and forms ----------------------------------------------------------------------------------------------
TEMPLATE_LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ozmo_desk.context.shell",
            ],
            "loaders": [
                ("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", TEMPLATE_LOADERS)])
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database ---------------------------------------------------------------------------------------------------------
DATABASE_URL = required("DATABASE_URL", "a PostgreSQL database") if PRODUCTION else text("DATABASE_URL")
EMBEDDED = not DATABASE_URL


DATABASES = {
    "default": database(
        DATABASE_URL or f"sqlite:///{VAR_DIR / 'desk.sqlite3'}",
        sqlite_too=not PRODUCTION,
        # A test run drops its databases, and a pool would hold them.
        pool=0 if TESTING else number("DATABASE_POOL_SIZE", 4),
    )
}

# --- Cache and jobs ---------------------------------------------------------------------------------------------------
REDIS_URL = required("REDIS_URL", "a Redis server") if PRODUCTION else text("REDIS_URL")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://")):
    raise ImproperlyConfigured("REDIS_URL must look like redis://host:6379/0 (see .env.sample).")
CACHES: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if REDIS_URL:
    CACHES["default"] = {"BACKEND": "ozmo_desk.cache.ForgivingRedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "desk"}

CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
# Publishing gives up soon: a page never waits for a broker that is down, the next sweep does the work.
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 900,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        "socket_keepalive": True,
        "max_retries": 0,
    }
    if REDIS_URL
    else {"polling_interval": 0.1}
)
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ENABLE_UTC = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
SWEEP_SECONDS = number("DESK_SWEEP_SECONDS", 60) or 60
_each_minute = {"schedule": timedelta(seconds=SWEEP_SECONDS), "options": {"expires": 2 * SWEEP_SECONDS}}
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "beat": {"task": "ozmo_desk.tasks.beat_lives", **_each_minute},
    "release_queued": {"task": "tickets.tasks.release_queued", **_each_minute},
    "remind_waiting": {"task": "tickets.tasks.remind_waiting", **_each_minute},
    "close_unanswered": {"task": "tickets.tasks.close_unanswered", **_each_minute},
    "close_recovered": {"task": "tickets.tasks.close_recovered", **_each_minute},
    "remind_approvals": {"task": "tickets.tasks.remind_approvals", **_each_minute},
    "expire_estimates": {"task": "tickets.tasks.expire_estimates", **_each_minute},
    "apply_edits": {"task": "tickets.tasks.apply_edits", **_each_minute},
    "scan_files": {"task": "tickets.tasks.scan_files", **_each_minute},
    "start_due": {"task": "maintenance.tasks.start_due", **_each_minute},
    "complete_due": {"task": "maintenance.tasks.complete_due", **_each_minute},
    "note_overruns": {"task": "maintenance.tasks.note_overruns", **_each_minute},
    "warn_lapsing": {"task": "maintenance.tasks.warn_lapsing", **_each_minute},
    "lapse_reservations": {"task": "maintenance.tasks.lapse_reservations", **_each_minute},
    "remind_outstanding": {"task": "maintenance.tasks.remind_outstanding", **_each_minute},
    "deliver_due": {"task": "notifications.tasks.deliver_due", **_each_minute},
    "keep_calendar": {"task": "agreements.tasks.keep_calendar", "schedule": crontab(hour="2", minute="10")},
    "sweep_files": {"task": "tickets.tasks.sweep_files", "schedule": crontab(hour="2", minute="40")},
    "keep_no_longer": {"task": "tickets.tasks.keep_no_longer", "schedule": crontab(hour="3", minute="40")},
    "clear_sessions": {"task": "ozmo_desk.tasks.clear_sessions", "schedule": crontab(hour="3", minute="10")},
}
# How old the last success of a job may be before /readyz says that it stands still.
HEARTBEAT_MAX_AGE = {
    name: timedelta(hours=26) if isinstance(entry["schedule"], crontab) else timedelta(seconds=120 + SWEEP_SECONDS)
    for name, entry in CELERY_BEAT_SCHEDULE.items()
}

# Whether the nightly job clears what is older than its period; otherwise it counts only, and /privacy/ says so.
RETENTION = choice("DESK_RETENTION", ("on", "off"), "on") == "on"

# --- Mail -------------------------------------------------------------------------------------------------------------
# Mail of allauth becomes rows of the outbox; its task sends with MAIL_TRANSPORT: into files, unless EMAIL_URL is set.
EMAIL_BACKEND = "notifications.backend.OutboxEmailBackend"
MAIL_TRANSPORT = "notifications.backend.FolderEmailBackend"
EMAIL_FILE_PATH = MAIL_DIR
DEFAULT_FROM_EMAIL = text("MAIL_FROM", "OZMO Helpdesk <helpdesk@ozmo.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
EMAIL_URL = required("EMAIL_URL", "a mail server") if PRODUCTION else text("EMAIL_URL")
if EMAIL_URL:
    MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(mail_server(EMAIL_URL))

# --- People -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator")
] + [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.security.own_words.OwnWordsValidator"},
    {"NAME": "accounts.security.breached.BreachedPasswordValidator"},
]
BREACHED_PASSWORDS = service("DESK_BREACHED_PASSWORDS")
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "change_password": "accounts.forms.OtherPasswordForm",
    "set_password": "accounts.forms.FirstPasswordForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "reauthenticate": "accounts.forms.SamePersonForm",
    "request_login_code": "accounts.security.forms.AskCodeForm",
    "confirm_login_code": "accounts.security.forms.MailedCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Not allauth's own, which keeps a second list of addresses, under which an old address could still sign in.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.reset_links.ResetLinks"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 24 * 3600
# Every door has its limit, by place and by whom it is about. Wrong codes of a second step count as failed sign-ins.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "10/m/ip,3/5m/key",
    "reset_password_from_key": "20/m/ip",
    "request_login_code": "10/m/ip,3/5m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "keep_draft": "30/m/ip",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_NOTIFICATIONS = True

# --- Second steps -----------------------------------------------------------------------------------------------------
# Who must have one: people of the desk, people of ICT partners. The accounts of the demo have a password only.
SECOND_FACTOR = choice("DESK_SECOND_FACTOR", ("required", "optional"), "required" if PRODUCTION else "optional")
SECOND_FACTOR_PARTNERS = choice("DESK_SECOND_FACTOR_PARTNERS", ("required", "optional"), "optional")
MFA_ADAPTER = "accounts.security.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.security.forms.SecondStepForm",
    "authenticate_webauthn": "accounts.security.forms.PasskeyStepForm",
    "login_webauthn": "accounts.security.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "accounts.security.forms.SamePersonByPasskeyForm",
    "reauthenticate": "accounts.security.forms.SamePersonByCodeForm",
    "activate_totp": "accounts.security.forms.SetUpAppForm",
    "deactivate_totp": "accounts.security.forms.RemoveAppForm",
    "generate_recovery_codes": "accounts.security.forms.NewCodesForm",
    "add_webauthn": "accounts.security.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.security.forms.RenamePasskeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "20/m/ip"}
MFA_TOTP_ISSUER = "OZMO Selfservice Desk"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
# A finger, a face or a PIN: so a passkey is two steps in one.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Sign-in services of customer organisations.
OIDC_ORGANISATIONS = organisations(text("DESK_OIDC"))
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC_ORGANISATIONS}}
SOCIALACCOUNT_ADAPTER = "accounts.security.oidc.OrganisationSignInAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
# A link and no form: a policy that keeps forms on this site would stop the way to another one.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
PASSKEY_HOST = urlsplit(BASE_URL).hostname if PRODUCTION else None
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "desk-language"
THEME_COOKIE_NAME = "desk-theme"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# --- Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# A release sets DESK_STATIC_MANIFEST=1 and runs collectstatic; everything else serves the files where they lie.
RELEASED_STATIC = text("DESK_STATIC_MANIFEST") == "1"
STATIC_ROOT = BASE_DIR / "staticfiles" if RELEASED_STATIC else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if RELEASED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not RELEASED_STATIC
# Looking a file up when asked spares every test client a walk over all of them.
WHITENOISE_AUTOREFRESH = TESTING
MEDIA_ROOT = FILES_DIR
# What the files of one customer may take together; 0 for no end.
FILES_QUOTA = number("DESK_FILES_QUOTA_GB", 20) * 1024**3
# Who looks for viruses in files: ClamAV at host:port, or at the path of its socket; "" for nobody.
CLAMAV = scanner("DESK_CLAMAV")
# Ten files of 20 MB, each streamed to disk; the fields beside them stay small. More than ten still reach the form:
# it says so and keeps what was typed.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 50
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "ozmo_desk.uploads.NoLargerThanForms",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Security ---------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        # Older browsers know the first, newer ones the second, by the name in a header of its own (middleware).
        "report-uri": "/csp-report/",
        "report-to": "csp",
    }
}
# Whom to tell about a weakness, in /.well-known/security.txt: an address that begins with mailto: or https:.
SECURITY_CONTACT = contact("DESK_SECURITY_CONTACT", "mailto:helpdesk@ozmo.example")
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Not in a cookie, which is Django's first choice: what was done to a ticket stays out of a browser that others use too.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# A session that nobody uses ends after a week. However busy, it ends after these: the desk signs in each day.
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_LONGEST = timedelta(days=30)
SESSION_LONGEST_DESK = timedelta(days=30) if DESK_MODE == "demo" else timedelta(hours=16)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# How often in a minute a person, and all people of an organisation together, may do something; more is refused (429).
# Far above what people do: 25 submissions a second from a dozen organisations pass. Tests say what they count.
LIMITS = limits(
    "DESK_LIMITS",
    {"submit": (60, 300), "reply": (60, 300), "search": (240, 2400), "change": (240, 2400), "export": (10, 60)},
)
if TESTING:
    LIMITS = dict.fromkeys(LIMITS, (1_000_000, 1_000_000))
CSRF_FAILURE_VIEW = "ozmo_desk.views.csrf_failure"
# How many proxies stand in front: their X-Forwarded-For and X-Forwarded-Proto are believed, nobody else's.
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES", 1 if PRODUCTION else 0)
if PRODUCTION:
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME, THEME_COOKIE_NAME = "__Host-language", "__Host-theme"
    CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- Log --------------------------------------------------------------------------------------------------------------
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10
LOG_LEVEL = text("DESK_LOG_LEVEL", "WARNING" if TESTING else "INFO").upper()
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR"):
    raise ImproperlyConfigured(
        f"DESK_LOG_LEVEL is {LOG_LEVEL!r}; it must be DEBUG, INFO, WARNING or ERROR (see .env.sample)."
    )
LOGGING = logging_config(level=LOG_LEVEL, as_json=PRODUCTION, file="")

# --- Bills ------------------------------------------------------------------------------------------------------------
# Who sends them; without it no month can be closed.
SELLER = seller(text("DESK_SELLER"), demo=not PRODUCTION)
