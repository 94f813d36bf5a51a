"""The fields of two cards, one below the other: the same, different, or not to be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Literal

from bot.presentation.distances import Likeness, apart_in_words, likeness
from bot.presentation.fields import name_of
from bot.presentation.localizer import N_, Localizer
from bot.presentation.pairs import Pair, Paragraph
from bot.presentation.reading import Side, list_in_words, sources_of
from bot.presentation.sides import sides_of

Verdict = Likeness | Literal["partly"]

# A sign, so that the eye finds it, and words, so that the sign is understood.
_VERDICTS: Mapping[Verdict, str] = {
    "same": N_("= the same"),
    "same-as-known": N_("= the same, as far as is known"),
    "partly": N_("≈ partly the same"),
    "undecided": N_("≈ perhaps the same"),
    "different": N_("≠ different"),
}
_ONE_KNOWN = N_("? known for one only")
_NEITHER_KNOWN = N_("? not known for either")


def compared_fields(pair: Pair) -> Iterator[Paragraph]:
    """Yield what came out, in a few lines, and then each field that is known of one of the two at least."""
    t = pair.localizer.gettext
    sides, other_sides = (sides_of(card, pair.edition, pair.localizer) for card in pair.cards)
    outcomes: defaultdict[str, list[str]] = defaultdict(list)
    fields = []
    for label, side in sides.items():
        other = other_sides[label]
        outcomes[_outcome(side, other)].append(label)
        if side.words or other.words or side.senseless != other.senseless:
            fields.append(_field(label, side, other, pair))
    lines = (
        f"- {t(outcome)} · {', '.join(outcomes[outcome])}"
        for outcome in (*_VERDICTS.values(), _ONE_KNOWN, _NEITHER_KNOWN)
        if outcomes[outcome]
    )
    if glance := tuple(lines):
        label = t("At a glance")
        yield Paragraph(f"**{label}**", glance)
    yield from fields


def _outcome(side: Side, other: Side) -> str:
    """Return under which heading a field is counted; nothing for one that has to be read, or makes no sense."""
    if verdict := _verdict(side, other):
        return _VERDICTS[verdict]
    known = (side.words, other.words)
    if side.senseless or other.senseless:
        return ""
    if all(known):
        return ""
    return _ONE_KNOWN if any(known) else _NEITHER_KNOWN


def _verdict(side: Side, other: Side) -> Verdict | None:
    """Return how two sides compare, or None where there is nothing to weigh."""
    if not (side.words and other.words):
        return None
    if side.dates and other.dates:
        return likeness(side.dates, other.dates)
    if side.keys == other.keys:
        return "same" if side.keys else None
    if side.keys & other.keys:
        return "partly"
    return None if side.loose or other.loose else "different"


def _field(label: str, side: Side, other: Side, pair: Pair) -> Paragraph:
    """Return a field with a line for each of the two cards, and what is to be remarked below."""
    verdict = _verdict(side, other)
    head = f"**{label}** · {pair.localizer.gettext(_VERDICTS[verdict])}" if verdict else f"**{label}**"
    lines = [f"- {name} · {_words(each, pair.localizer)}" for name, each in zip(pair.names, (side, other), strict=True)]
    remark = _remark(side, other, pair)
    return Paragraph(head, (*lines, f"- *{remark}*") if remark else tuple(lines))


def _words(side: Side, localizer: Localizer) -> str:
    """Return what is known: never nothing."""
    if side.words:
        return side.words
    words = localizer.gettext("not comparable") if side.senseless else localizer.gettext("not known")
    return f"*{words}*"


def _remark(side: Side, other: Side, pair: Pair) -> str:
    if side.dates and other.dates:
        return apart_in_words(side.dates[0], other.dates[0], pair.names, pair.localizer)
    if side.counted and other.counted:
        localizer = pair.localizer
        shared = len(sources_of(pair.first) & sources_of(pair.second))
        if not shared:
            return localizer.gettext("no source in common")
        return localizer.ngettext("{count} source in common", "{count} sources in common", shared).format(count=shared)
    shared_keys = side.keys & other.keys
    if not shared_keys or side.keys == other.keys:
        return ""
    names = (name_of(key.partition(" ")[0], pair.edition, pair.localizer) for key in sorted(shared_keys))
    return pair.localizer.gettext("In common: {names}").format(names=list_in_words(names, pair.localizer))
