"""One command through the real bot in the simulated Discord, and its answer as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from simcord.actors import MemberActor
from simcord.backend.errors import SetupError
from simcord.results import InteractionResult, ResponseMessage

from bot.bootstrap import Application
from bot.demo.command_line import Invocation, convert, parse
from bot.demo.world import World
from bot.errors import UsageError
from bot.presentation.components import is_refusal
from bot.presentation.markup import displayed


@dataclass(frozen=True, slots=True)
class Reply:
    """What a member got. ``text`` is everything displayed, a line each; ``error`` that the bot could not answer."""

    acknowledged: bool
    ephemeral: bool
    error: bool
    text: str
    components: Sequence[Mapping[str, Any]] = ()
    files: Sequence[Mapping[str, Any]] = ()


async def run_command(text: str, app: Application, world: World, member: MemberActor) -> Reply:
    """Run a command as ``member`` in the newsroom. Raises UsageError when it cannot be understood."""
    invocation = parse(text, app.client.tree)
    if invocation.name not in member.available_commands(world.newsroom):
        return Reply(
            acknowledged=False,
            ephemeral=False,
            error=True,
            text=f"Discord does not offer /{invocation.name} to this member.",
        )
    options = convert(invocation, world, app.client.services.localizers)
    try:
        return await _run(invocation, options, world, member)
    except SetupError as error:
        # What a person could not have sent: the simulator checks lengths and ranges as Discord's own page does.
        raise UsageError(str(error)) from None


async def _run(invocation: Invocation, options: dict[str, Any], world: World, member: MemberActor) -> Reply:
    for name, value in invocation.typed.items():
        parameter = invocation.parameters[name]
        if parameter.autocomplete and parameter.type is discord.AppCommandOptionType.string:
            choices = await _choices(member, world, invocation.name, name, options | {name: value})
            options[name] = next((choice["value"] for choice in choices if choice["name"] == value), value)
    return _reply(await member.slash(world.newsroom, invocation.name, **options), world)


async def complete(text: str, app: Application, world: World, member: MemberActor) -> list[dict[str, Any]]:
    """Return the choices offered for the last option of ``text``, as Discord gets them. Raises UsageError."""
    invocation = parse(text, app.client.tree)
    if not invocation.typed:
        raise UsageError(f"Type an option to complete: /{invocation.name} {next(iter(invocation.parameters), '')}:")
    focused = list(invocation.typed)[-1]
    if not invocation.parameters[focused].autocomplete:
        raise UsageError(f"The option {focused} of /{invocation.name} has no autocomplete.")
    return await _choices(member, world, invocation.name, focused, dict(invocation.typed))


async def _choices(
    member: MemberActor, world: World, command: str, focused: str, options: Mapping[str, Any]
) -> list[dict[str, Any]]:
    others = {name: value for name, value in options.items() if name != focused}
    return await member.autocomplete(world.newsroom, command, focused, options[focused], **others)


def _reply(result: InteractionResult, world: World) -> Reply:
    messages = [message for message in (result.response, *result.followups) if message is not None]
    components = [component for message in messages for component in message.components]
    return Reply(
        acknowledged=result.acknowledged,
        ephemeral=result.ephemeral,
        error=not result.acknowledged or is_refusal(components),
        text=_with_channel_names("\n".join(line for message in messages for line in _lines(message)), world),
        components=components,
        files=[{"filename": file.filename, "size": file.size} for message in messages for file in message.attachments],
    )


def _with_channel_names(text: str, world: World) -> str:
    for name, channel in world.channels.items():
        text = text.replace(f"<#{channel.id}>", f"#{name}")
    return text


def _lines(message: ResponseMessage) -> Iterator[str]:
    if message.content:
        yield message.content
    yield from _displayed_in(message.components)


def _displayed_in(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for component in components:
        if "content" in component:
            yield displayed(component["content"])
        elif label := component.get("label") or component.get("placeholder"):
            yield f"[{label}]"
        yield from _displayed_in(component.get("components", ()))
