"""What the commands about cards share: where the cards and the articles are, and which cards are meant."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cards.schema import FOLDERS
from bot.cli.reports.phrases import visible
from bot.errors import UsageError
from bot.settings import DEFAULT_FILE, load_settings

if TYPE_CHECKING:
    from bot.cards.inspection import Inspection
    from bot.cards.snapshot import Snapshot
    from bot.delivery.editions import EditionBuilder

Articles = Annotated[
    Path | None,
    typer.Option(
        "--articles", metavar="FOLDER", help="The folder of the articles' texts (DEPECHE_ARTICLES).", show_default=False
    ),
]

_CACHE = Path(".depeche_cache")  # where there is no configuration, and so no data folder


@dataclass(frozen=True, slots=True)
class Briefings:
    """The folder of cards as it was named, and the files in it that are meant; no files means all of them."""

    folder: Path
    files: frozenset[str]

    def meant(self, file: str) -> bool:
        return not self.files or file in self.files or any(file.startswith(f"{each}/") for each in self.files)

    def shown(self, file: str) -> str:
        """Return the path of ``file`` as a terminal may show it."""
        return visible(str(self.folder / file))


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the cards, the articles and the caches are; ``assumed`` when nobody has said where the cards are."""

    folder: Path
    articles: Path
    cache: Path
    assumed: bool = False


def whereabouts(config: Path, articles: Path | None = None) -> Whereabouts:
    """Find the folders: by the configuration, or where a repository of cards alone has them.

    ``articles`` goes before both. Raises SettingsError, and UsageError when the articles that are named are not there.
    """
    if config == DEFAULT_FILE and not config.exists():
        folder = os.environ.get("DEPECHE_CONTENT_FOLDER")
        found = Whereabouts(
            Path("briefings" if folder is None else folder),
            Path(os.environ.get("DEPECHE_ARTICLES") or "articles"),
            _CACHE,
            assumed=folder is None,
        )
    else:
        settings = load_settings(config, os.environ)
        found = Whereabouts(settings.content.folder, settings.content.articles_dir, settings.data.folder)
    named = articles or (found.articles if os.environ.get("DEPECHE_ARTICLES") else None)
    if named is not None and not named.is_dir():
        raise UsageError(f"There is no folder of articles {named}. Name the one that holds them with --articles.")
    return replace(found, articles=named or found.articles)


def builder_for(where: Whereabouts, folder: Path) -> EditionBuilder:
    """Return what reads and inspects the cards in ``folder``."""
    from bot.delivery.editions import EditionBuilder
    from bot.presentation.localizer import load_localizers

    if where.cache == _CACHE:
        _keep_out_of_git(_CACHE)
    return EditionBuilder(folder, where.articles, where.cache, load_localizers())


def read(where: Whereabouts) -> tuple[Inspection, Snapshot]:
    """Read the cards as far as they can be read, and say on standard error when some cannot."""
    builder = builder_for(where, where.folder)
    snapshot, unreadable = builder.survey()
    inspection = builder.inspect(snapshot)
    if count := len(inspection.errors) + len(unreadable):
        print(f"{count} of the mistakes that `depeche check` names may leave something out here.", file=sys.stderr)
    return inspection, snapshot


def _keep_out_of_git(folder: Path) -> None:
    """Make a folder that its repository does not see, as other tools' caches are."""
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n", "utf-8")


def briefings_at(paths: Sequence[Path], default: Path) -> Briefings:
    """Return the briefings that ``paths`` lie in. Raises UsageError when they are not there, or of several folders."""
    if not paths:
        return Briefings(_existing(default), frozenset())
    found = [_placed(_existing(path)) for path in paths]
    folders = {folder.resolve(): folder for folder, _ in found}
    if len(folders) > 1:
        named = ", ".join(sorted(map(str, folders.values())))
        raise UsageError(f"These files lie in different briefings ({named}). Check one folder at a time.")
    files = frozenset(file for _, file in found)
    return Briefings(found[0][0], frozenset() if "" in files else files)


def _existing(path: Path) -> Path:
    if not path.exists():
        raise UsageError(f"There is no {path}. Name a card, a folder of cards, or the briefings folder.")
    return path


def _placed(path: Path) -> tuple[Path, str]:
    """Return the briefings folder that ``path`` lies in, and its place inside; the folder itself has no place."""
    if path.is_dir():
        kind = _kind_folder(path)
        return (_above(path), kind) if kind else (path, "")
    kind = _kind_folder(path.parent)
    if not kind or not path.name.endswith((".yaml", ".yml")):
        raise UsageError(f"{path} is no card: cards are .yaml files in one of the folders {', '.join(FOLDERS)}.")
    return _above(path.parent), f"{kind}/{path.name}"


def _kind_folder(folder: Path) -> str:
    """Return the name of a folder of cards, whichever way it is reached; nothing for another folder."""
    return next((name for name in (folder.name, folder.resolve().name) if name in FOLDERS), "")


def _above(folder: Path) -> Path:
    return folder.parent if folder.name in FOLDERS else folder / ".."
