"""What a curator is told about a mistake: the line, the column, the reason, and often the remedy."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.cards.diagnostics import Problem, did_you_mean
from bot.cards.document import Mark, Span
from tests.cards.support import (
    CITED,
    FIRST_FREE_LINE,
    card,
    path_of,
    problem_of,
    problems,
    problems_of,
    short_card,
    source,
)

ADA = card("person", "ada")
OPENAI = card("organization", "openai")
KEYS_OF_A_PERSON = (
    "the keys here are id, kind, name, aliases, status, updated, summary, "
    "facts, disputed, relations, cite, corrections, role, affiliation"
)
NO_NOTE = "an inferred statement needs a note {fr, en} that says what it is inferred from; add `note:`"


class TestCards:
    """Each message stands at the line and the column of what must be changed."""

    @pytest.mark.parametrize("key", ["id", "name", "status", "updated", "summary"])
    def test_a_missing_key_is_named(self, key: str, tmp_path: Path) -> None:
        assert problems(tmp_path, {"people/ada.yaml": short_card(without=key)}) == [
            f"people/ada.yaml:1:1: {key!r} is missing; every card of this kind has one: add `{key}:`"
        ]

    @pytest.mark.parametrize(
        ("kind", "lines", "expected"),
        [
            # A key that no card of this kind has.
            ("person", ["alias: [a]"], "9:1: unknown key 'alias'; did you mean 'aliases'?"),
            ("person", ["roles: {fr: a, en: b}"], "9:1: unknown key 'roles'; did you mean 'role'?"),
            ("person", ["afiliation: openai"], "9:1: unknown key 'afiliation'; did you mean 'affiliation'?"),
            ("person", ["openness: closed"], f"9:1: unknown key 'openness'; {KEYS_OF_A_PERSON}"),
            ("person", ["zzz: 1"], f"9:1: unknown key 'zzz'; {KEYS_OF_A_PERSON}"),
            ("model", ["opennes: closed"], "9:1: unknown key 'opennes'; did you mean 'openness'?"),
            ("person", ["role: {fr: a, en: b, de: c}"], "9:22: unknown key 'de'; the keys here are fr, en"),
            (
                "person",
                ["facts:", "  - {id: a, text: {fr: a, en: b}, txt: c, " + CITED + "}"],
                "10:35: unknown key 'txt'; 'text' is there already; keep one of the two",
            ),
            # A language that was forgotten.
            ("person", ["role:", "  fr: PDG"], "10:3: 'role.en' is missing; write it in English too"),
            ("person", ["role: {en: CEO}"], "9:7: 'role.fr' is missing; write it in French too"),
            (
                "person",
                ["facts:", "  - id: a", "    text:", "      en: b", f"    {CITED}"],
                "12:7: 'facts.1.text.fr' is missing; write it in French too",
            ),
            ("person", ["facts:", "  - id: a", f"    {CITED}"], "10:5: 'facts.1.text' is missing; add a line `text:`"),
            # A word that is not one of the possible ones.
            (
                "model",
                ["openness: open"],
                "9:11: 'open' is not possible here; write 'closed', 'open-weights', 'open-source' or 'disputed'",
            ),
            (
                "organization",
                ["category: firm"],
                (
                    "9:11: 'firm' is not possible here; write "
                    "'company', 'platform', 'institution', 'government', 'media' or 'research-firm'"
                ),
            ),
            (
                "person",
                ["facts:", "  - id: a", "    text: {fr: a, en: b}", "    certainty: sure", f"    {CITED}"],
                "12:16: 'sure' is not possible here; write 'confirmed', 'reported', 'disputed' or 'refuted'",
            ),
            (
                "person",
                ["facts:", f"  - {{id: a, text: {{fr: a, en: b}}, basis: guess, {CITED}}}"],
                "10:42: 'guess' is not possible here; write 'stated' or 'inferred'",
            ),
            ("quote", ["original_language: de"], "9:20: 'de' is not possible here; write 'fr' or 'en'"),
            # What is inferred says from what.
            (
                "event",
                ["start:", "  date: 2025-01", "  basis: inferred"],
                f"10:3: {NO_NOTE}",
            ),
            (
                "person",
                ["facts:", f"  - {{id: a, text: {{fr: a, en: b}}, basis: inferred, {CITED}}}"],
                f"10:5: {NO_NOTE}",
            ),
            (
                "person",
                [
                    "facts:",
                    "  - id: a",
                    "    text: {fr: a, en: b}",
                    "    date: {date: 2025, basis: inferred}",
                    f"    {CITED}",
                ],
                f"12:11: {NO_NOTE}",
            ),
            # Text, lists and blocks in each other's place.
            (
                "person",
                ["aliases: Ada L."],
                "9:10: 'aliases' must be a list; write [one, two], or one a line after a hyphen",
            ),
            (
                "person",
                ["facts:", "  first: {fr: a, en: b}"],
                "10:3: 'facts' must be a list; begin each of its items with a hyphen: `- id: ...`",
            ),
            (
                "model",
                ["version: [1, 2]"],
                "9:10: 'version' must be text, not a list or a block of keys; write one text after the colon",
            ),
            (
                "model",
                ["version: {a: b}"],
                "9:10: 'version' must be text, not a list or a block of keys; write one text after the colon",
            ),
            ("person", ["role: CEO"], "9:7: 'role' must be a block of keys; its keys are fr, en"),
            ("person", ["role: [CEO]"], "9:7: 'role' must be a block of keys; its keys are fr, en"),
            ("term", ["definition: Un mot."], "9:13: 'definition' must be a block of keys; its keys are fr, en"),
            # Nothing where something should be.
            ("model", ["version: ''"], "9:10: 'version' is empty; write something or remove the line"),
            ("model", ["version: '  '"], "9:10: 'version' is empty; write something or remove the line"),
            ("person", ["role: {fr: , en: CEO}"], "9:12: 'role.fr' is missing; write it in French too"),
            (
                "term",
                ["definition:"],
                "9:12: 'definition' is missing; every card of this kind has one: add `definition:`",
            ),
            ("person", ["role: {fr: '', en: CEO}"], "9:12: 'fr' is empty; write something or remove the line"),
            # Ids, dates and forms.
            (
                "person",
                ["affiliation: Open AI"],
                "9:14: 'Open AI' is not an id; did you mean 'open-ai'?",
            ),
            (
                "event",
                ["start: août"],
                "9:8: 'août' is not a date; write 2025, 2025-08 or 2025-08-05 (add ? when uncertain, ~ when about)",
            ),
            (
                "model",
                ["released: {date: 2025-02-30}"],
                "9:18: '2025-02-30' is not a day of the calendar; look at a calendar, or leave the day out",
            ),
            ("event", ["start: 2025/2024"], "9:8: the interval 2025/2024 ends before it begins; swap its two ends"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_place(
        self, kind: str, lines: list[str], expected: str, tmp_path: Path
    ) -> None:
        text = card(kind, "first", *lines)
        assert text.splitlines()[FIRST_FREE_LINE - 1] == lines[0]
        assert problem_of(tmp_path, text, ADA, OPENAI) == f"{path_of(text)}:{expected}"

    @pytest.mark.parametrize(
        ("line", "column", "word"),
        [("country: France", 10, "country"), ("country: usa", 10, "country")],
    )
    def test_what_has_another_form_is_refused(self, line: str, column: int, word: str, tmp_path: Path) -> None:
        problem = problem_of(tmp_path, card("organization", "openai", line))
        assert problem.startswith(f"organizations/openai.yaml:9:{column}: {line.partition(': ')[2]!r} ")

    @pytest.mark.parametrize("line", ["url: example.org", "url: ftp://a", "sha256: abc", f"sha256: {'0A' * 32}"])
    def test_a_source_has_a_web_address_and_a_whole_hash(self, line: str, tmp_path: Path) -> None:
        key, _, value = line.partition(": ")
        problem = problem_of(tmp_path, source("paper", line))
        assert problem.startswith(f"sources/paper.yaml:6:{len(key) + 3}: {value!r} ")

    def test_a_form_is_explained_in_words(self, tmp_path: Path) -> None:
        told = problems_of(
            tmp_path, source("paper", "url: a", "sha256: b"), card("organization", "openai", "country: c")
        )
        assert len(told) == 3
        assert not re.search(r"[\^$\\\[\]]", "".join(told)), "a regular expression is nothing for a curator"

    @pytest.mark.parametrize(
        "line", ["facts: [Une phrase.]", "aliases: [[Ada]]", "aliases: ['']", "aliases: [{a: b, c: d}]"]
    )
    def test_an_item_of_a_list_is_called_by_the_lists_name(self, line: str, tmp_path: Path) -> None:
        _, _, message = problem_of(tmp_path, card("person", "ada", line)).partition(": ")
        assert line.partition(":")[0] in message

    def test_a_colon_that_makes_a_block_of_a_text_is_told_as_a_colon(self, tmp_path: Path) -> None:
        assert problem_of(tmp_path, card("person", "ada", "aliases: [Ada, Countess: Ada]")) == (
            "people/ada.yaml:9:16: a colon and a space inside the text start a new key; put the text in quotes"
        )

    @pytest.mark.parametrize("name", ["''", "x" * 101])
    def test_a_name_written_once_is_wrong_once(self, name: str, tmp_path: Path) -> None:
        assert "'name'" in problem_of(tmp_path, card("person", "ada", name=name))

    def test_an_unknown_key_is_marked_itself_even_above_a_block(self, tmp_path: Path) -> None:
        problem = problem_of(tmp_path, card("person", "ada", "rôle:", "  fr: PDG", "  en: CEO"))
        assert problem.startswith("people/ada.yaml:9:1: ")

    @pytest.mark.parametrize("kind", ["personne", "organization", "''", "[person]"])
    def test_another_kind_is_told_the_kind_of_the_folder(self, kind: str, tmp_path: Path) -> None:
        (problem,) = problems(tmp_path, {"people/ada.yaml": ADA.replace("kind: person", f"kind: {kind}")})
        assert problem.startswith("people/ada.yaml:2:7: the cards in people/ are of kind person")

    @pytest.mark.parametrize("day", ["2026", "2026-11", "2026-11-21?", "2026-11-21~", "2026-11-20/2026-11-21"])
    def test_a_card_was_last_changed_on_one_day(self, day: str, tmp_path: Path) -> None:
        assert problem_of(tmp_path, short_card(f"updated: {day}")) == (
            "people/ada.yaml:3:10: this must be one day; write it as 2026-11-21"
        )

    def test_a_missing_kind_is_the_only_thing_that_is_missing(self, tmp_path: Path) -> None:
        """What the folder's kind may have is right, whether the card names its kind or not."""
        broken = card("model", "r1", "openness: closed").replace("kind: model\n", "")
        assert problems(tmp_path, {"models/r1.yaml": broken}) == [
            "models/r1.yaml:1:1: 'kind' is missing; every card of this kind has one: add `kind:`"
        ]

    def test_a_long_mistake_is_told_shortly(self, tmp_path: Path) -> None:
        assert len(problem_of(tmp_path, card("model", "r1", f"openness: {'x' * 5000}"))) < 300

    @pytest.mark.parametrize("text", ["just text", "- a\n- list", "~", "'quoted'"])
    def test_a_file_that_is_no_block_of_keys_is_no_card(self, text: str, tmp_path: Path) -> None:
        assert problems(tmp_path, {"people/ada.yaml": text}) == [
            "people/ada.yaml:1:1: a card is a block of keys such as id, kind and name; see `depeche new`"
        ]

    def test_a_mistake_of_syntax_has_its_place_too(self, tmp_path: Path) -> None:
        assert problems_of(tmp_path, card("person", "ada", "role: {fr: a, fr: b}")) == [
            "people/ada.yaml:9:15: the key 'fr' is here twice; it already stands on line 9"
        ]

    def test_all_mistakes_of_a_card_are_told_at_once_from_top_to_bottom(self, tmp_path: Path) -> None:
        broken = card("person", "ada", "rol: a", "aliases: b", "facts: [{id: A}]", status="live")
        assert [problem.partition(" ")[0] for problem in problems_of(tmp_path, broken)] == [
            "people/ada.yaml:4:9:",
            "people/ada.yaml:9:1:",
            "people/ada.yaml:9:6:",
            "people/ada.yaml:10:10:",
            "people/ada.yaml:11:9:",
            "people/ada.yaml:11:14:",
        ]


def problem(file: str, line: int, column: int, message: str = "", code: str = "K07", **more: Any) -> Problem:
    mark = Mark(line, column)
    return Problem(file=file, span=Span(mark, mark, 0, 0), code=code, message=message, **more)


class TestProblems:
    def test_a_problem_reads_as_a_line_that_editors_can_jump_to(self) -> None:
        assert str(problem("people/ada.yaml", 9, 7, "no")) == "people/ada.yaml:9:7: no"

    def test_a_line_ends_with_what_to_do(self) -> None:
        assert str(problem("people/ada.yaml", 9, 7, "no", help="yes", note="why")) == "people/ada.yaml:9:7: no; yes"

    def test_problems_are_in_file_order(self) -> None:
        ordered = [problem("a", 2, 9), problem("a", 10, 1), problem("a", 10, 2), problem("b", 1, 1)]
        backwards = ordered[::-1]
        assert sorted(backwards, key=lambda each: each.place) == ordered

    def test_a_rule_makes_a_problem_a_warning_or_an_error(self) -> None:
        assert problem("a", 1, 1, code="S08").warning
        assert not problem("a", 1, 1, code="S02").warning

    @pytest.mark.parametrize(
        ("word", "hint"),
        [
            ("sumary", "did you mean 'summary'?"),
            ("statut", "did you mean 'status'?"),
            ("facts", "did you mean 'facts'?"),
            ("zzz", ""),
            ("", ""),
        ],
    )
    def test_only_a_similar_word_is_proposed(self, word: str, hint: str) -> None:
        assert did_you_mean(word, ["summary", "status", "facts"]) == hint


def test_what_is_broken_leaves_the_files_alone(tmp_path: Path) -> None:
    """Reading never writes: the curator's bytes, comments and line ends stay."""
    contents = {"people/ada.yaml": "# Ada\r\nid:   ada\r\n"}
    problems(tmp_path, contents)
    assert (tmp_path / "briefings/people/ada.yaml").read_bytes() == b"# Ada\r\nid:   ada\r\n"
