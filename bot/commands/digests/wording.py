"""The names and descriptions of the options of ``/digest``, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Mapping

from discord.app_commands import Choice, locale_str

from bot.commands.digests.rhythms import CHOSEN, CRON, DAILY, MONTHLY, WEEKDAYS, WEEKLY

CADENCES = [
    Choice(name=locale_str("Every day"), value=DAILY),
    Choice(name=locale_str("Monday to Friday"), value=WEEKDAYS),
    Choice(name=locale_str("On chosen days of the week"), value=CHOSEN),
    Choice(name=locale_str("Every week"), value=WEEKLY),
    Choice(name=locale_str("Every month"), value=MONTHLY),
    Choice(name=locale_str("By a cron expression"), value=CRON),
]
LANGUAGES = [Choice(name="Français", value="fr"), Choice(name="English", value="en")]

DIGEST = locale_str("digest")
WHICH = locale_str("Its number in /digest list")
NAMES: Mapping[str, locale_str] = {
    "channel": locale_str("channel"),
    "cadence": locale_str("cadence"),
    "time": locale_str("time"),
    "timezone": locale_str("timezone"),
    "weekdays": locale_str("weekdays"),
    "day": locale_str("day"),
    "cron": locale_str("cron"),
    "topics": locale_str("topics"),
    "language": locale_str("language"),
    "publish": locale_str("publish"),
    "even_if_empty": locale_str("even_if_empty"),
    "grace": locale_str("grace"),
    "fallback": locale_str("fallback"),
    "title": locale_str("title"),
    "tags": locale_str("tags"),
}
WANTED: Mapping[str, locale_str] = {
    "channel": locale_str("Where it is posted: a channel, a thread or a forum"),
    "cadence": locale_str("How often"),
    "time": locale_str("At what time, such as 08:00 or 8h30; 08:00 unless you say"),
    "timezone": locale_str("In which time zone: type a city"),
    "weekdays": locale_str("On which days of the week, separated by commas"),
    "day": locale_str("On which day of the month: 1 to 31, or the last"),
    "cron": locale_str("For experts: five fields, such as 0 8 * * MON"),
    "topics": locale_str("About which cards, separated by commas; leave out for everything"),
    "language": locale_str("In which language"),
    "publish": locale_str("In an announcement channel: also for those who follow it"),
    "even_if_empty": locale_str("Also post when there is nothing new"),
    "grace": locale_str("How many minutes late it may still come"),
    "fallback": locale_str("Which channel is told when something goes wrong, instead of you"),
    "title": locale_str("In a forum: the title of its posts; {date} and {number} are filled in"),
    "tags": locale_str("In a forum: the tags of its posts, separated by commas"),
}
CHANGED: Mapping[str, locale_str] = {
    **WANTED,
    "time": locale_str("At what time, such as 08:00 or 8h30"),
    "topics": locale_str("About which cards, separated by commas; “everything” for all"),
    "title": locale_str("In a forum: the title of its posts; “usual” for the bot's own"),
    "tags": locale_str("In a forum: the tags of its posts, separated by commas, or “none”"),
}
