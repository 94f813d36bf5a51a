"""Share: a page for all to see, named by whom, where the member may write, with buttons that work for everybody."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.components import walk_components
from simcord.preview._markdown import markdown_tokens

from bot.presentation.measures import excesses
from bot.settings import Settings
from tests.world.support import House, Seen, answer_to, edit, open_house, strings_in, with_briefings, write_card

Opening = Callable[[House], Awaitable[Seen]]


async def a_card(house: House) -> Seen:
    return await house.ask("who", person="sam-altman")


async def its_sources(house: House) -> Seen:
    return await house.click(await a_card(house), "Sources")


async def a_timeline(house: House) -> Seen:
    return await house.ask("timeline", topic="openai")


async def a_story(house: House) -> Seen:
    return await house.ask("story", story="us-china-race")


async def quotations(house: House) -> Seen:
    return await house.ask("quote", person="sam-altman")


async def a_comparison(house: House) -> Seen:
    return await house.ask("compare", first="gpt-oss-20b", second="gpt-oss-120b")


async def a_search(house: House) -> Seen:
    return await house.ask("search", query="OpenAI")


async def all_articles(house: House) -> Seen:
    return await house.ask("sources")


PAGES: list[Opening] = [
    a_card,
    its_sources,
    a_timeline,
    a_story,
    quotations,
    a_comparison,
    a_search,
    all_articles,
]


def read_below(seen: Seen) -> str:
    """Return what a page says, without who shared it."""
    return "\n".join(line for line in seen.text.splitlines() if not line.startswith("Shared by"))


@pytest.mark.parametrize("opening", PAGES)
async def test_what_was_read_is_posted_for_all_to_see(house: House, opening: Opening) -> None:
    private = await opening(house)
    read = private.text
    assert private.private
    shared = await house.click(private, "Share")
    assert [post.message.id for post in house.posts()] == [shared.message.id]
    assert not shared.private
    assert "Shared by Camille (lectrice)" in shared.text
    assert read_below(shared).strip() == read.strip()
    assert "Share" not in shared.buttons
    assert Seen(private.message).text == read, "what the member reads stays as it is"


@pytest.mark.parametrize("opening", PAGES)
async def test_nothing_that_is_sent_may_ping(house: House, opening: Opening) -> None:
    await house.click(await opening(house), "Share")
    # An answer that needs a picture is announced first, and then put in the announcement's place.
    callbacks = [request.json["data"] for request in house.requests("POST", "/callback")]
    answers = [data for data in callbacks if "components" in data]
    answers += [request.json for request in house.requests("PATCH", "@original")]
    assert len(answers) >= 2
    for data in answers:
        assert data["allowed_mentions"] == {"parse": []}
        assert not [text for text in strings_in(data) if "@everyone" in text]


async def test_everybody_opens_its_buttons_for_themselves(house: House) -> None:
    shared = await house.click(await a_timeline(house), "Share")
    before = shared.message.components
    card_id = next(iter(shared.links.values()))
    for member in (house.reader, house.admin, house.world.visitor):
        opened = await house.choose(shared, card_id, by=member) if shared.options else None
        opened = opened or await house.click(shared, next(iter(shared.links)), by=member)
        assert opened.private
        assert opened.message.id != shared.message.id
    assert house.posts()[0].message.components == before


async def test_its_buttons_work_after_a_restart_and_lead_to_sharing_again(house: House) -> None:
    shared = await house.click(await a_card(house), "Share")
    await house.restart()
    opened = await house.choose(shared, "openai", by=house.admin)
    assert opened.title == "OpenAI"
    again = await house.click(opened, "Share", by=house.admin)
    assert "Shared by Nadia (admin)" in again.text
    assert len(house.posts()) == 2


async def test_it_is_shared_in_the_language_of_who_shares(house: House) -> None:
    house.speak("fr")
    shared = await house.click(await a_card(house), "Partager")
    assert "Partagé par" in shared.text
    assert "Partager" not in shared.buttons


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("**Bold** @everyone", "**Bold** @everyone"),
        ("[a](https://b.c)", "[a](https://b.c)"),
        ("# Heading", "# Heading"),
        ("x\u202egnp\u202c", "xgnp"),
        ("a\u2066\u202eb\u2069", "ab"),
        ("\u200b\u2060\u00ad", "…"),
        ("سام", "\u2068سام\u2069"),
        ("z" + "\u0335" * 30, "z\u0335\u0335"),
        ("<@1> <#1>", "<@1> <#1>"),
        ("```fence", "```fence"),
    ],
)
async def test_a_name_does_not_break_out(house: House, name: str, shown: str) -> None:
    stored = house.env.backend.get_user(house.reader.id)
    stored.global_name = name
    shared = await house.click(await a_card(house), "Share")
    line = next(line for line in shared.markdown.splitlines() if "Shared by" in line)
    assert line.startswith("-# ")
    assert f"Shared by {shown}" in shared.text
    assert kinds_in(line) <= {"paragraph", "subtext", "inline", "text"}


def kinds_in(markdown: str) -> set[str]:
    """Return what Discord would make of a text."""
    everybody = {"users": {"1": "ada"}, "channels": {"1": "general"}, "everyone": True}

    def flat(tokens: list[dict[str, Any]]) -> Iterator[str]:
        for token in tokens:
            yield token["type"]
            yield from flat(token.get("children", []))

    return set(flat(markdown_tokens(markdown, "text_display", context=everybody)))


def channel_without(house: House, name: str, **denied: bool) -> ChannelHandle:
    overwrites: dict[Any, discord.PermissionOverwrite] = {house.reader: discord.PermissionOverwrite(**denied)}
    return house.env.guild.create_text_channel(name, overwrites=overwrites)


async def share_in(channel: ChannelHandle, member: MemberActor) -> Seen:
    card = answer_to(await member.slash(channel, "who", person="sam-altman"))
    return answer_to(await member.click(card.message, label="Share"))


async def test_where_a_member_may_not_write_nothing_is_shared(house: House) -> None:
    channel = channel_without(house, "annonces", send_messages=False)
    refused = await share_in(channel, house.reader)
    assert refused.text == "You may not write in this channel, so nothing can be shared here."
    assert refused.private
    assert house.posts(channel) == []
    assert not (await share_in(channel, house.admin)).private


@pytest.mark.parametrize(("denied", "shared"), [("send_messages", True), ("send_messages_in_threads", False)])
async def test_in_a_thread_the_right_to_write_in_threads_decides(house: House, denied: str, shared: bool) -> None:
    channel = channel_without(house, "fils", **{denied: False})
    made = house.env.backend.create_thread(channel.id, "un fil", house.admin.id)
    await house.env.settle()
    thread = ChannelHandle(house.env, house.env.guild, made)
    answer = await share_in(thread, house.reader)
    assert answer.private is not shared
    assert answer.refusal is not shared


async def test_it_is_shared_below_a_voice_channel_and_in_direct_messages(house: House) -> None:
    voice = house.env.guild.create_voice_channel("vocal")
    assert not (await share_in(voice, house.reader)).private
    user = house.reader.user
    card = answer_to(await user.slash("who", person="sam-altman"))
    assert not answer_to(await user.click(card.message, label="Share")).private


async def test_a_right_withdrawn_in_between_counts(house: House) -> None:
    channel = house.env.guild.create_text_channel("ouvert")
    card = answer_to(await house.reader.slash(channel, "who", person="sam-altman"))
    stored = house.env.backend.get_channel(channel.id)
    closed = channel_without(house, "fermé", send_messages=False)
    stored.overwrites = house.env.backend.get_channel(closed.id).overwrites
    refused = answer_to(await house.reader.click(card.message, label="Share"))
    assert refused.private
    assert refused.refusal
    assert house.posts(channel) == []


async def test_where_a_member_may_not_write_even_a_public_server_answers_privately(house: House) -> None:
    await house.app.client.services.servers.answer_publicly(house.env.guild.id, publicly=True)
    channel = channel_without(house, "annonces", send_messages=False)
    for member, private in ((house.reader, True), (house.admin, False)):
        assert answer_to(await member.slash(channel, "who", person="sam-altman")).private is private


CHANGED = {
    "en-US": "The cards have changed since this message was sent",
    "fr": "Les fiches ont changé depuis l’envoi de ce message",
}


@pytest.mark.parametrize(("locale", "label"), [("en-US", "Share"), ("fr", "Partager")])
async def test_nobody_shares_what_they_have_not_read(house: House, locale: str, label: str) -> None:
    house.speak(locale)
    read = await house.ask("quote")
    write_card(house.briefings, "person", "ada-test", name="Ada Testing")
    await house.reload()
    turned = await house.click(read, label)
    assert house.posts() == []
    assert turned.private
    assert turned.message.id == read.message.id
    assert CHANGED[locale] in turned.text
    shared = await house.click(turned, label)
    assert [post.message.id for post in house.posts()] == [shared.message.id]
    assert CHANGED[locale] not in shared.text
    assert f"{house.app.library.edition.number}" in shared.text


async def test_the_present_is_shown_first_when_the_card_has_changed(house: House) -> None:
    card = await a_card(house)
    edit(house.briefings / "people" / "sam-altman.yaml", "name: Sam Altman", "name: Samuel Altman-Test")
    await house.reload()
    assert (await house.click(card, "Share")).private
    shared = await house.click(card, "Share")
    assert shared.title == "Samuel Altman-Test"
    assert not shared.private
    assert f"Edition {house.app.library.edition.number}" in shared.text


async def test_a_button_from_before_editions_were_marked_shares_what_is_there_now(house: House) -> None:
    card = await a_card(house)
    button = next(each for each in walk_components(card.message._message.components) if each.get("label") == "Share")
    button["custom_id"] = "share:card:openai:0"
    shared = await house.click(card, "Share")
    assert shared.title == "OpenAI"
    assert not shared.private


@pytest.mark.parametrize(
    ("locale", "label", "said"),
    [
        ("en-US", "Share", "you can share here again <t:"),
        ("fr", "Partager", "vous pourrez de nouveau partager ici <t:"),
    ],
)
async def test_three_pages_a_minute_are_enough_in_one_channel(house: House, locale: str, label: str, said: str) -> None:
    house.speak(locale)
    card = await a_card(house)
    for seconds in (0, 20, 20):
        house.clock.advance(timedelta(seconds=seconds))
        assert not (await house.click(card, label)).private
    refused = await house.click(card, label)
    assert refused.private
    assert refused.refusal
    assert said in refused.markdown
    assert f"<t:{int(house.clock.now.timestamp()) + 20}:R>" in refused.markdown
    assert len(house.posts()) == 3
    # Others may, and so may they elsewhere, and a little later.
    assert not (await house.click(await house.ask("who", by=house.admin, person="wei-sun"), label, house.admin)).private
    elsewhere = answer_to(await house.reader.slash(house.other_channel, "who", person="sam-altman"))
    assert not (await house.click(elsewhere, label)).private
    house.clock.advance(timedelta(seconds=20))
    assert not (await house.click(card, label)).private
    assert (await house.click(card, label)).private


async def test_a_refusal_does_not_count_as_shared(house: House) -> None:
    card = await house.ask("org", organization="openai")
    path = house.briefings / "organizations" / "openai.yaml"
    edit(path, "status: published", "status: withheld")
    await house.reload()
    for _ in range(4):
        await house.click(card, "Share")
    edit(path, "status: withheld", "status: published")
    await house.reload()
    assert not (await house.click(card, "Share")).private


async def test_slow_mode_holds_for_what_is_shared_too(house: House) -> None:
    overwrites: dict[Any, discord.PermissionOverwrite] = {
        house.admin: discord.PermissionOverwrite(manage_messages=True)
    }
    channel = house.env.guild.create_text_channel("lent", overwrites=overwrites)
    await house.env.settle()
    known: Any = house.app.client.get_channel(channel.id)
    known.slowmode_delay = 300
    for member, slowed in ((house.reader, True), (house.admin, False)):
        assert not (await share_in(channel, member)).private
        again = await share_in(channel, member)
        assert again.refusal is slowed
    house.clock.advance(timedelta(seconds=299))
    assert (await share_in(channel, house.reader)).refusal
    house.clock.advance(timedelta(seconds=1))
    assert not (await share_in(channel, house.reader)).refusal


async def test_a_card_that_has_left_is_not_shared(house: House) -> None:
    card = await house.ask("org", organization="openai")
    edit(house.briefings / "organizations" / "openai.yaml", "status: published", "status: withheld")
    await house.reload()
    refused = await house.click(card, "Share")
    assert refused.text == "This card is no longer published."
    assert refused.private
    assert house.posts() == []


async def test_a_full_page_can_be_shared(settings: Settings, tmp_path: Path) -> None:
    """Who shared it takes room too, and so does a remark on its edition."""
    folder = tmp_path / "full"
    texts = [f"{number}: {'mot ' * 14}fin." for number in range(150)]
    facts = [{"id": f"f-{number}", "text": {"fr": text, "en": text}} for number, text in enumerate(texts)]
    write_card(folder, "person", "ada", name="Ada", facts=facts)
    async with open_house(with_briefings(settings, folder)) as house:
        house.env.backend.get_user(house.reader.id).global_name = "*" * 32
        page = await house.ask("who", person="ada")
        shared = await house.click(page, "Share")
        assert list(excesses(shared.message.components)) == []
        write_card(folder, "person", "bob", name="Bob")
        await house.reload()
        turned = await house.click(page, "Next ▶")
        assert "The cards have changed" in turned.text
        assert list(excesses(turned.message.components)) == []
