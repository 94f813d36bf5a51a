"""The parse cache makes a restart faster, and can do nothing else: never wrong, never in the way."""

from pathlib import Path

import msgpack
import pytest

import bot.cards.cache
from bot.cards.cache import FORMAT, ParseCache
from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.reader import YamlProblem, parse
from bot.cards.snapshot import Snapshot
from tests.cards.support import card, files, source

CARDS = (card("person", "ada", "aliases: [no, 1.10]"), card("person", "zoe"), source("article"))


class Counter:
    """Counts the files that the reader really parses."""

    def __init__(self) -> None:
        self.parsed: list[bytes] = []

    def __call__(self, data: bytes) -> object:
        self.parsed.append(data)
        return parse(data)


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    counting = Counter()
    monkeypatch.setattr(bot.cards.cache, "parse", counting)
    return counting


def snapshot(*cards: str) -> Snapshot:
    return Snapshot({path: text.encode() for path, text in sorted(files(*cards).items())})


def build(cache: ParseCache, *cards: str) -> Edition:
    """Build an edition as the bot does, with the cache in between."""
    made = build_edition(snapshot(*cards), cache.parse)
    cache.save()
    return made


def saved(path: Path, *cards: str) -> Path:
    """Leave a cache file behind, as a bot that has served ``cards``."""
    build(ParseCache(path), *cards)
    return path


class TestRemembering:
    def test_the_first_build_parses_each_file_once(self, tmp_path: Path, counter: Counter) -> None:
        build(ParseCache(tmp_path / "cache"), *CARDS)
        assert sorted(counter.parsed) == sorted(text.encode() for text in CARDS)

    def test_a_restart_parses_nothing_and_makes_the_same_edition(self, tmp_path: Path, counter: Counter) -> None:
        fresh = build_edition(snapshot(*CARDS))
        path = saved(tmp_path / "cache", *CARDS)
        counter.parsed.clear()
        again = build(ParseCache(path), *CARDS)
        assert counter.parsed == []
        assert (again.number, again.cards, again.sources, again.timeline) == (
            fresh.number,
            fresh.cards,
            fresh.sources,
            fresh.timeline,
        )

    def test_a_second_build_in_the_same_bot_parses_nothing(self, tmp_path: Path, counter: Counter) -> None:
        cache = ParseCache(tmp_path / "cache")
        build(cache, *CARDS)
        counter.parsed.clear()
        build(cache, *CARDS)
        assert counter.parsed == []

    def test_only_what_was_edited_is_parsed_again(self, tmp_path: Path, counter: Counter) -> None:
        path = saved(tmp_path / "cache", *CARDS)
        counter.parsed.clear()
        edited = card("person", "zoe", name="Zoé")
        made = build(ParseCache(path), CARDS[0], edited, CARDS[2])
        assert counter.parsed == [edited.encode()]
        assert made.cards["zoe"].name.fr == "Zoé"

    def test_nothing_is_written_when_nothing_was_edited(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "cache", *CARDS)
        written = path.stat()
        build(ParseCache(path), *CARDS)
        assert (path.stat().st_ino, path.stat().st_mtime_ns) == (written.st_ino, written.st_mtime_ns)

    def test_a_renamed_file_need_not_be_parsed_again(self, tmp_path: Path, counter: Counter) -> None:
        cache = ParseCache(saved(tmp_path / "cache", *CARDS))
        counter.parsed.clear()
        assert cache.parse(CARDS[0].encode()) == parse(CARDS[0].encode())
        assert counter.parsed == []

    def test_what_is_no_longer_used_is_forgotten(self, tmp_path: Path, counter: Counter) -> None:
        path = saved(tmp_path / "cache", *CARDS)
        size = path.stat().st_size
        build(ParseCache(path), CARDS[0])
        assert path.stat().st_size < size
        counter.parsed.clear()
        build(ParseCache(path), *CARDS)
        assert counter.parsed == [CARDS[1].encode()]

    def test_a_thousand_edits_do_not_make_it_grow(self, tmp_path: Path) -> None:
        cache = ParseCache(tmp_path / "cache")
        for number in range(1000):
            build(cache, card("person", "ada", f"aliases: [{number:04}]"))
        build(cache, CARDS[0])
        assert (tmp_path / "cache").stat().st_size < 2 * len(CARDS[0])

    def test_without_a_file_it_parses_and_leaves_nothing_behind(self, tmp_path: Path) -> None:
        assert build(ParseCache(), *CARDS).cards == build_edition(snapshot(*CARDS)).cards
        assert list(tmp_path.iterdir()) == []

    def test_without_a_file_it_remembers_for_as_long_as_it_lives(self, counter: Counter) -> None:
        cache = ParseCache()
        build(cache, *CARDS)
        build(cache, *CARDS)
        assert len(counter.parsed) == len(CARDS)

    def test_a_mistake_is_told_again_at_every_build(self, tmp_path: Path) -> None:
        cache = ParseCache(tmp_path / "cache")
        for _ in range(2):
            with pytest.raises(YamlProblem, match="is here twice"):
                cache.parse(b"id: a\nid: b")
            cache.save()

    def test_two_files_of_the_same_length_are_told_apart(self, tmp_path: Path) -> None:
        cache = ParseCache(tmp_path / "cache")
        build(cache, card("person", "ada"))
        assert build(cache, card("person", "zoe")).cards.keys() == {"zoe"}


class TestInTheWay:
    """Whatever happens to the file, the cards are what the folder says."""

    @pytest.mark.parametrize(
        "damaged",
        [
            b"",
            b"\0",
            b"\xc1",
            b"not a cache",
            b"\xff" * 100,
            msgpack.packb(None),
            msgpack.packb(7),
            msgpack.packb("ab"),
            msgpack.packb([]),
            msgpack.packb([1, 2, 3]),
            msgpack.packb({1: 2, 3: 4}),
            msgpack.packb([FORMAT, None]),
            msgpack.packb([FORMAT, [1, 2]]),
            msgpack.packb([FORMAT - 1, {}]),
            b"\x81\x90\x01",
        ],
    )
    def test_a_damaged_file_costs_only_the_time_to_parse(
        self, damaged: bytes, tmp_path: Path, counter: Counter
    ) -> None:
        path = tmp_path / "cache"
        path.write_bytes(damaged)
        assert build(ParseCache(path), *CARDS).cards == build_edition(snapshot(*CARDS)).cards
        assert len(counter.parsed) == len(CARDS)
        counter.parsed.clear()
        build(ParseCache(path), *CARDS)
        assert counter.parsed == [], "the damaged file was replaced by a good one"

    def test_a_file_that_was_cut_short_costs_only_the_time_to_parse(self, tmp_path: Path) -> None:
        whole = saved(tmp_path / "cache", *CARDS).read_bytes()
        for length in range(len(whole)):
            (tmp_path / "cut").write_bytes(whole[:length])
            assert ParseCache(tmp_path / "cut").parse(CARDS[0].encode()) == parse(CARDS[0].encode())

    def test_a_flipped_bit_costs_only_the_time_to_parse(self, tmp_path: Path) -> None:
        whole = saved(tmp_path / "cache", *CARDS).read_bytes()
        for place in range(len(whole)):
            flipped = bytearray(whole)
            flipped[place] ^= 0x41
            (tmp_path / "flipped").write_bytes(flipped)
            assert ParseCache(tmp_path / "flipped").parse(CARDS[0].encode()) == parse(CARDS[0].encode())

    def test_a_file_of_an_older_format_is_not_believed(self, tmp_path: Path, counter: Counter) -> None:
        path = saved(tmp_path / "cache", *CARDS)
        older = [FORMAT - 1, *msgpack.unpackb(path.read_bytes(), strict_map_key=False)[1:]]
        path.write_bytes(msgpack.packb(older))
        counter.parsed.clear()
        build(ParseCache(path), *CARDS)
        assert len(counter.parsed) == len(CARDS)

    def test_a_folder_that_is_not_there_yet_is_made(self, tmp_path: Path, counter: Counter) -> None:
        path = saved(tmp_path / "data" / "new" / "cache", *CARDS)
        counter.parsed.clear()
        build(ParseCache(path), *CARDS)
        assert counter.parsed == []

    @pytest.mark.parametrize("path", ["file/cache", "folder"])
    def test_a_place_that_cannot_be_written_changes_nothing(self, path: str, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        (tmp_path / "folder" / "inside").mkdir(parents=True)
        assert build(ParseCache(tmp_path / path), *CARDS).cards == build_edition(snapshot(*CARDS)).cards

    def test_nothing_half_written_is_left_beside_it(self, tmp_path: Path) -> None:
        saved(tmp_path / "cache", *CARDS)
        assert [path.name for path in tmp_path.iterdir()] == ["cache"]
