"""What each kind of card may hold, and what a curator is told about the rest: the line, the column, the reason."""

from dataclasses import FrozenInstanceError, asdict
from pathlib import Path
from typing import Any

import pytest

from bot.cards.dates import parse_date
from bot.cards.schema import CLASSES, FOLDERS, Card, Citation, Event, Fact, Model, Person, Quote, Source, When
from bot.cards.text import Text
from tests.cards.support import CITED, card, edition, loaded, problem_of, problems, problems_of, short_card, source

ADA = card("person", "ada")
OPENAI = card("organization", "openai")
KINDS = [kind for kind in CLASSES if kind != "source"]
NOTE = "note: {fr: Déduit., en: Inferred.}"


class TestKinds:
    @pytest.mark.parametrize("kind", KINDS)
    def test_a_card_of_each_kind_needs_only_a_few_keys(self, kind: str, tmp_path: Path) -> None:
        others = [] if kind == "person" else [ADA]
        made = loaded(tmp_path, card(kind, "ada" if kind == "person" else "first"), *others)
        assert type(made) is CLASSES[kind]
        assert (made.status, made.updated) == ("published", parse_date("2026-11-21"))
        assert (made.summary.fr, made.summary.en) == ("Une phrase.", "A sentence.")
        assert (made.aliases, made.facts, made.disputed, made.relations) == ((), (), (), ())
        assert made.cite == (Citation(source="article", passage="Une phrase"),)

    def test_every_kind_has_a_folder(self) -> None:
        assert sorted(FOLDERS.values()) == sorted(CLASSES)

    def test_a_model_keeps_all_that_is_said_of_it(self, tmp_path: Path) -> None:
        made = loaded(
            tmp_path,
            card(
                "model",
                "gpt-oss",
                "aliases: [gptoss, ' GPT OSS ']",
                "developer: openai",
                "released: 2025-08-05",
                "openness: open-weights",
                "version: 1.10",
                "facts:",
                "  - id: ran",
                "    text: {fr: ' Oui. ', en: Yes.}",
                "    date: {date: 2025-08, basis: inferred, note: {fr: Déduit., en: Inferred.}}",
                "    said_by: ada",
                "    certainty: disputed",
                "    basis: inferred",
                "    note: {fr: Déduit., en: Inferred.}",
                "    cite:",
                "      - {source: paper, passage: first ... last}",
                "    superseded_by: walked",
                "  - {id: walked, text: {fr: Non., en: No.}, cite: [{source: paper, passage: b}]}",
                "disputed:",
                "  - {by: ada, text: {fr: Si., en: Yes it is.}, fact: ran, cite: [{source: paper, passage: c}]}",
                "relations:",
                "  - {type: inspired, card: ada, cite: [{source: paper, passage: a ... b}]}",
                "cite:",
                "  - {source: paper, passage: 'the whole: text'}",
            ),
            ADA,
            OPENAI,
            source("paper"),
        )
        assert isinstance(made, Model)
        assert made.aliases == ("gptoss", "GPT OSS")
        assert (made.developer, made.openness, made.version) == ("openai", "open-weights", "1.10")
        assert made.released == When(date=parse_date("2025-08-05"), basis="stated")
        inferred = Text(fr="Déduit.", en="Inferred.")
        assert made.facts == (
            Fact(
                id="ran",
                text=Text(fr="Oui.", en="Yes."),
                date=When(date=parse_date("2025-08"), basis="inferred", note=inferred),
                said_by="ada",
                certainty="disputed",
                basis="inferred",
                note=inferred,
                cite=(Citation(source="paper", passage="first ... last"),),
                superseded_by="walked",
            ),
            Fact(
                id="walked",
                text=Text(fr="Non.", en="No."),
                certainty="confirmed",
                basis="stated",
                cite=(Citation(source="paper", passage="b"),),
            ),
        )
        assert [(dispute.by, dispute.fact, dispute.text.en) for dispute in made.disputed] == [
            ("ada", "ran", "Yes it is.")
        ]
        assert [(tie.type, tie.card, tie.cite[0].passage) for tie in made.relations] == [("inspired", "ada", "a ... b")]
        assert made.cite[0].passage == "the whole: text"

    @pytest.mark.parametrize(
        ("kind", "lines", "expected"),
        [
            (
                "person",
                ["role: {fr: PDG, en: CEO}", "affiliation: openai"],
                {"role": {"fr": "PDG", "en": "CEO"}, "affiliation": "openai"},
            ),
            (
                "organization",
                ["category: platform", "country: US", "parent: openai"],
                {"category": "platform", "country": "US", "parent": "openai"},
            ),
            (
                "event",
                ["place: {fr: Londres, en: London}", "participants: [ada, openai]"],
                {"place": {"fr": "Londres", "en": "London"}, "participants": ("ada", "openai")},
            ),
            (
                "quote",
                ["text: Oui.", "original_language: fr", "translation: {en: Yes.}", "said_by: ada", "via: openai"],
                {"text": "Oui.", "translation": {"fr": None, "en": "Yes."}, "said_by": "ada", "via": "openai"},
            ),
            ("term", ["definition: {fr: Un., en: One.}"], {"definition": {"fr": "Un.", "en": "One."}}),
            (
                "claim",
                ["supports: [other]", "contradicts: [other]"],
                {"said_by": "ada", "supports": ("other",), "contradicts": ("other",)},
            ),
            (
                "story",
                ["steps:", f"  - {{card: ada, text: {{fr: Puis, en: Then}}, {CITED}}}"],
                {
                    "steps": (
                        {
                            "card": "ada",
                            "text": {"fr": "Puis", "en": "Then"},
                            "cite": ({"source": "article", "passage": "Une phrase"},),
                        },
                    )
                },
            ),
        ],
    )
    def test_each_kind_keeps_its_own_fields(
        self, kind: str, lines: list[str], expected: dict[str, Any], tmp_path: Path
    ) -> None:
        made = loaded(tmp_path, card(kind, "first", *lines), ADA, OPENAI, card("claim", "other"))
        assert {key: value for key, value in asdict(made).items() if key in expected} == expected

    def test_a_source_keeps_all_that_is_said_of_it(self, tmp_path: Path) -> None:
        lines = ["publisher: Le Monde", "url: https://example.org/a", "snapshot: paper.txt", f"sha256: {'0a' * 32}"]
        assert edition(tmp_path, source("paper", *lines)).sources["paper"] == Source(
            id="paper",
            kind="source",
            title="Un article",
            published=parse_date("2025-08"),
            language="fr",
            publisher="Le Monde",
            url="https://example.org/a",
            snapshot="paper.txt",
            sha256="0a" * 32,
        )


class TestNamesAndDates:
    def test_a_name_written_once_is_the_same_in_both_languages(self, tmp_path: Path) -> None:
        made = loaded(tmp_path, ADA)
        assert (made.name.to("fr"), made.name.to("en")) == ("Ada", "Ada")

    def test_a_name_may_differ_between_the_languages(self, tmp_path: Path) -> None:
        made = loaded(tmp_path, ADA.replace("name: Ada", "name: {fr: Le plan, en: The plan}"))
        assert (made.name.to("fr"), made.name.to("en")) == ("Le plan", "The plan")

    def test_a_bare_date_means_that_the_source_states_it(self, tmp_path: Path) -> None:
        made = loaded(tmp_path, card("event", "launch", "start: 2025-01", "end: 2025-01~/2025-08"))
        assert isinstance(made, Event)
        assert made.end is not None
        assert (made.start.basis, made.start.note, made.end.basis) == ("stated", None, "stated")
        assert made.end.date == parse_date("2025-01~/2025-08")

    def test_an_inferred_date_keeps_its_note(self, tmp_path: Path) -> None:
        made = loaded(tmp_path, card("event", "launch", f"start: {{date: 2025-01, basis: inferred, {NOTE}}}"))
        assert isinstance(made, Event)
        assert made.start == When(date=parse_date("2025-01"), basis="inferred", note=Text(fr="Déduit.", en="Inferred."))

    @pytest.mark.parametrize("line", ["released: {date: {start: {year: 2025}}}", "released: {date: {year: 2025}}"])
    def test_a_date_is_one_text(self, line: str, tmp_path: Path) -> None:
        problem = problem_of(tmp_path, card("model", "r1", line))
        assert problem.startswith("models/r1.yaml:9:18: ")
        assert "2025-08-05" in problem

    def test_a_date_of_parts_does_not_stop_the_bot(self, tmp_path: Path) -> None:
        problems_of(tmp_path, card("event", "launch", "start: {date: {start: {year: 2025, month: 13}}}"))


class TestLimits:
    """A limit is the last length that passes: one character more is refused where it begins."""

    @pytest.mark.parametrize(
        ("line", "longest"),
        [
            ("summary: {en: a, fr: …}", 1_500),
            (f"facts: [{{id: a, text: {{fr: …, en: b}}, {CITED}}}]", 1_500),
            (f"facts: [{{id: a, text: {{fr: a, en: b}}, note: {{fr: …, en: b}}, {CITED}}}]", 1_500),
            ("cite: [{source: paper, passage: …}]", 1_500),
            ("name: {fr: …, en: b}", 100),
            ("aliases: [a, …]", 100),
            ("role: {fr: …, en: b}", 100),
            ("corrections: [{date: 2026-11-21, note: {fr: …, en: b}}]", 300),
            (f"facts: [{{id: …, text: {{fr: a, en: b}}, {CITED}}}]", 64),
        ],
    )
    def test_a_text_may_be_so_long_and_no_longer(self, line: str, longest: int, tmp_path: Path) -> None:
        assert loaded(tmp_path, short_card(line.replace("…", "x" * longest)), source("paper")).id == "ada"
        problem = problem_of(tmp_path, short_card(line.replace("…", "x" * (longest + 1))), source("paper"))
        assert problem.startswith(f"people/ada.yaml:3:{line.index('…') + 1}: ")
        assert problem.endswith(f" is longer than {longest} characters; shorten its {longest + 1} characters")

    def test_an_id_may_have_64_characters(self, tmp_path: Path) -> None:
        longest = "x" * 64
        assert loaded(tmp_path, card("person", longest)).id == longest
        problem = problem_of(tmp_path, card("person", "y" * 65))
        assert problem == f"people/{'y' * 65}.yaml:1:5: 'id' is longer than 64 characters; shorten its 65 characters"

    @pytest.mark.parametrize("card_id", ["a", "1", "gpt-2", "ernie-4-5", "2025-plan"])
    def test_an_id_is_small_letters_digits_and_single_hyphens(self, card_id: str, tmp_path: Path) -> None:
        assert loaded(tmp_path, card("person", card_id)).id == card_id

    @pytest.mark.parametrize("card_id", ["Ada", "ada lovelace", "ada_l", "é", "-ada", "ada-", "a--b", "a.b", "٣"])
    def test_anything_else_is_no_id(self, card_id: str, tmp_path: Path) -> None:
        broken = ADA.replace("id: ada", f"id: '{card_id}'")
        assert problems(tmp_path, {"people/ada.yaml": broken}) == [
            f"people/ada.yaml:1:5: {card_id!r} is not an id; use small letters, digits and single hyphens"
        ]


class TestQuotes:
    def test_the_words_of_a_quotation_must_be_text_in_a_known_language(self, tmp_path: Path) -> None:
        made = loaded(tmp_path, card("quote", "said", "text: no", "original_language: en", "said_by: ada"), ADA)
        assert isinstance(made, Quote)
        assert (made.text, made.original_language) == ("no", "en")

    @pytest.mark.parametrize(
        ("printed", "translation"),
        [("fr", "{fr: Oui., en: Yes.}"), ("fr", "{fr: Oui.}"), ("en", "{en: Yes.}"), ("en", "{fr: Oui., en: Yes.}")],
    )
    def test_a_quotation_is_not_translated_into_the_language_it_was_printed_in(
        self, printed: str, translation: str, tmp_path: Path
    ) -> None:
        lines = [f"original_language: {printed}", f"translation: {translation}"]
        column = lines[1].index(f"{printed}: ") + len("fr: ") + 1
        assert problem_of(tmp_path, card("quote", "said", *lines), ADA) == (
            f"quotes/said.yaml:10:{column}: the quotation was printed in this language: {printed!r} is no translation; "
            "remove this line, or correct `original_language`"
        )

    @pytest.mark.parametrize(("printed", "translation"), [("fr", "{en: Yes.}"), ("en", "{fr: Oui.}")])
    def test_a_quotation_is_translated_into_the_other_language(
        self, printed: str, translation: str, tmp_path: Path
    ) -> None:
        lines = [f"original_language: {printed}", f"translation: {translation}"]
        assert isinstance(loaded(tmp_path, card("quote", "said", *lines), ADA), Quote)


class TestSources:
    @pytest.mark.parametrize("name", ["paper.txt", "un article (2).txt", "x" * 200])
    def test_a_snapshot_is_the_name_of_a_file(self, name: str, tmp_path: Path) -> None:
        assert edition(tmp_path, source("paper", f"snapshot: {name}")).sources["paper"].snapshot == name

    @pytest.mark.parametrize("name", ["../paper.txt", "/etc/passwd", "a/b.txt", "a\\b.txt", ".hidden", "..", "x" * 201])
    def test_a_snapshot_lies_in_no_folder(self, name: str, tmp_path: Path) -> None:
        assert problem_of(tmp_path, source("paper", f"snapshot: {name}")).startswith("sources/paper.yaml:6:11: ")


class TestFrozen:
    @pytest.mark.parametrize("kind", [*KINDS, "source"])
    def test_no_card_can_be_changed(self, kind: str, tmp_path: Path) -> None:
        text = source("first") if kind == "source" else card(kind, "first")
        made = edition(tmp_path, text, ADA)
        read: Card | Source = made.sources["first"] if kind == "source" else made.cards["first"]
        for name in ("id", "kind"):
            with pytest.raises(FrozenInstanceError):
                setattr(read, name, "other")

    def test_nothing_inside_a_card_can_be_changed(self, tmp_path: Path) -> None:
        made = loaded(
            tmp_path,
            card(
                "person",
                "ada",
                "aliases: [a]",
                f"facts: [{{id: a, text: {{fr: a, en: b}}, date: 2025, {CITED}}}]",
                f"relations: [{{type: leads, card: openai, {CITED}}}]",
                "corrections: [{date: 2026-11-21, note: {fr: a, en: b}}]",
            ),
            OPENAI,
        )
        fact = made.facts[0]
        assert isinstance(made, Person)
        assert fact.date is not None
        for inner, name in [
            (made.name, "fr"),
            (made.updated, "start"),
            (made.summary, "en"),
            (fact, "certainty"),
            (fact.text, "fr"),
            (fact.date, "basis"),
            (fact.date.date.start, "year"),
            (made.relations[0], "card"),
            (made.corrections[0], "date"),
            (made.corrections[0].note, "fr"),
        ]:
            with pytest.raises(FrozenInstanceError):
                setattr(inner, name, "other")
        assert isinstance(hash(made), int), "a list or a dictionary inside could be changed, and would have no hash"
