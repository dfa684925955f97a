"""What a salesperson types and what must come up: the examples by name, typos, codes, and input that means harm."""

from random import Random

import pytest

from client.search import SearchField, SearchIndex, words
from tests.client.search import market

CARS = {
    1: ("Toyota", "Camry", ["hybrid", "sat nav"]),
    2: ("Toyota", "Camry", ["tow bar"]),
    3: ("Toyota", "Corolla", ["hybrid"]),
    4: ("Honda", "Civic", ["sat nav"]),
    5: ("Honda", "Accord", ["Civic alloy wheels"]),
    6: ("BMW", "3-Series", []),
    7: ("Mazda", "CX-5", []),
    8: ("Citroën", "C3", []),
    9: ("Škoda", "Octavia", []),
    10: ("Civic", "Motors", []),
    11: ("Ford", "Focus", []),
    12: ("Mercedes-Benz", "C-Class", []),
}


@pytest.fixture(scope="module")
def cars() -> SearchIndex:
    index = SearchIndex([SearchField("make", 3), SearchField("model", 2), SearchField("features")])
    for ordinal, (make, model, features) in CARS.items():
        index.add(ordinal, {"make": make, "model": model, "features": features}, {})
    return index


@pytest.fixture(scope="module")
def policies() -> SearchIndex:
    fields = [SearchField("insurer"), SearchField("driver"), SearchField("number", code=True)]
    index = SearchIndex([*fields, SearchField("vins", code=True), SearchField("plate", code=True)])
    rows = [
        ("Geico", "Ada Byron", "POL123", ["1HGCM82633A004352", "WVWZZZ1JZ3W386752"], "AB12 CDE"),
        ("Geico", "Ken Thompson", "POL456", ["JTDKN3DU0A0123456"], "ab12 xyz"),
        ("State Farm", "Grace O'Brien", "POL4567", [], "RICK"),
        ("Allianz", "Rick Pol", "POL-789-X", "SALLAAA146A390124", None),
    ]
    for ordinal, (insurer, driver, number, vins, plate) in enumerate(rows, 1):
        texts = {"insurer": insurer, "driver": driver, "number": number, "vins": vins, "plate": plate}
        index.add(ordinal, texts, {})
    return index


@pytest.fixture(scope="module")
def stock() -> SearchIndex:
    index = SearchIndex(market.FIELDS, market.FACETS)
    index.add_many(market.rows(6_000, vocabulary=12_000))
    return index


def found(index: SearchIndex, text: str) -> list[int]:
    return list(index.search(text).ordinals)


def test_a_make_stands_above_a_model_above_a_feature(cars):
    assert found(cars, "Civic") == [10, 4, 5]


@pytest.mark.parametrize(
    ("typed", "ordinals"),
    [
        ("Toyta", [3, 2, 1]),
        ("camri", [2, 1]),
        ("Camri ", [2, 1]),
        ("toyta camri hybird", [1]),
        ("toyota hybrid", [3, 1]),
        ("hybrid toyota", [3, 1]),
        ("BM", [6]),
        ("BM ", []),
        ("BMX", [6]),
        ("MB", []),
        ("toy", [3, 2, 1]),
        ("toyt", [3, 2, 1]),
        ("merc c-class", [12]),
        ("citroen", [8]),
        ("CITROËN", [8]),
        ("skoda", [9]),
        ("Skodа", [9]),  # the last letter is Cyrillic
        ("cx5", [7]),
        ("cx-5", [7]),
        ("cx 5", [7]),
        ("3 series", [6]),
        ("fcous", [11]),
        ("toyota civic", []),
        ("bentley", []),
    ],
)
def test_what_is_typed_finds_what_is_meant(cars, typed, ordinals):
    assert found(cars, typed) == ordinals


def test_what_a_word_was_taken_for_is_said(cars):
    assert cars.search("toyta camri hybird").corrections == (
        ("toyta", "Toyota"),
        ("camri", "Camry"),
        ("hybird", "hybrid"),
    )
    assert cars.search("toyota camry").corrections == ()


def test_a_word_that_is_known_but_not_with_the_others_is_corrected_too(cars):
    """`civil` is a term, but no Honda has it; a Honda Civic there is."""
    index = SearchIndex(cars.fields)
    index.add(1, {"make": "Honda", "model": "Civic"}, {})
    index.add(2, {"make": "Ford", "features": "civil servant discount"}, {})
    assert found(index, "civil ") == [2]
    assert found(index, "honda civil ") == [1]
    assert index.search("honda civil ").corrections == (("civil", "Civic"),)


def test_a_rare_name_does_not_hide_a_common_model_one_slip_away(cars):
    index = SearchIndex([*cars.fields, SearchField("owner")])
    index.add(1, {"owner": "Camrick"}, {})
    assert found(index, "camri") == [1]
    for ordinal in range(2, 30):
        index.add(ordinal, {"model": "Camry"}, {})
    hits = index.search("camri", limit=100)
    assert hits.total == 29
    assert hits.corrections == (("camri", "Camry"),)
    assert found(index, "camric") == [1]


def test_geiko_is_geico(policies):
    assert found(policies, "Geiko") == [2, 1]
    assert policies.search("Geiko").corrections == (("geiko", "Geico"),)


@pytest.mark.parametrize(
    ("typed", "ordinals"),
    [
        ("POL123", [1]),
        ("pol123 ", [1]),
        ("pol12", [1]),
        ("POL456", [2, 3]),  # the whole number above the number it begins
        ("POL4567", [3]),
        ("pol-456", [2, 3]),
        ("POL789X", [4]),
        ("pol 789 x", [4]),
        ("004352", [1]),  # the last six of a VIN
        ("4352", [1]),
        ("352", []),  # three are too few to tell
        ("386752", [1]),  # of a policy's second vehicle
        ("1HGCM82633A004352", [1]),
        ("1hgcm", [1]),
        ("1HG CM826 33A004352", [1]),
        ("AB12", [2, 1]),
        ("AB12 CDE", [1]),
        ("ab12cde", [1]),
        ("AB12 XY", [2]),
        ("rick", [4, 3]),  # a name, and a plate that is a name
        ("POL", [4]),  # letters alone are a word, not the beginning of a number
        ("geico 004352", [1]),
        ("geico 0124", []),
        ("obrien", [3]),
        ("o'brien", [3]),
        ("pol124", []),  # codes are never guessed
        ("00435", []),
    ],
)
def test_codes_are_found_whole_by_beginning_or_by_end(policies, typed, ordinals):
    assert found(policies, typed) == ordinals


def test_intended_makes_models_and_insurers_after_one_typo(stock):
    """The bar is 0.95 among the first three; pure numbers are never corrected, so a 3008 is asked for as it is."""
    random = Random(7)
    meant = {
        term
        for text in [*market.MODELS, *" ".join(market.MODELS.values()).split(), *market.INSURERS]
        for term, _ in words.terms(text)
        if len(term) >= 3
    }
    tried = right = 0
    for term in sorted(meant):
        for _ in range(2):
            typed = market.misspelt(term, random)
            if typed == term or len(typed) < 3:
                continue
            shown = [words.code(each.text) for each in stock.suggest(typed, 3)]
            right += any(each.startswith(term) for each in shown)
            tried += 1
    assert tried > 600
    assert right / tried >= 0.95


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "!!!",
        "--",
        "%_%",
        "\N{AUTOMOBILE}\N{AUTOMOBILE}",
        "\x00\x01",
        "'",
        '"',
        "(",
        "\u200f",
        "\u0301\u0301",
    ],
)
def test_what_holds_no_word_lists_everything_newest_first(cars, typed):
    assert found(cars, typed) == sorted(CARS, reverse=True)
    assert cars.suggest(typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        "toyota " * 5_000,
        "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 100,
        "'; DROP TABLE vehicle; --",
        "make:toyota OR 1=1",
        'NEAR("a" "b", 5) AND ^x*',
        "مرحبا بالعالم",
        "שלום עולם",
        "\u202etoyota\u202c",
        "\N{AUTOMOBILE}toyota\N{AUTOMOBILE}",
        "丰田 カムリ",
        "\ud800",
        "İIıi ß ﬀ",
        "\U0010ffff" * 50,
    ],
)
def test_hostile_input_is_only_text(cars, typed):
    hits = cars.search(typed)
    assert hits.total == len(hits.matched) == len(cars.all_ordinals(typed))
    assert set(hits.matched) <= set(CARS)
    cars.suggest(typed)
    cars.facet_counts(typed)


@pytest.mark.parametrize(
    ("typed", "ordinals"),
    [
        ("\u202etoyota\u202c", [3, 2, 1]),
        ("\N{AUTOMOBILE}toyota\N{AUTOMOBILE}", [3, 2, 1]),
        ("toyota " * 5_000, [3, 2, 1]),
    ],
)
def test_the_words_in_odd_input_are_still_words(cars, typed, ordinals):
    assert found(cars, typed) == ordinals


def test_any_text_that_was_stored_is_found_by_itself():
    index = SearchIndex([SearchField("note")])
    texts = [
        "مرحبا بالعالم",
        "שָׁלוֹם",
        "Straße",
        "ＴＯＹＯＴＡ",
        "Ångström",
        "한국어",
        "丰田",
        "naïve café",
        "I'm 5'11\"",
    ]
    for ordinal, text in enumerate(texts, 1):
        index.add(ordinal, {"note": text}, {})
    for ordinal, text in enumerate(texts, 1):
        assert found(index, text) == [ordinal], text
    assert found(index, "toyota") == [4]
    assert found(index, "STRASSE") == [3]


def test_pages_follow_one_another(stock):
    ranked = stock.all_ordinals("toyota").tolist()
    paged = [each for offset in range(0, len(ranked), 7) for each in stock.search("toyota", {}, 7, offset).ordinals]
    assert paged == ranked
    assert stock.search("toyota", {}, 20, len(ranked)).ordinals == ()
    assert stock.search("toyota", {}, 0).ordinals == stock.search("toyota", {}, -1, -5).ordinals == ()
