"""Structured logs on standard error: for a person at a terminal, or JSON for a collector."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

import structlog

from bot.settings import Log


def configure_logs(settings: Log) -> None:
    """Send our own logs and the libraries' through one chain. The token is in no value that is ever logged."""
    level = logging.getLevelName(settings.level.upper())
    shared: Sequence[structlog.types.Processor] = (
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_renderers(settings)))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # What these say below a warning is about their own workings.
    for noisy in ("discord", "apscheduler", "watchfiles", "alembic", "aiosqlite"):
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))
    handler.addFilter(_worth_reading)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _renderers(settings: Log) -> list[structlog.types.Processor]:
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if settings.format == "json":
        return [remove, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    # Plain: the default prints the locals of every frame, and the token is one of them somewhere.
    plain = structlog.dev.plain_traceback
    return [remove, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]


def _worth_reading(record: logging.LogRecord) -> bool:
    """Leave out what nobody can act on: missing voice libraries, and a client that simcord makes to look at."""
    return not (
        (record.name == "discord.client" and "voice will NOT be supported" in record.msg)
        or (record.name == "discord.state" and "Guilds intent seems to be disabled" in record.msg)
    )
