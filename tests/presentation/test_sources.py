"""What stands behind a card: every sentence over its passages, how they stand, and links that find them."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.evidence import locking
from bot.cards.inspection import inspect
from bot.cards.library import Edition
from bot.cards.lock import Lock, sha256, written
from bot.cards.schema import FOLDERS
from bot.cards.snapshot import Snapshot
from bot.cards.text import LANGUAGES, Language
from bot.presentation.cards import card_pages
from bot.presentation.fragments import fragment_url
from bot.presentation.markup import displayed
from bot.presentation.sources import source_pages
from tests.presentation.support import LOCALIZERS, PROPERTY, check_limits, raw_card

ARTICLE = (
    "Un titre\n"
    "Ada a ouvert la porte du jardin, dit-elle, puis elle est rentrée chez elle.\n"
    "Bob, lui, *n’a rien* vu @everyone : « La porte était fermée », a-t-il assuré [sic](https://evil.example).\n"
)
OPENED = {"source": "gazette", "passage": "Ada a ouvert ... dit-elle"}
CLOSED = {"source": "gazette", "passage": "Bob, lui ... evil.example)"}
URL = "https://example.org/a_(b)?q='x'"
FOLDER_OF = {kind: folder for folder, kind in FOLDERS.items()}


def said(french: str, english: str = "") -> dict[str, str]:
    return {"fr": french, "en": english or french}


def source(**fields: Any) -> dict[str, Any]:
    usual = {
        "id": "gazette",
        "kind": "source",
        "title": "La *porte* @here [ouverte](https://evil.example)",
        "publisher": "La Gazette",
        "published": "2025-08",
        "language": "fr",
        "url": URL,
        "snapshot": "gazette.txt",
        "sha256": sha256(ARTICLE),
    }
    return {key: value for key, value in (usual | fields).items() if value is not None}


def snapshot_of(*cards: Mapping[str, Any], articles: bool = True, lock: bytes | None = None) -> Snapshot:
    files = {f"{FOLDER_OF[card['kind']]}/{card['id']}.yaml": json.dumps(card).encode() for card in cards}
    return Snapshot(files, lock, {"gazette.txt": ARTICLE.encode()} if articles else {})


def edition_of(*cards: Mapping[str, Any], articles: bool = True, lock: bytes | None = None) -> Edition:
    return inspect(snapshot_of(*cards, articles=articles, lock=lock), json.loads).edition


def ada(**fields: Any) -> dict[str, Any]:
    return raw_card("person", "ada", summary=said("Ada ouvre.", "Ada opens."), cite=[OPENED]) | fields


def bob(**fields: Any) -> dict[str, Any]:
    return raw_card("person", "bob", cite=[CLOSED]) | fields


def sheet(edition: Edition, card_id: str = "ada", language: Language = "en") -> str:
    """Return the Markdown of all pages of a card's sources, having checked each against Discord's limits."""
    pages = source_pages(edition.published[card_id], edition, LOCALIZERS[language])
    for page in pages:
        check_limits(page)
    return "\n".join(block for page in pages for block in page.blocks)


def read(edition: Edition, card_id: str = "ada", language: Language = "en") -> str:
    return displayed(sheet(edition, card_id, language))


def test_a_sentence_stands_over_the_words_of_the_article() -> None:
    text = read(edition_of(source(), ada()))
    assert "Ada opens.\n«\u00a0Ada a ouvert la porte du jardin, dit-elle\u00a0» · " in text
    assert "La Gazette · August 2025 · in French · ✓ verified in the article" in text


def test_french_readers_read_it_in_french() -> None:
    text = read(edition_of(source(), ada()), language="fr")
    assert "Ada ouvre.\n«\u00a0Ada a ouvert la porte du jardin, dit-elle\u00a0» · " in text
    assert "La Gazette · août 2025 · ✓ vérifié dans l’article" in text


def test_a_passage_stands_in_the_quotation_marks_of_its_article_whatever_the_reader_speaks() -> None:
    for language in LANGUAGES:
        assert "> «\u00a0Ada a ouvert la porte" in sheet(edition_of(source(), ada()), language=language)
        assert "> “Ada a ouvert la porte" in sheet(edition_of(source(language="en"), ada()), language=language)


def test_without_the_article_a_passage_is_shown_by_its_ends_and_not_verified() -> None:
    text = read(edition_of(source(), ada(), articles=False))
    assert "«\u00a0Ada a ouvert […] dit-elle\u00a0»" in text
    assert "✗ not verified" in text


def test_without_the_article_what_was_verified_is_locked() -> None:
    verified = edition_of(source(), ada())
    lock = written(locking(verified.cards.values(), verified.sources, verified.evidence, Lock()))
    text = read(edition_of(source(), ada(), articles=False, lock=lock))
    assert "«\u00a0Ada a ouvert […] dit-elle\u00a0»" in text
    assert "✓ locked: unchanged since it was verified" in text


def test_every_part_of_a_card_is_there_in_order() -> None:
    card = ada(
        facts=[
            {"id": "old", "text": said("Ancien."), "cite": [OPENED], "superseded_by": "new"},
            {"id": "new", "text": said("Nouveau."), "cite": [CLOSED]},
        ],
        disputed=[{"by": "bob", "text": said("Fermée."), "cite": [CLOSED, OPENED]}],
        relations=[{"type": "rival-of", "card": "bob", "certainty": "reported", "cite": [OPENED, CLOSED]}],
    )
    text = read(edition_of(source(), card, bob()))
    sentences = ["Ada opens.", "Nouveau.", "Disputed by Bob · Fermée.", "Rival of · Bob (reported)"]
    assert [text.index(sentence) for sentence in sentences] == sorted(text.index(each) for each in sentences)
    assert "Ancien." not in text


OWN_WORDS: dict[str, dict[str, Any]] = {
    "quote": {"text": "La porte était fermée", "original_language": "fr", "said_by": "bob", "cite": [CLOSED]},
    "term": {"definition": said("La porte était fermée"), "cite": [CLOSED]},
    "claim": {"text": said("La porte était fermée"), "said_by": "bob", "cite": [CLOSED]},
    "story": {
        "lede": said("La porte était fermée"),
        "steps": [{"card": "bob", "text": said("D’abord."), "cite": [OPENED]}],
        "cite": [CLOSED],
    },
}


@pytest.mark.parametrize("kind", OWN_WORDS)
def test_the_words_of_a_quotation_a_term_a_claim_or_a_story_are_sentences_too(kind: str) -> None:
    text = read(edition_of(source(), raw_card(kind, "door", **OWN_WORDS[kind]), bob()), "door")
    assert "La porte était fermée" in text.split("Bob, lui")[0]
    if kind == "story":
        assert "1. D’abord.\n«\u00a0Ada a ouvert la porte du jardin, dit-elle\u00a0»" in text


@pytest.mark.parametrize("tie", ["rival-of", "responds-to"])
def test_a_tie_that_the_other_card_tells_is_traced_as_well(tie: str) -> None:
    label = {"rival-of": "Rival of", "responds-to": "Prompted"}[tie]
    edition = edition_of(source(), ada(), bob(relations=[{"type": tie, "card": "ada", "cite": [CLOSED]}]))
    assert f"{label} · Bob\nBob, lui, *n’a rien* vu" in read(edition)


def test_sentences_with_the_same_passages_share_them() -> None:
    facts = [{"id": f"f-{number}", "text": said(f"Fait {number}."), "cite": [CLOSED]} for number in range(3)]
    text = read(edition_of(source(), ada(facts=facts)))
    assert "Fait 0.\nFait 1.\nFait 2.\nBob, lui" in text
    assert text.count("Bob, lui") == 1


def test_a_passage_that_comes_again_is_given_by_its_ends() -> None:
    facts = [{"id": "f", "text": said("Fait."), "cite": [OPENED, CLOSED]}]
    text = read(edition_of(source(), ada(facts=facts)))
    assert text.count("Ada a ouvert la porte du jardin, dit-elle") == 1
    assert text.count("Ada a ouvert […] dit-elle") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_a_passage_or_a_title_breaks_out(language: Language) -> None:
    markdown = sheet(edition_of(source(), ada(), bob()), "bob", language)
    ours = re.findall(r"(?<!\\)\[([^\]]*)\]\(([^)]*)\)", markdown)
    assert {label for label, _ in ours} == {LOCALIZERS[language].gettext("Read it there")}
    for mark in ("@", "<", "*n", "*p", "[s", "[o"):
        assert not re.search(rf"(?<!\\){re.escape(mark)}", markdown)
    assert "://evil" not in markdown.replace("\\://evil", "")


def test_a_source_without_an_address_has_no_link() -> None:
    assert "](" not in sheet(edition_of(source(url=None, title="Titre"), ada())).replace("\\](", "")


def test_a_quotation_stands_on_one_line_even_when_the_passage_does_not() -> None:
    whole = {"source": "gazette", "passage": "rentrée chez elle. ... n’a rien"}
    quoted = [line for line in sheet(edition_of(source(), ada(cite=[whole]))).splitlines() if line.startswith("> ")]
    assert len(quoted) == 1
    assert "chez elle. Bob, lui" in quoted[0]


@pytest.mark.parametrize("pages", [1, 3])
def test_the_way_there_and_the_way_back(pages: int) -> None:
    facts = [{"id": f"fact-{n}", "text": {"fr": f"{n} " * 300, "en": f"{n} " * 300}} for n in range(10 * (pages - 1))]
    edition = edition_of(raw_card("person", "ada", facts=facts))
    card = edition.published["ada"]
    there = {press.label: press.custom_id for press in card_pages(card, edition, LOCALIZERS["en"])[0].presses}
    assert there["Sources"] == "source:ada:0"
    last = source_pages(card, edition, LOCALIZERS["en"])[-1]
    back = {press.label: press.custom_id for press in last.presses}
    assert back["Back to the card"] == "card:ada:0"
    assert ("Next ▶" in back) == (pages > 1)


def test_many_passages_take_several_pages_and_none_is_lost() -> None:
    words = [f"mot{number}" for number in range(2_000)]
    article = " ".join(words)
    facts = [
        {
            "id": f"f-{number}",
            "text": said(f"Fait {number}."),
            "cite": [{"source": "gazette", "passage": f"mot{number * 30} ... mot{number * 30 + 25}"}],
        }
        for number in range(60)
    ]
    files = {
        "sources/gazette.yaml": json.dumps(source(sha256=sha256(article))).encode(),
        "people/ada.yaml": json.dumps(ada(facts=facts, cite=facts[0]["cite"])).encode(),
    }
    edition = inspect(Snapshot(files, None, {"gazette.txt": article.encode()}), json.loads).edition
    pages = source_pages(edition.published["ada"], edition, LOCALIZERS["en"])
    assert len(pages) > 3
    text = read(edition)
    for number in range(60):
        assert text.count(f"Fait {number}.") == 1
        assert " ".join(words[number * 30 : number * 30 + 26]) in text


REMARKED = {
    "id": "door",
    "text": said("La porte est bleue.", "The door is blue."),
    "certainty": "disputed",
    "said_by": "bob",
    "date": {"date": "2025-08", "basis": "inferred", "note": said("Sans jour.", "No day.")},
    "basis": "inferred",
    "note": said("Il *suppose*.", "He *supposes*."),
    "cite": [CLOSED],
}


@pytest.mark.parametrize(
    ("language", "sentence", "below", "speaker"),
    [
        (
            "en",
            "The door is blue. (disputed; {}August 2025; date inferred; inferred: He *supposes*)",
            "No day.",
            ("according to Bob; ", "According to Bob"),
        ),
        (
            "fr",
            "La porte est bleue. (contesté ; {}août 2025 ; date déduite ; déduction : Il *suppose*)",
            "Sans jour.",
            ("selon Bob ; ", "Selon Bob"),
        ),
    ],
)
def test_a_sentence_is_as_unsure_over_its_passage_as_on_its_card(
    language: Language, sentence: str, below: str, speaker: tuple[str, str]
) -> None:
    edition = edition_of(source(), ada(facts=[REMARKED]), bob())
    nothing_but_spaces = str.maketrans("\u00a0\u202f", "  ")
    traced = read(edition, language=language).translate(nothing_but_spaces)
    behind, above = speaker
    assert f"\n{sentence.format(behind)}\n{below}\nBob, lui" in traced
    assert f"\n{above}\n- {sentence.format('')}\n  - {below}" in card_text(edition, "ada", language).translate(
        nothing_but_spaces
    )


@pytest.mark.parametrize(
    ("fill", "length", "together"),
    [("*", 200, True), ("x", 1_500, True), ("*", 1_500, False), ("語", 1_300, False)],
)
def test_remarks_that_a_page_cannot_hold_with_their_sentence_come_after_it(
    fill: str, length: int, together: bool
) -> None:
    long = fill * length
    remarked = REMARKED | {"text": said(long), "note": said(long)}
    text = read(edition_of(source(), ada(facts=[remarked]), bob()))  # which measures every page
    assert text.count(long) == 2
    assert (f"{long} (disputed; " in text) == together
    assert "(disputed; according to Bob; August 2025; date inferred; inferred: " + long in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("passage", "words"),
    [
        ("La porte était ... a-t-il assuré", "La porte était fermée\u00a0», a-t-il assuré"),
        ("vu @everyone ... porte était", "vu @everyone : «\u00a0La porte était"),
        ("vu @everyone ... a-t-il", "vu @everyone : «\u00a0La porte était fermée\u00a0», a-t-il"),
    ],
)
def test_a_passage_with_quotation_marks_gets_no_others(language: Language, passage: str, words: str) -> None:
    cite = [{"source": "gazette", "passage": passage}]
    assert f"\n{words} · " in read(edition_of(source(), ada(cite=cite)), language=language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mark", ["«", "»", "“", "”", "„", '"'])
def test_any_quotation_mark_of_an_article_keeps_ours_away(language: Language, mark: str) -> None:
    article = f"Ada a dit {mark}ouverte puis bien fermée."
    card = ada(cite=[{"source": "gazette", "passage": f"Ada a dit {mark}ouverte"}])
    files = {
        "sources/gazette.yaml": json.dumps(source(sha256=sha256(article))).encode(),
        "people/ada.yaml": json.dumps(card).encode(),
    }
    text = read(inspect(Snapshot(files, None, {"gazette.txt": article.encode()}), json.loads).edition, "ada", language)
    assert "\nAda a dit" in text
    assert "ouverte · " in text


# How sure, and who says so


def card_text(edition: Edition, card_id: str, language: Language = "en") -> str:
    pages = card_pages(edition.published[card_id], edition, LOCALIZERS[language])
    return displayed("\n".join(block for page in pages for block in page.blocks))


def disputed_card() -> dict[str, Any]:
    facts = [
        {"id": "a", "text": said("Ouverte."), "certainty": "disputed", "cite": [OPENED]},
        {"id": "b", "text": said("Bleue."), "cite": [OPENED]},
    ]
    disputed = [
        {"by": "bob", "text": said("Rien de tout cela."), "cite": [CLOSED]},
        {"by": "bob", "text": said("Elle ne l’était pas."), "fact": "a", "cite": [CLOSED]},
    ]
    return ada(facts=facts, disputed=disputed)


def test_the_sources_have_who_disputes_a_fact_right_after_it() -> None:
    text = read(edition_of(source(), disputed_card(), bob()))
    sentences = [
        "Ouverte. (disputed)",
        "Disputed by Bob · Elle ne l’était pas.",
        "Disputed by Bob · Rien de tout cela.",
    ]
    places = [text.index(sentence) for sentence in sentences]
    assert places == sorted(places)


def test_a_dispute_of_a_fact_that_was_replaced_is_still_told() -> None:
    facts = [
        {"id": "a", "text": said("Ancien."), "superseded_by": "b", "cite": [OPENED]},
        {"id": "b", "text": said("Nouveau."), "cite": [OPENED]},
    ]
    disputed = [{"by": "bob", "text": said("Non."), "fact": "a", "cite": [CLOSED]}]
    edition = edition_of(source(), ada(facts=facts, disputed=disputed), bob())
    assert "- Disputed by Bob · Non." in card_text(edition, "ada")
    assert "Disputed by Bob · Non." in read(edition)


STATED: list[tuple[str, dict[str, Any], list[str]]] = [
    ("person", {"role": said("PDG", "CEO"), "affiliation": "acme"}, ["Role · CEO", "Works for · Acme"]),
    ("organization", {"country": "FR", "parent": "acme"}, ["Country · France", "Part of · Acme"]),
    (
        "model",
        {
            "developer": "acme",
            "openness": "open-weights",
            "version": "3b",
            "released": {"date": "2025-01", "basis": "inferred", "note": said("Sans année.", "No year.")},
        },
        [
            "Developed by · Acme",
            "Released · January 2025 (inferred)",
            "No year.",
            "Access · open weights (in the words of the source)",
            "Version · 3b",
        ],
    ),
    (
        "event",
        {"start": "2025-08-05", "place": said("Paris"), "participants": ["bob"]},
        ["Date · 5 August 2025", "Place · Paris", "With · Bob"],
    ),
    (
        "quote",
        {"text": "La porte", "original_language": "fr", "said_by": "bob", "date": "2025", "via": "acme"},
        ["«\u00a0La porte\u00a0»", "Said by · Bob", "Date · 2025", "Via · Acme"],
    ),
    (
        "claim",
        {"text": said("Ouverte."), "said_by": "bob", "supports": ["other"], "contradicts": ["another"]},
        ["Ouverte.", "Said by · Bob", "Supports · Other", "Contradicts · Another"],
    ),
]


@pytest.mark.parametrize(("kind", "fields", "stated"), STATED, ids=[kind for kind, *_ in STATED])
def test_what_the_fields_say_stands_over_the_passages_of_the_card_itself(
    kind: str, fields: dict[str, Any], stated: list[str]
) -> None:
    claims = [
        raw_card("claim", card_id, text=said("Une chose."), said_by="bob", cite=[CLOSED])
        for card_id in ("other", "another")
    ]
    acme = raw_card("organization", "acme", cite=[CLOSED])
    card = raw_card(kind, "door", cite=[OPENED], **fields)
    text = read(edition_of(source(), acme, bob(), *claims, card), "door")
    over = text.partition("“Ada a ouvert")[0].splitlines()
    assert [line for line in over if line in stated] == stated


def test_a_doubtful_tie_says_so_at_both_ends() -> None:
    tie = {"type": "responds-to", "card": "bob", "certainty": "reported", "cite": [OPENED]}
    edition = edition_of(source(), ada(relations=[tie]), bob())
    assert "In response to · Bob (reported)" in card_text(edition, "ada")
    assert "Prompted · Ada (reported)" in card_text(edition, "bob")
    assert "En réponse à · Bob (rapporté)" in card_text(edition, "ada", "fr")


def test_a_tie_told_twice_is_as_doubtful_as_the_more_cautious_has_it() -> None:
    def rival(card: str, certainty: str) -> list[dict[str, Any]]:
        return [{"type": "rival-of", "card": card, "certainty": certainty, "cite": [OPENED]}]

    for one, other in (("confirmed", "disputed"), ("disputed", "confirmed")):
        edition = edition_of(source(), ada(relations=rival("bob", one)), bob(relations=rival("ada", other)))
        assert card_text(edition, "ada").count("Bob (disputed)") == 1


def test_a_second_employer_is_not_hidden_by_the_first() -> None:
    homes = [raw_card("organization", home, cite=[OPENED]) for home in ("acme", "bolt")]
    works = [{"type": "works-for", "card": "bolt", "cite": [OPENED]}]
    text = card_text(edition_of(source(), *homes, ada(affiliation="acme", relations=works)), "ada")
    assert text.count("Works for · Acme") == 1
    assert text.count("Works for · Bolt") == 1


def test_a_quotation_says_when_and_through_whom() -> None:
    outlet = raw_card("organization", "gazette-news", cite=[OPENED])
    when = {"date": "2025-08~", "basis": "inferred", "note": said("Sans date.", "Undated.")}
    card = raw_card("quote", "door", **OWN_WORDS["quote"], date=when, via="gazette-news", translation={"en": "Shut."})
    text = card_text(edition_of(source(), outlet, bob(), card), "door")
    for line in (
        "“Shut.”",
        "our translation",
        "— Bob · about August 2025 (inferred)",
        "Undated.",
        "Via · Gazette news",
    ):
        assert line in text


def test_a_story_names_its_cards_in_order_and_leads_to_them() -> None:
    steps = [{"card": card, "text": said(f"Voir {card}."), "cite": [OPENED]} for card in ("bob", "ada", "bob")]
    card = raw_card("story", "walk", lede=said("En route."), steps=steps, cite=[OPENED])
    # The other ties of the story were written first, and still come after its steps.
    zoe = raw_card(
        "model", "a-model", relations=[{"type": "responds-to", "card": "walk", "cite": [OPENED]}], cite=[OPENED]
    )
    edition = edition_of(source(), zoe, ada(), bob(), card)
    assert "\n3 steps\n1. 👤 Bob\n2. 👤 Ada\n3. 👤 Bob" in card_text(edition, "walk")
    (page,) = card_pages(edition.published["walk"], edition, LOCALIZERS["en"])
    assert [link.label for link in page.links] == ["1. Bob", "2. Ada", "A model"]


def test_the_source_of_a_step_counts_among_those_of_its_story() -> None:
    courier = source(id="courier", snapshot=None, sha256=None)
    steps = [{"card": "bob", "text": said("Voir Bob."), "cite": [OPENED | {"source": "courier"}]}]
    card = raw_card("story", "walk", lede=said("En route."), steps=steps, cite=[OPENED])
    assert card_text(edition_of(source(), courier, bob(), card), "walk").endswith(" · 2 sources")


def test_openness_is_in_the_words_of_the_source() -> None:
    card = raw_card("model", "m", openness="open-weights", cite=[OPENED])
    assert "Access · open weights (in the words of the source)" in card_text(edition_of(source(), card), "m")


# Links that find a passage

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=12)
PASSAGES = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)
ADDRESSES = st.text(st.characters(exclude_categories=["Cs"]), max_size=700).map("https://example.org/".__add__)


@PROPERTY
@given(url=ADDRESSES, passage=PASSAGES)
def test_a_link_fits_and_ends_where_it_should(url: str, passage: str) -> None:
    link = fragment_url(url, passage)
    if link is None:
        return
    assert len(link) <= 512
    assert link.isascii()
    assert not re.search(r"[\s()\[\]<>\\\"'`|]", link)
    assert link.count("#") <= 1 or "#" in url.partition("#")[2]


@PROPERTY
@given(passage=PASSAGES)
def test_a_link_gives_the_beginning_and_the_end_of_the_passage(passage: str) -> None:
    link = fragment_url("https://example.org/", passage)
    assert link
    directive = link.removeprefix("https://example.org/#:~:text=")
    assert directive != link
    parts = directive.split(",")
    assert len(parts) <= 2
    assert not set("-&,") & set("".join(parts))
    first, *last = (unquote(part) for part in parts)
    if " ... " not in passage:
        assert passage.startswith(first)
        assert not last or passage.endswith(last[0])


@PROPERTY
@given(filler=st.integers(380, 511), passage=PASSAGES)
def test_a_link_loses_words_before_it_loses_its_place(filler: int, passage: str) -> None:
    url = "https://example.org/".ljust(filler, "x")
    link = fragment_url(url, passage)
    assert link
    shortest = f"{url}#:~:text={len(passage.split(maxsplit=1)[0].encode()) * 3 * 'x'}"
    assert link != url or len(shortest) > 512


@pytest.mark.parametrize(
    ("url", "passage", "link"),
    [
        ("https://e.org/x", "un, deux-trois & quatre", "https://e.org/x#:~:text=un%2C%20deux%2Dtrois%20%26%20quatre"),
        ("https://e.org/x", "un deux ... trois quatre", "https://e.org/x#:~:text=un%20deux,trois%20quatre"),
        ("https://e.org/x#part", "un", "https://e.org/x#part:~:text=un"),
        ("https://e.org/x#:~:text=old", "un", "https://e.org/x#:~:text=un"),
        ("https://e.org/a b(c)", "un", "https://e.org/a%20b%28c%29#:~:text=un"),
        ("https://e.org/%C3%A9?a=1&b=2", "un", "https://e.org/%C3%A9?a=1&b=2#:~:text=un"),
        ("https://e.org/" + "x" * 495, "mot", "https://e.org/" + "x" * 495),
        ("https://e.org/" + "x" * 499, "mot", None),
        ("ftp://e.org/x", "mot", None),
        ("javascript:alert(1)", "mot", None),
    ],
)
def test_links(url: str, passage: str, link: str | None) -> None:
    assert fragment_url(url, passage) == link


def test_a_long_passage_is_found_by_its_first_and_last_words() -> None:
    words = [f"m{number}" for number in range(40)]
    link = fragment_url("https://e.org/", " ".join(words))
    assert link == f"https://e.org/#:~:text={'%20'.join(words[:8])},{'%20'.join(words[-8:])}"
