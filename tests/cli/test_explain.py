"""``depeche explain``, as it is met in a terminal and in a pipe."""

import io
import subprocess
import sys

import pytest
from rich.console import Console

from bot.cards.explaining import explanation
from bot.cards.rules import FAMILIES, RULES
from bot.cli import explain as command
from bot.cli.explain import explain
from bot.errors import UsageError
from tests.cli.support import clean_environment, depeche
from tests.conftest import ROOT


def printed(capsys: pytest.CaptureFixture[str], *codes: str) -> str:
    explain(list(codes))
    return capsys.readouterr().out


@pytest.mark.parametrize("code", RULES)
def test_a_code_is_explained_with_its_examples(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = explanation(code)
    page = printed(capsys, code)
    assert page.startswith(f"# {code}: {RULES[code].title}\n\n{told.prose}\n\n")
    for example in told.examples:
        assert f"`{example.file}`" in page
        assert f"```{example.language}\n{example.text}```\n" in page
    assert page.index("**Wrong**") < page.index("**Right**")


def test_a_code_may_be_typed_in_small_letters(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "s02") == printed(capsys, "S02")


def test_several_codes_follow_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    both = printed(capsys, "y03", "K01")
    assert [line for line in both.splitlines() if line.startswith("# ")] == [
        "# Y03: a colon and a space inside a text",
        "# K01: an unknown key",
    ]
    assert "```\n\n# K01" in both


def test_without_a_code_all_are_listed_by_family(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys).splitlines()
    assert [line for line in lines if line.startswith("## ")] == [
        f"## {letter}: {family}" for letter, family in FAMILIES.items()
    ]
    assert [line[3:6] for line in lines if line.startswith("- ")] == list(RULES)
    assert "- `Y03` a colon and a space inside a text (fixable)" in lines
    assert "- `S07` the lock file is out of date (warning, fixable)" in lines
    assert "- `S03` a passage that could mean several places" in lines


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("S2", "There is no rule 'S2'. Did you mean S12 or S02?"),
        ("s99", "There is no rule 's99'. Did you mean S09?"),
        ("E01", "There is no rule 'E01'. Did you mean "),
        ("LX", "There is no rule 'LX'. Did you mean L01, L02 or L03?"),
        ("?", "There is no rule '?'. `depeche explain` lists them all."),
        ("", "There is no rule ''. `depeche explain` lists them all."),
    ],
)
def test_an_unknown_code_is_answered_with_the_closest(code: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        explain(["Y01", code])
    assert str(caught.value).startswith(said)


def test_in_a_terminal_the_page_is_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(command, "Console", lambda: Console(file=screen, force_terminal=True, width=70))
    explain(["S02"])
    shown = screen.getvalue()
    assert "\x1b[" in shown
    assert "```" not in shown
    assert "# S02" not in shown


def test_from_the_command_line() -> None:
    right, wrong = depeche("explain", "d01"), depeche("explain", "d0l")
    assert (right.code, right.err) == (0, "")
    assert right.out.startswith("# D01: not a date\n")
    assert wrong.code == 2
    assert wrong.complaint() == "There is no rule 'd0l'. Did you mean D06, D05 or D04?"


def test_explaining_needs_no_discord() -> None:
    """It must answer at once."""
    asked = "import sys; from bot.cli.explain import explain; explain(['S02']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "rich.console" in loaded
    assert not loaded & {"discord", "sqlalchemy", "apscheduler", "rich.markdown"}
