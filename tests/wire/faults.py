"""What goes wrong on demand: wrong answers, late ones, none, and answers that break off."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "429",  # a rate limit, `seconds` long, of everything the bot asks if it is `everywhere`
    "400",  # names the field that is wrong
    "500",
    "502",
    "503",
    "504",
    "cloudflare",  # what stands before Discord turns the bot away
    "slow",  # answers after `seconds`
    "refuse",  # hangs up before the request is looked at
    "cut",  # does what was asked, and breaks off in the middle of its answer
    "silence",  # does what was asked, and never answers
]


@dataclass
class Fault:
    """Befalls requests whose ``METHOD /path`` matches, ``times`` of them (-1: all), each with ``probability``."""

    kind: Kind
    match: str = ".*"
    times: int = -1
    probability: float = 1.0
    seconds: float = 1.0
    everywhere: bool = False

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Fault:
        return cls(**data)


class Faults:
    """The faults that are in force, the earliest first. ``dice`` decides where one is only probable."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._active: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._active.append(fault)

    def clear(self) -> None:
        self._active.clear()

    def befalling(self, request: str) -> Fault | None:
        """Return what befalls ``request`` (``POST /channels/1/messages``), and count it."""
        for fault in self._active:
            if fault.times and re.fullmatch(fault.match, request) and self._dice.random() < fault.probability:
                fault.times -= fault.times > 0
                return fault
        return None
