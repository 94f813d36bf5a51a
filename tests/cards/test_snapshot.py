"""Reading the folder: every card file once, with what editors leave around left alone."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.cards.inspection import build_edition
from bot.cards.reader import MAX_BYTES
from bot.cards.snapshot import take_snapshot
from bot.errors import ContentError
from tests.cards.support import card, source, written

ADA = card("person", "ada")
ZOE = card("person", "zoe")


def refusal(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        take_snapshot(folder)
    return str(caught.value).splitlines()


@contextmanager
def open_to_all() -> Iterator[Path]:
    """Yield a folder that other users may enter, as they may not enter pytest's."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def without_root() -> Iterator[None]:
    """For root every file can be read; be nobody for a moment."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_every_card_file_is_read_byte_for_byte_in_the_order_of_its_path(tmp_path: Path) -> None:
    contents = {
        "sources/paper.yaml": b"\xff\x00 not even text\r\n",
        "people/zoe.yml": ZOE.encode(),
        "people/ada.yaml": ADA.encode(),
        "events/launch.yaml": b"",
    }
    snapshot = take_snapshot(written(tmp_path, contents))
    assert list(snapshot.files.items()) == sorted(contents.items())


def test_what_editors_and_others_leave_behind_is_no_card(tmp_path: Path) -> None:
    """A swap file or a lock of Emacs comes and goes with every keystroke of a curator."""
    left = [
        *("people/.ada.yaml.swp", "people/.#ada.yaml", "people/#ada.yaml#", "people/ada.yaml~", "people/.hidden.yaml"),
        *("people/ada.yaml.bak", "people/ada.yaml.tmp", "people/4913", "people/.DS_Store", "people/README.md"),
        *("people/portrait.png", ".git/config.yaml", ".vscode/settings.yml", "README.md"),
    ]
    clean = take_snapshot(written(tmp_path, {"people/ada.yaml": ADA}))
    after = take_snapshot(written(tmp_path, dict.fromkeys(left, "{ broken")))
    assert list(after.files) == ["people/ada.yaml"]
    assert after.digest == clean.digest


def test_an_empty_folder_has_no_cards(tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    assert take_snapshot(tmp_path).files == {}


class TestDigest:
    def test_the_same_content_has_the_same_digest_wherever_and_whenever_it_was_written(self, tmp_path: Path) -> None:
        there = take_snapshot(written(tmp_path / "there", {"people/ada.yaml": ADA, "people/zoe.yaml": ZOE}))
        here = take_snapshot(written(tmp_path / "here", {"people/zoe.yaml": ZOE, "people/ada.yaml": ADA}))
        os.utime(tmp_path / "here/people/ada.yaml", (0, 0))
        assert there.digest == here.digest == take_snapshot(tmp_path / "here").digest

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param({"people/ada.yaml": ADA.replace("sentence", "phrase")}, id="another word"),
            pytest.param({"people/ada.yaml": ADA + "\n"}, id="an empty line"),
            pytest.param({"people/ada.yaml": ADA + "# checked\n"}, id="a comment"),
            pytest.param({"people/bob.yaml": ADA}, id="another file"),
            pytest.param({"people/ada.yaml": ZOE, "people/zoe.yaml": ADA}, id="two files changed about"),
            pytest.param({"people/ada.yaml": ADA + ZOE, "people/zoe.yaml": ""}, id="text moved to the file before"),
        ],
    )
    def test_any_change_makes_another_digest(self, change: dict[str, str], tmp_path: Path) -> None:
        before = take_snapshot(written(tmp_path, {"people/ada.yaml": ADA, "people/zoe.yaml": ZOE}))
        assert take_snapshot(written(tmp_path, change)).digest != before.digest

    def test_a_renamed_file_and_a_removed_one_make_other_digests(self, tmp_path: Path) -> None:
        before = take_snapshot(written(tmp_path, {"people/ada.yaml": ADA, "people/zoe.yaml": ZOE}))
        (tmp_path / "people/zoe.yaml").rename(tmp_path / "people/zoé.yaml")
        renamed = take_snapshot(tmp_path)
        (tmp_path / "people/zoé.yaml").unlink()
        assert len({before.digest, renamed.digest, take_snapshot(tmp_path).digest}) == 3


class TestLockAndArticles:
    def test_the_lock_file_and_the_articles_are_read_with_the_cards(self, tmp_path: Path) -> None:
        named = {"sources/b.yaml": source("b", "snapshot: b.txt"), "sources/a.yaml": source("a", "snapshot: 'a.txt'")}
        written(tmp_path / "briefings", {"people/ada.yaml": ADA, "citations.lock.json": b"{}", **named})
        written(tmp_path / "articles", {"b.txt": "Deux.", "a.txt": b"\xff", ".hidden": "", "inside/c.txt": ""})
        written(tmp_path / "articles", {"of-no-source.txt": "x" * 9})
        snapshot = take_snapshot(tmp_path / "briefings", tmp_path / "articles")
        assert snapshot.lock == b"{}"
        assert list(snapshot.articles.items()) == [("a.txt", b"\xff"), ("b.txt", b"Deux.")]

    @pytest.mark.parametrize("articles", [None, "nowhere"])
    def test_both_may_be_missing(self, articles: str | None, tmp_path: Path) -> None:
        folder = written(tmp_path / "briefings", {"people/ada.yaml": ADA})
        snapshot = take_snapshot(folder, tmp_path / articles if articles else None)
        assert (snapshot.lock, snapshot.articles) == (None, {})

    @pytest.mark.parametrize("change", [{"briefings/citations.lock.json": "{}"}, {"articles/a.txt": "Un."}])
    def test_either_makes_another_digest_and_leaves_the_editions_number(
        self, change: dict[str, str], tmp_path: Path
    ) -> None:
        written(tmp_path, {"briefings/sources/a.yaml": source("a", "snapshot: a.txt"), "articles/b.txt": "Deux."})
        before = take_snapshot(tmp_path / "briefings", tmp_path / "articles")
        written(tmp_path, change)
        after = take_snapshot(tmp_path / "briefings", tmp_path / "articles")
        assert after.digest != before.digest
        assert after.number == before.number

    def test_a_lock_file_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        written(tmp_path, {"people/ada.yaml": ADA})
        (tmp_path / "citations.lock.json").mkdir()
        (problem,) = refusal(tmp_path)
        assert "citations.lock.json:1:1: the file cannot be read: it is not a regular file" in problem

    @pytest.mark.parametrize("name", ["people/pipe.yaml", "citations.lock.json"])
    def test_nobody_waits_for_a_pipe(self, name: str, tmp_path: Path) -> None:
        written(tmp_path, {"people/ada.yaml": ADA})
        os.mkfifo(tmp_path / name)
        (problem,) = refusal(tmp_path)
        assert f"{name}:1:1: the file cannot be read: it is not a regular file" in problem


class TestRefusals:
    def test_a_folder_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        missing = tmp_path / "briefing"
        assert refusal(missing) == [f"{missing}:1:1: this folder of briefings does not exist"]

    def test_a_file_is_not_a_folder_of_briefings(self, tmp_path: Path) -> None:
        (tmp_path / "briefings").write_text("")
        assert refusal(tmp_path / "briefings") == [f"{tmp_path}/briefings:1:1: this folder of briefings does not exist"]

    def test_a_card_in_a_folder_of_no_kind_is_told_the_folders(self, tmp_path: Path) -> None:
        (problem,) = refusal(written(tmp_path, {"persons/ada.yaml": ADA, "people/zoe.yaml": ZOE}))
        assert problem.startswith("persons/ada.yaml:1:1: ")
        assert "people, models, organizations, events, quotes, terms, claims, stories, sources" in problem

    def test_all_files_that_cannot_be_read_are_told_at_once(self, tmp_path: Path) -> None:
        written(tmp_path, {"people/ada.yaml": ADA})
        (tmp_path / "people/zoe.yaml").symlink_to("nowhere.yaml")
        (tmp_path / "people/bob.yaml").symlink_to("bob.yaml")
        assert refusal(tmp_path) == [
            "people/bob.yaml:1:1: the file cannot be read: Too many levels of symbolic links",
            "people/zoe.yaml:1:1: the file cannot be read: No such file or directory",
        ]

    def test_a_file_that_the_bot_may_not_read_is_named(self) -> None:
        with open_to_all() as folder:
            written(folder, {"people/ada.yaml": ADA})
            (folder / "people/ada.yaml").chmod(0)
            with without_root():
                assert refusal(folder) == ["people/ada.yaml:1:1: the file cannot be read: Permission denied"]

    def test_a_folder_that_the_bot_may_not_read_is_named(self) -> None:
        with open_to_all() as folder:
            written(folder, {"people/ada.yaml": ADA})
            (folder / "people").chmod(0)
            try:
                with without_root():
                    (problem,) = refusal(folder)
            finally:
                (folder / "people").chmod(0o755)
        assert problem.startswith("people")

    def test_the_whole_folder_is_named_when_the_bot_may_not_read_it(self) -> None:
        with open_to_all() as folder:
            written(folder / "briefings", {"people/ada.yaml": ADA})
            (folder / "briefings").chmod(0)
            try:
                with without_root():
                    (problem,) = refusal(folder / "briefings")
            finally:
                (folder / "briefings").chmod(0o755)
            assert problem.startswith(f"{folder}/briefings:1:1: ")

    def test_a_file_whose_name_is_not_utf_8_is_told_in_words_that_can_be_printed(self, tmp_path: Path) -> None:
        (tmp_path / "people").mkdir()
        (tmp_path / os.fsdecode(b"people/zo\xe9.yaml")).write_text(ZOE)
        assert refusal(tmp_path) == [
            "people/zo\N{REPLACEMENT CHARACTER}.yaml:1:1: this file's name is not UTF-8; rename it"
        ]

    def test_an_over_large_file_is_refused_without_being_read_whole(self, tmp_path: Path) -> None:
        snapshot = take_snapshot(written(tmp_path, {"people/ada.yaml": ADA + "#" * MAX_BYTES * 4}))
        assert len(snapshot.files["people/ada.yaml"]) <= MAX_BYTES + 1
        with pytest.raises(ContentError, match=r"people/ada\.yaml:1:1: .*256 KiB is the most a card may have"):
            build_edition(snapshot)

    def test_an_over_large_file_is_not_said_to_have_what_is_allowed(self, tmp_path: Path) -> None:
        snapshot = take_snapshot(written(tmp_path, {"people/ada.yaml": ADA + "#" * MAX_BYTES * 4}))
        with pytest.raises(ContentError) as caught:
            build_edition(snapshot)
        assert "has 256 KiB" not in str(caught.value)

    @pytest.mark.parametrize("stray", ["ada.yaml", "people/french/ada.yaml", "people/french/old/ada.yml"])
    def test_a_card_outside_its_folder_is_not_passed_over_in_silence(self, stray: str, tmp_path: Path) -> None:
        written(tmp_path, {"people/zoe.yaml": ZOE})
        (problem,) = refusal(written(tmp_path, {stray: ADA}))
        assert problem.startswith(f"{stray}:1:1: ")

    def test_a_card_with_a_shouted_ending_is_not_passed_over_in_silence(self, tmp_path: Path) -> None:
        assert refusal(written(tmp_path, {"people/ada.YAML": ADA}))


class TestLinks:
    """Containers mount their configuration so: the files, a folder or the whole are links."""

    def test_the_whole_folder_and_a_card_may_be_links(self, tmp_path: Path) -> None:
        written(tmp_path / "elsewhere", {"people/ada.yaml": ADA})
        (tmp_path / "card").write_text(ZOE)
        (tmp_path / "elsewhere/people/zoe.yaml").symlink_to(tmp_path / "card")
        (tmp_path / "link").symlink_to("elsewhere")
        assert list(take_snapshot(tmp_path / "link").files) == ["people/ada.yaml", "people/zoe.yaml"]

    def test_the_folder_of_a_kind_may_be_a_link(self, tmp_path: Path) -> None:
        written(tmp_path / "elsewhere", {"ada.yaml": ADA})
        (tmp_path / "briefings").mkdir()
        (tmp_path / "briefings/people").symlink_to(tmp_path / "elsewhere")
        assert list(take_snapshot(tmp_path / "briefings").files) == ["people/ada.yaml"]
