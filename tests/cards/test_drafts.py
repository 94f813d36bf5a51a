"""A draft always loads, holds exactly what was typed, and tells a curator what goes where."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.cards import reader
from bot.cards.answers import answers_of, heading_of, id_from, kind_called, questions, refusal
from bot.cards.drafts import draft_text, scalar
from bot.cards.fields import fields_of
from bot.cards.inspection import inspect
from bot.cards.json_schema import schema_of
from bot.cards.schema import CLASSES, FOLDERS, Card, Source
from bot.cards.snapshot import Snapshot, take_snapshot
from bot.cards.text import TODO
from bot.errors import UsageError
from tests.cards.support import PROPERTY
from tests.conftest import ROOT

TODAY = date(2026, 11, 22)
FOLDER_OF: dict[str, str] = {kind: folder for folder, kind in FOLDERS.items()}

# What a draft of each kind cannot do without, beside its id and its name.
NEEDED: dict[str, dict[str, str]] = {
    "event": {"start": "2025-08~"},
    "quote": {"original_language": "fr", "said_by": "sam-altman"},
    "claim": {"said_by": "openai"},
    "source": {"published": "2025", "language": "en"},
}

every_kind = pytest.mark.parametrize("kind", CLASSES)


@pytest.fixture(scope="module")
def real() -> Snapshot:
    return take_snapshot(ROOT / "briefings")


def draft(kind: str, said: Mapping[str, str] | None = None) -> str:
    usual = {"id": "new-card", heading_of(kind): "New card", **NEEDED.get(kind, {})}
    return draft_text(kind, {**usual, **(said or {})}, schema="../../config/schema/x.schema.json", today=TODAY)


def parsed(text: str) -> Mapping[str, Any]:
    value: dict[str, Any] = reader.parse(text.encode())
    return value


def served(real: Snapshot, kind: str, text: str) -> Card | Source:
    """Return the card that ``text`` is beside the real ones, once nothing at all is found wrong with it."""
    file = f"{FOLDER_OF[kind]}/new-card.yaml"
    found = inspect(replace(real, files={**real.files, file: text.encode()}))
    assert [str(problem) for problem in found.problems if problem.file == file] == []
    return found.edition.sources["new-card"] if kind == "source" else found.edition.cards["new-card"]


# It loads


@every_kind
def test_a_draft_with_the_least_of_answers_loads_beside_the_real_cards(kind: str, real: Snapshot) -> None:
    text = draft(kind)
    loaded = served(real, kind, text)
    if isinstance(loaded, Card):
        assert loaded.status == "draft"
        assert str(loaded.updated) == "2026-11-22"
        assert loaded.summary.fr == loaded.summary.en == TODO
    Draft202012Validator(schema_of(kind)).validate(parsed(text))


@pytest.mark.parametrize(
    ("kind", "key", "typed", "expected"),
    [
        ("person", "name", "Ada", "Ada"),
        ("person", "name.en", "Ada L.", {"fr": "New card", "en": "Ada L."}),
        ("person", "name.fr", "Ada L.", {"fr": "Ada L.", "en": "New card"}),
        ("person", "summary.en", "Yes: she did.", {"fr": TODO, "en": "Yes: she did."}),
        ("person", "role.fr", "PDG d’OpenAI", {"fr": "PDG d’OpenAI", "en": TODO}),
        ("person", "affiliation", "openai", "openai"),
        ("person", "aliases", "Ada, Lady L.,  A: L ", ["Ada", "Lady L.", "A: L"]),
        ("organization", "country", "NO", "NO"),
        ("organization", "category", "media", "media"),
        ("model", "released", "2025-01~/2025-08", "2025-01~/2025-08"),
        ("model", "version", "1.10", "1.10"),
        ("event", "participants", "sam-altman,openai", ["sam-altman", "openai"]),
        ("quote", "text", "- Oui, # oui !", "- Oui, # oui !"),
        ("quote", "translation.en", "Yes.", {"en": "Yes."}),
        ("term", "definition.fr", "Un mot.", {"fr": "Un mot.", "en": TODO}),
        ("claim", "text.en", "It is.", {"fr": TODO, "en": "It is."}),
        ("story", "steps", "openai", [{"card": "openai", "text": {"fr": TODO, "en": TODO}}]),
        ("source", "url", "https://example.org/#a", "https://example.org/#a"),
    ],
)
def test_an_answer_stands_in_the_draft(real: Snapshot, kind: str, key: str, typed: str, expected: Any) -> None:
    text = draft(kind, {key: typed})
    assert parsed(text)[key.partition(".")[0]] == expected
    assert refusal(kind, key, typed) is None
    served(real, kind, text)


def test_a_source_and_a_passage_become_a_citation() -> None:
    text = draft("person", {"cite.source": "gpt-oss-course-chine", "cite.passage": 'L’annonce ... "ouverts"'})
    assert parsed(text)["cite"] == [{"source": "gpt-oss-course-chine", "passage": 'L’annonce ... "ouverts"'}]


# It holds exactly what was typed

# What the reader refuses because nobody sees it.
UNSEEN = "\u200b\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff"
LINES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=UNSEEN), min_size=1, max_size=100
).filter(lambda x: x == x.strip())
NASTY = st.text([*":#'\"\\-?,[]{}&*!|>%@`~=<01./noéœ🙂« \u00a0"], min_size=1, max_size=12).map(str.strip)


@PROPERTY
@given(LINES | NASTY.filter(bool))
def test_any_name_reads_back_as_it_was_typed(name: str) -> None:
    text = draft("person", {"name": name})
    assert parsed(text)["name"] == name
    assert len(text.splitlines()) == len(draft("person").splitlines())


@PROPERTY
@given(LINES | NASTY.filter(bool))
def test_any_text_reads_back_in_every_place(typed: str) -> None:
    assume("," not in typed)
    text = draft("quote", dict.fromkeys(("name.en", "aliases", "text", "cite.source", "cite.passage"), typed))
    card = parsed(text)
    assert card["name"]["en"] == card["aliases"][0] == card["text"] == card["cite"][0]["passage"] == typed


@pytest.mark.parametrize("sign", ["\n", "\r", "\t", "\x00", "\x7f", "\x85", "\u2028", "\u2029", "\udc80", *UNSEEN])
def test_what_does_not_fit_a_line_is_refused(sign: str) -> None:
    for answer in ("name", "cite.passage"):
        with pytest.raises(UsageError, match="Write it on one line"):
            draft("person", {"cite.source": "x", "cite.passage": "y", answer: f"a{sign}b"})


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Sam Altman", "Sam Altman"),
        ("L’IA d’aujourd’hui", "L’IA d’aujourd’hui"),
        ("gpt-oss-20b", "gpt-oss-20b"),
        ("No", '"No"'),
        ("null", '"null"'),
        ("1.10", '"1.10"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("ends: ", '"ends: "'),
        ('say "hi" \\ there', '"say \\"hi\\" \\\\ there"'),
        ("- a", '"- a"'),
    ],
)
def test_only_what_could_be_mistaken_is_quoted(text: str, written: str) -> None:
    assert scalar(text) == written


# It tells what goes where


@every_kind
def test_every_field_is_there_below_its_comment(kind: str) -> None:
    lines = draft(kind).splitlines()
    assert lines[0] == "# yaml-language-server: $schema=../../config/schema/x.schema.json"
    for field in fields_of(kind):
        (at,) = [number for number, line in enumerate(lines) if line.startswith(f"{field.name}:")]
        above = " ".join(line.removeprefix("# ") for line in lines[:at])
        assert field.about in above
    assert all(len(line) <= 117 for line in lines)


@every_kind
def test_a_draft_says_that_publishing_takes_citations(kind: str) -> None:
    assert ("(S01)" in draft(kind)) == (kind != "source")


@every_kind
def test_what_is_in_comments_can_be_uncommented(kind: str) -> None:
    text = draft(kind).replace("steps: []", "steps:")
    uncommented = "\n".join(line[1:] if line.startswith("#  ") else line for line in text.splitlines())
    card = parsed(uncommented)
    assert kind == "source" or card["facts"][0]["cite"][0]["passage"] == "first words ... last words"
    assert kind != "story" or card["steps"][0]["card"] == "id-of-a-card"
    assert kind != "person" or card["role"] == {"fr": "…", "en": "…"}


@every_kind
def test_the_types_of_relations_are_those_of_the_kind(kind: str) -> None:
    assert (" leads," in draft(kind)) == (kind == "person")


# What is asked


@pytest.mark.parametrize(
    ("name", "card_id"),
    [
        ("Ada Lovelace", "ada-lovelace"),
        ("Cœur d’Élan", "coeur-d-elan"),
        ("GPT‑5 (2025)", "gpt-5-2025"),
        ("x" * 63 + " y", "x" * 63),
        ("x" * 70, "x" * 64),
        ("../../etc/passwd", "etc-passwd"),
        ("深度求索", ""),
        ("!?", ""),
    ],
)
def test_an_id_comes_from_a_name(name: str, card_id: str) -> None:
    assert id_from(name) == card_id


@PROPERTY
@given(st.text(max_size=200))
def test_every_id_that_comes_from_a_name_is_one(name: str) -> None:
    made = id_from(name)
    assert made == "" or refusal("person", "id", made) is None


@pytest.mark.parametrize(("word", "kind"), [("person", "person"), ("people", "person"), ("STORIES", "story")])
def test_a_kind_goes_by_its_folder_too(word: str, kind: str) -> None:
    assert kind_called(word) == kind


@pytest.mark.parametrize(
    ("word", "meant"), [("persn", "person"), ("organisation", "organization"), ("peple", "people")]
)
def test_a_mistaken_kind_leads_to_the_closest(word: str, meant: str) -> None:
    with pytest.raises(UsageError, match=f"did you mean '{meant}'"):
        kind_called(word)


@every_kind
def test_what_cannot_wait_is_what_has_no_valid_placeholder(kind: str) -> None:
    asked = dict(questions(kind))
    assert {key for key, field in asked.items() if not field.can_wait} == NEEDED.get(kind, {}).keys()
    assert asked.keys() <= set(answers_of(kind))
    for key, field in asked.items():
        assert (refusal(kind, key, TODO) is None) == (field.can_wait and key != "steps")


@pytest.mark.parametrize(
    ("kind", "key", "text", "words"),
    [
        ("event", "start", "2025-13", "is not a day of the calendar"),
        ("event", "participants", "openai, Sam Altman", "'Sam Altman' is not an id"),
        ("person", "id", "../x", "is not an id"),
        ("person", "name", "x" * 101, "'name' is longer than 100 characters"),
        ("person", "summary.fr", "x" * 1501, "'fr' is longer than 1500 characters"),
        ("model", "openness", "free", "write 'closed', 'open-weights', 'open-source' or 'disputed'"),
        ("organization", "country", "France", "two capital letters"),
        ("story", "steps", "Open AI", "is not an id"),
    ],
)
def test_what_the_reader_would_not_take_is_refused_in_its_words(kind: str, key: str, text: str, words: str) -> None:
    assert words in (refusal(kind, key, text) or "")


def test_no_category_of_characters_is_forgotten() -> None:
    everything = {unicodedata.category(chr(code)) for code in range(0x110000)}
    for category in everything - {"Cc", "Cs", "Zl", "Zp"}:
        char = next(chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == category)
        assert reader.parse(f"a: {scalar(f'x{char}x')}".encode()) == {"a": f"x{char}x"}
