"""Characters replaced in a file, and every other byte as it was."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.diagnostics import Splice
from bot.cards.fixes import spliced
from tests.cards.support import PROPERTY


@pytest.mark.parametrize(
    ("text", "splices", "expected"),
    [
        ("abc", [], "abc"),
        ("abc", [(0, 1, "x")], "xbc"),
        ("abc", [(1, 2, "")], "ac"),
        ("abc", [(3, 3, "!")], "abc!"),
        ("abc", [(0, 0, "<"), (3, 3, ">")], "<abc>"),
        ("abc", [(2, 3, "z"), (0, 1, "x")], "xbz"),
        ("abcd", [(0, 3, "x"), (2, 4, "y")], "xd"),
        ("abcd", [(0, 2, "x"), (2, 4, "y")], "xy"),
        ("abcd", [(1, 2, "x"), (1, 2, "x")], "axcd"),
        ("l’été 🚢 là\r\n", [(6, 7, "⛴")], "l’été ⛴ là\r\n"),
        ("a\r\nb\rc\nd", [(3, 4, "B")], "a\r\nB\rc\nd"),
    ],
)
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_characters_are_replaced_where_they_stand(
    text: str, splices: list[tuple[int, int, str]], expected: str, mark: bytes
) -> None:
    """A byte order mark is none of the characters, and stays."""
    made = spliced(mark + text.encode(), [Splice(*each) for each in splices])
    assert made == mark + expected.encode()


TEXTS = st.text(st.characters(exclude_characters="\ufeff", codec="utf-8"))


@PROPERTY
@given(before=TEXTS, old=TEXTS, after=TEXTS, new=TEXTS)
def test_all_before_and_after_stays(before: str, old: str, after: str, new: str) -> None:
    splice = Splice(len(before), len(before) + len(old), new)
    assert spliced((before + old + after).encode(), [splice]) == (before + new + after).encode()
