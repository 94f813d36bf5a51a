"""Asking a curator for what a new card cannot be without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

from bot.cards.answers import heading_of, id_from, kind_called, questions, refusal
from bot.cards.diagnostics import did_you_mean, with_hint
from bot.cards.drafts import scalar
from bot.cards.fields import Field, fields_of
from bot.cards.relations import ACTOR
from bot.cards.schema import CLASSES, FOLDERS
from bot.cards.snapshot import id_of
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.cards.snapshot import Snapshot

_HEADS = "What heads the card."
_FRENCH_FIRST = f"{_HEADS} In French, if it is another in English."


def require(kind: str, answers: Mapping[str, str]) -> dict[str, str]:
    """Return ``answers`` with an id. Raises UsageError when the draft cannot do without one that is missing."""
    heading = heading_of(kind)
    missing = ["NAME"] if heading not in answers else []
    missing += [f"--set {key}=…" for key, field in questions(kind) if key not in answers and not field.can_wait]
    complete = {"id": id_from(answers.get(heading, "")), **answers}
    if not missing and not complete["id"]:
        missing = ["--id (the name has no letter from a to z to make one from)"]
    if missing:
        raise UsageError(
            f"A new {kind} cannot do without {', '.join(missing)}. On a terminal, depeche new asks for it."
        )
    return complete


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks on the terminal until the answer would be taken; ``kinds`` holds the cards there are, by id."""

    kinds: Mapping[str, str]

    @classmethod
    def over(cls, snapshot: Snapshot) -> Asker:
        return cls({id_of(file): FOLDERS[file.partition("/")[0]] for file in snapshot.files})

    def kind(self) -> str:
        typer.echo(f"What is the card about? One of: {', '.join(CLASSES)}.")
        return _ask("kind", kind_called)

    def complete(self, kind: str, answers: Mapping[str, str]) -> dict[str, str]:
        """Return ``answers`` and those to the questions that they leave open.

        Raises UsageError when there is no answer to one of these yet.
        """
        self._somebody_could_have_said_it(kind, answers)
        complete = dict(answers)
        fields = {field.name: field for field in fields_of(kind)}
        heading = heading_of(kind)
        if heading not in complete:
            complete |= self._headed(kind, heading, fields[heading], answers)
        if "id" not in complete:
            complete["id"] = self._answer(kind, "id", fields["id"], default=id_from(complete[heading]))
        for key, field in questions(kind):
            if key not in complete and (said := self._answer(kind, key, field, can_wait=field.can_wait)):
                complete[key] = said
        return complete

    def _somebody_could_have_said_it(self, kind: str, answers: Mapping[str, str]) -> None:
        if "said_by" in dict(questions(kind)).keys() - answers.keys() and not self._speakers:
            raise UsageError(
                f"A {kind} names who said it, and there is no person or organization yet. "
                "Make that card first: depeche new person NAME, or depeche new organization NAME."
            )

    def _headed(self, kind: str, heading: str, field: Field, answers: Mapping[str, str]) -> dict[str, str]:
        """Ask for the heading, and for the English one, which is often the same."""
        if not field.bilingual:
            return {heading: self._answer(kind, heading, field)}
        french = self._answer(kind, heading, replace(field, about=_FRENCH_FIRST))
        if "name.en" in answers:
            return {heading: french}
        english = self._answer(kind, "name.en", replace(field, about=_HEADS), default=french)
        return {heading: french} if english == french else {heading: french, "name.en": english}

    @property
    def _speakers(self) -> list[str]:
        return [known for known, kind in self.kinds.items() if kind in ACTOR]

    def _answer(self, kind: str, key: str, field: Field, *, default: str = "", can_wait: bool = False) -> str:
        def taken(typed: str) -> str:
            if can_wait and not typed.strip():
                return ""
            text = self._meant(key, typed.strip())
            if reason := self._astray(key, text) or refusal(kind, key, text):
                raise UsageError(reason)
            scalar(text)  # raises UsageError when it cannot be written down
            return text

        typer.echo(f"\n{_sentence(field, key)}{' (Enter: later)' if can_wait else ''}")
        return _ask(key, taken, default=default, can_wait=can_wait)

    def _meant(self, key: str, text: str) -> str:
        """Return the id of the card that was typed by its name, if that is what happened."""
        by_name = key == "said_by" and text not in self.kinds and id_from(text) in self.kinds
        return id_from(text) if by_name else text

    def _astray(self, key: str, text: str) -> str | None:
        if key == "said_by" and self.kinds.get(text) not in ACTOR:
            return with_hint(f"there is no person or organization {text!r}", did_you_mean(text, self._speakers))
        if key == "id" and text in self.kinds:
            return f"there is already a {self.kinds[text]} {text!r}"
        return None


def _sentence(field: Field, key: str) -> str:
    language = {"fr": " In French.", "en": " In English."}.get(key.partition(".")[2], "")
    words = f" One of: {', '.join(field.words)}." if field.words else ""
    return f"{field.about}{language}{words}"


def _ask(key: str, taken: Callable[[str], str], *, default: str = "", can_wait: bool = False) -> str:
    """Ask until ``taken`` takes what was typed; what its UsageError says is shown."""

    def checked(typed: str) -> str:
        if not typed.strip() and not can_wait:
            raise typer.BadParameter("this cannot be left out; type an answer, or Ctrl-C to leave")
        try:
            return taken(typed)
        except UsageError as error:
            raise typer.BadParameter(str(error)) from None

    # Without a default, an empty answer would be asked again without a word.
    answer: str = typer.prompt(key, default=default, show_default=bool(default), value_proc=checked)
    return answer
