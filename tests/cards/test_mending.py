"""Getting over a wrong value: the rest of its card is checked, and nothing is told that only follows from it."""

import copy
import json
from dataclasses import MISSING, fields
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.cards.diagnostics import Problem
from bot.cards.inspection import inspect
from bot.cards.mending import Mending
from bot.cards.schema import CLASSES, FOLDERS
from bot.cards.snapshot import Snapshot
from tests.cards.test_catalogue import LOCKED

FOLDER_OF: dict[str, str] = {kind: folder for folder, kind in FOLDERS.items()}
CITE = [{"source": "machine", "passage": "Une équipe de Lyon ... sans se presser"}]
FACT: dict[str, Any] = {
    "id": "slow",
    "text": {"fr": "Lente, dit Ada", "en": "Slow, says Ada"},
    "date": {"date": "2025-08", "basis": "inferred", "note": {"fr": "Vu.", "en": "Seen."}},
    "said_by": "ada",
    "certainty": "reported",
    "basis": "inferred",
    "note": {"fr": "Entendu.", "en": "Heard."},
    "cite": CITE,
}
SHARED: dict[str, Any] = {
    "id": "case",
    "name": {"fr": "Un cas", "en": "A case"},
    "aliases": ["Affaire"],
    "status": "published",
    "updated": "2026-11-21",
    "summary": {"fr": "Un été", "en": "A summer"},
    "facts": [FACT, {**FACT, "id": "slower", "superseded_by": "slow"}],
    "disputed": [{"by": "ada", "fact": "slow", "text": {"fr": "Non", "en": "No"}, "cite": CITE}],
    "relations": [{"type": "mentions", "card": "ada", "cite": CITE}],
    "cite": CITE,
}
SOURCE = {"id": "case", "title": "Un article", "published": "2025-08", "language": "fr"}
OWN: dict[str, dict[str, Any]] = {
    "person": {"affiliation": "atelier", "role": {"fr": "PDG", "en": "CEO"}},
    "organization": {"category": "company", "country": "FR", "parent": "atelier"},
    "model": {"developer": "atelier", "released": "2025-08", "openness": "closed", "version": "2"},
    "event": {"start": "2025-08-05", "end": "2025-08-06", "participants": ["ada", "atelier"]},
    "quote": {
        "text": "Une équipe de Lyon",
        "original_language": "fr",
        "said_by": "ada",
        "translation": {"en": "A team"},
    },
    "term": {"definition": {"fr": "Un mot", "en": "A word"}},
    "claim": {"text": {"fr": "Oui", "en": "Yes"}, "said_by": "ada"},
    "story": {
        "lede": {"fr": "Un jour", "en": "One day"},
        "steps": [{"card": "ada", "text": {"fr": "Elle", "en": "She"}, "cite": CITE}],
    },
}


def right(kind: str) -> dict[str, Any]:
    """Return a card with which nothing is wrong, and which has nearly every field that its kind can have."""
    if kind == "source":
        return copy.deepcopy({**SOURCE, "kind": kind})
    return copy.deepcopy({**SHARED, "kind": kind, **OWN[kind]})


def told(kind: str, card: dict[str, Any]) -> list[Problem]:
    """Return what is wrong with ``card``, beside the world of the catalogue."""
    data = json.dumps(card, ensure_ascii=False, indent=1).encode()
    snapshot = Snapshot({**LOCKED.files, f"{FOLDER_OF[kind]}/case.yaml": data}, None, LOCKED.articles)
    return [problem for problem in inspect(snapshot).problems if not problem.warning]


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return where each value inside ``value`` stands."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [found for key, each in inner for found in paths(each, (*path, key))]


def holder_of(card: dict[str, Any], path: tuple[str | int, ...]) -> Any:
    value: Any = card
    for part in path[:-1]:
        value = value[part]
    return value


# What all kinds share is broken in a card of one of them.
BROKEN = [
    (kind, path)
    for kind in FOLDER_OF
    for path in paths(right(kind))
    if kind == "claim" or path[0] not in SHARED or path[0] in OWN.get(kind, {})
]


@pytest.mark.parametrize("kind", FOLDER_OF)
def test_nothing_is_wrong_with_the_cards_that_are_broken_below(kind: str) -> None:
    assert {problem.code for problem in told(kind, right(kind))} <= {"R04"}


@pytest.mark.parametrize(("kind", "path"), BROKEN, ids=str)
@pytest.mark.parametrize("wrong", ["?? ??", ["?? ??"], ""], ids=str)
def test_what_is_wrong_with_a_value_is_all_that_is_told(kind: str, path: tuple[str | int, ...], wrong: Any) -> None:
    """Every value of a card of each kind, replaced by what it cannot be."""
    card = right(kind)
    holder_of(card, path)[path[-1]] = wrong
    usual = {problem.code for problem in told(kind, right(kind))}
    direct = {"D01", "K01", "K02", "K03", "K04", "K05", "K07", "K09", "L01", "Y03"}
    # Any text may be a passage or spoken, and not be in the article.
    direct |= {"S02", "S05"} if path[-1] == "passage" else {"S12"} if (kind, path) == ("quote", ("text",)) else set()
    assert {problem.code for problem in told(kind, card)} <= direct | usual


@pytest.mark.parametrize("kind", FOLDER_OF)
def test_whatever_is_missing_has_a_stand_in(kind: str) -> None:
    value: dict[str, Any] = {}
    for name in ("facts", "disputed", "relations", "cite", "steps"):
        value |= {name: [{}]} if name in {field.name for field in fields(CLASSES[kind])} else {}
    mending = Mending(value, kind, "case")
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(CLASSES[kind]).validate_python(value)
    mending.mend(caught.value.errors())
    card = TypeAdapter(CLASSES[kind]).validate_python(mending.value)
    assert card.id == "case"
    assert mending.made_up >= {(field.name,) for field in fields(CLASSES[kind]) if field.default is MISSING} - {
        ("steps",)
    }


@pytest.mark.parametrize("key", ["status", "updated", "name", "summary", "cite", "kind", "aliases", "facts"])
def test_another_mistake_is_told_beside_it(key: str) -> None:
    card = right("model") | {"developer": "ada", key: "?? ??" if key != "name" else ""}
    assert "R02" in {problem.code for problem in told("model", card)}


def test_the_status_that_was_meant_decides_what_is_missed() -> None:
    uncited = right("term") | {"cite": []}
    assert "S01" in {problem.code for problem in told("term", uncited | {"status": "publshed"})}
    assert "S01" not in {problem.code for problem in told("term", uncited | {"status": "drfat"})}


def test_a_card_of_another_kind_is_not_judged_by_the_rules_of_its_folder() -> None:
    (problem,) = told("person", right("model") | {"kind": "model"})
    assert problem.code == "K09"


def test_the_file_keeps_what_is_written_in_it() -> None:
    value = right("term")
    value["summary"] = {"fr": ["?"], "en": "A"}
    mending = Mending(value, "term", "case")
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(CLASSES["term"]).validate_python(value)
    mending.mend(caught.value.errors())
    assert value["summary"] == {"fr": ["?"], "en": "A"}
