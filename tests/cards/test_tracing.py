"""Every published sentence leads back to its article: verified where it is at hand, locked where it is not, or told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pytest

from bot.cards.evidence import locking
from bot.cards.inspection import Inspection, inspect
from bot.cards.lock import FILE, LockedSource, read_lock, sha256, written
from bot.cards.snapshot import Snapshot
from tests.cards.support import FIRST_FREE_LINE, card, files, source

PHARE = (
    "Le phare d’Armen s’allume à l’aube.\n"
    "La gardienne affirme : « Le signal n’est pas perdu, il est lent. » Elle éteint 12 lampes.\n"
    "Le bateau rentre à midi. Le soir, le bateau rentre encore.\n"
    "« Je compte les goélands, dit-elle, chaque matin. »\n"
)
CRIEE = "La criée ouvre à six heures. Les prix du homard montent.\n"
A_TEXT = "text: {fr: a, en: b}"


def cite(*passages: str, source_id: str = "phare") -> str:
    return "cite: [" + ", ".join(f"{{source: {source_id}, passage: '{each}'}}" for each in passages) + "]"


CITE = cite("Le phare ... aube")
ADA = card("person", "ada", CITE)
SAID = ("said_by: ada", "original_language: fr")


def paper(source_id: str = "phare", text: str = PHARE, *, sha: str | None = "", snapshot: str = "") -> str:
    """Return the source of an article; ``sha`` None leaves its hash out."""
    lines = [f"snapshot: {snapshot or source_id}.txt"]
    if sha is not None:
        lines.append(f"sha256: {sha or sha256(text)}")
    return source(source_id, *lines)


@dataclass(frozen=True)
class Told:
    """What an inspection says."""

    inspection: Inspection

    @property
    def problems(self) -> list[str]:
        return [f"{each.code} {each}" for each in self.inspection.problems]

    @property
    def places(self) -> list[tuple[str, str]]:
        return [(each.code, f"{each.file}:{each.line}:{each.column}") for each in self.inspection.problems]

    @property
    def codes(self) -> list[str]:
        return [each.code for each in self.inspection.problems]

    @property
    def errors(self) -> list[str]:
        return [each.code for each in self.inspection.errors]


@dataclass(frozen=True)
class World:
    """Some cards, and what lies beside them."""

    cards: tuple[str, ...]
    articles: dict[str, bytes] = field(default_factory=lambda: {"phare.txt": PHARE.encode()})
    lock: bytes | None = None

    @property
    def told(self) -> Told:
        return Told(inspect(self._snapshot()))

    @property
    def locked(self) -> "World":
        """The same world with the lock file that `depeche check --fix S07` writes."""
        inspection = self.told.inspection
        edition = inspection.edition
        whole = locking(edition.cards.values(), edition.sources, edition.evidence, inspection.lock)
        return replace(self, lock=written(whole))

    @property
    def away(self) -> "World":
        """The same world on a machine without the articles."""
        return replace(self, articles={})

    def having(self, *cards: str) -> "World":
        return replace(self, cards=cards)

    def _snapshot(self) -> Snapshot:
        encoded = {path: text.encode() for path, text in sorted(files(*self.cards).items())}
        return Snapshot(encoded, self.lock, self.articles)


def world(*cards: str, sources: Iterable[str] = (paper(),), more: Mapping[str, bytes] | None = None) -> World:
    """Return cards that cite the articles, which are at hand; ``more`` are other files of their folder."""
    articles = {"phare.txt": PHARE.encode(), "criee.txt": CRIEE.encode(), **(more or {})}
    return World((*cards, *sources), articles)


def citing(passage: str) -> str:
    return card("person", "ada", cite(passage))


COLUMN = CITE.index("Le phare") + 1  # of a passage in Ada's card; its quotation mark stands before it


class TestStandings:
    def test_where_the_article_is_at_hand_a_passage_is_verified(self) -> None:
        told = world(ADA).locked.told
        assert told.problems == []
        assert told.inspection.standings == {"verified": 1}
        proof = told.inspection.edition.evidence.of(told.inspection.edition.cards["ada"].cite[0])
        assert (proof.standing, proof.text) == ("verified", "Le phare d’Armen s’allume à l’aube")

    def test_where_it_is_not_a_passage_that_was_verified_is_locked(self) -> None:
        told = world(ADA).locked.away.told
        assert told.problems == []
        assert told.inspection.standings == {"locked": 1}
        assert told.inspection.edition.evidence.of(told.inspection.edition.cards["ada"].cite[0]).text is None

    def test_with_neither_the_source_is_told_once(self) -> None:
        told = world(ADA, card("person", "zoe", cite("12 lampes"))).away.told
        assert told.problems == [
            (
                "S08 sources/phare.yaml:1:5: none of the 2 citations of this source could be verified; "
                "name the folder that holds its text, phare.txt, with --articles"
            )
        ]
        assert told.errors == []
        assert told.inspection.standings == {"unverified": 2}

    def test_one_passage_that_the_lock_file_does_not_know_is_told_at_its_place(self) -> None:
        known = world(ADA).locked.away
        told = known.having(*known.cards, card("person", "zoe", cite("12 lampes"))).told
        assert told.places == [("S08", f"people/zoe.yaml:{FIRST_FREE_LINE}:{COLUMN - 1}")]
        assert told.inspection.standings == {"locked": 1, "unverified": 1}

    @pytest.mark.parametrize("passage", ["Le phare ... aubes", "le phare ... aube", "Le phare  ... aube", "Le phare"])
    def test_a_locked_passage_is_that_passage_to_the_letter(self, passage: str) -> None:
        """Without the article, nobody can tell whether another spelling would be found as well."""
        told = world(ADA).locked.away.having(citing(passage), paper()).told
        assert told.inspection.standings == {"unverified": 1}

    def test_a_lock_of_another_text_of_the_article_locks_nothing(self) -> None:
        before = world(ADA).locked.away
        told = before.having(ADA, paper(text=PHARE + "Corrigé.")).told
        assert told.inspection.standings == {"unverified": 1}
        assert told.codes == ["S08"]

    def test_a_lock_that_says_another_text_locks_nothing(self) -> None:
        before = world(ADA).locked.away
        lock = read_lock(before.lock)
        other = {"phare": LockedSource(sha256("other"), lock.sources["phare"].citations)}
        told = replace(before, lock=written(replace(lock, sources=other))).told
        assert told.inspection.standings == {"unverified": 1}

    def test_each_source_stands_for_itself(self) -> None:
        both = world(
            ADA, card("person", "zoe", cite("La criée", source_id="criee")), sources=[paper(), paper("criee", CRIEE)]
        ).locked
        half = replace(both, articles={"criee.txt": CRIEE.encode()}).told
        assert half.problems == []
        assert half.inspection.standings == {"verified": 1, "locked": 1}


# S01
FACT = "facts: [{id: a, text: {fr: a, en: b}}]"


class TestUncited:
    @pytest.mark.parametrize(
        ("kind", "lines", "place", "word"),
        [
            ("person", [FACT], "9:9", "fact"),
            ("person", ["facts:", f"  - {{id: a, {A_TEXT}, {CITE}}}", f"  - {{id: b, {A_TEXT}}}"], "11:5", "fact"),
            ("person", ["disputed: [{by: ada, text: {fr: a, en: b}}]"], "9:12", "dispute"),
            ("person", ["relations: [{type: inspired, card: ada}]"], "9:13", "relation"),
            ("story", ["steps: [{card: ada, text: {fr: a, en: b}}]"], "9:9", "step"),
        ],
    )
    def test_each_part_of_a_published_card_cites(self, kind: str, lines: list[str], place: str, word: str) -> None:
        told = world(ADA, card(kind, "first", *lines, CITE)).told
        folder = {"person": "people", "story": "stories"}[kind]
        told_here = [each for each in told.problems if each.startswith("S01")]
        assert told_here == [
            (
                f"S01 {folder}/first.yaml:{place}: this {word} is published and cites nothing; "
                "add `cite:` with a source and a passage"
            )
        ]
        assert "S01" in told.errors

    def test_the_card_itself_cites_for_its_summary_and_fields(self) -> None:
        assert world(card("person", "ada", "cite: []")).told.problems == [
            (
                "S01 people/ada.yaml:6:1: this person is published, and its summary and fields cite nothing; "
                "add `cite:` with a source and a passage"
            )
        ]

    @pytest.mark.parametrize("status", ["draft", "withheld", "retracted"])
    def test_what_is_not_published_need_not_cite(self, status: str) -> None:
        assert world(card("person", "ada", FACT, status=status)).told.problems == []

    @pytest.mark.parametrize("status", ["draft", "withheld", "retracted"])
    def test_what_it_cites_must_be_there_all_the_same(self, status: str) -> None:
        assert world(card("person", "ada", cite("Le dauphin"), status=status)).told.errors == ["S02"]


class TestMismatches:
    @pytest.mark.parametrize(
        ("passage", "code", "column"),
        [
            ("Le dauphin ... aube", "S02", COLUMN),
            ("Le phare ... crépuscule", "S02", COLUMN + len("Le phare ... ")),
            ("signal est perdu", "S02", COLUMN),
            ("éteint 15 lampes", "S02", COLUMN),
            ("bateau rentre", "S03", COLUMN - 1),
            ("12 lampes ... Le phare", "S05", COLUMN - 1),
            ("Le phare … aube", "S05", COLUMN),
        ],
    )
    def test_a_passage_that_is_not_there_is_told_where_it_goes_wrong(
        self, passage: str, code: str, column: int
    ) -> None:
        told = world(citing(passage)).told
        assert told.places == [(code, f"people/ada.yaml:{FIRST_FREE_LINE}:{column}")]
        assert told.errors == [code]
        assert told.inspection.standings == {"refused": 1}

    def test_a_passage_that_is_too_long_is_told(self) -> None:
        text = f"Debut {'x' * 400} fin."
        told = world(citing("Debut ... fin"), sources=[paper(text=text)], more={"phare.txt": text.encode()}).told
        assert told.places == [("S04", f"people/ada.yaml:{FIRST_FREE_LINE}:{COLUMN - 1}")]

    def test_both_ends_are_told_at_once(self) -> None:
        told = world(citing("Le dauphin ... crépuscule")).told
        assert told.codes == ["S02", "S02"]
        assert "(its first words)" in told.problems[0]
        assert "(its last words)" in told.problems[1]

    def test_the_closest_words_are_shown_as_a_fact_and_never_put_there(self) -> None:
        (problem,) = world(citing("signal est perdu")).told.inspection.problems
        assert "(not accepted)" in problem.note
        assert problem.fix is None

    def test_an_accent_can_be_put_right_and_nothing_else_is(self) -> None:
        (problem,) = world(citing("Elle eteint ... lampes")).told.inspection.problems
        assert problem.fix is not None
        text = citing("Elle eteint ... lampes")
        mended = text[: problem.fix.start] + problem.fix.replacement + text[problem.fix.end :]
        assert mended == citing("Elle éteint ... lampes")
        assert world(mended).locked.told.problems == []

    def test_a_passage_cited_twice_is_told_at_both_places(self) -> None:
        told = world(citing("Le dauphin"), card("person", "zoe", cite("Le dauphin"))).told
        assert [place.partition(":")[0] for _, place in told.places] == ["people/ada.yaml", "people/zoe.yaml"]

    def test_a_source_that_is_no_card_is_told_as_such_alone(self) -> None:
        assert world(card("person", "ada", cite("Le phare", source_id="phares"))).told.codes == ["R01"]


class TestArticles:
    def test_another_text_than_the_one_recorded_is_told_at_its_hash(self) -> None:
        told = replace(world(ADA).locked, articles={"phare.txt": PHARE.encode() + b"\n"}).told
        assert told.places == [("S06", "sources/phare.yaml:7:9")]
        assert told.errors == ["S06"]

    def test_an_article_whose_hash_was_never_recorded_is_told_the_line_to_add(self) -> None:
        told = world(ADA, sources=[paper(sha=None)]).told
        (problem,) = (each for each in told.problems if each.startswith("S06"))
        assert problem.startswith("S06 sources/phare.yaml:6:11: ")
        assert f"`sha256: {sha256(PHARE)}`" in problem

    def test_an_article_that_is_not_text_is_told(self) -> None:
        data = b"caf\xe9"
        told = World((ADA, paper(sha=sha256(data))), {"phare.txt": data}).told
        (problem,) = (each for each in told.problems if each.startswith("S06"))
        assert "phare.txt is not UTF-8 text" in problem

    def test_other_files_in_the_folder_of_articles_are_nobodys_business(self) -> None:
        others = {"notes.txt": b"\xff", "paper.pdf": b"%PDF"}
        assert world(ADA, more=others).locked.told.problems == []


class TestLockFile:
    def test_without_one_its_place_is_told_once(self) -> None:
        told = world(ADA, card("person", "zoe", cite("12 lampes"))).told
        assert told.places == [("S07", f"{FILE}:1:1")]
        assert told.errors == []

    def test_a_citation_that_it_does_not_know_yet_is_told_at_its_passage(self) -> None:
        before = world(ADA).locked
        told = before.having(*before.cards, card("person", "zoe", cite("12 lampes"))).told
        assert told.places == [("S07", f"people/zoe.yaml:{FIRST_FREE_LINE}:{COLUMN - 1}")]

    def test_a_citation_that_it_has_elsewhere_is_told(self) -> None:
        before = world(ADA).locked
        assert before.lock is not None
        moved = before.lock.replace(b'"start": 0', b'"start": 1')
        assert moved != before.lock
        told = replace(before, lock=moved).told
        assert told.codes == ["S07"]
        assert told.inspection.standings == {"verified": 1}

    def test_a_citation_that_no_card_has_any_more_is_told_at_the_lock_file(self) -> None:
        before = world(ADA, card("person", "zoe", cite("12 lampes"))).locked
        told = before.having(ADA, paper()).told
        assert told.places == [("S07", f"{FILE}:1:1")]
        assert "no card has any more" in told.problems[0]

    def test_a_source_that_is_not_there_leaves_no_citation_over(self) -> None:
        zoe = card("person", "zoe", cite("12 lampes"))
        before = world(ADA, zoe).locked
        told = before.having(ADA, zoe.replace("source: ", "source: no-"), paper()).told
        assert set(told.codes) == {"R01"}

    def test_without_any_article_nobody_can_tell_whether_it_is_up_to_date(self) -> None:
        before = world(ADA, card("person", "zoe", cite("12 lampes"))).locked.away
        assert before.having(ADA, paper()).told.problems == []

    def test_what_stays_locked_is_kept_when_only_another_article_is_at_hand(self) -> None:
        both = world(
            ADA, card("person", "zoe", cite("La criée", source_id="criee")), sources=[paper(), paper("criee", CRIEE)]
        ).locked
        assert replace(both, articles={"criee.txt": CRIEE.encode()}).locked.lock == both.lock

    @pytest.mark.parametrize("data", [b"", b"{}", b"<<<<<<< HEAD\n", b"\xff"])
    def test_one_that_cannot_be_read_is_an_error(self, data: bytes) -> None:
        told = replace(world(ADA), lock=data).told
        assert ("S13", f"{FILE}:1:1") in told.places
        assert told.errors == ["S13"]


def said(text: str, passage: str = "La gardienne ... lent", *more: str) -> str:
    return card("quote", "said", f"text: {text}", cite(passage), *SAID, *more)


class TestQuotations:
    @pytest.mark.parametrize(
        "text",
        [
            "Le signal n’est pas perdu, il est lent",
            "le signal n'est pas perdu",
            "Le signal […] est lent",
            "Le signal [...] est lent",
            "Le signal […] pas […] lent",
        ],
    )
    def test_its_words_stand_in_the_passage_that_it_cites(self, text: str) -> None:
        assert world(ADA, said(f"'{text.replace(chr(39), chr(39) * 2)}'")).locked.told.problems == []

    @pytest.mark.parametrize(
        "text",
        [
            "Le signal est perdu, il est lent",
            "Le signal n’est pas perdu, il est lents",
            "Le signal n’est plus perdu",
            "Le signal […] est rapide",
            "Elle éteint 12 lampes",
            "Le phare d’Armen",
        ],
    )
    def test_words_that_do_not_are_told(self, text: str) -> None:
        told = world(ADA, said(text)).locked.told
        assert told.places[0] == ("S12", "quotes/said.yaml:9:7")
        assert told.errors == ["S12"]

    def test_any_of_several_passages_will_do(self) -> None:
        quote = card(
            "quote", "said", "text: Elle éteint 12 lampes", cite("Le phare ... aube", "Elle ... lampes"), *SAID
        )
        assert world(ADA, quote).locked.told.problems == []

    def test_a_letter_changed_while_only_the_lock_file_is_at_hand_is_told(self) -> None:
        before = world(ADA, said("Le signal n’est pas perdu")).locked.away
        assert before.told.problems == []
        for text in ("Le signal n’est pas perdus", "Le signal est perdu", "le signal n’est pas perdu"):
            told = before.having(ADA, said(text), paper()).told
            assert told.places == [("S08", "quotes/said.yaml:9:7")]
            assert told.inspection.standings == {"locked": 2}

    def test_the_words_of_a_quotation_are_locked_under_its_own_id(self) -> None:
        before = world(ADA, said("Le signal n’est pas perdu")).locked.away
        other = said("Le signal n’est pas perdu").replace("id: said", "id: again").replace("name: Said", "name: Again")
        assert before.having(ADA, other, paper()).told.places == [("S08", "quotes/again.yaml:9:7")]

    def test_words_that_the_lock_file_does_not_know_yet_are_told_where_they_are_verified(self) -> None:
        before = world(ADA, said("Le signal n’est pas perdu")).locked
        told = before.having(ADA, said("il est lent"), paper()).told
        assert told.places == [("S07", "quotes/said.yaml:9:7")]
