"""What a check reports, letter for letter for a person, and in the forms that programs read."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from rich.cells import cell_len
from rich.text import Text

from bot.cards.diagnostics import Problem, Related
from bot.cards.document import TOP, Mark, Span
from bot.cards.fixes import spliced
from bot.cards.inspection import inspect
from bot.cards.lock import FILE as LOCK
from bot.cards.lock import sha256
from bot.cards.rules import RULES
from bot.cards.snapshot import Snapshot
from bot.cli.reports import github, human, json_, sarif
from bot.cli.reports.report import Report
from tests.cards.support import PROPERTY, files, source

GAZETTE = "Aurore a présenté Goéland, un modèle qui tient sur un ordinateur portable."
LINES = {
    "id": "ada",
    "kind": "person",
    "status": "draft",
    "updated": "2026-11-22",
    "name": "Ada",
    "summary": "{fr: Une phrase., en: A sentence.}",
}
REFUSED = "The bot would refuse this and keep serving the last good edition."


def ada(*lines: str, end: str = "\n") -> str:
    """Return Ada's card, with ``lines`` from the seventh on; they replace keys that they repeat."""
    given_keys = {line.partition(":")[0] for line in lines}
    start = [f"{key}: {value}" for key, value in LINES.items() if key not in given_keys]
    return end.join([*start, *lines, ""])


def report(contents: Mapping[str, str | bytes], articles: Mapping[str, bytes] | None = None) -> Report:
    """Return the report on these files, as ``depeche check`` makes it."""
    data = {name: text.encode() if isinstance(text, str) else text for name, text in sorted(contents.items())}
    snapshot = Snapshot(data, articles=articles or {})
    inspection = inspect(snapshot)
    return Report(
        problems=inspection.problems,
        folder="briefings",
        files=data,
        cards=sum(not file.startswith("sources/") for file in data),
        edition="4f2a91c",
        served=len(inspection.edition.published),
        refused=bool(inspection.errors),
        standings=inspection.standings,
    )


def of_ada(text: str | bytes) -> Report:
    return report({"people/ada.yaml": text})


def of(*problems: Problem, **changes: Any) -> Report:
    """Return a report on problems that are made up."""
    plain = Report(
        problems=problems,
        folder="briefings",
        files={},
        cards=61,
        edition="4f2a91c",
        served=61,
        refused=any(not each.warning for each in problems),
        standings={"verified": 187},
    )
    return replace(plain, **changes)


def problem(**changes: Any) -> Problem:
    usual: dict[str, Any] = {"file": "people/ada.yaml", "span": TOP, "code": "K01", "message": "wrong"}
    return Problem(**usual | changes)


def shown(made: Report, **options: Any) -> list[str]:
    """Return the lines for a person, without the summary."""
    return human.rendered(made, **options).splitlines()[:-2]


def excerpt_of(text: str | bytes, **options: Any) -> list[str]:
    """Return the two lines that show where the only problem of Ada's card is."""
    made = of_ada(text)
    assert len(made.problems) == 1, made.problems
    return shown(made, **options)[2:4]


# For a person


def cited() -> Report:
    model = """\
id: goeland
kind: model
name: Goéland
status: draft
updated: 2026-11-22
summary: {fr: Un modèle., en: A model.}
facts:
  - id: laptops
    text: {fr: Il est petit., en: It is small.}
    cite:
      - source: gazette
        passage: "un modele qui ... un ordinateur portable"
"""
    gazette = source("gazette", "snapshot: gazette.txt", f"sha256: {sha256(GAZETTE)}")
    return report({"models/goeland.yaml": model, **files(gazette)}, {"gazette.txt": GAZETTE.encode()})


def test_a_problem_has_its_place_the_line_what_is_known_and_what_to_do() -> None:
    assert human.rendered(cited()) == (
        """\
error[S02]: these words are not in the article (its first words)
  --> briefings/models/goeland.yaml:12:19   fact "laptops"
12 |         passage: "un modele qui ... un ordinateur portable"
   |                   ^^^^^^^^^^^^^
note: closest text in gazette: "un modèle qui" (not accepted)
help: an accent differs; write "un modèle qui", or run `depeche check --fix S02`

1 error in 1 of 1 card · 0 citations verified, 1 refused, 0 not verified
The bot would refuse this and keep serving the last good edition."""
    )


def test_a_file_without_a_mistake_is_only_summed_up() -> None:
    assert human.rendered(of_ada(ada())) == (
        "no problems in 1 card · 0 citations verified, 0 not verified\nThe bot would serve edition 4f2a91c (0 cards)."
    )


def test_two_places_are_both_shown() -> None:
    made = report({"organizations/ada.yaml": ada("kind: organization"), "people/ada.yaml": ada()})
    assert shown(made) == [
        "error[U01]: the id 'ada' is already taken by organizations/ada.yaml",
        "  --> briefings/people/ada.yaml:1:5",
        "1 | id: ada",
        "  |     ^^^",
        "  ::: briefings/organizations/ada.yaml:1:5",
        "1 | id: ada",
        "  |     --- first taken here",
        "help: choose another id, and name the file after it",
        "",
    ]


def test_two_places_share_one_gutter() -> None:
    made = of_ada(ada("aliases: [A]", "role:", "  fr: Une", "  en: One", "aliases: [B]"))
    assert shown(made)[2:7] == [
        "11 | aliases: [B]",
        "   | ^^^^^^^",
        "  ::: briefings/people/ada.yaml:7:1",
        " 7 | aliases: [A]",
        "   | ------- it stands here first",
    ]


def test_crlf_is_no_part_of_a_line() -> None:
    assert excerpt_of(ada("wrong: x", end="\r\n")) == ["7 | wrong: x", "  | ^^^^^"]


def test_a_byte_order_mark_takes_no_column() -> None:
    assert excerpt_of(b"\xef\xbb\xbfwrong: x\n" + ada().encode()) == ["1 | wrong: x", "  | ^^^^^"]
    assert excerpt_of(b"\xef\xbb\xbf" + ada("wrong: x").encode()) == ["7 | wrong: x", "  | ^^^^^"]


def test_a_tab_is_one_column() -> None:
    assert excerpt_of(ada("summary:", "\tfr: x")) == ["7 |  fr: x", "  | ^"]
    assert excerpt_of(ada('aliases: [ "a\tb", @ada ]')) == ['7 | aliases: [ "a b", @ada ]', "  |                   ^"]


def test_wide_and_combining_characters_are_underlined_where_they_stand() -> None:
    assert excerpt_of(ada("summary: {fr: 日本語, en: e\u0301te\u0301, 東京: x}")) == [
        "6 | summary: {fr: 日本語, en: e\u0301te\u0301, 東京: x}",
        "  |                                ^^^^",
    ]


def test_right_to_left_text_stays_and_what_would_turn_the_line_is_written_out() -> None:
    assert excerpt_of(ada("name: שלום", "wrong: x")) == ["7 | wrong: x", "  | ^^^^^"]
    assert excerpt_of(ada("name: a\u202eb")) == [r"6 | name: a\u202eb", "  |        ^^^^^^"]


def test_control_characters_never_reach_the_terminal() -> None:
    made = of_ada(ada("name: \x1b[31mAda\x07", "rolle\x1b: x"))
    assert re.search(r"[^\n\x20-\x7e·…]", human.rendered(made)) is None
    assert r"name: \u001b[31mAda\u0007" in human.rendered(made)


def test_a_long_line_is_shown_around_the_place() -> None:
    words, rest = "mot " * 300, "東京 " * 300
    assert excerpt_of(ada(f"summary: {{fr: {words}, en: b, rolle: x}}"), width=60) == [
        "6 | …t mot mot mot mot mot mot mot mot mot , en: b, rolle: x}",
        "  |                                                 ^^^^^",
    ]
    assert excerpt_of(ada(f"summary: {{fr: a, en: {words}, rolle: {rest}}}"), width=60) == [
        "6 | …mot mot mot mot , rolle: 東京 東京 東京 東京 東京 東京 …",
        "  |                    ^^^^^",
    ]


def test_a_mistake_longer_than_the_terminal_is_underlined_as_far_as_it_is_shown() -> None:
    assert excerpt_of(ada("status: " + "x" * 5_000), width=40) == [
        "6 | status: " + "x" * 28 + "…",
        "  |         " + "^" * 28,
    ]


@pytest.mark.parametrize("filling", ["x", "東", "e\u0301\u0323", "\u0301", "\u00ad", "👩‍🚀", "\t"])
def test_no_line_floods_the_terminal(filling: str) -> None:
    made = of_ada(ada(f"summary: {{fr: x{filling * 60_000}, en: b, rolle: x}}", f"name: x{filling * 20_000}x"))
    assert made.problems
    for line in shown(made):
        assert cell_len(line) <= 130
        assert len(line) <= 300


def test_of_a_text_over_several_lines_the_first_is_underlined() -> None:
    made = of(
        problem(span=Span(Mark(2, 3), Mark(3, 4), 7, 17)), files={"people/ada.yaml": b"one:\n  two: |\n   three\n"}
    )
    assert shown(made)[1:4] == ["  --> briefings/people/ada.yaml:2:3", "2 |   two: |", "  |   ^^^^^^"]


def test_the_last_line_needs_no_end() -> None:
    assert excerpt_of(ada("wrong: x").rstrip()) == ["7 | wrong: x", "  | ^^^^^"]
    assert excerpt_of(ada('role: {fr: "Une', end="\n").rstrip()) == ['7 | role: {fr: "Une', "  |            ^"]


def test_what_cannot_be_read_is_shown_up_to_there() -> None:
    assert excerpt_of(b"id: ada\nname: Ir\xe8ne\n") == ["2 | name: Ir\ufffdne", "  |         ^"]


def test_of_an_empty_file_there_is_nothing_to_show() -> None:
    assert shown(of_ada("")) == [
        "error[Y12]: the file is empty",
        "  --> briefings/people/ada.yaml:1:1",
        "help: see `depeche new`",
        "",
    ]


def test_of_a_file_that_is_not_at_hand_only_the_name_is_said() -> None:
    made = of(problem(file=LOCK, code="S07", message="out of date", help="run `depeche check --fix S07`, and commit"))
    assert shown(made) == [
        "warning[S07]: out of date",
        "  --> briefings/citations.lock.json",
        "help: run `depeche check --fix S07`, and commit",
        "",
    ]


def test_a_question_is_followed_by_the_command_that_says_yes() -> None:
    assert "help: did you mean 'role'? If so, run `depeche check --fix K01`" in shown(of_ada(ada("rolle: {fr: a}")))


def test_what_curators_write_is_never_taken_for_markup() -> None:
    made = of_ada(ada("'[red]x': '[/]'", "name: :smile: [bold]A[/bold]"))
    coloured = human.rendered(made, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == human.rendered(made)
    assert "6 | '[red]x': '[/]'" in human.rendered(made)
    assert Text.from_ansi(coloured).plain == human.rendered(made)


@pytest.mark.parametrize(
    ("made", "summary"),
    [
        (of(), ["no problems in 61 cards · 187 citations verified, 0 not verified"]),
        (
            of(standings={"verified": 1, "locked": 12, "refused": 2, "unverified": 3}, cards=1),
            ["no problems in 1 card · 1 citation verified, 12 locked, 2 refused, 3 not verified"],
        ),
        (
            of(
                problem(),
                problem(file="people/bo.yaml"),
                problem(code="Y16"),
                files={"people/ada.yaml": b"", "people/bo.yaml": b""},
            ),
            ["2 errors, 1 warning in 2 of 61 cards · 187 citations verified, 0 not verified", REFUSED],
        ),
        (
            of(problem(file=LOCK, code="S07")),
            [
                "1 warning in 1 file, 61 cards checked · 187 citations verified, 0 not verified",
                "The bot would serve edition 4f2a91c (61 cards).",
            ],
        ),
        (
            of(
                problem(file="sources/gazette.yaml"),
                problem(),
                files={"sources/gazette.yaml": b"", "people/ada.yaml": b""},
            ),
            ["2 errors in 2 files, 61 cards checked · 187 citations verified, 0 not verified", REFUSED],
        ),
    ],
)
def test_the_summary_counts(made: Report, summary: list[str]) -> None:
    assert human.rendered(made).splitlines()[-2:][: len(summary)] == summary


# For a program


def everything() -> Report:
    """Return a report with two places, a note, a fix and an insertion in it."""
    parts = (
        report({"organizations/ada.yaml": ada("kind: organization"), "people/ada.yaml": ada()}),
        report({"people/bo.yaml": ada("fr:Une", "rolle: x", end="\r\n")}),
        cited(),
    )
    return replace(
        parts[0],
        problems=tuple(each for part in parts for each in part.problems),
        files={name: data for part in parts for name, data in part.files.items()},
    )


def test_json_says_all_of_it() -> None:
    value = json.loads(json_.rendered(cited()))
    assert value == {
        "format": 1,
        "edition": "4f2a91c",
        "served": False,
        "counts": {
            "errors": 1,
            "warnings": 0,
            "cards": 1,
            "citations": {"verified": 0, "locked": 0, "unverified": 0, "refused": 1},
        },
        "problems": [
            {
                "code": "S02",
                "title": "words that are not in the article",
                "severity": "error",
                "file": "briefings/models/goeland.yaml",
                "line": 12,
                "column": 19,
                "end_line": 12,
                "end_column": 32,
                "message": "these words are not in the article (its first words)",
                "note": 'closest text in gazette: "un modèle qui" (not accepted)',
                "help": 'an accent differs; write "un modèle qui", or run `depeche check --fix S02`',
                "subject": 'fact "laptops"',
                "related": [],
                "fixable": True,
                "fix": {"start": 235, "end": 248, "replacement": "un modèle qui"},
            }
        ],
    }


def test_json_names_the_other_places() -> None:
    made = report({"organizations/ada.yaml": ada("kind: organization"), "people/ada.yaml": ada()})
    (told,) = json.loads(json_.rendered(made))["problems"]
    assert told["related"] == [
        {
            "file": "briefings/organizations/ada.yaml",
            "line": 1,
            "column": 5,
            "end_line": 1,
            "end_column": 8,
            "label": "first taken here",
        }
    ]
    assert (told["fixable"], told["fix"]) == (False, None)


def test_the_keys_of_json_are_documented() -> None:
    text = json_.rendered(everything())
    keys = set(re.findall(r'^\s*"(\w+)":', text, re.MULTILINE))
    documented = set(re.findall(r"``(\w+)``", json_.__doc__ or ""))
    assert keys - documented == set()


def test_json_is_ascii() -> None:
    assert json_.rendered(cited()).isascii()


def test_what_was_written_at_great_length_is_repeated_in_part() -> None:
    long = problem(message="m" * 9_000, note="n" * 9_000, help="h" * 9_000, subject="s" * 9_000)
    for render in (human.rendered, json_.rendered, github.rendered):
        text = render(of(long))
        assert "m" * 900 in text
        assert "n" * 900 in text
        assert len(text) < 5_000
    (result,) = log_of(of(long))["results"]
    assert len(result["message"]["text"]) < 4_000


# For GitHub


def unescaped(line: str) -> tuple[str, dict[str, str], str]:
    """Read a workflow command the way that the runner does."""
    command = re.fullmatch(r"::(\w+) ([^\n]*?)::([^\n]*)", line)
    assert command, line
    told = {
        name: value.replace("%3A", ":")
        .replace("%2C", ",")
        .replace("%0D", "\r")
        .replace("%0A", "\n")
        .replace("%25", "%")
        for name, value in (part.split("=", 1) for part in command[2].split(","))
    }
    return command[1], told, command[3].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def test_github_gets_a_command_a_problem() -> None:
    assert github.rendered(cited()) == (
        "::error file=briefings/models/goeland.yaml,line=12,endLine=12,col=19,endColumn=32,title=S02"
        "::these words are not in the article (its first words)"
        '%0Anote: closest text in gazette: "un modèle qui" (not accepted)'
        '%0Ahelp: an accent differs; write "un modèle qui", or run `depeche check --fix S02`'
    )


def test_github_escapes_what_would_end_a_property_or_the_command() -> None:
    line = github.rendered(of(problem(message="100% :: a,b\r\nc", code="Y16"), folder="a,b: 50%"))
    assert line == (
        r"::warning file=a%2Cb%3A 50%25/people/ada.yaml,line=1,endLine=1,col=1,endColumn=1,title=Y16"
        r"::100%25 :: a,b\u000d\u000ac"
    )
    assert unescaped(line)[1]["file"] == "a,b: 50%/people/ada.yaml"


def test_github_takes_columns_of_one_line_only() -> None:
    several = problem(span=Span(Mark(2, 3), Mark(4, 1), 7, 17))
    assert github.rendered(of(several)).startswith(
        "::error file=briefings/people/ada.yaml,line=2,endLine=4,title=K01::"
    )


def test_github_hears_of_other_places() -> None:
    other = Related("people/bo.yaml", TOP, "here first")
    assert github.rendered(of(problem(related=(other,)))).endswith("::wrong%0Abriefings/people/bo.yaml:1: here first")


# For a code scanner

# What the standard says of the objects that we write, down to the names of their properties.
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
REGION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["startLine", "startColumn", "endLine", "endColumn"],
    "properties": {
        name: {"type": "integer", "minimum": 1} for name in ("startLine", "startColumn", "endLine", "endColumn")
    },
}
ARTIFACT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["uri"],
    "properties": {"uri": {"type": "string", "pattern": r"^[\w./~%-]+$|^file:///[\w./~%-]+$"}},
}
PHYSICAL = {
    "type": "object",
    "additionalProperties": False,
    "required": ["artifactLocation", "region"],
    "properties": {"artifactLocation": ARTIFACT, "region": REGION},
}


def sealed(required: tuple[str, ...], optional: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    named = {name: properties.get(name, {}) for name in (*required, *optional)}
    return {"type": "object", "required": list(required), "additionalProperties": False, "properties": named}


def several(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, "uniqueItems": True}


LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = sealed(
    ("id", "shortDescription", "help", "defaultConfiguration", "properties"),
    id={"type": "string"},
    shortDescription=TEXT,
    help={"required": ["text"], "properties": {"text": {"type": "string"}, "markdown": {"type": "string"}}},
    defaultConfiguration=sealed(("level",), level=LEVEL),
    properties=sealed(("tags",), tags=several({"type": "string"})),
)
CHANGE = sealed(
    ("artifactLocation", "replacements"),
    artifactLocation=ARTIFACT,
    replacements={
        **several(sealed(("deletedRegion", "insertedContent"), deletedRegion=REGION, insertedContent=TEXT)),
        "minItems": 1,
    },
)
RESULT = sealed(
    ("ruleId", "ruleIndex", "level", "message", "locations"),
    ("relatedLocations", "fixes"),
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=TEXT,
    locations=several(sealed(("physicalLocation",), physicalLocation=PHYSICAL)),
    relatedLocations=several(
        sealed(
            ("id", "physicalLocation", "message"),
            id={"type": "integer", "minimum": 0},
            physicalLocation=PHYSICAL,
            message=TEXT,
        )
    ),
    fixes=several(
        sealed(("description", "artifactChanges"), description=TEXT, artifactChanges={**several(CHANGE), "minItems": 1})
    ),
)
DRIVER = sealed(("name", "rules"), ("version",), name={"type": "string"}, rules=several(RULE))
RUN = sealed(
    ("tool", "columnKind", "newlineSequences", "results"),
    tool=sealed(("driver",), driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    newlineSequences=several({"type": "string"}),
    results={"type": "array", "items": RESULT},
)
RESULTS = Draft202012Validator({"type": "array", "items": RESULT})
LOG = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "additionalProperties": False,
    "properties": {"$schema": {"type": "string"}, "version": {"const": "2.1.0"}, "runs": several(RUN)},
}


def log_of(made: Report) -> dict[str, Any]:
    """Return the only run of a log, after checking its form."""
    text = sarif.rendered(made)
    assert text.isascii()
    log = json.loads(text)
    Draft202012Validator(LOG).validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_a_log_has_every_rule_with_its_explanation() -> None:
    rules = log_of(of())["tool"]["driver"]["rules"]
    assert [(rule["id"], rule["shortDescription"]["text"]) for rule in rules] == [
        (rule.code, rule.title) for rule in RULES.values()
    ]
    assert all(rule["help"]["text"] and "```" in rule["help"]["markdown"] for rule in rules)


def test_a_log_has_a_result_a_problem() -> None:
    made = everything()
    run = log_of(made)
    assert [
        (
            result["ruleId"],
            run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"],
            unquote(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]),
            result["locations"][0]["physicalLocation"]["region"]["startLine"],
        )
        for result in run["results"]
    ] == [(each.code, each.code, made.path(each.file), each.line) for each in made.problems]
    assert len(run["results"]) > 2


def test_a_fix_in_a_log_is_the_one_that_is_made() -> None:
    """Region for region: what a scanner would write is what ``--fix`` writes."""
    made = everything()
    fixable = [each for each in made.problems if each.fix]
    results = [result for result in log_of(made)["results"] if "fixes" in result]
    assert len(fixable) == len(results) >= 2
    for each, result in zip(fixable, results, strict=True):
        assert each.fix
        ((change,),) = (fix["artifactChanges"] for fix in result["fixes"])
        ((replacement),) = change["replacements"]
        region, text = replacement["deletedRegion"], made.files[each.file].decode()
        starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
        start = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        by_region = text[:start] + replacement["insertedContent"]["text"] + text[end:]
        assert by_region.encode() == spliced(made.files[each.file], [each.fix])


@pytest.mark.parametrize(
    ("folder", "uri"),
    [
        ("mes fiches/été", "mes%20fiches/%C3%A9t%C3%A9/people/ada.yaml"),
        ("/srv/cards", "file:///srv/cards/people/ada.yaml"),
        ("../cards", "../cards/people/ada.yaml"),
        ("a:b#?%", "a%3Ab%23%3F%25/people/ada.yaml"),
    ],
)
def test_a_path_is_an_address(folder: str, uri: str) -> None:
    (result,) = log_of(of(problem(), folder=folder))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_other_places_are_related_locations() -> None:
    (result,) = log_of(of(problem(related=(Related("people/bo.yaml", TOP, "here first"),))))["results"]
    (related,) = result["relatedLocations"]
    assert related["message"]["text"] == "here first"
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "briefings/people/bo.yaml"


# Whatever there is in a file

MARKS = ["- ", ": ", '"', "'", "[", "{", "]", "&a ", "*a ", " #", "%", "::", "[red]", "[/]"]
INVISIBLE = ["\n", "\r\n", "\r", "  ", "\t", "\u202e", "\u2028", "\ufeff", "\x00", "\x1b[2J"]
PIECES = st.sampled_from(["id: ada", "name", "summary:", "日", "e\u0301", *MARKS, *INVISIBLE])
MIXTURES = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=60).map(lambda parts: "".join(parts).encode())


@settings(PROPERTY, max_examples=100)
@given(st.one_of(st.binary(max_size=300), MIXTURES, MIXTURES.map(lambda data: ada().encode() + data)))
@example(b"\xef\xbb\xbf")
@example(b"[" * 300)
@example(b"? [a]\n: b")
@example(ada("name: " + "\x00" * 400).encode())
@example(ada("'" + "k" * 200_000 + "': x").encode())
@example(ada("summary: {fr: " + "x" * 200_000).encode())
@example(b"x" * 270_000)
def test_no_file_is_too_strange_to_report_on(data: bytes) -> None:
    made = of_ada(data)
    many = len(made.problems)
    text = human.rendered(made)
    assert len(text) <= 4_000 * many + 1_000
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", text) is None
    assert human.rendered(made, colour=True)
    assert len(json.loads(json_.rendered(made))["problems"]) == many
    commands = github.rendered(made).split("\n") if many else []
    assert [unescaped(line)[1]["title"] for line in commands] == [each.code for each in made.problems]
    results = json.loads(sarif.rendered(made))["runs"][0]["results"]
    RESULTS.validate(results)
    assert len(results) == many
    for first, second in pairwise(text.splitlines()):
        if re.fullmatch(r" *\| +[\^-]+.*", second) and re.match(r" *\d+ \| ", first):
            assert second.index("|") == first.index("|")
