r"""The explanation of each rule: a Markdown file in ``bot/cards/explanations``, with examples that tests run.

Such a file is a title (that of the rule), some paragraphs, and fenced blocks. After the language of a block stand
whether it is ``wrong``, ``right`` or needed for ``both``, and the file that it shows. A YAML block shows the lines that
matter, and stands for a whole draft card that has them: what every card has is left out. ``whole`` behind the name
means that nothing is left out, ``escaped`` that ``\u202e`` and ``\xff`` stand for what cannot be shown. A text that
ends in ``… (900 characters)`` goes on to that length. What lies in ``articles/`` is an article, of the source that is
called like it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Role = Literal["wrong", "right", "both"]

_BLOCK = re.compile(
    r"^```(?P<language>\w+) (?P<role>wrong|right|both) (?P<file>\S+)(?P<whole> whole)?(?P<escaped> escaped)?\n"
    r"(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_LEADS: Mapping[Role, str] = {"wrong": "**Wrong**, in ", "right": "**Right**, in ", "both": "Beside it, in "}
_ESCAPED = r" (what cannot be seen is written with a backslash)"


class Example(NamedTuple):
    """A file, as far as an explanation shows it."""

    role: Role
    file: str
    language: str
    text: str
    whole: bool
    escaped: bool

    def markdown(self) -> str:
        lead = "The article, " if self.file.startswith("articles/") else _LEADS[self.role]
        return f"{lead}`{self.file}`{_ESCAPED if self.escaped else ''}:\n\n```{self.language}\n{self.text}```\n"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a rule means to somebody who writes cards."""

    code: str
    title: str
    prose: str
    examples: tuple[Example, ...]

    def markdown(self) -> str:
        """Return the explanation as a reader gets it."""
        parts = [f"# {self.code}: {self.title}\n", f"{self.prose}\n", *(each.markdown() for each in self.examples)]
        return "\n".join(parts)


def explanation(code: str) -> Explanation:
    """Return the explanation of one of the rules."""
    page = resources.files("bot.cards").joinpath("explanations", f"{code}.md").read_text("utf-8")
    title, _, rest = page.partition("\n")
    prose, *_ = re.split(r"^```", rest, maxsplit=1, flags=re.MULTILINE)
    return Explanation(code, title.removeprefix("# "), prose.strip(), tuple(_examples(rest)))


def _examples(page: str) -> Iterator[Example]:
    for block in _BLOCK.finditer(page):
        role, whole, escaped = cast("Role", block["role"]), bool(block["whole"]), bool(block["escaped"])
        yield Example(role, block["file"], block["language"], block["text"], whole, escaped)
