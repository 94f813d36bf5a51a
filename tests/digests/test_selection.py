"""What a digest says, from editions that the production loader built."""

from datetime import date

import pytest

from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.snapshot import Snapshot
from bot.digests.selection import Selection, select
from tests.cards.support import ARTICLE, CITED, path_of

TODAY = date(2026, 8, 5)


def card(
    card_id: str,
    updated: str = "2026-08-01",
    *,
    relations: tuple[str, ...] = (),
    extra: str = "",
    status: str = "published",
) -> tuple[str, bytes]:
    """Return the file of a model, or of an event when ``extra`` gives it a start."""
    folder, kind = ("events", "event") if "start:" in extra else ("models", "model")
    ties = "".join(f"\n  - {{type: responds-to, card: {other}, {CITED}}}" for other in relations)
    text = f"""
id: {card_id}
kind: {kind}
name: {card_id}
status: {status}
updated: {updated}
summary: {{fr: Une phrase., en: A sentence.}}
{extra}
{CITED}
{"relations:" + ties if relations else ""}
"""
    return f"{folder}/{card_id}.yaml", text.encode()


def edition(*cards: tuple[str, bytes]) -> Edition:
    article = path_of(ARTICLE), ARTICLE.encode()
    return build_edition(Snapshot(dict(sorted([*cards, article]))))


def chosen(selection: Selection) -> tuple[list[str], list[str]]:
    return [each.id for each in selection.fresh], [each.id for each in selection.changed]


class TestWelcome:
    def test_the_first_digest_introduces_the_best_connected_cards(self) -> None:
        library = edition(
            card("alone"),
            card("the-hub", relations=("a", "b", "c")),
            card("a", relations=("b",)),
            card("b"),
            card("c"),
        )
        selection = select(library, (), {}, TODAY, limit=2)
        assert selection.welcome
        assert chosen(selection) == (["the-hub", "a"], [])

    def test_the_rest_of_the_library_is_not_news_the_day_after(self) -> None:
        library = edition(*(card(f"card-{number}") for number in range(9)))
        first = select(library, (), {}, TODAY, limit=3)
        assert len(first.fresh) == 3
        second = select(library, (), first.seen, TODAY, limit=3)
        assert second.nothing_new
        assert not second.welcome

    def test_without_a_single_card_there_is_nothing_to_welcome_with(self) -> None:
        selection = select(edition(card("draft", status="draft")), (), {}, TODAY, limit=3)
        assert selection.nothing_new
        assert selection.seen == {}


class TestNews:
    def test_what_was_not_there_before_is_fresh(self) -> None:
        library = edition(card("old"), card("new", "2026-08-04"))
        selection = select(library, (), {"old": "2026-08-01"}, TODAY, limit=9)
        assert chosen(selection) == (["new"], [])
        assert selection.seen == {"new": "2026-08-04"}
        assert selection.number == library.number

    def test_what_has_a_later_date_has_changed(self) -> None:
        library = edition(card("same"), card("mended", "2026-08-04"))
        selection = select(library, (), {"same": "2026-08-01", "mended": "2026-08-01"}, TODAY, limit=9)
        assert chosen(selection) == ([], ["mended"])

    def test_a_change_that_was_taken_back_is_no_news(self) -> None:
        library = edition(card("restored", "2026-08-01"))
        assert select(library, (), {"restored": "2026-08-04"}, TODAY, limit=9).nothing_new

    def test_what_is_not_published_is_not_told(self) -> None:
        library = edition(
            card("known"),
            card("draft", status="draft"),
            card("held", status="withheld"),
            card("gone", status="retracted"),
        )
        assert select(library, (), {"known": "2026-08-01"}, TODAY, limit=9).nothing_new

    def test_the_newest_come_first_and_the_rest_come_next_time(self) -> None:
        """Nothing is lost to the limit: the digest after brings it."""
        cards = [
            card("a", "2026-08-02"),
            card("b", "2026-08-04"),
            card("c", "2026-08-03"),
            card("d", "2026-08-04"),
        ]
        library = edition(card("known"), *cards)
        seen = {"known": "2026-08-01", "c": "2026-08-01"}
        first = select(library, (), seen, TODAY, limit=3)
        assert chosen(first) == (["b", "d"], ["c"])
        assert first.left_out == 1
        second = select(library, (), seen | dict(first.seen), TODAY, limit=3)
        assert chosen(second) == (["a"], [])
        assert second.left_out == 0


class TestTopics:
    LIBRARY = edition(card("topic", relations=("near",)), card("near"), card("far"), card("other"))

    @pytest.mark.parametrize(
        ("topics", "expected"),
        [
            (("topic",), {"topic", "near"}),
            (("topic", "other"), {"topic", "near", "other"}),
            (("far",), {"far"}),
        ],
    )
    def test_only_cards_tied_to_a_topic_are_told(self, topics: tuple[str, ...], expected: set[str]) -> None:
        selection = select(self.LIBRARY, topics, {}, TODAY, limit=9)
        assert {each.id for each in selection.fresh} == expected == selection.seen.keys()

    def test_a_topic_that_is_gone_does_not_become_everything(self) -> None:
        assert select(self.LIBRARY, ("vanished",), {"x": "2026-01-01"}, TODAY, limit=9).nothing_new


class TestOnThisDay:
    def anniversaries(self, start: str, topics: tuple[str, ...] = ()) -> list[str]:
        library = edition(card("launch", extra=f"start: {start}"), card("other"))
        seen = {"launch": "2026-08-01", "other": "2026-08-01"}
        selection = select(library, topics, seen, TODAY, limit=9)
        assert selection.nothing_new, "an anniversary alone is no reason to post"
        return [entry.card_id for entry in selection.on_this_day]

    def test_what_happened_on_this_day_of_an_earlier_year_is_recalled(self) -> None:
        assert self.anniversaries("2025-08-05") == ["launch"]

    @pytest.mark.parametrize(
        "start",
        [
            "2025-08-06",
            "2025-07-05",
            "2025-08",
            "2025",
            "2026-08-05",
            "2025-08-05?",
            "2025-08-05~",
            "2025-08-05/2025-08-07",
        ],
    )
    def test_another_day_a_vague_one_or_today_itself_is_not(self, start: str) -> None:
        assert self.anniversaries(start) == []

    def test_nor_what_the_topics_do_not_concern(self) -> None:
        assert self.anniversaries("2025-08-05", ("other",)) == []
