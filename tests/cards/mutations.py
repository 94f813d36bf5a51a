"""Broken cards by the thousand: `python -m tests.cards.mutations 20000` breaks as many and prints what checking costs.

Each is a real card, or a case of the catalogue, after one to four mutations. What is asked of the checker: no
exception, a place inside the file for each problem, words short enough to be read, and no card that is let through
with another meaning than YAML gives it.
"""

import re
import resource
import sys
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import yaml

from bot.cards import reader
from bot.cards.diagnostics import Problem
from bot.cards.inspection import Inspection, inspect
from bot.cards.schema import FOLDERS
from bot.cards.snapshot import Snapshot

ROOT = Path(__file__).parent.parent.parent
CATALOGUE = Path(__file__).parent / "catalogue"

LONGEST_LINE = 2_000  # characters of a problem: a passage and the closest text to it, at their longest
LONGEST_SUBJECT = 200

# What breaks YAML, what breaks readers of YAML, and what breaks those who draw a line under it.
SPECIAL = [
    *(
        ": ",
        ":",
        " #",
        "- ",
        "-",
        "? ",
        "'",
        '"',
        "''",
        "\\",
        "\\q",
        "\\u202e",
        "\\x0",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&a",
        "*a",
    ),
    *(
        "!",
        "!!str ",
        "!!binary ",
        "|",
        ">",
        "|-\n",
        "@",
        "%",
        "`",
        "---",
        "...",
        "\n---\n",
        "<<: ",
        "<<<<<<< HEAD\n",
        "=======\n",
    ),
    *(
        "\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        "  ",
        "\n  ",
        "\n    ",
        "\0",
        "\x1b",
        "\x7f",
        "\x85",
        "\xa0",
        "\u202f",
        "\u3000",
        "\u200b",
    ),
    *(
        "\u200f",
        "\u202e",
        "\u2028",
        "\u2066",
        "\ufeff",
        "\ufffe",
        "\uffff",
        "é",
        "e\u0301",
        "“",
        "”",
        "«\xa0",
        "\xa0»",
        "：",
        "…",
    ),
    *(
        "🇫🇷",
        "👩‍🚀",
        "ﬃ",
        "ß",
        "İ",
        "ǆ",
        " ... ",
        "...",
        "2025-13",
        "null",
        "~",
        "yes",
        "1e999",
        "id: ",
        "kind: ",
        "source: ",
    ),
]
_BYTES = [
    b"\xff",
    b"\xfe",
    b"\xc3",
    b"\xe9",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\x00",
    b"\xef\xbb",
    b"\xef\xbb\xbf",
]

Mutation = Callable[[Random, bytes, Sequence[bytes]], bytes]


def _stretch(random: Random, data: bytes, most: int = 40) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.randint(1, most))


def _delete(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _stretch(random, data)
    return data[:start] + data[end:]


def _duplicate(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _stretch(random, data)
    return data[:end] + data[start:]


def _swap(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    first, second = sorted((_stretch(random, data, 8), _stretch(random, data, 8)))
    if first[1] > second[0]:
        return data
    (start, middle), (other, end) = first, second
    return data[:start] + data[other:end] + data[middle:other] + data[start:middle] + data[end:]


def _insert(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    place, _end = _stretch(random, data)
    return data[:place] + random.choice(SPECIAL).encode() + data[place:]


def _insert_after_a_colon(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    before, colon, after = data.partition(random.choice([b": ", b"- ", b":\n"]))
    return before + colon + random.choice(SPECIAL).encode() + after


def _insert_bytes(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    place, _end = _stretch(random, data)
    return data[:place] + random.choice(_BYTES) + data[place:]


def _lines(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Delete, double, swap, indent or unindent a line."""
    lines = data.splitlines(keepends=True)
    if not lines:
        return data
    here, there = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(5):
        case 0:
            del lines[here]
        case 1:
            lines.insert(there, lines[here])
        case 2:
            lines[here], lines[there] = lines[there], lines[here]
        case 3:
            lines[here] = random.choice([b" ", b"  ", b"\t", b"- ", b"# ", "\xa0".encode()]) + lines[here]
        case _:
            lines[here] = lines[here].lstrip()
    return b"".join(lines)


def _replace_digit_or_accent(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    old, new = random.choice([(b"1", b"2"), (b"5", b"15"), ("é".encode(), b"e"), (b" pas ", b" "), (b"-", b"_")])
    return data.replace(old, new, 1)


def _splice(random: Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    other = random.choice(pool)
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other) + 1) :]


def _repeat(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _stretch(random, data, 200)
    return data[:end] + data[start:end] * 1_000 + data[end:]


def _nest(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    place, _end = _stretch(random, data)
    return data[:place] + random.choice([b"[", b"{a: ", b"- ", b"{", b"? ", b"[[]", b"\n "]) * 2_000 + data[place:]


def _bomb(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    levels = [
        f"x{level}: &x{level} [{', '.join([f'*x{level - 1}'] * 9)}]\n" for level in range(1, random.randint(2, 40))
    ]
    return data + b"x0: &x0 [lol]\n" + "".join(levels).encode()


def _long_line(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    place, _end = _stretch(random, data)
    letters = random.choice(["a", "é ", "a: ", "'", '"', "\\", "- ", "a, ", "\u202e", "...", "[a]", "{", "#"])
    return (
        data[:place]
        + (letters * (1_000_000 // len(letters)))[: random.choice([10_000, 200_000, 1_000_000])].encode()
        + data[place:]
    )


def _windows(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return random.choice([b"", b"\xef\xbb\xbf"]) + data.replace(b"\n", random.choice([b"\r\n", b"\r", b"\n\r"]))


def _encode(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return data.decode(errors="replace").encode(random.choice(["utf-16", "utf-8-sig", "latin-1", "cp1252"]), "replace")


def _many(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Add thousands of keys, facts, items or wrong values."""
    many = random.choice([100, 3_000])
    line = random.choice(
        [
            "key{}: a\n", "aliases{}: a\n", "facts: [{}]\n", "updated: 2026-11-{}\n", "  - id: {}\n", "'k{}': 'l'a'\n",
            "x{}: a : b\n", "y{}: @b\n", "z{}:c\n", "\tt{}: c\n",
        ]
    )  # fmt: skip
    return data + "".join(line.format(number) for number in range(many)).encode()


FREQUENT: tuple[Mutation, ...] = (
    _delete, _duplicate, _swap, _insert, _insert, _insert_after_a_colon, _insert_bytes, _lines, _lines,
    _replace_digit_or_accent, _splice, _windows, _encode,
)  # fmt: skip
HEAVY: tuple[Mutation, ...] = (_repeat, _nest, _bomb, _long_line, _many)


_HEAD = "id: case\nkind: model\nname: Case\nstatus: draft\nupdated: 2026-11-21\nsummary: {fr: a, en: b}\n"
_FULL = 250_000  # characters; a card may have 256 KiB
_REPAIRED = 60_000  # characters; a longer file is not read again after its first mistake


def _card(repeated: str, length: int = _FULL, *, before: str = "", after: str = "\n") -> bytes:
    return f"{_HEAD}{before}{repeated * (length // len(repeated.encode()))}{after}".encode()


# One file for each way of the checker to be slow or greedy that we could think of.
NASTY: Mapping[str, bytes] = {
    "a line of 1 MB": _card("a", 1_000_000, before="version: "),
    "thousands of unknown keys": _HEAD.encode() + b"".join(b"k%d: a\n" % number for number in range(20_000)),
    "long keys like ours": _HEAD.encode() + b"".join(b"%s%d: a\n" % (b"aliases" * 100, n) for n in range(300)),
    "colons in one line": _card("a : ", before="version: "),
    "colons in every line": _card("version : b : c\n", _REPAIRED),
    "a sign in every line": _card("x: @a\n", _REPAIRED),
    "an apostrophe in every line": _card("x: 'l'a'\n", _REPAIRED),
    "backslashes": _card("\\q", _REPAIRED, before='version: "', after='"\n'),
    "escapes": _card("\\u202e", before='version: "', after='"\n'),
    "one huge text": _card("mot ", before="version: "),
    "an unclosed list": _card("a, ", before="aliases: ["),
    "brackets that never close": _card("[", before="aliases: "),
    "deep braces": _card("{a: ", before="aliases: "),
    "deep hyphens": _card("- ", before="aliases:\n"),
    "commas": _card(", ", _REPAIRED, before="aliases: [", after="]\n"),
    "lists for texts": _card("[x],", before="aliases: [", after="]\n"),
    "facts without a text": _card("- {id: A}\n", before="facts:\n"),
    "facts that follow each other": f"{_HEAD}facts:\n".encode()
    + b"".join(b"- {id: a%d, text: {fr: a, en: b}, superseded_by: a%d}\n" % (n, n + 1) for n in range(4_000)),
    "one key thousands of times": _card("version: a\n"),
    "anchors": _card("&a b, ", before="aliases: [", after="]\n"),
    "a bomb of aliases": _bomb(Random(0), _HEAD.encode(), []),
    "a long tag": _card("a", before="version: !", after=" b\n"),
    "nothing but NUL": _card("\0"),
    "text that turns around": _card("\u202e"),
    "no-break spaces before keys": _card("\u00a0a: b\n"),
    "an unclosed quote": _card("a: b\n", before='version: "'),
    "tabs": _card("\ta\n"),
    "blank lines with a space": _card("\n ", before="a", after="b\n@"),
    "spaces before a colon": _card(" ", before="version: a", after=": b\n"),
    "spaces before a no-break space": _card(" ", before="\n", after="a\u00a0b\n"),
    "prose": b"une phrase\n" * 20_000,
}


def mutated(random: Random, pool: Sequence[bytes]) -> bytes:
    """Return a card of ``pool``, broken one to four times; one in ten is made very large too."""
    data = random.choice(pool)
    for _ in range(random.randint(1, 4)):
        data = random.choice(FREQUENT)(random, data, pool)
    if random.random() < 0.1:
        data = random.choice(HEAVY)(random, data, pool)
    return data


def violations(files: Snapshot, file: str, data: bytes) -> tuple[list[str], Inspection]:
    """Check ``data`` as ``file`` among ``files``; return what is wrong with the checker itself."""
    inspection = inspect(Snapshot({**files.files, file: data}, files.lock, files.articles))
    text = data.decode(errors="replace").removeprefix("\ufeff")
    starts = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", text))]
    here = [problem for problem in inspection.problems if problem.file == file]
    wrong = [words for problem in inspection.problems for words in _unreadable(problem)]
    wrong += [words for problem in here for words in _misplaced(problem, text, starts)]
    if not here:
        value, same = reader.parse(data), _filled(yaml.load(data, yaml.CBaseLoader))  # noqa: S506 it makes texts only
        if value != same:
            wrong.append("read with another meaning than YAML gives it")
        kept = {*inspection.edition.cards, *inspection.edition.sources}
        if value.get("status") == "published" and value["id"] not in kept:
            wrong.append("nothing wrong, and not in the edition")
    return wrong, inspection


def _filled(value: Any) -> Any:
    """Leave out what was left empty, as cards do. BaseLoader does not tell it from an empty text in quotes."""
    if isinstance(value, dict):
        return {key: _filled(inner) for key, inner in value.items() if inner != ""}
    return [_filled(inner) for inner in value] if isinstance(value, list) else value


def _unreadable(problem: Problem) -> Iterator[str]:
    line = str(problem)
    if len(line) > LONGEST_LINE:
        yield f"{problem.code}: {len(line)} characters are too many to read"
    if len(problem.subject) > LONGEST_SUBJECT or len(problem.note) > LONGEST_LINE:
        yield f"{problem.code}: its subject or note is too long to read"
    if not line.isprintable():
        yield f"{problem.code}: {line[:200]!r} cannot be printed on one line"


def _misplaced(problem: Problem, text: str, starts: Sequence[int]) -> Iterator[str]:
    span = problem.span
    if not 0 <= span.first <= span.last <= len(text):
        yield f"{problem.code}: characters {span.first} to {span.last} of {len(text)}"
    for mark, place in ((span.start, span.first), (span.end, span.last)):
        line = bisect_right(starts, place)
        if (mark.line, mark.column) != (line, place - starts[line - 1] + 1):
            yield f"{problem.code}: {mark} is not where character {place} stands"
    if problem.fix and not 0 <= problem.fix.start <= problem.fix.end <= len(text):
        yield f"{problem.code}: a fix outside the file"


def file_of(data: bytes) -> str:
    """Return where in the briefings a card belongs, as far as it says so."""
    kind = data.partition(b"kind: ")[2].split(b"\n")[0].strip().decode(errors="replace")
    return next((f"{folder}/case.yaml" for folder, its_kind in FOLDERS.items() if its_kind == kind), "models/case.yaml")


def pool() -> list[bytes]:
    """Return the cards that are broken: the real ones, those of the catalogue's world, and its cases."""
    from tests.cards.test_catalogue import LOCKED, cases

    real = [path.read_bytes() for path in sorted((ROOT / "briefings").glob("*/*.yaml"))]
    return [*real, *LOCKED.files.values(), *(case.data for case in cases())]


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def run(count: int, seed: int = 0) -> None:
    """Break ``count`` cards and print what checking them cost."""
    from tests.cards.test_catalogue import LOCKED

    cards = pool()
    codes: Counter[str] = Counter()
    found: Counter[str] = Counter()
    slowest: list[tuple[float, int, int]] = []
    started = time.monotonic()
    for number in range(count):
        data = mutated(Random(f"{seed}/{number}"), cards)
        file = file_of(data)
        begun = time.process_time()
        inspection = inspect(Snapshot({**LOCKED.files, file: data}, LOCKED.lock, LOCKED.articles))
        slowest.append((time.process_time() - begun, number, len(data)))
        codes.update(problem.code for problem in inspection.problems)
        for words in violations(LOCKED, file, data)[0]:
            found[words[:200]] += 1
            say(f"  {number}: {words[:300]}")
        slowest = sorted(slowest, reverse=True)[:5]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"{count} cards in {time.monotonic() - started:.0f} s, no exception; peak memory {peak:.0f} MB")
    say(
        "slowest: " + ", ".join(f"{seconds:.3f} s (number {number}, {size} bytes)" for seconds, number, size in slowest)
    )
    say("problems: " + ", ".join(f"{code} {times}" for code, times in sorted(codes.items())))
    say(f"violations: {sum(found.values())}")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, *(int(seed) for seed in sys.argv[2:3]))
