"""Whether Discord would take a card is measured on the message itself, and the longest text is named."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simcord.components import walk_components

from bot.cards.diagnostics import Finding
from bot.cards.inspection import inspect
from bot.cards.library import Edition
from bot.cards.schema import FOLDERS, KINDS, Card, Source
from bot.cards.snapshot import Snapshot, take_snapshot
from bot.cards.text import LANGUAGES
from bot.presentation import vocabulary
from bot.presentation.cards import card_pages
from bot.presentation.components import components_of
from bot.presentation.limits import dependencies, long_addresses, measure
from bot.presentation.measures import REMARK, Room, clipped, excesses, length_of, octets_of
from bot.presentation.navigation import Press
from bot.presentation.routes import CardRoute
from bot.presentation.sheet import Link, Sheet
from bot.presentation.sources import source_pages
from tests.conftest import ROOT
from tests.presentation.support import LOCALIZERS, PROPERTY, raw_card

CITE = [{"source": "gazette", "passage": "les premiers ... les derniers"}]
GAZETTE = {"id": "gazette", "kind": "source", "title": "Titre", "published": "2025", "language": "fr"}
FOLDER_OF: dict[str, str] = {kind: folder for folder, kind in FOLDERS.items()}


def edition_of(*cards: Mapping[str, Any]) -> Edition:
    files = {f"{FOLDER_OF[card['kind']]}/{card['id']}.yaml": json.dumps(card).encode() for card in (*cards, GAZETTE)}
    return inspect(Snapshot(files), json.loads).edition


def said(french: str, english: str) -> dict[str, str]:
    return {"fr": french, "en": english}


def ada(**fields: Any) -> dict[str, Any]:
    return raw_card("person", "ada", cite=CITE) | fields


def found(*cards: Mapping[str, Any]) -> list[Finding]:
    edition = edition_of(*cards)
    return list(measure(edition, {f"{card.id}.yaml": card for card in edition.cards.values()}, LOCALIZERS))


def fact(french: int, english: int, note: int, fill: str = "x") -> dict[str, Any]:
    return {
        "id": "f",
        "text": said(fill * french, fill * english),
        "basis": "inferred",
        "note": said(fill * note, fill * note),
        "cite": CITE,
    }


def test_the_real_cards_fit() -> None:
    edition = inspect(take_snapshot(Path(ROOT / "briefings"))).edition
    cards = {card.id: card for card in edition.cards.values()}
    assert len(cards) > 50
    assert list(measure(edition, cards, LOCALIZERS)) == []


def test_a_card_that_is_too_long_in_one_language_is_told_for_that_one() -> None:
    card = ada(summary=said("y" * 1_400, "Short."), facts=[fact(1_450, 100, 1_300)])
    (finding,) = found(card)
    assert (finding.file, finding.code, finding.path) == ("ada.yaml", "C01", ("facts", 0, "text", "fr"))
    assert finding.message.startswith("the card in French would have 4,")
    assert finding.message.endswith(" characters, and Discord takes 4,000")
    assert finding.help == "shorten `facts.0.text.fr` (1,450 characters), or make two facts of it"


@pytest.mark.parametrize(
    ("fields", "blamed"),
    [
        ({"summary": said("*" * 1_400, "*" * 1_400), "facts": [fact(500, 500, 400, "*")]}, ("summary", "fr")),
        ({"summary": said("*" * 700, "*" * 700), "facts": [fact(600, 600, 800, "*")]}, ("facts", 0, "note", "fr")),
    ],
)
def test_the_longest_text_on_the_page_is_to_blame(fields: dict[str, Any], blamed: tuple[Any, ...]) -> None:
    # Longer than any of them, but on another page.
    elsewhere = {"id": "g", "text": said("_" * 1_500, "_" * 1_500), "cite": CITE}
    findings = found(ada(**fields | {"facts": [*fields["facts"], elsewhere]}))
    french = [finding for finding in findings if "in French" in finding.message]
    assert [finding.path for finding in french] == [blamed]


def test_bytes_are_measured_as_well_as_characters() -> None:
    (finding, *_) = found(ada(summary=said("語" * 1_500, "Short."), facts=[fact(1_400, 5, 320, "語")]))
    assert finding.code == "C01"
    assert " bytes, and Discord takes 10,000" in finding.message


def test_long_chinese_cards_are_spread_over_pages_that_fit() -> None:
    facts = [{"id": f"f-{n}", "text": said("語" * 900, "語" * 900), "cite": CITE} for n in range(9)]
    assert found(ada(facts=facts)) == []


def test_many_relations_with_long_chinese_names_fit() -> None:
    others = [raw_card("person", f"p-{n}" + "-p" * 28, name="語" * 95 + f"{n:03}", cite=CITE) for n in range(40)]
    ties = [{"type": "rival-of", "card": other["id"], "cite": CITE} for other in others]
    facts = [{"id": f"f-{n}", "text": said("é" * 900, "語" * 900), "cite": CITE} for n in range(9)]
    assert {finding.code for finding in found(ada(relations=ties, facts=facts), *others)} == {"C02"}
    # Few characters, and with the choices many bytes.
    long = ada(relations=ties, summary=said("語" * 1_000, "Short."), facts=[fact(800, 5, 5, "語")])
    assert {finding.code for finding in found(long, *others)} == {"C01", "C02"}


SIZES = st.integers(1, 1_500)


@PROPERTY
@given(
    summary=SIZES, text=SIZES, note=SIZES, fill=st.sampled_from("x*é語🎉"), kind=st.sampled_from(["person", "event"])
)
def test_no_message_that_is_too_long_gets_past(summary: int, text: int, note: int, fill: str, kind: str) -> None:
    """The shortcuts for cards that are obviously short enough never hide one that is not."""
    fields = {"start": "2025-08-05"} if kind == "event" else {}
    card = raw_card(kind, "ada", summary=said(fill * summary, "Short."), facts=[fact(text, 9, note, fill)], cite=CITE)
    edition = edition_of(card | fields)
    published = edition.published["ada"]
    pages = card_pages(published, edition, LOCALIZERS["fr"])
    sources = source_pages(published, edition, LOCALIZERS["fr"])
    messages = [
        *(components_of(page) for page in pages),
        *(components_of(page) for page in sources),
    ]
    too_long = any(any(excesses(message, REMARK)) for message in messages)
    assert any(finding.code == "C01" for finding in found(card | fields)) == too_long


@pytest.mark.parametrize("fill", ["*", "x", "\\", '"', "é", "語", "🎉"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_card_of_short_texts_fits_whatever_else_it_has(fill: str, kind: str) -> None:
    """This is why such a card need not be laid out to be measured."""
    most = 400
    while octets_of(fill * most) > 400:
        most -= 1
    short, name = fill * most, said(fill * 96 + " fr", fill * 96 + " en")
    text = said(short, short)
    when = {"date": "2025-01?/2025-08~", "basis": "inferred", "note": text}
    source = GAZETTE | {"title": fill * 500, "publisher": fill * 500, "url": f"https://example.org/{'é' * 90}"}
    bob = raw_card("person", "bob", name=said(fill * 97 + " b", fill * 98 + "b"), cite=CITE)
    acme = raw_card("organization", "acme", name=said(fill * 97 + " a", fill * 98 + "a"), cite=CITE)
    facts = [
        {"id": f"f-{n}", "text": text, "note": text, "basis": "inferred", "date": when, "said_by": "bob", "cite": CITE}
        for n in range(12)
    ]
    own: dict[str, dict[str, Any]] = {
        "person": {"role": name},
        "organization": {"parent": "acme", "category": "research-firm", "country": "BA"},
        "model": {"developer": "acme", "released": when, "openness": "open-source", "version": fill * 90},
        "term": {"definition": text},
        "story": {"lede": text, "steps": [{"card": "bob", "text": text, "cite": CITE}] * 30},
        "event": {"start": when, "end": when, "place": name, "participants": ["bob"]},
        "claim": {"text": text, "said_by": "bob"},
        "quote": {
            "text": short,
            "original_language": "fr",
            "said_by": "bob",
            "translation": {"en": short},
            "date": when,
        },
    }
    card = raw_card(
        kind,
        "ada",
        name=name,
        summary=text,
        facts=facts,
        disputed=[{"by": "bob", "text": text, "cite": CITE} | of for of in ({}, {}, {"fact": "f-1"}, {"fact": "f-1"})],
        cite=CITE,
        **own[kind],
    )
    files = {
        f"{FOLDER_OF[each['kind']]}/{each['id']}.yaml": json.dumps(each).encode() for each in (card, bob, acme, source)
    }
    edition = inspect(Snapshot(files), json.loads).edition
    messages = list(laid_out(edition.published["ada"], edition))
    assert len(messages) > 2
    assert not [excess for message in messages for excess in excesses(message, REMARK)]


def laid_out(card: Card, edition: Edition) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Yield the components of every message of a card, as readers get them."""
    for localizer in LOCALIZERS.values():
        pages, sources = card_pages(card, edition, localizer), source_pages(card, edition, localizer)
        for page in (*pages, *sources):
            yield components_of(page)


BLOCKS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n\\"🎉語'), min_size=1, max_size=900
)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=100)
LINKS = st.builds(Link, NAMES, st.just("a"), st.sampled_from(["", *vocabulary.SYMBOLS.values()]), st.just("") | NAMES)


@PROPERTY
@given(
    blocks=st.lists(BLOCKS, min_size=1, max_size=9),
    links=st.lists(LINKS, max_size=25),
    more=st.booleans(),
    characters=st.integers(0, 4_000),
    octets=st.integers(0, 10_000),
)
def test_a_sheet_knows_what_it_takes_of_a_message(
    *, blocks: list[str], links: list[Link], more: bool, characters: int, octets: int
) -> None:
    # Without a select, a message holds two rows of links.
    ids = (f"{'a' * 60}-{number}" for number in count())
    links = [replace(link, card_id=next(ids)) for link in (links if more else links[:10])]
    presses = tuple(Press("◀ Précédente", CardRoute("a" * 64, number), edition="4f2a91c") for number in range(5))
    sheet = Sheet(0xFFFFFF, tuple(blocks), tuple(links), "Ouvrir une fiche liée…" if more else "", presses=presses)
    components = components_of(sheet)
    shown = [each["content"] for each in walk_components(components) if each["type"] == 10]
    assert sheet.room.characters == sum(map(length_of, shown))
    assert sheet.room.octets >= len(json.dumps(components, ensure_ascii=False, separators=(",", ":")).encode())
    for room in (Room(), Room(4_000, octets), Room(characters, 10_000)):
        assert sheet.fits(room) == sheet.room.fits(room)


@PROPERTY
@given(links=st.lists(LINKS, max_size=60), more=st.sampled_from(["", "Ouvrir une fiche liée…"]))
def test_a_message_has_one_select_at_most_so_that_two_never_share_a_custom_id(links: list[Link], more: str) -> None:
    ids = (f"card-{number}" for number in count())
    sheet = Sheet(0xFFFFFF, ("Words.",), tuple(replace(link, card_id=next(ids)) for link in links), more)
    controls = [each for each in walk_components(components_of(sheet)) if "custom_id" in each]
    assert sum(each["type"] == 3 for each in controls) == (1 if more and len(links) > 5 else 0)
    assert len({each["custom_id"] for each in controls}) == len(controls)


def text_display(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def button(label: str = "x", custom_id: str = "x") -> dict[str, Any]:
    return {"type": 2, "label": label, "custom_id": custom_id}


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def select(count: int, label: str = "x", custom_id: str = "x") -> dict[str, Any]:
    options = [{"label": label, "value": "x"}] * count
    return {"type": 3, "custom_id": custom_id, "placeholder": "x", "options": options}


@pytest.mark.parametrize(
    ("fits", "exceeds", "told"),
    [
        ([text_display("x" * 4_000)], [text_display("x" * 4_001)], "4,001 characters, and Discord takes 4,000"),
        ([text_display("🎉" * 2_000)], [text_display("🎉" * 2_001)], "4,002 characters, and Discord takes 4,000"),
        ([text_display("語" * 3_300)], [text_display("語" * 3_400)], "10,226 bytes, and Discord takes 10,000"),
        ([text_display("x")] * 40, [text_display("x")] * 41, "41 components, and Discord takes 40"),
        ([row(*[button()] * 5)], [row(*[button()] * 6)], "6 buttons in a row, and Discord takes 5"),
        ([row(button("x" * 80))], [row(button("x" * 81))], "81 characters on a button, and Discord takes 80"),
        ([row(select(25))], [row(select(26))], "26 choices, and Discord takes 25"),
        (
            [row(select(1, "x" * 100))],
            [row(select(1, "x" * 101))],
            "101 characters in a choice, and Discord takes 100",
        ),
        (
            [row(button("x", "x" * 100))],
            [row(button("x", "x" * 101))],
            "101 characters of a custom_id, and Discord takes 100",
        ),
    ],
)
def test_every_limit_has_an_edge(fits: list[dict[str, Any]], exceeds: list[dict[str, Any]], told: str) -> None:
    assert list(excesses(fits)) == []
    assert [str(excess) for excess in excesses(exceeds)] == [told]
    inside_a_frame = [{"type": 17, "components": exceeds}]
    assert [excess.most for excess in excesses(inside_a_frame)] == [excess.most for excess in excesses(exceeds)]


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("x" * 80, []),
        ("x" * 81, [("name",)]),
        (said("x" * 81, "x"), [("name", "fr")]),
        (said("x" * 81, "y" * 90), [("name", "fr"), ("name", "en")]),
        ("🎉" * 41, [("name",)]),
    ],
)
def test_a_name_that_buttons_cut_is_warned_of(name: Any, paths: list[tuple[str, ...]]) -> None:
    findings = found(ada(name=name))
    assert [(finding.code, finding.path) for finding in findings] == [("C02", path) for path in paths]


@pytest.mark.parametrize("status", ["draft", "withheld", "retracted"])
def test_a_card_that_nobody_sees_is_not_measured(status: str) -> None:
    card = ada(name="x" * 90, summary=said("y" * 1_500, "Short."), facts=[fact(1_500, 100, 1_500)])
    assert found(card)
    assert found(card | {"status": status}) == []


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("https://e.org/" + "x" * 498, False),
        ("https://e.org/" + "x" * 499, True),
        ("https://e.org/" + "é" * 100, True),
        (None, False),
    ],
)
def test_an_address_too_long_for_a_link_is_refused(url: str | None, wrong: bool) -> None:
    edition = edition_of(ada())
    source = Source(**{**GAZETTE, "published": edition.sources["gazette"].published, "url": url})  # type: ignore[arg-type]
    findings = list(long_addresses({"sources/gazette.yaml": source}))
    assert [(finding.file, finding.path, finding.code) for finding in findings] == (
        [("sources/gazette.yaml", ("url",), "C03")] if wrong else []
    )


@given(text=st.text(max_size=300), most=st.integers(0, 100))
@PROPERTY
def test_what_is_cut_fits_and_is_the_beginning(text: str, most: int) -> None:
    cut = clipped(text, most)
    assert length_of(cut) <= most
    assert text.startswith(cut)
    assert cut == text or length_of(text) > most


def test_what_another_card_says_of_this_one_depends_on_its_source_too() -> None:
    second = GAZETTE | {"id": "second"}
    cite = [{"source": "second", "passage": "un ... deux"}]
    bob = raw_card("person", "bob", cite=CITE, relations=[{"type": "responds-to", "card": "ada", "cite": cite}])
    edition = edition_of(ada(), bob, second)
    assert dependencies(edition.published["ada"], edition) == {"gazette", "bob", "second"}


def test_the_look_of_a_card_depends_on_nothing_but_its_dependencies() -> None:
    """Withhold the cards and sources that it does not depend on, and it looks the same; one that it does, and not."""
    real = take_snapshot(Path(ROOT / "briefings"))
    whole = inspect(real).edition

    def look(edition: Edition, card_id: str) -> list[tuple[str, ...]]:
        card = edition.published[card_id]
        # The number of the edition is on every page; it is always as long.
        return [
            tuple(block.replace(edition.number, "") for block in sheet.blocks)
            for language in LANGUAGES
            for sheet in (
                *card_pages(card, edition, LOCALIZERS[language]),
                *source_pages(card, edition, LOCALIZERS[language]),
            )
        ]

    for card_id in ("sam-altman", "gpt-oss", "how-far-to-open", "lambert-chinese-norms"):
        needed = {card_id, *dependencies(whole.published[card_id], whole)}
        kept = {file: data for file, data in real.files.items() if Path(file).stem in needed}
        assert len(kept) < len(real.files)
        assert look(inspect(Snapshot(kept, real.lock)).edition, card_id) == look(whole, card_id)
