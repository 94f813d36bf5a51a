"""The Sources button: on every card, in both languages, after a restart; there, through the pages, and back."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.cards.lock import sha256
from bot.settings import Settings
from tests.world.support import House, Seen, edit, open_house, strings_in, with_briefings, write_card

ARTICLE = "Ada a ouvert la porte du jardin, puis elle a prévenu @everyone et <@1> par **message**.\n"
CITE = [{"source": "gazette", "passage": "Ada a ouvert ... par **message**"}]
GONE = "This card is no longer published."
LABELS = {"en-US": ("Sources", "Back to the card"), "fr": ("Sources", "Retour à la fiche")}
WORDS = "«\u00a0Ada a ouvert la porte du jardin, puis elle a prévenu @everyone et <@1> par **message**\u00a0»"
STANDING = {"en-US": "✓ verified in the article", "fr": "✓ vérifié dans l’article"}


def both(text: str) -> dict[str, str]:
    return {"fr": f"{text} (fr)", "en": f"{text} (en)"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One card of every kind: Ada's, tied to all that no command opens yet."""
    folder = tmp_path / "cards"
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "gazette.txt").write_text(ARTICLE, "utf-8")
    cards: dict[str, tuple[str, dict[str, Any]]] = {
        "ada": ("person", {}),
        "engine": ("model", {}),
        "acme": ("organization", {}),
        "opening": ("event", {}),
        "her-words": ("quote", {"text": "Ada a ouvert la porte", "original_language": "fr", "said_by": "ada"}),
        "door": ("term", {"definition": both("Ce qui s’ouvre.")}),
        "it-opened": ("claim", {"text": both("Elle s’est ouverte."), "said_by": "ada"}),
        "walk": ("story", {"lede": both("En route."), "steps": [{"card": "ada", "text": both("Ada."), "cite": CITE}]}),
    }
    for card_id, (kind, fields) in cards.items():
        write_card(folder, kind, card_id, summary=both("Résumé."), cite=CITE, **fields)
    relations = [{"type": "responds-to", "card": "door", "cite": CITE}]
    write_card(folder, "person", "ada", summary=both("Résumé."), cite=CITE, relations=relations)
    source = folder / "sources" / "gazette.yaml"
    source.parent.mkdir(exist_ok=True)
    source.write_text(
        "id: gazette\nkind: source\ntitle: Une porte s’ouvre\npublisher: La Gazette\npublished: 2025-08-05\n"
        f"language: fr\nurl: https://example.org/porte\nsnapshot: gazette.txt\nsha256: {sha256(ARTICLE)}\n",
        "utf-8",
    )
    return folder


@pytest.fixture
async def newsstand(settings: Settings, folder: Path) -> AsyncIterator[House]:
    async with open_house(with_briefings(settings, folder, articles_dir=folder.parent / "articles")) as house:
        yield house


COMMANDS = {
    "ada": ("who", "person"),
    "engine": ("model", "model"),
    "acme": ("org", "organization"),
    "opening": ("event", "event"),
}
REACHED = {"her-words": "Her words", "door": "Door", "it-opened": "It opened", "walk": "Walk"}


async def opened(house: House, card_id: str) -> Seen:
    """Open a card by its command, or from Ada's where there is none."""
    if card_id in COMMANDS:
        command, option = COMMANDS[card_id]
        options: dict[str, Any] = {option: card_id}
        return await house.ask(command, **options)
    return await house.click(await house.ask("who", person="ada"), REACHED[card_id])


@pytest.mark.parametrize("locale", ["fr", "en-US"])
async def test_every_kind_of_card_leads_to_its_sources_and_back(newsstand: House, locale: str) -> None:
    newsstand.speak(locale)
    there, back = LABELS[locale]
    for card_id in (*COMMANDS, *REACHED):
        card = await opened(newsstand, card_id)
        shown = card.text
        sources = await newsstand.click(card, there)
        assert sources.private
        assert sources.message.id == card.message.id
        assert WORDS in sources.text
        assert STANDING[locale] in sources.text
        assert "Une porte s’ouvre · La Gazette · 5" in sources.text
        assert "https://example.org/porte#:~:text=Ada%20a%20ouvert" in sources.markdown
        returned = await newsstand.click(sources, back)
        assert returned.text == shown
        assert returned.message.id == card.message.id


async def test_the_buttons_work_after_a_restart(newsstand: House) -> None:
    card = await opened(newsstand, "ada")
    await newsstand.restart()
    sources = await newsstand.click(card, "Sources")
    assert WORDS in sources.text
    await newsstand.restart()
    assert (await newsstand.click(sources, "Back to the card")).title == "Ada"


async def test_nobody_is_mentioned_and_no_mark_takes_effect(newsstand: House) -> None:
    sources = await newsstand.click(await opened(newsstand, "ada"), "Sources")
    assert r"\@everyone et \<\@1\> par \*\*message\*\*" in sources.markdown
    (answered,) = [each for each in newsstand.requests("POST", "/callback") if "✓" in "".join(strings_in(each.json))]
    assert answered.json["data"]["allowed_mentions"] == {"parse": []}


# What stands above the sentence on its card, then what remarks it has there and over its passage.
REMARKS = {
    "en-US": ("According to Acme · reported", "inferred: Vu de loin. (en)", "reported; according to Acme; "),
    "fr": ("Selon Acme · rapporté", "déduction\u00a0: Vu de loin. (fr)", "rapporté\u202f; selon Acme\u202f; "),
}


@pytest.mark.parametrize("locale", ["fr", "en-US"])
async def test_a_sentence_is_as_unsure_there_as_on_its_card(newsstand: House, locale: str) -> None:
    fact = {"id": "open", "text": both("Elle est ouverte."), "certainty": "reported", "said_by": "acme"}
    inferred = fact | {"basis": "inferred", "note": both("Vu de loin."), "cite": CITE}
    write_card(newsstand.briefings, "person", "ada", facts=[inferred], cite=CITE)
    await newsstand.reload()
    newsstand.speak(locale)
    card = await opened(newsstand, "ada")
    above, remark, voice = REMARKS[locale]
    sentence = f"Elle est ouverte. ({locale[:2]})"
    assert f"\n{above}\n- {sentence} ({remark})\n" in card.text
    sources = await newsstand.click(card, LABELS[locale][0])
    assert f"\n{sentence} ({voice}{remark})\n{WORDS}" in sources.text


async def test_without_the_articles_nothing_is_called_verified(settings: Settings, folder: Path) -> None:
    (folder.parent / "empty").mkdir()
    async with open_house(with_briefings(settings, folder, articles_dir=folder.parent / "empty")) as house:
        sources = await house.click(await opened(house, "ada"), "Sources")
        assert "«\u00a0Ada a ouvert […] par **message**\u00a0»" in sources.text
        assert "✗ not verified" in sources.text
        assert "verified in the article" not in sources.text


async def test_the_sources_of_a_card_that_has_left_are_refused(newsstand: House) -> None:
    card = await opened(newsstand, "engine")
    edit(newsstand.briefings / "models" / "engine.yaml", '"published"', '"withheld"')
    await newsstand.reload()
    answer = await newsstand.click(card, "Sources")
    assert answer.text == GONE
    assert answer.message.id != card.message.id, "the card that was being read must stay"


async def test_every_sentence_of_a_long_card_is_there_once_over_the_pages(settings: Settings, folder: Path) -> None:
    words = [f"mot{number}" for number in range(900)]
    article = " ".join(words)
    (folder.parent / "articles" / "gazette.txt").write_text(article, "utf-8")
    edit(folder / "sources" / "gazette.yaml", sha256(ARTICLE), sha256(article))
    for path in folder.rglob("*.yaml"):
        if path.parent.name not in {"people", "sources"}:
            path.unlink()
    cited = [[{"source": "gazette", "passage": f"mot{n * 20} ... mot{n * 20 + 18}"}] for n in range(40)]
    facts = [{"id": f"f-{n}", "text": both(f"Phrase {n}."), "cite": cite} for n, cite in enumerate(cited)]
    write_card(folder, "person", "ada", facts=facts, cite=cited[0])
    async with open_house(with_briefings(settings, folder, articles_dir=folder.parent / "articles")) as house:
        page = await house.click(await opened(house, "ada"), "Sources")
        texts = [page.text]
        while "Next ▶" in page.enabled and len(texts) < 40:
            page = await house.click(page, "Next ▶")
            texts.append(page.text)
        assert len(texts) > 2
        assert all(f"page {number} of {len(texts)}" in text for number, text in enumerate(texts, 1))
        for number in range(40):
            assert "\n".join(texts).count(f"Phrase {number}. (en)") == 1
        assert (await house.click(page, "◀ Previous")).text == texts[-2]
        # A page that the card no longer has is the last one.
        write_card(folder, "person", "ada", facts=facts[:2], cite=cited[0])
        await house.reload()
        assert "Phrase 1. (en)" in (await house.click(page, "◀ Previous")).text
