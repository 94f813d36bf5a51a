"""``depeche new``: a draft card, asked for on a terminal or told by options."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.briefings import whereabouts
from bot.cli.options import Config
from bot.cli.reports.phrases import visible
from bot.cli.writing import writing
from bot.errors import ContentError, UsageError
from bot.settings import DEFAULT_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.cards.snapshot import Snapshot
    from bot.cli.asking import Asker

_SCHEMAS = "../config/schema"  # from the briefings folder: the same in every copy of them


def new(
    kind: Annotated[str, typer.Argument(help="person, model, quote …; `people` will do.", show_default=False)] = "",
    name: Annotated[str, typer.Argument(help="What heads the card; an article's title.", show_default=False)] = "",
    id_: Annotated[str, typer.Option("--id", help="Instead of the one made from the name.", show_default=False)] = "",
    name_en: Annotated[str, typer.Option(help="The name in English, when it differs.", show_default=False)] = "",
    summary_fr: Annotated[str, typer.Option(help="One or two sentences in French.", show_default=False)] = "",
    summary_en: Annotated[str, typer.Option(help="The same in English.", show_default=False)] = "",
    source: Annotated[str, typer.Option(help="The id of the article the summary rests on.", show_default=False)] = "",
    passage: Annotated[str, typer.Option(help="Where in it: first words ... last words", show_default=False)] = "",
    set_: Annotated[list[str] | None, typer.Option("--set", help="FIELD=VALUE, as often as needed.")] = None,
    content: Annotated[Path | None, typer.Option(help="The folder of the briefings.", show_default=False)] = None,
    config: Config = DEFAULT_FILE,
) -> None:
    """Write a draft card that loads, with a comment on each field. Asks for what is missing when on a terminal."""
    from bot.cards.answers import heading_of
    from bot.cards.drafts import draft_text
    from bot.cards.json_schema import schema_file
    from bot.cards.schema import FOLDERS
    from bot.cli.asking import Asker, require

    folder, snapshot = _briefings(content, config)
    asker = Asker.over(snapshot) if sys.stdin.isatty() and sys.stdout.isatty() else None
    kind = _kind(kind, asker)
    told = {"id": id_, heading_of(kind): name, "name.en": name_en, "summary.fr": summary_fr, "summary.en": summary_en}
    told |= {"cite.source": source, "cite.passage": passage, **_pairs(set_ or [])}
    answers = _understood(kind, {key: text.strip() for key, text in told.items() if text.strip()})
    answers = asker.complete(kind, answers) if asker else require(kind, answers)

    place = next(place for place, its_kind in FOLDERS.items() if its_kind == kind)
    file = f"{place}/{answers['id']}.yaml"
    schema = f"{_SCHEMAS}/{schema_file(kind)}"
    text = draft_text(kind, answers, schema=f"../{schema}", today=datetime.now().astimezone().date())
    _prove(snapshot, file, text)
    _write(folder / file, text)
    print(f"wrote {visible(str(folder / file))}\nNext:")
    for number, step in enumerate(_next_steps(folder / file, kind, known_to_editors=(folder / schema).exists()), 1):
        print(visible(f"  {number}. {step}"))


def _briefings(content: Path | None, config: Path) -> tuple[Path, Snapshot]:
    """Return the folder and what lies in it; the one that nobody has named may still have to be made."""
    from bot.cards.snapshot import Snapshot, take_snapshot

    folder, assumed = (content, False) if content else _configured(config)
    if folder.is_dir():
        return folder, take_snapshot(folder)
    if not assumed:
        raise UsageError(f"There is no folder of briefings {folder}. Make it, or name another with --content.")
    return folder, Snapshot({})


def _configured(config: Path) -> tuple[Path, bool]:
    where = whereabouts(config)
    return where.folder, where.assumed


def _kind(word: str, asker: Asker | None) -> str:
    from bot.cards.answers import kind_called
    from bot.cards.schema import CLASSES

    if word:
        return kind_called(word)
    if asker:
        return asker.kind()
    kinds = ", ".join(CLASSES)
    raise UsageError(f"Say what the card is about and what heads it: depeche new KIND NAME. The kinds are {kinds}.")


def _pairs(settings: list[str]) -> dict[str, str]:
    pairs = [setting.partition("=") for setting in settings]
    for field, equals, _ in pairs:
        if not equals:
            raise UsageError(f"--set {field} has no value. Write it as --set {field or 'FIELD'}=VALUE.")
    return {field.strip(): text for field, _, text in pairs}


def _understood(kind: str, answers: dict[str, str]) -> dict[str, str]:
    """Return ``answers``. Raises UsageError with all that the reader would not take."""
    from bot.cards.answers import answers_of, refusal
    from bot.cards.diagnostics import did_you_mean, with_hint

    known = answers_of(kind)
    wrong: list[str] = []
    for key, text in answers.items():
        if key in {"cite.source", "cite.passage"} and kind != "source":
            continue
        if key not in known:
            wrong.append(with_hint(f"{key!r} is nothing that can be set in a new {kind}", did_you_mean(key, known)))
        elif reason := refusal(kind, key, text):
            wrong.append(f"{key}: {reason}")
    if ("cite.source" in answers) != ("cite.passage" in answers):
        wrong.append("--source and --passage go together")
    if wrong:
        raise UsageError("\n".join(["Nothing was written:", *wrong]))
    return answers


def _prove(snapshot: Snapshot, file: str, text: str) -> None:
    """Raise UsageError unless the draft would load beside the other cards, whatever may be wrong with those."""
    from bot.cards.diagnostics import with_hint
    from bot.cards.inspection import build_edition
    from bot.cards.snapshot import id_of

    card_id = id_of(file)
    if taken := next((other for other in snapshot.files if id_of(other) == card_id), None):
        raise UsageError(f"The id {card_id!r} is taken by {taken}. Open that file, or choose another id with --id.")
    try:
        build_edition(replace(snapshot, files={**snapshot.files, file: text.encode()}))
    except ContentError as error:
        wrong = [with_hint(problem.message, problem.help) for problem in error.problems if problem.file == file]
        if wrong:
            raise UsageError("\n".join(["Nothing was written:", *wrong])) from None


def _write(path: Path, text: str) -> None:
    with writing(path, "Name another folder with --content."):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            raise UsageError(f"{path} is already there. Open it, or choose another id with --id.") from None


def _next_steps(path: Path, kind: str, *, known_to_editors: bool) -> Iterator[str]:
    if not known_to_editors:
        schemas = os.path.normpath(path.parent.parent / _SCHEMAS)
        yield f"For an editor that helps you write: depeche schema --output {schemas}"
    yield "Open the file and put your words wherever it says TODO; a comment tells what each field is for."
    if kind != "source":
        yield "Write the facts, and under `cite` the passages that they and the summary rest on."
    yield f"Look whether all is right: depeche check {path}"
    if kind != "source":
        yield "Change its status to published, and check it once more."
