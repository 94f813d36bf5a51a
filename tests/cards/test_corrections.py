"""Corrections of cards: which of them a digest that was posted on some day has to be given."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.cards.corrections import Corrected, corrected_too_soon, corrections_since, newest_first
from bot.cards.text import Text
from tests.cards.support import PROPERTY, card, edition_of

DAYS = st.dates(date(2026, 1, 1), date(2026, 11, 21))


def corrected(card_id: str, *days: date, status: str = "published") -> str:
    """Return a card that was corrected on ``days``, written in this order."""
    corrections = ", ".join(f"{{date: {day}, note: {{fr: Le {day}., en: On {day}.}}}}" for day in days)
    return card("person", card_id, f"corrections: [{corrections}]", status=status)


def test_the_corrections_since_a_day_are_those_of_the_day_and_later_in_the_order_they_were_made() -> None:
    edition = edition_of(
        corrected("ada", date(2026, 11, 21), date(2026, 11, 19)),
        corrected("bob", date(2026, 11, 20), date(2026, 11, 18)),
        card("person", "carol"),
    )
    found = corrections_since(edition, date(2026, 11, 19))
    assert [(each.card_id, each.date.day) for each in found] == [("ada", 19), ("bob", 20), ("ada", 21)]
    note = Text(fr="Le 2026-11-19.", en="On 2026-11-19.")
    assert (found[0].note.fr, found[0].note.en) == (note.fr, note.en)
    assert isinstance(found[0], Corrected)


def test_nobody_is_told_of_corrections_to_a_card_that_readers_do_not_see() -> None:
    shown, hidden = corrected("ada", date(2026, 11, 20)), corrected("bob", date(2026, 11, 20), status="withheld")
    found = corrections_since(edition_of(shown, hidden), date(2026, 1, 1))
    assert [each.card_id for each in found] == ["ada"]


@PROPERTY
@given(st.lists(DAYS, max_size=6, unique=True), DAYS)
def test_no_correction_is_lost_wherever_it_is_written(days: list[date], since: date) -> None:
    edition = edition_of(corrected("ada", *days))
    assert [each.date for each in corrections_since(edition, since)] == sorted(day for day in days if day >= since)
    latest_first = sorted(days, reverse=True)
    assert [each.date.first_day for each in newest_first(edition.published["ada"])] == latest_first


def test_two_corrections_of_one_day_stay_as_they_were_written() -> None:
    notes = "{date: 2026-11-21, note: {fr: Un., en: One.}}, {date: 2026-11-21, note: {fr: Deux., en: Two.}}"
    ada = edition_of(card("person", "ada", f"corrections: [{notes}]")).published["ada"]
    assert [correction.note.en for correction in newest_first(ada)] == ["One.", "Two."]


def test_every_correction_has_a_key_of_its_own_that_changes_with_its_words_and_not_with_its_neighbours() -> None:
    first, second = "{date: 2026-11-21, note: {fr: Un., en: One.}}", "{date: 2026-11-21, note: {fr: Deux., en: Two.}}"
    mended = second.replace("Two.", "Second.")

    def keys(*corrections: str) -> list[str]:
        edition = edition_of(card("person", "ada", f"corrections: [{', '.join(corrections)}]"))
        return [each.key for each in corrections_since(edition, date.min)]

    alone, pair = keys(first), keys(second, first)
    assert alone == pair[1:]
    assert alone[0].startswith("2026-11-21-")
    assert len({*pair, *keys(first, mended)}) == 3


def test_a_correction_is_too_soon_from_the_day_after_today() -> None:
    days = [date(2026, 11, 21), date(2026, 11, 19), date(2026, 11, 20)]
    cards = {"people/ada.yaml": edition_of(corrected("ada", *days)).cards["ada"]}
    findings = list(corrected_too_soon(cards, date(2026, 11, 20)))
    assert [(finding.code, finding.path) for finding in findings] == [("D06", ("corrections", 0, "date"))]
    assert "2026-11-21" in findings[0].message
