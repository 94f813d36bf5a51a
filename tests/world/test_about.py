"""/about: what the bot is, with all of its commands, counted and described as they are registered."""

from collections import Counter
from typing import Any

import pytest
from discord import app_commands

from bot.presentation.about import command_count
from tests.world.support import House, Seen


async def everything(house: House, seen: Seen) -> str:
    text = seen.markdown
    for label in ("Next ▶", "Suivant ▶"):
        while label in seen.enabled:
            seen = await house.click(seen, label)
            text += seen.markdown
    return text


def typed(command: Any, path: str = "") -> list[str]:
    """Return what can be typed, from what Discord was told."""
    name = f"{path} {command['name']}".strip()
    inner = [option for option in command.get("options", ()) if option["type"] in {1, 2}]
    return [each for option in inner for each in typed(option, name)] or [name]


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_every_command_of_readers_is_listed_with_its_description(house: House, locale: str) -> None:
    house.speak(locale)
    text = await everything(house, await house.ask("about"))
    registered: list[Any] = house.requests("PUT", "/commands")[-1].json
    for command in registered:
        if command.get("type", 1) != 1:
            name = (command.get("name_localizations") or {}).get(locale, command["name"])
            assert text.count(f"**{name}**") == 1
            continue
        names = [command["name"]] if command.get("default_member_permissions") else typed(command)
        for name in names:
            assert text.count(f"- `/{name}` · ") == 1, name
        description = (command.get("description_localizations") or {}).get(locale, command["description"])
        if names == [command["name"]]:
            assert f"`/{names[0]}` · {description}" in text


async def test_commands_are_counted_with_those_of_groups_and_menus(house: House) -> None:
    registered: list[Any] = house.requests("PUT", "/commands")[-1].json
    count = sum(len(typed(command)) for command in registered)
    assert f"{count} commands" in (await house.ask("about")).text
    assert command_count(house.app.client.tree.get_commands()) == count
    menus = [each for each in house.app.client.tree.get_commands() if isinstance(each, app_commands.ContextMenu)]
    assert count == len(menus) + len(
        [each for each in house.app.client.tree.walk_commands() if isinstance(each, app_commands.Command)]
    )


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "en-US",
            (
                "Traceable",
                "Never lost, never twice",
                "Steady",
                "Privacy",
                "`/settings forget-me`",
                "Edition",
                "version",
            ),
        ),
        (
            "fr",
            ("Traçable", "Ni perdu ni répété", "Stable", "Vie privée", "`/settings forget-me`", "Édition", "version"),
        ),
    ],
)
async def test_the_promises_the_edition_and_what_is_stored_are_told(
    house: House, locale: str, said: tuple[str, ...]
) -> None:
    house.speak(locale)
    text = await everything(house, await house.ask("about"))
    assert all(words in text for words in said)
    assert house.app.library.edition.number in text


@pytest.mark.parametrize(
    ("locale", "of_a_kind"),
    [
        ("en-US", {"person": "people", "quote": "quotations", "story": "stories"}),
        ("fr", {"person": "personnes", "quote": "citations", "story": "récits"}),
    ],
)
async def test_cards_are_counted_by_kind(house: House, locale: str, of_a_kind: dict[str, str]) -> None:
    house.speak(locale)
    text = await everything(house, await house.ask("about"))
    published = house.app.library.edition.published
    counts = Counter(card.kind for card in published.values())
    assert f"**{len(published)} " in text
    for kind, words in of_a_kind.items():
        assert f"{counts[kind]} {words}" in text  # type: ignore[index]


@pytest.mark.parametrize(
    ("locale", "share", "timeline"), [("en-US", "Share", "Timeline"), ("fr", "Partager", "Chronologie")]
)
async def test_it_leads_on_and_is_shared_also_after_a_restart(
    house: House, locale: str, share: str, timeline: str
) -> None:
    house.speak(locale)
    about = await house.ask("about")
    await house.restart()
    await house.click(about, share)
    (post,) = house.posts()
    assert "Dépêche" in post.text
    assert "Sam" not in post.title
    assert (await house.click(post, "Sources")).title == "Sources"
    assert (await house.click(about, timeline)).title == timeline
