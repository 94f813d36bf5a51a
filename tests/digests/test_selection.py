"""What a digest says, from editions that the production loader built."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.snapshot import Snapshot
from bot.digests.memory import Memory
from bot.digests.selection import WELCOMING, Selection, select
from tests.cards.support import ARTICLE, CITED, PROPERTY, path_of
from tests.cards.support import card as a_card

TODAY = date(2026, 8, 5)
NEEDED = {
    "event": "start: 2025-02-03",
    "quote": "text: Voilà.\noriginal_language: fr\nsaid_by: speaker",
    "story": "lede: {fr: Il était., en: Once.}",
    "model": "",
}
# Who is quoted has no published card, and so is never told of.
SPEAKER = a_card("person", "speaker", status="draft")
FOLDER = {"event": "events", "quote": "quotes", "story": "stories", "model": "models"}


def card(
    card_id: str,
    updated: str = "2026-08-01",
    *,
    kind: str = "model",
    relations: tuple[str, ...] = (),
    steps: tuple[str, ...] = (),
    start: str = "",
    status: str = "published",
) -> tuple[str, bytes]:
    """Return the file of a card; a ``start`` makes an event of it, and ``steps`` are the cards of a story."""
    kind = "event" if start else kind
    own = f"start: {start}" if start else NEEDED[kind]
    ties = "".join(f"\n  - {{type: responds-to, card: {other}, {CITED}}}" for other in relations)
    stops = "".join(f"\n  - {{card: {step}, text: {{fr: Puis., en: Then.}}, {CITED}}}" for step in steps)
    text = f"""
id: {card_id}
kind: {kind}
name: {card_id}
status: {status}
updated: {updated}
summary: {{fr: Une phrase., en: A sentence.}}
{own}
{CITED}
{"relations:" + ties if relations else ""}
{("steps:" + (stops or " []")) if kind == "story" else ""}
"""
    return f"{FOLDER[kind]}/{card_id}.yaml", text.encode()


def story(card_id: str, *steps: str, updated: str = "2026-08-01") -> tuple[str, bytes]:
    return card(card_id, updated, kind="story", steps=steps)


def quote(card_id: str, *about: str, updated: str = "2026-08-01") -> tuple[str, bytes]:
    """Return a quotation about other cards."""
    path, text = card(card_id, updated, kind="quote")
    ties = "".join(f"\n  - {{type: mentions, card: {other}, {CITED}}}" for other in about)
    return path, text + (f"relations:{ties}\n" if about else "").encode()


def edition(*cards: tuple[str, bytes]) -> Edition:
    always = [(path_of(text), text.encode()) for text in (ARTICLE, SPEAKER)]
    return build_edition(Snapshot(dict(sorted([*cards, *always]))))


def knowing(*told: str, **cards: str) -> Memory:
    """Return a memory of ``cards``, whose ids are written with an underscore for each hyphen."""
    return Memory({card_id.replace("_", "-"): updated for card_id, updated in cards.items()}, frozenset(told))


def chosen(selection: Selection) -> tuple[list[str], list[str]]:
    return [each.id for each in selection.fresh], [each.id for each in selection.changed]


def featured(selection: Selection) -> str | None:
    return selection.featured.id if selection.featured else None


class TestWelcome:
    def test_the_first_digest_introduces_the_best_connected_cards(self) -> None:
        library = edition(
            card("alone"),
            card("the-hub", relations=("a", "b", "c")),
            card("a", relations=("b",)),
            card("b"),
            card("c"),
        )
        selection = select(library, (), Memory(), TODAY, limit=2)
        assert selection.welcome
        assert chosen(selection) == (["the-hub", "a"], [])

    def test_it_is_short_whatever_the_limit(self) -> None:
        library = edition(*(card(f"card-{number}") for number in range(9)))
        assert len(select(library, (), Memory(), TODAY, limit=50).fresh) == WELCOMING
        assert len(select(library, (), Memory(), TODAY, limit=2).fresh) == 2

    def test_the_rest_of_the_library_is_not_news_the_day_after(self) -> None:
        library = edition(*(card(f"card-{number}") for number in range(9)))
        first = select(library, (), Memory(), TODAY, limit=3)
        second = select(library, (), first.memory, TODAY, limit=3)
        assert second.nothing_new
        assert not second.welcome

    def test_it_features_the_best_connected_story_beside_the_cards(self) -> None:
        library = edition(card("a"), card("b"), story("short", "a"), story("long", "a", "b"), quote("words", "a", "b"))
        selection = select(library, (), Memory(), TODAY, limit=9)
        assert featured(selection) == "long"
        assert "long" not in {each.id for each in selection.fresh}

    def test_a_story_that_is_all_there_is_is_the_news(self) -> None:
        selection = select(edition(story("only")), (), Memory(), TODAY, limit=9)
        assert chosen(selection) == (["only"], [])
        assert selection.featured is None
        assert selection.memory.told == {"only"}

    def test_without_a_single_card_there_is_nothing_to_welcome_with(self) -> None:
        selection = select(edition(card("draft", status="draft")), (), Memory(), TODAY, limit=3)
        assert selection.nothing_new
        assert not selection.welcome
        assert selection.memory == Memory()


class TestNews:
    def test_what_was_not_there_before_is_fresh(self) -> None:
        library = edition(card("old"), card("new", "2026-08-04"))
        selection = select(library, (), knowing(old="2026-08-01"), TODAY, limit=9)
        assert chosen(selection) == (["new"], [])
        assert selection.memory == knowing(old="2026-08-01", new="2026-08-04")
        assert selection.number == library.number

    def test_what_has_a_later_date_has_changed_since_what_was_received(self) -> None:
        library = edition(card("same"), card("mended", "2026-08-04"))
        selection = select(library, (), knowing(same="2026-08-01", mended="2026-07-30"), TODAY, limit=9)
        assert chosen(selection) == ([], ["mended"])
        assert selection.received == {"mended": "2026-07-30"}

    def test_a_change_that_was_taken_back_is_no_news(self) -> None:
        library = edition(card("restored", "2026-08-01"))
        assert select(library, (), knowing(restored="2026-08-04"), TODAY, limit=9).nothing_new

    def test_what_is_not_published_is_not_told(self) -> None:
        library = edition(
            card("known"),
            card("draft", status="draft"),
            card("held", status="withheld"),
            card("gone", status="retracted"),
        )
        assert select(library, (), knowing(known="2026-08-01"), TODAY, limit=9).nothing_new

    def test_what_was_received_and_has_left_stays_known(self) -> None:
        memory = knowing("withheld-story", left="2026-08-01", withheld_story="2026-08-01")
        selection = select(edition(card("new")), (), memory, TODAY, limit=9)
        assert chosen(selection) == (["new"], [])
        assert selection.memory.cards["left"] == "2026-08-01"
        back = edition(card("new"), card("left"), story("withheld-story"))
        assert select(back, (), selection.memory, TODAY, limit=9).nothing_new

    def test_the_newest_come_first_and_the_rest_come_next_time(self) -> None:
        """Nothing is lost to the limit: the digest after brings it."""
        cards = [
            card("a", "2026-08-02"),
            card("b", "2026-08-04"),
            card("c", "2026-08-03"),
            card("d", "2026-08-04"),
        ]
        library = edition(card("known"), *cards)
        first = select(library, (), knowing(known="2026-08-01", c="2026-08-01"), TODAY, limit=3)
        assert chosen(first) == (["b", "d"], ["c"])
        assert first.left_out == 1
        second = select(library, (), first.memory, TODAY, limit=3)
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
        selection = select(self.LIBRARY, topics, Memory(), TODAY, limit=9)
        assert {each.id for each in selection.fresh} == expected == selection.memory.cards.keys()
        assert selection.topics == topics

    def test_a_topic_that_is_gone_does_not_become_everything(self) -> None:
        assert select(self.LIBRARY, ("vanished",), knowing(x="2026-01-01"), TODAY, limit=9).nothing_new

    def test_once_a_topic_is_added_its_cards_come_a_few_at_a_time_the_newest_first(self) -> None:
        library = edition(
            card("topic"),
            card("new-topic", "2026-01-03", relations=("near-1", "near-2")),
            card("near-1", "2026-01-01"),
            card("near-2", "2026-01-02"),
        )
        memory = select(library, ("topic",), Memory(), TODAY, limit=2).memory
        first = select(library, ("topic", "new-topic"), memory, TODAY, limit=2)
        assert not first.welcome
        assert (chosen(first), first.left_out) == ((["new-topic", "near-2"], []), 1)
        second = select(library, ("topic", "new-topic"), first.memory, TODAY, limit=2)
        assert (chosen(second), second.left_out) == ((["near-1"], []), 0)


class TestFeatured:
    def test_a_story_or_quotation_comes_once_and_then_another(self) -> None:
        library = edition(card("a"), story("one"), story("two"), quote("words"))
        memory = knowing(a="2026-08-01", one="2026-08-01", two="2026-08-01", words="2026-08-01")
        told = []
        for _ in range(4):
            selection = select(library, (), memory, TODAY, limit=9)
            assert selection.nothing_new, "a story that was there already is no reason to post"
            told.append(featured(selection))
            memory = selection.memory
        assert sorted(filter(None, told)) == ["one", "two", "words"]
        assert told[-1] is None

    def test_the_one_that_has_to_do_with_the_news_comes_first(self) -> None:
        cards = [card("a"), card("b"), card("news", "2026-08-04")]
        library = edition(*cards, story("tied", "a", "b"), quote("on-the-news", "news"), quote("on-a", "a"))
        memory = knowing(a="2026-08-01", b="2026-08-01", tied="2026-08-01", on_the_news="2026-08-01", on_a="2026-08-01")
        assert featured(select(library, (), memory, TODAY, limit=9)) == "on-the-news"

    def test_else_the_latest_and_of_one_day_the_best_connected(self) -> None:
        library = edition(
            card("a"), story("poor"), story("rich", "a"), story("later", updated="2026-08-02"), quote("early")
        )
        memory = knowing(a="2026-08-01", poor="2026-08-01", rich="2026-08-01", later="2026-08-02", early="2026-08-01")
        first = select(library, (), memory, TODAY, limit=9)
        assert featured(first) == "later"
        assert featured(select(library, (), first.memory, TODAY, limit=9)) == "rich"

    def test_what_is_told_as_news_is_not_featured_then_or_later(self) -> None:
        library = edition(card("a"), story("new", "a", updated="2026-08-04"))
        first = select(library, (), knowing(a="2026-08-01"), TODAY, limit=9)
        assert chosen(first) == (["new"], [])
        assert first.featured is None
        assert select(library, (), first.memory, TODAY, limit=9).featured is None

    def test_news_without_room_waits_to_be_told_as_news(self) -> None:
        library = edition(card("a"), card("b", "2026-08-04"), story("waiting", "b", updated="2026-08-03"))
        selection = select(library, (), knowing(a="2026-08-01"), TODAY, limit=1)
        assert (chosen(selection), selection.left_out) == ((["b"], []), 1)
        assert selection.featured is None

    def test_only_what_the_topics_concern_is_featured(self) -> None:
        library = edition(card("a"), card("b"), story("on-b", "b"))
        memory = knowing(a="2026-08-01", b="2026-08-01", on_b="2026-08-01")
        assert select(library, ("a",), memory, TODAY, limit=9).featured is None
        assert featured(select(library, ("b",), memory, TODAY, limit=9)) == "on-b"


class TestOnThisDay:
    def anniversaries(self, start: str, topics: tuple[str, ...] = ()) -> list[str]:
        library = edition(card("launch", start=start), card("other"))
        selection = select(library, topics, knowing(launch="2026-08-01", other="2026-08-01"), TODAY, limit=9)
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

    def test_of_many_the_best_connected_come_in_the_order_of_time(self) -> None:
        days = [
            card(f"day-{year}", start=f"{year}-08-05", relations=("hub",) * (year > 2021)) for year in range(2020, 2025)
        ]
        library = edition(card("hub"), *days)
        memory = Memory(dict.fromkeys(library.published, "2026-08-01"))
        recalled = [entry.card_id for entry in select(library, (), memory, TODAY, limit=9).on_this_day]
        assert recalled == ["day-2022", "day-2023", "day-2024"]

    def test_news_is_not_recalled_as_well(self) -> None:
        library = edition(card("known"), card("launch", start="2025-08-05"))
        selection = select(library, (), knowing(known="2026-08-01"), TODAY, limit=9)
        assert chosen(selection) == (["launch"], [])
        assert selection.on_this_day == ()


DAYS = st.sampled_from(["2026-08-01", "2026-08-02", "2026-08-03"])
CARDS = st.dictionaries(st.sampled_from([f"c-{n}" for n in range(8)]), st.tuples(st.sampled_from(sorted(FOLDER)), DAYS))


@settings(PROPERTY, max_examples=60)
@given(history=st.lists(CARDS, min_size=1, max_size=5), limit=st.integers(1, 4))
def test_every_change_is_told_once_however_the_cards_come_and_go(
    history: list[dict[str, tuple[str, str]]], limit: int
) -> None:
    memory, told = Memory(), dict[str, str]()
    for cards in history:
        library = edition(*(card(card_id, day, kind=kind) for card_id, (kind, day) in cards.items()))
        while True:
            before, selection = memory, select(library, (), memory, TODAY, limit=limit)
            again = select(library, (), memory, TODAY, limit=limit)
            assert selection == again
            news = [*selection.fresh, *selection.changed]
            assert len(news) <= limit
            if selection.nothing_new:
                break
            for each in news:
                assert told.get(each.id, "") < str(each.updated.start)
                told[each.id] = str(each.updated.start)
            if selection.welcome:
                told = {card_id: day for card_id, (_, day) in cards.items()}
            if selection.featured:
                assert selection.featured.id not in before.told | {each.id for each in news}
            memory = selection.memory
        assert all(told.get(card_id, "") >= day for card_id, (_, day) in cards.items())
