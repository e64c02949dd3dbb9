"""One settings file from the environment: what is missing or wrong is told in one sentence, secrets are kept."""

import importlib.util
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from ozmo_desk import settings as loaded

ROOT = Path(loaded.__file__).parent.parent
PRODUCTION = {
    "DESK_MODE": "production",
    "SECRET_KEY": "a-long-random-text-that-nobody-else-has-0123456789-abcdefghij",
    "ALLOWED_HOSTS": "desk.example.org, www.desk.example.org",
    "BASE_URL": "https://desk.example.org/",
    "DATABASE_URL": "postgres://desk:geheim@db.example.org:5433/desk",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://user:geheim@mail.example.org:587",
}
OURS = {*PRODUCTION, "DESK_AT", "DESK_AT_SINCE", "DESK_VAR_DIR", "DESK_FILES_DIR", "TRUSTED_PROXIES", "DESK_LOG_LEVEL"}


class Settings:
    """Loads the settings file anew with exactly these variables."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.monkeypatch = monkeypatch
        monkeypatch.setattr(environ.Env, "read_env", lambda _file: None)
        for name in OURS:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("DESK_VAR_DIR", str(folder))

    def __call__(self, **variables: str) -> ModuleType:
        for name, value in variables.items():
            self.monkeypatch.setenv(name, value)
        spec = importlib.util.spec_from_file_location("settings_of_a_test", loaded.__file__)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module


@pytest.fixture
def settings_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    return Settings(monkeypatch, tmp_path / "var")


@pytest.mark.parametrize(
    "name,what",
    [
        ("SECRET_KEY", "a long random text"),
        ("ALLOWED_HOSTS", "the host names it answers to"),
        ("BASE_URL", "the address used in mails"),
        ("DATABASE_URL", "a PostgreSQL database"),
        ("REDIS_URL", "a Redis server"),
        ("EMAIL_URL", "a mail server"),
    ],
)
def test_production_without_a_variable_names_it(settings_with: Settings, name: str, what: str) -> None:
    with pytest.raises(ImproperlyConfigured) as error:
        settings_with(**{**PRODUCTION, name: ""})
    assert str(error.value) == f"{name} is missing: production needs {what} (see .env.sample)."


@pytest.mark.parametrize(
    "name,value",
    [
        ("DESK_MODE", "productie"),
        ("BASE_URL", "http://desk.example.org"),
        ("DATABASE_URL", "geheim"),
        ("DATABASE_URL", "mysql://desk:geheim@db/desk"),
        ("DATABASE_URL", "sqlite:///desk.sqlite3"),
        ("DATABASE_URL", "postgres://desk:geheim@db:vijf/desk"),
        ("REDIS_URL", "amqp://geheim"),
        ("EMAIL_URL", "imap://user:geheim@mail"),
        ("TRUSTED_PROXIES", "-1"),
        ("DESK_AT", "2026-11-24 16:55"),
        ("DESK_LOG_LEVEL", "LOUD"),
    ],
)
def test_wrong_value_is_one_sentence_without_secrets(settings_with: Settings, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured) as error:
        settings_with(**{**PRODUCTION, name: value})
    sentence = str(error.value)
    assert name in sentence
    assert sentence.endswith("(see .env.sample).")
    assert "\n" not in sentence
    assert "geheim" not in sentence


def test_production_is_set_up_from_its_variables(settings_with: Settings) -> None:
    module = settings_with(**PRODUCTION)
    database = module.DATABASES["default"]
    assert module.ALLOWED_HOSTS == ["desk.example.org", "www.desk.example.org"]
    assert module.BASE_URL == "https://desk.example.org"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example.org", 5433, "desk")
    assert database["CONN_MAX_AGE"] == 0
    assert database["OPTIONS"]["pool"]["max_size"] == 4
    assert module.CELERY_BROKER_URL == "redis://redis.example.org:6379/0"
    assert (module.EMAIL_HOST, module.EMAIL_PORT, module.EMAIL_USE_TLS) == ("mail.example.org", 587, True)
    assert module.MAIL_TRANSPORT == "django.core.mail.backends.smtp.EmailBackend"
    cookies = ("SESSION", "CSRF", "LANGUAGE", "THEME")
    assert {getattr(module, f"{each}_COOKIE_NAME")[:7] for each in cookies} == {"__Host-"}
    assert module.SESSION_COOKIE_SECURE is True
    assert (module.DEBUG, module.EMBEDDED) == (False, False)


def test_nothing_set_is_the_embedded_demo_for_this_machine_only(settings_with: Settings, tmp_path: Path) -> None:
    module = settings_with(DESK_MODE="")
    module = settings_with(DESK_MODE="demo")
    database = module.DATABASES["default"]
    assert (module.DESK_MODE, module.EMBEDDED, module.DEBUG) == ("demo", True, False)
    assert module.ALLOWED_HOSTS == ["localhost", "127.0.0.1", "[::1]"]
    assert database["NAME"] == str(tmp_path / "var/desk.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]
    assert module.CELERY_BROKER_URL == "memory://localhost/"


def test_generated_secret_is_kept_and_readable_by_its_owner_only(settings_with: Settings, tmp_path: Path) -> None:
    first = settings_with(DESK_MODE="demo").SECRET_KEY
    file = tmp_path / "var/secret-key"
    assert settings_with(DESK_MODE="demo").SECRET_KEY == first == file.read_text()
    assert len(first) > 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_folder_that_cannot_be_made_is_one_sentence(settings_with: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured) as error:
        settings_with(DESK_MODE="demo", DESK_VAR_DIR=str(tmp_path / "file/var"))
    assert str(error.value) == (
        f"The folder {tmp_path / 'file/var'} cannot be used (Not a directory); make it writable, "
        "or name another one in DESK_VAR_DIR (see .env.sample)."
    )


def test_every_variable_is_in_the_sample() -> None:
    read = (ROOT / "ozmo_desk/settings.py").read_text()
    sample = (ROOT / ".env.sample").read_text()
    names = {part.split('"')[1] for call in ("text(", "required(", "number(") for part in read.split(call)[1:]}
    assert {name for name in names if f"# {name}=" not in sample} == set()


def test_deployment_check_has_no_warnings() -> None:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=PRODUCTION, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize("module", ["ozmo_desk.wsgi", "ozmo_desk.celery"])
def test_processes_tell_what_is_missing_without_a_traceback(module: str) -> None:
    command = [sys.executable, "-c", f"import {module}"]
    env = {**PRODUCTION, "REDIS_URL": ""}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        1,
        "REDIS_URL is missing: production needs a Redis server (see .env.sample).\n",
    )
