"""/compare: chosen, compared, turned around, refused and shared, in either language."""

from pathlib import Path
from typing import Any, cast

import discord
import pytest

from bot.commands.comparison import Comparison
from bot.presentation.routes import brief
from bot.settings import Settings
from tests.world.support import House, edit, open_house, with_briefings, write_card


def titled(first: str, second: str) -> str:
    """Return the title of a comparison, with the marks that stand for the two below."""
    return f"①\u00a0{first} · ②\u00a0{second}"


Command = discord.app_commands.Command[Any, ..., Any]


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "en-US",
            ("Comparison of two models", "= What is the same", "≠ What differs", "Not known", "Facts and sources"),
        ),
        (
            "fr",
            (
                "Comparaison de deux modèles",
                "= Ce qui est identique",
                "≠ Ce qui diffère",
                "Non connu",
                "Faits et sources",
            ),
        ),
    ],
)
async def test_two_models_are_set_side_by_side(house: House, locale: str, expected: tuple[str, ...]) -> None:
    house.speak(locale)
    answer = await house.ask("compare", first="gpt-oss-20b", second="gpt-2")
    assert answer.title == titled("gpt-oss-20b", "GPT-2")
    assert all(words in answer.text for words in expected)
    assert answer.private
    assert answer.links == {"gpt-oss-20b": "gpt-oss-20b", "GPT-2": "gpt-2"}


@pytest.mark.parametrize(("locale", "label"), [("en-US", "Swap sides"), ("fr", "Inverser")])
async def test_sides_are_swapped_in_the_same_message_also_after_a_restart(
    house: House, locale: str, label: str
) -> None:
    house.speak(locale)
    first = await house.ask("compare", first="OpenAI", second="DeepSeek")
    before = first.text
    assert first.title == titled("OpenAI", "DeepSeek")
    await house.restart()
    second = await house.click(first, label)
    assert second.title == titled("DeepSeek", "OpenAI")
    assert second.message.id == first.message.id
    assert (await house.click(second, label)).text == before


@pytest.mark.parametrize(
    ("locale", "label", "by"), [("en-US", "Share", "Shared by"), ("fr", "Partager", "Partagé par")]
)
async def test_a_comparison_is_shared(house: House, locale: str, label: str, by: str) -> None:
    house.speak(locale)
    answer = await house.ask("compare", first="sam-altman", second="wei-sun")
    await house.click(answer, label)
    (post,) = house.posts()
    assert post.text.startswith(by)
    assert titled("Sam Altman", "Wei Sun") in post.text
    assert label not in post.buttons


async def test_a_card_opens_from_a_comparison(house: House) -> None:
    answer = await house.ask("compare", first="sam-altman", second="wei-sun")
    assert (await house.click(answer, "Wei Sun")).title == "Wei Sun"


@pytest.mark.parametrize(
    ("locale", "why", "timeline"),
    [
        ("en-US", "Sam Altman is a person and GPT-5 is a model", "Timeline of Sam Altman"),
        ("fr", "Sam Altman est une personne, GPT-5 est un modèle", "Chronologie\u00a0: Sam Altman"),
    ],
)
async def test_a_person_against_a_model_is_refused_with_ways_on(
    house: House, locale: str, why: str, timeline: str
) -> None:
    house.speak(locale)
    answer = await house.ask("compare", first="Sam Altman", second="GPT-5")
    assert answer.refusal
    assert answer.private
    assert why in answer.text
    assert set(answer.links.values()) == {"sam-altman", "gpt-5"}
    assert (await house.click(answer, timeline)).title == timeline
    again = await house.ask("compare", first="Sam Altman", second="GPT-5")
    assert (await house.click(again, "GPT-5")).title == "GPT-5"


@pytest.mark.parametrize(
    ("locale", "said", "offer"),
    [
        ("en-US", "That is gpt-oss-20b twice", "Compare with gpt-oss-120b"),
        ("fr", "C’est deux fois gpt-oss-20b", "Comparer avec gpt-oss-120b"),
    ],
)
async def test_a_card_with_itself_is_answered_kindly(house: House, locale: str, said: str, offer: str) -> None:
    house.speak(locale)
    answer = await house.ask("compare", first="gpt-oss-20b", second="oss 20b")
    assert answer.refusal
    assert said in answer.text
    assert (await house.click(answer, offer)).title == titled("gpt-oss-20b", "gpt-oss-120b")


@pytest.mark.parametrize(("first", "second"), [("Sem Eltman", "wei-sun"), ("wei-sun", "Sem Eltman")])
async def test_what_nothing_is_called_gets_suggestions_and_is_counted(house: House, first: str, second: str) -> None:
    answer = await house.ask("compare", first=first, second=second)
    assert answer.refusal
    assert "Sam Altman" in answer.links
    for _ in range(9):  # what is asked for once is nobody's business
        await house.ask("compare", first=first, second=second)
    (miss,) = await house.app.client.services.misses.wanted(5)
    assert miss.query.casefold() == "sem eltman"
    assert miss.kind == (None if first == "Sem Eltman" else "person")


@pytest.mark.parametrize(
    "typed", ["@everyone", "**x**", "<@1>", "🎉🎉", "\u202eabc", "שלום", "z" * 100, "[a](http://b)"]
)
async def test_hostile_names_are_answered_and_ping_nobody(house: House, typed: str) -> None:
    for first, second in ((typed, "gpt-5"), ("gpt-5", typed)):
        answer = await house.ask("compare", first=first, second=second)
        assert answer.refusal
        assert "<@1>" not in answer.markdown
        assert "**x**" not in answer.markdown
        assert "](http" not in answer.markdown


async def test_the_second_name_is_looked_for_among_cards_like_the_first(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "twins"
    for kind in ("person", "organization"):
        write_card(folder, kind, f"mercury-{kind}", name="Mercury")
    write_card(folder, "organization", "venus", name="Venus")
    async with open_house(with_briefings(settings, folder)) as house:
        assert (await house.ask("compare", first="venus", second="Mercury")).title == titled("Venus", "Mercury")
        refused = await house.ask("compare", first="venus", second="mercury-person")
        assert refused.refusal
        assert "mercury-person" in refused.links.values()


async def values(house: House, option: str, typed: str, **others: Any) -> set[str]:
    return {choice["value"] for choice in await house.suggest("compare", option, typed, **others)}


async def test_both_options_offer_cards_of_any_kind_until_one_is_filled(house: House) -> None:
    published = house.app.library.edition.published
    for option in ("first", "second"):
        assert len({published[card_id].kind for card_id in await values(house, option, "o")}) > 1


@pytest.mark.parametrize(("filled", "option"), [("first", "second"), ("second", "first")])
@pytest.mark.parametrize("name", ["sam-altman", "Sam Altman", "samuel altman"])
async def test_once_one_is_filled_the_other_offers_what_is_like_it_and_never_itself(
    house: House, filled: str, option: str, name: str
) -> None:
    people = {card.id for card in house.app.library.edition.published.values() if card.kind == "person"}
    others: dict[str, Any] = {filled: name}
    assert await values(house, option, "", **others) == people - {"sam-altman"}
    assert await values(house, option, "altm", **others) == set()
    assert await values(house, option, "gpt", **others) == set()


@pytest.mark.parametrize(
    "typed", ["", "xyzzy", "🎉", "@everyone", "<@1>", "a" * 100, "\u202e", "%", "'", "\x00", "א", "**"]
)
async def test_suggesting_never_raises(house: House, typed: str) -> None:
    """Discord.py swallows what autocomplete raises, so the suggester is asked itself."""
    client = house.app.client
    cog = cast("Comparison", client.get_cog("Comparison"))
    published = house.app.library.edition.published
    for text in (typed, "o", "sam-altman"):
        for choices in (
            cog._choices(_asking(house), text, beside=typed),
            cog._choices(_asking(house), typed, beside="gpt-5"),
            cog._choices(_asking(house), typed, beside=None),
        ):
            assert len(choices) <= 25
            assert {choice.value for choice in choices} <= published.keys()


def _asking(house: House) -> Any:
    """Stand in for an interaction: the suggester asks one for nothing but the member and their language."""

    class Asking:
        user = house.reader.user
        locale = discord.Locale.french

    return Asking()


async def test_long_comparisons_turn_their_pages_with_ids_of_any_length(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "long"
    for letter in "ab":
        text = {"fr": letter + "é" * 1_400, "en": letter + "é" * 1_400}
        write_card(folder, "term", letter * 64, name=letter.upper(), summary=text, definition=text)
    async with open_house(with_briefings(settings, folder)) as house:
        page = await house.ask("compare", first="A", second="B")
        assert brief("a" * 64) in page.buttons["Swap sides"]
        seen = page.text
        turned = 0
        while "Next ▶" in page.enabled:
            page = await house.click(page, "Next ▶")
            assert all(len(custom_id) <= 100 for custom_id in page.buttons.values())
            seen += page.text
            turned += 1
        assert turned >= 1
        assert seen.count("é" * 1_400) == 4
        assert (await house.click(page, "A")).title == "A"


async def test_a_comparison_whose_card_left_says_so(house: House) -> None:
    answer = await house.ask("compare", first="gpt-oss-20b", second="gpt-2")
    edit(house.briefings / "models" / "gpt-2.yaml", "status: published", "status: withheld")
    await house.reload()
    gone = await house.click(answer, "Swap sides")
    assert gone.refusal
    assert gone.text == "This card is no longer published."
