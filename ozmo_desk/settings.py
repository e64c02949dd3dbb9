"""The one settings file: everything comes from the environment, `.env.sample` lists every name.

Three modes: `demo` (the embedded default, loopback only), `production` (refuses to start half configured) and `test`.
"""

import os
import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from ozmo_desk.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DESK_MODE = env.str("DESK_MODE", default="demo")
if DESK_MODE not in ("demo", "production", "test"):
    raise ImproperlyConfigured(f"DESK_MODE is {DESK_MODE!r}; it must be demo, production or test. See .env.sample.")
PRODUCTION = DESK_MODE == "production"


def required(name: str, what: str) -> str:
    """The value of a variable that production cannot do without."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is missing: production needs it ({what}). See .env.sample.")
    return value


# --- Folders and secret -----------------------------------------------------------------------------------------------
VAR_DIR = Path(env.str("DESK_VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
FILES_DIR = Path(env.str("DESK_FILES_DIR", default=str(VAR_DIR / "files"))).resolve()
MAIL_DIR = VAR_DIR / "mail"


def writable_folder(folder: Path) -> Path:
    """The folder, made when it is not there yet; one sentence when that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"The folder {folder} cannot be made: {error.strerror}.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"The folder {folder} is not writable.")
    return folder


def kept_secret(path: Path) -> str:
    """The generated secret of this folder: made once, readable by its owner only."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = (
    required("SECRET_KEY", "a long random text")
    if PRODUCTION
    else env.str("SECRET_KEY", default="") or kept_secret(writable_folder(VAR_DIR) / "secret-key")
)
DEBUG = False
ALLOWED_HOSTS = (
    [host.strip() for host in required("ALLOWED_HOSTS", "the host names it answers to").split(",")]
    if PRODUCTION
    else ["localhost", "127.0.0.1", "[::1]"]
)
BASE_URL = (
    required("BASE_URL", "the address in mails, like https://desk.example.org")
    if PRODUCTION
    else env.str("BASE_URL", default="http://127.0.0.1:8000")
).rstrip("/")

# --- Applications -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "ozmo_desk",
    "accounts",
    "agreements",
    "notifications",
    "maintenance",
    "tickets",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_structlog",
    "template_partials.apps.SimpleAppConfig",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
INSTALLED_APPS = [app for app in INSTALLED_APPS if app.count(".") or app not in
    ("accounts", "agreements", "notifications", "maintenance", "tickets") or (BASE_DIR / app / "apps.py").exists()]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "ozmo_desk.urls"
WSGI_APPLICATION = "ozmo_desk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database ---------------------------------------------------------------------------------------------------------
DATABASE_URL = required("DATABASE_URL", "PostgreSQL") if PRODUCTION else env.str("DATABASE_URL", default="")
EMBEDDED = not DATABASE_URL
DATABASES: dict[str, dict[str, Any]] = {
    "default": environ.Env.db_url_config(DATABASE_URL or f"sqlite:///{VAR_DIR / 'desk.sqlite3'}")
}

# --- People -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# --- Static files -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = True
