"""The lock file: written and read back the same, refused when it is anything else, without a word of an article."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.evidence import locking
from bot.cards.inspection import inspect
from bot.cards.lock import MAX_BYTES, Lock, Locked, LockedSource, LockUnreadable, read_lock, sha256, written
from bot.cards.snapshot import Snapshot
from tests.cards.support import PROPERTY, card, files, source

HASH = "0a" * 32
HASHES = st.binary().map(sha256)
OFFSETS = st.integers(0, MAX_BYTES - 1)


def _locked(one: int, other: int, digest: str) -> Locked:
    return Locked(min(one, other), max(one, other) + 1, digest)


LOCKS = st.builds(
    Lock,
    st.dictionaries(
        st.text(),
        st.builds(LockedSource, HASHES, st.dictionaries(st.text(), st.builds(_locked, OFFSETS, OFFSETS, HASHES))),
        max_size=5,
    ),
    st.dictionaries(st.text(), HASHES, max_size=5),
)


def lock_of(**changes: Any) -> bytes:
    """Return a whole lock file as JSON, with ``changes``."""
    found = {"start": 3, "end": 9, "sha256": HASH}
    whole = {
        "format": 1,
        "sources": {"paper": {"sha256": HASH, "citations": {"a ... b": found}}},
        "quotes": {"said": HASH},
    }
    return json.dumps(whole | changes).encode()


def citing(**changes: Any) -> bytes:
    """Return a lock file whose only citation has ``changes``; None takes a key away."""
    found = {"start": 3, "end": 9, "sha256": HASH} | changes
    kept = {key: value for key, value in found.items() if value is not None}
    return lock_of(sources={"paper": {"sha256": HASH, "citations": {"a ... b": kept}}})


class TestRoundTrip:
    @PROPERTY
    @given(LOCKS)
    def test_what_was_written_is_read_back(self, lock: Lock) -> None:
        assert read_lock(written(lock)) == lock

    @PROPERTY
    @given(LOCKS, st.randoms())
    def test_the_same_lock_is_the_same_file_whatever_order_it_was_found_in(self, lock: Lock, dice: Any) -> None:
        def shuffled(values: Any) -> dict[str, Any]:
            items = list(values.items())
            dice.shuffle(items)
            return dict(items)

        sources = {
            name: LockedSource(each.sha256, shuffled(each.citations)) for name, each in shuffled(lock.sources).items()
        }
        assert written(Lock(sources, shuffled(lock.quotes))) == written(lock)

    def test_a_folder_without_a_lock_file_locks_nothing(self) -> None:
        assert read_lock(None) == Lock()

    def test_one_citation_is_one_line_in_the_order_of_the_article(self) -> None:
        """Two people who add a citation each then seldom touch the same line."""
        found = {"z": Locked(5, 9, HASH), "a": Locked(30, 40, HASH), "é": Locked(5, 12, HASH)}
        lines = written(Lock({"paper": LockedSource(HASH, found)}, {})).decode().splitlines()
        assert [line.split(":")[0].strip() for line in lines if '"start"' in line] == ['"z"', '"é"', '"a"']
        assert [line.endswith(",") for line in lines if '"start"' in line] == [True, True, False]

    def test_one_citation_more_is_one_line_more(self) -> None:
        found = {"a": Locked(5, 9, HASH), "c": Locked(30, 40, HASH)}
        before = written(Lock({"paper": LockedSource(HASH, found)}, {})).splitlines()
        after = written(Lock({"paper": LockedSource(HASH, found | {"b": Locked(10, 12, HASH)})}, {})).splitlines()
        assert len(after) == len(before) + 1
        assert set(before) < set(after)


class TestUnreadable:
    def test_the_file_they_are_made_from_is_read(self) -> None:
        assert read_lock(lock_of()).sources["paper"].citations == {"a ... b": Locked(3, 9, HASH)}
        assert read_lock(citing()) == read_lock(lock_of())

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\xff\xfe\x00",
            b"not JSON",
            lock_of()[:-1],
            lock_of() + b"}",
            b"<<<<<<< HEAD\n" + lock_of(),
            b"null",
            b"7",
            b'"text"',
            b"[]",
            b"{}",
            b"[" * 100_000,
            b'{"format": ' + b"9" * 5_000 + b"}",
            b'{"format": 1}',
            b'{"format": 1, "sources": {}}',
            b'{"format": 1, "quotes": {}}',
            lock_of(sources=[]),
            lock_of(sources=None),
            lock_of(sources={"paper": {}}),
            lock_of(sources={"paper": {"sha256": HASH}}),
            lock_of(sources={"paper": {"citations": {}}}),
            lock_of(sources={"paper": {"sha256": HASH, "citations": {}, "more": 1}}),
            lock_of(sources={"paper": {"sha256": HASH, "citations": []}}),
            lock_of(sources={"paper": {"sha256": HASH.upper(), "citations": {}}}),
            lock_of(sources={"paper": {"sha256": HASH + "0", "citations": {}}}),
            lock_of(quotes=[]),
            lock_of(quotes={"said": "0a"}),
            lock_of(quotes={"said": None}),
            citing(start=-1),
            citing(start="three"),
            citing(start=1.5),
            citing(end=None),
            citing(sha256=None),
            citing(sha256="Le texte de l’article"),
            citing(text="Le texte de l’article"),
        ],
    )
    def test_any_other_file_is_refused(self, data: bytes) -> None:
        with pytest.raises(LockUnreadable, match="not the lock file"):
            read_lock(data)

    @pytest.mark.parametrize("version", [0, 2, "1", None, [1]])
    def test_another_format_is_refused(self, version: object) -> None:
        with pytest.raises(LockUnreadable):
            read_lock(lock_of(format=version))

    def test_the_format_of_a_newer_version_is_named(self) -> None:
        with pytest.raises(LockUnreadable, match="format 2; this version knows 1"):
            read_lock(lock_of(format=2))

    @PROPERTY
    @given(st.binary() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps).map(str.encode))
    def test_no_file_does_more_harm_than_to_be_refused(self, data: bytes) -> None:
        with pytest.raises(LockUnreadable):
            read_lock(data)


TEXT = "Le phare d’Armen s’allume à l’aube.\nLa gardienne éteint douze lampes avant de descendre.\n"


def test_not_a_word_of_the_article_is_in_the_lock_file_that_no_card_has() -> None:
    cite = "cite: [{source: paper, passage: Le phare ... aube}, {source: paper, passage: La gardienne ... descendre}]"
    paper = source("paper", "snapshot: paper.txt", f"sha256: {sha256(TEXT)}")
    snapshot = Snapshot(
        {path: text.encode() for path, text in files(card("person", "ada", cite), paper).items()},
        articles={"paper.txt": TEXT.encode()},
    )
    inspection = inspect(snapshot)
    assert inspection.standings == {"verified": 2}
    edition = inspection.edition
    locked = written(locking(edition.cards.values(), edition.sources, edition.evidence, inspection.lock)).decode()
    assert "Le phare ... aube" in locked
    for word in ("Armen", "allume", "éteint", "douze", "lampes", "avant"):
        assert word not in locked
