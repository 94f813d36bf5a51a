"""Numbers, dates and negations in a sentence, in French and in English: what turns a meaning around when it is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.cards.dates import EdtfDate
    from bot.cards.text import Language

# All words here are folded: small letters, no accents.
_COUNTED: Mapping[Language, str] = {
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
}
_MONTHS: Mapping[Language, str] = {
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    # Without March and May, which are English words of their own.
    "en": "january february - april - june july august september october november december",
}
_VALUES: Mapping[Language, Mapping[str, str]] = {
    language: {
        **{word: str(value) for value, word in enumerate(_COUNTED[language].split(), 2)},
        **{word: f"month {number}" for number, word in enumerate(_MONTHS[language].split(), 1)},
    }
    for language in _COUNTED
}
# "rather than this" denies this as much as "not this" does.
_NEGATIONS: Mapping[Language, str] = {
    "fr": "ne n pas ni jamais aucun aucune sans non plutot",
    "en": "not no never without none nor neither cannot rather",
}


def number(word: str, language: Language) -> str | None:
    """Return what a folded word counts or dates, in one form for digits and words; None for any other word."""
    if word.isdecimal():
        return word.lstrip("0") or "0"
    return _VALUES[language].get(word)


def numbers(words: Collection[str], language: Language) -> set[str]:
    """Return all that ``words`` count and date."""
    return {found for word in words if (found := number(word, language))}


def numbers_of(date: EdtfDate) -> set[str]:
    """Return the year, month and day of a date, in the form that ``number`` gives them."""
    points = [date.start, date.end] if date.end else [date.start]
    parts = [
        (str(point.year), point.month and f"month {point.month}", point.day and str(point.day)) for point in points
    ]
    return {part for point in parts for part in point if part}


def negations(words: Collection[str], language: Language) -> frozenset[str]:
    """Return the words that deny something."""
    return frozenset(_NEGATIONS[language].split()).intersection(words)
