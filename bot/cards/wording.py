"""What pydantic finds wrong, in the words of somebody who writes cards."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from bot.cards.diagnostics import Mistake, closest, with_hint
from bot.cards.schema import ID_FORM, When
from bot.cards.text import LONGEST_ECHO, fold, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from pydantic_core import ErrorDetails

    from bot.cards.document import Path

_LANGUAGES: Mapping[str, str] = {"fr": "French", "en": "English"}
_TWIN = 0.8  # difflib ratio, 0 to 1: a slip of one letter, and nothing else
_MOST_KEYS = 20  # listed when no key is like the unknown one
_MOST_WORDS = 8  # listed whatever was written; of a longer list, one that is as similar as this is enough
_ALIKE = 0.7  # 0 to 1
_WORD = re.compile(r"'([^']+)'")

# Our keys are English and our curators write French all day: these are too far apart to be called misspelt.
_FRENCH_KEYS: Mapping[str, str] = {
    "identifiant": "id",
    "genre": "kind",
    "nom": "name",
    "statut": "status",
    "resume": "summary",
    "faits": "facts",
    "fait": "facts",
    "citation": "cite",
    "texte": "text",
    "titre": "title",
    "langue": "language",
    "editeur": "publisher",
    "lieu": "place",
    "debut": "start",
    "fin": "end",
    "pays": "country",
}

# What pydantic calls the ends of a range.
_BOUNDS: Mapping[str, str] = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}

# The fields whose form no id or name has, in words instead of the pattern that checks them.
_FORMS: Mapping[str, str] = {
    "country": "two capital letters, such as FR (ISO 3166)",
    "sha256": "64 digits and letters from a to f",
    "url": "an address that begins with https://",
    "snapshot": "the name of a file, without a folder",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What is wrong and what to do; ``key`` is whether the key is meant; ``replacement`` is what should stand there.

    ``path`` leads on from the error's own place.
    """

    code: str
    message: str
    help: str = ""
    key: bool = False
    replacement: str | None = None
    path: Path = ()

    def __str__(self) -> str:
        return with_hint(self.message, self.help)


def worded(error: ErrorDetails, shape: type[Any], siblings: Collection[str] = ()) -> Words:
    """Say a pydantic error about a value of ``shape``; ``siblings`` are the keys that stand beside the one meant."""
    if error["type"] == "unexpected_keyword_argument":
        return _unknown(error, shape, siblings)
    return _WORDS.get(error["type"], _out_of_bounds)(error, shape)


def _missing(error: ErrorDetails, shape: type[Any]) -> Words:
    *parents, name = error["loc"]
    message = f"{_dotted(error['loc'])!r} is missing"
    if name in _LANGUAGES and {"fr", "en"} <= set(keys_at(parents, shape)):
        return Words("L01", message, f"write it in {_LANGUAGES[str(name)]} too")
    return Words(
        "K02", message, f"add a line `{name}:`" if parents else f"every card of this kind has one: add `{name}:`"
    )


def _unknown(error: ErrorDetails, shape: type[Any], siblings: Collection[str]) -> Words:
    *parents, key = error["loc"]
    known = keys_at(parents, shape)
    message = f"unknown key {_shown(key)}"
    if near := _meant(str(key), [each for each in known if each not in siblings]):
        return Words("K01", message, f"did you mean {near!r}?", key=True, replacement=near)
    present = [each for each in known if each in siblings]
    if twins := difflib.get_close_matches(str(key)[:LONGEST_ECHO], present, 1, _TWIN):
        return Words("K01", message, f"{twins[0]!r} is there already; keep one of the two", key=True)
    if key in _LANGUAGES and not parents:
        return Words("K01", message, "indent it, below the key that it belongs to", key=True)
    listed = f"the keys here are {', '.join(known)}" if 0 < len(known) <= _MOST_KEYS else ""
    return Words("K01", message, listed, key=True)


def _meant(key: str, known: Sequence[str]) -> str | None:
    """Return the key that was meant: in capitals, with a hyphen, in French or misspelt."""
    if len(key) > LONGEST_ECHO:
        return None
    plain = key.strip().casefold().replace("-", "_").replace(" ", "_")
    in_french = _FRENCH_KEYS.get(fold(key))
    return in_french if in_french in known else closest(plain, known)


def _not_a_word(error: ErrorDetails, _: type[Any]) -> Words:
    words = _WORD.findall(error["ctx"]["expected"])
    near = difflib.get_close_matches(str(error["input"])[:LONGEST_ECHO], words, n=1, cutoff=_ALIKE)
    alone = near and len(words) > _MOST_WORDS
    remedy = f"did you mean {near[0]!r}?" if alone else f"write {error['ctx']['expected']}"
    return Words("K04", f"{_shown(error['input'])} is not possible here", remedy)


def _form(error: ErrorDetails, _: type[Any]) -> Words:
    shown, field, pattern = _shown(error["input"]), _field(error), error.get("ctx", {}).get("pattern", "")
    if pattern == ID_FORM:
        # A card is often named where its id should stand; the id of this one is for its curator to choose.
        meant = "" if field == "id" else fold(error["input"]).replace(" ", "-")[:LONGEST_ECHO]
        hint = (
            f"did you mean {meant!r}?" if re.match(ID_FORM, meant) else "use small letters, digits and single hyphens"
        )
        return Words("K07", f"{shown} is not an id", hint)
    return Words("K07", f"{shown} does not have the form of {field!r}", f"write {_FORMS.get(field, pattern)}")


def _empty(error: ErrorDetails, _: type[Any]) -> Words:
    return Words("K05", f"{_named(error)} is empty", "write something or remove the line")


def _long(error: ErrorDetails, _: type[Any]) -> Words:
    most, length = error["ctx"]["max_length"], len(error["input"])
    return Words("K06", f"{_named(error)} is longer than {most} characters", f"shorten its {length} characters")


def _text(error: ErrorDetails, _: type[Any]) -> Words:
    if isinstance(error["input"], dict) and len(error["input"]) == 1 and isinstance(error["loc"][-1], int):
        # `- Abacus: the slow one` is a block of one key for YAML.
        return Words("Y03", "a colon and a space inside the text start a new key", "put the text in quotes")
    message = f"{_named(error)} must be text, not a list or a block of keys"
    return Words("K03", message, "write one text after the colon")


def _list(error: ErrorDetails, shape: type[Any]) -> Words:
    keys = keys_at(error["loc"], shape)
    blocks = f"begin each of its items with a hyphen: `- {keys[0]}: ...`" if keys else ""
    return Words("K03", f"{_named(error)} must be a list", blocks or "write [one, two], or one a line after a hyphen")


def _block(error: ErrorDetails, shape: type[Any]) -> Words:
    keys = keys_at(error["loc"], shape)
    if isinstance(error["input"], str) and error["input"].partition(":")[0] in keys:
        return Words("Y17", "there is no space after this colon", "write a colon and a space")
    if block_at(error["loc"], shape) is When:
        return Words("K03", f"{_named(error)} must be a date", "write 2025, 2025-08 or 2025-08-05")
    message = f"{_named(error)} must be a block of keys"
    return Words("K03", message, f"its keys are {', '.join(keys)}" if keys else "")


def _number(error: ErrorDetails, _: type[Any]) -> Words:
    return Words("K03", f"{_field(error)!r} must be a number, not {_shown(error['input'])}")


def _value(error: ErrorDetails, _: type[Any]) -> Words:
    mistake = error["ctx"]["error"]
    if isinstance(mistake, Mistake):
        return Words(mistake.code, mistake.message, mistake.remedy, replacement=mistake.replacement, path=mistake.path)
    return Words("K07", str(mistake))


def _out_of_bounds(error: ErrorDetails, _: type[Any]) -> Words:
    context = error.get("ctx", {})
    bounds = [f"{words} {context[name]}" for name, words in _BOUNDS.items() if name in context]
    return Words("K07", f"{_field(error)!r} must be {' and '.join(bounds)}" if bounds else error["msg"])


_WORDS: Mapping[str, Callable[[ErrorDetails, type[Any]], Words]] = {
    "missing": _missing,
    "missing_argument": _missing,
    "missing_keyword_only_argument": _missing,
    "literal_error": _not_a_word,
    "string_pattern_mismatch": _form,
    "string_too_short": _empty,
    "string_too_long": _long,
    "string_type": _text,
    "tuple_type": _list,
    "dataclass_type": _block,
    "int_parsing": _number,
    "float_parsing": _number,
    "value_error": _value,
}


def _field(error: ErrorDetails) -> str:
    """Return what the value is called; an item of a list goes by the list's name."""
    return next((part for part in reversed(error["loc"]) if isinstance(part, str)), "card")


def _named(error: ErrorDetails) -> str:
    item = bool(error["loc"]) and isinstance(error["loc"][-1], int)
    return f"an item of {_field(error)!r}" if item else repr(_field(error))


def _shown(value: Any) -> str:
    """Quote what was written."""
    return shortened(repr(value))


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(part if isinstance(part, str) else f"{part + 1}" for part in path)


def keys_at(path: Sequence[str | int], shape: type[Any]) -> list[str]:
    """Return the keys of the block that stands at ``path`` in a value of ``shape``."""
    block = block_at(path, shape)
    return [field.name for field in fields(block)] if block is not None else []


def block_at(path: Sequence[str | int], shape: type[Any]) -> type[Any] | None:
    """Return the class of that block."""
    inner: type[Any] | None = shape
    for part in path:
        if isinstance(part, str) and inner is not None:
            inner = _block_in(get_type_hints(inner).get(part))
    return inner


def _block_in(hint: Any) -> type[Any] | None:
    """Return the dataclass inside ``Text``, ``Text | None`` or ``tuple[Fact, ...]``."""
    if isinstance(hint, type) and is_dataclass(hint):
        return hint
    return next((found for inner in get_args(hint) if (found := _block_in(inner))), None)
