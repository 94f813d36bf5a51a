"""Each explanation shows what the program says: its wrong example is wrong by that rule, its right one by none."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import resources
from pathlib import PurePosixPath

import pytest

from bot.cards import lint
from bot.cards.corrections import corrected_too_soon
from bot.cards.diagnostics import Finding
from bot.cards.evidence import locking
from bot.cards.explaining import Example, explanation
from bot.cards.inspection import Inspection, inspect
from bot.cards.library import Edition
from bot.cards.lock import FILE as LOCK
from bot.cards.lock import Lock, sha256, written
from bot.cards.reader import parse
from bot.cards.rules import RULES
from bot.cards.schema import FOLDERS, Card
from bot.cards.snapshot import Snapshot
from bot.presentation import limits
from bot.presentation.localizer import load_localizers

NEEDED: Mapping[str, tuple[str, ...]] = {
    "source": ("title: Un article", "published: 2026-03-12", "language: fr"),
    "event": ("start: 2026-03-12",),
}
USUAL = ("status: draft", "updated: 2026-11-22", "summary: {fr: Une phrase., en: A sentence.}")
TODAY = date(2026, 11, 22)
NO_LOCK = b'{"format": 1, "sources": {}, "quotes": {}}'


def completed(example: Example, articles: Mapping[str, bytes]) -> bytes:
    """Return the file that an example stands for, as bot.cards.explaining says."""
    text = re.sub(r"^(.*)… \(([\d,]+) characters\)$", _lengthened, example.text, flags=re.MULTILINE)
    if example.whole or not example.file.endswith(".yaml"):
        return _raw(text, escaped=example.escaped)
    path = PurePosixPath(example.file)
    kind = FOLDERS[path.parent.name]
    usual = [f"id: {path.stem}", f"kind: {kind}", *NEEDED.get(kind, ())]
    if kind != "source":
        usual += [f"name: {path.stem.title()}", *USUAL]
    elif article := articles.get(f"{path.stem}.txt"):
        usual += [f"snapshot: {path.stem}.txt", f"sha256: {sha256(article)}"]
    shown = set(re.findall(r"^[\w-]+(?=:)", text, re.MULTILINE))
    left_out = "".join(f"{line}\n" for line in usual if line.partition(":")[0] not in shown)
    return left_out.encode() + _raw(text, escaped=example.escaped)


def _lengthened(line: re.Match[str]) -> str:
    """Repeat the last word until the text is as long as is said."""
    lead, text = re.fullmatch(r"(\s*(?:[\w-]+: )?)(.*)", line[1]).groups()  # type: ignore[union-attr]
    wanted, last = int(line[2].replace(",", "")), re.search(r"[^\w]?\w+\W*$", text)
    assert last
    return lead + (text + last[0] * wanted)[:wanted]


def _raw(text: str, *, escaped: bool) -> bytes:
    if not escaped:
        return text.encode()
    text = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text.replace(r"\t", "\t"))
    return re.sub(rb"\\x([0-9a-f]{2})", lambda match: bytes([int(match[1], 16)]), text.encode())


def snapshot_of(code: str, role: str) -> Snapshot:
    """Return the briefings and the articles that one side of an explanation is about."""
    shown = [example for example in explanation(code).examples if example.role in {role, "both"}]
    articles = {
        example.file.removeprefix("articles/"): completed(example, {})
        for example in shown
        if example.file.startswith("articles/")
    }
    files = {example.file: completed(example, articles) for example in shown if example.file.endswith(".yaml")}
    for name in articles:
        source = f"sources/{name.removesuffix('.txt')}.yaml"
        files.setdefault(source, completed(Example("both", source, "yaml", "", whole=False, escaped=False), articles))
    lock = next((completed(example, {}) for example in shown if example.file == LOCK), None)
    snapshot = Snapshot(dict(sorted(files.items())), lock, articles)
    return snapshot if lock else Snapshot(snapshot.files, _up_to_date(snapshot), articles)


def _up_to_date(snapshot: Snapshot) -> bytes:
    """Return the lock file that ``depeche check --fix S07`` would write."""
    edition = inspect(snapshot).edition
    return written(locking(edition.cards.values(), edition.sources, edition.evidence, Lock()))


def told(code: str, role: str) -> Inspection:
    localizers = load_localizers()

    def measured(edition: Edition, cards: Mapping[str, Card]) -> Iterator[Finding]:
        yield from corrected_too_soon(cards, TODAY)
        yield from limits.measure(edition, cards, localizers)
        yield from limits.long_addresses({f"sources/{each.id}.yaml": each for each in edition.sources.values()})

    return inspect(snapshot_of(code, role), parse, lint.advise, measured)


def test_every_rule_is_explained_and_nothing_else() -> None:
    pages = {page.name for page in (resources.files("bot.cards") / "explanations").iterdir()}
    assert pages == {f"{code}.md" for code in RULES}


@pytest.mark.parametrize("code", RULES)
def test_the_wrong_example_is_wrong_by_this_rule_and_no_other(code: str) -> None:
    problems = told(code, "wrong").problems
    assert {problem.code for problem in problems} == {code}, problems


@pytest.mark.parametrize("code", RULES)
def test_nothing_is_wrong_with_the_right_example(code: str) -> None:
    assert told(code, "right").problems == ()


@pytest.mark.parametrize("code", RULES)
def test_an_explanation_has_the_title_of_its_rule_some_words_and_both_examples(code: str) -> None:
    told = explanation(code)
    assert told.title == RULES[code].title
    assert 1 <= len(told.prose.split("\n\n")) <= 3
    assert len(told.prose.split()) > 15
    assert {example.role for example in told.examples} >= {"wrong", "right"}


@pytest.mark.parametrize("code", RULES)
def test_the_page_is_read_whole(code: str) -> None:
    """A block whose first line says something else would be shown as prose, or not at all."""
    page = (resources.files("bot.cards") / "explanations" / f"{code}.md").read_text("utf-8")
    told = explanation(code)
    blocks = [
        f"```{each.language} {each.role} {each.file}"
        f"{' whole' * each.whole}{' escaped' * each.escaped}\n{each.text}```\n"
        for each in told.examples
    ]
    assert page == "\n".join([f"# {told.title}\n", f"{told.prose}\n", *blocks])
