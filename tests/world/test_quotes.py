"""/quote: who said what, about what; by buttons, after a restart, and when there is nothing to show."""

from pathlib import Path
from typing import Any

import pytest

from bot.commands.quotes import suggest_among
from bot.presentation.quotes_asked import quotes_for, speakers, topics
from bot.presentation.routes import QuotesRoute
from bot.settings import Settings
from tests.world.support import House, Seen, edit, open_house, with_briefings, write_card

WORDS = {
    "fr": ("Suivant ▶", "◀ Précédent", "Ouvrir la fiche", "Sources", "Partager"),
    "en-US": ("Next ▶", "◀ Previous", "Open the card", "Sources", "Share"),
}
BOTH = pytest.mark.parametrize("locale", ["fr", "en-US"])


def write_quote(folder: Path, card_id: str, said_by: str, **fields: Any) -> None:
    own = {"text": f"Mots de {card_id}", "original_language": "fr", "said_by": said_by}
    write_card(folder, "quote", card_id, **own | fields)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Ada said two things, one of them about the fair; Bob said nothing."""
    folder = tmp_path / "small"
    write_card(folder, "person", "ada", name="Ada")
    write_card(folder, "person", "bob", name="Bob")
    write_card(folder, "event", "fair", name={"fr": "La foire", "en": "The fair"})
    write_quote(folder, "one", "ada", date="2025", relations=[{"type": "said-at", "card": "fair"}])
    write_quote(folder, "two", "ada", date="2024", translation={"en": "Words of two"})
    return folder


async def walk(house: House, seen: Seen, forward: str) -> list[str]:
    """Return the text of each page to the last; the message is edited in place."""
    texts = [seen.text]
    while forward in seen.enabled and len(texts) < 100:
        turned = await house.click(seen, forward)
        assert turned.message.id == seen.message.id
        seen = turned
        texts.append(seen.text)
    return texts


@BOTH
async def test_all_quotations_are_walked_through_one_a_page(house: House, locale: str) -> None:
    house.speak(locale)
    edition = house.app.library.edition
    quotes = quotes_for(QuotesRoute(), edition)
    first = await house.ask("quote")
    assert first.private
    texts = await walk(house, first, WORDS[locale][0])
    assert len(texts) == len(quotes) == 10
    for quote, text in zip(quotes, texts, strict=True):
        assert quote.text in text
        assert quote.translation
        assert (str(quote.translation.en) in text) is (locale != "fr")
        speaker = edition.published[quote.said_by]
        assert speaker.name.to("fr" if locale == "fr" else "en") in text


@BOTH
async def test_a_quotation_says_when_it_was_said_and_how_that_is_known(house: House, locale: str) -> None:
    house.speak(locale)
    text = (await house.ask("quote", person="donald-trump")).text
    date, note = {
        "fr": ("janvier 2025 environ (date déduite)", "article"),
        "en-US": ("about January 2025 (inferred)", "article"),
    }[locale]
    quote = house.app.library.edition.published["trump-alarm-signal"]
    assert date in text
    assert note in text
    language = "fr" if locale == "fr" else "en"
    assert quote.date.note.to(language) in text  # type: ignore[attr-defined]
    undated = (await house.ask("quote", person="wei-sun")).text
    assert {"fr": "Date inconnue", "en-US": "Date not known"}[locale] in undated


@BOTH
async def test_its_buttons_open_the_card_its_sources_and_the_speaker_and_share_it(house: House, locale: str) -> None:
    house.speak(locale)
    _, _, card, sources, share = WORDS[locale]
    asked = await house.ask("quote", person="wei-sun")
    shared = await house.click(asked, share)
    assert not shared.private
    assert house.posts()[-1].text == shared.text
    assert "plus symbolique que structurelle" in shared.text
    assert share not in shared.buttons
    assert asked.links["Wei Sun"] == "wei-sun"
    opened = await house.click(await house.ask("quote", person="wei-sun"), "Wei Sun")
    assert opened.title == "Wei Sun"
    name = house.app.library.edition.published["sun-more-symbolic"].name.to("fr" if locale == "fr" else "en")
    assert (await house.click(await house.ask("quote", person="wei-sun"), card)).title == name
    behind = await house.click(await house.ask("quote", person="wei-sun"), sources)
    assert behind.title == name
    assert any(label in behind.buttons for label in ("Retour à la fiche", "Back to the card"))


@BOTH
async def test_pages_are_turned_after_a_restart(house: House, locale: str) -> None:
    house.speak(locale)
    forward, back, *_ = WORDS[locale]
    first = await house.ask("quote", person="sam-altman")
    first_text = first.text
    await house.restart()
    second = await house.click(first, forward)
    assert second.text != first_text
    await house.restart()
    assert (await house.click(second, back)).text == first_text


@pytest.mark.parametrize("typed", ["sam-altman", "Sam Altman", "altman", "sam altmann", "SAM"])
async def test_a_person_is_found_as_with_who(house: House, typed: str) -> None:
    assert (await house.ask("quote", person=typed)).title == "Quotations from Sam Altman"


async def test_a_name_that_begins_several_means_the_one_who_is_quoted(house: House) -> None:
    assert (await house.ask("quote", person="open")).title == "Quotations from OpenAI"


@BOTH
async def test_somebody_who_said_nothing_and_an_unknown_name_are_told_apart(house: House, locale: str) -> None:
    house.speak(locale)
    silent = await house.ask("quote", person="Yann LeCun")
    unknown = await house.ask("quote", person="xyzzy")
    close = await house.ask("quote", person="Sem Eltman")
    assert [answer.refusal for answer in (silent, unknown, close)] == [True] * 3
    assert {"fr": "n’est attribuée à Yann LeCun", "en-US": "from Yann LeCun has been"}[locale] in silent.text
    assert {"fr": "Aucune fiche ne porte le nom", "en-US": "No card is called"}[locale] in unknown.text
    assert "sam-altman" in close.links.values()
    wanted = await house.app.client.services.misses.wanted(5)
    assert {miss.kind for miss in wanted if miss.query in {"xyzzy", "Sem Eltman"}} <= {"person"}
    everything = {"fr": "Toutes les citations", "en-US": "All quotations"}[locale]
    assert len(await walk(house, await house.click(silent, everything), WORDS[locale][0])) == 10


@BOTH
async def test_where_nothing_matches_what_there_is_is_offered(settings: Settings, small: Path, locale: str) -> None:
    async with open_house(with_briefings(settings, small)) as house:
        house.speak(locale)
        by_bob = await house.ask("quote", person="bob", topic="fair")
        assert by_bob.refusal
        about = {"fr": "Citations sur «\u00a0La foire\u00a0»", "en-US": "Quotations about The fair"}[locale]
        assert set(by_bob.buttons) >= {about, "Bob"}
        assert "Mots de one" in (await house.click(by_bob, about)).text
        about_ada = await house.ask("quote", topic="Ada")
        assert about_ada.refusal
        from_ada = {"fr": "Citations\u00a0: Ada", "en-US": "Quotations from Ada"}[locale]
        assert "Mots de one" in (await house.click(about_ada, from_ada)).text
        assert (await house.ask("quote", topic="xyzzy")).refusal


async def test_a_topic_keeps_what_is_tied_to_it(settings: Settings, small: Path) -> None:
    async with open_house(with_briefings(settings, small)) as house:
        seen = await house.ask("quote", topic="The fair")
        assert seen.title == "Quotations about The fair"
        assert "Mots de one" in seen.text
        assert not seen.turning
        both = await house.ask("quote", person="ada", topic="fair")
        assert both.title == "Quotations from Ada about The fair"
        assert len(await walk(house, await house.ask("quote", person="ada"), "Next ▶")) == 2


async def test_before_any_quotation_is_published_that_is_said(settings: Settings, small: Path) -> None:
    for card in ("one", "two"):
        (small / "quotes" / f"{card}.yaml").unlink()
    async with open_house(with_briefings(settings, small)) as house:
        answer = await house.ask("quote")
        assert answer.text == "No quotation has been published yet."
        assert answer.buttons == {}
        assert await house.suggest("quote", "person", "") == []


@BOTH
async def test_a_quotation_that_left_is_not_missed_and_the_last_says_so(
    settings: Settings, small: Path, locale: str
) -> None:
    async with open_house(with_briefings(settings, small)) as house:
        house.speak(locale)
        forward, back, *_ = WORDS[locale]
        second = await house.click(await house.ask("quote", person="ada"), forward)
        assert "Mots de two" in second.text
        edit(small / "quotes" / "two.yaml", '"published"', '"withheld"')
        await house.reload()
        stale = await house.click(second, back)
        assert "Mots de one" in stale.text
        assert {"fr": "Les fiches ont changé", "en-US": "The cards have changed"}[locale] in stale.text
        first = await house.ask("quote", person="ada")
        edit(small / "quotes" / "one.yaml", '"published"', '"withheld"')
        await house.reload()
        gone = await house.click(first, {"fr": "Partager", "en-US": "Share"}[locale])
        assert gone.refusal
        assert gone.private
        edit(small / "people" / "ada.yaml", '"published"', '"withheld"')
        await house.reload()
        assert "Ada" not in (await house.click(first, {"fr": "Partager", "en-US": "Share"}[locale])).text


async def test_only_those_who_are_quoted_are_offered_the_most_quoted_first(house: House) -> None:
    offered = [choice["value"] for choice in await house.suggest("quote", "person", "")]
    assert offered[0] == "sam-altman"
    assert set(offered) == {
        "sam-altman", "donald-trump", "nathaniel-lambert", "openai", "ray-wang", "wei-sun",
    }  # fmt: skip
    assert await house.suggest("quote", "person", "lecun") == []
    assert [choice["value"] for choice in await house.suggest("quote", "person", "open")] == ["openai"]


async def test_only_what_quotations_are_tied_to_is_offered_and_of_a_chosen_speaker_only(house: House) -> None:
    edition = house.app.library.edition
    every = topics(quotes_for(QuotesRoute(), edition), edition)
    for typed in ("", "o", "gpt", "d"):
        assert {choice["value"] for choice in await house.suggest("quote", "topic", typed)} <= set(every)
    of_trump = {choice["value"] for choice in await house.suggest("quote", "topic", "", person="donald-trump")}
    assert of_trump == set(topics(quotes_for(QuotesRoute(person="donald-trump"), edition), edition))
    about_r1 = await house.suggest("quote", "person", "", topic="deepseek-r1")
    assert [choice["value"] for choice in about_r1] == ["donald-trump"]
    assert await house.suggest("quote", "person", "sam", topic="no such card")


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "🎉", "👩‍👩‍👧‍👦" * 50, "\u202esam\u202c", "سام ألتمان",
        "\x00\x01\x7f", "sam\nalt\r\tman", "@everyone", "%", "'", "\\", "{0}",
        "\ud800", "ß" * 3_000, "a" * 6_000, "a " * 3_000, "🎉" * 6_000, "sam " * 1_500, "İ" * 500,
    ],
)  # fmt: skip
async def test_no_keystroke_raises(house: House, typed: str) -> None:
    edition = house.app.library.edition
    quotes = quotes_for(QuotesRoute(), edition)
    for among in (speakers(quotes, edition), topics(quotes, edition)):
        assert {each.card_id for each in suggest_among(among, typed, edition)} <= set(among)


@pytest.mark.parametrize("typed", ["🎉", "@everyone", "<@1> **bold**", "a" * 100, "{zzz} %qqq"])
@pytest.mark.parametrize("option", ["person", "topic"])
async def test_odd_input_is_shown_inert(house: House, option: str, typed: str) -> None:
    query: dict[str, Any] = {option: typed}
    answer = await house.ask("quote", **query)
    assert answer.refusal
    assert answer.private
    assert typed in answer.text or f"{typed[:80]}…" in answer.text
