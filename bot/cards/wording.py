"""What pydantic finds wrong, in the words of somebody who writes cards."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from bot.cards.diagnostics import Mistake, closest, with_hint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic_core import ErrorDetails

_LANGUAGES = {"fr": "French", "en": "English"}
_LONGEST_ECHO = 80  # characters
_MOST_KEYS = 20  # listed when no key is like the unknown one

# What pydantic calls the ends of a range.
_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}

# The fields whose form no id or name has, in words instead of the pattern that checks them.
_FORMS = {
    "country": "two capital letters, such as FR (ISO 3166)",
    "sha256": "64 digits and letters from a to f",
    "url": "an address that begins with https://",
    "snapshot": "the name of a file, without a folder",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What is wrong and what to do; ``key`` is whether the key is meant; ``replacement`` is what should stand there."""

    code: str
    message: str
    help: str = ""
    key: bool = False
    replacement: str | None = None

    def __str__(self) -> str:
        return with_hint(self.message, self.help)


def worded(error: ErrorDetails, shape: type[Any]) -> Words:
    """Say a pydantic error about a value of ``shape``."""
    return _WORDS.get(error["type"], _out_of_bounds)(error, shape)


def _missing(error: ErrorDetails, shape: type[Any]) -> Words:
    *parents, name = error["loc"]
    message = f"{_dotted(error['loc'])!r} is missing"
    if name in _LANGUAGES and {"fr", "en"} <= set(_keys_at(parents, shape)):
        return Words("L01", message, f"write it in {_LANGUAGES[str(name)]} too")
    return Words(
        "K02", message, f"add a line `{name}:`" if parents else f"every card of this kind has one: add `{name}:`"
    )


def _unknown(error: ErrorDetails, shape: type[Any]) -> Words:
    *parents, key = error["loc"]
    known = _keys_at(parents, shape)
    near = closest(str(key), known)
    present = error["input"] if isinstance(error["input"], dict) else {}
    if near:
        return Words(
            "K01",
            f"unknown key {key!r}",
            f"did you mean {near!r}?",
            key=True,
            replacement=None if near in present else near,
        )
    listed = f"the keys here are {', '.join(known)}" if 0 < len(known) <= _MOST_KEYS else ""
    return Words("K01", f"unknown key {key!r}", listed, key=True)


def _not_a_word(error: ErrorDetails, _: type[Any]) -> Words:
    return Words("K04", f"{_shown(error['input'])} is not possible here", f"write {error['ctx']['expected']}")


def _form(error: ErrorDetails, _: type[Any]) -> Words:
    shown, field, pattern = _shown(error["input"]), _field(error), error.get("ctx", {}).get("pattern", "")
    if "a-z0-9" in pattern:
        return Words("K07", f"{shown} is not an id", "use small letters, digits and single hyphens")
    return Words("K07", f"{shown} does not have the form of {field!r}", f"write {_FORMS.get(field, pattern)}")


def _empty(error: ErrorDetails, _: type[Any]) -> Words:
    return Words("K05", f"{_field(error)!r} is empty", "write something or remove the line")


def _long(error: ErrorDetails, _: type[Any]) -> Words:
    most, length = error["ctx"]["max_length"], len(error["input"])
    return Words("K06", f"{_field(error)!r} is longer than {most} characters", f"shorten its {length} characters")


def _text(error: ErrorDetails, _: type[Any]) -> Words:
    return Words(
        "K03", f"{_field(error)!r} must be text, not a list or a block of keys", "write one text after the colon"
    )


def _list(error: ErrorDetails, _: type[Any]) -> Words:
    return Words("K03", f"{_field(error)!r} must be a list", "write [one, two], or one a line after a hyphen")


def _block(error: ErrorDetails, shape: type[Any]) -> Words:
    keys = _keys_at(error["loc"], shape)
    return Words("K03", f"{_field(error)!r} must be a block of keys", f"its keys are {', '.join(keys)}" if keys else "")


def _number(error: ErrorDetails, _: type[Any]) -> Words:
    return Words("K03", f"{_field(error)!r} must be a number, not {_shown(error['input'])}")


def _value(error: ErrorDetails, _: type[Any]) -> Words:
    mistake = error["ctx"]["error"]
    if isinstance(mistake, Mistake):
        return Words(mistake.code, mistake.message, mistake.remedy, replacement=mistake.replacement)
    return Words("K07", str(mistake))


def _out_of_bounds(error: ErrorDetails, _: type[Any]) -> Words:
    context = error.get("ctx", {})
    bounds = [f"{words} {context[name]}" for name, words in _BOUNDS.items() if name in context]
    return Words("K07", f"{_field(error)!r} must be {' and '.join(bounds)}" if bounds else error["msg"])


_WORDS: Mapping[str, Callable[[ErrorDetails, type[Any]], Words]] = {
    "missing": _missing,
    "missing_argument": _missing,
    "missing_keyword_only_argument": _missing,
    "unexpected_keyword_argument": _unknown,
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


def _shown(value: Any) -> str:
    """Quote what was written, or its beginning when half an article was pasted there."""
    text = repr(value)
    return text if len(text) <= _LONGEST_ECHO else f"{text[:_LONGEST_ECHO]}…"


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(part if isinstance(part, str) else f"{part + 1}" for part in path)


def _keys_at(path: Sequence[str | int], shape: type[Any]) -> list[str]:
    """Return the keys of the block that stands at ``path`` in a value of ``shape``."""
    inner: type[Any] | None = shape
    for part in path:
        if isinstance(part, str) and inner is not None:
            inner = _block_in(get_type_hints(inner).get(part))
    return [field.name for field in fields(inner)] if inner is not None else []


def _block_in(hint: Any) -> type[Any] | None:
    """Return the dataclass inside ``Text``, ``Text | None`` or ``tuple[Fact, ...]``."""
    if isinstance(hint, type) and is_dataclass(hint):
        return hint
    return next((found for inner in get_args(hint) if (found := _block_in(inner))), None)
