"""Pictures of timelines: nothing overlaps or leaves the picture, every letter can be printed, dates are honest."""

import io
from collections.abc import Iterable
from datetime import date
from itertools import combinations, dropwhile, pairwise
from pathlib import Path

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.cards.dates import parse_date
from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.snapshot import take_snapshot
from bot.cards.text import LANGUAGES, Language
from bot.presentation.dates import date_in_words
from bot.presentation.pictures.chart import Chart, Legend, Moment
from bot.presentation.pictures.drawing import png_of
from bot.presentation.pictures.layout import MOST_MOMENTS, lay_out
from bot.presentation.pictures.painting import paint
from bot.presentation.pictures.scene import HEIGHT, SMALL, WIDTH, Band, Box, Dot, Scene, Text
from bot.presentation.pictures.typeface import Style, Typeface
from tests.conftest import ROOT
from tests.presentation.support import LOCALIZERS, PROPERTY

LEGEND = Legend("exact day", "at some time within", "from start to end", "inferred or uncertain date", "time left out")
FONTS = ROOT / "bot" / "presentation" / "pictures" / "fonts"


def moment(name: str, when: str, *, inferred: bool = False) -> Moment:
    read = parse_date(when)
    marked = any(point.marked for point in (read.start, read.end) if point)
    return Moment(name, date_in_words(read, LOCALIZERS["en"]), read, inferred or marked)


def chart(*moments: Moment, title: str = "Timeline", place: str = "", language: Language = "en") -> Chart:
    small_print = "Edition 4f2a91c of 22 November 2026"
    return Chart(title, place, moments, LEGEND, small_print, LOCALIZERS[language])


def scene_of(*moments: Moment) -> Scene:
    return lay_out(chart(*moments), Typeface())


def texts_of(scene: Scene) -> list[str]:
    return [text.text for text in scene.texts]


def bands(scene: Scene) -> list[Band]:
    """Return the bands of the rows, without those of the legend at the foot."""
    return [shape for shape in scene.shapes if isinstance(shape, Band) and shape.box.bottom < foot_of(scene)]


def dots(scene: Scene) -> list[Dot]:
    return [shape for shape in scene.shapes if isinstance(shape, Dot) and shape.centre[1] < foot_of(scene)]


def foot_of(scene: Scene) -> float:
    return next(text.box.top for text in scene.texts if text.text in {LEGEND.day, LEGEND.within, LEGEND.lasting})


def ink_of(text: Text, typeface: Typeface) -> tuple[float, float, float, float]:
    """Return what the painter really blackens."""
    font = typeface.font(text.style)
    ascent, descent = font.getmetrics()
    baseline = (text.box.top + text.box.bottom + ascent - descent) / 2
    left, top, right, bottom = font.getbbox(text.text, anchor="ls")
    return text.box.left + left, baseline + top, text.box.left + right, baseline + bottom


def check(scene: Scene, typeface: Typeface) -> None:
    for text in scene.texts:
        assert text.style.size >= SMALL.size == 22
        assert text.box.left >= 0
        assert text.box.top >= 0
        assert text.box.right <= WIDTH
        assert text.box.bottom <= HEIGHT
        left, top, right, bottom = ink_of(text, typeface)
        # A slanting letter may lean a pixel or two over what it is said to take.
        assert left >= text.box.left - 3, text
        assert right <= text.box.right + 3, text
        assert top >= text.box.top - 1, text
        assert bottom <= text.box.bottom + 1, text
    for one, other in combinations(scene.texts, 2):
        apart = (
            one.box.right <= other.box.left
            or other.box.right <= one.box.left
            or one.box.bottom <= other.box.top
            or other.box.bottom <= one.box.top
        )
        assert apart, (one, other)
    marks = [box_of(shape) for shape in scene.shapes if isinstance(shape, Band | Dot)]
    for mark in marks:
        assert 0 <= mark.left < mark.right <= WIDTH + 6
        assert 0 <= mark.top < mark.bottom <= HEIGHT
        assert all(not meet(mark, text.box) for text in scene.texts), mark
    for one_mark, other_mark in combinations(marks, 2):
        # The days when something certainly went on lie on those when it may have.
        assert one_mark.top == other_mark.top or not meet(one_mark, other_mark), (one_mark, other_mark)


def box_of(mark: Band | Dot) -> Box:
    if isinstance(mark, Band):
        return mark.box
    (x, y), radius = mark.centre, mark.radius
    return Box(x - radius, y - radius, x + radius, y + radius)


def meet(one: Box, other: Box) -> bool:
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom


def _written(start: date, length: int | None, precision: int, mark: str) -> str:
    written = f"{start.isoformat()[:precision]}{mark}"
    if length is None:
        return written
    end = date.fromordinal(min(start.toordinal() + length, date.max.toordinal()))
    return f"{written}/{end.isoformat()[:precision]}{mark}"


ANY_DATE = st.builds(
    _written,
    st.dates(date(1, 1, 1), date(9999, 12, 31)),
    st.one_of(st.none(), st.integers(0, 4000)),
    st.sampled_from([4, 7, 10]),
    st.sampled_from(["", "", "?", "~", "%"]),
)
NEAR_DATE = st.builds(
    _written,
    st.dates(date(2018, 1, 1), date(2026, 12, 31)),
    st.one_of(st.none(), st.integers(0, 400)),
    st.sampled_from([4, 7, 10]),
    st.sampled_from(["", "", "?", "~", "%"]),
)


NAME = st.one_of(
    st.text(st.sampled_from("abc éÀœ WMil ’«»-"), min_size=1, max_size=100),
    st.lists(st.sampled_from(["Gouvernement", "de", "l’intelligence", "à"]), min_size=5, max_size=14).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.sampled_from(
        ["W" * 100, "Lancement de gpt-oss", "i", "A b " * 25, "发布会 🎉", "مؤتمر", "e\u0301" * 50, "Z\u0336" * 30]
    ),
)


@PROPERTY
@given(
    moments=st.lists(
        st.builds(
            lambda name, when, inferred: moment(name, when, inferred=inferred),
            NAME,
            st.one_of(ANY_DATE, NEAR_DATE, NEAR_DATE),
            st.booleans(),
        ),
        min_size=2,
        max_size=MOST_MOMENTS,
    ),
    title=NAME,
    place=st.sampled_from(["", "Événements 11 à 20 sur 5 000"]),
    language=st.sampled_from(LANGUAGES),
)
def test_no_text_overlaps_another_or_leaves_the_picture(
    moments: list[Moment], title: str, place: str, language: Language
) -> None:
    ordered = sorted(moments, key=lambda each: each.date.sort_key)
    typeface = Typeface()
    scene = lay_out(chart(*ordered, title=title, place=place, language=language), typeface)
    check(scene, typeface)
    # Every event has its whole date, in order, and something of its name.
    assert [date for _, date in entries_of(scene)] == [typeface.printable(each.words) for each in ordered]
    assert all(name for name, _ in entries_of(scene))


def entries_of(scene: Scene) -> list[tuple[str, str]]:
    """Return the name and the date of each row: names are the print that is bold, after the title."""
    found: list[tuple[str, str]] = []
    names: list[str] = []
    title, *texts = scene.texts
    assert title.style.bold
    rows = dropwhile(lambda text: not text.style.bold, texts)
    for text in rows:
        if text.style.bold:
            names.append(text.text)
        elif names:
            found.append((" ".join(names), text.text))
            names = []
    return found


def size_of_names(scene: Scene) -> int:
    (size,) = {text.style.size for text in scene.texts[1:] if text.style.bold}
    return size


def test_the_picture_is_a_png_of_the_size_that_discord_shows_best() -> None:
    image = Image.open(io.BytesIO(png_of(chart(moment("One", "2024"), moment("Two", "2025-02-01")))))
    assert (image.format, image.size) == ("PNG", (1200, 675))
    colours = image.convert("RGB").getcolors(1 << 16)
    assert colours is not None
    assert len(colours) > 8


# Precision


def test_a_day_is_a_dot_and_a_year_a_band_as_long_as_it_is() -> None:
    scene = scene_of(moment("Year", "2024"), moment("Month", "2024-04"), moment("Day", "2024-07-01"))
    year, month = bands(scene)
    (dot,) = dots(scene)
    scale = (year.box.right - year.box.left) / 366
    assert month.box.right - month.box.left == pytest.approx(30 * scale)
    assert month.box.left == pytest.approx(year.box.left + 91 * scale)
    assert dot.centre[0] == pytest.approx(year.box.left + 182.5 * scale)
    assert not year.solid


def test_what_lasted_is_solid_for_as_long_as_it_certainly_did() -> None:
    scene = scene_of(moment("Lasted", "2024-02-01/2024-02-10"), moment("About", "2024-01/2024-12"))
    lasted, about, core = bands(scene)
    assert (lasted.solid, about.solid, core.solid) == (True, False, True)
    scale = (about.box.right - about.box.left) / 366
    assert core.box.left == pytest.approx(about.box.left + 31 * scale)
    assert core.box.right == pytest.approx(about.box.right - 31 * scale)
    assert lasted.box.right - lasted.box.left == pytest.approx(10 * scale)


@pytest.mark.parametrize(("when", "inferred"), [("2025-01~", False), ("2025-01?", False), ("2025-01", True)])
def test_a_date_in_doubt_looks_it_and_the_legend_says_what_that_means(when: str, inferred: bool) -> None:
    scene = scene_of(moment("Sure", "2024-12-01"), moment("Doubt", when, inferred=inferred))
    (band,) = bands(scene)
    assert band.doubtful
    assert LEGEND.doubtful in texts_of(scene)
    sure = scene_of(moment("Sure", "2024-12-01"), moment("Sure too", "2025-01"))
    assert LEGEND.doubtful not in texts_of(sure)
    assert png_of(chart(moment("A", "2024"), moment("B", "2025"))) != png_of(
        chart(moment("A", "2024", inferred=True), moment("B", "2025"))
    )


def test_the_legend_explains_only_what_is_drawn() -> None:
    days = texts_of(scene_of(moment("One", "2025-01-01"), moment("Two", "2025-02-01")))
    assert LEGEND.day in days
    assert not {LEGEND.within, LEGEND.lasting, LEGEND.doubtful, LEGEND.left_out} & set(days)
    years = texts_of(scene_of(moment("One", "2024"), moment("Two", "2025")))
    assert LEGEND.within in years
    assert LEGEND.day not in years


# The axis


def dates_of(scene: Scene) -> list[str]:
    """Return what stands on the axis: the line of text below the title."""
    top = sorted({text.box.top for text in scene.texts})[1]
    return [text.text for text in scene.texts if text.box.top == top]


def test_the_axis_counts_days_months_or_years() -> None:
    days = scene_of(moment("One", "2025-08-01"), moment("Two", "2025-08-12"))
    months = scene_of(moment("One", "2025-01-10"), moment("Two", "2025-09-12"))
    years = scene_of(moment("One", "1990"), moment("Two", "2001"), moment("Three", "2010"))
    assert dates_of(days)[:3] == ["31 Jul 2025", "7 Aug"]
    assert dates_of(months)[:3] == ["Jan 2025", "Mar", "May"]
    assert dates_of(years)[0] == "1990"
    assert all(each.isdigit() for each in dates_of(years))


def test_the_first_of_a_month_is_written_the_french_way() -> None:
    scene = lay_out(chart(moment("Un", "2025-07-31"), moment("Deux", "2025-08-04"), language="fr"), Typeface())
    assert "1er août" in dates_of(scene)


def test_years_without_events_are_left_out_and_the_picture_says_so() -> None:
    scene = scene_of(moment("Long ago", "2019"), moment("Now", "2025-01"), moment("Later", "2025-08-05"))
    assert LEGEND.left_out in texts_of(scene)
    dates = dates_of(scene)
    assert any("2019" in each for each in dates)
    assert any("2025" in each for each in dates)
    assert not any(str(year) in each for each in dates for year in range(2020, 2025))
    unbroken = scene_of(moment("One", "2023"), moment("Two", "2024"), moment("Three", "2025"))
    assert LEGEND.left_out not in texts_of(unbroken)


def test_a_year_is_as_long_before_a_gap_as_behind_it() -> None:
    before, after = bands(scene_of(moment("Long ago", "2018"), moment("Now", "2025")))
    assert before.box.right - before.box.left == pytest.approx(after.box.right - after.box.left)


# Names


LONG = "Conférence internationale sur les modèles à poids ouverts et leur gouvernement par les États membres"


def test_a_long_name_goes_on_in_another_line_and_keeps_its_date() -> None:
    scene = scene_of(moment(LONG, "2024-03-10/2024-03-12"), moment("Two", "2025"))
    assert entries_of(scene)[0] == (LONG, "10 March 2024 to 12 March 2024")
    assert LONG not in texts_of(scene)


def test_where_there_is_no_room_for_another_line_a_name_ends_at_a_word_and_keeps_its_date() -> None:
    scene = scene_of(*[moment(LONG, f"2024-{number:02}-03") for number in range(1, MOST_MOMENTS + 1)])
    found = entries_of(scene)
    assert [date for _, date in found[:2]] == ["3 January 2024", "3 February 2024"]
    assert len(found) == MOST_MOMENTS
    for name, _ in found:
        assert name == LONG or LONG.startswith(f"{name.removesuffix('…')} ")
    assert any(name.endswith("…") for name, _ in found)
    endless = entries_of(scene_of(*[moment("W" * 100, "2024") for _ in range(MOST_MOMENTS)]))
    assert any(name.startswith("WWW") and name.endswith("W…") for name, _ in endless)


def test_every_event_of_a_full_page_has_its_name_and_its_date() -> None:
    names = [f"Lancement d’un modèle numéro {number}" for number in range(MOST_MOMENTS)]
    scene = scene_of(*[moment(name, f"2024-{number + 1:02}-03") for number, name in enumerate(names)])
    assert [name for name, _ in entries_of(scene)] == names
    assert all(date.startswith("3 ") for _, date in entries_of(scene))


@pytest.mark.parametrize(("number", "size"), [(2, 46), (4, 42), (6, 36), (MOST_MOMENTS, 28)])
def test_the_fewer_events_the_larger_their_names_which_a_phone_shows_at_a_third(number: int, size: int) -> None:
    events = [moment(f"Lancement de gpt-oss, n° {each}", f"2024-{each:02}-03") for each in range(1, number + 1)]
    scene = scene_of(*events)
    assert size_of_names(scene) >= size
    # And as large at the foot and on the axis as they leave room for.
    assert min(text.style.size for text in scene.texts) >= (24 if number <= 4 else 22)


def test_the_rows_fill_the_picture_however_few_there_are() -> None:
    for number in range(2, MOST_MOMENTS + 1):
        scene = scene_of(*[moment(f"Event {each}", f"2024-{each:02}-03") for each in range(1, number + 1)])
        last = [text for text in scene.texts if text.text == f"Event {number}"][-1]
        row = (foot_of(scene) - scene.texts[1].box.bottom) / number
        assert foot_of(scene) - last.box.bottom < row


def test_rows_are_in_the_order_of_the_text() -> None:
    scene = scene_of(moment("First", "2024"), moment("Second", "2024-05"), moment("Third", "2024-06-01"))
    tops = [next(text.box.top for text in scene.texts if text.text == name) for name in ("First", "Second", "Third")]
    assert all(above < below for above, below in pairwise(tops))


# Letters


@pytest.fixture(scope="module")
def real() -> Edition:
    return build_edition(take_snapshot(Path(ROOT / "briefings")))


def is_box(character: str, style: Style, typeface: Typeface) -> bool:
    font = typeface.font(style)
    mask, box = font.getmask(character), font.getmask("\uffff")
    return mask.size == box.size and bytes(mask) == bytes(box)


def labels_of(edition: Edition, language: Language) -> Iterable[str]:
    catalog = LOCALIZERS[language]
    yield from (card.name.to(language) for card in edition.published.values())
    yield from (catalog.gettext(message) for message in vars_of(LEGEND))
    yield from (catalog.gettext(each) for each in ("Timeline", "Timeline of {name}", "Edition {number} of {day}"))
    yield from (catalog.gettext(each) for each in ("about {date}", "{date} (uncertain)", "{start} to {end}"))
    yield from (catalog.gettext(each) for each in ("Events {first} to {last} of {count}", "{date} (inferred)"))
    for month in range(1, 13):
        for pattern in ("LLL y", "d MMM y", "MMMM y"):
            yield format_date(date(2025, month, 1), pattern, locale=language)


def vars_of(legend: Legend) -> list[str]:
    return [legend.day, legend.within, legend.lasting, legend.doubtful, legend.left_out]


@pytest.mark.parametrize("bold", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fonts_have_every_letter_of_every_label(real: Edition, language: Language, bold: bool) -> None:
    typeface, style = Typeface(), Style(22, bold)
    letters = {character for label in labels_of(real, language) for character in label if not character.isspace()}
    assert "’" in letters
    assert [each for each in sorted(letters) if is_box(each, style, typeface)] == []


@pytest.mark.parametrize("bold", [True, False])
def test_the_fonts_have_every_latin_letter_and_what_french_is_set_with(bold: bool) -> None:
    typeface, style = Typeface(), Style(22, bold)
    latin = [chr(code) for code in range(0x21, 0x149) if chr(code).isprintable()]
    assert [each for each in (*latin, *"œŒ«»’“”–—…·€") if is_box(each, style, typeface)] == []
    assert is_box("发", style, typeface)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Lancement à l’Œuvre", "Lancement à l’Œuvre"),
        ("发布会 R1", "… R1"),
        ("مؤتمر", "…"),
        ("Fête 🎉🎉 du code", "Fête … du code"),
        ("e\u0301te\u0301", "été"),
        ("Z\u0336a\u200dl", "Zal"),
        ("one\ntwo", "one two"),
        ("\u202eabc", "abc"),
    ],
)
def test_what_the_fonts_have_no_letters_for_becomes_an_ellipsis(name: str, printed: str) -> None:
    assert Typeface().printable(name) == printed


def test_a_picture_prints_no_boxes_even_of_names_in_other_scripts() -> None:
    typeface = Typeface()
    scene = lay_out(chart(moment("发布会", "2024"), moment("مؤتمر 🎉", "2025"), title="日本"), typeface)
    for text in scene.texts:
        assert [each for each in text.text if not each.isspace() and is_box(each, text.style, typeface)] == []
    assert paint(scene, typeface)


def test_the_fonts_come_with_their_licence() -> None:
    fonts = sorted(path.name for path in FONTS.glob("*.[ot]tf"))
    assert fonts == ["Inter-Regular.otf", "Inter-SemiBold.otf"]
    licence = (FONTS / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in licence
    assert "The Inter Project Authors" in licence
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 1_000_000
