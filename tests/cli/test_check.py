"""``depeche check``: which files are checked, what comes out in which format, and with which exit code."""

import json
import os
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.cli.newsroom import Newsroom, furnish, lock_of
from tests.cli.support import Outcome, at_once

DATED = "updated: {0}\ncorrections: [{{date: {0}, note: {{fr: Elle est lente., en: It is slow.}}}}]"
ALL = ["people/ada.yaml", "people/zoe.yaml", "quotes/nobody-yet.yaml"]


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return furnish(tmp_path)


def found(outcome: Outcome) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(outcome.out)
    return report


def codes(outcome: Outcome) -> list[tuple[str, str]]:
    """Return the code and the file of each problem in a report as JSON."""
    return [(problem["code"], Path(problem["file"]).name) for problem in found(outcome)["problems"]]


class TestExitCodes:
    def test_nothing_wrong_is_0_with_and_without_the_articles(self, newsroom: Newsroom) -> None:
        with_articles = newsroom.check("--strict", "--articles", "texts")
        assert (with_articles.code, with_articles.err) == (0, "")
        assert "no problems in 3 cards · 4 citations verified, 0 not verified" in with_articles.out
        without = newsroom.check("--strict")
        assert (without.code, without.err) == (0, "")
        assert "0 citations verified, 4 locked, 0 not verified" in without.out

    def test_an_error_is_1(self, newsroom: Newsroom) -> None:
        newsroom.rewrite("people/ada.yaml", "kind: person", "kind: persn")
        outcome = newsroom.check("--strict")
        assert outcome.code == 1
        assert "error[K09]" in outcome.out
        assert "briefings/people/ada.yaml:3:7" in outcome.out
        assert "would refuse this" in outcome.out

    def test_a_warning_is_3_with_strict_and_0_without(self, newsroom: Newsroom) -> None:
        newsroom.rewrite("people/ada.yaml", "Sa lampe ne se vend pas.", "Sa lampe se vend.")
        outcomes = at_once(
            {
                "strict": partial(newsroom.check, "--strict", "--articles", "texts"),
                "lenient": partial(newsroom.check, "--articles", "texts"),
                "unread": partial(newsroom.check, "--strict"),
            }
        )
        assert {name: outcome.code for name, outcome in outcomes.items()} == {"strict": 3, "lenient": 0, "unread": 0}
        assert outcomes["strict"].out == outcomes["lenient"].out
        assert "warning[S11]" in outcomes["strict"].out

    def test_a_correction_on_a_day_to_come_is_a_warning(self, newsroom: Newsroom) -> None:
        """Whatever the day is on which this test runs."""
        newsroom.rewrite("people/ada.yaml", "updated: 2026-11-21", DATED.format("9999-11-21"))
        newsroom.rewrite("people/zoe.yaml", "updated: 2026-11-21", DATED.format("2020-11-21"))
        outcome = newsroom.check("--strict", "--format", "json")
        assert (outcome.code, codes(outcome)) == (3, [("D06", "ada.yaml")])

    def test_errors_and_warnings_together_are_1(self, newsroom: Newsroom) -> None:
        newsroom.rewrite("people/ada.yaml", "Sa lampe ne se vend pas.", "Sa lampe se vend.")
        newsroom.rewrite("people/zoe.yaml", "Gall ... 12", "Gall ... 15")
        outcome = newsroom.check("--strict", "--articles", "texts", "--format", "json")
        assert {("S11", "ada.yaml"), ("S02", "zoe.yaml")} <= set(codes(outcome))
        assert outcome.code == 1

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["nowhere"], "no nowhere"),
            (["briefings/citations.lock.json"], "is no card"),
            (["texts/brest.txt"], "is no card"),
            (["briefings/people/notes.txt"], "is no card"),
            (["--articles", "nowhere"], "no folder of articles nowhere"),
            (["--articles", "texts/brest.txt"], "no folder of articles"),
            (["--format", "xml"], "'xml' is no format"),
            (["--format", "json="], "'json=' is no format"),
            (["--format", "json=nowhere/report.json"], "cannot be written"),
            (["--format", "json=texts"], "cannot be written"),
            (["--fix", "S99"], "S99 cannot be fixed"),
            (["--fix", "S03"], "Y03, Y06, Y07, Y17, K01, D01, S02, S07"),
            (["--nonsense"], ""),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else "",
    )
    def test_what_cannot_be_done_is_2(self, arguments: list[str], said: str, newsroom: Newsroom) -> None:
        (newsroom.briefings / "people" / "notes.txt").write_text("not a card")
        outcome = newsroom.quick_check(*arguments)
        assert outcome.code == 2
        assert said in outcome.err
        assert outcome.out == ""


class TestPaths:
    """``ada`` and ``zoe`` both have a mistake, and so has the quotation."""

    @pytest.fixture
    def wrong(self, newsroom: Newsroom) -> Newsroom:
        for file in ALL:
            newsroom.rewrite(f"{file}", "status: published", "status: publishd")
        return newsroom

    def test_which_files_are_meant(self, wrong: Newsroom, tmp_path: Path) -> None:
        inside, people = wrong.briefings, wrong.briefings / "people"
        (tmp_path / "linked").symlink_to(inside)
        (tmp_path / "folk").symlink_to(people)
        ada, zoe, words = ALL
        calls: dict[str, tuple[list[str], Path, list[str]]] = {
            "nothing named": ([], tmp_path, ALL),
            "the briefings": (["briefings"], tmp_path, ALL),
            "the briefings, with a slash": (["briefings/"], tmp_path, ALL),
            "the briefings, in full": ([str(inside)], tmp_path, ALL),
            "a file": (["briefings/people/ada.yaml"], tmp_path, [ada]),
            "a folder of one kind": (["briefings/people"], tmp_path, [ada, zoe]),
            "several": (["briefings/quotes", "briefings/people/zoe.yaml"], tmp_path, [zoe, words]),
            "one in the other": (["briefings/people", "briefings/people/zoe.yaml"], tmp_path, [ada, zoe]),
            "all and one": (["briefings", "briefings/people/zoe.yaml"], tmp_path, ALL),
            "twice": (["briefings/people/ada.yaml"] * 2, tmp_path, [ada]),
            "ways around": (["briefings/people/../people/ada.yaml", "briefings/quotes"], tmp_path, [ada, words]),
            "from the briefings": (["people"], inside, [ada, zoe]),
            "from the briefings, a file": (["people/zoe.yaml"], inside, [zoe]),
            "from the briefings, all": (["."], inside, ALL),
            "from the folder": (["."], people, [ada, zoe]),
            "from the folder, a file": (["ada.yaml"], people, [ada]),
            "from another folder": (["../people/ada.yaml"], inside / "quotes", [ada]),
            "from below": ([".."], people, ALL),
            "a linked folder of briefings": (["linked"], tmp_path, ALL),
            "a folder in it": (["linked/people"], tmp_path, [ada, zoe]),
            "both ways in": (["linked/people/ada.yaml", "briefings/quotes"], tmp_path, [ada, words]),
            "a linked folder of cards": (["folk"], tmp_path, [ada, zoe]),
            "a file in it": (["folk/ada.yaml"], tmp_path, [ada]),
        }
        outcomes = {
            name: wrong.quick_check("--format", "json", *arguments, cwd=cwd)
            for name, (arguments, cwd, _) in calls.items()
        }
        for name, (_, _, meant) in calls.items():
            assert codes(outcomes[name]) == [("K04", Path(file).name) for file in meant], name
            assert found(outcomes[name])["counts"]["cards"] == len(meant), name
            assert outcomes[name].code == 1, name

    def test_a_file_is_named_the_way_there(self, wrong: Newsroom) -> None:
        """So that a click on the line in a terminal opens it."""
        outcomes = at_once(
            {
                "above": partial(wrong.check, "briefings/people/ada.yaml"),
                "beside": partial(wrong.check, "ada.yaml", cwd=wrong.briefings / "people"),
                "in full": partial(wrong.check, str(wrong.briefings / "people" / "ada.yaml")),
            }
        )
        assert "--> briefings/people/ada.yaml:5:9" in outcomes["above"].out
        assert f"--> {wrong.briefings}/people/ada.yaml:5:9" in outcomes["in full"].out
        place = outcomes["beside"].out.partition("--> ")[2].partition(":")[0]
        assert (wrong.briefings / "people" / place).resolve() == wrong.briefings / "people" / "ada.yaml"

    def test_a_card_that_is_a_link_is_the_card(self, newsroom: Newsroom, tmp_path: Path) -> None:
        card = newsroom.briefings / "people" / "ada.yaml"
        newsroom.rewrite("people/ada.yaml", "status: published", "status: publishd")
        (tmp_path / "store").mkdir()
        shutil.move(card, tmp_path / "store" / "card-1.yaml")
        card.symlink_to(tmp_path / "store" / "card-1.yaml")
        outcome = newsroom.quick_check("briefings/people/ada.yaml", "--format", "json")
        assert codes(outcome) == [("K04", "ada.yaml")]

    def test_files_of_two_briefings_are_checked_one_after_the_other(self, wrong: Newsroom) -> None:
        shutil.copytree(wrong.briefings, wrong.home / "others")
        outcome = wrong.check("briefings/people", "others/people")
        assert "briefings, others" in outcome.complaint()
        assert outcome.code == 2

    def test_the_other_cards_are_still_known(self, newsroom: Newsroom) -> None:
        """A file that names another card is right although only that file is meant."""
        outcome = newsroom.check("briefings/quotes/nobody-yet.yaml", "--strict", "--articles", "texts")
        assert outcome.code == 0, outcome.out
        assert "in 1 card" in outcome.out

    def test_a_mistake_in_a_file_that_is_not_meant_is_not_told(self, newsroom: Newsroom) -> None:
        newsroom.rewrite("people/ada.yaml", "status: published", "status: publishd")
        outcome = newsroom.quick_check("briefings/people/zoe.yaml", "--format", "json")
        assert codes(outcome) == []
        assert outcome.code == 0

    def test_no_briefings_at_all(self, tmp_path: Path) -> None:
        outcome = Newsroom(tmp_path).check()
        assert "There is no briefings" in outcome.complaint()
        assert outcome.code == 2


class TestEverythingAtOnce:
    def test_what_cannot_be_read_is_told_beside_what_is_wrong_in_the_rest(self, newsroom: Newsroom) -> None:
        newsroom.rewrite("people/ada.yaml", "status: published", "status: publishd")
        people = newsroom.briefings / "people"
        (people / "deep").mkdir()
        (people / "deep" / "card.yaml").write_text("id: card\n")
        (newsroom.briefings / "stray.yaml").write_text("id: stray\n")
        (people / "gone.yaml").symlink_to(newsroom.home / "nothing")
        (people / "UPPER.YAML").write_text("id: upper\n")
        outcome = newsroom.quick_check("--format", "json")
        assert sorted(codes(outcome)) == [
            ("K04", "ada.yaml"),
            ("K09", "UPPER.YAML"),
            ("K09", "card.yaml"),
            ("K09", "stray.yaml"),
            ("Y01", "gone.yaml"),
        ]
        assert outcome.code == 1

    def test_a_file_nobody_may_read(self, newsroom: Newsroom) -> None:
        if not hasattr(os, "geteuid") or os.geteuid() == 0:
            pytest.skip("root may read everything")
        (newsroom.briefings / "people" / "ada.yaml").chmod(0)
        assert ("Y01", "ada.yaml") in codes(newsroom.check("--format", "json"))

    def test_what_rests_on_a_card_that_cannot_be_read_is_not_told(self, newsroom: Newsroom) -> None:
        """Neither that its quotation names nobody, nor that the lock file knows too much."""
        newsroom.rewrite("people/ada.yaml", "id: ada\n", "id: ada\n\t")
        outcome = newsroom.quick_check("--format", "json", "--articles", "texts")
        assert {file for _, file in codes(outcome)} == {"ada.yaml"}

    @pytest.mark.parametrize(
        "content", [b"", b"<<<<<<< ours\n", b"\xff\xfe", b'{"format": 1}', b"[]", b'{"format": 9}']
    )
    def test_a_lock_file_that_is_none(self, content: bytes, newsroom: Newsroom) -> None:
        newsroom.lock.write_bytes(content)
        outcome = newsroom.quick_check("--format", "json")
        assert ("S13", "citations.lock.json") in codes(outcome)
        assert outcome.code == 1

    def test_without_a_lock_file_or_articles_nothing_is_verified(self, newsroom: Newsroom) -> None:
        newsroom.lock.unlink()
        outcome = newsroom.quick_check("--strict", "--format", "json")
        assert codes(outcome) == [("S08", "brest.yaml")]
        assert outcome.code == 3


class TestArticles:
    def test_the_environment_names_them_too_and_the_option_comes_first(self, newsroom: Newsroom) -> None:
        (newsroom.home / "others").mkdir()
        outcomes = at_once(
            {
                "environment": partial(newsroom.check, DEPECHE_ARTICLES="texts"),
                "in full": partial(newsroom.check, DEPECHE_CONTENT_ARTICLES_DIR="texts"),
                "none there": partial(newsroom.check, DEPECHE_ARTICLES="nowhere"),
                "both": partial(newsroom.check, "--articles", "texts", DEPECHE_ARTICLES="nowhere"),
                "empty": partial(newsroom.check, "--articles", "others", DEPECHE_ARTICLES="texts"),
            }
        )
        for verified in ("environment", "in full", "both"):
            assert "4 citations verified" in outcomes[verified].out, verified
        assert "4 locked" in outcomes["empty"].out
        assert outcomes["none there"].code == 2
        assert "no folder of articles nowhere" in outcomes["none there"].complaint()

    def test_another_text_than_the_one_recorded_is_refused(self, newsroom: Newsroom) -> None:
        (newsroom.articles / "brest.txt").write_text("La lampe de Brest.", "utf-8")
        outcome = newsroom.quick_check("--articles", "texts", "--format", "json")
        assert codes(outcome) == [("S06", "brest.yaml")]
        assert found(outcome)["problems"][0]["line"] == 7


class TestFormats:
    def test_several_at_once(self, newsroom: Newsroom) -> None:
        newsroom.rewrite("people/ada.yaml", "status: published", "status: publishd")
        outcome = newsroom.check(
            "--format",
            "github",
            "--format",
            "json=report.json",
            "--format",
            "sarif=report.sarif",
            "--format",
            "human=r.txt",
        )
        assert outcome.code == 1
        assert outcome.out.startswith("::error file=briefings/people/ada.yaml,line=5,")
        home = newsroom.home
        assert [problem["code"] for problem in json.loads((home / "report.json").read_bytes())["problems"]] == ["K04"]
        assert json.loads((home / "report.sarif").read_bytes())["runs"][0]["results"][0]["ruleId"] == "K04"
        assert "error[K04]" in (home / "r.txt").read_text("utf-8")
        assert "\x1b" not in (home / "r.txt").read_text("utf-8")

    def test_one_twice(self, newsroom: Newsroom) -> None:
        outcome = newsroom.check("--format", "json", "--format", "json=report.json")
        assert json.loads(outcome.out) == json.loads((newsroom.home / "report.json").read_bytes())

    def test_nothing_to_say_is_no_line_for_github(self, newsroom: Newsroom) -> None:
        assert newsroom.quick_check("--format", "github").out == ""

    def test_a_file_with_an_equals_sign_in_its_name(self, newsroom: Newsroom) -> None:
        newsroom.quick_check("--format", "json=a=b.json")
        assert json.loads((newsroom.home / "a=b.json").read_bytes())

    def test_a_format_that_is_none_is_refused_before_anything_is_done(self, newsroom: Newsroom) -> None:
        newsroom.lock.unlink()
        outcome = newsroom.check("--articles", "texts", "--fix", "S07", "--format", "xml")
        assert outcome.code == 2
        assert not newsroom.lock.exists()

    def test_checking_leaves_the_cards_and_the_lock_file_alone(self, newsroom: Newsroom) -> None:
        newsroom.rewrite("people/zoe.yaml", "Gall ... 12", "Gall ... commandé 12")

        def contents() -> dict[Path, bytes]:
            return {path: path.read_bytes() for path in newsroom.briefings.rglob("*") if path.is_file()}

        before = contents()
        assert "S07" in newsroom.check("--articles", "texts").out
        assert contents() == before
        assert lock_of(newsroom) != before[newsroom.lock]
