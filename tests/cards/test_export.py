"""The whole collection for other programs: nothing lost, nothing shown that readers may not see."""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import SDO, Namespace

from bot.cards.dates import parse_date
from bot.cards.export import Format, export
from bot.cards.export.plain import REFERENCES
from bot.cards.export.vocabulary import absolute, relation_term
from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.relations import RelationType
from bot.cards.schema import CLASSES, Card, Citation, Dispute, Fact, Relation, Step, Story
from bot.cards.snapshot import take_snapshot
from tests.cards.support import PROPERTY, card, edition_of, source
from tests.conftest import ROOT

# rdflib's own reader of JSON-LD still uses what rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning:rdflib")

FORMATS = get_args(Format)
SCHEMA_ORG = {SDO[name] for name in SDO.__annotations__}
OA = Namespace("http://www.w3.org/ns/oa#")
# W3C, Web Annotation Vocabulary: what it calls the things and properties that a citation needs.
OA_TERMS = {
    *("SpecificResource", "RangeSelector", "TextQuoteSelector", "TextPositionSelector", "hasSource", "hasSelector"),
    *("hasStartSelector", "hasEndSelector", "exact", "refinedBy", "start", "end"),
}
TERM = Namespace("urn:depeche:term:")

GAZETTE = source("gazette", "publisher: La Gazette", "url: https://gazette.test/1", f"sha256: {'a' * 64}")
ONE = "cite: [{source: gazette, passage: En une pièce}]"
TWO = "cite: [{source: gazette, passage: Ada a dit ... du soir}, {source: gazette, passage: En une pièce}]"
HOUSE = (
    GAZETTE,
    card("organization", "works", "category: media", "country: FR", ONE),
    card("organization", "holding", "category: government", ONE),
    card("organization", "lab", "category: research-firm", "parent: holding", ONE),
    card(
        "person",
        "ada",
        "aliases: [Adèle]",
        "role: {fr: Ingénieure, en: Engineer}",
        "affiliation: works",
        "facts:",
        f"  - {{id: old, text: {{fr: Avant., en: Before.}}, date: 2019/2024~, superseded_by: new, {ONE}}}",
        "  - {id: new, text: {fr: Après., en: After.}, said_by: works, certainty: disputed, date: 2025-01,",
        f"     basis: inferred, note: {{fr: Parce que., en: Because.}}, {TWO}}}",
        "disputed:",
        f"  - {{by: lab, text: {{fr: Non., en: No.}}, fact: new, {TWO}}}",
        f"  - {{by: holding, text: {{fr: Rien., en: Nothing.}}, {ONE}}}",
        "relations:",
        f"  - {{type: works-for, card: lab, {TWO}}}",
        f"  - {{type: leads, card: holding, certainty: refuted, {ONE}}}",
        "corrections:",
        "  - {date: 2026-11-20, note: {fr: Un., en: One.}}",
        "  - {date: 2026-11-21, note: {fr: Deux., en: Two.}}",
        TWO,
    ),
    card("person", "bob", "affiliation: works", f"relations: [{{type: works-for, card: works, {ONE}}}]", ONE),
    card("model", "goeland", "developer: lab", "released: 2025-08-05", "openness: open-weights", "version: 1.10", ONE),
    card(
        "event",
        "fair",
        "start: {date: 2025-08, basis: inferred, note: {fr: Été., en: Summer.}}",
        "end: 2025-09?",
        "place: {fr: Londres, en: London}",
        "participants: [ada, works]",
        f"relations: [{{type: concerns, card: goeland, {ONE}}}]",
        ONE,
    ),
    card("quote", "hello", "said_by: ada", "translation: {en: There.}", "date: 2025-08-05", "via: works", TWO),
    card("term", "openness", "definition: {fr: Ouvert., en: Open.}", ONE),
    card("claim", "best", "supports: [better]", TWO),
    card("claim", "better", "contradicts: [best]", ONE),
    card(
        "story",
        "tale",
        f"steps: [{{card: ada, text: {{fr: a, en: b}}, {TWO}}}, {{card: fair, text: {{fr: c, en: d}}, {ONE}}}]",
        ONE,
    ),
)

HIDDEN = (
    GAZETTE,
    card("organization", "hidden-house", status="withheld", name="Hidden House"),
    card("person", "hidden-hand", "affiliation: hidden-house", status="draft", name="Hidden Hand"),
    card("claim", "hidden-claim", "said_by: hidden-hand", status="retracted", name="Hidden Claim"),
    card(
        "person",
        "bea",
        "affiliation: hidden-house",
        f"facts: [{{id: a, text: {{fr: Un., en: One.}}, said_by: hidden-hand, {ONE}}}]",
        f"disputed: [{{by: hidden-hand, text: {{fr: Deux., en: Two.}}, {ONE}}}]",
        f"relations: [{{type: leads, card: hidden-house, {ONE}}}]",
        ONE,
    ),
    card("organization", "branch", "parent: hidden-house", ONE),
    card("model", "engine", "developer: hidden-house", ONE),
    card("event", "gala", "participants: [hidden-hand, bea]", ONE),
    card("quote", "word", "said_by: hidden-hand", "via: hidden-house", ONE),
    card("claim", "view", "said_by: hidden-hand", "supports: [hidden-claim]", "contradicts: [hidden-claim]", ONE),
    card("story", "saga", f"steps: [{{card: hidden-hand, text: {{fr: Trois., en: Three.}}, {ONE}}}]", ONE),
)


def the_real_cards() -> Edition:
    return build_edition(take_snapshot(ROOT / "briefings"))


def the_house() -> Edition:
    return edition_of(*HOUSE)


def with_hidden_cards() -> Edition:
    return edition_of(*HIDDEN)


@pytest.fixture(scope="module", params=[the_real_cards, the_house, with_hidden_cards], ids=lambda make: make.__name__)
def edition(request: pytest.FixtureRequest) -> Edition:
    made: Edition = request.param()
    return made


@pytest.fixture(scope="module")
def graph(edition: Edition) -> Graph:
    return parsed(edition)


@pytest.fixture(scope="module")
def house() -> Graph:
    return parsed(the_house())


def parsed(edition: Edition) -> Graph:
    """Return what an independent program reads. It fetches nothing: tests may not leave this machine."""
    return Graph().parse(data=export(edition, "json-ld"), format="json-ld")


def plain_of(*cards: str) -> Any:
    return json.loads(export(edition_of(*cards), "json"))


def named(*parts: str) -> URIRef:
    return URIRef(":".join(("urn:depeche", *parts)))


def written(graph: Graph, subject: str, predicate: URIRef) -> set[str]:
    return {str(value) for value in graph.objects(named(*subject.split(" ")), predicate)}


class TestDates:
    MARKS = st.sampled_from(["", "?", "~", "%"])
    POINTS = st.builds(
        lambda day, parts, mark: "-".join(day.isoformat().split("-")[:parts]) + mark,
        st.dates(),
        st.integers(1, 3),
        MARKS,
    )

    @PROPERTY
    @given(POINTS)
    def test_a_date_is_given_back_as_it_was_written(self, text: str) -> None:
        assert str(parse_date(text)) == text

    @PROPERTY
    @given(POINTS, POINTS)
    def test_so_is_an_interval(self, one: str, other: str) -> None:
        start, end = sorted((one, other), key=lambda text: (parse_date(text).first_day, parse_date(text).last_day))
        text = f"{start}/{end}"
        assert str(parse_date(text)) == text


@pytest.mark.parametrize("format", FORMATS)
class TestBothForms:
    def test_no_card_shows_that_readers_may_not_see(self, format: Format) -> None:
        """Not by its name nor by its id, whatever field of another card leads to it."""
        text = export(with_hidden_cards(), format)
        assert "hidden" not in text.lower()
        assert "bea" in text

    def test_the_order_of_the_files_does_not_matter(self, format: Format) -> None:
        edition = the_real_cards()
        backwards = replace(
            edition,
            published=dict(reversed(list(edition.published.items()))),
            sources=dict(reversed(list(edition.sources.items()))),
        )
        assert list(backwards.published) != list(edition.published)
        assert export(backwards, format) == export(edition, format)

    def test_letters_are_written_as_they_are(self, format: Format) -> None:
        text = export(the_house(), format)
        assert "Ingénieure" in text
        assert "\\u" not in text
        assert text.endswith("}\n")

    def test_without_cards_there_is_still_a_document(self, format: Format) -> None:
        text = export(edition_of(), format)
        assert edition_of().number in text
        assert json.loads(text)


class TestJson:
    @pytest.mark.parametrize("make", [the_real_cards, the_house])
    def test_every_published_card_reads_back_as_it_was(self, make: Callable[[], Edition]) -> None:
        edition = make()
        document = json.loads(export(edition, "json"))
        found = {}
        for kind, cards in document["cards"].items():
            for card_id, exported in cards.items():
                assert exported["kind"] == kind
                found[card_id] = TypeAdapter(CLASSES[kind]).validate_python(exported)
        assert found == edition.published
        sources = {
            source_id: TypeAdapter(CLASSES["source"]).validate_python(exported)
            for source_id, exported in document["sources"].items()
        }
        assert sources == edition.sources

    def test_the_document_names_its_form_and_its_edition(self) -> None:
        document = json.loads(export(the_house(), "json"))
        assert list(document) == ["format", "edition", "cards", "sources"]
        assert document["format"] == 1
        assert document["edition"] == the_house().number
        kinds = ["person", "model", "organization", "event", "quote", "term", "claim", "story"]
        assert list(document["cards"]) == kinds

    def test_defaults_are_written_and_what_is_empty_is_not(self) -> None:
        cards = plain_of(
            GAZETTE,
            card("person", "ada", f"facts: [{{id: a, text: {{fr: Un., en: One.}}, date: 2019%, {ONE}}}]", ONE),
        )["cards"]
        cite = [{"source": "gazette", "passage": "En une pièce"}]
        assert cards["person"]["ada"] == {
            "id": "ada",
            "kind": "person",
            "name": {"fr": "Ada", "en": "Ada"},
            "status": "published",
            "updated": "2026-11-21",
            "summary": {"fr": "Une phrase.", "en": "A sentence."},
            "facts": [
                {
                    "id": "a",
                    "text": {"fr": "Un.", "en": "One."},
                    "date": {"date": "2019%", "basis": "stated"},
                    "certainty": "confirmed",
                    "basis": "stated",
                    "cite": cite,
                }
            ],
            "cite": cite,
        }
        assert cards["model"] == {}

    def test_in_the_place_of_a_card_that_is_not_published_stands_null(self) -> None:
        cards = plain_of(*HIDDEN)["cards"]
        bea = cards["person"]["bea"]
        assert bea["affiliation"] is None
        assert bea["facts"][0]["said_by"] is None
        assert bea["relations"] == []
        assert cards["event"]["gala"]["participants"] == ["bea"]
        assert cards["story"]["saga"]["steps"] == [
            {
                "card": None,
                "text": {"fr": "Trois.", "en": "Three."},
                "cite": [{"source": "gazette", "passage": "En une pièce"}],
            }
        ]

    def test_every_field_that_leads_to_a_card_is_known_as_one(self) -> None:
        shapes = {*CLASSES.values(), Citation, Fact, Dispute, Relation, Step}
        ids = {field.name for shape in shapes for field in fields(shape) if "CardId" in str(field.type)}
        assert ids - {"id", "source", "fact", "superseded_by"} == REFERENCES


class TestJsonLd:
    def test_no_value_is_dropped(self, edition: Edition, graph: Graph) -> None:
        document = json.loads(export(edition, "json-ld"))
        assert list(document) == ["@context", "@graph"]
        assert len(graph) == sum(statements(node) for node in document["@graph"])

    def test_what_schema_org_and_w3c_are_said_to_have_they_have(self, graph: Graph) -> None:
        used = {*graph.predicates(), *graph.objects(None, RDF.type), *graph.objects(None, RDF.predicate)} - {
            RDF.type,
            RDF.subject,
            RDF.predicate,
            RDF.object,
            RDF.Statement,
        }
        unknown = {
            term
            for term in used
            if term not in SCHEMA_ORG and str(term).removeprefix(OA) not in OA_TERMS and not str(term).startswith(TERM)
        }
        assert unknown == set()

    def test_our_own_terms_are_explained_in_the_document(self, graph: Graph) -> None:
        properties = {*graph.predicates(), *graph.objects(None, RDF.predicate), *graph.objects(None, TERM.dated)}
        for terms, sort in ((properties, SDO.Property), (set(graph.objects(None, RDF.type)), SDO.Class)):
            for term in terms:
                if str(term).startswith(TERM):
                    assert (term, RDF.type, sort) in graph
                    assert graph.value(term, SDO.description), term

    def test_every_name_in_it_is_defined_in_it(self, graph: Graph) -> None:
        ours = {value for value in graph.objects() if str(value).startswith("urn:depeche:")}
        undefined = {value for value in ours if (value, RDF.type, None) not in graph}
        assert undefined == set()

    def test_every_card_and_each_of_its_sentences_is_there_with_its_passages(
        self, edition: Edition, graph: Graph
    ) -> None:
        expected = {about: cite for card in edition.published.values() for about, cite in cited_in(card, edition)}
        for about, cite in expected.items():
            assert (named(*about), RDF.type, None) in graph, about
            assert passages(graph, named(*about)) == {(c.source, c.passage) for c in cite}, about
        there = {tuple(str(subject).split(":")[2:]) for subject in graph.subjects() if isinstance(subject, URIRef)}
        sentences = {name for name in there if name[0] in {"entry", "fact", "dispute", "relation", "step"}}
        assert sentences == expected.keys()

    def test_texts_say_their_language(self, edition: Edition, graph: Graph) -> None:
        for about in edition.published.values():
            assert {(value.language, str(value)) for value in texts(graph, "card", about.id, SDO.name)} == {
                ("fr", about.name.fr),
                ("en", about.name.en),
            }
            for fact in about.facts:
                assert {
                    (value.language, str(value)) for value in texts(graph, "fact", about.id, fact.id, SDO.text)
                } == {
                    ("fr", fact.text.fr),
                    ("en", fact.text.en),
                }

    @pytest.mark.parametrize("type", get_args(RelationType))
    def test_every_relation_has_a_property(self, type: RelationType, house: Graph) -> None:
        term = URIRef(absolute(relation_term(type)))
        assert term in SCHEMA_ORG or (term, RDF.type, SDO.Property) in house

    @pytest.mark.parametrize(
        ("card_id", "type"),
        [
            ("ada", SDO.Person),
            ("works", SDO.NewsMediaOrganization),
            ("holding", SDO.GovernmentOrganization),
            ("lab", SDO.ResearchOrganization),
            ("goeland", SDO.SoftwareApplication),
            ("fair", SDO.Event),
            ("hello", SDO.Quotation),
            ("openness", SDO.DefinedTerm),
            ("best", SDO.Claim),
            ("tale", SDO.ItemList),
        ],
    )
    def test_each_kind_has_a_type_of_schema_org(self, card_id: str, type: URIRef, house: Graph) -> None:
        assert list(house.objects(named("card", card_id), RDF.type)) == [type]

    def test_fields_are_properties_of_schema_org(self, house: Graph) -> None:
        assert written(house, "card ada", SDO.alternateName) == {"Adèle"}
        assert written(house, "card ada", SDO.jobTitle) == {"Ingénieure", "Engineer"}
        assert written(house, "card lab", SDO.parentOrganization) == {"urn:depeche:card:holding"}
        assert written(house, "card goeland", SDO.creator) == {"urn:depeche:card:lab"}
        assert written(house, "card goeland", SDO.softwareVersion) == {"1.10"}
        assert written(house, "card goeland", TERM.openness) == {"open-weights"}
        assert written(house, "card fair", SDO.attendee) == {"urn:depeche:card:ada", "urn:depeche:card:works"}
        assert written(house, "card fair", SDO.location) == {"Londres", "London"}
        assert written(house, "card openness", SDO.description) == {"Ouvert.", "Open."}
        assert written(house, "card best", SDO.author) == {"urn:depeche:card:ada"}
        assert written(house, "card best", SDO.appearance) == {"urn:depeche:source:gazette"}
        assert written(house, "card best", TERM.supports) == {"urn:depeche:card:better"}
        assert written(house, "card better", TERM.contradicts) == {"urn:depeche:card:best"}
        assert written(house, "entry ada", SDO.dateModified) == {"2026-11-21"}
        address = house.value(named("card", "works"), SDO.address)
        assert house.value(address, SDO.addressCountry) == Literal("FR")

    def test_a_quotation_stays_in_its_language_and_its_translation_is_marked_as_ours(self, house: Graph) -> None:
        hello = named("card", "hello")
        assert house.value(hello, SDO.text) == Literal("Voilà.", lang="fr")
        assert house.value(hello, SDO.spokenByCharacter) == named("card", "ada")
        assert house.value(hello, SDO.publisher) == named("card", "works")
        assert house.value(hello, SDO.isPartOf) == named("source", "gazette")
        assert house.value(hello, SDO.dateCreated) == Literal("2025-08-05")
        translation = house.value(hello, SDO.workTranslation)
        assert house.value(translation, SDO.text) == Literal("There.", lang="en")
        assert (translation, RDF.type, TERM.OwnTranslation) in house

    def test_a_story_keeps_the_order_of_its_steps(self, house: Graph) -> None:
        steps = {
            house.value(step, SDO.position): house.value(step, SDO.item)
            for step in house.objects(named("card", "tale"), SDO.itemListElement)
        }
        assert steps == {Literal(1): named("card", "ada"), Literal(2): named("card", "fair")}
        assert written(house, "card tale", TERM.lede) == {"Il était une fois.", "Once upon a time."}

    def test_doubt_and_dispute_are_kept(self, house: Graph) -> None:
        assert written(house, "fact ada new", TERM.certainty) == {"disputed"}
        assert written(house, "fact ada new", TERM.basis) == {"inferred"}
        assert written(house, "fact ada new", TERM.note) == {"Parce que.", "Because."}
        assert written(house, "fact ada new", SDO.author) == {"urn:depeche:card:works"}
        assert written(house, "fact ada new", SDO.temporalCoverage) == {"2025-01"}
        assert written(house, "fact ada old", TERM.supersededBy) == {"urn:depeche:fact:ada:new"}
        assert written(house, "fact ada old", TERM.certainty) == {"confirmed"}
        assert written(house, "dispute ada 1", TERM.contradicts) == {"urn:depeche:fact:ada:new"}
        assert written(house, "dispute ada 1", SDO.author) == {"urn:depeche:card:lab"}
        assert written(house, "dispute ada 2", TERM.contradicts) == {"urn:depeche:card:ada"}

    def test_only_a_confirmed_relation_may_be_read_without_its_certainty(self, house: Graph) -> None:
        assert written(house, "card ada", SDO.worksFor) == {"urn:depeche:card:works", "urn:depeche:card:lab"}
        assert written(house, "card bob", SDO.worksFor) == {"urn:depeche:card:works"}
        assert written(house, "card ada", TERM.leads) == set()
        refuted = named("relation", "ada", "leads", "holding")
        assert house.value(refuted, TERM.certainty) == Literal("refuted")
        assert house.value(refuted, RDF.subject) == named("card", "ada")
        assert house.value(refuted, RDF.predicate) == TERM.leads
        assert house.value(refuted, RDF.object) == named("card", "holding")

    def test_corrections_are_comments_on_our_entry_and_not_on_what_it_is_about(self, house: Graph) -> None:
        entry, ada = named("entry", "ada"), named("card", "ada")
        comments = list(house.objects(entry, SDO.correction))
        assert {house.value(comment, RDF.type) for comment in comments} == {SDO.CorrectionComment}
        assert {
            (str(house.value(comment, SDO.datePublished)), text)
            for comment in comments
            for text in house.objects(comment, SDO.text)
        } == {
            ("2026-11-20", Literal("Un.", lang="fr")),
            ("2026-11-20", Literal("One.", lang="en")),
            ("2026-11-21", Literal("Deux.", lang="fr")),
            ("2026-11-21", Literal("Two.", lang="en")),
        }
        assert SDO.correction not in set(house.predicates(ada))

    def test_a_relation_is_not_repeated_from_its_other_end(self, house: Graph) -> None:
        fair, goeland = named("card", "fair"), named("card", "goeland")
        assert set(house.predicates(fair, goeland)) == {SDO.about}
        assert set(house.predicates(goeland, fair)) == set()

    @pytest.mark.parametrize(
        ("text", "iso"),
        [
            ("2019", "2019"),
            ("2025-01", "2025-01"),
            ("2025-08-05", "2025-08-05"),
            ("2025-01~", None),
            ("2025-08-05?", None),
            ("2025-01/2025-08", None),
        ],
    )
    def test_a_date_is_iso_8601_where_it_can_be_and_always_as_it_was_written(self, text: str, iso: str | None) -> None:
        graph = parsed(edition_of(GAZETTE, card("model", "m", f"released: {text}", ONE)))
        published = graph.value(named("card", "m"), SDO.datePublished)
        assert published == (iso and Literal(iso))
        dating = graph.value(named("card", "m"), TERM.dating)
        edtf = URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
        assert graph.value(dating, TERM.edtf) == Literal(text, datatype=edtf)
        assert graph.value(dating, TERM.dated) == SDO.datePublished
        assert graph.value(dating, TERM.basis) == Literal("stated")

    def test_each_date_says_how_it_is_known(self, house: Graph) -> None:
        datings = {house.value(node, TERM.dated): node for node in house.objects(named("card", "fair"), TERM.dating)}
        assert datings.keys() == {SDO.startDate, SDO.endDate}
        assert house.value(datings[SDO.startDate], TERM.basis) == Literal("inferred")
        notes = set(house.objects(datings[SDO.startDate], TERM.note))
        assert notes == {Literal("Été.", lang="fr"), Literal("Summer.", lang="en")}
        assert house.value(named("card", "fair"), SDO.startDate) == Literal("2025-08")

    def test_an_article_is_named_and_never_quoted_whole(self, house: Graph) -> None:
        gazette = named("source", "gazette")
        assert house.value(gazette, RDF.type) == SDO.NewsArticle
        assert house.value(gazette, SDO.headline) == Literal("Un article", lang="fr")
        assert house.value(gazette, SDO.datePublished) == Literal("2025-08")
        assert house.value(gazette, SDO.inLanguage) == Literal("fr")
        assert house.value(gazette, SDO.url) == Literal("https://gazette.test/1")
        publisher, identifier = house.value(gazette, SDO.publisher), house.value(gazette, SDO.identifier)
        assert house.value(publisher, SDO.name) == Literal("La Gazette")
        assert house.value(identifier, SDO.propertyID) == Literal("sha256")
        assert house.value(identifier, SDO.value) == Literal("a" * 64)
        assert SDO.articleBody not in set(house.predicates())

    def test_a_passage_ends_behind_its_last_words(self, house: Graph) -> None:
        """A range of W3C ends before what its end selector selects: that must be the place after the last words."""
        selectors = set(house.subjects(RDF.type, OA.RangeSelector))
        assert selectors
        for selector in selectors:
            end = house.value(selector, OA.hasEndSelector)
            behind = house.value(end, OA.refinedBy)
            assert house.value(behind, RDF.type) == OA.TextPositionSelector
            assert house.value(behind, OA.start) == house.value(behind, OA.end) == Literal(len("du soir"))

    def test_sentences_that_rest_on_one_passage_share_it(self, house: Graph) -> None:
        assert len(set(house.subjects(RDF.type, OA.SpecificResource))) == 2


def statements(value: Any) -> int:
    """Count the statements that a node of the document makes, and those of the nodes inside it."""
    if not isinstance(value, dict) or "@value" in value:
        return 0
    made = 0
    for key, content in value.items():
        values = content if isinstance(content, list) else [content]
        if key != "@id":
            made += len(values) + sum(statements(inner) for inner in values)
    return made


def cited_in(card: Card, edition: Edition) -> Iterator[tuple[tuple[str, ...], tuple[Citation, ...]]]:
    """Yield what each sentence and tie of a card is called, and what it cites."""
    yield ("entry", card.id), card.cite
    for fact in card.facts:
        yield ("fact", card.id, fact.id), fact.cite
    for number, dispute in enumerate(card.disputed, 1):
        yield ("dispute", card.id, str(number)), dispute.cite
    for relation in card.relations:
        if relation.card in edition.published:
            yield ("relation", card.id, relation.type, relation.card), relation.cite
    if isinstance(card, Story):
        for number, step in enumerate(card.steps, 1):
            yield ("step", card.id, str(number)), step.cite


def passages(graph: Graph, statement: URIRef) -> set[tuple[str, str]]:
    """Put together again what ``statement`` cites, from what the selectors say."""
    found = set()
    for passage in graph.objects(statement, SDO.citation):
        source_id = str(graph.value(passage, OA.hasSource)).rpartition(":")[2]
        selector = graph.value(passage, OA.hasSelector)
        ends = [graph.value(selector, end) for end in (OA.hasStartSelector, OA.hasEndSelector)]
        pieces = [selector] if ends == [None, None] else ends
        assert all(isinstance(piece, BNode) for piece in pieces)
        found.add((source_id, " ... ".join(str(graph.value(piece, OA.exact)) for piece in pieces)))
    return found


def texts(graph: Graph, *path: Any) -> Iterator[Literal]:
    """Yield the texts that the last of ``path``, a property, gives to the node that the others name."""
    *parts, predicate = path
    for value in graph.objects(named(*parts), predicate):
        assert isinstance(value, Literal)
        yield value
