"""Finding a card by what somebody types, at every keystroke and after a slip of the finger."""

import string
from collections.abc import Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.cards.dates import parse_date
from bot.cards.library import Edition
from bot.cards.schema import Kind, Person
from bot.cards.search import LIMIT, NameIndex
from bot.cards.text import ShortText, Text, fold
from bot.errors import CardNotFound
from tests.cards.support import PROPERTY, card, edition_of

NEWSROOM = edition_of(
    card("person", "sam-altman", "aliases: [Samuel Altman]"),
    card("person", "mark-zuckerberg", "aliases: [Zuck]"),
    card("person", "yann-lecun", "aliases: [Yann Le Cun]", name="Yann LeCun"),
    card("person", "oeuvre-person", name="Élodie Œuvrard"),
    card("model", "gpt-oss", name="gpt-oss"),
    card("model", "gpt-oss-20b", name="gpt-oss-20b"),
    card("model", "gpt-oss-120b", name="gpt-oss-120b"),
    card("model", "gpt-4", name="GPT-4"),
    card("model", "ernie-4-5", name="ERNIE 4.5"),
    card("model", "llama"),
    card("organization", "openai", "aliases: [Open AI]", name="OpenAI"),
    card("organization", "meta"),
    card("organization", "open-source-initiative", "aliases: [OSI]"),
    card("event", "ai-action-plan", name="{fr: Plan américain, en: American Plan}"),
)
SLIPS = ["deletion", "insertion", "replacement", "swap"]


def offered(typed: str, kind: Kind | None = None, edition: Edition = NEWSROOM) -> list[str]:
    return [suggestion.card_id for suggestion in edition.suggest(typed, kind)]


def found(typed: str, kind: Kind | None = None, edition: Edition = NEWSROOM) -> str:
    return edition.find(typed, kind).id


def not_found(typed: str, kind: Kind | None = None, edition: Edition = NEWSROOM) -> tuple[str, ...]:
    """Return what is proposed to somebody who asked for ``typed`` and did not get it."""
    with pytest.raises(CardNotFound) as caught:
        edition.find(typed, kind)
    assert caught.value.query == typed
    return caught.value.suggestions


def slipped(word: str, slip: str) -> Iterator[str]:
    """Yield ``word`` with one slip, at each of its places."""
    for place in range(len(word)):
        before, letter, after = word[:place], word[place], word[place + 1 :]
        match slip:
            case "deletion":
                yield before + after
            case "insertion":
                yield before + "x" + letter + after
            case "replacement":
                yield before + "x" + after
            case _ if after:
                yield before + after[0] + letter + after[1:]


class TestKeystrokes:
    @pytest.mark.parametrize("typed", ["s", "sa", "sam", "sam ", "sam a", "sam altman", "SAM ALT", "  Sam--Alt!"])
    def test_a_name_is_offered_from_its_first_letter_to_its_last(self, typed: str) -> None:
        assert "sam-altman" in offered(typed)

    @pytest.mark.parametrize(
        ("typed", "card_id"),
        [
            ("alt", "sam-altman"),
            ("initiative", "open-source-initiative"),
            ("source init", "open-source-initiative"),
            ("20b", "gpt-oss-20b"),
            ("oss 120", "gpt-oss-120b"),
            ("cun", "yann-lecun"),
        ],
    )
    def test_an_inner_word_is_enough(self, typed: str, card_id: str) -> None:
        assert offered(typed) == [card_id]

    @pytest.mark.parametrize(
        ("typed", "card_id"),
        [
            ("elodie", "oeuvre-person"),
            ("ÉLODIE", "oeuvre-person"),
            ("E\u0301lodie", "oeuvre-person"),
            ("oeuvrard", "oeuvre-person"),
            ("œuvrard", "oeuvre-person"),
            ("ŒUV", "oeuvre-person"),
            ("americain", "ai-action-plan"),
            ("zück", "mark-zuckerberg"),
            ("LECUN", "yann-lecun"),
        ],
    )
    def test_accents_case_and_ligatures_do_not_matter(self, typed: str, card_id: str) -> None:
        assert offered(typed) == [card_id]

    @pytest.mark.parametrize(
        ("typed", "card_id"),
        [
            ("gptoss20b", "gpt-oss-20b"),
            ("GPT-OSS20", "gpt-oss-20b"),
            ("gpt_oss_120b", "gpt-oss-120b"),
            ("samalt", "sam-altman"),
            ("opensource", "open-source-initiative"),
            ("gpt4", "gpt-4"),
            ("ernie45", "ernie-4-5"),
            ("lecun", "yann-lecun"),
            ("le cun", "yann-lecun"),
            ("le-cun", "yann-lecun"),
        ],
    )
    def test_spaces_and_hyphens_may_be_left_out_or_added(self, typed: str, card_id: str) -> None:
        assert offered(typed) == [card_id]

    @pytest.mark.parametrize(
        ("typed", "card_id"),
        [
            ("altman sam", "sam-altman"),
            ("alt s", "sam-altman"),
            ("initiative open source", "open-source-initiative"),
            ("20b gpt", "gpt-oss-20b"),
            ("O.S.I", "open-source-initiative"),
            ("américain plan", "ai-action-plan"),
            ("cun yann", "yann-lecun"),
        ],
    )
    def test_the_words_may_stand_in_any_order(self, typed: str, card_id: str) -> None:
        assert offered(typed) == [card_id]

    def test_one_word_may_not_do_for_two_names(self) -> None:
        assert offered("altman zuck") == []
        assert offered("samuel zuckerberg") == []

    @pytest.mark.parametrize(
        ("typed", "card_ids"),
        [("4", ["ernie-4-5", "gpt-4"]), ("4.5", ["ernie-4-5"]), ("5", ["ernie-4-5"]), ("1", ["gpt-oss-120b"])],
    )
    def test_digits_are_letters_like_others(self, typed: str, card_ids: list[str]) -> None:
        assert sorted(offered(typed)) == card_ids

    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("sam", "Sam Altman"),
            ("samuel", "Samuel Altman"),
            ("osi", "OSI"),
            ("american", "American Plan"),
            ("americain", "Plan américain"),
            ("gptoss20b", "gpt-oss-20b"),
        ],
    )
    def test_the_name_that_matched_is_shown(self, typed: str, name: str) -> None:
        assert NEWSROOM.suggest(typed)[0].name == name

    def test_a_card_that_only_its_id_matches_is_told_by_that(self) -> None:
        assert NEWSROOM.suggest("ai action")[0].name == "ai-action-plan"

    def test_each_card_is_offered_once_however_many_of_its_names_match(self) -> None:
        assert offered("yann") == ["yann-lecun"]
        assert sorted(offered("sam")) == ["sam-altman"]
        assert sorted(offered("op")) == ["open-source-initiative", "openai"]

    def test_names_that_begin_so_come_before_inner_words(self) -> None:
        made = edition_of(card("person", "ada-zoe"), card("person", "zoe-ada"), card("person", "bob-zoe"))
        assert offered("zoe", edition=made)[0] == "zoe-ada"
        assert sorted(offered("zoe", edition=made)) == ["ada-zoe", "bob-zoe", "zoe-ada"]

    @pytest.mark.parametrize("kind", ["person", "model", "organization", "event"])
    def test_only_cards_of_the_kind_that_is_asked_for_are_offered(self, kind: Kind) -> None:
        for typed in ("", *string.ascii_lowercase, "gpt", "altmna", "opne"):
            assert {suggestion.kind for suggestion in NEWSROOM.suggest(typed, kind)} <= {kind}
        assert offered("gpt", "person") == []

    def test_a_slip_is_forgiven_although_another_kind_has_the_very_word(self) -> None:
        made = edition_of(card("person", "mela"), card("organization", "meta"))
        assert offered("meta", "person", made) == ["mela"]


class TestEmpty:
    @pytest.mark.parametrize("typed", ["", " ", "?!", "’", "🗞", "\u200b"])
    def test_before_the_first_letter_the_first_names_are_offered(self, typed: str) -> None:
        assert offered(typed, "person") == ["oeuvre-person", "mark-zuckerberg", "sam-altman", "yann-lecun"]
        assert len(offered(typed)) == 14

    def test_they_are_in_the_order_of_their_names_not_of_their_other_spellings(self) -> None:
        made = edition_of(card("person", "zoe", "aliases: [Aaa]"), card("person", "bob"))
        assert [offer.name for offer in made.suggest("")] == ["Bob", "Zoe"]

    def test_no_more_than_discord_takes(self) -> None:
        made = edition_of(*(card("person", f"ada-{number}") for number in range(40)), card("model", "zeta"))
        for typed in ("", "a", "ada", "aad", "ada "):
            for kind in (None, "person"):
                offers = offered(typed, kind, made)
                assert len(offers) == len(set(offers)) == LIMIT == 25
        assert offered("", "model", made) == ["zeta"]
        assert len(made.suggest("ada", limit=3)) == 3
        assert len(made.suggest("", limit=3)) == 3

    def test_a_kind_without_cards_has_nothing_to_offer(self) -> None:
        assert offered("", "story") == offered("a", "story") == offered("altmna", "story") == []


class TestSlips:
    @pytest.mark.parametrize("slip", SLIPS)
    @pytest.mark.parametrize("word", ["mark zuckerberg", "altman", "initiative", "gptoss20b", "ernie 4 5"])
    def test_one_slip_is_forgiven_wherever_it_is_made(self, slip: str, word: str) -> None:
        """In the first letter as in the last, and in an inner word as in a whole name."""
        (card_id,) = offered(word)
        for typed in slipped(word, slip):
            assert card_id in offered(typed), typed

    @pytest.mark.parametrize("slip", SLIPS)
    def test_one_slip_is_forgiven_before_the_name_is_typed_to_its_end(self, slip: str) -> None:
        for typed in slipped("zucker", slip):
            assert "mark-zuckerberg" in offered(typed), typed

    @pytest.mark.parametrize("typed", ["zukcebrerg", "xxckerberg", "kcuz", "altmanxx", "aaltmann x", "satlman z"])
    def test_two_slips_are_too_many(self, typed: str) -> None:
        assert offered(typed) == []

    @pytest.mark.parametrize("typed", ["x", "xz", "qa"])
    def test_two_letters_are_too_few_to_guess(self, typed: str) -> None:
        assert offered(typed) == []

    def test_who_types_it_right_is_not_shown_what_is_like_it(self) -> None:
        made = edition_of(card("person", "mila"), card("person", "mela"), card("person", "milan"))
        assert offered("mila", edition=made) == ["mila", "milan"]


class TestFind:
    @pytest.mark.parametrize(
        ("typed", "card_id"),
        [
            ("gpt-oss", "gpt-oss"),
            ("GPT OSS", "gpt-oss"),
            ("gptoss", "gpt-oss"),
            ("Open AI", "openai"),
            ("osi", "open-source-initiative"),
            ("American plan", "ai-action-plan"),
            ("plan americain", "ai-action-plan"),
            ("ai-action-plan", "ai-action-plan"),
            ("yann le cun", "yann-lecun"),
        ],
    )
    def test_the_exact_name_wins_over_longer_ones(self, typed: str, card_id: str) -> None:
        assert found(typed) == card_id

    @pytest.mark.parametrize(
        ("typed", "card_id"),
        [
            ("alt", "sam-altman"),
            ("altmann", "sam-altman"),
            ("zukerberg", "mark-zuckerberg"),
            ("zuk", "mark-zuckerberg"),
            ("llma", "llama"),
            ("gpt oss 20", "gpt-oss-20b"),
        ],
    )
    def test_what_comes_close_to_one_card_only_is_that_card(self, typed: str, card_id: str) -> None:
        assert found(typed) == card_id

    def test_what_may_be_several_cards_is_asked_back(self) -> None:
        assert set(not_found("gpt")) == {"gpt-4", "gpt-oss", "gpt-oss-20b", "gpt-oss-120b"}
        assert set(not_found("open", "organization")) == {"openai", "open-source-initiative"}

    def test_never_more_than_five_are_proposed(self) -> None:
        made = edition_of(*(card("person", f"ada-{number}") for number in range(40)))
        assert len(not_found("ada", edition=made)) == 5
        assert len(not_found("ada 4444", edition=made)) == 5

    @pytest.mark.parametrize(
        ("typed", "kind", "first"),
        [
            ("zuckerbergs mark", "person", "mark-zuckerberg"),
            ("marque zuckerberg", "person", "mark-zuckerberg"),
            ("open sauce initiatives", "organization", "open-source-initiative"),
            ("lamma 2", "model", "llama"),
        ],
    )
    def test_the_closest_names_are_proposed_best_first(self, typed: str, kind: Kind, first: str) -> None:
        assert not_found(typed, kind)[0] == first

    @pytest.mark.parametrize(
        ("typed", "kind", "card_id"),
        [
            ("OpenAI", "person", "openai"),
            ("sam altman", "model", "sam-altman"),
            ("Zuck", "organization", "mark-zuckerberg"),
        ],
    )
    def test_who_asks_the_wrong_command_is_shown_the_card(self, typed: str, kind: Kind, card_id: str) -> None:
        assert not_found(typed, kind)[0] == card_id

    @pytest.mark.parametrize("typed", ["qqqqqq", "xyzzy plugh", "12345678", "智谱"])
    def test_nothing_is_proposed_for_what_is_like_nothing(self, typed: str) -> None:
        assert not_found(typed) == ()

    def test_who_asks_the_wrong_command_by_the_exact_name_is_shown_nothing_else(self) -> None:
        made = edition_of(card("person", "altman"), card("person", "altmann"), card("event", "altman-ama"))
        assert not_found("Altman", "model", made) == ("altman",)

    def test_an_id_is_that_card_though_others_be_called_the_same(self) -> None:
        made = edition_of(
            card("term", "more-symbolic", name="A symbolic weight"),
            card("event", "sun-more-symbolic", "aliases: [More symbolic]", name="Symbolic"),
        )
        assert found("more-symbolic", edition=made) == "more-symbolic"
        assert found("more-symbolic", "event", made) == "sun-more-symbolic"
        assert set(not_found("more symbolic", edition=made)) == {"more-symbolic", "sun-more-symbolic"}

    @pytest.mark.parametrize("typed", ["altmann samuel", "Altmann, Sam"])
    def test_the_order_of_a_name_does_not_matter(self, typed: str) -> None:
        made = edition_of(
            card("person", "sam-altman", "aliases: [Samuel Altman]"),
            card("event", "altman-sampler"),
            card("person", "al-manuel"),
        )
        assert not_found(typed, "person", made)[0] == "sam-altman"

    def test_the_error_says_what_was_asked_for(self) -> None:
        with pytest.raises(CardNotFound, match="no card is called 'Ada Lovelace'"):
            NEWSROOM.find("Ada Lovelace")

    @pytest.mark.parametrize("typed", ["", "???", "🗞"])
    def test_no_words_name_no_card(self, typed: str) -> None:
        assert not_found(typed, edition=edition_of(card("person", "ada"))) == ()

    def test_the_kind_that_was_asked_for_is_proposed_first(self) -> None:
        made = edition_of(card("person", "sam-altman"), card("event", "altman-ama"))
        assert not_found("altman sama", "person", made)[0] == "sam-altman"


def person(card_id: str, *names: str) -> Person:
    name, *aliases = names
    return Person(
        id=card_id,
        kind="person",
        name=ShortText(fr=name, en=name),
        aliases=tuple(aliases),
        status="published",
        updated=parse_date("2026-11-21"),
        summary=Text(fr="a", en="b"),
    )


def starts(card: Person) -> set[str]:
    """Return what a search may begin at: each name, the name without its spaces, and each of its words."""
    names = {fold(name) for name in (card.name.fr, *card.aliases, card.id)}
    words = {" ".join(name.split(" ")[place:]) for name in names for place in range(name.count(" ") + 1)}
    return words | {name.replace(" ", "") for name in names}


def begins_all(name: str, typed: str) -> bool:
    return all(any(word.startswith(beginning) for word in name.split()) for beginning in typed.split())


def slow_search(cards: list[Person], typed: str) -> set[str]:
    """Search as the index promises to, by looking at everything."""
    text = fold(typed)
    exact = {card.id for card in cards if any(start.startswith(text) for start in starts(card))}
    if exact or len(text) < 3:
        return exact
    in_any_order = {
        card.id for card in cards if any(begins_all(fold(name), text) for name in (card.name.fr, *card.aliases))
    }
    if in_any_order and " " in text:
        return in_any_order
    return {
        card.id
        for card in cards
        if any(
            OSA.distance(text, start[:length]) <= 1
            for start in starts(card)
            for length in range(len(text) - 1, len(text) + 2)
        )
    }


WORDS = st.text("abc", min_size=1, max_size=5)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
VOCABULARIES = st.lists(st.lists(NAMES, min_size=1, max_size=2), min_size=1, max_size=6)
# Whatever a keyboard or a clipboard can hold, unpaired surrogates included.
ANY_TEXT = st.text(st.characters(exclude_categories=[]))


class TestProperties:
    @PROPERTY
    @given(st.data(), VOCABULARIES)
    def test_the_index_finds_what_looking_at_everything_finds(
        self, data: st.DataObject, vocabulary: list[list[str]]
    ) -> None:
        cards = [person(f"id-{number}", *names) for number, names in enumerate(vocabulary)]
        word = data.draw(st.sampled_from(sorted(starts(data.draw(st.sampled_from(cards))))))
        beginning = word[: data.draw(st.integers(1, len(word)))]
        slips = [typed for slip in SLIPS for typed in slipped(beginning, slip)]
        typed = data.draw(st.sampled_from(slips) | st.text("abcd ", min_size=1, max_size=8))
        assume(fold(typed))
        offers = [suggestion.card_id for suggestion in NameIndex(cards).complete(typed, None)]
        assert set(offers) == slow_search(cards, typed)
        assert len(offers) == len(set(offers))

    @PROPERTY
    @given(ANY_TEXT)
    def test_nothing_that_can_be_typed_breaks_the_search(self, typed: str) -> None:
        assert len(NEWSROOM.suggest(typed)) <= LIMIT
        try:
            shown = [NEWSROOM.find(typed).id]
        except CardNotFound as error:
            shown = list(error.suggestions)
        assert NEWSROOM.published.keys() >= set(shown)

    @PROPERTY
    @given(ANY_TEXT.filter(fold))
    def test_a_card_is_offered_from_the_beginning_of_its_name_to_its_end(self, name: str) -> None:
        """In any script: the letters that were typed so far are enough."""
        index = NameIndex([person("id-0", name), person("id-1", "zzz")])
        for length in range(1, len(name) + 1):
            typed = name[:length]
            assert "id-0" in {offer.card_id for offer in index.complete(typed, None)}
