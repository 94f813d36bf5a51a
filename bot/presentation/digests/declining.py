"""What cannot be done with a digest, in a sentence that says what can."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.digests.cron import LEAST_INTERVAL, MOST_CHARACTERS, BadCron, Fault
from bot.presentation.localizer import N_, Localizer
from bot.presentation.markup import echoed

_CRON: Mapping[Fault, str] = {
    "long": N_("“{typed}” is too long for a cron expression. Keep it to {most} characters."),
    "nickname": N_("“{typed}” is a nickname. Write the five fields, such as `0 8 * * MON`."),
    "seconds": N_("“{typed}” has six fields. A digest knows no seconds: write five, such as `0 8 * * MON`."),
    "fields": N_(
        "“{typed}” is no cron expression. Write five fields: minute, hour, day of the month, month, day of the week, "
        "such as `0 8 * * MON`."
    ),
    "field": N_("Cron cannot read “{part}” in “{typed}”."),
    "never": N_("“{typed}” never comes: no such day exists."),
    "often": N_("“{typed}” comes too often ({part}). Leave {minutes} minutes between two digests."),
}


def bad_cron(typed: str, fault: BadCron, localizer: Localizer) -> str:
    """Say what is wrong with a cron expression."""
    words = {"typed": echoed(typed), "part": echoed(fault.part)}
    minutes = LEAST_INTERVAL // timedelta(minutes=1)
    return localizer.gettext(_CRON[fault.fault]).format(**words, most=MOST_CHARACTERS, minutes=minutes)
