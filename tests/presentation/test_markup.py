"""Other people's text is shown letter for letter: it formats nothing, links nowhere and mentions nobody."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simcord.preview._markdown import markdown_tokens

from bot.presentation.markup import displayed, plain
from tests.presentation.support import PROPERTY

# Everybody and everything that a mention could reach.
CONTEXT = {
    "users": {"1": "ada"},
    "roles": {"1": "staff"},
    "channels": {"1": "general"},
    "commands": {"1": "who"},
    "emojis": {"1": {"name": "party", "animated": False}},
    "everyone": True,
}
PIECES = [
    *"*_~|`<>[]()#@:/\\-+.!=$^{}'\"",
    *("**", "__", "~~", "||", "```", "``", "***", "://", "](", "\\\\", "\\*"),
    *("# ", "## ", "-# ", "> ", ">>> ", "- ", "+ ", "* ", "1. ", "1) ", "2025. "),
    *("@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "<t:0:R>", "</who:1>", "<:party:1>"),
    *("https://evil.example", "http://a.b/c_d_e", "[x](https://evil.example)", "<https://evil.example>"),
    *(" ", "  ", "\n", "\n\n", "\t", "\u00a0", "\u202f", "\u2028", "\r\n"),
    *("mot", "été", "L’IA", "« oui »", "1", "2025", "🎉", "\u202e", "سام"),
]
TEXT = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(
    # Discord decodes no HTML entities, as the parser here would; nor has it any use for control characters.
    alphabet=st.characters(exclude_characters="&", exclude_categories=["Cc", "Cs"]),
    max_size=40,
)


def normalised(text: str) -> str:
    """Return ``text`` on one line, with single spaces, the unbreakable ones of French left alone."""
    kept = {"\u00a0": "\ue000", "\u202f": "\ue001"}
    stripped = text.strip()
    for space, mark in kept.items():
        stripped = stripped.replace(space, mark)
    joined = " ".join(stripped.split())
    for space, mark in kept.items():
        joined = joined.replace(mark, space)
    return joined


# The parser takes even an escaped "-#" for small print, which Discord does not; that one is tested by itself.
PARSED = TEXT.filter(lambda text: not normalised(text).startswith("-# "))


def tokens(markdown: str) -> list[dict[str, Any]]:
    return markdown_tokens(markdown, "text_display", context=CONTEXT)


def flat(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for token in found:
        yield token
        yield from flat(token.get("children", []))


def kinds(markdown: str) -> set[str]:
    return {token["type"] for token in flat(tokens(markdown))}


def read(markdown: str) -> str:
    return "".join(token["content"] for token in flat(tokens(markdown)) if "content" in token)


@PROPERTY
@given(PARSED)
def test_no_text_is_active_markdown(text: str) -> None:
    assert kinds(plain(text)) <= {"paragraph", "inline", "text"}


def test_small_print_is_escaped() -> None:
    assert plain("-# small") == "\\-\\# small"


@PROPERTY
@given(PARSED)
def test_text_reads_as_it_was_written(text: str) -> None:
    assert read(plain(text)).replace("\u00a0", " ").strip() == normalised(text).replace("\u00a0", " ").strip()


@PROPERTY
@given(PARSED.filter(normalised))
@pytest.mark.parametrize(
    ("before", "after", "ours"),
    [
        ("- ", "", {"bullet_list", "list_item", "paragraph", "inline", "text"}),
        ("### ", "", {"heading", "inline", "text"}),
        ("-# ", "", {"paragraph", "subtext", "text", "inline"}),
        ("No card is called “", "”. Did you mean one of these?", {"paragraph", "inline", "text"}),
    ],
)
def test_text_does_not_break_out_of_what_we_put_it_into(before: str, after: str, ours: set[str], text: str) -> None:
    assert kinds(f"{before}{plain(text)}{after}") <= ours


@PROPERTY
@given(TEXT)
def test_what_is_displayed_is_the_text_itself(text: str) -> None:
    assert displayed(plain(text)) == normalised(text)


@pytest.mark.parametrize("text", ["snake_case", "__init__", "America/New_York", "a_b_c"])
def test_underscores_are_displayed_as_they_are(text: str) -> None:
    assert displayed(plain(text)) == text


@PROPERTY
@given(TEXT)
def test_text_stays_on_one_line_and_at_most_doubles(text: str) -> None:
    escaped = plain(text)
    assert "\n" not in escaped
    assert "\r" not in escaped
    assert len(escaped) <= 2 * len(text)


@pytest.mark.parametrize("text", ["«\u00a0oui\u00a0»", "12\u202f000", "n°\u00a01\u202f!"])
def test_french_spaces_are_kept(text: str) -> None:
    assert plain(text) == text
    assert displayed(text) == text


def test_small_print_behind_a_bar_is_not_displayed() -> None:
    assert (
        displayed("> “Yes.”\n> -# as printed, in English\n> \\-\\# kept") == "“Yes.”\nas printed, in English\n-# kept"
    )


def test_our_own_markup_is_not_displayed() -> None:
    markdown = "### Sam Altman\n-# Person\n- said so *(disputed)*\n**Leads** · OpenAI\n> “Yes.”\n## News"
    assert displayed(markdown) == "Sam Altman\nPerson\n- said so (disputed)\nLeads · OpenAI\n“Yes.”\nNews"
