"""The catalogs have what the code says, in both languages, and the French is typeset as French."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import bot
from bot.cards.text import LANGUAGES, Language
from bot.presentation.localizer import load_localizers

BOT = Path(bot.__path__[0])
# The functions that `make messages` looks for, and which of their arguments to take.
KEYWORDS = {"gettext": None, "ngettext": (1, 2), "N_": None, "locale_str": None, "t": None}
OUT_OF_STEP = "the code and the catalog differ: run `make messages`, then translate what is new"


def catalog(language: str) -> Catalog:
    with (BOT / "presentation" / "locales" / language / "LC_MESSAGES" / "depeche.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(language: str) -> list[Message]:
    return [message for message in catalog(language) if message.id]


def forms(message: Message) -> list[tuple[str, str]]:
    """Return the msgid with its translation; a plural has as many as it has forms, all but the first of one msgid."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string or ""))]
    one, many = message.id
    targets = message.string if isinstance(message.string, tuple) else ()
    return list(zip([one] + [many] * (len(targets) - 1), targets, strict=True))


def french() -> list[tuple[str, str]]:
    return [form for message in messages("fr") for form in forms(message)]


def extracted() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(BOT, method_map=[("**.py", "python")], keywords=KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found}


def modules() -> dict[str, ast.Module]:
    return {str(path.relative_to(BOT)): ast.parse(path.read_text("utf-8")) for path in BOT.rglob("*.py")}


def strings_to_translate(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in KEYWORDS:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def other_names_of_gettext(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            targets = target.elts if isinstance(target, ast.Tuple) else [target]
            values = value.elts if isinstance(value, ast.Tuple) else [value]
            for name, named in zip(targets, values, strict=False):
                if isinstance(named, ast.Attribute) and named.attr in KEYWORDS:
                    yield ast.unparse(name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_has_exactly_the_strings_of_the_code(language: str) -> None:
    in_code, in_catalog = extracted(), {message.id for message in messages(language)}
    assert not in_code - in_catalog, OUT_OF_STEP
    assert not in_catalog - in_code, OUT_OF_STEP
    assert not catalog(language).obsolete, OUT_OF_STEP


def test_no_string_hides_in_an_f_string() -> None:
    """Until Python 3.12 an f-string is a single token, and Babel, which reads tokens, does not look inside."""
    seen = {form for message in extracted() for form in ((message,) if isinstance(message, str) else message)}
    hidden = [(name, text) for name, module in modules().items() for text in strings_to_translate(module)]
    assert not [(name, text) for name, text in hidden if text not in seen]


def test_no_string_hides_behind_another_name() -> None:
    names = {name for module in modules().values() for name in other_names_of_gettext(module)}
    assert not names - KEYWORDS.keys(), "call it `t`, or tell Babel the new name, here and in the Makefile"


def test_everything_is_translated() -> None:
    assert not [source for source, target in french() if not target.strip()]


def test_no_translation_is_a_guess() -> None:
    assert not [message.id for message in messages("fr") if message.fuzzy]


def test_english_spells_its_plurals_out() -> None:
    """An empty translation falls back to the msgid; an empty plural does not in every tool."""
    plurals = [message for message in messages("en") if message.pluralizable]
    assert not [message.id for message in plurals if message.string != message.id]


FORMS = {"en": ("one", "other"), "fr": ("one", "many", "other")}
COUNTS = (*range(120), 999, 1_000, 1_200, 999_999, 10**6, 10**6 + 1, 2 * 10**6, 10**7, 10**9, 10**9 + 7)


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_follow_the_rules_of_the_language(language: Language) -> None:
    """French has a form for whole millions: « 1 000 000 de fiches »."""
    form_of, expected = gettext.c2py(catalog(language).plural_expr), Locale(language).plural_form
    assert catalog(language).num_plurals == len(FORMS[language]) == len(expected.tags | {"other"})
    assert [FORMS[language][form_of(count)] for count in COUNTS] == [expected(count) for count in COUNTS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_all_its_forms(language: Language) -> None:
    plurals = [message for message in messages(language) if message.pluralizable]
    assert plurals
    assert all(len(forms(message)) == len(FORMS[language]) for message in plurals)


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("fr", 0, "0 source"),
        ("fr", 1, "1 source"),
        ("fr", 2, "2 sources"),
        ("fr", 1_200, "1\u202f200 sources"),
        ("fr", 10**6, "1\u202f000\u202f000 de sources"),
        ("fr", 10**6 + 1, "1\u202f000\u202f001 sources"),
        ("en", 0, "0 sources"),
        ("en", 1, "1 source"),
        ("en", 1_200, "1,200 sources"),
        ("en", 10**6, "1,000,000 sources"),
    ],
)
def test_things_are_counted_as_the_language_counts(language: Language, count: int, words: str) -> None:
    localizer = load_localizers()[language]
    sources = localizer.ngettext("{count} source", "{count} sources", count)
    assert sources.format(count=localizer.number(count)) == words


def test_translations_keep_placeholders() -> None:
    def placeholders(text: str) -> list[str]:
        return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)

    assert not [pair for pair in french() if placeholders(pair[0]) != placeholders(pair[1])]


def test_translations_keep_what_is_between_backquotes() -> None:
    def code(text: str) -> list[str]:
        return sorted(re.findall("`[^`]*`", text))

    assert not [pair for pair in french() if code(pair[0]) != code(pair[1])]


@pytest.mark.parametrize(
    "mistake",
    [
        pytest.param(r"'", id="straight apostrophe"),
        pytest.param(r"[\"“”]", id="quotation marks other than guillemets"),
        pytest.param(r"\.\.\.", id="three dots for an ellipsis"),
        pytest.param(r" [;:!?»]", id="plain space before a mark"),
        # What opens a line stands for itself there: "? inconnu" in a legend.
        pytest.param(r"(?<!^)(?<!\u202f)[;!?]", id="no U+202F before ; ! ?"),
        # A colon with no space after it is no punctuation: 08:00.
        pytest.param(r"(?<!\u00a0):(?!\S)", id="no U+00A0 before a colon"),
        pytest.param(r"«(?!\u00a0)|(?<!\u00a0)»", id="no U+00A0 inside guillemets"),
        pytest.param(r"\bn°(?!\u00a0)", id="no U+00A0 behind n°"),
    ],
)
def test_french_typography(mistake: str) -> None:
    assert not [target for _, target in french() if re.search(mistake, target)]
