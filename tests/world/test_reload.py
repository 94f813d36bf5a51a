"""Edits are live, and a typo never takes the newsroom down."""

import asyncio
import errno
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.presentation.markup import displayed
from bot.settings import Data, Database, Settings
from tests.world.support import House, edit, open_house, write_card

SUMMARY = "CEO of OpenAI, who announced gpt-oss"
BROKEN = "summary: [\n"


def altman(house: House) -> Path:
    return house.briefings / "people" / "sam-altman.yaml"


async def summary(house: House) -> str:
    return (await house.ask("who", person="sam-altman")).text.splitlines()[2]


def announced(house: House) -> list[str]:
    return [displayed("\n".join(sheet.blocks)) for sheet in house.announced]


async def test_a_changed_summary_shows_in_the_next_answer_and_is_announced(house: House) -> None:
    before = house.app.library.edition.number
    edit(altman(house), SUMMARY, "The man who announced gpt-oss")
    await house.reload()
    assert (await summary(house)).startswith("The man who announced gpt-oss")
    (said,) = announced(house)
    assert house.app.library.edition.number in said
    assert house.app.library.edition.number != before
    assert "Modifications (1) · Sam Altman (`sam-altman`)" in said


async def test_a_new_card_and_a_removed_one_are_announced(house: House) -> None:
    write_card(house.briefings, "person", "grace-test")
    await house.reload()
    assert (await house.ask("who", person="grace-test")).title == "Grace test"
    (house.briefings / "people" / "grace-test.yaml").unlink()
    await house.reload()
    assert (await house.ask("who", person="grace-test")).refusal
    added, removed = announced(house)
    assert "Ajouts (1) · Grace test (`grace-test`)" in added
    assert "Suppressions (1) · Grace test (`grace-test`)" in removed


async def test_nothing_changed_announces_nothing(house: House) -> None:
    await house.reload()
    altman(house).touch()
    await house.reload()
    assert house.announced == []


async def test_a_broken_file_changes_nothing_for_readers_and_its_place_is_named_once(house: House) -> None:
    good = altman(house).read_text("utf-8")
    before = await summary(house)
    edit(altman(house), SUMMARY, "Never to be seen")
    altman(house).write_text(altman(house).read_text("utf-8") + "roole: x\n", "utf-8")
    line = altman(house).read_text("utf-8").count("\n")
    for _ in range(3):
        await house.reload()
        assert await summary(house) == before
    (said,) = announced(house)
    assert re.search(
        rf"Sam Altman · `people/sam-altman\.yaml:{line}:\d+`\nUne clé inconnue \(K01\)\n"
        r"unknown key 'roole'; 'role' is there already",
        said,
    )
    assert house.announced[0].refusal
    assert house.app.library.edition.number in said

    altman(house).write_text(good.replace(SUMMARY, "Mended, he"), "utf-8")
    await house.reload()
    assert (await summary(house)).startswith("Mended, he")
    assert len(house.announced) == 2
    assert not house.announced[1].refusal
    assert "en ligne" in announced(house)[1]


async def test_taking_a_mistake_back_is_announced_too(house: House) -> None:
    good = altman(house).read_text("utf-8")
    altman(house).write_text(BROKEN, "utf-8")
    await house.reload()
    altman(house).write_text(good, "utf-8")
    await house.reload()
    assert [sheet.refusal for sheet in house.announced] == [True, False]


async def test_the_same_mistake_made_again_later_is_told_again(house: House) -> None:
    good = altman(house).read_text("utf-8")
    for _ in range(2):
        altman(house).write_text(BROKEN, "utf-8")
        await house.reload()
        altman(house).write_text(good, "utf-8")
        await house.reload()
    assert [sheet.refusal for sheet in house.announced] == [True, False, True, False]


def status_line(card: Path) -> int:
    lines = card.read_text("utf-8").splitlines()
    return 1 + next(index for index, line in enumerate(lines) if line.startswith("status:"))


async def test_all_mistakes_are_named_at_once(house: House) -> None:
    altman(house).write_text(BROKEN, "utf-8")
    gemma = house.briefings / "models" / "gemma.yaml"
    edit(gemma, "status: published", "status: publised")
    edit(house.briefings / "organizations" / "meta.yaml", "id: meta\n", "id: metta\n")
    await house.reload()
    (said,) = announced(house)
    for place in ("people/sam-altman.yaml:", f"models/gemma.yaml:{status_line(gemma)}:9`", "organizations/meta.yaml:"):
        assert place in said


async def test_one_mistake_holds_back_the_whole_edition(house: House) -> None:
    before = await summary(house)
    edit(altman(house), SUMMARY, "Never to be seen")
    edit(house.briefings / "models" / "gemma.yaml", "status: published", "status: publised")
    await house.reload()
    assert await summary(house) == before


async def test_a_mistake_with_very_much_text_in_it_is_still_told_in_discord(settings: Settings) -> None:
    """Half an article pasted into the wrong field must not make the message too long for Discord."""
    async with house_with_a_newsroom(settings) as house:
        gemma = house.briefings / "models" / "gemma.yaml"
        edit(gemma, "status: published", f"status: {'published ' * 900}")
        await house.reload()
        assert f"models/gemma.yaml:{status_line(gemma)}:9" in house.posts(house.world.newsroom)[-1].text


@asynccontextmanager
async def house_with_a_newsroom(settings: Settings) -> AsyncIterator[House]:
    """Open a house whose configuration names its newsroom: ids are known only once there is a server."""
    data = settings.data.folder / "rehearsal"
    database = Database(url=f"sqlite+aiosqlite:///{data / 'depeche.db'}")
    async with open_house(replace(settings, data=Data(folder=data), database=database)) as rehearsal:
        channel = rehearsal.world.newsroom.id
    async with open_house(replace(settings, newsroom=replace(settings.newsroom, channel=channel))) as house:
        assert house.world.newsroom.id == channel
        yield house


async def test_the_newsrooms_channel_is_told(settings: Settings) -> None:
    async with house_with_a_newsroom(settings) as house:
        edit(altman(house), SUMMARY, "The man who announced gpt-oss")
        await house.reload()
        altman(house).write_text(BROKEN, "utf-8")
        await house.reload()
        live, refused = house.posts(house.world.newsroom)
        assert "en ligne" in live.text
        assert "people/sam-altman.yaml:" in refused.text
        assert house.posts(house.channel) == []


async def test_a_newsroom_channel_that_is_gone_does_not_keep_the_edition_from_readers(settings: Settings) -> None:
    async with house_with_a_newsroom(settings) as house:
        house.env.inject_error("POST", f"/channels/{house.world.newsroom.id}/messages", status=404, code=10003)
        edit(altman(house), SUMMARY, "The man who announced gpt-oss")
        await house.reload()
        assert (await summary(house)).startswith("The man who announced gpt-oss")


def dangling_link(briefings: Path) -> None:
    # A file that is there and cannot be read: permissions would not stop root.
    (briefings / "people" / "grace-test.yaml").symlink_to("nowhere")


def removed_folder(briefings: Path) -> None:
    shutil.rmtree(briefings)


def file_instead_of_folder(briefings: Path) -> None:
    shutil.rmtree(briefings)
    briefings.write_text("not a folder", "utf-8")


def unknown_folder(briefings: Path) -> None:
    (briefings / "poeple").mkdir()
    (briefings / "poeple" / "grace-test.yaml").write_text("id: grace-test\n", "utf-8")


@pytest.mark.parametrize("damage", [dangling_link, removed_folder, file_instead_of_folder, unknown_folder])
async def test_readers_keep_their_cards_when_the_folder_cannot_be_read(
    house: House, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    saved = shutil.copytree(house.briefings, tmp_path / "saved")
    damage(house.briefings)
    for _ in range(2):
        await house.reload()
    assert (await summary(house)).startswith(SUMMARY)
    assert [sheet.refusal for sheet in house.announced] == [True]
    if house.briefings.is_dir():
        shutil.rmtree(house.briefings)
    else:
        house.briefings.unlink(missing_ok=True)
    shutil.copytree(saved, house.briefings)
    edit(altman(house), SUMMARY, "Back again, he")
    await house.reload()
    assert (await summary(house)).startswith("Back again, he")
    assert [sheet.refusal for sheet in house.announced] == [True, False]


async def test_a_folder_that_may_not_be_opened_is_not_taken_for_an_empty_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Terms that nobody refers to would vanish without a word."""
    write_card(house.briefings, "term", "word", definition={"fr": "Un mot.", "en": "A word."})
    await house.reload()
    scandir = os.scandir

    def forbidden(path: str) -> Any:
        if str(path).endswith("terms"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    # What the system says to anybody but root.
    monkeypatch.setattr(os, "scandir", forbidden)
    await house.reload()
    assert "word" in house.app.library.edition.published
    assert [sheet.refusal for sheet in house.announced] == [False, True]
    assert "terms" in announced(house)[1]


@pytest.mark.parametrize(
    "name", [".sam-altman.yaml.swp", ".#sam-altman.yaml", "sam-altman.yaml~", "4913", "sam-altman.yaml.tmp"]
)
async def test_what_editors_leave_beside_a_card_is_not_one(house: House, name: str) -> None:
    (house.briefings / "people" / name).write_text(BROKEN, "utf-8")
    await house.reload()
    assert house.announced == []


async def test_the_running_bot_notices_an_edit_by_itself(settings: Settings) -> None:
    # No sweep within an hour: what is noticed, the watcher has noticed.
    watched = replace(settings, content=replace(settings.content, sweep=3600))
    async with open_house(watched) as house:
        told, before = asyncio.Event(), SUMMARY
        house.on_announcement = told.set
        async with house.app.background():
            # The first edit may be seen by the look that the bot takes when it starts.
            for words in ("Seen at the start, he", "Seen by the watcher, he"):
                told.clear()
                edit(altman(house), before, words)
                before = words
                await asyncio.wait_for(told.wait(), 30)
                assert (await summary(house)).startswith(words)


async def test_a_folder_that_was_taken_away_and_put_back_is_followed_again(settings: Settings, tmp_path: Path) -> None:
    """As when the whole folder is replaced by a deployment."""
    watched = replace(settings, content=replace(settings.content, sweep=0.2))
    async with open_house(watched) as house:
        told = asyncio.Event()
        house.on_announcement = told.set
        async with house.app.background():
            house.briefings.rename(tmp_path / "aside")
            await asyncio.wait_for(told.wait(), 30)
            assert house.announced[-1].refusal
            told.clear()
            edit(tmp_path / "aside" / "people" / "sam-altman.yaml", SUMMARY, "Back again, he")
            (tmp_path / "aside").rename(house.briefings)
            await asyncio.wait_for(told.wait(), 30)
        assert (await summary(house)).startswith("Back again, he")
