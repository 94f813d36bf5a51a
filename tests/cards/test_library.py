"""One edition of all cards: whole or refused, tied from both ends, and never changed once it is made."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from bot.cards.dates import parse_date
from bot.cards.library import Edition, Library
from bot.cards.relations import ENDS
from bot.cards.schema import FOLDERS, KINDS
from bot.cards.ties import Bond
from bot.errors import CardNotFound
from tests.cards.support import CITED, card, edition, edition_of, path_of, problem_of, problems, problems_of, source

ADA = card("person", "ada")
ZOE = card("person", "zoe")
OPENAI = card("organization", "openai", name="OpenAI")
GPT = card("model", "gpt-oss")
LAUNCH = card("event", "launch")
NOT_PUBLISHED = ["draft", "withheld", "retracted"]
A_TEXT = "text: {fr: a, en: b}"
A_CITED_TEXT = f"{A_TEXT}, {CITED}"


ANOTHER_ID = "choose another id, and name the file after it"
ANOTHER_NAME = "use a longer name, or take it off one of the two"


def tie(kind: str, card_id: str) -> str:
    return f"relations: [{{type: {kind}, card: {card_id}, {CITED}}}]"


def tied(made: Edition, card_id: str) -> set[tuple[str, str, bool]]:
    return {(bond.type, bond.card, bond.inverse) for bond in made.bonds_of(card_id)}


def a_or_an(kind: str) -> str:
    return f"an {kind}" if kind in {"organization", "event"} else f"a {kind}"


def one_of(kinds: AbstractSet[str]) -> str:
    return a_or_an(min(kinds)) + "".join(f" or {kind}" for kind in sorted(kinds)[1:])


def dated(made: Edition) -> list[str]:
    return [entry.card_id for entry in made.timeline]


def missing(made: Edition, typed: str) -> tuple[str, ...]:
    """Return what is proposed to somebody who asked for ``typed`` and did not get it."""
    with pytest.raises(CardNotFound) as caught:
        made.find(typed)
    return caught.value.suggestions


class TestAllProblemsAtOnce:
    def test_every_mistake_of_every_file_is_told_in_file_order(self, tmp_path: Path) -> None:
        told = problems(
            tmp_path,
            {
                "people/zoe.yaml": card("person", "zoe", "affiliation: nowhere"),
                "events/launch.yaml": card("event", "launch", "start: soon", "participants: [Ada]"),
                "people/ada.yaml": card("person", "ada", "role: a: b"),
                "models/gpt-oss.yaml": card("model", "gpt-5", "opennes: closed"),
                "models/gpt-5.yaml": card("model", "gpt-4"),
                "sources/paper.yaml": source("paper", "url: paper"),
                "stories/way.yaml": "",
            },
        )
        assert [line.partition(": ")[0] for line in told] == [
            "events/launch.yaml:9:8",
            "events/launch.yaml:10:16",
            "models/gpt-5.yaml:1:5",
            "models/gpt-oss.yaml:1:5",
            "models/gpt-oss.yaml:9:1",
            "people/ada.yaml:9:8",
            "people/zoe.yaml:9:14",
            "sources/paper.yaml:6:6",
            "stories/way.yaml:1:1",
        ]

    def test_a_broken_card_is_the_only_one_to_blame(self, tmp_path: Path) -> None:
        """Cards that name it would be right again once it is mended, so nothing is said about them."""
        cards = [
            card("organization", "openai", "country: usa"),
            card("model", "gpt-oss", "developer: openai"),
            card("person", "ada", "affiliation: openai", tie("leads", "openai")),
        ]
        assert [line.partition(":")[0] for line in problems_of(tmp_path, *cards)] == ["organizations/openai.yaml"]

    def test_nothing_is_served_when_one_card_is_broken(self, tmp_path: Path) -> None:
        assert edition(tmp_path, ADA, ZOE).published.keys() == {"ada", "zoe"}
        assert problems(tmp_path, {"people/zoe.yaml": "id: zoe\nkind: person\n"})

    def test_an_empty_folder_makes_an_empty_edition(self) -> None:
        made = edition_of()
        assert (made.published, made.timeline, made.suggest("a")) == ({}, (), ())
        assert missing(made, "ada") == ()


ACTORS = {"person", "organization"}
REFERENCES = [
    # The kind of card, its line with … for the id, and the kinds that may stand there.
    ("person", "affiliation: …", {"organization"}),
    ("organization", "parent: …", {"organization"}),
    ("model", "developer: …", {"organization"}),
    ("event", "participants: [ada, …]", ACTORS),
    ("quote", "said_by: …", ACTORS),
    ("quote", "via: …", {"organization"}),
    ("claim", "said_by: …", ACTORS),
    ("claim", "supports: […]", {"claim"}),
    ("claim", "contradicts: […]", {"claim"}),
    ("story", f"steps: [{{card: …, {A_CITED_TEXT}}}]", set(KINDS)),
    ("person", f"facts: [{{id: a, {A_CITED_TEXT}, said_by: …}}]", ACTORS),
    ("person", f"facts: [{{id: a, {A_TEXT}, cite: [{{source: …, passage: p}}]}}]", {"source"}),
    ("person", f"disputed: [{{by: …, {A_CITED_TEXT}}}]", ACTORS),
    ("person", f"disputed: [{{by: ada, {A_TEXT}, cite: [{{source: …, passage: p}}]}}]", {"source"}),
    ("person", f"relations: [{{type: leads, card: …, {CITED}}}]", {"organization"}),
    ("person", "relations: [{type: inspired, card: ada, cite: [{source: …, passage: p}]}]", {"source"}),
    ("person", "cite: [{source: …, passage: p}]", {"source"}),
]
TARGET_IDS = {kind: f"target-{index}" for index, kind in enumerate(KINDS)} | {"source": "target-x"}
TARGETS = {kind: card(kind, TARGET_IDS[kind]) for kind in KINDS} | {"source": source("target-x")}


class TestReferences:
    @pytest.mark.parametrize(("kind", "line", "kinds"), REFERENCES)
    def test_a_reference_that_leads_nowhere_is_told_with_the_similar_id(
        self, kind: str, line: str, kinds: set[str], tmp_path: Path
    ) -> None:
        """Only a card that could stand there is proposed."""
        asking = card(kind, "asking", line.replace("…", "target-y"))
        problem = problem_of(tmp_path, asking, ADA, *TARGETS.values())
        start, _, proposed = problem.partition("; did you mean ")
        what = "source" if kinds == {"source"} else "card"
        assert start == f"{path_of(asking)}:9:{line.index('…') + 1}: there is no {what} 'target-y'"
        assert proposed in {f"'{TARGET_IDS[right]}'?" for right in kinds}

    @pytest.mark.parametrize(("kind", "line", "kinds"), REFERENCES)
    def test_a_reference_leads_to_a_card_of_the_right_kind(
        self, kind: str, line: str, kinds: set[str], tmp_path: Path
    ) -> None:
        for its_kind, target in TARGETS.items():
            asking = card(kind, "asking", line.replace("…", TARGET_IDS[its_kind]))
            folder = tmp_path / its_kind
            folder.mkdir()
            if its_kind in kinds:
                assert "asking" in edition(folder, asking, ADA, target).published
            else:
                assert problem_of(folder, asking, ADA, target) == (
                    f"{path_of(asking)}:9:{line.index('…') + 1}: "
                    f"{TARGET_IDS[its_kind]!r} is {a_or_an(its_kind)}; this place needs {one_of(kinds)}; "
                    f"write the id of {one_of(kinds)}"
                )

    def test_nothing_is_proposed_when_nothing_is_similar(self, tmp_path: Path) -> None:
        assert problem_of(tmp_path, card("person", "ada", "affiliation: zzz"), OPENAI) == (
            "people/ada.yaml:9:14: there is no card 'zzz'; write the id of an organization, or make its card"
        )

    @pytest.mark.parametrize("relation", ENDS)
    def test_a_relation_belongs_to_some_kinds_only(self, relation: str, tmp_path: Path) -> None:
        ends = ENDS[relation]
        target, target_id = TARGETS[min(ends.targets)], TARGET_IDS[min(ends.targets)]
        for kind in KINDS:
            asking = card(kind, "asking", f"relations: [{{card: {target_id}, type: {relation}, {CITED}}}]")
            folder = tmp_path / kind
            folder.mkdir()
            if kind in ends.sources:
                assert tied(edition(folder, asking, target, ADA), "asking") >= {(relation, target_id, False)}
            else:
                column = asking.splitlines()[8].index(relation) + 1
                problem = problem_of(folder, asking, target, ADA)
                assert problem == (
                    f"{path_of(asking)}:9:{column}: only {one_of(ends.sources)} can have the relation {relation!r}; "
                    "choose another type, or write the relation on the other card"
                )

    def test_a_card_is_not_tied_to_itself(self, tmp_path: Path) -> None:
        problem = problem_of(tmp_path, card("person", "ada", tie("rival-of", "ada")))
        assert problem == "people/ada.yaml:9:36: a card cannot be tied to itself; name the other card"

    def test_an_unknown_relation_is_told_the_known_ones(self, tmp_path: Path) -> None:
        problem = problem_of(tmp_path, card("person", "ada", tie("loves", "openai")), OPENAI)
        assert problem.startswith("people/ada.yaml:9:20: 'loves' is not possible here; write 'leads', 'works-for'")

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            (
                f"facts: [{{id: one, {A_CITED_TEXT}}}, {{{A_CITED_TEXT}, id: …}}]",
                "this card already has a fact 'one'; give it an id of its own",
            ),
            (f"facts: [{{id: two, {A_CITED_TEXT}, superseded_by: …}}]", "this card has no fact 'one'"),
            (
                f"facts: [{{id: ones, {A_CITED_TEXT}, superseded_by: …}}]",
                "this card has no fact 'one'; did you mean 'ones'?",
            ),
            (f"disputed: [{{by: ada, {A_CITED_TEXT}, fact: …}}]", "this card has no fact 'one'"),
        ],
    )
    def test_facts_are_referred_to_by_an_id_of_their_own(self, line: str, problem: str, tmp_path: Path) -> None:
        place = f"people/ada.yaml:9:{line.index('…') + 1}"
        assert problem_of(tmp_path, card("person", "ada", line.replace("…", "one"))) == f"{place}: {problem}"

    @pytest.mark.parametrize(
        ("follows", "circle"),
        [
            ({"a": "a"}, "a → a"),
            ({"a": "b", "b": "a"}, "a → b → a"),
            ({"c": "a", "a": "b", "b": "a"}, "a → b → a"),
            ({"b": "c", "a": "b", "c": "a"}, "b → c → a → b"),
        ],
    )
    def test_facts_that_replace_each_other_in_a_circle_would_all_be_gone(
        self, follows: dict[str, str], circle: str, tmp_path: Path
    ) -> None:
        facts = [f"  - {{superseded_by: {after}, id: {before}, {A_CITED_TEXT}}}" for before, after in follows.items()]
        line = 10 + list(follows).index(circle[0])
        assert problem_of(tmp_path, card("person", "ada", "facts:", *facts)) == (
            f"people/ada.yaml:{line}:21: these facts replace each other in a circle: {circle}; "
            "remove one `superseded_by`"
        )

    def test_one_fact_after_the_other_is_no_circle(self, tmp_path: Path) -> None:
        follows = ["superseded_by: b, id: a", "superseded_by: c, id: b", "superseded_by: c, id: d", "id: c"]
        made = edition(
            tmp_path, card("person", "ada", "facts:", *(f"  - {{{each}, {A_CITED_TEXT}}}" for each in follows))
        )
        assert len(made.published["ada"].facts) == 4

    def test_an_event_does_not_end_before_it_starts(self, tmp_path: Path) -> None:
        assert problem_of(tmp_path, card("event", "launch", "start: 2025-08-05", "end: 2025-08-04")) == (
            "events/launch.yaml:10:6: this event ends before it starts; swap the two dates"
        )

    @pytest.mark.parametrize("end", ["2025-08-05", "2025-08", "2025", "2025-07/2025-08-05", "2026"])
    def test_an_event_may_end_on_any_day_that_could_be_after_its_start(self, end: str, tmp_path: Path) -> None:
        assert edition(tmp_path, card("event", "launch", "start: 2025-08-05", f"end: {end}")).published.keys() == {
            "launch"
        }

    def test_cards_may_refer_to_cards_that_are_not_published(self, tmp_path: Path) -> None:
        hidden = card("organization", "openai", status="draft")
        assert edition(tmp_path, card("person", "ada", "affiliation: openai"), hidden).published.keys() == {"ada"}


class TestPlaces:
    def test_the_id_must_equal_the_files_name(self, tmp_path: Path) -> None:
        assert problems(tmp_path, {"people/ada-l.yaml": ADA}) == [
            (
                "people/ada-l.yaml:1:5: the id 'ada' must equal the file's name, 'ada-l'; "
                "change the id or rename the file"
            )
        ]

    @pytest.mark.parametrize("folder", FOLDERS)
    def test_a_card_lives_in_the_folder_of_its_kind(self, folder: str, tmp_path: Path) -> None:
        kind = "organization" if FOLDERS[folder] == "person" else "person"
        assert problems(tmp_path, {f"{folder}/ada.yaml": card(kind, "ada")}) == [
            (
                f"{folder}/ada.yaml:2:7: the cards in {folder}/ are of kind {FOLDERS[folder]}, not {kind!r}; "
                "correct the kind, or move the file to the folder of its kind"
            )
        ]

    def test_an_id_is_taken_once_among_all_kinds(self, tmp_path: Path) -> None:
        assert problems_of(tmp_path, card("event", "gpt-oss", name="Launch"), GPT) == [
            f"models/gpt-oss.yaml:1:5: the id 'gpt-oss' is already taken by events/gpt-oss.yaml; {ANOTHER_ID}"
        ]
        assert problem_of(tmp_path / "other", ADA, source("ada")) == (
            f"sources/ada.yaml:1:5: the id 'ada' is already taken by people/ada.yaml; {ANOTHER_ID}"
        )

    def test_the_same_id_in_two_spellings_of_the_ending_is_taken_twice(self, tmp_path: Path) -> None:
        told = problems(tmp_path, {"people/ada.yaml": ADA, "people/ada.yml": ADA})
        assert told == [f"people/ada.yml:1:5: the id 'ada' is already taken by people/ada.yaml; {ANOTHER_ID}"]

    def test_a_source_with_a_persons_id_and_a_shared_name_are_both_told(self, tmp_path: Path) -> None:
        told = problems_of(tmp_path, card("person", "ada", name="Zoe"), ZOE, source("zoe"))
        assert [line.partition(":")[0] for line in told] == ["people/zoe.yaml", "sources/zoe.yaml"]


class TestSharedNames:
    @pytest.mark.parametrize(
        ("first", "second", "place", "spelling"),
        [
            (ADA, card("person", "zoe", name="ADA"), "3:7", "ADA"),
            (card("person", "ada", "aliases: [Zoé]"), ZOE, "3:7", "Zoe"),
            (ADA, card("person", "zoe", "aliases: [Z., 'Ada!']"), "9:15", "Ada!"),
            (ADA, card("person", "zoe", name="{fr: Zoé, en: Ada}"), "3:21", "Ada"),
            (card("person", "ada", "aliases: [le cun]"), card("person", "zoe", "aliases: [Lecun]"), "9:11", "Lecun"),
            (card("person", "ada", "aliases: [Lecun]"), card("person", "zoe", "aliases: [le cun]"), "9:11", "le cun"),
            (card("person", "ada", "aliases: [Bob]"), card("person", "bob", name="Rob"), "1:5", "bob"),
        ],
    )
    def test_two_cards_of_a_kind_cannot_have_the_same_name(
        self, first: str, second: str, place: str, spelling: str, tmp_path: Path
    ) -> None:
        """The files are read in order, and the later one is told."""
        later, earlier = sorted([path_of(first), path_of(second)], reverse=True)
        assert problem_of(tmp_path, first, second) == (
            f"{later}:{place}: the name {spelling!r} already belongs to {earlier}; {ANOTHER_NAME}"
        )

    def test_a_name_of_two_words_is_told_once(self, tmp_path: Path) -> None:
        first, second = card("person", "ada", "aliases: [Bob B.]"), card("person", "zoe", "aliases: [bob-b]")
        assert problem_of(tmp_path, first, second) == (
            f"people/zoe.yaml:9:11: the name 'bob-b' already belongs to people/ada.yaml; {ANOTHER_NAME}"
        )

    def test_cards_of_two_kinds_may_share_a_name(self, tmp_path: Path) -> None:
        made = edition(tmp_path, card("model", "r1-model", name="R1"), card("event", "r1-event", name="R1"))
        assert made.find("r1", "model").id == "r1-model"
        assert set(missing(made, "r1")) == {"r1-model", "r1-event"}

    @pytest.mark.parametrize("status", NOT_PUBLISHED)
    def test_a_card_that_is_not_published_takes_nobodys_name(self, status: str, tmp_path: Path) -> None:
        made = edition(tmp_path, card("person", "ada"), card("person", "zoe", name="Ada", status=status))
        assert made.find("ada").id == "ada"

    def test_a_card_may_repeat_its_own_name(self, tmp_path: Path) -> None:
        made = edition(tmp_path, card("person", "ada", "aliases: [ADA, ada, Áda]"))
        assert made.find("ada").id == "ada"


@pytest.mark.parametrize("status", NOT_PUBLISHED)
class TestNotPublished:
    def test_it_is_neither_found_nor_proposed(self, status: str, tmp_path: Path) -> None:
        made = edition(tmp_path, card("person", "ada-lovelace", "aliases: [Countess]", status=status), ZOE)
        for typed in ("ada-lovelace", "Ada Lovelace", "countess", "lovelace", "ada lovelase", "adalovelace"):
            assert "ada-lovelace" not in missing(made, typed)
            assert [offer.card_id for offer in made.suggest(typed)] == []
        assert [offer.card_id for offer in made.suggest("")] == ["zoe"]
        assert "ada-lovelace" in made.cards, "the newsroom still sees it"

    def test_it_is_tied_to_nothing(self, status: str, tmp_path: Path) -> None:
        made = edition(
            tmp_path,
            card("organization", "openai", tie("rival-of", "meta"), status=status),
            card("organization", "meta"),
            card("person", "ada", "affiliation: openai"),
            card("model", "gpt-oss", "developer: openai"),
        )
        assert [made.bonds_of(card_id) for card_id in ("openai", "meta", "ada", "gpt-oss")] == [(), (), (), ()]
        assert made.about("ada") == {"ada"}
        assert made.about("openai") == frozenset()

    def test_it_is_not_in_the_timeline(self, status: str, tmp_path: Path) -> None:
        made = edition(
            tmp_path,
            card("event", "launch", "start: 2025-08-05", tie("concerns", "r1"), status=status),
            card("model", "gpt-oss", "released: 2019", status=status),
            card("model", "r1", "released: 2025-08-05"),
        )
        assert dated(made) == ["r1"], "and its event does not hide the release it tells of"


class TestBonds:
    @pytest.mark.parametrize("relation", ENDS)
    def test_a_relation_shows_on_both_cards(self, relation: str, tmp_path: Path) -> None:
        ends = ENDS[relation]
        target, target_id = TARGETS[min(ends.targets)], TARGET_IDS[min(ends.targets)]
        kind = min(ends.sources)
        made = edition(tmp_path, card(kind, "asking", tie(relation, target_id)), target, ADA)
        assert (relation, target_id, False) in tied(made, "asking")
        assert (relation, "asking", not ends.symmetric) in tied(made, target_id)

    @pytest.mark.parametrize(
        ("asking", "tie", "source_id", "target_id"),
        [
            (card("person", "asking", "affiliation: openai"), "works-for", "asking", "openai"),
            (card("organization", "asking", "parent: openai"), "part-of", "asking", "openai"),
            (card("model", "asking", "developer: openai"), "developed", "openai", "asking"),
            (card("event", "asking", "participants: [zoe, openai]"), "took-part-in", "openai", "asking"),
            (card("event", "asking", "participants: [zoe, openai]"), "took-part-in", "zoe", "asking"),
            (card("quote", "asking", "said_by: openai"), "said", "openai", "asking"),
            (card("claim", "asking", "said_by: openai"), "said", "openai", "asking"),
            (card("claim", "asking", "supports: [other]"), "supports", "asking", "other"),
            (card("claim", "asking", "contradicts: [other]"), "contradicts", "asking", "other"),
            (card("story", "asking", f"steps: [{{card: zoe, {A_CITED_TEXT}}}]"), "covers", "asking", "zoe"),
        ],
    )
    def test_what_a_field_says_shows_on_both_cards(
        self, asking: str, tie: str, source_id: str, target_id: str, tmp_path: Path
    ) -> None:
        made = edition(tmp_path, asking, ADA, ZOE, OPENAI, card("claim", "other"))
        assert (tie, target_id, False) in tied(made, source_id)
        assert (tie, source_id, True) in tied(made, target_id)

    def test_a_tie_that_is_written_twice_shows_once(self, tmp_path: Path) -> None:
        made = edition(
            tmp_path,
            card("person", "ada", "affiliation: openai", tie("works-for", "openai")),
            card("organization", "meta", tie("rival-of", "openai")),
            card("organization", "openai", tie("rival-of", "meta")),
        )
        assert made.bonds_of("ada") == (Bond("works-for", "openai"),)
        assert made.bonds_of("meta") == (Bond("rival-of", "openai"),)
        assert tied(made, "openai") == {("works-for", "ada", True), ("rival-of", "meta", False)}

    def test_siblings_and_rivals_are_so_to_each_other(self, tmp_path: Path) -> None:
        made = edition(
            tmp_path,
            card(
                "model",
                "a",
                f"relations: [{{type: sibling-of, card: b, {CITED}}}, {{type: rival-of, card: b, {CITED}}}]",
            ),
            card("model", "b"),
        )
        assert made.bonds_of("a") == (Bond("sibling-of", "b"), Bond("rival-of", "b"))
        assert made.bonds_of("b") == (Bond("sibling-of", "a"), Bond("rival-of", "a"))

    def test_ties_keep_the_order_they_are_written_in(self, tmp_path: Path) -> None:
        relations = f"relations: [{{type: leads, card: zeta, {CITED}}}, {{type: leads, card: beta, {CITED}}}]"
        others = [card("organization", name) for name in ("beta", "openai", "zeta")]
        made = edition(tmp_path, card("person", "ada", relations, "affiliation: openai"), *others)
        assert [bond.card for bond in made.bonds_of("ada")] == ["openai", "zeta", "beta"]

    def test_a_card_without_ties_and_a_card_that_is_not_there_have_none(self, tmp_path: Path) -> None:
        made = edition(tmp_path, ADA)
        assert (made.bonds_of("ada"), made.bonds_of("nobody")) == ((), ())

    def test_a_topic_is_a_card_with_all_that_is_tied_to_it(self, tmp_path: Path) -> None:
        made = edition(
            tmp_path,
            card("person", "ada", "affiliation: openai"),
            card("model", "gpt-oss", "developer: openai"),
            card("event", "launch", tie("concerns", "gpt-oss")),
            OPENAI,
            ZOE,
        )
        assert made.about("openai") == {"openai", "ada", "gpt-oss"}
        assert made.about("gpt-oss") == {"openai", "gpt-oss", "launch"}
        assert made.about("zoe") == {"zoe"}
        assert made.about("nobody") == frozenset()


class TestTimeline:
    def test_events_and_releases_are_in_chronological_order(self, tmp_path: Path) -> None:
        """Of two that begin together the more precise comes first, and then the one whose id does."""
        made = edition(
            tmp_path,
            card("event", "a-year", "start: 2025"),
            card("event", "august", "start: 2025-08~"),
            card("event", "b-fifth", "start: 2025-08-05"),
            card("model", "a-fifth", "released: 2025-08-05"),
            card("event", "january", "start: 2025-01/2025-02"),
            card("model", "old", "released: 2019"),
            card("model", "undated"),
            ADA,
        )
        assert dated(made) == ["old", "january", "a-year", "august", "a-fifth", "b-fifth"]

    def test_an_entry_keeps_its_precision_and_how_it_is_known(self, tmp_path: Path) -> None:
        line = "start: {date: 2025-01~, basis: inferred, note: {fr: a, en: b}}"
        (entry,) = edition(tmp_path, card("event", "launch", line)).timeline
        assert (entry.when.date, entry.when.basis) == (parse_date("2025-01~"), "inferred")

    @pytest.mark.parametrize(
        ("start", "relation", "expected"),
        [
            pytest.param("2025-08-05", "concerns", ["launch"], id="the event of the release"),
            pytest.param("2025-08-05", "", ["gpt-oss", "launch"], id="another event of the day"),
            pytest.param("2025-08", "concerns", ["gpt-oss", "launch"], id="an event of another date"),
        ],
    )
    def test_a_release_that_an_event_tells_of_is_told_once(
        self, start: str, relation: str, expected: list[str], tmp_path: Path
    ) -> None:
        ties = [tie(relation, "gpt-oss")] if relation else []
        made = edition(
            tmp_path,
            card("event", "launch", f"start: {start}", *ties),
            card("model", "gpt-oss", "released: 2025-08-05"),
        )
        assert sorted(dated(made)) == expected


class TestEditions:
    def test_equal_content_has_an_equal_number(self, tmp_path: Path) -> None:
        number = edition(tmp_path, ZOE, ADA).number
        assert number == edition_of(ADA, ZOE).number
        assert re.fullmatch("[0-9a-f]{7}", number)

    def test_any_edit_makes_another_number(self) -> None:
        numbers = {
            edition_of(*cards).number
            for cards in [
                (ADA,),
                (ADA, ZOE),
                (ADA, source("paper")),
                (ADA + "# checked\n",),
                (ADA.replace("sentence", "phrase"),),
                (ADA.replace("status: published", "status: draft"),),
                (ADA.replace("\n", "\r\n"),),
            ]
        }
        assert len(numbers) == 7

    def test_an_edition_never_changes(self) -> None:
        made = edition_of(card("person", "ada", "affiliation: openai"), OPENAI, LAUNCH)
        for field in fields(made):
            with pytest.raises(FrozenInstanceError):
                setattr(made, field.name, None)
        with pytest.raises(FrozenInstanceError):
            setattr(made.timeline[0], "card_id", "other")  # noqa: B010  (mypy would not let it through)
        with pytest.raises(FrozenInstanceError):
            setattr(made.bonds_of("ada")[0], "card", "other")  # noqa: B010  (as above)

    def test_a_reader_who_holds_an_edition_sees_it_to_the_end(self) -> None:
        library = Library(edition_of(ADA))
        taken = library.edition
        library.edition = edition_of(card("person", "ada", name="Ada Lovelace"), ZOE)
        assert (taken.find("ada").name.fr, taken.suggest("zoe")) == ("Ada", ())
        assert library.edition.find("ada").name.fr == "Ada Lovelace"
