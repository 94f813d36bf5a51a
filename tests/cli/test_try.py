"""``depeche try``: commands in the terminal, through the real bot."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.demo.trial import run_command
from bot.errors import UsageError
from tests.cli.support import Outcome, clean_environment, depeche
from tests.world.support import House

SHAPE = {"acknowledged", "ephemeral", "error", "text", "components", "files"}


def replies(outcome: Outcome) -> list[dict[str, Any]]:
    return [json.loads(line) for line in outcome.out.splitlines()]


@pytest.fixture(scope="module")
def admins_session() -> tuple[Outcome, list[dict[str, Any]]]:
    """Several commands of an admin, in one simulated Discord."""
    outcome = depeche(
        "try",
        "--json",
        "--as",
        "admin",
        "--locale",
        "en",
        "/who person:altmann",
        "/digest create channel:#général cadence:Every day time:08:00 timezone:Europe/Paris "
        "topics:OpenAI, Sam Altman language:fr",
        "/digest list",
        "/model model:gpt oss 20b",
        "/who person:xyzzy",
        "/digest delete digest:1",
        "/digest list",
    )
    return outcome, replies(outcome)


def test_each_command_gets_one_object_in_order(admins_session: tuple[Outcome, list[dict[str, Any]]]) -> None:
    outcome, answers = admins_session
    assert len(answers) == 7
    assert all(answer.keys() == SHAPE for answer in answers)
    assert answers[0]["text"].splitlines()[1] == "Sam Altman"
    assert answers[3]["text"].splitlines()[1] == "gpt-oss-20b"
    assert [answer["error"] for answer in answers] == [False] * 4 + [True] * 2 + [False]
    assert outcome.code == 1, "one of them was answered with an error"
    assert outcome.err == ""


def test_an_object_tells_what_a_member_would_see(admins_session: tuple[Outcome, list[dict[str, Any]]]) -> None:
    card = admins_session[1][0]
    assert card["acknowledged"] is True
    assert card["ephemeral"] is True
    assert card["files"] == []
    assert card["components"][0]["type"] == 17
    assert "CEO of OpenAI" in card["text"]
    assert "[Open a related card…]" in card["text"]
    for markup in ("**", "###", "-# ", "\\"):
        assert markup not in card["text"]


def test_values_may_hold_spaces_commas_and_colons(admins_session: tuple[Outcome, list[dict[str, Any]]]) -> None:
    created = admins_session[1][1]["text"]
    assert "every day at 08:00 (Europe/Paris)" in created
    assert "OpenAI, Sam Altman" in created
    assert "#général" in created


def test_commands_share_one_world_and_it_is_forgotten(admins_session: tuple[Outcome, list[dict[str, Any]]]) -> None:
    _, created, listed, *_, deleted, listed_again = admins_session[1]
    assert "Nothing is saved yet." in created["text"]
    assert "No digest yet." in listed["text"]
    assert "This server has no digest 1." in deleted["text"]
    assert "No digest yet." in listed_again["text"]


def test_names_and_labels_of_choices_are_values_too() -> None:
    outcome = depeche(
        "try",
        "--json",
        "/who person:Sam Altman",
        "/who person:sam-altman",
        "/who person:Nathaniel Lambert (Nathan Lambert)",
        "/org organization:osi",
        "who person:Yann LeCun",
    )
    assert [answer["text"].splitlines()[1] for answer in replies(outcome)] == [
        "Sam Altman",
        "Sam Altman",
        "Nathaniel Lambert",
        "Open Source Initiative",
        "Yann LeCun",
    ]
    assert outcome.code == 0


def test_without_json_the_answer_is_a_page_of_text() -> None:
    outcome = depeche("try", "/who person:sam-altman", "/timeline")
    assert outcome.code == 0
    for said in (
        "Sam Altman",
        "Personne · PDG d’OpenAI",
        "Chronologie",
        "2019",
        "janvier 2025",
        "only you can see this",
    ):
        assert said in outcome.out
    assert "**" not in outcome.out
    assert outcome.err == ""


def test_the_language_of_discord_is_french_unless_another_is_chosen(
    admins_session: tuple[Outcome, list[dict[str, Any]]],
) -> None:
    assert "Person · CEO" in admins_session[1][0]["text"]
    assert "Personne · PDG" in replies(depeche("try", "--json", "/who person:sam-altman"))[0]["text"]


def test_choices_of_a_keystroke_are_printed() -> None:
    outcome = depeche(
        "try", "--json", "--autocomplete", "/who person:altm", "/org organization:osi", "/who person:xyzzy"
    )
    people, organizations, nobody = (json.loads(line) for line in outcome.out.splitlines())
    assert people == [{"name": "Sam Altman", "value": "sam-altman"}]
    assert organizations == [{"name": "Open Source Initiative (OSI)", "value": "open-source-initiative"}]
    assert nobody == []
    assert outcome.code == 0


def test_a_reader_is_not_offered_digests() -> None:
    outcome = depeche("try", "--json", "--as", "reader", "/digest list")
    (answer,) = replies(outcome)
    assert answer["acknowledged"] is False
    assert answer["error"] is True
    assert "/digest list" in answer["text"]
    assert outcome.code == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/whoo person:Sam", "did you mean 'who'"),
        ("/", "who"),
        ("/digest make channel:général", "create"),
        ("/digest", "create"),
        ("/who name:Sam", "/who person:"),
        ("/about everything", "/about"),
        ("/who", "needs person"),
        ("/who person:", "needs person"),
        ("/who person:Sam person:Wei", "twice"),
        ("/digest create channel:nowhere cadence:daily time:8:00", "#général"),
        ("/digest create channel:général cadence:hourly time:8:00", "daily"),
        ("/digest delete digest:one", "whole number"),
        # What Discord would let nobody send.
        (f"/who person:{'x' * 101}", "person"),
        ("/timeline from:25", "from"),
        ("/digest delete digest:0", "digest"),
        ("/digest delete digest:99999999999", "digest"),
        ("/digest create channel:général cadence:daily time:eight-o'clock", "time"),
    ],
    ids=lambda value: value[:40],
)
async def test_what_cannot_be_understood_is_explained(house: House, typed: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        await run_command(typed, house.app, house.world, house.admin)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["/whoo person:Sam"], "did you mean 'who'"),
        ([f"/who person:{'x' * 101}"], "100"),
        (["--autocomplete", "/about"], "/about"),
    ],
    ids=["unknown command", "too long", "nothing to complete"],
)
def test_what_cannot_be_understood_ends_with_one_sentence(arguments: list[str], said: str) -> None:
    outcome = depeche("try", *arguments)
    assert said in outcome.complaint()
    assert outcome.code == 2


def test_a_choice_may_be_named_as_discord_shows_it() -> None:
    """In a French Discord, "Chaque jour" is what the member reads and chooses."""
    outcome = depeche(
        "try", "--json", "--as", "admin", "--locale", "fr", "/digest create channel:général cadence:Chaque jour time:8h"
    )
    assert outcome.code == 0, outcome.err
    assert "chaque jour à 08:00" in replies(outcome)[0]["text"]


@pytest.mark.parametrize("arguments", [["try"], ["try", "--locale", "de", "/about"], ["try", "--nonsense"], ["tri"]])
def test_a_wrong_command_line_is_a_matter_of_usage(arguments: list[str]) -> None:
    outcome = depeche(*arguments)
    assert outcome.code == 2
    assert "Traceback" not in outcome.err


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    from tests.conftest import ROOT

    outcome = depeche(
        "try",
        "--config",
        str(ROOT / "config" / "bot.yaml"),
        "/about",
        cwd=tmp_path,
        DEPECHE_CONTENT_FOLDER=str(ROOT / "briefings"),
    )
    assert outcome.code == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_terminal_that_knows_few_characters_gets_what_it_can_show(encoding: str) -> None:
    """On Windows, what is piped into a file is cp1252 unless somebody changes that."""
    outcome = depeche("try", "/timeline", PYTHONUTF8="0", PYTHONIOENCODING=encoding)
    assert "Traceback" not in outcome.err
    assert outcome.code == 0
    assert "GPT-2" in outcome.out


def test_the_console_script_is_the_same_program() -> None:
    import subprocess

    script = Path(sys.executable).with_name("depeche")
    if not script.exists():
        pytest.skip("the project is not installed in this environment")
    done = subprocess.run(
        [str(script), "--help"], env=clean_environment(), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0
    for command in ("run", "demo", "try"):
        assert command in done.stdout


def test_what_is_typed_and_answered_commands_no_terminal() -> None:
    outcome = depeche("try", "/who person:\x1b[31mred\u202e")
    assert "\\u001b[31mred\\u202e" in outcome.out
    assert not set("\x1b\u202e") & set(outcome.out)
