"""How far apart two dates are, in words: never more precisely than the less precise of the two is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.cards.dates import EdtfDate, Point
from bot.presentation.localizer import Localizer

Likeness = Literal["same", "same-as-known", "different", "undecided"]

# Below, days are counted; from two of the larger unit on, it is what people count in.
_DAYS = 60
_MONTHS = 24
_A_YEAR = 12


def likeness(first: Sequence[EdtfDate], second: Sequence[EdtfDate]) -> Likeness:
    """Tell whether two spans, each of a beginning and perhaps an end, are the same as far as they are known."""
    if first == second:
        return "same" if all(map(_exact, first)) else "same-as-known"
    if _overlap(first[0], second[0]) and not (_exact(first[0]) and _exact(second[0])):
        return "undecided"
    return "different"


def apart_in_words(first: EdtfDate, second: EdtfDate, names: tuple[str, str], localizer: Localizer) -> str:
    """Say which of two dates is earlier and by how much; nothing when they are the same.

    ``names`` are those of what is dated, escaped.
    """
    t = localizer.gettext
    if first == second:
        return ""
    if _marked(first) or _marked(second):
        return t("A date is uncertain or approximate: how far apart they are cannot be said.")
    if _overlap(first, second):
        return t("The dates are not precise enough to say which is earlier.")
    first_is_earlier = first.first_day < second.first_day
    earlier, later = (first, second) if first_is_earlier else (second, first)
    sentence = t("Earlier: {name}").format(name=names[0 if first_is_earlier else 1])
    distance = _distance(earlier, later, localizer)
    return f"{sentence} · {distance}" if distance else sentence


def _exact(date: EdtfDate) -> bool:
    return date.end is None and date.start.precision == "day" and not date.start.marked


def _marked(date: EdtfDate) -> bool:
    return date.start.marked or bool(date.end and date.end.marked)


def _overlap(first: EdtfDate, second: EdtfDate) -> bool:
    return first.first_day <= second.last_day and second.first_day <= first.last_day


def _distance(earlier: EdtfDate, later: EdtfDate, localizer: Localizer) -> str:
    """Return how far apart two dates are that do not overlap, or nothing where that cannot be said honestly."""
    if earlier.end or later.end:
        return ""
    precisions = {earlier.start.precision, later.start.precision}
    if "year" in precisions:
        years = later.start.year - earlier.start.year
        return _about_years(years, localizer) if years > 1 else ""
    if "month" in precisions:
        return _about_months(_months(earlier.start, later.start), localizer)
    return _exactly(earlier.start, later.start, localizer)


def _months(earlier: Point, later: Point) -> int:
    return (later.year - earlier.year) * _A_YEAR + (later.month or 1) - (earlier.month or 1)


def _about_years(years: int, localizer: Localizer) -> str:
    return localizer.ngettext("about {count} year apart", "about {count} years apart", years).format(count=years)


def _about_months(months: int, localizer: Localizer) -> str:
    # The end of January and the beginning of February are neither a month apart nor about one.
    if months == 1:
        return ""
    if months >= _MONTHS:
        return _about_years(round(months / _A_YEAR), localizer)
    return localizer.ngettext("about {count} month apart", "about {count} months apart", months).format(count=months)


def _exactly(earlier: Point, later: Point, localizer: Localizer) -> str:
    days = (later.first_day - earlier.first_day).days
    if days < _DAYS:
        return localizer.ngettext("{count} day apart", "{count} days apart", days).format(count=days)
    months = _months(earlier, later) - (later.first_day.day < earlier.first_day.day)
    whole = earlier.day == later.day
    if months < _MONTHS:
        if whole:
            return localizer.ngettext("{count} month apart", "{count} months apart", months).format(count=months)
        return localizer.ngettext("more than {count} month apart", "more than {count} months apart", months).format(
            count=months
        )
    years, over = divmod(months, _A_YEAR)
    if whole and not over:
        return localizer.ngettext("{count} year apart", "{count} years apart", years).format(count=years)
    return localizer.ngettext("more than {count} year apart", "more than {count} years apart", years).format(
        count=years
    )
