"""Digests as messages, and orders in words."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.text import LANGUAGES, Language
from bot.digests.cadence import Cadence
from bot.digests.selection import Selection, select
from bot.digests.subscription import NewSubscription
from bot.presentation.digests import cadence_in_words, digest_sheets, subscription_in_words
from bot.presentation.markup import displayed, plain
from tests.presentation.support import LOCALIZERS, PROPERTY, check_frozen, check_limits, edition_of, raw_card

AT = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
DAILY = Cadence(name="daily", time=time(8), zone="Europe/Paris")


def cards(number: int, fill: str, *, anniversaries: int = 0) -> list[dict[str, Any]]:
    made = []
    for index in range(number + anniversaries):
        summary = (f"S{index}x" + fill * 500)[:499].rstrip() + "."
        kind, own = ("person", {}) if index < number else ("event", {"start": "2020-12-01"})
        name = (f"N{index}x" + fill * 100)[:100].rstrip()
        made.append(raw_card(kind, f"c-{index}", name=name, summary={"fr": summary, "en": summary}, **own))
    return made


def as_news(selection: Selection) -> list[str]:
    return [card.id for card in (*selection.fresh, *selection.changed)]


@PROPERTY
@given(
    number=st.integers(1, 30),
    limit=st.integers(1, 10),
    anniversaries=st.integers(0, 30),
    fill=st.sampled_from(["*", "w", "_", "é ", "\\"]),
    language=st.sampled_from(LANGUAGES),
    welcome=st.booleans(),
)
async def test_the_worst_digest_is_shown_whole_within_discords_limits(
    *, number: int, limit: int, anniversaries: int, fill: str, language: Language, welcome: bool
) -> None:
    edition = edition_of(cards(number, fill, anniversaries=anniversaries))
    seen = {} if welcome else {"c-0": "2020-01-01"}
    selection = select(edition, (), seen, date(2026, 12, 1), limit=limit)
    sheets = digest_sheets(selection, AT, DAILY, edition, LOCALIZERS[language])
    for sheet in sheets:
        check_limits(sheet)
        check_frozen(sheet)
        assert {link.card_id for link in sheet.links} <= edition.published.keys()
    told = [block for sheet in sheets for block in sheet.blocks]
    for card_id in as_news(selection):
        summary = plain(edition.published[card_id].summary.to(language))
        assert sum(block.count(summary) for block in told) >= 1
        holder = next(sheet for sheet in sheets if any(summary in block for block in sheet.blocks))
        assert card_id in {link.card_id for link in holder.links}, "a card's button is on the card's own message"


def words(cadence: Cadence, language: Language) -> str:
    return cadence_in_words(cadence, LOCALIZERS[language])


@pytest.mark.parametrize(
    ("rhythm", "french", "english"),
    [
        ({"name": "daily"}, "chaque jour", "every day"),
        ({"name": "weekdays"}, "du lundi au vendredi", "from Monday to Friday"),
        ({"name": "weekly", "weekday": 0}, "chaque lundi", "every Monday"),
        ({"name": "weekly", "weekday": 1}, "chaque mardi", "every Tuesday"),
        ({"name": "weekly", "weekday": 2}, "chaque mercredi", "every Wednesday"),
        ({"name": "weekly", "weekday": 3}, "chaque jeudi", "every Thursday"),
        ({"name": "weekly", "weekday": 4}, "chaque vendredi", "every Friday"),
        ({"name": "weekly", "weekday": 5}, "chaque samedi", "every Saturday"),
        ({"name": "weekly", "weekday": 6}, "chaque dimanche", "every Sunday"),
        ({"name": "monthly", "day": 1}, "le 1er de chaque mois", "every month on day 1"),
        ({"name": "monthly", "day": 15}, "le 15 de chaque mois", "every month on day 15"),
        ({"name": "monthly", "day": 0}, "le dernier jour du mois", "on the last day of the month"),
    ],
)
def test_each_cadence_has_its_words(rhythm: dict[str, Any], french: str, english: str) -> None:
    cadence = Cadence(time=time(8, 5), zone="Europe/Paris", **rhythm)
    assert words(cadence, "fr") == f"{french} à 08:05 (Europe/Paris)"
    assert words(cadence, "en") == f"{english} at 08:05 (Europe/Paris)"


@pytest.mark.parametrize(
    ("language", "about_all", "spoken"), [("fr", "tout", "en français"), ("en", "everything", "in English")]
)
def test_an_order_tells_where_when_what_and_in_which_language(language: Language, about_all: str, spoken: str) -> None:
    edition = edition_of([raw_card("person", "ada", name="Ada *Star*"), raw_card("person", "bob", name="Bob")])

    def order(*topics: str) -> str:
        new = NewSubscription(
            guild_id=1,
            channel_id=77,
            cadence=Cadence(name="daily", time=time(8), zone="America/New_York"),
            topics=topics,
            language=language,
            created_by=2,
            created_at=AT,
        )
        return subscription_in_words(new, edition, LOCALIZERS[language])

    assert order().startswith("<#77> · ")
    assert order().endswith(f" · {about_all} · {spoken}") or spoken in order()
    # Somebody else's text stays text.
    assert "Ada \\*Star\\*, Bob" in order("ada", "bob")
    assert "New_York" in displayed(order())
