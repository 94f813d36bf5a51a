"""What Discord is told about the commands, and how often."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.commands.about import About
from tests.conftest import ROOT
from tests.world.support import House

# Discord, "Application Commands": names of commands and options.
NAME = re.compile(r"[-_'\w]{1,32}")
MENU = {2, 3}  # the types of commands that stand in the menu of a member or of a message
# A word that French and English share, and the languages, which are each named in themselves.
THE_SAME = {"cadence", "Français", "English"}


def registered(house: House) -> list[dict[str, Any]]:
    """Return the commands as Discord last received them."""
    commands: list[dict[str, Any]] = house.requests("PUT", "/commands")[-1].json
    return commands


def leaves(command: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what can be typed (``digest create``) with its definition, groups themselves included."""
    name = f"{path} {command['name']}".strip()
    yield name, command
    for option in command.get("options", ()):
        if option["type"] in {1, 2}:
            yield from leaves(option, name)


def said_in(language: str, thing: dict[str, Any], field: str) -> str:
    localised = (thing.get(f"{field}_localizations") or {}).get(language)
    return str(localised or thing[field])


def check_description(where: str, thing: dict[str, Any]) -> None:
    english, french = said_in("en-US", thing, "description"), said_in("fr", thing, "description")
    assert 1 <= len(english) <= 100, where
    assert 1 <= len(french) <= 100, where
    assert french != english, f"{where} is not described in French"


def check_name(where: str, thing: dict[str, Any]) -> None:
    english, french = said_in("en-US", thing, "name"), said_in("fr", thing, "name")
    assert french != english or english in THE_SAME, f"{where} has no name in French"


def check_options(where: str, command: dict[str, Any]) -> None:
    options = [option for option in command.get("options", ()) if option["type"] not in {1, 2}]
    required = [bool(option.get("required")) for option in options]
    assert required == sorted(required, reverse=True), f"{where}: Discord wants required options first"
    assert len(options) <= 25
    for language in ("en-US", "fr"):
        names = [said_in(language, option, "name") for option in options]
        assert len(names) == len(set(names)), where
        assert all(NAME.fullmatch(name) and name == name.lower() for name in names), (where, names)
    for option in options:
        check_name(f"{where} {option['name']}", option)
        check_description(f"{where} {option['name']}", option)
        choices = option.get("choices", ())
        for choice in choices:
            check_name(f"{where} {option['name']} {choice['value']}", choice)
        assert len(choices) <= 25
        for language in ("en-US", "fr"):
            labels = [said_in(language, choice, "name") for choice in choices]
            assert len(labels) == len(set(labels))
            assert all(1 <= len(label) <= 100 for label in labels)


def size_of(thing: dict[str, Any]) -> int:
    """Return the characters that Discord counts: names, descriptions and values, in the longest localisation."""
    own = sum(
        max(map(len, [thing.get(field, ""), *(thing.get(f"{field}_localizations") or {}).values()]))
        for field in ("name", "description")
    )
    inner = [*thing.get("options", ()), *thing.get("choices", ())]
    return own + len(str(thing.get("value", ""))) + sum(map(size_of, inner))


async def test_every_command_is_described_in_both_languages_documented_and_unique(house: House) -> None:
    commands = registered(house)
    typed = [name for command in commands for name, _ in leaves(command)]
    assert {"who", "model", "org", "event", "timeline", "about", "digest create"} <= set(typed)
    assert len(typed) == len(set(typed))
    assert len(commands) <= 100
    pages = [page for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if page.exists()]
    documentation = "\n".join(page.read_text("utf-8") for page in pages)
    undocumented = []
    for command in commands:
        assert size_of(command) <= 8_000
        if command.get("type", 1) in MENU:
            check_name(command["name"], command)
            assert all(1 <= len(said_in(language, command, "name")) <= 32 for language in ("en-US", "fr"))
            continue
        for name, leaf in leaves(command):
            assert NAME.fullmatch(leaf["name"])
            check_description(f"/{name}", leaf)
            check_options(f"/{name}", leaf)
            if not re.search(rf"/{name}\b", documentation):
                undocumented.append(f"/{name}")
    assert undocumented == []


async def test_names_are_the_same_in_every_language(house: House) -> None:
    """People tell each other to type /who."""
    for command in registered(house):
        for name, leaf in leaves(command) if command.get("type", 1) not in MENU else ():
            assert said_in("fr", leaf, "name") == leaf["name"], name


async def test_choices_are_offered_in_french(house: House) -> None:
    create = next(leaf for command in registered(house) for name, leaf in leaves(command) if name == "digest create")
    (cadence,) = (option for option in create["options"] if option["name"] == "cadence")
    labels = {choice["value"]: said_in("fr", choice, "name") for choice in cadence["choices"]}
    assert labels["daily"] == "Chaque jour"
    assert labels["weekly"] == "Chaque semaine"


async def test_commands_are_registered_again_only_when_their_definition_has_changed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(house.requests("PUT", "/commands")) == 1
    for _ in range(2):
        await house.restart()
    assert len(house.requests("PUT", "/commands")) == 1
    monkeypatch.setattr(About.about, "description", "Something else altogether")
    await house.restart()
    assert len(house.requests("PUT", "/commands")) == 2
    assert "Something else altogether" in str(registered(house))
    await house.restart()
    assert len(house.requests("PUT", "/commands")) == 2


async def test_commands_still_work_after_a_restart_that_registered_nothing(house: House) -> None:
    await house.restart()
    assert (await house.ask("who", person="sam-altman")).title == "Sam Altman"


async def test_lookups_work_in_direct_messages_and_digests_do_not(house: House) -> None:
    offered = house.reader.user.available_commands()
    assert {"who", "model", "org", "event", "timeline", "about"} <= set(offered)
    assert not any(name.startswith("digest") for name in offered)
