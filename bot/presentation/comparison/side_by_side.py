"""The fields of two cards, by what came out: first what differs, then what is the same, then what has to be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.presentation.comparison.fields import sides_of
from bot.presentation.comparison.pair import MARKS, Pair
from bot.presentation.comparison.sections import Section, marked, row
from bot.presentation.comparison.values import Side, sources_of
from bot.presentation.comparison.verdicts import Verdict, remark_on, verdict_on
from bot.presentation.localizer import N_
from bot.presentation.voices import Unit

# A sign, so that the eye finds it, and words, so that the sign is understood. What comes first is said first.
_UNLIKE: Mapping[Verdict, str] = {
    "different": N_("≠ What differs"),
    "partly": N_("≈ What is partly the same"),
    "undecided": N_("≈ What may be the same"),
}
_ALIKE: Mapping[Verdict, str] = {
    "same": N_("= What is the same"),
    "same-as-known": N_("= What is the same, as far as is known"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field, by its label, and what it says of either card."""

    label: str
    side: Side
    other: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.side, self.other

    @property
    def verdict(self) -> Verdict | None:
        return verdict_on(self.side, self.other)

    @property
    def words(self) -> tuple[str, str]:
        return self.side.words, self.other.words


def fields_of(pair: Pair) -> list[Field]:
    """Return what two cards can be compared in, in the order of their kind."""
    sides, others = (sides_of(card, pair.edition, pair.localizer) for card in pair.cards)
    return [Field(label, side, others[label]) for label, side in sides.items()]


def weighed(fields: Iterable[Field], pair: Pair) -> Iterator[Section]:
    """Yield the fields that came out different, a row each, and those that are the same, a line for all."""
    t = pair.localizer.gettext
    by_verdict: defaultdict[Verdict | None, list[Field]] = defaultdict(list)
    for field in fields:
        by_verdict[field.verdict].append(field)
    for verdict, heading in _UNLIKE.items():
        rows = tuple(_row(field, pair) for field in by_verdict[verdict])
        yield Section(f"### {t(heading)}", rows)
    lines = (
        _in_one_line(t(label), by_verdict[verdict], pair) for verdict, label in _ALIKE.items() if by_verdict[verdict]
    )
    yield Section("", tuple(lines))


def to_be_read(fields: Iterable[Field], pair: Pair) -> Section:
    """Return the fields that nothing is to be weighed in: prose, and what is known of one card only."""
    unweighed = (field for field in fields if any(field.words) and not field.verdict and not field.side.counted)
    return Section("", tuple(_row(field, pair) for field in unweighed))


def left_over(fields: Sequence[Field], pair: Pair) -> Iterator[str]:
    """Yield, a line each: how much there is of either card, and which fields are not known or make no sense for it."""
    t = pair.localizer.gettext
    for field in fields:
        if field.side.counted:
            yield " · ".join([field.label, *map(marked, MARKS, field.words), _shared_sources(pair)])
    # What makes no sense for either is no field of these two.
    own = [field for field in fields if not all(side.senseless for side in field.sides)]
    unknown = {field.label: [not (side.words or side.senseless) for side in field.sides] for field in own}
    senseless = {field.label: [side.senseless for side in field.sides] for field in own}
    for words, missing in ((t("Not known"), unknown), (t("Not comparable"), senseless)):
        if parts := list(_by_whom(missing)):
            yield " · ".join([words, *parts])


def _row(field: Field, pair: Pair) -> Unit:
    return row(field.label, field.words, remark_on(field.side, field.other, pair))


def _in_one_line(label: str, fields: Iterable[Field], pair: Pair) -> Unit:
    colon = pair.localizer.gettext("{label}: {words}")
    parts = [colon.format(label=field.label, words=field.side.words) for field in fields]
    return Unit(" · ".join([f"**{label}**", *parts]), tuple(f"**{label}** · {part}" for part in parts))


def _by_whom(missing: Mapping[str, list[bool]]) -> Iterator[str]:
    """Yield the fields that are missing for the first card, for the second, and for both."""
    for who in ([True, False], [False, True], [True, True]):
        if labels := [label for label, where in missing.items() if where == who]:
            marks = "".join(mark for mark, here in zip(MARKS, who, strict=True) if here)
            yield marked(marks, ", ".join(labels))


def _shared_sources(pair: Pair) -> str:
    shared = len(sources_of(pair.first) & sources_of(pair.second))
    if not shared:
        return pair.localizer.gettext("no source in common")
    return pair.localizer.ngettext("{count} source in common", "{count} sources in common", shared).format(count=shared)
