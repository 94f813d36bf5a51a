"""config/digests.yaml: what it may say, and what it is told when it says something else."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.cards.library import Edition
from bot.digests.cadence import Cadence, CronCadence, parse_time
from bot.digests.declared_file import load_declared
from bot.digests.subscription import Options, Place
from bot.errors import SettingsError
from tests.conftest import ROOT
from tests.presentation.support import edition_of, raw_card

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ONE = {
    "name": "one",
    "server": "1",
    "channel": "2",
    "cadence": "daily",
    "time": "8h",
    "zone": "paris",
    "language": "fr",
}


@pytest.fixture(scope="module")
def edition() -> Edition:
    return edition_of([raw_card("person", "ada"), raw_card("person", "bob")])


def written(tmp_path: Path, *entries: dict[str, Any]) -> Path:
    """Write a file with a line for each key."""
    file = tmp_path / "digests.yaml"
    lines = ["digests:"]
    for entry in entries:
        keys = [f"{key}: {value}" for key, value in entry.items() if value is not None]
        lines += [f"  - {keys[0]}", *(f"    {key}" for key in keys[1:])]
    file.write_text("\n".join(lines) + "\n")
    return file


def complaint(file: Path, edition: Edition) -> str:
    with pytest.raises(SettingsError) as refused:
        load_declared(file, edition)
    return str(refused.value).replace(f"{file}:", "")


def test_an_entry_becomes_the_subscription_that_nobody_in_discord_made(tmp_path: Path, edition: Edition) -> None:
    everything = {
        "kind": "forum",
        "cadence": "monthly",
        "day": "last",
        "topics": "[ada, bob]",
        "even_if_empty": "true",
        "grace": "30",
        "title": "Briefing {number}",
        "tags": "[7, 8]",
        "fallback": "9",
    }
    (declared,) = load_declared(written(tmp_path, ONE | everything), edition)
    new = declared.subscription(NOW)
    assert new.place == Place(guild_id=1, channel_id=2, kind="forum")
    assert new.cadence == Cadence(name="monthly", day=0, time=parse_time("8:00"), zone="Europe/Paris")
    assert (new.topics, new.language, new.created_by, new.created_at) == (("ada", "bob"), "fr", 0, NOW)
    assert new.declared == "one"
    assert new.options == Options(even_if_empty=True, grace=30, title="Briefing {number}", tags=(7, 8), fallback_id=9)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"cadence": "weekdays"}, Cadence(name="weekdays", time=parse_time("8:00"), zone="Europe/Paris")),
        (
            {"cadence": "weekly", "weekdays": "[sunday]"},
            Cadence(name="weekly", weekday=6, time=parse_time("8:00"), zone="Europe/Paris"),
        ),
        (
            {"cadence": "chosen", "weekdays": "[friday, monday]"},
            Cadence(name="chosen", weekdays=(0, 4), time=parse_time("8:00"), zone="Europe/Paris"),
        ),
        (
            {"cadence": "monthly", "day": "31"},
            Cadence(name="monthly", day=31, time=parse_time("8:00"), zone="Europe/Paris"),
        ),
        (
            {"cadence": "cron", "cron": '"0 8 * * mon"', "time": None},
            CronCadence(cron="0 8 * * MON", zone="Europe/Paris"),
        ),
    ],
    ids=lambda each: each["cadence"] if isinstance(each, dict) else "",
)
def test_every_cadence_can_be_declared(tmp_path: Path, edition: Edition, said: dict[str, Any], meant: object) -> None:
    (declared,) = load_declared(written(tmp_path, ONE | said), edition)
    assert declared.schedule() == meant


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"topcs": "[ada]"}, "9:5: unknown key 'topcs'; did you mean 'topics'?"),
        ({"server": None}, "2:5: 'digests.1.server' is missing; add a line `server:`"),
        ({"server": "here"}, "3:13: 'server' must be a number, not 'here'"),
        ({"channel": "0"}, "4:14: 'channel' must be more than 0"),
        ({"name": "One Two"}, "2:11: 'One Two' is not an id; did you mean 'one-two'?"),
        ({"cadence": "dayly"}, "5:14: 'dayly' is not possible here; write "),
        ({"time": None}, "2:5: a digest that is 'daily' has 'time'; add a line `time:`"),
        ({"time": '"25:00"'}, "6:11: '25:00' is not a time of day; write it as 8:00, 20:15 or 8h30"),
        ({"zone": "Pariss"}, "7:11: 'Pariss' is not a time zone that I know; did you mean Europe/Paris?"),
        ({"language": "de"}, "8:15: 'de' is not possible here; write 'fr' or 'en'"),
        ({"day": "3"}, "9:10: a digest that is 'daily' has no 'day'; remove it"),
        ({"weekdays": "[mon]", "cadence": "chosen"}, "9:16: 'mon' is not possible here; write 'monday', "),
        ({"weekdays": "[monday, friday]", "cadence": "weekly"}, "9:15: a weekly digest has one weekday; "),
        ({"cron": '"99 * * * *"', "cadence": "cron", "time": None}, "8:11: the minute of '99 * * * *'"),
        ({"cron": '"* * * * *"', "cadence": "cron", "time": None}, "8:11: '* * * * *' comes too often"),
        ({"publish": "maybe"}, "9:14: 'maybe' is neither true nor false"),
        ({"publish": "true"}, "9:14: 'publish' is for announcement channels only; write `kind: announcement`"),
        ({"title": "Hello"}, "9:12: 'title' is for forum channels only"),
        ({"grace": "1441"}, "9:12: 'grace' must be at most 1440"),
        ({"topics": "[ada, ade]"}, "9:19: there is no card 'ade'; did you mean 'ada'?"),
        ({"topics": "[zzzzzz]"}, "9:14: there is no card 'zzzzzz'"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)
def test_a_mistake_is_told_with_its_line_its_column_and_what_to_do(
    tmp_path: Path, edition: Edition, said: dict[str, Any], told: str
) -> None:
    assert complaint(written(tmp_path, ONE | said), edition).startswith(told)


def test_all_mistakes_are_told_at_once(tmp_path: Path, edition: Edition) -> None:
    wrong = written(tmp_path, ONE | {"language": "de", "zone": "x"}, ONE | {"kind": "voice", "name": "two"})
    assert [line.partition(":")[0] for line in complaint(wrong, edition).splitlines()] == ["8", "16"]


def test_a_name_is_for_one_digest_only(tmp_path: Path, edition: Edition) -> None:
    twice = written(tmp_path, ONE, ONE | {"channel": "3"})
    assert complaint(twice, edition) == "9:11: the name 'one' is here twice; each has one of its own"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("digests: [", "1:"),
        ("- name: one\n", "1:1: this must be a block with the one key `digests:`."),
        ("digests: none\n", "1:10: 'digests' must be a list"),
        ("digest:\n  - name: one\n", "1:1: unknown key 'digest'; did you mean 'digests'?"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, edition: Edition, text: str, told: str) -> None:
    file = tmp_path / "digests.yaml"
    file.write_text(text)
    assert complaint(file, edition).startswith(told)


@pytest.mark.parametrize("text", [None, "", "# nothing yet\n", "digests:\n", "digests: []\n"])
def test_a_file_that_is_missing_or_says_nothing_declares_nothing(
    tmp_path: Path, edition: Edition, text: str | None
) -> None:
    file = tmp_path / "digests.yaml"
    if text is not None:
        file.write_text(text)
    assert load_declared(file, edition) == ()


def test_the_file_as_delivered_declares_nothing_and_its_example_one(tmp_path: Path, edition: Edition) -> None:
    delivered = ROOT / "config" / "digests.yaml"
    assert load_declared(delivered, edition) == ()
    _, _, example = delivered.read_text("utf-8").partition("digests:\n")
    file = tmp_path / "digests.yaml"
    file.write_text(
        "digests:\n" + "".join(line.removeprefix("#") for line in example.splitlines(keepends=True)), "utf-8"
    )
    (declared,) = load_declared(file, edition)
    assert declared.name == "daily-briefing"
