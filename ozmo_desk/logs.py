"""What is logged and how: one line an event, with the request's id, without mail addresses or what people wrote."""

import re
from collections.abc import Sequence
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# Bounded, and without the sign in its first part: an address that somebody opens may be 64 kB of one letter.
MAIL_ADDRESS = re.compile(r"[^\s<>\"'(),:;=@]{1,64}@[\w.-]{1,255}")
# These say the same as our own lines, with paths and arguments that may hold personal data.
QUIET = {"django.request": "CRITICAL", "celery.app.trace": "CRITICAL", "celery.worker.strategy": "WARNING"}


def without_mail_addresses(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A log outlives the people in it: addresses in errors and tracebacks are blanked."""
    return {key: MAIL_ADDRESS.sub("[address]", each) if isinstance(each, str) else each for key, each in event.items()}


def logging_config(*, level: str, as_json: bool, file: str) -> dict[str, Any]:
    """The dictConfig of one handler, on stderr or in a file, for our own lines and those of the packages."""
    shared: Sequence[Processor] = (
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], drop_missing=True)
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": list(shared),
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_mail_addresses,
            renderer,
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"out": _handler(file)},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            "celery": {"level": "WARNING"},
            "kombu": {"level": "WARNING"},
            "amqp": {"level": "WARNING"},
            **{name: {"level": quiet} for name, quiet in QUIET.items()},
        },
    }


def _handler(file: str) -> dict[str, Any]:
    if not file:
        return {"class": "logging.StreamHandler", "formatter": "line"}
    return {
        "class": "logging.handlers.RotatingFileHandler",
        "formatter": "line",
        "filename": file,
        "maxBytes": 5_000_000,
        "backupCount": 1,
        "delay": True,
        "encoding": "utf-8",
    }
