"""The reloader waits until an edit rests, and builds away from the event loop."""

import threading
import weakref
from collections.abc import Callable
from pathlib import Path

from bot.cards.library import Edition, Library
from bot.cards.snapshot import Snapshot
from bot.delivery.editions import EditionBuilder
from bot.delivery.newsroom import Newsroom
from bot.delivery.reloader import Reloader, Timing
from bot.presentation.localizer import load_localizers
from bot.presentation.sheet import Sheet
from tests.world.support import write_card


class Watched(EditionBuilder):
    """The real builder; ``afterwards`` holds what happens on the disk right after each reading."""

    def __init__(self, folder: Path, data_folder: Path) -> None:
        super().__init__(folder, folder.parent / "articles", data_folder, load_localizers())
        self.afterwards: list[Callable[[], object]] = []
        self.readings = 0
        self.built: list[str] = []

    def snapshot(self) -> Snapshot:
        taken = super().snapshot()
        self.readings += 1
        if self.afterwards:
            self.afterwards.pop(0)()
        return taken

    def build(self, snapshot: Snapshot) -> Edition:
        self.built.append(threading.current_thread().name)
        return super().build(snapshot)


class Desk:
    """A reloader over a small folder, and what the newsroom was told."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "briefings"
        self.card = write_card(self.folder, "person", "ada", name="Ada")
        self.whole = self.card.read_text("utf-8")
        self.builder = Watched(self.folder, tmp_path / "data")
        first = self.builder.snapshot()
        self.library = Library(self.builder.build(first))
        self.builder.built.clear()
        self.builder.readings = 0
        self.told: list[Sheet] = []
        newsroom = Newsroom(self.post, load_localizers()["en"])
        timing = Timing(settle=0.01, sweep=3600)
        self.reloader = Reloader(self.library, self.builder, newsroom, served=first.digest, timing=timing)

    async def post(self, sheet: Sheet) -> None:
        self.told.append(sheet)

    def write(self, text: str) -> None:
        self.card.write_text(text, "utf-8")

    @property
    def name(self) -> str:
        return self.library.edition.published["ada"].name.en


async def test_a_file_half_written_is_waited_for(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    whole = desk.whole.replace('"Ada"', '"Ada Lovelace"')
    desk.write(whole[: len(whole) // 2])
    desk.builder.afterwards = [lambda: desk.write(whole)]
    await desk.reloader.look()
    assert desk.name == "Ada Lovelace"
    assert [sheet.refusal for sheet in desk.told] == [False]


async def test_an_edit_that_goes_on_is_not_read_until_it_rests(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write(desk.whole.replace('"Ada"', '"One"'))
    desk.builder.afterwards = [
        lambda: desk.write(desk.whole.replace('"Ada"', '"Two"')),
        lambda: desk.write(desk.whole.replace('"Ada"', '"Three"')),
    ]
    await desk.reloader.look()
    assert desk.name == "Three"
    assert len(desk.builder.built) == 1
    assert len(desk.told) == 1


async def test_a_mistake_taken_back_at_once_is_never_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("summary: [\n")
    desk.builder.afterwards = [lambda: desk.write(desk.whole)]
    await desk.reloader.look()
    assert desk.told == []
    assert desk.name == "Ada"


async def test_an_edition_is_built_away_from_the_event_loop(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write(desk.whole.replace('"Ada"', '"Ada Lovelace"'))
    await desk.reloader.look()
    assert desk.builder.built
    assert threading.current_thread().name not in desk.builder.built


async def test_a_refused_folder_is_not_built_again_until_it_changes(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("summary: [\n")
    for _ in range(3):
        await desk.reloader.look()
    assert len(desk.builder.built) == 1
    assert [sheet.refusal for sheet in desk.told] == [True]


async def test_another_mistake_is_told_as_well(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for text in ("summary: [\n", desk.whole.replace("published", "publised")):
        desk.write(text)
        await desk.reloader.look()
    assert [sheet.refusal for sheet in desk.told] == [True, True]
    assert "publised" in desk.told[1].blocks[-1]


async def test_who_holds_an_edition_keeps_it_whole(tmp_path: Path) -> None:
    """An answer that began before the swap ends with the cards it began with."""
    desk = Desk(tmp_path)
    held = desk.library.edition
    desk.write(desk.whole.replace('"Ada"', '"Ada Lovelace"'))
    await desk.reloader.look()
    assert held.published["ada"].name.en == "Ada"
    assert desk.library.edition is not held


async def test_a_replaced_edition_is_taken_apart_away_from_the_event_loop(tmp_path: Path) -> None:
    """With the index that somebody made of it: neither goes in one piece while answers wait."""
    desk = Desk(tmp_path)
    freed: list[str] = []

    class Made:
        def __del__(self) -> None:
            freed.append(threading.current_thread().name)

    kept: list[tuple[Edition, list[Made]]] = [(desk.library.edition, [Made()])]

    def give_up(edition: Edition) -> list[Made] | None:
        return kept.pop()[1] if kept and kept[0][0] is edition else None

    desk.library.kept_by(give_up)
    weakref.finalize(desk.library.edition.names, lambda: freed.append(threading.current_thread().name))
    desk.write(desk.whole.replace('"Ada"', '"Ada Lovelace"'))
    await desk.reloader.look()
    assert len(freed) == 2
    assert threading.current_thread().name not in freed


async def test_an_edition_that_an_answer_still_uses_is_waited_for(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    held = [desk.library.edition]
    freed: list[str] = []
    weakref.finalize(held[0].names, lambda: freed.append(threading.current_thread().name))
    asked: list[bool] = []

    def give_up(edition: Edition) -> None:
        asked.append(edition in held)
        if len(asked) == 2:
            held.clear()  # the answer has been sent

    desk.library.kept_by(give_up)
    desk.write(desk.whole.replace('"Ada"', '"Ada Lovelace"'))
    await desk.reloader.look()
    assert asked == [True, True]
    assert len(freed) == 1
    assert threading.current_thread().name not in freed
