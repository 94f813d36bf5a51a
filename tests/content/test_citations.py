"""The citations of the real cards: each is found in its article, and no change to one goes unnoticed.

The articles are not part of the project. Where they are missing, the lock file vouches for every citation.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import lock
from bot.cards.cache import ParseCache
from bot.cards.coverage import coverage
from bot.cards.diagnostics import Problem
from bot.cards.evidence import citations_of
from bot.cards.inspection import Inspection, inspect
from bot.cards.lint import advise
from bot.cards.passages import Article, Span, resolve
from bot.cards.schema import Quote
from bot.cards.snapshot import Snapshot, take_snapshot
from bot.cards.tracing import articles_of
from tests.cli.support import depeche
from tests.content.support import ARTICLES, BRIEFINGS, comparable, matches, with_articles

# Each example inspects all cards; the same ones on every machine, and nothing left behind in the repository.
PROPERTY = settings(deadline=None, derandomize=True, database=None, max_examples=100)
ENOUGH = 0.9  # of the sentences of each article
REFUSED = {"S02", "S03", "S04", "S05", "S12"}

_CITATION = re.compile(r'source: (?P<source>\S+)\n +passage: "(?P<passage>[^"\\\n]*)"$', re.MULTILINE)


@dataclass(frozen=True)
class Cited:
    """A passage where it stands: ``start`` is its first character's place in the file's text."""

    file: str
    source: str
    start: int
    passage: str

    @property
    def edges(self) -> list[tuple[int, str]]:
        """The first and the last words, and where in the passage each begins."""
        first, dots, last = self.passage.partition(" ... ")
        return [(0, first), (len(first) + len(dots), last)] if dots else [(0, first)]


@dataclass(frozen=True)
class Change:
    """A passage whose edge ``old``, which begins ``within`` it, becomes ``new``."""

    cited: Cited
    within: int
    old: str
    new: str

    @property
    def passage(self) -> str:
        passage = self.cited.passage
        return passage[: self.within] + self.new + passage[self.within + len(self.old) :]

    def made_in(self, snapshot: Snapshot) -> Snapshot:
        """Return ``snapshot`` with the new words in the bytes of the file."""
        text = snapshot.files[self.cited.file].decode()
        start = self.cited.start + self.within
        assert text.startswith(self.old, start)
        made = text[:start] + self.new + text[start + len(self.old) :]
        return replace(snapshot, files={**snapshot.files, self.cited.file: made.encode()})

    def told_in(self, inspection: Inspection) -> set[str]:
        """Return the codes of what was found at these words, or at the passage that they are part of."""
        text = not_at_hand().files[self.cited.file].decode()
        line = text.count("\n", 0, self.cited.start) + 1
        column = self.cited.start - text.rfind("\n", 0, self.cited.start)
        meant = {(line, column + self.within), (line, column - 1)}  # a passage begins at its quotation mark
        return {
            problem.code
            for problem in inspection.problems
            if problem.file == self.cited.file and (problem.line, problem.column) in meant
        }


@cache
def at_hand() -> Snapshot:
    return take_snapshot(BRIEFINGS, ARTICLES)


@cache
def not_at_hand() -> Snapshot:
    return take_snapshot(BRIEFINGS)


@cache
def article(source: str) -> str:
    """Return the text of a source's article, ready to be compared."""
    snapshot = inspect(not_at_hand()).edition.sources[source].snapshot
    assert snapshot
    return comparable(at_hand().articles[snapshot].decode())


@cache
def all_cited() -> tuple[Cited, ...]:
    """Return every citation of every card, found in the text without any of our readers."""
    return tuple(
        Cited(file, match["source"], match.start("passage"), match["passage"])
        for file, data in not_at_hand().files.items()
        for match in _CITATION.finditer(data.decode())
    )


@pytest.fixture(scope="module")
def parsed() -> ParseCache:
    """The files that stay the same throughout, read once."""
    return ParseCache()


# Small changes that turn a meaning around. Those that only type the same words otherwise are left out.

_ACCENTED = dict(zip("eauioc", "éàùîôç", strict=True))
_WORD = re.compile(r"[^\W_]+")


def bare(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


def other_accents(words: str) -> Iterator[str]:
    for place, letter in enumerate(words):
        if (other := _ACCENTED.get(letter, bare(letter))) != letter:
            yield words[:place] + other + words[place + 1 :]


def other_digits(words: str) -> Iterator[str]:
    for place, letter in enumerate(words):
        if letter.isdecimal():
            yield words[:place] + str((int(letter) + 1) % 10) + words[place + 1 :]


def other_negations(words: str) -> Iterator[str]:
    for match in re.finditer(r"\b(?:ne |n[’']| ?pas\b)", words):
        yield words[: match.start()] + words[match.end() :]
    for match in _WORD.finditer(words):
        start, end = match.span()
        yield words[:start] + ("n’" if bare(words[start]).casefold() in "aeiouyh" else "ne ") + words[start:]
        yield f"{words[:end]} pas{words[end:]}"


def other_letters(words: str) -> Iterator[str]:
    for place, letter in enumerate(words):
        if letter.isalpha():
            yield words[:place] + ("s" if bare(letter) == "x" else "x") + words[place + 1 :]


def other_orders(words: str) -> Iterator[str]:
    for left, right in pairwise(_WORD.finditer(words)):
        yield words[: left.start()] + right[0] + words[left.end() : right.start()] + left[0] + words[right.end() :]


KINDS = (other_accents, other_digits, other_negations, other_letters, other_orders)


def changes(cited: Cited) -> Iterator[list[Change]]:
    """Yield all small changes to a passage, by the end of it that they are made in and by their kind."""
    for within, words in cited.edges:
        for kind in KINDS:
            made = [new for new in kind(words) if new.strip() and comparable(new) != comparable(words)]
            if made:
                yield [Change(cited, within, words, new) for new in made]


def noticed(change: Change, inspection: Inspection) -> str:
    """Return the code by which ``change`` was noticed where it was made; it must have been."""
    told = change.told_in(inspection)
    if refused := told & REFUSED:
        return min(refused)
    # The other words may by chance stand in the article, as those of a shorter passage do.
    assert len(matches(article(change.cited.source), change.passage)) == 1, change
    if (change.cited.source, change.passage) in {(other.source, other.passage) for other in all_cited()}:
        return "cited elsewhere"
    assert told == {"S07"}, change
    return "S07"


@st.composite
def small_changes(draw: st.DrawFn) -> Change:
    of_a_kind = draw(st.sampled_from(list(changes(draw(st.sampled_from(all_cited()))))))
    return draw(st.sampled_from(of_a_kind))


def test_all_citations_are_seen_as_text() -> None:
    """The other tests would miss one that is written in another way."""
    cards = inspect(not_at_hand()).edition.cards.values()
    read = [(citation.source, citation.passage) for card in cards for _, citation in citations_of(card)]
    assert sorted(read) == sorted((cited.source, cited.passage) for cited in all_cited())
    assert len(read) > 700


@with_articles
class TestWithTheArticles:
    def test_every_citation_is_verified_and_nothing_is_left_to_warn_of(self) -> None:
        inspection = inspect(at_hand(), ParseCache().parse, advise)
        assert inspection.problems == ()
        assert inspection.standings == {"verified": len(all_cited())}

    def test_depeche_check_says_so(self) -> None:
        outcome = depeche("check", "--strict", "--articles", str(ARTICLES))
        assert outcome.code == 0, outcome.out
        assert f"{len(all_cited())} citations verified, 0 not verified" in outcome.out

    def test_most_sentences_of_each_article_stand_behind_a_card(self) -> None:
        edition = inspect(at_hand()).edition
        articles, _ = articles_of(edition.sources, at_hand().articles)
        assert articles.keys() == edition.sources.keys()
        for source, text in articles.items():
            covered = coverage(source, text, edition)
            assert len(covered.sentences) > 15
            assert covered.share >= ENOUGH, source

    @PROPERTY
    @given(change=small_changes())
    def test_no_small_change_to_a_passage_goes_unnoticed(self, change: Change, parsed: ParseCache) -> None:
        """An accent, a digit, a negation, a letter, the order of two words, anywhere in the ends of any passage."""
        inspection = inspect(change.made_in(at_hand()), parsed.parse)
        parsed.save()
        assert noticed(change, inspection) in {*REFUSED, "S07"}

    def test_a_change_of_each_kind_to_each_passage_is_refused_at_its_place(self, parsed: ParseCache) -> None:
        """Each distinct passage once, each card with the sources only: the cards that it names do not matter here."""
        sources = {file: data for file, data in at_hand().files.items() if file.startswith("sources/")}
        distinct = {(cited.source, cited.passage): cited for cited in all_cited()}
        counts = dict.fromkeys([*REFUSED, "S07", "cited elsewhere"], 0)
        for cited in distinct.values():
            alone = replace(at_hand(), files={**sources, cited.file: at_hand().files[cited.file]})
            for of_a_kind in changes(cited):
                change = of_a_kind[len(of_a_kind) // 2]
                counts[noticed(change, inspect(change.made_in(alone), parsed.parse))] += 1
        assert counts["S02"] > 5 * len(distinct)
        assert counts["S02"] >= 0.99 * sum(counts.values())

    @PROPERTY
    @given(cited=st.sampled_from(all_cited()), data=st.data())
    def test_a_passage_that_is_shorter_or_longer_by_a_word_is_not_the_one_that_was_verified(
        self, cited: Cited, data: st.DataObject, parsed: ParseCache
    ) -> None:
        """What still stands in the article is no mistake, but nobody has recorded it: that is said at its place."""
        within, words = data.draw(st.sampled_from([edge for edge in cited.edges if " " in edge[1]]))
        new = words.rpartition(" ")[0] if within == 0 else words.partition(" ")[2]
        change = Change(cited, within, words, new)
        inspection = inspect(change.made_in(at_hand()), parsed.parse)
        parsed.save()
        noticed(change, inspection)

    def test_no_number_and_no_negation_can_be_changed_in_any_passage(self, parsed: ParseCache) -> None:
        """Every digit, and every word that denies: these few are tried one by one."""
        denied = re.compile(r"\bne\b|\bn’|\bpas\b|\bsans\b")
        tried = [
            Change(cited, within, words, new)
            for cited in all_cited()
            for within, words in cited.edges
            for new in [*other_digits(words), *(denied.sub("", words, count=1) for _ in denied.findall(words))]
            if new.strip()
        ]
        assert len(tried) > 100
        for change in tried:
            noticed(change, inspect(change.made_in(at_hand()), parsed.parse))
            parsed.save()

    def test_the_lock_file_is_what_check_would_write(self) -> None:
        """Which "no problems" says too, but not of its order and its layout."""
        assert not_at_hand().lock is not None
        assert not_at_hand().lock == lock.written(lock.read_lock(not_at_hand().lock))


@pytest.mark.parametrize(
    ("passage", "code"),
    [
        ("elle n'est pas à vendre", None),
        ("elle est à vendre", "S02"),
        ("elle est ... à la main", "S02"),
        ("et 12 exemplaires ... à la main", None),
        ("et 15 exemplaires ... à la main", "S02"),
        ("à vendre, et 15 exemplaires ont été construits à la main", "S02"),
    ],
)
def test_likeness_is_not_enough(passage: str, code: str | None) -> None:
    """These are up to 98% alike, and say the opposite."""
    found = resolve(passage, Article("Elle n’est pas à vendre, et 12 exemplaires ont été construits à la main."))
    assert (None if isinstance(found, Span) else found[0].code) == code


class TestWithoutTheArticles:
    def test_the_lock_file_vouches_for_every_citation(self) -> None:
        inspection = inspect(not_at_hand())
        assert inspection.problems == ()
        assert inspection.standings == {"locked": len(all_cited())}

    def test_depeche_check_says_so(self) -> None:
        outcome = depeche("check", "--strict")
        assert outcome.code == 0, outcome.out
        assert f"{len(all_cited())} locked, 0 not verified" in outcome.out

    @PROPERTY
    @given(change=small_changes())
    def test_a_changed_passage_is_no_longer_verified(self, change: Change, parsed: ParseCache) -> None:
        inspection = inspect(change.made_in(not_at_hand()), parsed.parse)
        parsed.save()
        assert change.told_in(inspection) == {"S08"}

    @pytest.mark.parametrize("change", ["a letter", "more words", "fewer words"])
    def test_a_changed_quotation_is_no_longer_verified(self, change: str, parsed: ParseCache) -> None:
        quotes = {
            file: card
            for file, data in not_at_hand().files.items()
            if file.startswith("quotes/") and isinstance(card := cards()[file], Quote)
        }
        assert len(quotes) >= 10
        for file, quote in quotes.items():
            line = f"text: {quote.text}\n"
            words = {
                "a letter": f"x{quote.text[1:]}",
                "more words": f"{quote.text} pas",
                "fewer words": quote.text[4:].lstrip(),
            }
            made = not_at_hand().files[file].decode().replace(line, f"text: {words[change]}\n")
            assert made != not_at_hand().files[file].decode()
            snapshot = replace(not_at_hand(), files={**not_at_hand().files, file: made.encode()})
            (problem,) = inspect(snapshot, parsed.parse).problems
            number = made.splitlines().index(f"text: {words[change]}") + 1
            assert place(problem) == ("S08", file, number, len("text: ") + 1)

    def test_another_text_of_an_article_is_told_once_for_all_its_citations(self) -> None:
        """Nothing was verified in an article with another hash; 400 warnings would not say it better than one."""
        (file, *others) = [file for file in not_at_hand().files if file.startswith("sources/")]
        made = re.sub(rb"sha256: \w{8}", b"sha256: 00000000", not_at_hand().files[file])
        inspection = inspect(replace(not_at_hand(), files={**not_at_hand().files, file: made}))
        assert others
        assert [(problem.code, problem.file) for problem in inspection.problems if problem.file == file] == [
            ("S08", file)
        ]
        source = file.partition("/")[2].removesuffix(".yaml")
        assert inspection.standings["unverified"] == sum(cited.source == source for cited in all_cited())

    def test_without_the_lock_file_nothing_is_verified(self) -> None:
        inspection = inspect(replace(not_at_hand(), lock=None))
        assert inspection.standings == {"unverified": len(all_cited())}
        assert {problem.code for problem in inspection.problems} == {"S08"}
        assert {problem.file.partition("/")[0] for problem in inspection.problems} == {"sources"}


@cache
def cards() -> Mapping[str, object]:
    """Return the cards by file."""
    edition = inspect(not_at_hand()).edition
    stems = {file: file.partition("/")[2].removesuffix(".yaml") for file in not_at_hand().files}
    return {file: edition.cards[stem] for file, stem in stems.items() if stem in edition.cards}


def place(problem: Problem) -> tuple[str, str, int, int]:
    return problem.code, problem.file, problem.line, problem.column
