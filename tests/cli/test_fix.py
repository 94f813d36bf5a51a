"""``depeche check --fix``: what is safe is mended, at its place and nowhere else; what is not stays as it was."""

import difflib
import os
from pathlib import Path

import pytest

from bot.cards import lock
from bot.cli.briefings import briefings_at
from bot.cli.fixing import fixed
from bot.delivery.editions import EditionBuilder
from bot.errors import DepecheError, UsageError
from bot.presentation.localizer import load_localizers
from tests.cli.newsroom import Newsroom, furnish, lock_of

# What a curator wrote instead of what; each code that can be fixed but that of the lock file is here.
MISTAKES = {
    "Y03": ("  fr: Elle a montré une lampe.", "  fr: Elle : une lampe.", '  fr: "Elle : une lampe."'),
    "Y06": ("  fr: Elle a montré une lampe.", "  fr: 'C'est sa lampe.'", '  fr: "C\'est sa lampe."'),
    "Y07": ("  fr: Elle a montré une lampe.", "  fr: @Ada a une lampe.", '  fr: "@Ada a une lampe."'),
    "Y17": ("name: Ada Morel", "name:Ada Morel", "name: Ada Morel"),
    "K01": ("summary:", "sumary:", "summary:"),
    "S02": ("de Brest ... dix ans", "de Brest ... dix àns", "de Brest ... dix ans"),
}
D01 = ("updated: 2026-11-21", "updated: 21/11/2026", "updated: 2026-11-21")


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return furnish(tmp_path)


def mend(newsroom: Newsroom, *codes: str, articles: bool = True, paths: tuple[Path, ...] = ()) -> list[str]:
    """Mend in this process, and return what is said."""
    briefings = briefings_at(paths, newsroom.briefings)
    folder = newsroom.articles if articles else newsroom.home / "none"
    builder = EditionBuilder(briefings.folder, folder, newsroom.home / "data", load_localizers())
    return list(fixed(codes, briefings, builder))


def ada(newsroom: Newsroom) -> bytes:
    return (newsroom.briefings / "people" / "ada.yaml").read_bytes()


class TestMending:
    @pytest.mark.parametrize("code", MISTAKES)
    @pytest.mark.parametrize("shape", ["plain", "CRLF", "BOM"])
    def test_only_what_is_wrong_changes(self, code: str, shape: str, newsroom: Newsroom) -> None:
        right, wrong, mended = MISTAKES[code]
        path = newsroom.briefings / "people" / "ada.yaml"
        before = path.read_bytes().replace(right.encode(), wrong.encode())
        assert before != path.read_bytes()
        if shape == "CRLF":
            before = before.replace(b"\n", b"\r\n")
        if shape == "BOM":
            before = b"\xef\xbb\xbf" + before
        path.write_bytes(before)
        (said,) = mend(newsroom, code)
        assert said == f"{path}: mended 1 ({code})"
        assert path.read_bytes() == before.replace(wrong.encode(), mended.encode())
        assert newsroom.quick_check("--articles", "texts").code == 0

    @pytest.mark.parametrize("code", MISTAKES)
    def test_a_mistake_of_another_code_stays(self, code: str, newsroom: Newsroom) -> None:
        right, wrong, _ = MISTAKES[code]
        before = newsroom.rewrite("people/ada.yaml", right, wrong)
        (said,) = mend(newsroom, "D01")
        assert "Nothing to mend" in said
        assert ada(newsroom) == before

    def test_a_date_is_mended_where_it_can_mean_one_day(self, newsroom: Newsroom) -> None:
        right, wrong, _ = D01
        newsroom.rewrite("people/ada.yaml", right, wrong)
        before = ada(newsroom)
        said = mend(newsroom, "D01")
        if b"21/11/2026" not in ada(newsroom):
            assert ada(newsroom) == before.replace(b"21/11/2026", b"2026-11-21")
        else:
            assert "Nothing to mend" in said[0]

    def test_several_in_several_files_and_of_several_codes(self, newsroom: Newsroom) -> None:
        newsroom.rewrite("people/ada.yaml", "summary:", "sumary:")
        newsroom.rewrite("people/ada.yaml", "de Brest ... dix ans", "de Brést ... dix àns")
        newsroom.rewrite("people/ada.yaml", "pas ... Ada Morel", "pas ... Ada Morél")
        newsroom.rewrite("people/zoe.yaml", "  fr: Elle a", "  fr: @elle a")
        said = mend(newsroom, "k01", "S02", "Y07")
        path = newsroom.briefings / "people"
        assert sorted(said) == [
            f"{path / 'ada.yaml'}: mended 4 (K01, S02)",
            f"{path / 'zoe.yaml'}: mended 1 (Y07)",
        ]
        assert newsroom.quick_check("--articles", "texts", "--strict").code == 0

    def test_the_name_of_a_file_commands_no_terminal(self, newsroom: Newsroom) -> None:
        newsroom.rewrite("people/ada.yaml", "Une équipe", "Une equipe")
        (newsroom.briefings / "people" / "ada.yaml").rename(
            newsroom.briefings / "people" / "a\x1b[31m\n::error::b.yaml"
        )
        outcome = newsroom.check("--articles", "texts", "--fix", "S02")
        told = outcome.err.splitlines()[0]
        assert told == "briefings/people/a\\u001b[31m\\u000a::error::b.yaml: mended 1 (S02)"
        assert "\x1b" not in outcome.err

    def test_only_in_the_files_that_are_meant(self, newsroom: Newsroom) -> None:
        for file in ("people/ada.yaml", "people/zoe.yaml"):
            newsroom.rewrite(file, "summary:", "sumary:")
        before = ada(newsroom)
        mend(newsroom, "K01", paths=(newsroom.briefings / "people" / "zoe.yaml",))
        assert ada(newsroom) == before
        assert b"summary:" in (newsroom.briefings / "people" / "zoe.yaml").read_bytes()

    def test_a_file_keeps_its_permissions_and_a_link_stays_one(self, newsroom: Newsroom) -> None:
        newsroom.rewrite("people/ada.yaml", "summary:", "sumary:")
        path, store = newsroom.briefings / "people" / "ada.yaml", newsroom.home / "store.yaml"
        path.rename(store)
        store.chmod(0o640)
        path.symlink_to(store)
        mend(newsroom, "K01")
        assert path.is_symlink()
        assert b"\nsummary:" in store.read_bytes()
        assert store.stat().st_mode & 0o777 == 0o640
        assert sorted(each.name for each in path.parent.iterdir()) == ["ada.yaml", "zoe.yaml"]

    def test_what_was_mended_is_checked(self, newsroom: Newsroom) -> None:
        """As a person runs it: what was mended is told, and what is left decides about the exit code."""
        newsroom.rewrite("people/ada.yaml", "summary:", "sumary:")
        newsroom.rewrite("people/zoe.yaml", "kind: person", "kind: persn")
        outcome = newsroom.check("--fix", "K01", "--articles", "texts")
        assert "people/ada.yaml: mended 1 (K01)" in outcome.err
        assert "ada.yaml" not in outcome.out
        assert "error[K09]" in outcome.out
        assert outcome.code == 1


class TestLeftAlone:
    @pytest.mark.parametrize("code", ["S03", "Y05", "K02", "C01", "Z99", ""])
    def test_a_code_that_cannot_be_fixed_is_refused(self, code: str, newsroom: Newsroom) -> None:
        with pytest.raises(UsageError, match="cannot be fixed by itself"):
            mend(newsroom, code)

    def test_one_code_that_cannot_be_fixed_stops_the_others(self, newsroom: Newsroom) -> None:
        before = newsroom.rewrite("people/ada.yaml", "summary:", "sumary:")
        with pytest.raises(UsageError, match="S03"):
            mend(newsroom, "K01", "S03")
        assert ada(newsroom) == before

    @pytest.mark.parametrize(
        "wrong", ["Elle est ... Ada Morel", "Elle n’est ... Ada Moral", "Ella n’est pas ... Morel"]
    )
    def test_words_that_differ_by_more_than_accents_are_not_taken_over(self, wrong: str, newsroom: Newsroom) -> None:
        """A word more or less may turn the meaning around: only a person can tell."""
        before = newsroom.rewrite("people/ada.yaml", "Elle n’est pas ... Ada Morel", wrong)
        (said,) = mend(newsroom, "S02")
        assert "Nothing to mend" in said
        assert ada(newsroom) == before

    def test_a_fix_that_would_not_help_is_not_made(self, newsroom: Newsroom) -> None:
        """Both keys were meant to be the same one, which would then be there twice."""
        before = newsroom.rewrite("people/ada.yaml", "summary:", "sumary: {fr: a, en: b}\nsummry:")
        (said,) = mend(newsroom, "K01")
        assert "left as it was" in said
        assert ada(newsroom) == before

    def test_a_key_that_is_already_there_is_not_made_twice(self, newsroom: Newsroom) -> None:
        before = newsroom.rewrite("people/ada.yaml", "summary:", "sumary: {fr: a, en: b}\nsummary:")
        mend(newsroom, "K01")
        assert ada(newsroom) == before

    def test_what_was_only_hidden_is_no_reason_to_leave_a_mistake(self, newsroom: Newsroom) -> None:
        """Behind the missing space there are two passages that nobody could look up before."""
        newsroom.rewrite("people/ada.yaml", "name: Ada Morel", "name:Ada Morel")
        newsroom.rewrite("people/ada.yaml", "de Brest ... dix ans", "de Rennes ... vingt ans")
        newsroom.rewrite("people/ada.yaml", "id: not-for-sale   #", "ids: not-for-sale   #")
        mend(newsroom, "Y17")
        assert b"\nname: Ada Morel\n" in ada(newsroom)

    def test_a_file_that_was_saved_meanwhile_is_left_as_it_is(self, newsroom: Newsroom) -> None:
        newsroom.rewrite("people/ada.yaml", "summary:", "sumary:")
        newsroom.rewrite("people/zoe.yaml", "summary:", "sumary:")
        briefings = briefings_at((), newsroom.briefings)
        builder = EditionBuilder(newsroom.briefings, newsroom.articles, newsroom.home / "data", load_localizers())
        mending = fixed(["K01"], briefings, builder)
        next(mending)  # Ada's card is mended; Zoé's is being edited
        saved = newsroom.rewrite("people/zoe.yaml", "Elle a commandé", "Elle avait commandé")
        with pytest.raises(UsageError, match=r"zoe\.yaml has changed since it was read"):
            next(mending)
        assert (newsroom.briefings / "people" / "zoe.yaml").read_bytes() == saved

    def test_a_folder_that_cannot_be_written_is_said(self, newsroom: Newsroom) -> None:
        if not hasattr(os, "geteuid") or os.geteuid() == 0:
            pytest.skip("root may write everywhere")
        before = newsroom.rewrite("people/ada.yaml", "summary:", "sumary:")
        people = newsroom.briefings / "people"
        people.chmod(0o555)
        try:
            with pytest.raises(DepecheError, match="cannot be written"):
                mend(newsroom, "K01")
        finally:
            people.chmod(0o755)
        assert ada(newsroom) == before

    def test_an_unfinished_file_that_cannot_be_made_is_said(self, newsroom: Newsroom) -> None:
        before = newsroom.rewrite("people/ada.yaml", "summary:", "sumary:")
        (newsroom.briefings / "people" / f".ada.yaml.{os.getpid()}").mkdir()
        with pytest.raises(DepecheError, match=r"ada\.yaml cannot be written"):
            mend(newsroom, "K01")
        assert ada(newsroom) == before


class TestTheLockFile:
    def test_only_its_own_code_writes_it(self, newsroom: Newsroom) -> None:
        newsroom.lock.unlink()
        newsroom.rewrite("people/ada.yaml", "summary:", "sumary:")
        mend(newsroom, "K01", "S02")
        assert not newsroom.lock.exists()
        (said,) = mend(newsroom, "S07")
        assert said == f"{newsroom.lock}: written"
        assert newsroom.lock.read_bytes() == lock_of(newsroom)

    def test_it_is_the_same_whenever_it_is_written(self, newsroom: Newsroom) -> None:
        first = newsroom.lock.read_bytes()
        newsroom.lock.unlink()
        mend(newsroom, "S07")
        assert newsroom.lock.read_bytes() == first
        assert mend(newsroom, "S07") == [f"{newsroom.lock}: already up to date"]
        assert newsroom.lock.read_bytes() == first

    def test_a_line_for_each_citation_and_no_word_of_the_article(self, newsroom: Newsroom) -> None:
        old = newsroom.lock.read_text("utf-8").splitlines()
        newsroom.rewrite("people/zoe.yaml", "Gall ... 12", "Gall ... commandé 12")
        mend(newsroom, "S07")
        new = newsroom.lock.read_text("utf-8").splitlines()
        changed = [line[0] for line in difflib.ndiff(old, new) if line[0] in "+-"]
        assert sorted(changed) == ["+", "-"]
        assert "éclaire" not in "".join(new)

    def test_what_was_mended_in_the_cards_goes_in(self, newsroom: Newsroom) -> None:
        newsroom.rewrite("people/ada.yaml", "de Brest ... dix ans", "de Brest ... dix àns")
        before = newsroom.lock.read_bytes()
        mend(newsroom, "S02", "S07")
        assert newsroom.lock.read_bytes() == before
        assert newsroom.quick_check("--strict", "--articles", "texts").code == 0

    def test_without_the_articles_it_stays(self, newsroom: Newsroom) -> None:
        newsroom.rewrite("people/zoe.yaml", "Gall ... 12", "Gall ... commandé 12")
        before = newsroom.lock.read_bytes()
        (said,) = mend(newsroom, "S07", articles=False)
        assert "no article is at hand" in said
        assert newsroom.lock.read_bytes() == before

    @pytest.mark.parametrize("articles", [True, False])
    def test_what_cannot_be_read_is_not_written_over(self, articles: bool, newsroom: Newsroom) -> None:
        """A merge that stopped half-way has both sides' citations in it."""
        before = b"<<<<<<< ours\n" + newsroom.lock.read_bytes()
        newsroom.lock.write_bytes(before)
        (said,) = mend(newsroom, "S07", articles=articles)
        assert "it cannot be read" in said
        assert newsroom.lock.read_bytes() == before

    @pytest.mark.parametrize("wrong", ["id: ada\n\t", "id: ada\nstatus: published", "id: ada\nunheard: of"])
    def test_the_citations_of_a_card_that_cannot_be_read_are_not_forgotten(
        self, wrong: str, newsroom: Newsroom
    ) -> None:
        newsroom.rewrite("people/ada.yaml", "id: ada\n", f"{wrong}\n")
        before = newsroom.lock.read_bytes()
        (said,) = mend(newsroom, "S07")
        assert "not all cards can be read" in said
        assert newsroom.lock.read_bytes() == before

    def test_a_source_that_is_misspelt_costs_no_locked_citation(self, newsroom: Newsroom) -> None:
        mend(newsroom, "S07")
        before = newsroom.lock.read_bytes()
        newsroom.rewrite("people/zoe.yaml", "source: ", "source: no-")
        (said,) = mend(newsroom, "S07")
        assert "name a source that is not there" in said
        assert newsroom.lock.read_bytes() == before

    def test_an_article_that_is_missing_keeps_what_was_known_of_it(self, newsroom: Newsroom) -> None:
        other = newsroom.briefings / "sources" / "other.yaml"
        text = "Un second article parle de la lampe de Brest."
        source = "id: other\nkind: source\ntitle: Autre\npublished: 2026\nlanguage: fr\nsnapshot: other.txt\n"
        other.write_text(f"{source}sha256: {lock.sha256(text)}\n")
        (newsroom.articles / "other.txt").write_text(text, "utf-8")
        newsroom.rewrite("people/zoe.yaml", "cite:\n", "cite:\n  - {source: other, passage: Un second article}\n")
        mend(newsroom, "S07")
        known = lock.read_lock(newsroom.lock.read_bytes()).sources["other"]
        (newsroom.articles / "other.txt").unlink()
        newsroom.rewrite("people/zoe.yaml", "Gall ... 12", "Gall ... commandé 12")
        mend(newsroom, "S07")
        assert lock.read_lock(newsroom.lock.read_bytes()).sources["other"] == known
