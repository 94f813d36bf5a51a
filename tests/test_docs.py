"""The documents are a contract: what the program offers is documented, and what they show is what it does."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast, get_args, get_origin
from urllib.parse import unquote

import pytest
import typer
from discord.app_commands import Command
from discord.ext import commands

from bot.cards import reader, schema
from bot.cards.dates import parse_date
from bot.cards.inspection import build_edition
from bot.cards.relations import ENDS, RelationType
from bot.cards.rules import FAMILIES
from bot.cards.schema import FOLDERS, KINDS, Card
from bot.cards.snapshot import Snapshot
from bot.cli import app as command_line
from bot.client import COGS, DepecheClient
from bot.commands.services import Services
from bot.errors import ContentError
from bot.presentation import vocabulary
from bot.presentation.corrections import correction_lines
from bot.presentation.dates import date_in_words
from bot.presentation.localizer import load_localizers
from bot.settings import PREFIX, Settings, load_settings

ROOT = Path(__file__).parents[1]
PAGES = (*ROOT.glob("README.md"), *sorted((ROOT / "docs").glob("*.md")))

# Under which heading of docs/curators.md the fields of each shape stand.
SECTIONS: dict[type[Any], str] = {
    Card: "Every card",
    **{cast("type[Any]", shape): kind for kind, shape in schema.CLASSES.items()},
    schema.Fact: "A fact",
    schema.Dispute: "A dispute",
    schema.When: "A date",
    schema.Citation: "A citation",
    schema.Correction: "A correction",
    schema.Translation: "A translation",
    schema.Step: "A step",
    schema.Relation: "A relation",
}


@cache
def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def section(name: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one."""
    found = re.search(
        rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", _without_blocks(page(name)), re.DOTALL | re.MULTILINE
    )
    assert found, f"{name} has no heading {heading!r}"
    return found[1]


def tables(text: str) -> Iterator[list[str]]:
    """Yield the cells of each row of each table, without the heads."""
    for table in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        for row in table.splitlines()[2:]:
            yield [cell.strip() for cell in row.strip("|").split(" | ")]


def coded(text: str) -> list[str]:
    """Return what stands in backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def code() -> list[str]:
    """Return all code in all pages, inline and in blocks."""
    blocks = [
        block for each in PAGES for block in re.findall(r"^```[^\n]*\n(.*?)^```", _text(each), re.DOTALL | re.MULTILINE)
    ]
    return [*blocks, *(span for each in PAGES for span in coded(_without_blocks(_text(each))))]


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _without_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```\n", "", text, flags=re.DOTALL | re.MULTILINE)


# Operators


def test_every_setting_is_documented_with_its_variable_and_the_value_it_is_delivered_with() -> None:
    delivered = reader.parse((ROOT / "config" / "bot.yaml").read_bytes())
    expected = {
        (f"`{name}.{key}`", f"`{PREFIX}_{name}_{key}`".upper(), f"`{value}`")
        for name, keys in delivered.items()
        for key, value in keys.items()
    }
    documented = {tuple(row[:3]) for row in tables(section("docs/operators.md", "Configuration"))}
    assert documented == expected


@pytest.mark.parametrize("row", list(tables(section("docs/operators.md", "Configuration"))), ids=lambda row: row[0])
def test_every_documented_variable_is_read(row: list[str]) -> None:
    variable = row[1].strip("`")
    words = {"DEPECHE_LOG_LEVEL": "error", "DEPECHE_LOG_FORMAT": "json", "DEPECHE_NEWSROOM_LANGUAGE": "en"}
    value = words.get(variable, "7")
    value = f"sqlite+aiosqlite:///{value}" if variable == "DEPECHE_DATABASE_URL" else value
    part, key = row[0].strip("`").split(".")
    settings: Settings = load_settings(ROOT / "config" / "bot.yaml", {variable: value})
    assert str(getattr(getattr(settings, part), key)).removesuffix(".0") == value


def test_every_variable_for_the_token_and_the_file_is_documented() -> None:
    documented = coded(page("docs/operators.md"))
    sources = _text(ROOT / "bot/settings.py") + _text(ROOT / "bot/cli/options.py")
    named = set(re.findall(r'"(DISCORD_\w+|DEPECHE_\w+)"', sources))
    assert named == {
        "DISCORD_TOKEN",
        "DISCORD_TOKEN_FILE",
        "DEPECHE_CONFIG",
        "DEPECHE_ARTICLES",
        "DEPECHE_CONTENT_ARTICLES_DIR",
    }
    assert named <= set(documented)


def test_every_log_event_is_documented() -> None:
    logged = {
        event
        for module in (ROOT / "bot").rglob("*.py")
        for event in re.findall(r'(?:\blog\.\w+\(\s*|\bevent=)"([^"]+)"', _text(module))
    }
    assert {row[0].strip("`") for row in tables(section("docs/operators.md", "Logs"))} == logged


# The command line


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command line as ``depeche`` puts it together, without running it."""
    started: list[typer.Typer] = []

    def start(app: typer.Typer) -> None:
        started.append(app)

    monkeypatch.setattr(typer.Typer, "__call__", start)
    command_line.main()
    return typer.main.get_command(started[0])


def test_every_command_and_option_of_the_terminal_is_documented(line: Any) -> None:
    lines = [line for each in PAGES for line in _text(each).splitlines()]
    for name, command in line.commands.items():
        assert any(f"`depeche {name}`" in each for each in lines), f"depeche {name} is not documented"
        for option in (option for parameter in command.params for option in _spellings(parameter)):
            assert any(f"`depeche {name}`" in each and f"`{option}`" in each for each in lines), (
                f"depeche {name} {option} is not documented on a line that names both"
            )


def _spellings(parameter: Any) -> list[str]:
    return [*parameter.opts, *parameter.secondary_opts] if parameter.param_type_name == "option" else []


def test_no_command_of_the_terminal_is_documented_that_does_not_exist(line: Any) -> None:
    mentioned = {name for text in code() for name in re.findall(r"\bdepeche ([a-z]+)\b", text)}
    assert mentioned
    assert mentioned <= line.commands.keys()


# Discord


@pytest.fixture
async def slash_commands() -> dict[str, Command[Any, ..., Any]]:
    """The commands that the client registers, by their full name."""
    # None of its parts is asked for anything until somebody uses a command.
    client = DepecheClient(cast("Any", None))
    for cog in COGS:
        await cast("commands.Bot", client).add_cog(cog(cast("Services", None)))
    return {each.qualified_name: each for each in client.tree.walk_commands() if isinstance(each, Command)}


def test_every_slash_command_and_option_is_documented(slash_commands: dict[str, Command[Any, ..., Any]]) -> None:
    spans = [span for name in ("README.md", "docs/admins.md") if (ROOT / name).exists() for span in _spans(name)]
    for name, command in slash_commands.items():
        assert any(re.match(rf"/{name}\b", span) for span in spans), f"/{name} is not documented"
        for parameter in command.parameters:
            option = parameter.display_name
            assert any(span == option or re.search(rf"/{name}\b.*\b{option}:", span) for span in spans), (
                f"/{name} {option}: is not documented"
            )


def _spans(name: str) -> list[str]:
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", page(name), re.DOTALL | re.MULTILINE)
    return [*coded(_without_blocks(page(name))), *(line for block in blocks for line in block.splitlines())]


def test_no_slash_command_is_documented_that_does_not_exist(
    slash_commands: dict[str, Command[Any, ..., Any]],
) -> None:
    groups = {name.partition(" ")[0] for name in slash_commands if " " in name}
    mentioned = {
        found[1]
        for text in code()
        for found in re.finditer(r"(?:^|[\"\s])/([a-z]+(?![\w/-])(?: [a-z][a-z-]*\b(?!:))?)", text)
    }
    alone = {name if name.partition(" ")[0] in groups else name.partition(" ")[0] for name in mentioned}
    assert alone
    assert alone <= slash_commands.keys() | groups


# Curators


def test_every_shape_of_a_card_has_its_section() -> None:
    shapes = {each for each in vars(schema).values() if is_dataclass(each) and each.__module__ == schema.__name__}
    assert shapes == SECTIONS.keys()


@pytest.mark.parametrize("shape", SECTIONS, ids=lambda shape: shape.__name__)
def test_every_field_of_a_card_is_documented_and_said_to_be_required_or_not(shape: type[Any]) -> None:
    expected = {
        f"`{each.name}`": "yes" if each.default is MISSING and each.default_factory is MISSING else "no"
        for each in _own_fields(shape)
    }
    rows = (row for row in tables(section("docs/curators.md", SECTIONS[shape])) if row[1] in {"yes", "no"})
    assert {row[0]: row[1] for row in rows} == expected


@pytest.mark.parametrize("shape", SECTIONS, ids=lambda shape: shape.__name__)
def test_every_word_that_a_field_may_hold_is_documented(shape: type[Any]) -> None:
    documented = set(coded(section("docs/curators.md", SECTIONS[shape])))
    closed = {name: set(get_args(each)) for name, each in vars(schema).items() if get_origin(each) is Literal}
    # Relations have a table of their own.
    for words in (closed.get(str(each.type).removesuffix(" | None"), set()) for each in _own_fields(shape)):
        assert words <= documented or words == set(get_args(RelationType))


def _own_fields(shape: type[Any]) -> list[Field[Any]]:
    """Return the fields of a shape, less those that it shares with every card."""
    shared = {each.name for each in fields(Card)} if issubclass(shape, Card) and shape is not Card else set()
    return [each for each in fields(shape) if each.name not in shared]


def test_every_folder_and_kind_is_documented() -> None:
    overview = set(coded(section("docs/curators.md", "For curators: writing cards")))
    assert {f"{folder}/" for folder in FOLDERS} | set(FOLDERS.values()) <= overview


def test_every_relation_is_documented_with_the_kinds_it_ties_and_how_it_reads() -> None:
    documented = {row[0].strip("`"): (_kinds(row[1]), _kinds(row[2]), row[3]) for row in _relations()}
    expected = {
        name: (set(ENDS[name].sources), set(ENDS[name].targets), " / ".join(vocabulary.TIES[name]))
        for name in get_args(RelationType)
    }
    assert documented == expected


def _relations() -> list[list[str]]:
    return list(tables(section("docs/curators.md", "Relations")))


def _kinds(cell: str) -> set[str]:
    return set(KINDS) if cell == "any" else set(re.findall(r"[a-z]+", cell)) - {"or"}


def test_dates_read_as_documented() -> None:
    english = load_localizers()["en"]
    forms = [row for row in tables(section("docs/curators.md", "A date")) if row[1] not in {"yes", "no"}]
    assert len(forms) >= 7
    for written, _, read in forms:
        assert date_in_words(parse_date(written.strip("`")), english) == read


WALK = "From nothing to a published, cited card"


def blocks(heading: str) -> list[tuple[str, str, str]]:
    """Return language, what stands after it, and body of each block under a heading of docs/curators.md."""
    whole = page("docs/curators.md")
    start = whole.index(f"\n## {heading}\n")
    under = whole[start : whole.index("\n## ", start + 1)]
    return [
        (found[1], found[2].strip(), found[3])
        for found in re.finditer(r"^```(\w+)([^\n]*)\n(.*?)^```", under, re.DOTALL | re.MULTILINE)
    ]


def path_of(language: str, info: str, body: str) -> str:
    """Return where a block of the walk-through is to be saved, if it is."""
    first = body.partition("\n")[0].removeprefix("# ")
    return info or (f"briefings/{first}" if language == "yaml" else "")


def test_the_walk_through_prints_what_it_shows(tmp_path: Path) -> None:
    environment = {**os.environ, "COLUMNS": "80", "PYTHONPATH": str(ROOT)}
    for name in ("DEPECHE_ARTICLES", "DEPECHE_CONFIG", "DEPECHE_CONTENT_FOLDER"):
        environment.pop(name, None)
    placed = {
        "DEPECHE_CONTENT_FOLDER": str(tmp_path / "briefings"),
        "DEPECHE_ARTICLES": str(tmp_path / "articles"),
        "DEPECHE_DATA_FOLDER": str(tmp_path / "data"),
    }
    for language, info, body in blocks(WALK):
        if path := path_of(language, info, body):
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(body, "utf-8")
        elif language == "console":
            line, _, shown = body.partition("\n")
            command = shlex.split(line.removeprefix("$ depeche "))
            # The only one that needs the whole configuration, and so a checkout.
            in_checkout = command[0] == "try"
            done = subprocess.run(
                [sys.executable, "-m", "bot", *command],
                cwd=ROOT if in_checkout else tmp_path,
                env=environment | (placed if in_checkout else {}),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
            assert (done.stderr + done.stdout).decode() == shown, line


def walked() -> Snapshot:
    """Return the cards and the article of the walk-through, as they are at its end."""
    saved = {path: block[-1].encode() for block in blocks(WALK) if (path := path_of(*block))}
    cards = {path.removeprefix("briefings/"): data for path, data in saved.items() if path.startswith("briefings/")}
    mended = {path: data.replace("le bréton".encode(), b"le breton") for path, data in cards.items()}
    return Snapshot(mended, None, {Path(path).name: saved[path] for path in saved if path not in mended})


MISTAKES = list(tables(section("docs/curators.md", "When something is wrong")))
MISTAKES = [row for row in MISTAKES if row[-1].startswith("`models/")]


@pytest.mark.parametrize(("right", "wrong", "message"), MISTAKES, ids=lambda cell: cell[1:13])
def test_a_mistake_is_named_as_documented(right: str, wrong: str, message: str) -> None:
    snapshot = walked()
    path = message.strip("`").partition(":")[0]
    before, after = (cell.strip("`").encode() for cell in (right, wrong))
    assert before in snapshot.files[path]
    changed = {**snapshot.files, path: snapshot.files[path].replace(before, after, 1)}
    with pytest.raises(ContentError) as refused:
        build_edition(replace(snapshot, files=changed))
    assert str(refused.value) == message.strip("`")


def test_a_correction_reads_as_documented() -> None:
    snapshot, path = walked(), "models/goeland.yaml"
    (_, _, added), *_ = blocks("Correcting a card")
    corrected = snapshot.files[path].replace(b"updated: 2026-11-22\n", added.encode())
    edition = build_edition(replace(snapshot, files={**snapshot.files, path: corrected}))
    goeland = edition.published["goeland"]
    assert goeland.updated == parse_date("2026-11-23")
    (line,) = correction_lines(goeland, load_localizers()["en"])
    assert f"\n> {line.removeprefix('-# ')}\n" in page("docs/curators.md")


def test_every_family_of_rules_is_documented() -> None:
    documented = {row[0] for row in tables(section("docs/curators.md", "When something is wrong"))}
    assert set(FAMILIES) <= documented


# Architecture


def test_every_part_of_the_house_is_in_its_plan() -> None:
    plan = set(
        re.findall(r"^  (\S+)", page("docs/architecture.md").partition("```\n")[2].partition("```")[0], re.MULTILINE)
    )
    parts = {f"{each.name}/" if each.is_dir() else each.name for each in (ROOT / "bot").iterdir()}
    assert plan == parts - {"__init__.py", "__pycache__/"}


def test_the_layers_are_those_that_are_enforced() -> None:
    contracts = tomllib.loads(page("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    assert " → ".join(layers) in " ".join(page("docs/architecture.md").split())


# All pages


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)|\b(?:src|href)=\"([^\"]+)\"", _without_blocks(_text(path)))
    for link in (first or second for first, second in links):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), f"{path.name} links to {link}"
        if anchor:
            assert anchor in _anchors(target), f"{path.name} links to {link}, and there is no such heading"


def _anchors(path: Path) -> set[str]:
    """Return the anchors that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.+)$", _without_blocks(_text(path)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
