"""A request and the tasks that it wakes can be found by one id; people cannot be found in the log at all."""

import logging
from typing import Any

import pytest
import structlog
from celery import signals
from django.test import Client

from ozmo_desk.celery import app
from ozmo_desk.logs import logging_config
from ozmo_desk.tasks import beat_lives


def _events(caplog: pytest.LogCaptureFixture, name: str) -> list[dict[str, Any]]:
    messages = (record.msg for record in caplog.records)
    return [message for message in messages if isinstance(message, dict) and message.get("event") == name]


def test_id_of_a_request_travels_with_the_task_that_it_wakes() -> None:
    with app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
        queue.clear()
        with structlog.contextvars.bound_contextvars(request_id="the-request"):
            beat_lives.delay()
        message = queue.get(timeout=60)
        message.ack()
    assert message.headers["__django_structlog__"] == {"request_id": "the-request"}


def test_task_logs_with_the_id_that_it_was_woken_with(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    beat_lives.push_request(__django_structlog__={"request_id": "the-request"})  # type: ignore[call-arg]
    try:
        signals.task_prerun.send(beat_lives, task_id="the-task", task=beat_lives)
    finally:
        beat_lives.pop_request()
        structlog.contextvars.clear_contextvars()
    (event,) = _events(caplog, "task_started")
    assert (event["task"], event["request_id"]) == ("ozmo_desk.tasks.beat_lives", "the-request")


@pytest.mark.django_db
def test_request_is_logged_without_what_was_asked(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    response = client.get("/account/password/reset/key/1-geheim/?zoek=jan@klant.example")
    (event,) = _events(caplog, "request_finished")
    assert event["request"] == "GET /account/password/reset/key/..."
    assert event["request_id"] == response.headers["X-Request-ID"]


@pytest.mark.django_db
def test_secret_of_a_calendar_is_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    client.get("/onderhoud/agenda/geheim.ics")
    (event,) = _events(caplog, "request_finished")
    assert event["request"] == "GET /onderhoud/agenda/..."


@pytest.mark.parametrize("as_json", [False, True])
def test_line_holds_no_mail_address(as_json: bool) -> None:
    config = logging_config(level="INFO", as_json=as_json, file="")
    formatter = structlog.stdlib.ProcessorFormatter(
        **{name: value for name, value in config["formatters"]["line"].items() if name != "()"}
    )
    error = ValueError("Key (email)=(jan.jansen@klant.example) already exists")
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "for <piet@klant.example>", (), (ValueError, error, None))
    line = formatter.format(record)
    assert "klant.example" not in line
    assert line.count("[address]") == 2
