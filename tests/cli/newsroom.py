"""A small newsroom for the commands about cards: an invented article, three cards, and a lock file that is right."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

import typer
from typer.testing import CliRunner

from bot.cards import lock
from bot.cards.evidence import locking
from bot.cards.inspection import inspect
from bot.cards.snapshot import take_snapshot
from bot.cli.check import check
from bot.errors import UsageError
from tests.cards.support import written
from tests.cli.support import Outcome, depeche
from tests.conftest import ROOT

ARTICLE = """La lampe de Brest

Une équipe de Brest a montré le 3 mars une lampe qui éclaire dix ans. Elle n’est pas à vendre, dit Ada Morel.
« Personne ne la veut encore », admet-elle. Zoé Le Gall en a commandé 12 ; sa sœur, aucune.
"""

SOURCE = f"""\
id: brest
kind: source
title: La lampe de Brest
published: 2026-03
language: fr
snapshot: brest.txt
sha256: {lock.sha256(ARTICLE)}
"""
ADA = """\
# Written by hand, and to stay as it is.
id: ada
kind: person
name: Ada Morel
status: published
updated: 2026-11-21
summary:
  fr: Elle a montré une lampe.
  en: She has shown a lamp.
facts:
  - id: not-for-sale   # a comment
    text:
      fr: Sa lampe ne se vend pas.
      en: Her lamp is not for sale.
    cite:
      - source: brest
        passage: "Elle n’est pas ... Ada Morel"
cite:
  - source: brest
    passage: "Une équipe de Brest ... dix ans"
"""
ZOE = """\
id: zoe
kind: person
name: Zoé Le Gall
status: published
updated: 2026-11-21
summary:
  fr: Elle a commandé la lampe.
  en: She has ordered the lamp.
cite:
  - source: brest
    passage: "Zoé Le Gall ... 12"
"""
WORDS = """\
id: nobody-yet
kind: quote
name: Personne encore
status: published
updated: 2026-11-21
summary:
  fr: Ada Morel attend des acheteurs.
  en: Ada Morel is waiting for buyers.
text: Personne ne la veut encore
original_language: fr
said_by: ada
translation:
  en: Nobody wants it yet
cite:
  - source: brest
    passage: "Personne ne ... admet-elle"
"""
FILES = {"sources/brest.yaml": SOURCE, "people/ada.yaml": ADA, "people/zoe.yaml": ZOE, "quotes/nobody-yet.yaml": WORDS}


@dataclass(frozen=True)
class Newsroom:
    """The folders of a newsroom; commands are run from ``home``, where the briefings lie."""

    home: Path

    @property
    def briefings(self) -> Path:
        return self.home / "briefings"

    @property
    def articles(self) -> Path:
        return self.home / "texts"

    @property
    def lock(self) -> Path:
        return self.briefings / lock.FILE

    def run(self, *arguments: str, cwd: Path | None = None, **environment: str) -> Outcome:
        """Run a command from ``home`` or ``cwd``, without the articles unless it names them."""
        shipped = {"DEPECHE_CONFIG": str(ROOT / "config" / "bot.yaml"), "DEPECHE_DATA_FOLDER": str(self.home / "data")}
        outcome = depeche(*arguments, cwd=cwd or self.home, **(shipped | environment))
        assert "Traceback" not in outcome.out + outcome.err
        return outcome

    def check(self, *arguments: str, cwd: Path | None = None, **environment: str) -> Outcome:
        return self.run("check", *arguments, cwd=cwd, **environment)

    def quick_check(self, *arguments: str, cwd: Path | None = None) -> Outcome:
        """Run ``depeche check`` in this process, where starting one for each line of a table would take minutes."""
        app = typer.Typer()
        app.command()(check)
        environment = {
            "DEPECHE_CONFIG": str(ROOT / "config" / "bot.yaml"),
            "DEPECHE_DATA_FOLDER": str(self.home / "data"),
        }
        with contextlib.chdir(cwd or self.home):
            result = CliRunner().invoke(app, arguments, env=environment)
        if isinstance(result.exception, UsageError):
            return Outcome(2, result.stdout, str(result.exception))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    def rewrite(self, file: str, old: str, new: str) -> bytes:
        """Replace ``old``, which must be there once, in a file of the briefings; return its bytes."""
        path = self.briefings / file
        text = path.read_bytes().decode()
        assert text.count(old) == 1, old
        path.write_bytes(text.replace(old, new).encode())
        return path.read_bytes()


def furnish(home: Path) -> Newsroom:
    """Make a newsroom in which nothing is wrong."""
    written(home / "briefings", FILES)
    written(home / "texts", {"brest.txt": ARTICLE})
    newsroom = Newsroom(home)
    newsroom.lock.write_bytes(lock_of(newsroom))
    return newsroom


def lock_of(newsroom: Newsroom) -> bytes:
    """Return the lock file that a newsroom should have, with the articles at hand."""
    snapshot = take_snapshot(newsroom.briefings, newsroom.articles)
    edition = inspect(snapshot).edition
    return lock.written(locking(edition.cards.values(), edition.sources, edition.evidence, lock.Lock()))
