"""The schemas that editors use: up to date, never stricter than the reader, and of use against real mistakes."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.cards import reader
from bot.cards.dates import parse_date
from bot.cards.descriptions import descriptions_of
from bot.cards.json_schema import schema_file, schema_of, schema_text
from bot.cards.schema import CLASSES, FOLDERS
from tests.cards.support import PROPERTY, card, edition_of, source
from tests.conftest import ROOT

SCHEMAS = ROOT / "config" / "schema"
CARDS = sorted((ROOT / "briefings").glob("*/*.y*ml"))
OTHERS = (card("person", "ada", status="draft"), card("organization", "acme", status="draft"), source("article"))

every_kind = pytest.mark.parametrize("kind", CLASSES)
every_card = pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)


class Yaml12(yaml.SafeLoader):
    """YAML 1.2 with its core schema, as editors read it."""


Yaml12.yaml_implicit_resolvers = {}
Yaml12.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$"), list("tTfF"))
Yaml12.add_implicit_resolver("decimal", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789"))
Yaml12.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)
Yaml12.add_constructor("decimal", lambda loader, node: int(node.value))


def as_an_editor_reads(text: str | bytes) -> Any:
    return yaml.load(text, Yaml12)  # noqa: S506  (a SafeLoader)


def as_an_old_editor_reads(text: str | bytes) -> Any:
    """YAML 1.1: ``no`` is false, ``2025-08-05`` a date, which JSON has only as text."""
    return json.loads(json.dumps(yaml.safe_load(text), default=date.isoformat))


def mistakes(kind: str, value: Any) -> list[str]:
    """Return the path and the words of each mistake that the schema finds."""
    validator = Draft202012Validator(schema_of(kind), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


@every_kind
def test_the_committed_schema_is_the_generated_one(kind: str) -> None:
    committed = (SCHEMAS / schema_file(kind)).read_text("utf-8")
    assert committed == schema_text(kind), "the cards have changed their shape: run `depeche schema`"


def test_there_is_no_schema_of_a_kind_that_is_no_more() -> None:
    assert {path.name for path in SCHEMAS.iterdir()} == {schema_file(kind) for kind in CLASSES}


@every_kind
def test_a_schema_is_a_schema(kind: str) -> None:
    Draft202012Validator.check_schema(schema_of(kind))
    text = schema_text(kind)
    assert text.endswith("}\n")
    assert text == schema_text(kind)
    assert "\\u" not in text
    assert text.startswith('{\n  "$schema": "https://json-schema.org/draft/2020-12/schema",\n  "title": ')


@every_card
def test_every_card_passes_however_its_yaml_is_read(path: Path) -> None:
    kind = FOLDERS[path.parent.name]
    for read in (reader.parse, as_an_editor_reads, as_an_old_editor_reads):
        assert mistakes(kind, read(path.read_bytes())) == []


@every_card
def test_every_card_opens_with_the_schema_of_its_kind(path: Path) -> None:
    first = path.read_text("utf-8").partition("\n")[0]
    name = first.removeprefix("# yaml-language-server: $schema=")
    assert name != first
    assert (path.parent / name).resolve() == SCHEMAS / schema_file(FOLDERS[path.parent.name])


# What the reader takes


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("model", "version: 1.10"),
        ("model", "version: no"),
        ("model", "version: 4e5"),
        ("model", "name: 2048"),
        ("model", "name: {fr: 3.5, en: true}"),
        ("model", "name: {fr: Deux, en: Two}"),
        ("model", "aliases: [no, 4, 1.5, true, null-island]"),
        ("model", "aliases:"),
        ("model", "openness:"),
        ("model", "released:"),
        ("model", "released: 2019"),
        ("model", "released: 0999"),
        ("model", "released: 2025-08-05"),
        ("model", "released: 2025-01~/2025-08-31%"),
        ("model", "released: {date: 2019, basis: inferred, note: {fr: Oui., en: No.}}"),
        ("model", "released: {date: 2019, basis: , note: }"),
        ("model", "developer: acme"),
        ("model", "developer:"),
        ("model", "summary: {fr: 12, en: false}"),
        ("organization", "country: FR"),
        ("organization", "country: NO"),
        ("organization", "category: research-firm"),
        ("person", "role: {fr: 007, en: 7}"),
        ("person", "facts: [{id: 2025, text: {fr: 1, en: 2}, certainty: , date: 2019, cite: }]"),
        ("person", "cite: [{source: article, passage: 12.50 ... 13}]"),
        ("person", "corrections: [{date: 2026-11-21, note: {fr: 1, en: yes}}]"),
        ("person", "corrections:"),
        ("quote", "text: 42"),
        ("quote", "translation: {en: yes}"),
        ("quote", "translation:"),
        ("story", "steps: [{card: ada, text: {fr: a, en: b}}]"),
    ],
)
def test_what_the_reader_takes_is_not_underlined(kind: str, line: str) -> None:
    text = card(kind, "thing", line, status="draft")
    key = line.partition(":")[0]
    text = re.sub(rf"^{key}:.*\n(?:  .*\n)*(?=(?:.*\n)*{key}:)", "", text, flags=re.MULTILINE)
    edition_of(text, *OTHERS)
    assert mistakes(kind, as_an_editor_reads(text)) == []
    assert mistakes(kind, as_an_old_editor_reads(text)) == []


POINTS = st.from_regex(
    r"[0-9]{4}(-[0-1][0-9](-[0-3][0-9])?)?[?~%]?", fullmatch=True, alphabet=st.characters(codec="ascii")
)


@PROPERTY
@given(st.lists(POINTS, min_size=1, max_size=2).map("/".join))
def test_every_date_that_the_reader_takes_has_the_form_of_a_date(text: str) -> None:
    try:
        parse_date(text)
    except ValueError:
        return
    assert mistakes("event", {**event(), "start": text}) == []


# What it refuses


def event(**changed: Any) -> dict[str, Any]:
    usual = {
        "id": "launch",
        "kind": "event",
        "name": "Launch",
        "status": "published",
        "updated": "2026-11-21",
        "summary": {"fr": "Une phrase.", "en": "A sentence."},
        "start": "2025-08",
    }
    return {name: value for name, value in (usual | changed).items() if value is not ...}


CITED = {"source": "article", "passage": "a ... b"}
NOTE = {"fr": "Une.", "en": "One."}
FACT = {"id": "one", "text": NOTE, "cite": [CITED]}


@pytest.mark.parametrize(
    ("changed", "path", "words"),
    [
        ({"stat": "x"}, "$", "'stat' was unexpected"),
        ({"status": "publised"}, "$.status", "is not one of"),
        ({"status": ...}, "$", "'status' is a required property"),
        ({"kind": "model"}, "$.kind", "'event' was expected"),
        ({"id": "Launch Day"}, "$.id", "does not match"),
        ({"id": "a" * 65}, "$.id", "is too long"),
        ({"name": ["Launch"]}, "$.name", "is not valid under any"),
        ({"name": "x" * 101}, "$.name", "is not valid under any"),
        ({"summary": {"fr": "Une phrase."}}, "$.summary", "'en' is a required property"),
        ({"summary": "Une phrase."}, "$.summary", "is not of type 'object'"),
        ({"summary": {"fr": "x" * 1501, "en": "x"}}, "$.summary.fr", "is too long"),
        ({"summary": {"fr": "", "en": "x"}}, "$.summary.fr", "should be non-empty"),
        ({"updated": "2026-11"}, "$.updated", "does not match"),
        ({"updated": "21/11/2026"}, "$.updated", "does not match"),
        ({"start": ...}, "$", "'start' is a required property"),
        ({"start": "August 2025"}, "$.start", "is not valid under any"),
        ({"start": "2025-13"}, "$.start", "is not valid under any"),
        ({"start": "2025-8-5"}, "$.start", "is not valid under any"),
        ({"start": {"date": "2025", "basis": "inferred"}}, "$.start", "is not valid under any"),
        ({"start": {"dates": "2025"}}, "$.start", "is not valid under any"),
        ({"aliases": "Launch day"}, "$.aliases", "is not of type 'array', 'null'"),
        ({"participants": ["Sam Altman"]}, "$.participants[0]", "does not match"),
        ({"facts": [FACT | {"basis": "inferred"}]}, "$.facts[0]", "'note' is a required property"),
        ({"facts": [FACT | {"certainty": "sure"}]}, "$.facts[0].certainty", "is not valid under any"),
        ({"facts": [FACT | {"cites": []}]}, "$.facts[0]", "'cites' was unexpected"),
        ({"facts": [FACT | {"cite": CITED}]}, "$.facts[0].cite", "is not of type 'array', 'null'"),
        ({"cite": [{"source": "article"}]}, "$.cite[0]", "'passage' is a required property"),
        ({"corrections": [{"date": "2026-11", "note": NOTE}]}, "$.corrections[0].date", "does not match"),
        ({"corrections": [{"date": "2026-11-21"}]}, "$.corrections[0]", "'note' is a required property"),
        (
            {"corrections": [{"date": "2026-11-21", "note": NOTE | {"fr": "x" * 301}}]},
            "$.corrections[0].note.fr",
            "is too long",
        ),
        (
            {"corrections": [{"date": "2026-11-21", "note": {"fr": "Une."}}]},
            "$.corrections[0].note",
            "'en' is a required",
        ),
        ({"relations": [{"type": "conserns", "card": "ada"}]}, "$.relations[0].type", "is not one of"),
        ({"relations": [{"type": "leads", "card": "acme"}]}, "$.relations[0].type", "is not one of"),
    ],
)
def test_a_mistake_is_underlined(changed: dict[str, Any], path: str, words: str) -> None:
    (found,) = mistakes("event", event(**changed))
    assert found.startswith(f"{path}: ")
    assert words in found


def test_the_card_that_the_mistakes_are_made_in_has_none() -> None:
    assert mistakes("event", event(facts=[FACT], cite=[CITED])) == []


def test_a_source_needs_no_summary_but_an_address_that_is_one() -> None:
    value = reader.parse(source("article").encode())
    assert mistakes("source", value) == []
    (found,) = mistakes("source", value | {"url": "example.org"})
    assert found.startswith("$.url: ")


# What an editor shows


@every_kind
def test_every_field_says_what_it_is_for(kind: str) -> None:
    schema = schema_of(kind)
    for shape in (schema, *schema.get("$defs", {}).values()):
        assert shape["title"]
        for name, field in shape["properties"].items():
            assert field.get("description", "").endswith((".", "%")), f"{shape['title']}.{name}"


@every_kind
def test_nothing_is_said_of_a_field_that_does_not_exist(kind: str) -> None:
    assert descriptions_of(CLASSES[kind]).keys() == {field.name for field in fields(CLASSES[kind])}


@every_kind
def test_a_card_ends_with_what_all_kinds_have(kind: str) -> None:
    names = list(schema_of(kind)["properties"])
    assert names[:2] == ["id", "kind"]
    assert names[-5:] == ["facts", "disputed", "relations", "cite", "corrections"] or kind == "source"


@every_kind
def test_only_the_relations_that_a_kind_may_have_are_offered(kind: str) -> None:
    offered = set(_relation_types(kind))
    assert ("leads" in offered) == (kind == "person")
    assert ("responds-to" in offered) == (kind != "source")


def _relation_types(kind: str) -> Iterator[str]:
    yield from (
        schema_of(kind)
        .get("$defs", {})
        .get("Relation", {"properties": {"type": {"enum": []}}})["properties"]["type"]["enum"]
    )
