"""The bot in a simulated Discord, for tests: people who ask, answers as they read them, briefings to play with."""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.components import walk_components
from simcord.results import InteractionResult, ResponseMessage

from bot.bootstrap import Application, application
from bot.cards.schema import FOLDERS
from bot.demo.world import World, _populate
from bot.presentation.components import is_refusal
from bot.presentation.markup import displayed
from bot.presentation.sheet import Sheet
from bot.settings import Settings
from tests.presentation.support import ARTICLE, raw_card

# A Sunday, seven in the morning in Paris: what is ordered for eight is due within the hour.
MORNING = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
EIGHT = MORNING + timedelta(hours=1)
A_DAY = timedelta(days=1)


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, now: datetime) -> None:
        self.now = now

    def advance(self, by: timedelta) -> None:
        self.now += by


@dataclass(frozen=True)
class Seen:
    """What a message shows: its text, its buttons (label to custom id) and its select (label to value)."""

    message: ResponseMessage

    @property
    def components(self) -> list[dict[str, Any]]:
        return list(walk_components(self.message.components))

    @property
    def markdown(self) -> str:
        """The text as it was sent, escapes and all."""
        return "\n".join(component["content"] for component in self.components if "content" in component)

    @property
    def text(self) -> str:
        """The text as it is read."""
        return displayed(self.markdown)

    @property
    def title(self) -> str:
        """The first heading, or the first line where there is none."""
        lines = self.markdown.splitlines()
        heading = next((line for line in lines if line.startswith(("# ", "## ", "### "))), lines[0])
        return displayed(heading)

    @property
    def buttons(self) -> dict[str, str]:
        return {component["label"]: component["custom_id"] for component in self.components if component["type"] == 2}

    @property
    def enabled(self) -> list[str]:
        return [each["label"] for each in self.components if each["type"] == 2 and not each.get("disabled")]

    @property
    def turning(self) -> list[str]:
        """The buttons that turn its pages and can be pressed."""
        return [label for label in self.enabled if label.startswith("◀") or label.endswith("▶")]

    @property
    def options(self) -> dict[str, str]:
        selects = (component for component in self.components if component["type"] == 3)
        return {option["label"]: option["value"] for select in selects for option in select["options"]}

    @property
    def links(self) -> dict[str, str]:
        """The cards it leads to, by label, whether by button or by select."""
        cards = {label: each.split(":")[1] for label, each in self.buttons.items() if each.startswith("card:")}
        return cards | self.options

    @property
    def private(self) -> bool:
        return self.message.ephemeral

    @property
    def refusal(self) -> bool:
        return is_refusal(self.message.components)


@dataclass(frozen=True)
class Request:
    """One call to Discord's API."""

    method: str
    path: str
    json: Any


@dataclass
class House:
    """A server, its people and the bot. ``app`` changes with ``restart``; the world stays."""

    settings: Settings
    clock: Clock
    world: World
    app: Application
    locales: dict[int, str]
    _running: AsyncExitStack
    announced: list[Sheet] = field(default_factory=list)
    on_announcement: Callable[[], None] = lambda: None

    @property
    def env(self) -> simcord.Env:
        return self.world.env

    @property
    def channel(self) -> ChannelHandle:
        return self.world.channels["général"]

    @property
    def other_channel(self) -> ChannelHandle:
        return self.world.channels["veille-ia"]

    @property
    def reader(self) -> MemberActor:
        return self.world.reader

    @property
    def admin(self) -> MemberActor:
        return self.world.admin

    @property
    def briefings(self) -> Path:
        return self.settings.content.folder

    async def ask(self, command: str, /, by: MemberActor | None = None, **options: Any) -> Seen:
        """Run a slash command; the bot must answer it with exactly one message."""
        return answer_to(await (by or self.reader).slash(self.channel, command, **options))

    async def ask_all(self, command: str, /, by: MemberActor | None = None, **options: Any) -> list[Seen]:
        """Run a slash command that may be answered with several messages; return them in their order."""
        return answers_to(await (by or self.reader).slash(self.channel, command, **options))

    async def suggest(self, command: str, option: str, typed: str, /, **others: Any) -> list[dict[str, Any]]:
        """Type into an option; return the choices."""
        return await self.admin.autocomplete(self.channel, command, option, typed, **others)

    async def click(self, seen: Seen, label: str, by: MemberActor | None = None) -> Seen:
        return answer_to(await (by or self.reader).click(seen.message, label=label))

    async def choose(self, seen: Seen, card_id: str, by: MemberActor | None = None) -> Seen:
        return answer_to(await (by or self.reader).select(seen.message, [card_id]))

    def posts(self, channel: ChannelHandle | None = None) -> list[Seen]:
        """Return what everybody can read in a channel, oldest first."""
        stored = self.env.backend.messages.get((channel or self.channel).id, {})
        messages = (ResponseMessage(self.env, stored[number]) for number in sorted(stored))
        return [Seen(message) for message in messages if not message.ephemeral]

    def requests(self, method: str, part: str) -> list[Request]:
        """Return what the bot asked of Discord's API so far, where the path contains ``part``."""
        return [
            Request(each.method, each.path, each.json)
            for each in self.env.http_requests
            if each.method == method and part in each.path
        ]

    def speak(self, locale: str, *members: MemberActor) -> None:
        """Set Discord's language for these members, or for all."""
        for member in members or (self.world.reader, self.world.admin, self.world.visitor):
            self.locales[member.id] = locale

    async def reload(self) -> None:
        """Have the bot look at its briefings now."""
        await self.app.reloader.look()

    async def order(self, channel: ChannelHandle | None = None, /, **options: Any) -> Seen:
        """Have the admin set up a digest for eight o'clock in Paris every day, unless ``options`` say otherwise."""
        usual = {"channel": channel or self.channel, "cadence": "daily", "time": "8:00", "timezone": "Europe/Paris"}
        *_, rehearsal = await self.ask_all("digest create", by=self.admin, **usual | options)
        assert not rehearsal.refusal, rehearsal.text
        answer = await self.click(rehearsal, next(iter(rehearsal.buttons)), by=self.admin)
        assert not answer.refusal, answer.text
        return answer

    async def wake_at(self, now: datetime) -> None:
        """Let it be ``now``, and have the bot deliver what is due."""
        self.clock.set(now)
        await self.app.scheduler.wake()

    async def restart(self) -> None:
        """Stop the bot and start a new one on the same data: nothing in memory survives."""
        async with AsyncExitStack() as stack:
            self.app = await stack.enter_async_context(_application(self))
            await self.env.restart_bot(self.app.client)
            await self._running.aclose()
            self._running = stack.pop_all()
        await self.env.settle()

    async def close(self) -> None:
        await self._running.aclose()


def answer_to(result: InteractionResult) -> Seen:
    answers = answers_to(result)
    assert len(answers) == 1, "the bot must answer once"
    return answers[0]


def answers_to(result: InteractionResult) -> list[Seen]:
    assert result.acknowledged, "the bot did not answer"
    return [Seen(message) for message in (result.response, *result.followups) if message is not None]


@asynccontextmanager
async def open_house(
    settings: Settings, clock: Clock | None = None, *, check_errors: bool = True
) -> AsyncIterator[House]:
    """Start the real bot in a new simulated server; fail at the end if it hid an error."""
    async with AsyncExitStack() as stack:
        house = House.__new__(House)
        house.settings, house.clock, house.announced = settings, clock or Clock(), []
        house.on_announcement = lambda: None
        house.app = await stack.enter_async_context(_application(house))
        running = stack.pop_all()
        # simcord.run does these two as well, but enters a context that pytest's fixtures cannot leave again.
        env = simcord.Env(house.app.client, shard_count=1, settle_timeout=60)
        # How often it looks whether the bot has come to rest: every 50 ms would be most of a test's time.
        env._settle_internal = partial(env._settle_internal, idle=0.002)  # type: ignore[method-assign]
        try:
            await env.start()
            house.world, house.locales, house._running = _populate(env), {}, running
            house.world.speak(house.locales, default="en-US")
            await env.settle()
            yield house
        finally:
            await env.shutdown()
            await getattr(house, "_running", running).aclose()
        if check_errors:
            # What the bot swallowed, unless the test has looked at env.errors.
            env._raise_errors_since(env._errors_acknowledged)


def _application(house: House) -> Any:
    async def post(sheet: Sheet) -> None:
        house.announced.append(sheet)
        house.on_announcement()

    # A newsroom that the settings name is told in its channel; another one here.
    return application(house.settings, clock=house.clock, post=None if house.settings.newsroom.channel else post)


# Briefings


def write_card(folder: Path, kind: str, card_id: str, **fields: Any) -> Path:
    """Write a published card below ``folder``; ``fields`` complete or replace what every card needs."""
    if kind == "event":
        fields = {"start": "2025-08-05"} | fields
    _write(folder, ARTICLE)
    return _write(folder, raw_card(kind, card_id, **fields))


def _write(folder: Path, card: Mapping[str, Any]) -> Path:
    home = next(name for name, its_kind in FOLDERS.items() if its_kind == card["kind"])
    path = folder / home / f"{card['id']}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    # JSON is YAML: the real reader takes it, and no text has to be quoted by hand.
    path.write_text(json.dumps(card, ensure_ascii=False, indent=1), "utf-8")
    return path


def edit(path: Path, old: str, new: str) -> None:
    """Replace ``old``, which must be there, in a file."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def with_briefings(settings: Settings, folder: Path, **content: Any) -> Settings:
    return replace(settings, content=replace(settings.content, folder=folder, **content))


def strings_in(value: Any) -> Iterator[str]:
    """Yield every text anywhere inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from strings_in(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from strings_in(inner)
