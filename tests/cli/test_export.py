"""``depeche export``: the collection on the terminal or in a file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.support import clean_environment, depeche
from tests.conftest import ROOT
from tests.world.support import edit


def test_json_is_printed_unless_json_ld_is_asked_for() -> None:
    plain, linked = depeche("export"), depeche("export", "--format", "json-ld")
    assert (plain.code, plain.err) == (linked.code, linked.err) == (0, "")
    assert "sam-altman" in json.loads(plain.out)["cards"]["person"]
    assert json.loads(linked.out)["@context"]["@vocab"] == "https://schema.org/"


@pytest.mark.parametrize("format", ["json", "json-ld"])
def test_every_run_prints_the_same_bytes_whatever_the_terminal_knows(format: str) -> None:
    printed = [
        depeche("export", "--format", format, PYTHONHASHSEED=seed, PYTHONUTF8="0", PYTHONIOENCODING=encoding).out
        for seed, encoding in (("1", "ascii"), ("2", "cp1252"))
    ]
    assert printed[0] == printed[1]
    assert "PDG d’OpenAI" in printed[0]


def test_a_file_holds_what_would_be_printed(tmp_path: Path) -> None:
    file = tmp_path / "cards.json"
    outcome = depeche("export", "--output", str(file))
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    assert file.read_bytes().decode() == depeche("export").out
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_is_there_keeps_its_mode_and_the_link_that_leads_to_it(tmp_path: Path) -> None:
    file, link = tmp_path / "cards.json", tmp_path / "link"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    assert depeche("export", "--output", str(link)).code == 0
    assert link.is_symlink()
    assert json.loads(file.read_text("utf-8"))["format"] == 1
    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("", "is a folder"),
        ("missing/cards.json", "cannot be written (No such file or directory)"),
        ("file/cards.json", "cannot be written (Not a directory)"),
        ("x" * 300, "cannot be written (File name too long)"),
        ("loop", "cannot be written"),
        ("pipe", "is not a regular file"),
    ],
    ids=["folder", "missing folder", "file for a folder", "long name", "circle", "pipe"],
)
def test_where_nothing_can_be_written_is_said(tmp_path: Path, place: str, said: str) -> None:
    (tmp_path / "file").write_text("kept")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    outcome = depeche("export", "--output", str(tmp_path / place))
    complaint = outcome.complaint()
    assert said in complaint
    assert str(tmp_path) in complaint
    assert "--output" in complaint
    assert outcome.code == 2
    assert {path.name for path in tmp_path.iterdir()} == {"file", "loop", "pipe"}
    assert (tmp_path / "file").read_text() == "kept"


def test_a_file_that_could_not_be_finished_is_taken_away_again(tmp_path: Path) -> None:
    file = tmp_path / "cards.json"
    file.write_text("old")
    done = subprocess.run(
        ["/bin/sh", "-c", 'ulimit -f 1; exec "$0" -B -m bot export --output "$1"', sys.executable, str(file)],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "cannot be written (File too large)" in done.stderr.decode()
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_text() == "old"


def test_broken_cards_leave_the_old_file_alone(briefings: Path, tmp_path: Path) -> None:
    file = tmp_path / "cards.json"
    file.write_text("old")
    edit(briefings / "people" / "sam-altman.yaml", "kind: person", "kind: persona")
    outcome = depeche("export", "--content", str(briefings), "--output", str(file))
    assert "people/sam-altman.yaml:3:" in outcome.complaint()
    assert outcome.code == 1
    assert file.read_text() == "old"


def test_cards_of_ones_own_need_no_configuration(briefings: Path, tmp_path: Path) -> None:
    edit(briefings / "people" / "sam-altman.yaml", "status: published", "status: withheld")
    outcome = depeche("export", "--content", str(briefings), cwd=tmp_path)
    assert outcome.code == 0, outcome.err
    people = json.loads(outcome.out)["cards"]["person"]
    assert "sam-altman" not in people
    assert "wei-sun" in people


def test_the_configured_folder_is_exported(briefings: Path) -> None:
    (briefings / "people" / "sam-altman.yaml").rename(briefings / "people" / "altman.yaml")
    outcome = depeche("export", DEPECHE_CONTENT_FOLDER=str(briefings))
    assert "people/altman.yaml" in outcome.complaint()
    assert outcome.code == 1


def test_an_unknown_form_is_a_matter_of_usage() -> None:
    outcome = depeche("export", "--format", "xml")
    assert outcome.code == 2
    assert "json-ld" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_reader_who_has_seen_enough_is_no_mistake() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "export"],
            cwd=ROOT,
            env=clean_environment(),
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writing)
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_said() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "export"],
            cwd=ROOT,
            env=clean_environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "depeche: The document cannot be printed (No space left on device).\n"


def test_it_imports_neither_discord_nor_the_database() -> None:
    script = (
        "import sys\nfrom bot.cli.app import main\nsys.argv = ['depeche', 'export']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "heavy = {'discord', 'sqlalchemy', 'apscheduler', 'alembic', 'simcord'} & sys.modules.keys()\n"
        "print(sorted(heavy), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=clean_environment(), capture_output=True, check=False, timeout=60
    )
    assert done.stderr.decode() == "[]\n"
    assert json.loads(done.stdout)["format"] == 1
