"""The text of a new card: what is known of it so far, and a comment for each field that is still to be written."""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from typing import TYPE_CHECKING

from bot.cards import reader
from bot.cards.answers import SETTLED, items_of
from bot.cards.fields import Field, fields_of
from bot.cards.relations import ENDS
from bot.cards.text import LANGUAGES, TODO
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_COMMENT_WIDTH = 115  # columns

# What is plain text to every reader of YAML: letters first, and no sign that could mean something.
_PLAIN = re.compile(r"[^\W\d_](?:[\w’«»()./\u00a0\u202f -]*[\w’«»()./-])?")
_YAML_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_UNWRITABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})  # control characters, half characters, breaks of lines and paragraphs

_CITED = """\
    text:
      fr: Une phrase.
      en: A sentence.
    cite:
      - source: id-of-the-article
        passage: "first words ... last words"
"""
_EXAMPLES: Mapping[str, str] = {
    "facts": f"  - id: what-it-is-about\n{_CITED}",
    "disputed": f"  - by: id-of-who-contradicts\n{_CITED}",
    "steps": f"  - card: id-of-a-card\n{_CITED}",
    "relations": "  - type: one-of-the-types\n    card: id-of-a-card\n",
    "cite": '  - source: id-of-the-article\n    passage: "first words ... last words"\n',
    "corrections": "  - date: 2026-11-22\n    note:\n      fr: Ce qui était faux.\n      en: What was wrong.\n",
}


def draft_text(kind: str, answers: Mapping[str, str], *, schema: str, today: date) -> str:
    """Return the draft of a card; ``schema`` is the path that editors find its JSON Schema by.

    ``answers`` go by the keys of ``answers_of``, with ``cite.source`` and ``cite.passage`` for the first citation.
    Raises UsageError when one of them cannot be written on a line.
    """
    known = {**answers, "kind": kind, "status": "draft", "updated": today.isoformat()}
    fields = ["\n".join([*_comment(_about(field, kind)), *_lines(field, known)]) for field in fields_of(kind)]
    return "\n\n".join([_opening(kind, schema), *fields]) + "\n"


def scalar(text: str) -> str:
    """Return ``text`` as YAML: as it is where nothing in it could be mistaken, otherwise in double quotes."""
    plain = _PLAIN.fullmatch(text) and text.casefold() not in _YAML_WORDS
    return text if plain else _quoted(text)


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)  # JSON's escapes are YAML's too
    if any(unicodedata.category(char) in _UNWRITABLE for char in text) or not _read_back(text, quoted):
        raise UsageError(f"{text!r} holds a line break or an invisible character. Write it on one line.")
    return quoted


def _read_back(text: str, quoted: str) -> bool:
    """Say whether the reader, which refuses what nobody sees, makes ``text`` of it again."""
    try:
        return bool(reader.parse(f"- {quoted}".encode()) == [text])
    except reader.YamlProblem:
        return False


def _opening(kind: str, schema: str) -> str:
    left_out = "A field with nothing after its colon counts as left out."
    draft = (
        "A draft: no reader sees it before it says `status: published`. By then, every sentence has to cite the "
        "passage that it rests on: `depeche check` refuses a published card that does not (S01). Put your words "
        f"wherever it says {TODO}. {left_out}"
    )
    return "\n".join([f"# yaml-language-server: $schema={schema}", *_comment(left_out if kind == "source" else draft)])


def _about(field: Field, kind: str) -> str:
    if field.name == "relations":
        types = ", ".join(name for name, ends in ENDS.items() if kind in ends.sources)
        return f"{field.about} The types: {types}."
    said = all(f"`{word}`" in field.about for word in field.words)
    return field.about if said else f"{field.about} One of: {', '.join(field.words)}."


def _comment(sentence: str) -> list[str]:
    wrapped = textwrap.wrap(sentence, _COMMENT_WIDTH, break_long_words=False, break_on_hyphens=False)
    return [f"# {line}" for line in wrapped]


def _lines(field: Field, known: Mapping[str, str]) -> list[str]:
    """Return ``field`` as it stands in the file, with an example to uncomment where a block is to be written."""
    if field.name == "cite" and "cite.source" in known:
        source, passage = known["cite.source"], known["cite.passage"]
        return ["cite:", f"  - source: {scalar(source)}", f"    passage: {_quoted(passage)}"]
    if field.name == "steps":
        return _steps(known.get("steps", ""))
    if field.in_blocks:
        return [f"{field.name}:", *_example(field.name)]
    if not any(key in known for key in field.keys) and not field.required:
        return [f"{field.name}:", *_hint(field)]
    if field.name not in field.keys or any(f"{field.name}.{language}" in known for language in LANGUAGES):
        return _in_both(field, known)
    return [f"{field.name}: {_value(field, known.get(field.name, TODO))}"]


def _in_both(field: Field, known: Mapping[str, str]) -> list[str]:
    once = known.get(field.name, TODO if field.needs_both else "")
    values = {language: known.get(f"{field.name}.{language}", once) for language in LANGUAGES}
    return [f"{field.name}:", *(f"  {language}: {scalar(text)}" for language, text in values.items() if text)]


def _hint(field: Field) -> list[str]:
    if field.bilingual:
        return [f"#  {language}: …" for language in LANGUAGES]
    return ["#  - …"] if field.listed else []


def _value(field: Field, text: str) -> str:
    if field.listed:
        return f"[{', '.join(scalar(item) for item in items_of(text))}]"
    # An editor may take a quoted date for any text; what is settled is known to be plain.
    return text if field.name in SETTLED or (field.dated and re.fullmatch("[0-9][0-9/?~%-]*", text)) else scalar(text)


def _steps(text: str) -> list[str]:
    cards = items_of(text)
    if not cards:
        return [
            "# Take the brackets away, and the signs # in front of the lines below them.",
            "steps: []",
            *_example("steps"),
        ]
    return ["steps:", *(line for card in cards for line in (f"  - card: {scalar(card)}", *_todo_text()))]


def _todo_text() -> list[str]:
    return ["    text:", *(f"      {language}: {TODO}" for language in LANGUAGES)]


def _example(name: str) -> list[str]:
    return [f"#{line}" for line in _EXAMPLES[name].splitlines()]
