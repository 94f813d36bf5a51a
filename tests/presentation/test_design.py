"""The design language of docs/design.md: colours that can be told apart, the order of a card, equal voices."""

import math
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from simcord.components import walk_components

from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.schema import KINDS, Kind
from bot.cards.snapshot import take_snapshot
from bot.cards.text import LANGUAGES, Language
from bot.presentation import vocabulary
from bot.presentation.bounds import entries_for
from bot.presentation.cards import card_pages
from bot.presentation.comparison.fields import sides_of
from bot.presentation.components import components_of
from bot.presentation.markup import displayed
from bot.presentation.routes import StoryRoute, TimelineRoute
from bot.presentation.sheet import Link, Sheet
from tests.conftest import ROOT
from tests.presentation.support import ARTICLE, LOCALIZERS, edition_of, presses_of, raw_card

DESIGN = (ROOT / "docs" / "design.md").read_text("utf-8")

# What a card's edge may stand beside: Discord's light, dark, darker and black themes, with the boxes inside them.
BACKGROUNDS = (0xFFFFFF, 0xF2F3F5, 0x393A41, 0x313338, 0x2B2D31, 0x1E1F22, 0x1A1A1E, 0x070709)
# WCAG 2.2, 1.4.11 "Non-text Contrast".
LEAST_CONTRAST = 3.0
# Oklab: 0.02 is about what can just be told apart side by side; cards are seen one after the other.
LEAST_DISTANCE = 0.12


# Colours


def channels(colour: int) -> Iterator[float]:
    """Yield linear red, green and blue (WCAG 2.2, "relative luminance")."""
    for shift in (16, 8, 0):
        value = (colour >> shift & 255) / 255
        yield value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def luminance(colour: int) -> float:
    red, green, blue = channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: int, other: int) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def oklab(colour: int) -> tuple[float, float, float]:
    """Return a colour in Oklab (Björn Ottosson, "A perceptual color space for image processing")."""
    red, green, blue = channels(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("background", BACKGROUNDS, ids="{:06x}".format)
def test_every_colour_stands_out_from_every_background(kind: Kind, background: int) -> None:
    assert contrast(vocabulary.COLOURS[kind], background) >= LEAST_CONTRAST


@pytest.mark.parametrize("background", BACKGROUNDS, ids="{:06x}".format)
def test_the_colour_of_lists_stands_out_as_well_and_is_that_of_no_kind(background: int) -> None:
    assert contrast(vocabulary.LIST_COLOUR, background) >= LEAST_CONTRAST
    assert vocabulary.LIST_COLOUR not in vocabulary.COLOURS.values()


@pytest.mark.parametrize(("one", "other"), [*combinations(KINDS, 2)])
def test_no_two_kinds_look_nearly_alike(one: Kind, other: Kind) -> None:
    assert math.dist(oklab(vocabulary.COLOURS[one]), oklab(vocabulary.COLOURS[other])) >= LEAST_DISTANCE


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast(0x000000, 0xFFFFFF) == pytest.approx(21)
    assert contrast(0x777777, 0xFFFFFF) == pytest.approx(4.48, abs=0.01)


def test_the_written_table_has_the_colours_and_what_was_measured() -> None:
    rows = re.findall(
        r"^\| (\S+) (.+?) \| `#([0-9A-F]{6})` \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", DESIGN, re.MULTILINE
    )
    written = {word: (symbol, int(colour, 16), *map(float, figures)) for symbol, word, colour, *figures in rows}
    assert written == {
        vocabulary.KINDS[kind]: (
            vocabulary.SYMBOLS[kind],
            colour,
            *(round(contrast(colour, background), 2) for background in (0xFFFFFF, 0x313338, 0x070709)),
            round(min(contrast(colour, background) for background in BACKGROUNDS), 2),
        )
        for kind, colour in vocabulary.COLOURS.items()
    }


def test_the_pictures_of_the_design_have_a_place() -> None:
    cards = {f"card-{name}" for name in ("person", "claim", "quote", "disputed", "phone")}
    pictures = re.findall(r"!\[[^\]]+\]\(images/([a-z-]+)\.png\)", DESIGN)
    assert sorted(pictures) == sorted({*cards, "timeline", "search", "comparison", "story"})


# Signs


def test_every_kind_has_a_symbol_of_its_own_that_is_one_code_point() -> None:
    assert set(vocabulary.SYMBOLS) == set(vocabulary.COLOURS) == set(KINDS)
    assert len(set(vocabulary.SYMBOLS.values())) == len(KINDS)
    assert all(len(symbol) == 1 for symbol in vocabulary.SYMBOLS.values())


@pytest.fixture(scope="module")
def real() -> Edition:
    return build_edition(take_snapshot(Path(ROOT / "briefings")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kind_is_told_by_symbol_and_word_and_not_by_colour_alone(real: Edition, language: Language) -> None:
    localizer = LOCALIZERS[language]
    for card in real.published.values():
        words = vocabulary.CATEGORIES.values() if card.kind == "organization" else ()
        kinds = {localizer.gettext(word) for word in (vocabulary.KINDS[card.kind], *words)}
        for page in card_pages(card, real, localizer):
            kind, name, summary = displayed(page.blocks[0]).split("\n")
            assert kind.split(" · ")[0] in {f"{vocabulary.SYMBOLS[card.kind]} {each}" for each in kinds}
            assert (name, summary) == (card.name.to(language), card.summary.to(language))
            assert page.colour == vocabulary.COLOURS[card.kind]


# What stands where


def text_of(cards: list[dict[str, Any]], card_id: str, language: Language = "en") -> str:
    edition = edition_of(cards)
    pages = card_pages(edition.published[card_id], edition, LOCALIZERS[language])
    return "\n---\n".join(block for page in pages for block in page.blocks)


def said(french: str, english: str = "") -> dict[str, str]:
    return {"fr": french, "en": english or french}


ADA, BOB = raw_card("person", "ada"), raw_card("person", "bob")


def person(**fields: Any) -> dict[str, Any]:
    return raw_card("person", "ada", **fields)


def test_both_sides_of_a_dispute_have_the_same_rank() -> None:
    fact = {"id": "a", "text": said("Ouverte."), "said_by": "ada", "certainty": "disputed"}
    other = {"id": "b", "text": said("Bleue."), "certainty": "reported"}
    disputed = [{"by": "bob", "text": said("Fermée."), "fact": "a"}]
    text = text_of([person(facts=[fact, other], disputed=disputed), BOB], "ada")
    listed, sides = "**Reported by one article**\n- Bleue.", "> **Ada**\n> Ouverte.\n\n> **Bob**\n> Fermée."
    assert f"\n---\n{listed}\n---\n### ≠ Disputed\n{sides}\n---\n" in text


def test_what_nobody_in_particular_says_is_the_word_of_the_articles() -> None:
    fact = {"id": "a", "text": said("Ouverte."), "date": "2025-08"}
    disputed = [{"by": "bob", "text": said("Fermée."), "fact": "a"}, {"by": "eve", "text": said("Verte."), "fact": "a"}]
    cards = [person(facts=[fact], disputed=disputed), BOB, raw_card("person", "eve", status="withheld")]
    unnamed = "> **une personne dont la fiche n’est pas publiée**\n> Verte."
    told = f"> **Selon «\u00a0Un article\u00a0»**\n> Ouverte. *(août 2025)*\n\n> **Bob**\n> Fermée.\n\n{unnamed}"
    assert f"### ≠ Contesté\n{told}" in text_of(cards, "ada", "fr")


VOICES: list[dict[str, Any]] = [
    {"id": "a", "text": said("Elle parle.", "She talks."), "said_by": "ada", "certainty": "reported"},
    {"id": "b", "text": said("Bob la croit.", "Bob believes her."), "said_by": "bob", "certainty": "reported"},
    {"id": "c", "text": said("Elle est là.", "She is there."), "date": "2025-08"},
    {"id": "d", "text": said("On la voit.", "She is seen."), "certainty": "reported"},
    {"id": "e", "text": said("Elle rit.", "She laughs."), "said_by": "ada", "certainty": "reported"},
    {"id": "f", "text": said("Elle crie.", "She shouts."), "said_by": "bob", "certainty": "refuted"},
]
TOLD = {
    "en": (
        "- She is there. *(August 2025)*",
        "**What Ada says** · reported\n- She talks.\n- She laughs.",
        "**According to Bob** · reported\n- Bob believes her.",
        "**Reported by one article**\n- She is seen.",
        "**According to Bob**\n- She shouts. *(refuted)*",
    ),
    "fr": (
        "- Elle est là. *(août 2025)*",
        "**Ce que dit Ada** · rapporté\n- Elle parle.\n- Elle rit.",
        "**Selon Bob** · rapporté\n- Bob la croit.",
        "**Rapporté par un article**\n- On la voit.",
        "**Selon Bob**\n- Elle crie. *(réfuté)*",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_certain_comes_first_and_then_each_voice_below_its_name(language: Language) -> None:
    text = text_of([person(facts=VOICES), BOB], "ada", language)
    assert "\n---\n" + "\n\n".join(TOLD[language]) + "\n---\n" in text


def test_what_several_articles_report_is_theirs() -> None:
    cited = [{"source": each, "passage": "Une phrase"} for each in ("article", "other")]
    facts = [{"id": each["source"], "text": said("Bleue."), "certainty": "reported", "cite": [each]} for each in cited]
    assert "\n**Rapporté par les articles**\n- Bleue." in text_of(
        [person(facts=facts), ARTICLE | {"id": "other"}], "ada", "fr"
    )
    assert "\n**Rapporté par un article**\n- Bleue." in text_of([person(facts=facts[:1])], "ada", "fr")


def test_a_page_that_begins_in_the_middle_of_what_somebody_says_names_them_again() -> None:
    voices = {"ada": "**What Ada says** · reported", "bob": "**According to Bob** · reported"}
    facts = [
        {"id": f"{who}-{index}", "text": said(f"{who} {index} " + "w " * 200), "said_by": who, "certainty": "reported"}
        for who in voices
        for index in range(12)
    ]
    edition = edition_of([person(facts=facts), BOB])
    pages = card_pages(edition.published["ada"], edition, LOCALIZERS["en"])
    assert len(pages) > 2
    for page in pages:
        (told,) = page.blocks[1:-1]
        for name in voices.values():
            assert told.count(name) <= 1, "and only where a page parts them"
        for part in told.split("\n\n"):
            heading, *lines = part.splitlines()
            who = next(who for who, name in voices.items() if name == heading)
            assert lines
            assert all(line.startswith(f"- {who} ") for line in lines)


NOBODY = "somebody whose card is not published"


def test_nothing_that_somebody_says_loses_its_speaker_when_their_card_is_withheld() -> None:
    hidden = raw_card("person", "eve", status="withheld")
    facts = [{"id": "a", "text": said("Ouverte."), "said_by": "eve"}, {"id": "b", "text": said("B."), "said_by": "eve"}]
    disputed = [{"by": "bob", "text": said("Fermée."), "fact": "b"}]
    text = text_of([person(facts=facts, disputed=disputed), BOB, hidden], "ada")
    assert f"\n**According to {NOBODY}**\n- Ouverte.\n" in text
    assert f"\n> **{NOBODY}**\n> B.\n" in text
    words = raw_card("quote", "words", text="La porte", original_language="fr", said_by="eve", date="2025")
    assert f"\n> — **{NOBODY}** · 2025\n" in text_of([words, hidden], "words")
    held = raw_card("claim", "held", text=said("Thèse."), said_by="eve")
    assert f"\n> **Who says so** · {NOBODY}\n> Thèse.\n" in text_of([held, hidden], "held")
    edition = edition_of([words, held, hidden])
    for each in ("words", "held"):
        assert sides_of(edition.published[each], edition, LOCALIZERS["en"])["Said by"].words == NOBODY


WHOLE: list[tuple[str, dict[str, Any], str]] = [
    ("person", {}, "> **This card**\n> Summary of door."),
    ("term", {"definition": said("Ce qui s’ouvre.")}, "> **This card**\n> Ce qui s’ouvre."),
    (
        "quote",
        {"text": "La porte", "original_language": "fr", "said_by": "ada"},
        "> **Ada**\n> «\u00a0La porte\u00a0»",
    ),
    (
        "claim",
        {"text": said("Elle s’ouvre."), "said_by": "ada"},
        "> **Who says so** · Ada\n> Elle s’ouvre.",
    ),
]


@pytest.mark.parametrize(("kind", "fields", "side"), WHOLE, ids=[kind for kind, *_ in WHOLE])
def test_a_card_that_is_disputed_as_a_whole_is_one_of_the_sides(kind: str, fields: dict[str, Any], side: str) -> None:
    card = raw_card(kind, "door", disputed=[{"by": "bob", "text": said("Non.")}], **fields)
    other = "> **Who contradicts it** · Bob\n> Non." if kind == "claim" else "> **Bob**\n> Non."
    text = text_of([card, ADA, BOB], "door")
    assert f"### ≠ Disputed\n{side}\n\n{other}" in text
    assert text.count("Non.") == 1


def claim(card_id: str, **fields: Any) -> dict[str, Any]:
    return raw_card("claim", card_id, text=said(f"Thèse {card_id}."), said_by="ada", **fields)


def test_a_claim_answers_who_says_so_who_contradicts_what_supports_it_and_what_it_rests_on() -> None:
    words = raw_card("quote", "words", text="La porte", original_language="fr", said_by="ada")
    rests = [{"type": "rests-on", "card": "words", "certainty": "reported"}]
    cards = [
        claim("it", relations=rests, contradicts=["against"]),
        claim("against"),
        claim("too", contradicts=["it"]),
        claim("for", supports=["it"]),
        words,
        ADA,
    ]
    text = text_of(cards, "it")
    assert "> **Who says so** · Ada\n> Thèse it.\n---" in text
    answers = text.split("\n---\n")[2].splitlines()
    assert answers == [
        "**Who contradicts it** · Ada: Against, Ada: Too",
        "**What supports it** · For",
        "**What it rests on** · Words *(reported)*",
    ]
    assert all(text.count(f" · {name}") == 1 for name in ("Ada: Against", "For", "Words"))


def test_claims_that_support_or_contradict_each_other_say_so_once() -> None:
    cards = [claim("it", supports=["for"], contradicts=["against"]), claim("for", supports=["it"])]
    text = text_of([*cards, claim("against", contradicts=["it"]), ADA], "it")
    assert (text.count("For"), text.count("Against")) == (1, 1)
    assert "**Supports** · It" in text_of([claim("it"), claim("for", supports=["it"]), ADA], "for")


def test_a_claim_has_the_date_of_the_words_it_rests_on_or_of_the_event_it_was_made_at() -> None:
    when = {"date": "2025-08", "basis": "inferred", "note": said("Vu.")}
    words = raw_card("quote", "words", text="La porte", original_language="fr", said_by="ada", date=when)
    day = raw_card("event", "day", start="2024")
    rests, at = {"type": "rests-on", "card": "words"}, {"type": "said-at", "card": "day"}
    for ties, date in (([at, rests], "August 2025 (inferred)\n-# Vu."), ([at], "2024")):
        text = text_of([claim("it", relations=ties), words, day, ADA], "it")
        assert f"\n---\n**Date** · {date}\n**Who contradicts it**" in text


def test_quotations_and_claims_of_somebody_are_never_one_list() -> None:
    words = raw_card("quote", "words", text="La porte", original_language="fr", said_by="ada")
    cards = [words, claim("it"), claim("too"), ADA]
    assert "\n**Quotations** · Words\n**Claims** · It, Too\n" in text_of(cards, "ada")
    assert "\n**Citations** · Words\n**Affirmations** · It, Too\n" in text_of(cards, "ada", "fr")


def test_a_claim_that_nobody_contradicts_or_supports_says_so() -> None:
    text = text_of([claim("it"), ADA], "it", "fr")
    assert "**Qui le conteste** · personne dans nos fiches" in text
    assert "**Ce qui l’appuie** · aucune autre affirmation dans nos fiches" in text
    assert "Sur quoi cela repose" not in text


QUOTED = {"original_language": "fr", "said_by": "ada", "date": "2025-08"}


PRINTED = "> «\u00a0La «\u00a0porte\u00a0»\u00a0»"
IN_ENGLISH = f"{PRINTED}\n> -# as printed, in French\n> “The “door””\n> -# our translation"


@pytest.mark.parametrize(
    ("language", "shown", "occasion"),
    [
        ("fr", f"{PRINTED}\n> — **Ada** · août 2025", "À l’occasion de"),
        ("en", f"{IN_ENGLISH}\n> — **Ada** · August 2025", "On the occasion of"),
    ],
)
def test_a_quotation_is_set_apart_in_its_own_marks_above_its_marked_translation(
    language: Language, shown: str, occasion: str
) -> None:
    at = [{"type": "said-at", "card": "day"}]
    quote = raw_card("quote", "door", text="La « porte »", translation={"en": "The “door”"}, relations=at, **QUOTED)
    text = text_of([quote, ADA, raw_card("event", "day", start="2025-08")], "door", language)
    assert f"\n---\n{shown}\n---\n" in text
    assert text.count(" · Day") == text.count(f"**{occasion}** · Day") == 1


def test_a_definition_is_set_apart() -> None:
    card = raw_card("term", "door", definition=said("Ce qui s’ouvre."))
    assert "\n---\n**Définition**\n> Ce qui s’ouvre.\n---\n" in text_of([card], "door", "fr")


def test_a_title_with_its_speaker_in_brackets_goes_without_them_on_their_own_card() -> None:
    names = ("Open at last (Ada)", "Shut (Ada Byron)", "Blue (perhaps)", "(Ada)")
    cards = [claim(f"c-{index}", name=name, supports=["c-9"]) for index, name in enumerate(names)]
    edition = edition_of([*cards, claim("c-9"), person(name="Ada Byron")])
    (page,) = card_pages(edition.published["ada"], edition, LOCALIZERS["en"])
    assert "**Claims** · Open at last, Shut, Blue \\(perhaps\\), \\(Ada\\), C 9" in page.blocks[1]
    assert [link.label for link in page.links] == ["Open at last", "Shut", "Blue (perhaps)", "(Ada)", "C 9"]
    (page,) = card_pages(edition.published["c-9"], edition, LOCALIZERS["en"])
    assert "**What supports it** · Open at last \\(Ada\\), " in page.blocks[2]


@pytest.mark.parametrize(
    ("certainties", "line"),
    [
        (("reported", "reported"), "**Announced (reported)** · M 0, M 1"),
        (("reported", "disputed"), "**Announced** · M 0 *(reported)*, M 1 *(disputed)*"),
        (("reported", "confirmed"), "**Announced** · M 0 *(reported)*, M 1"),
        (("confirmed", "confirmed"), "**Announced** · M 0, M 1"),
        (("reported",), "**Announced** · M 0 *(reported)*"),
    ],
)
def test_how_sure_several_ties_are_is_said_once_where_all_are_alike(certainties: tuple[str, ...], line: str) -> None:
    models = [raw_card("model", f"m-{index}") for index in range(len(certainties))]
    ties = [
        {"type": "announced", "card": model["id"], "certainty": certainty}
        for model, certainty in zip(models, certainties, strict=True)
    ]
    assert f"\n{line}\n---" in text_of([person(relations=ties), *models], "ada")


def test_the_foot_tells_when_a_card_changed_only_where_the_edition_has_another_day() -> None:
    older = person(updated="2026-11-20")
    newer = BOB | {"updated": "2026-11-21"}
    assert text_of([older, newer], "ada").endswith(" of 21 November 2026 · 1 source · updated 20 November 2026")
    assert text_of([older, newer], "bob").endswith(" of 21 November 2026 · 1 source")


def test_where_a_card_is_only_spoken_of_stands_last_and_small() -> None:
    ties = [{"type": "leads", "card": "acme"}]
    tale = raw_card("story", "tale", lede=said("En route."), steps=[{"card": "ada", "text": said("Ada.")}])
    text = text_of([person(relations=ties), raw_card("organization", "acme"), tale], "ada")
    assert "---\n**Leads** · Acme\n-# **Told in** · Tale\n---" in text


# Ways on


def labels(page: Sheet) -> list[str]:
    return [press.label for press in page.presses]


def test_in_the_timeline_is_offered_just_where_it_leads_to_entries(real: Edition) -> None:
    offered = 0
    for card in real.published.values():
        if card.kind != "story":
            (page, *_) = card_pages(card, real, LOCALIZERS["en"])
            assert ("In the timeline" in labels(page)) == bool(entries_for(TimelineRoute(card.id), real)), card.id
            offered += "In the timeline" in labels(page)
    assert 0 < offered < len(real.published)


def test_a_story_says_how_long_it_is_and_is_read_from_its_first_step() -> None:
    tale = raw_card("story", "tale", lede=said("En route."), steps=[{"card": "ada", "text": said("Voir Ada.")}] * 3)
    assert "\n---\nEn route.\n**3 étapes**\n1. 👤 Ada\n" in text_of([tale, ADA], "tale", "fr")
    edition = edition_of([tale, ADA])
    (french,) = card_pages(edition.published["tale"], edition, LOCALIZERS["fr"])
    assert "Lire étape par étape" in labels(french)
    (page,) = card_pages(edition.published["tale"], edition, LOCALIZERS["en"])
    assert {press.label: press.route for press in presses_of(page)}["Read step by step"] == StoryRoute("tale", 1)


def test_a_story_counts_the_steps_that_can_be_seen() -> None:
    steps = [{"card": each, "text": said("Voir.")} for each in ("ada", "bob")]
    tale = raw_card("story", "tale", lede=said("En route."), steps=steps)
    assert "\n**1 step**\n1. 👤 Ada\n---" in text_of([tale, ADA, BOB | {"status": "withheld"}], "tale")


@pytest.mark.parametrize("number", [5, 6])
def test_related_cards_are_buttons_up_to_five_and_a_select_beyond(number: int) -> None:
    models = [raw_card("model", f"m-{index}") for index in range(number)]
    card = person(relations=[{"type": "announced", "card": each["id"]} for each in models])
    edition = edition_of([card, *models])
    (page,) = card_pages(edition.published["ada"], edition, LOCALIZERS["fr"])
    every = list(walk_components(components_of(page)))
    buttons = [each for each in every if each["type"] == 2 and each["custom_id"].startswith("card:m-")]
    options = [option for each in every if each["type"] == 3 for option in each["options"]]
    assert (len(buttons), len(options)) == ((5, 0) if number == 5 else (0, 6))
    assert all(each["emoji"] == {"name": "🧠"} for each in (*buttons, *options))
    assert all(option["description"] == "Modèle" for option in options)


def test_a_digest_that_was_frozen_before_links_had_symbols_can_still_be_sent() -> None:
    frozen = {"colour": 0x3B82C4, "blocks": ["**OpenAI**"], "links": [["OpenAI", "openai"]], "more": ""}
    sheet = Sheet.from_json(frozen)
    assert sheet.links == (Link("OpenAI", "openai"),)
    assert sheet.to_json() == frozen
    button = next(each for each in walk_components(components_of(sheet)) if each["type"] == 2)
    assert "emoji" not in button
