"""``depeche new`` leaves a draft that loads, or nothing; it asks whoever is there to answer."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.cards import reader
from bot.cards.inspection import build_edition
from bot.cards.schema import FOLDERS, Quote
from bot.cards.snapshot import take_snapshot
from bot.cli import new as new_module
from bot.errors import UsageError
from tests.cli.support import Outcome, at_once, clean_environment, depeche
from tests.conftest import ROOT

NAMED = ("person", "Ada Lovelace")


@pytest.fixture
def listing(briefings: Path) -> frozenset[Path]:
    return frozenset(briefings.rglob("*"))


def new(briefings: Path, *arguments: str) -> Outcome:
    return depeche("new", *arguments, "--content", str(briefings))


def complaint(outcome: Outcome) -> str:
    assert outcome.code == 2
    return outcome.complaint()


def test_a_draft_is_written_and_the_next_steps_are_told(briefings: Path) -> None:
    given = ("--name-en", "Ada L.", "--summary-fr", "Elle a écrit : « un programme ».", "--set", "affiliation=openai")
    cited = ("--source", "gpt-oss-course-chine", "--passage", "L’annonce par Sam Altman ... modèles linguistiques")
    outcome = new(briefings, *NAMED, *given, *cited, "--set", "aliases=Lady L., AL")
    path = briefings / "people" / "ada-lovelace.yaml"
    assert outcome.code == 0, outcome.err
    assert outcome.out.splitlines()[:2] == [f"wrote {path}", "Next:"]
    assert f"depeche check {path}" in outcome.out
    card = build_edition(take_snapshot(briefings)).cards["ada-lovelace"]
    assert (card.name.fr, card.name.en, card.aliases) == ("Ada Lovelace", "Ada L.", ("Lady L.", "AL"))
    assert (card.summary.fr, card.summary.en) == ("Elle a écrit : « un programme ».", "TODO")
    assert card.cite[0].source == "gpt-oss-course-chine"
    assert card.status == "draft"
    assert abs((date.fromisoformat(str(card.updated)) - date.today()).days) <= 1  # noqa: DTZ011  (the curator's day)
    first = path.read_text("utf-8").partition("\n")[0]
    assert first == "# yaml-language-server: $schema=../../config/schema/person.schema.json"


def test_every_kind_can_be_made_by_its_folder_s_name(briefings: Path) -> None:
    needed = {
        "events": ["--set", "start=2025-08"],
        "quotes": ["--set", "said_by=sam-altman", "--set", "original_language=fr"],
        "claims": ["--set", "said_by=sam-altman"],
        "sources": ["--set", "published=2025", "--set", "language=fr"],
    }
    made = at_once(
        {
            folder: lambda folder=folder: new(briefings, folder, f"New in {folder}", *needed.get(folder, []))  # type: ignore[misc]
            for folder in FOLDERS
        }
    )
    assert {folder: outcome.err for folder, outcome in made.items() if outcome.code} == {}
    edition = build_edition(take_snapshot(briefings))
    for folder, kind in FOLDERS.items():
        cards = edition.sources if kind == "source" else edition.cards
        assert f"new-in-{folder}" in cards


def test_the_folder_comes_from_the_settings(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    outcome = depeche(
        "new", *NAMED, cwd=tmp_path, DEPECHE_CONFIG=str(ROOT / "config/bot.yaml"), DEPECHE_CONTENT_FOLDER="mine"
    )
    assert outcome.code == 0, outcome.err
    assert (tmp_path / "mine" / "people" / "ada-lovelace.yaml").exists()
    assert f"depeche schema --output {Path('config/schema')}\n" in outcome.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Say what the card is about and what heads it: depeche new KIND NAME. The kinds are person, "),
        (("persn", "Ada"), "there is no kind of card 'persn'; did you mean 'person'?"),
        (("person",), "A new person cannot do without NAME"),
        (("quote", "Oui"), "without --set original_language=…, --set said_by=…"),
        (("person", "深度求索"), "--id (the name has no letter from a to z to make one from)"),
        (("person", "Sam Altman"), "The id 'sam-altman' is taken by people/sam-altman.yaml"),
        (("person", "OpenAI"), "The id 'openai' is taken by organizations/openai.yaml"),
        ((*NAMED, "--id", "../ada"), "id: '../ada' is not an id"),
        ((*NAMED, "--id", "people/ada"), "id: 'people/ada' is not an id"),
        (
            (*NAMED, "--set", "affiliaton=openai"),
            "'affiliaton' is nothing that can be set in a new person; did you mean",
        ),
        ((*NAMED, "--set", "status=published"), "'status' is nothing that can be set"),
        ((*NAMED, "--set", "affiliation"), "--set affiliation has no value"),
        ((*NAMED, "--set", "affiliation=opnai"), "there is no card 'opnai'; did you mean 'openai'?"),
        ((*NAMED, "--set", "affiliation=sam-altman"), "'sam-altman' is a person"),
        ((*NAMED, "--source", "gpt-oss-course-chine"), "--source and --passage go together"),
        ((*NAMED, "--source", "gpt-oss-course", "--passage", "a ... b"), "did you mean 'gpt-oss-course-chine'?"),
        ((*NAMED, "--summary-fr", "Une\nligne."), "Write it on one line"),
        (("person", "x" * 101), "'name' is longer than 100 characters"),
        (("source", "Un titre", "--summary-fr", "Non."), "'summary.fr' is nothing that can be set in a new source"),
        (("event", "Un jour", "--set", "start=hier"), "start: 'hier' is not a date"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    briefings: Path, listing: frozenset[Path], arguments: tuple[str, ...], words: str
) -> None:
    assert words in complaint(new(briefings, *arguments))
    assert frozenset(briefings.rglob("*")) == listing


def test_a_file_is_never_written_over(briefings: Path) -> None:
    new(briefings, *NAMED)
    path = briefings / "people" / "ada-lovelace.yaml"
    path.write_text("mine")
    assert "is taken by people/ada-lovelace.yaml. Open that file, or" in complaint(new(briefings, *NAMED))
    assert path.read_text() == "mine"


def test_a_file_that_appears_at_the_last_moment_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "people" / "ada.yaml"
    new_module._write(path, "first")
    with pytest.raises(UsageError, match="is already there"):
        new_module._write(path, "second")
    assert path.read_text() == "first"


def test_a_link_that_leads_nowhere_is_not_followed(briefings: Path, tmp_path: Path) -> None:
    link = briefings / "people" / "ada-lovelace.yaml"
    link.symlink_to(tmp_path / "elsewhere.yaml")
    outcome = new(briefings, *NAMED)
    assert outcome.code != 0
    assert "Traceback" not in outcome.err
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_somebody_else_s_mistake_is_no_obstacle(briefings: Path) -> None:
    (briefings / "people" / "broken.yaml").write_text("id: [")
    assert new(briefings, *NAMED).code == 0


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    said = complaint(new(tmp_path / "nowhere", *NAMED))
    assert said == f"There is no folder of briefings {tmp_path / 'nowhere'}. Make it, or name another with --content."
    assert not (tmp_path / "nowhere").exists()


def test_the_usual_folder_is_made_where_nothing_is_configured(tmp_path: Path) -> None:
    outcome = depeche("new", *NAMED, cwd=tmp_path)
    assert outcome.code == 0, outcome.err
    path = Path("briefings/people/ada-lovelace.yaml")
    assert outcome.out.startswith(f"wrote {path}\n")
    assert (tmp_path / path).exists()


def test_it_is_not_made_for_nothing(tmp_path: Path) -> None:
    complaint(depeche("new", *NAMED, "--set", "affiliation=opnai", cwd=tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "configured", [{"DEPECHE_CONTENT_FOLDER": "mine"}, {"DEPECHE_CONFIG": str(ROOT / "config/bot.yaml")}]
)
def test_a_folder_that_was_configured_is_not_made(tmp_path: Path, configured: dict[str, str]) -> None:
    assert "Make it, or name another" in complaint(depeche("new", *NAMED, cwd=tmp_path, **configured))
    assert list(tmp_path.iterdir()) == []


def test_the_path_commands_no_terminal(tmp_path: Path) -> None:
    (tmp_path / "\x1b[31m").mkdir()
    outcome = new(tmp_path / "\x1b[31m", *NAMED)
    assert outcome.code == 0, outcome.err
    assert "\x1b" not in outcome.out
    assert "/\\u001b[31m/people/ada-lovelace.yaml" in outcome.out


# On a terminal


def typed(briefings: Path, answers: str, *arguments: str) -> tuple[int, str]:
    """Return the exit code and the whole screen of a curator who types ``answers``."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "new", *arguments, "--content", str(briefings)],
        cwd=ROOT,
        env=clean_environment(),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        os.write(ours, f"{answers}\x04".encode())  # and leaves, should there be more questions
        screen = b"".join(_read(ours)).decode()
    os.close(ours)
    return process.returncode, screen


def _read(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            yield os.read(terminal, 4096)
        except OSError:  # Linux says so when the other end is closed
            return


def test_a_curator_is_asked_again_until_the_answers_would_do(briefings: Path) -> None:
    answers = [
        "qote", "quote",
        "",  # which is no answer
        "Un mot à dire",
        "",  # the English name that is offered
        "",  # the id that is offered
        "Une phrase.",
        "",  # the English summary can wait
        "Du vent : rien que du vent.",
        "french", "fr",
        "sam altmann", "Sam Altman",
    ]  # fmt: skip
    code, screen = typed(briefings, "".join(f"{answer}\n" for answer in answers))
    assert code == 0, screen
    for words in (
        "there is no kind of card 'qote'; did you mean 'quote'?",
        "this cannot be left out",
        "name.en [Un mot à dire]:",
        "id [un-mot-a-dire]:",
        "(Enter: later)",
        "One of: fr, en.",
        "'french' is not possible here; write 'fr' or 'en'",
        "there is no person or organization 'sam altmann'; did you mean 'sam-altman'?",
    ):
        assert words in screen
    card = build_edition(take_snapshot(briefings)).cards["un-mot-a-dire"]
    assert isinstance(card, Quote)
    assert (card.text, card.original_language, card.said_by) == ("Du vent : rien que du vent.", "fr", "sam-altman")
    assert (card.summary.fr, card.summary.en) == ("Une phrase.", "TODO")


def test_what_was_told_is_not_asked(briefings: Path) -> None:
    told = ("--id", "ada", "--summary-fr", "a", "--summary-en", "b")
    code, screen = typed(briefings, "", *NAMED, *told)
    assert code == 0
    assert screen.splitlines()[0].startswith("wrote ")


@pytest.mark.parametrize(
    ("typed_names", "told", "expected"),
    [
        (("Jean", "John"), (), {"fr": "Jean", "en": "John"}),
        (("Jean", "Jean"), (), "Jean"),
        (("Jean",), ("--name-en", "John"), {"fr": "Jean", "en": "John"}),
    ],
)
def test_a_name_may_be_another_in_english(
    briefings: Path, typed_names: tuple[str, ...], told: tuple[str, ...], expected: str | dict[str, str]
) -> None:
    answers = "".join(f"{answer}\n" for answer in (*typed_names, "jean", "", ""))
    code, screen = typed(briefings, answers, "person", *told)
    assert code == 0, screen
    assert "{fr, en}" not in screen
    assert reader.parse((briefings / "people" / "jean.yaml").read_bytes())["name"] == expected


@pytest.mark.parametrize("kind", ["quote", "claim"])
def test_without_anybody_who_could_have_said_it_nothing_is_asked(tmp_path: Path, kind: str) -> None:
    code, screen = typed(tmp_path, "", kind)
    assert code == 2
    assert "there is no person or organization yet. Make that card first: depeche new person NAME" in screen
    assert list(tmp_path.iterdir()) == []


def test_an_id_that_is_taken_is_asked_again(briefings: Path) -> None:
    code, screen = typed(briefings, "sam-altman\nsam-2\n\n\n", "person", "Sam")
    assert code == 0
    assert "there is already a person 'sam-altman'" in screen
    assert reader.parse((briefings / "people" / "sam-2.yaml").read_bytes())["name"] == "Sam"


def test_a_curator_who_leaves_leaves_nothing_behind(briefings: Path, listing: frozenset[Path]) -> None:
    code, screen = typed(briefings, "person\nAda\n")
    assert code == 1
    assert "Traceback" not in screen
    assert frozenset(briefings.rglob("*")) == listing
