"""Nothing is stored about a member unless they chose it, created a digest, or caught up."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from bot.storage.tables import metadata
from tests.world.support import House

# The commands that store something about who uses them, as they say themselves.
TELLING = {"settings language", "settings timezone", "catchup", "digest create"}


async def traces(house: House, member_id: int) -> set[str]:
    """Return the tables in which a member's id occurs, in whatever column and as part of whatever text."""
    found = set()
    async with house.app.members._engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in await connection.execute(select(table)):
                if str(member_id) in str(tuple(row)):
                    found.add(table.name)
    return found


def leaves(commands: list[Mapping[str, Any]]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Yield each slash command by its full name, with its required options."""
    for command in commands:
        options = command.get("options", ())
        if command.get("type", 1) == 1 and not any(option["type"] == 1 for option in options):
            yield command["name"], [option for option in options if option.get("required")]
        for option in options:
            if option["type"] == 1:
                wanted = [each for each in option.get("options", ()) if each.get("required")]
                yield f"{command['name']} {option['name']}", wanted


async def use_everything(house: House) -> None:
    """Have the admin use every command that can be used with words alone, naming themselves wherever they can."""
    mention = f"<@{house.admin.id}>"
    for name, options in leaves(house.requests("PUT", "/commands")[-1].json):
        if name in TELLING or not all(option["type"] == 3 for option in options):
            continue
        values = {
            option["name"]: option["choices"][0]["value"] if option.get("choices") else mention for option in options
        }
        await house.ask(name, by=house.admin, **values)


async def test_whoever_only_reads_leaves_no_trace(house: House) -> None:
    card = await house.ask("who", by=house.admin, person="sam-altman")
    await house.choose(card, "openai", by=house.admin)
    await house.click(await house.ask("who", by=house.admin, person="sam-altman"), "Share", by=house.admin)
    await use_everything(house)
    await house.restart()
    assert await traces(house, house.admin.id) == set()


async def test_what_is_stored_is_gone_once_the_member_asks_for_it(house: House) -> None:
    await house.ask("settings language", by=house.admin, language="fr")
    await house.ask("catchup", by=house.admin)
    await house.order()
    assert await traces(house, house.admin.id) == {"member", "subscription"}
    await house.ask("settings forget-me", by=house.admin)
    assert await traces(house, house.admin.id) == set()
