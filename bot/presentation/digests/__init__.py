"""Digests: what they say, what a subscription is in words, and what its admins are told."""

from bot.presentation.digests.cadences import cadence_in_words, moment_in_words, upcoming_in_words
from bot.presentation.digests.corrections import corrected
from bot.presentation.digests.deliveries import record_in_words
from bot.presentation.digests.edition import digest_content
from bot.presentation.digests.imprints import imprint
from bot.presentation.digests.notices import RESUME, notice_sheet
from bot.presentation.digests.pictures import picture_in
from bot.presentation.digests.reasons import reason_in_words
from bot.presentation.digests.subscriptions import post_title, standing_lines, subscription_in_words
from bot.presentation.digests.troubles import advice_on

__all__ = [
    "RESUME",
    "advice_on",
    "cadence_in_words",
    "corrected",
    "digest_content",
    "imprint",
    "moment_in_words",
    "notice_sheet",
    "picture_in",
    "post_title",
    "reason_in_words",
    "record_in_words",
    "standing_lines",
    "subscription_in_words",
    "upcoming_in_words",
]
