"""``depeche coverage``: what of the articles no card cites yet, in the terminal and as a page."""

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from bot.cards import lock
from tests.cli.newsroom import ARTICLE, SOURCE, Newsroom, furnish

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# As root in a container, and without the browser's own calls home.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

HOSTILE = 'Le <script>alert(1)</script> & "guillemets" d\'ici</mark>'
"""A sentence, a title and a name that would be HTML."""


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return furnish(tmp_path)


def page_of(newsroom: Newsroom) -> str:
    outcome = newsroom.run("coverage", "--articles", "texts", "--html", "page.html")
    assert outcome.code == 0, outcome.err
    assert "wrote page.html" in outcome.out
    return (newsroom.home / "page.html").read_text("utf-8")


class Reader(HTMLParser):
    """Gathers the words of a page, its elements and the classes of its marks."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.marked: list[tuple[str, str]] = []
        self.addresses: list[str] = []
        self._class: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]
        self._class = dict(attrs).get("class") if tag == "mark" else None

    def handle_endtag(self, tag: str) -> None:
        self._class = None

    def handle_data(self, data: str) -> None:
        if self._class:
            self.marked.append((self._class, data))


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def hostile(newsroom: Newsroom) -> str:
    """Put HTML wherever words of the articles and the cards stand on the page."""
    text = f"{ARTICLE}{HOSTILE}.\n"
    (newsroom.articles / "brest.txt").write_text(text, "utf-8")
    newsroom.rewrite("sources/brest.yaml", lock.sha256(ARTICLE), lock.sha256(text))
    newsroom.rewrite("sources/brest.yaml", "title: La lampe de Brest", f"title: |-\n  {HOSTILE}\npublisher: <b>P</b>")
    newsroom.rewrite("people/ada.yaml", "name: Ada Morel", "name: <img src=x>")
    return page_of(newsroom)


def test_what_no_card_cites_is_listed(newsroom: Newsroom) -> None:
    outcome = newsroom.run("coverage", "--articles", "texts")
    assert outcome.code == 0
    assert "La lampe de Brest" in outcome.out
    assert "brest: 4 of 5 sentences cited (80%)" in outcome.out
    assert re.findall(r"not cited \((\d+)% of it is\): (.*)", outcome.out) == [("0", "La lampe de Brest")]


def test_an_article_that_is_not_at_hand_is_named(newsroom: Newsroom) -> None:
    other = SOURCE.replace("id: brest", "id: other").replace("brest.txt", "other.txt")
    (newsroom.briefings / "sources" / "other.yaml").write_text(other, "utf-8")
    outcome = newsroom.run("coverage", "--articles", "texts")
    assert outcome.code == 0
    assert "Not at hand: other." in outcome.out


def test_without_any_article_there_is_nothing_to_show(newsroom: Newsroom) -> None:
    outcome = newsroom.run("coverage", "--html", "page.html")
    assert outcome.code == 2
    assert "--articles" in outcome.complaint()
    assert not (newsroom.home / "page.html").exists()


def test_a_page_that_cannot_be_written_is_said(newsroom: Newsroom) -> None:
    outcome = newsroom.run("coverage", "--articles", "texts", "--html", "nowhere/page.html")
    assert outcome.code == 2
    assert "nowhere/page.html cannot be written" in outcome.err


def test_the_page_has_every_sentence_once_and_marks_it(newsroom: Newsroom) -> None:
    newsroom.rewrite("people/zoe.yaml", "Zoé Le Gall ... 12", "Zoé Le Gall")
    found = [(kind, words) for kind, words in read(page_of(newsroom)).marked if words not in KEY]
    assert " ".join(" ".join(words for _, words in found).split()) == " ".join(ARTICLE.split())
    assert [kind for kind, _ in found] == ["open", "cited", "cited", "cited", "part"]


KEY = {"cited", "cited in part", "not cited"}


def test_the_page_needs_nothing_else(newsroom: Newsroom) -> None:
    reader = read(page_of(newsroom))
    assert reader.addresses == []
    assert not {"script", "link", "img", "iframe"} & set(reader.elements)


def test_words_never_become_html(newsroom: Newsroom) -> None:
    page = hostile(newsroom)
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert not {"script", "img", "b"} & set(read(page).elements)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;guillemets&quot;" in page
    assert "&lt;img src=x&gt;" in page


TRICKS = "\x1b[31mRouge\x1b[0m \x1b]8;;http://example.org\x07lien\x1b]8;;\x07 \u202eenvers"
"""Words that would colour a terminal, link from it and turn what follows around."""


def test_an_article_commands_neither_terminal_nor_browser(newsroom: Newsroom) -> None:
    text = f"{ARTICLE}{TRICKS}.\n"
    (newsroom.articles / "brest.txt").write_text(text, "utf-8")
    newsroom.rewrite("sources/brest.yaml", lock.sha256(ARTICLE), lock.sha256(text))
    outcome = newsroom.run("coverage", "--articles", "texts", "--html", "page.html")
    assert outcome.code == 0, outcome.err
    for shown in (outcome.out, (newsroom.home / "page.html").read_text("utf-8")):
        assert not set("\x1b\x07\u202e") & set(shown)
        assert "\\u001b[31mRouge" in shown
        assert "\\u202eenvers" in shown


@pytest.mark.parametrize("name", ["x[/b].html", "[red]x.html", ":skull:.html"])
def test_a_name_is_no_markup(name: str, newsroom: Newsroom) -> None:
    (newsroom.home / "x[").mkdir()
    outcome = newsroom.run("coverage", "--articles", "texts", "--html", name)
    assert outcome.code == 0, outcome.err
    assert outcome.out.endswith(f"wrote {name}\n")
    assert (newsroom.home / name).exists()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_the_page_fits_a_phone_and_shows_its_cards(newsroom: Newsroom) -> None:
    hostile(newsroom)
    newsroom.rewrite("people/ada.yaml", "name: <img src=x>", f"name: {'Long' * 20}")
    newsroom.rewrite("sources/brest.yaml", "publisher: <b>P</b>", f"publisher: {'Long' * 30}")
    newsroom.rewrite("sources/brest.yaml", HOSTILE, "Long" * 30)
    page_of(newsroom)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        alerts: list[str] = []
        for width in (390, 1280):
            page = await browser.new_page(viewport={"width": width, "height": 844})
            page.on("dialog", lambda dialog: alerts.append(dialog.message))
            await page.goto((newsroom.home / "page.html").as_uri())
            for summary in await page.locator("summary").all():
                await summary.click()
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
            assert "no card cites this" in await page.locator("details").first.inner_text()
        await browser.close()
    assert alerts == []
