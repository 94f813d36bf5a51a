"""Reading YAML: every value is the text that was typed, and every mistake has its place."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cards.document import Mark
from bot.cards.reader import MAX_BYTES, MAX_DEPTH, YamlProblem, locate, parse
from tests.cards.support import PROPERTY

TYPED_BY_OTHER_READERS = [
    *("no", "No", "off", "yes", "on", "true", "False", "null", "Null", "~"),
    *("1", "0777", "0o17", "0x1f", "1_000", "1.10", "1e3", ".inf", ".nan", "12:30:45", "-0"),
    *("2025-08-05", "2025-08-05T10:00:00Z", "2019", "2025-01~"),
]
JARGON = re.compile(
    "parsing|scanning|node|token|scalar|mapping|stream|sequence|simple key|indicator|<|PyYAML|unicode string",
    re.IGNORECASE,
)
BOM = b"\xef\xbb\xbf"
# What ends lines for YAML only, and what hides, joins or turns round the text about it.
HIDDEN = "\x85\u200b\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"


def refusal(data: str | bytes) -> YamlProblem:
    with pytest.raises(YamlProblem) as caught:
        parse(data.encode() if isinstance(data, str) else data)
    return caught.value


class TestValues:
    @pytest.mark.parametrize("typed", TYPED_BY_OTHER_READERS)
    def test_nothing_is_taken_for_a_number_a_date_or_a_truth_value(self, typed: str) -> None:
        data = f"block: {typed}\nlist:\n  - {typed}\nflow: {{key: {typed}}}\nrow: [{typed}, x]\n{typed}: value\n"
        assert parse(data.encode()) == {
            "block": typed,
            "list": [typed],
            "flow": {"key": typed},
            "row": [typed, "x"],
            typed: "value",
        }

    def test_a_key_without_a_value_is_left_out(self) -> None:
        """Curators leave keys to be filled in later; an empty text is written in quotes."""
        assert parse(b"role:\nname: ''\nlist: [a, '']\nrow: {fr: , en: b}\n") == {
            "name": "",
            "list": ["a", ""],
            "row": {"en": "b"},
        }

    def test_all_ways_to_write_text(self) -> None:
        data = """\
# A comment.
plain: L’IA, « ouverte » ; œuvre # and another
single: 'it''s: fine'
double: "a: b\\u00A0!"
folded: >-
  two
  lines
kept: |
  two
  lines
wrapped: two
  lines
"""
        assert parse(data.encode()) == {
            "plain": "L’IA, « ouverte » ; œuvre",
            "single": "it's: fine",
            "double": "a: b\N{NO-BREAK SPACE}!",
            "folded": "two lines",
            "kept": "two\nlines\n",
            "wrapped": "two lines",
        }

    @pytest.mark.parametrize(
        "data",
        [
            "id: é\nlist: [a, b]",
            "id: é\r\nlist: [a, b]\r\n",
            "\ufeffid: é\nlist: [a, b]\n",
            "\ufeffid: é\r\nlist:\r\n- a\r\n- b\r\n",
            "---\nid: é\nlist:\n  - a\n  - b\n...\n",
        ],
    )
    def test_windows_line_ends_a_byte_order_mark_and_document_marks_change_nothing(self, data: str) -> None:
        assert parse(data.encode()) == {"id": "é", "list": ["a", "b"]}

    def test_a_file_of_exactly_256_kib_is_read(self) -> None:
        head = b"id: a # "
        assert parse(head + b"x" * (MAX_BYTES - len(head))) == {"id": "a"}

    def test_a_card_may_nest_32_levels_deep(self) -> None:
        value = parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
        for _ in range(MAX_DEPTH - 1):
            (value,) = value
        assert value == []


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "line", "column", "message"),
        [
            ("id: a\nname: b\nid: c\n", 3, 1, "the key 'id' is here twice; it already stands on line 1"),
            (
                "summary:\n  fr: a\n  en: b\n  fr: c\n",
                4,
                3,
                "the key 'fr' is here twice; it already stands on line 2",
            ),
            ("id:\nid: c\n", 2, 1, "the key 'id' is here twice; it already stands on line 1"),
            ("row: {fr: a, fr: b}\n", 1, 14, "the key 'fr' is here twice; it already stands on line 1"),
            (
                "id: a\nname: &n b\n",
                2,
                7,
                "anchors (&) and aliases (*) are not used in cards; write the value out",
            ),
            ("list: &l\n  - a\n", 1, 7, "anchors (&) and aliases (*) are not used in cards; write the value out"),
            ("id: a\nname: *n\n", 2, 7, "anchors (&) and aliases (*) are not used in cards; write the value out"),
            ("a: b\n<<: *n\n", 2, 5, "anchors (&) and aliases (*) are not used in cards; write the value out"),
            ("id: a\nname: !name b\n", 2, 7, "the tag !name is not used in cards; remove it"),
            ("name: ! b\n", 1, 7, "the tag ! is not used in cards; remove it"),
            ("list: !set [a]\n", 1, 7, "the tag !set is not used in cards; remove it"),
            ("&k id: a\n", 1, 1, "a key must be a plain word"),
            ("id: a\n? [b]\n: c\n", 2, 3, "a key must be a plain word"),
            ("id: a\n{b: c}: d\n", 2, 1, "a key must be a plain word"),
            ("id: a\n---\nid: b\n", 2, 1, "a second document begins here; write one card a file, without ---"),
            ("id: a\n...\n---\nb\n", 3, 1, "a second document begins here; write one card a file, without ---"),
            (
                "id: a\nname: Altman : OpenAI\n",
                2,
                14,
                "a colon and a space inside the text start a new key; put the text in quotes",
            ),
            (
                "summary:\n  fr: Le motif : la Chine\n",
                2,
                16,
                "a colon and a space inside the text start a new key; put the text in quotes",
            ),
            ("name: @sama\n", 1, 7, "a text cannot begin with @; put the text in quotes"),
            ("list:\n  - `code`\n", 2, 5, "a text cannot begin with `; put the text in quotes"),
            ("name: %5\n", 1, 7, "a text cannot begin with %; put the text in quotes"),
            ("", 1, 1, "the file is empty; see `depeche new`"),
            ("\n# nothing but a comment\n", 1, 1, "the file is empty; see `depeche new`"),
            ("id: a\nname: b\0c\n", 2, 8, "an invisible character (U+0000) stands here; delete it"),
            ("id: é\r\nname: b\x1b\r\n", 2, 8, "an invisible character (U+001B) stands here; delete it"),
            ("\x7f", 1, 1, "an invisible character (U+007F) stands here; delete it"),
            ("id: a\nname: \ufffe\n", 2, 7, "an invisible character (U+FFFE) stands here; delete it"),
            *(
                (
                    f"id: a\nname: 'b{hidden}c'\n",
                    2,
                    9,
                    f"an invisible character (U+{ord(hidden):04X}) stands here; delete it",
                )
                for hidden in HIDDEN
            ),
        ],
    )
    def test_what_a_curator_cannot_have_meant_is_named_with_its_place(
        self, data: str, line: int, column: int, message: str
    ) -> None:
        problem = refusal(data)
        assert (problem.mark, problem.message) == (Mark(line, column), message)

    @pytest.mark.parametrize(
        ("data", "line", "column"),
        [
            (b"id: a\nname: caf\xe9\n", 2, 10),
            ("id: é\n  ".encode() + b"\xff", 2, 3),
            ("id: a\nname: é".encode("utf-16"), 1, 1),
        ],
    )
    def test_a_file_that_is_not_utf_8_is_refused_at_the_first_wrong_character(
        self, data: bytes, line: int, column: int
    ) -> None:
        problem = refusal(data)
        assert (problem.mark, problem.message) == (
            Mark(line, column),
            "this character is not UTF-8; save the file as UTF-8",
        )

    def test_a_wrong_character_after_a_byte_order_mark_is_refused_there(self) -> None:
        assert refusal(BOM + "éé".encode() + b"\xff").mark == Mark(1, 3)

    def test_a_byte_order_mark_does_not_shift_the_place_of_a_wrong_character(self) -> None:
        assert refusal(BOM + b"id: a\nname: caf\xe9\n").mark == Mark(2, 10)

    @pytest.mark.parametrize(
        ("data", "line", "column"),
        [
            pytest.param("id: a\nname: 'b\nstatus: c\n", 2, 7, id="a quotation mark that is never closed"),
            pytest.param('id: a\nname: "b\nstatus: c\n', 2, 7, id="a double one"),
            pytest.param("id: a\nlist: [b, c\nstatus: d\n", 2, 7, id="a bracket that is never closed"),
            pytest.param("id: a\nrole: {fr: b\nstatus: d\n", 2, 7, id="a brace that is never closed"),
            pytest.param("id: a\nname\nstatus: d\n", 2, 1, id="a key without its colon"),
            pytest.param("id: a\nname: 'b' c\n", 2, 9, id="text after a closing quotation mark"),
            pytest.param("id: a\nname: *\n", 2, 7, id="a star for a text"),
            pytest.param("  id: a\nname: b\n", 2, 1, id="a line that is not indented like the first"),
            pytest.param("id: a\n  name: b\n", 2, 3, id="a line that is indented further"),
            pytest.param("facts:\n- id: b\n c: d\n", 3, 2, id="a line between two indents"),
            pytest.param("facts:\n- b\n  c: d\n", 3, 3, id="a key below a text"),
            pytest.param("id: a\n...\nid: b\n", 3, 1, id="text after the end"),
            pytest.param("summary:\n\tfr: a\n", 2, 1, id="a tab for an indent"),
            pytest.param("facts:\n\t- id: a\n", 2, 1, id="a tab before a hyphen"),
            pytest.param("name: it\x92s\n", 1, 9, id="an apostrophe from Windows"),
            pytest.param("summary:\n  fr: a\n\ten: b\n", 3, 1, id="a tab below spaces"),
            pytest.param('name: "b\\q"\n', 1, 9, id="a backslash"),
            pytest.param("list: - a\n", 1, 7, id="a list beside its key"),
            pytest.param("name: ]\n", 1, 7, id="a closing bracket alone"),
        ],
    )
    def test_broken_yaml_is_explained_where_it_broke_without_the_parsers_jargon(
        self, data: str, line: int, column: int
    ) -> None:
        problem = refusal(data)
        assert problem.mark == Mark(line, column)
        assert not JARGON.search(problem.message)

    @pytest.mark.parametrize(
        ("data", "line", "column"),
        [
            ("role: {fr: Le motif: la Chine, en: China}\n", 1, 20),
            ("role: {fr: 'PDG' en: CEO}\n", 1, 18),
            ("aliases: ['a' 'b']\n", 1, 15),
        ],
    )
    def test_a_bracket_that_closes_is_not_said_to_stay_open(self, data: str, line: int, column: int) -> None:
        """The two mistakes that curators make most between braces: a colon in the text, a comma left out."""
        problem = refusal(data)
        assert "never closes" not in problem.message
        assert problem.mark == Mark(line, column)

    @pytest.mark.parametrize("data", ["summary:\n\tfr: a\n", "facts:\n\t- id: a\n"])
    def test_a_tab_is_called_a_tab(self, data: str) -> None:
        assert "tab" in refusal(data).message.split()

    def test_a_file_over_256_kib_is_refused(self) -> None:
        problem = refusal(b"#" * MAX_BYTES * 2)
        assert problem.mark == Mark(1, 1)
        assert "256 KiB is the most" in refusal(b"#" * (MAX_BYTES + 1)).message

    def test_a_bomb_of_aliases_ends_at_its_first_anchor(self) -> None:
        lines = ["a0: &a0 [boom]"]
        lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 10)]
        problem = refusal("\n".join(lines))
        assert problem.mark == Mark(1, 5)

    @pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "? "])
    def test_a_bomb_of_levels_ends_at_the_deepest_level_allowed(self, opening: str) -> None:
        problem = refusal(opening * 50_000)
        assert problem.mark.line == 1
        assert problem.mark.column <= len(opening) * MAX_DEPTH + 1

    def test_the_33rd_level_is_refused_where_it_opens(self) -> None:
        problem = refusal("[" * 33 + "]" * 33)
        assert (problem.mark, problem.message) == (Mark(1, 33), "nested more than 32 levels deep")


SAMPLE = """\
# A card.
id: altman
summary:
  fr: Une phrase.
  en: "A sentence."
aliases: [Sam, "Sama"]
facts:
  - id: first
    text: {fr: a, en: b}
  - id: second
"""


class TestLocate:
    @pytest.mark.parametrize(
        ("path", "line", "column"),
        [
            ((), 2, 1),
            (("id",), 2, 5),
            (("summary",), 4, 3),
            (("summary", "fr"), 4, 7),
            (("summary", "en"), 5, 7),
            (("aliases",), 6, 10),
            (("aliases", 0), 6, 11),
            (("aliases", 1), 6, 16),
            (("facts",), 8, 3),
            (("facts", 0), 8, 5),
            (("facts", 0, "id"), 8, 9),
            (("facts", 0, "text"), 9, 11),
            (("facts", 0, "text", "en"), 9, 23),
            (("facts", 1), 10, 5),
            (("facts", 1, "id"), 10, 9),
        ],
    )
    def test_every_node_has_its_place(self, path: tuple[str | int, ...], line: int, column: int) -> None:
        assert locate(SAMPLE.encode(), path) == Mark(line, column)
        assert locate(SAMPLE.replace("\n", "\r\n").encode(), path) == Mark(line, column)
        assert locate(BOM + SAMPLE.encode(), path) == Mark(line, column)

    @pytest.mark.parametrize(
        ("path", "line", "column"),
        [
            (("status",), 2, 1),
            (("facts", 1, "text", "fr"), 10, 5),
            (("facts", 2), 8, 3),
            (("id", "nothing", 3), 2, 5),
        ],
    )
    def test_what_is_missing_is_placed_at_what_should_hold_it(
        self, path: tuple[str | int, ...], line: int, column: int
    ) -> None:
        assert locate(SAMPLE.encode(), path) == Mark(line, column)

    @pytest.mark.parametrize(
        ("path", "line", "column"),
        [
            (("id",), 2, 1),
            (("summary",), 3, 1),
            (("summary", "en"), 5, 3),
            (("facts",), 7, 1),
            (("facts", 0, "text", "en"), 9, 19),
            (("facts", 1), 10, 5),
            (("status",), 2, 1),
        ],
    )
    def test_every_key_has_its_place_too(self, path: tuple[str | int, ...], line: int, column: int) -> None:
        assert locate(SAMPLE.encode(), path, key=True) == Mark(line, column)

    def test_columns_count_characters_not_bytes(self) -> None:
        assert locate("œuvre: {é: à}".encode(), ("œuvre", "é")) == Mark(1, 12)

    def test_in_a_file_that_cannot_be_read_to_its_end_every_place_is_its_top(self) -> None:
        assert locate(b"id: a\nname: [a", ("name",)) == Mark(1, 1)


# Everything that YAML can carry: an emitter escapes what is not printable. What cannot be seen is refused even so,
# and a no-break space where the emitter happens to begin a line with one.
UNSEEN = "\u200b\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff"
TEXT = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters=f"{UNSEEN}\u00a0\u202f\u3000", include_characters="\n\t"
    ),
    max_size=12,
)
VALUES = st.recursive(
    TEXT, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)
SHAPES = st.recursive(
    st.just(""),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcdé"), inner, max_size=4),
    max_leaves=12,
)
# What a file is torn from by hypothesis: closer to YAML than random bytes, and as wrong.
SCRAPS = st.lists(
    st.sampled_from(
        [
            *(
                "a",
                ": ",
                "- ",
                "\n",
                "\n  ",
                "\t",
                "'",
                '"',
                "[",
                "]",
                "{",
                "}",
                ",",
                "&a",
                "*a",
                "!",
                "!!str ",
                "# ",
                "? ",
            ),
            *("|", ">\n", "---", "...", "%", "@", "\\x", "é", "\ufeff", "\0", "\r", "\x85", "\u2028"),
        ]
    ),
    max_size=30,
).map("".join)


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from leaves(inner, (*path, key))
        case list():
            for index, inner in enumerate(value):
                yield from leaves(inner, (*path, index))
        case _:
            yield path, value


def numbered(shape: Any, numbers: Iterator[int]) -> Any:
    """Return ``shape`` with a text of its own in each leaf."""
    match shape:
        case dict():
            return {key: numbered(inner, numbers) for key, inner in shape.items()}
        case list():
            return [numbered(inner, numbers) for inner in shape]
        case _:
            return f"leaf{next(numbers)}."


def is_read_or_refused(data: bytes) -> bool:
    try:
        parse(data)
    except YamlProblem as problem:
        return bool(problem.message) and problem.mark >= Mark(1, 1)
    return locate(data, ("id",)) >= Mark(1, 1)


class TestProperties:
    @PROPERTY
    @given(VALUES, st.booleans(), st.sampled_from([True, False, None]), st.sampled_from([None, '"', "'"]))
    def test_whatever_was_written_is_read_back(
        self, value: Any, readable: bool, flow: bool | None, style: str | None
    ) -> None:
        data = yaml.safe_dump(value, allow_unicode=readable, default_flow_style=flow, default_style=style)
        assert parse(data.encode()) == value

    @PROPERTY
    @given(SHAPES, st.sampled_from([True, False, None]))
    def test_every_text_is_located_where_it_begins(self, shape: Any, flow: bool | None) -> None:
        value = numbered(shape, count())
        data = yaml.safe_dump(value, default_style='"', default_flow_style=flow, allow_unicode=True)
        lines = data.splitlines()
        for path, leaf in leaves(value):
            mark = locate(data.encode(), path)
            assert lines[mark.line - 1][mark.column - 1 :].startswith(f'"{leaf}"')

    @PROPERTY
    @given(st.binary() | SCRAPS.map(str.encode) | st.text().map(lambda text: text.encode("utf-16")))
    @example(b"\xef\xbb")
    @example(b"\xed\xa0\x80")
    def test_no_file_does_more_harm_than_to_be_refused(self, data: bytes) -> None:
        assert is_read_or_refused(data)

    @PROPERTY
    @given(st.binary())
    @example("éé".encode() + b"\xff")
    def test_no_file_with_a_byte_order_mark_does_more_harm_than_to_be_refused(self, data: bytes) -> None:
        assert is_read_or_refused(BOM + data)
