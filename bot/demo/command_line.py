"""Slash commands as one types them: ``/who person:Sam Altman``, read against the bot's real commands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Command, Group, Parameter

from bot.cards.diagnostics import did_you_mean
from bot.demo.world import World
from bot.errors import UsageError
from bot.presentation.localizer import Localizers

Tree = app_commands.CommandTree[Any]

_TRUTHS = {"true": True, "false": False}  # as Discord's own page has them


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command (``digest create``) and its options, as typed, in the order they were typed."""

    name: str
    parameters: Mapping[str, Parameter]
    typed: Mapping[str, str]


def parse(text: str, tree: Tree) -> Invocation:
    """Read a command line. Raises UsageError with what to write instead."""
    words = text.strip().removeprefix("/").split(" ")
    command, depth = _command(words, tree)
    parameters = {parameter.display_name: parameter for parameter in command.parameters}
    typed = _options(" ".join(words[depth:]), parameters, command.qualified_name)
    return Invocation(command.qualified_name, parameters, typed)


def _command(words: list[str], tree: Tree) -> tuple[Command[Any, ..., Any], int]:
    found: Command[Any, ..., Any] | Group | None = tree.get_command(words[0])
    known = [command.name for command in tree.get_commands()]
    depth = 1
    while isinstance(found, Group):
        known = [command.name for command in found.commands]
        found = found.get_command(words[depth]) if depth < len(words) else None
        depth += 1
    if not isinstance(found, Command):
        typed = words[depth - 1] if depth <= len(words) else ""
        hint = did_you_mean(typed, known) or f"there are {', '.join(sorted(known))}"
        raise UsageError(f"There is no command /{' '.join(words[:depth])}; {hint}")
    return found, depth


def _options(text: str, parameters: Mapping[str, Parameter], command: str) -> dict[str, str]:
    names = "|".join(map(re.escape, parameters)) or r"(?!)"
    pieces = re.split(rf"(?:^|\s)({names}):", f" {text}") if text.strip() else [""]
    if pieces[0].strip():
        example = " ".join(f"{name}:…" for name in parameters) or "nothing after it"
        raise UsageError(f"/{command} does not understand “{pieces[0].strip()}”; write /{command} {example}")
    typed: dict[str, str] = {}
    for name, value in zip(pieces[1::2], pieces[2::2], strict=True):
        if name in typed:
            raise UsageError(f"/{command} has the option {name} twice")
        typed[name] = value.strip()
    return typed


def convert(invocation: Invocation, world: World, localizers: Localizers) -> dict[str, Any]:
    """Turn what was typed into what Discord would send. Raises UsageError."""
    for name, parameter in invocation.parameters.items():
        if parameter.required and not invocation.typed.get(name):
            raise UsageError(f"/{invocation.name} needs {name}: write /{invocation.name} {name}:…")
    return {
        name: _value(invocation.parameters[name], value, world, localizers)
        for name, value in invocation.typed.items()
        if value or invocation.parameters[name].required
    }


def _value(parameter: Parameter, typed: str, world: World, localizers: Localizers) -> Any:
    if parameter.choices:
        return _choice(parameter, typed, localizers)
    if parameter.type is discord.AppCommandOptionType.integer:
        try:
            return int(typed)
        except ValueError:
            raise UsageError(f"{parameter.display_name} must be a whole number, not “{typed}”") from None
    if parameter.type is discord.AppCommandOptionType.boolean:
        if typed.casefold() not in _TRUTHS:
            raise UsageError(f"{parameter.display_name} must be true or false, not “{typed}”")
        return _TRUTHS[typed.casefold()]
    if parameter.type is discord.AppCommandOptionType.channel:
        return _channel(typed, world)
    return typed


def _choice(parameter: Parameter, typed: str, localizers: Localizers) -> Any:
    for choice in parameter.choices:
        names = [localizer.gettext(choice.name) for localizer in localizers.values()]
        if typed.casefold() in {name.casefold() for name in (str(choice.value), *names)}:
            return choice.value
    offered = ", ".join(f"{choice.value} ({choice.name})" for choice in parameter.choices)
    raise UsageError(f"{parameter.display_name} cannot be “{typed}”; it is one of {offered}")


def _channel(typed: str, world: World) -> Any:
    for name, channel in world.channels.items():
        if typed.removeprefix("#") in {name, str(channel.id)}:
            return channel
    raise UsageError(
        f"there is no channel “{typed}”; the server has {', '.join(f'#{name}' for name in world.channels)}"
    )
