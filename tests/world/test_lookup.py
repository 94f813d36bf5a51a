"""Looking a card up: every spelling a reader would try, and what comes back when there is no such card."""

from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from tests.world.support import House, open_house, with_briefings, write_card


@pytest.mark.parametrize(
    ("command", "option", "typed", "title"),
    [
        # by id
        ("who", "person", "sam-altman", "Sam Altman"),
        ("model", "model", "gpt-oss-20b", "gpt-oss-20b"),
        ("org", "organization", "open-source-initiative", "Open Source Initiative"),
        ("event", "event", "gpt-oss-launch", "Launch of gpt-oss"),
        # by name, in either language
        ("who", "person", "Yann LeCun", "Yann LeCun"),
        ("model", "model", "DeepSeek R1", "DeepSeek R1"),
        ("org", "organization", "OpenAI", "OpenAI"),
        ("event", "event", "Launch of gpt-oss", "Launch of gpt-oss"),
        ("event", "event", "Lancement de gpt-oss", "Launch of gpt-oss"),
        # by alias
        ("who", "person", "nathan lambert", "Nathaniel Lambert"),
        ("model", "model", "gpt oss 20b", "gpt-oss-20b"),
        ("model", "model", "r1", "DeepSeek R1"),
        ("org", "organization", "osi", "Open Source Initiative"),
        ("event", "event", "Reddit AMA", "Sam Altman’s AMA on Reddit"),
        # in any case, without accents, apostrophes or hyphens
        ("who", "person", "SAM ALTMAN", "Sam Altman"),
        ("event", "event", "reaction des marches de janvier", "January market reaction"),
        ("event", "event", "plan d'action ia", "Publication of America’s AI Action Plan"),
        ("model", "model", "gptoss", "gpt-oss"),
        # by one word, or the beginning of one
        ("who", "person", "zuckerberg", "Mark Zuckerberg"),
        ("org", "organization", "counterp", "Counterpoint Research"),
        # with a slip: a letter too many, too few, wrong, or two in the wrong order
        ("who", "person", "altmann", "Sam Altman"),
        ("who", "person", "Sam Altmn", "Sam Altman"),
        ("who", "person", "zuckerburg", "Mark Zuckerberg"),
        ("org", "organization", "Opne Source Initiative", "Open Source Initiative"),
        ("model", "model", "qwenn", "Qwen"),
    ],
)
async def test_a_card_is_found_by_what_a_reader_types(
    house: House, command: str, option: str, typed: str, title: str
) -> None:
    options: dict[str, Any] = {option: typed}
    answer = await house.ask(command, **options)
    assert answer.title == title
    assert not answer.refusal


async def test_only_who_asked_sees_the_card(house: House) -> None:
    answer = await house.ask("who", person="sam-altman")
    assert answer.private
    assert house.posts() == []


async def test_a_card_shows_role_facts_ties_and_where_it_comes_from(house: House) -> None:
    answer = await house.ask("who", person="sam-altman")
    lines = answer.text.splitlines()
    assert lines[:3] == [
        "👤 Person · CEO of OpenAI",
        "Sam Altman",
        house.app.library.edition.published["sam-altman"].summary.en,
    ]
    assert lines[lines.index("What Sam Altman says · reported") + 1].startswith("- At a press briefing")
    heading = lines.index("≠ Disputed")
    assert lines[heading + 1] == "Sam Altman"
    assert lines[heading + 2].startswith("On X, he ranked")
    assert lines[heading + 4] == "Wei Sun"
    assert lines[heading + 5].startswith("For Wei Sun, ")
    assert "Leads · OpenAI" in lines
    assert "Announced · gpt-oss" in lines
    assert lines[-1] == f"Edition {house.app.library.edition.number} of 22 November 2026 · 2 sources"


async def test_a_date_that_the_article_does_not_print_says_so(house: House) -> None:
    answer = await house.ask("model", model="deepseek-r1")
    assert "Released · January 2025 (inferred)" in answer.text.splitlines()
    assert "The article places the surprise in January, with neither a year" in answer.text


async def test_a_superseded_fact_is_no_longer_shown(settings: Settings, briefings: Path) -> None:
    old = {"id": "old", "text": {"fr": "Ancien.", "en": "Outdated."}, "superseded_by": "new"}
    new = {"id": "new", "text": {"fr": "Nouveau.", "en": "Current."}}
    write_card(briefings, "person", "ada-test", facts=[old, new])
    async with open_house(settings) as house:
        answer = await house.ask("who", person="ada-test")
    assert "Current." in answer.text
    assert "Outdated." not in answer.text


async def test_an_unknown_name_is_refused_politely_and_privately(house: House) -> None:
    answer = await house.ask("who", person="Zaphod Beeblebrox")
    assert answer.text == "No card is called “Zaphod Beeblebrox”, and none comes close. But one may speak of it."
    assert answer.private
    assert answer.refusal
    assert answer.links == {}


async def test_did_you_mean_buttons_open_the_card(house: House) -> None:
    refused = await house.ask("who", person="Sem Eltman")
    assert refused.text.startswith("No card is called “Sem Eltman”. Did you mean one of these?")
    assert refused.links["Sam Altman"] == "sam-altman"
    opened = await house.click(refused, "Sam Altman")
    assert opened.title == "Sam Altman"
    assert opened.private
    assert opened.message.id == refused.message.id


async def test_a_name_of_another_kind_is_offered(house: House) -> None:
    """Somebody who asks /who for OpenAI is shown OpenAI, one click away."""
    refused = await house.ask("who", person="OpenAI")
    assert refused.text == "“OpenAI” is an organization, not a person."
    assert refused.refusal
    assert refused.links == {"OpenAI": "openai"}
    assert (await house.click(refused, "OpenAI")).title == "OpenAI"


async def test_a_name_of_another_kind_is_not_counted_as_wanted(house: House) -> None:
    misses = house.app.client.services.misses
    for member in (house.reader, house.admin, house.world.visitor):
        for name in ("OpenAI", "openai", "Zaphod"):
            await house.ask("who", by=member, person=name)
    assert [miss.query for miss in await misses.wanted(10)] == ["zaphod"]


@pytest.mark.parametrize(
    ("command", "option", "name", "said"),
    [
        ("who", "person", "OpenAI", "« OpenAI » n’est pas une personne, mais une organisation."),
        ("org", "organization", "Sam Altman", "« Sam Altman » n’est pas une organisation, mais une personne."),
        ("term", "term", "GPT-4", "« GPT-4 » n’est pas un terme, mais un modèle."),
    ],
)
async def test_what_a_card_of_another_kind_is_is_said_in_french(
    house: House, command: str, option: str, name: str, said: str
) -> None:
    house.speak("fr")
    options: dict[str, Any] = {option: name}
    assert (await house.ask(command, **options)).text.replace("\u00a0", " ") == said


async def test_did_you_mean_buttons_show_what_kind_of_card_they_open(house: House) -> None:
    refused = await house.ask("who", person="Sem Eltman")
    symbols = {each["label"]: each["emoji"]["name"] for each in refused.components if "emoji" in each}
    assert symbols["Sam Altman"] == "👤"
    assert symbols.keys() == refused.links.keys()


@pytest.mark.parametrize(("locale", "label"), [("en-US", "Search all cards"), ("fr", "Chercher dans les fiches")])
async def test_what_no_card_is_called_can_be_looked_for_in_all_of_them(house: House, locale: str, label: str) -> None:
    house.speak(locale)
    refused = await house.ask("who", person="  nuclear\u200b  reactor ")
    assert refused.buttons[label] == "search:0:nuclear reactor"
    found = await house.click(refused, label)
    assert "nuclear reactor" in found.text
    assert found.private


@pytest.mark.parametrize("typed", ["🎉", "!?", "mot " + "é" * 80])
async def test_what_cannot_be_looked_for_is_not_offered_to_be(house: House, typed: str) -> None:
    refused = await house.ask("who", person=typed)
    assert refused.text.endswith("and none comes close.")
    assert refused.buttons == {}


async def test_a_beginning_that_several_cards_share_offers_them(house: House) -> None:
    refused = await house.ask("model", model="gpt-oss-")
    assert not refused.refusal
    assert refused.title == "gpt-oss"
    several = await house.ask("model", model="oss")
    assert several.refusal
    assert set(several.links.values()) == {"gpt-oss", "gpt-oss-20b", "gpt-oss-120b"}


@pytest.mark.parametrize("status", ["draft", "withheld", "retracted"])
async def test_a_card_that_is_not_published_cannot_be_found(settings: Settings, briefings: Path, status: str) -> None:
    write_card(briefings, "person", "ada-test", name="Ada Unpublished", status=status)
    async with open_house(settings) as house:
        for typed in ("ada-test", "Ada Unpublished"):
            answer = await house.ask("who", person=typed)
            assert answer.refusal
            assert "ada-test" not in answer.links.values()
            assert "Summary of ada-test" not in answer.text
        assert await house.suggest("who", "person", "ada") == []


async def test_a_withheld_card_is_not_named_by_others(settings: Settings, briefings: Path) -> None:
    write_card(briefings, "organization", "secret-lab", name="Secret Laboratory", status="withheld")
    write_card(briefings, "person", "ada-test", affiliation="secret-lab")
    async with open_house(settings) as house:
        answer = await house.ask("who", person="ada-test")
    assert answer.title == "Ada test"
    assert "Secret Laboratory" not in answer.text
    assert "secret-lab" not in answer.links.values()


@pytest.mark.parametrize(
    "typed",
    [
        "@everyone",
        "@here",
        "<@1>",
        "<@&1>",
        "<#1>",
        "</who:1>",
        "<t:0:R>",
        "https://evil.example/?q=1",
        "[click](https://evil.example)",
        "**bold** __under__ ~~gone~~ ||spoiler|| `code`",
        "# heading",
        "> quote",
        "-# small",
        "- item",
        "1. first",
        "```\nblock",
        "\\*escaped\\*",
        "🎉👩‍👩‍👧‍👦",
        "\u202eright to left\u202c",
        "سام ألتمان",
        "山姆·奥特曼",
        "\n\n\n",
        "  ",
        ",",
        "'; DROP TABLE subscriptions; --",
        "{query} %s {0}",
        "a" * 100,
        "@" * 100,
    ],
)
async def test_odd_input_is_shown_inert_and_pings_nobody(house: House, typed: str) -> None:
    asked = await house.ask("who", person=typed)
    assert asked.refusal
    assert asked.private
    quoted = asked.text.partition("“")[2].rpartition("”")[0]
    shown = " ".join(typed.strip("\u202e\u202c").split())
    assert quoted.strip("\u2068\u2069") == (shown or "…" if len(typed) <= 80 else f"{typed[:80]}…")
    assert house.env.backend.get_message(house.channel.id, asked.message.id).mention_user_ids == []
    sent = house.requests("POST", "/callback")[-1].json["data"]
    assert sent["allowed_mentions"] == {"parse": []}


async def test_a_single_card_is_not_the_answer_to_a_name_without_letters(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "few"
    write_card(folder, "person", "only-one")
    async with open_house(with_briefings(settings, folder)) as house:
        answer = await house.ask("who", person="🎉")
    assert answer.refusal


async def test_cards_can_be_looked_up_in_a_direct_message(house: House) -> None:
    result = await house.reader.user.slash("who", person="Sam Altman")
    assert result.response is not None
    assert "Sam Altman" in str(result.response.components)
