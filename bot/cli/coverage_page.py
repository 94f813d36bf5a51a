"""The articles as a page: what stands behind cards is marked, and says behind which."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence

from bot.cards.coverage import Coverage, Sentence
from bot.cards.passages import Article
from bot.cards.schema import Source
from bot.cli.reports.phrases import visible

# Dark and light, wide and narrow; nothing is loaded from anywhere.
_STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#1c1c1c, #e8e6e3); --page: light-dark(#fbfaf7, #17181a);
  --cited: light-dark(#dcefe2, #1f3b2a); --part: light-dark(#faecc8, #453711); --open: light-dark(#f8d9d4, #4d211b);
  --faint: light-dark(#5c5c5c, #a3a3a3); }
body { margin: 0 auto; max-width: 44rem; padding: 1.5rem 1rem 4rem; background: var(--page); color: var(--ink);
  font: 1.05rem/1.65 Georgia, "Times New Roman", serif; }
h1, h2, .figure, .key { font-family: system-ui, sans-serif; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; line-height: 1.35; margin: 2.5rem 0 .25rem; }
.figure { color: var(--faint); margin: 0 0 1rem; font-size: .95rem; }
.bar { height: .5rem; border-radius: .25rem; background: var(--open); overflow: hidden; margin: .5rem 0 1rem; }
.bar i { display: block; height: 100%; background: #2e9e6b; }
mark { color: inherit; border-radius: .2rem; padding: .1em .15em; }
mark.cited { background: var(--cited); } mark.part { background: var(--part); } mark.open { background: var(--open); }
details { display: inline; font: .78rem system-ui, sans-serif; color: var(--faint); cursor: pointer; }
summary { display: inline; padding: 0 .25rem; } details[open] { margin-right: .25rem; }
.key mark { font-size: .85rem; margin-right: .75rem; }
p, article div { margin: 0 0 1rem; } h2, p, article div { overflow-wrap: anywhere; }
"""


def page(articles: Sequence[tuple[Source, Article, Coverage]], names: Mapping[str, str]) -> str:
    """Return a whole HTML page; ``names`` are those of the cards, by id."""
    body = "\n".join(
        line for source, article, covered in articles for line in _section(source, article, covered, names)
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Coverage</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>What stands behind the cards</h1>
<p class="key">
<mark class="cited">cited</mark><mark class="part">cited in part</mark><mark class="open">not cited</mark>
</p>
{body}
</body>
</html>
"""


def _section(source: Source, article: Article, covered: Coverage, names: Mapping[str, str]) -> Iterator[str]:
    yield f"<h2>{_legible(source.title)}</h2>"
    figure = f"{covered.cited} of {len(covered.sentences)} sentences cited ({covered.share:.0%})"
    publisher = f"{_legible(source.publisher)} · " if source.publisher else ""
    yield f'<p class="figure">{publisher}{_legible(str(source.published))} · {figure}</p>'
    yield f'<div class="bar"><i style="width: {covered.share:.1%}"></i></div>'
    yield f'<article lang="{source.language}">'
    end = 0
    yield "<div>"
    for sentence in covered.sentences:
        if "\n" in article.text[end : sentence.span.start]:
            yield "</div>\n<div>"
        yield _marked(sentence, names)
        end = sentence.span.end
    yield "</div>"
    yield "</article>"


def _marked(sentence: Sentence, names: Mapping[str, str]) -> str:
    standing = "open" if not sentence.cards else "cited" if sentence.cited else "part"
    cards = ", ".join(names.get(card, card) for card in sentence.cards)
    told = f"{sentence.share:.0%} of it cited by {cards}" if cards else "no card cites this"
    words = f'<mark class="{standing}">{_legible(sentence.text)}</mark>'
    return f"{words}\n<details><summary>{len(sentence.cards)}</summary>{_legible(told)}</details>"


def _legible(text: str) -> str:
    """Return ``text`` as HTML, with what cannot be seen, or turns the text around it, written out."""
    return html.escape(visible(text))
