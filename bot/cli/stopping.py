"""Ending a program that runs until somebody stops it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress


async def until_stopped(work: Coroutine[None, None, None]) -> None:
    """Run ``work`` to its end, or until Ctrl-C or SIGTERM (what a container's stop sends); then let it clean up."""
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows has no such handlers; Ctrl-C interrupts asyncio.run there
            loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
