"""What stops the bot from starting is said in clear sentences, without a traceback and never with the token."""

import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.cli.support import TOKEN, Outcome, at_once, depeche
from tests.conftest import ROOT
from tests.world.support import edit


def furnish(home: Path) -> Path:
    """Make ``home`` a place to run from, with the delivered configuration and cards."""
    shutil.copytree(ROOT / "config", home / "config")
    shutil.copytree(ROOT / "briefings", home / "briefings")
    return home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


def run(home: Path, *arguments: str, **environment: str) -> Outcome:
    return depeche("run", *arguments, cwd=home, **{"DISCORD_TOKEN": TOKEN} | environment)


def test_without_a_token_it_says_where_to_put_one(home: Path) -> None:
    for nothing in ("", "   "):
        outcome = run(home, DISCORD_TOKEN=nothing)
        said = outcome.complaint()
        assert "DISCORD_TOKEN" in said
        assert "depeche demo" in said
        assert outcome.code == 1


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe\x00"])
def test_a_token_file_that_holds_no_token_is_named(home: Path, content: bytes | None) -> None:
    secret = home / "secret"
    if content is not None:
        secret.write_bytes(content)
    outcome = run(home, DISCORD_TOKEN="", DISCORD_TOKEN_FILE=str(secret))
    assert "DISCORD_TOKEN_FILE" in outcome.complaint()
    assert outcome.code == 1


def test_a_folder_is_not_a_token_file(home: Path) -> None:
    outcome = run(home, DISCORD_TOKEN_FILE=str(home))
    assert str(home) in outcome.complaint()
    assert outcome.code == 1


CONFIG = "config/bot.yaml"


def without_a_key(config: Path) -> None:
    edit(config, "  settle: 1\n", "")


def without_a_section(config: Path) -> None:
    text = config.read_text("utf-8")
    config.write_text(re.sub(r"digests:\n(  .*\n)+", "", text), "utf-8")


def with_an_unknown_key(config: Path) -> None:
    edit(config, "  settle: 1\n", "  settle: 1\n  setle: 2\n")


def with_an_unknown_section(config: Path) -> None:
    config.write_text(config.read_text("utf-8") + "\nnewsrom:\n  channel: 0\n", "utf-8")


def with_words_for_a_number(config: Path) -> None:
    edit(config, "  grace: 120\n", "  grace: two hours\n")


def with_a_number_too_large(config: Path) -> None:
    edit(config, "  limit: 8\n", "  limit: 800\n")


def with_an_unknown_level(config: Path) -> None:
    edit(config, "  level: info\n", "  level: loud\n")


def that_is_not_yaml(config: Path) -> None:
    config.write_text("content: [\n", "utf-8")


def that_is_empty(config: Path) -> None:
    config.write_text("", "utf-8")


def that_is_a_list(config: Path) -> None:
    config.write_text("- content\n", "utf-8")


DAMAGES: dict[Callable[[Path], None], str] = {
    without_a_key: "settle",
    without_a_section: "digests",
    with_an_unknown_key: "setle",
    with_an_unknown_section: "newsrom",
    with_words_for_a_number: "grace",
    with_a_number_too_large: "limit",
    with_an_unknown_level: "loud",
    that_is_not_yaml: "bot.yaml",
    that_is_empty: "bot.yaml",
    that_is_a_list: "bot.yaml",
}


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> dict[Callable[[Path], None], Outcome]:
    calls = {}
    for damage in DAMAGES:
        home = furnish(tmp_path_factory.mktemp(damage.__name__))
        damage(home / CONFIG)
        calls[damage] = partial(run, home)
    return at_once(calls)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_mistake_in_the_configuration_is_shown_with_its_place(
    damaged: dict[Callable[[Path], None], Outcome], damage: Callable[[Path], None]
) -> None:
    complaint = damaged[damage].complaint()
    assert DAMAGES[damage] in complaint
    if damage is not that_is_a_list:
        assert re.search(r"bot\.yaml:\d+:\d+: ", complaint)
    assert damaged[damage].code == 1


def test_all_mistakes_in_the_configuration_are_shown_at_once(home: Path) -> None:
    without_a_key(home / CONFIG)
    with_an_unknown_level(home / CONFIG)
    complaint = run(home).complaint()
    assert "settle" in complaint
    assert "loud" in complaint


def test_a_mistake_in_the_environment_is_shown_with_the_variables_name(home: Path) -> None:
    complaint = run(home, DEPECHE_DIGESTS_GRACE="two hours").complaint()
    assert "DEPECHE_DIGESTS_GRACE" in complaint


@pytest.mark.parametrize(
    "address", ["postgres://ada:hunter2@db/x", "postgresql://ada:hunter2@db/x", "mysql://ada:hunter2@db/x", "nonsense"]
)
def test_a_database_address_that_cannot_be_used_never_shows_its_password(home: Path, address: str) -> None:
    outcome = run(home, DEPECHE_DATABASE_URL=address)
    assert "hunter2" not in outcome.complaint()
    assert outcome.code == 1


def test_a_missing_configuration_is_named(home: Path) -> None:
    (home / CONFIG).unlink()
    outcome = run(home)
    assert CONFIG in outcome.complaint()
    assert "--config" in outcome.complaint()
    assert outcome.code == 1


def test_a_configuration_can_be_named(home: Path) -> None:
    other = run(home, "--config", "elsewhere.yaml")
    assert "elsewhere.yaml" in other.complaint()


def test_a_data_folder_that_cannot_be_written_is_named(home: Path) -> None:
    # A file where the folder should be: permissions would not stop root.
    (home / "data").write_text("in the way", "utf-8")
    outcome = run(home)
    assert "data" in outcome.complaint()
    assert "DEPECHE_DATA_FOLDER" in outcome.complaint()
    assert outcome.code == 1


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="there is no /proc here")
def test_a_data_folder_that_cannot_be_created_is_named(home: Path) -> None:
    outcome = run(home, DEPECHE_DATA_FOLDER="/proc/depeche")
    assert "/proc/depeche" in outcome.complaint()
    assert outcome.code == 1


def test_a_database_that_is_none_is_named_with_the_remedy(home: Path) -> None:
    (home / "data").mkdir()
    (home / "data" / "depeche.db").write_bytes(b"this is not a database, and long enough to be sure of it. " * 40)
    outcome = run(home)
    assert "depeche.db" in outcome.complaint()
    assert "backup" in outcome.complaint()
    assert outcome.code == 1


def test_a_folder_in_place_of_the_database_is_named(home: Path) -> None:
    (home / "data" / "depeche.db").mkdir(parents=True)
    outcome = run(home)
    assert "depeche.db" in outcome.complaint()
    assert outcome.code == 1


def test_every_mistake_in_the_cards_is_shown_with_its_place(home: Path) -> None:
    edit(home / "briefings" / "models" / "gemma.yaml", "status: published", "status: publised")
    edit(home / "briefings" / "people" / "wei-sun.yaml", "kind: person", "kind: person\nkind: person")
    (home / "briefings" / "people" / "sam-altman.yaml").write_text("summary: [\n", "utf-8")
    commands = [("run",), ("try", "/about"), ("demo", "--no-browser")]
    calls = {command: partial(depeche, *command, cwd=home, DISCORD_TOKEN=TOKEN) for command in commands}
    places = (r"models/gemma\.yaml:\d+:9: ", r"people/wei-sun\.yaml:\d+:1: ", r"people/sam-altman\.yaml:\d+:\d+: ")
    for outcome in at_once(calls).values():
        complaint = outcome.complaint()
        assert all(re.search(place, complaint) for place in places), complaint
        assert outcome.code == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("people/\x1b[31mevil.yaml", "people/\\u001b[31mevil.yaml:"),
        ("people/a\n::error::b.yaml", "people/a\\u000a::error::b.yaml:"),
        ("people/\u202eevil.yaml", "people/\\u202eevil.yaml:"),
        ("people/[bold]evil.yaml", "people/[bold]evil.yaml:"),
        ("::error::b.yaml", "\\u003a:error::b.yaml:"),
    ],
)
def test_the_name_of_a_card_commands_neither_terminal_nor_github(tmp_path: Path, name: str, shown: str) -> None:
    for file in (name, "people/other.yaml"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("id: x\n", "utf-8")
    complaint = depeche("export", "--content", str(tmp_path)).complaint()
    first, *lines = complaint.splitlines()
    assert first == f"The briefings cannot be served; {len(lines)} to mend:"
    assert any(line.startswith(shown) for line in lines), complaint
    assert all(line.startswith((shown, "people/other.yaml:")) for line in lines), complaint


@pytest.mark.parametrize(
    "arguments", [("check", "{}"), ("schema", "{}"), ("new", "{}"), ("coverage", "--articles", "{}"), ("explain", "{}")]
)
def test_what_was_typed_commands_neither_terminal_nor_github(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    typed = "\x1b[31mred\u202e\n::error::no"
    complaint = depeche(*(each.format(typed) for each in arguments), cwd=tmp_path).complaint()
    assert not set("\x1b\u202e") & set(complaint)
    assert not any(line.startswith("::") for line in complaint.splitlines())


def test_an_id_taken_twice_is_shown_with_both_files(home: Path) -> None:
    copy = home / "briefings" / "organizations" / "sam-altman.yaml"
    card = home / "briefings" / "organizations" / "omdia.yaml"
    copy.write_text(card.read_text("utf-8").replace("id: omdia", "id: sam-altman"), "utf-8")
    outcome = run(home)
    complaint = outcome.complaint()
    assert "people/sam-altman.yaml" in complaint
    assert "organizations/sam-altman.yaml" in complaint
    assert outcome.code == 1


def test_a_missing_folder_of_cards_is_named(home: Path) -> None:
    shutil.rmtree(home / "briefings")
    outcome = run(home)
    assert "briefings" in outcome.complaint()
    assert outcome.code == 1
