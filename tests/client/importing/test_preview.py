"""The preview: values, problems by row and field, questions, duplicates, all or nothing, the reject file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from client.importing.mapping import ColumnMapping
from client.importing.outcome import DuplicateRule
from client.importing.preview import Preview
from client.importing.reading import open_source
from client.importing.refusals import ImportCancelled, RowsRefused
from client.importing.suggestion import suggest
from shared_models.errors import InvalidRecord
from shared_models.kinds import Quantity
from shared_models.money import Money
from shared_models.records import RECORD_TYPES
from shared_models.schema import validate
from tests.client.importing.samples import TODAY, VIN, only_values, preview

# --- values ---


def test_a_german_stock_list_becomes_vehicles(tmp_path: Path) -> None:
    text = (
        "FIN;Marke;Modell;Baujahr;Kilometerstand;Kraftstoff;Getriebe;Farbe;Preis (EUR);Hubraum (ccm);Extras\n"
        f"{VIN.lower()};Škoda;Octavia;2019;41.250;Benzin;Schaltgetriebe;Grün;12.345,50 €;1.498;"
        '"Schiebedach; Isofix"\n'
    )
    assert only_values(tmp_path, text) == [
        {
            "vin": VIN, "make": "Škoda", "model": "Octavia", "year": 2019, "mileage": Quantity(41_250, "km"),
            "fuel": "petrol", "gearbox": "manual", "colour": "green", "price": Money(1_234_550, "EUR"),
            "engine_size": 1.5, "features": frozenset({"Schiebedach", "Isofix"}),
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "stored"),
    [
        ("Price:£12,345.00", Money(1_234_500, "GBP")), ("Price:12 345,00 €", Money(1_234_500, "EUR")),
        ("Price:$9,995", Money(999_500, "USD")), ("Price:¥1,250,000", Money(1_250_000, "JPY")),
        ("Price (CHF):9'995.–", Money(999_500, "CHF")), ("Price in GBP:250", Money(25_000, "GBP")),
        ("Mileage:41,000 miles", Quantity(41_000, "mi")), ("Mileage (mi):41000", Quantity(41_000, "mi")),
        ("Mileage:41000", Quantity(41_000, "km")), ("Engine size:1998 cc", 2.0), ("Engine size:1.6 l", 1.6),
        ("Engine size:1,6", 1.6), ("Fuel:HEV", "hybrid"), ("Fuel:Gasoline", "petrol"),
        ("Transmission:Semi-Auto", "semi_automatic"),
        ("Transmission:Automatik", "automatic"), ("Body:Station Wagon", "estate"), ("Colour:SCHWARZ", "black"),
        ("Status:In stock", "available"), ("Year:2016.0", 2016), ("Fuel:N/A", None), ("Price:-", None),
    ],
)  # fmt: skip
def test_one_cell(tmp_path: Path, cells: str, stored: object) -> None:
    heading, _, cell = cells.partition(":")
    made = only_values(tmp_path, f'Make\tModel\t{heading}\nKia\tRio\t"{cell}"\n')
    names = {name for values in made for name in values} - {"make", "model"}
    assert [made[0][name] for name in names] == ([] if stored is None else [stored])


def test_yes_no_dates_and_moments(tmp_path: Path) -> None:
    text = (
        "Claim number,Date of loss,Reported,Closed on,At fault,Injuries\n"
        "C1,05/11/2025 18:30,25/11/2025,01/12/25,Ja,0\n"
        "C2,2025-07-01T08:00:00Z,26.11.2025,,oui,No\n"
    )

    def zone(mapping: ColumnMapping) -> None:
        mapping.time_zone = "Europe/Berlin"
        mapping.set_constant("status", "reported")

    first, second = only_values(tmp_path, text, "claim", zone)
    assert first == {
        "number": "C1", "status": "reported", "happened_at": datetime(2025, 11, 5, 17, 30, tzinfo=UTC),
        "reported_at": datetime(2025, 11, 24, 23, 0, tzinfo=UTC), "settled_on": date(2025, 12, 1),
        "at_fault": True, "injuries": False,
    }  # fmt: skip
    assert second["happened_at"] == datetime(2025, 7, 1, 8, 0, tzinfo=UTC)


def test_two_digit_years_of_birth_lie_in_the_past_and_expiries_ahead(tmp_path: Path) -> None:
    text = "Name,DOB,Licence expiry\nAnn,25/03/45,25/03/35\n"
    assert only_values(tmp_path, text, "driver") == [
        {"name": "Ann", "born_on": date(1945, 3, 25), "licence_expires": date(2035, 3, 25)}
    ]


def test_workbook_cells_need_no_convention(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Policy number", "Expires", "Premium", "Status", "Auto renewal", "Notes"])
    page.append([4711.0, datetime(2026, 12, 31), 1234.567, "active", True, "x\ny"])  # noqa: DTZ001
    page.append(["P2", 46_387, "1.234,50", "In force", "yes", None])
    book.save(tmp_path / "x.xlsx")
    source = open_source(tmp_path / "x.xlsx")
    made = Preview(source, suggest("policy", source, today=TODAY, currency="EUR"), today=TODAY)
    report = made.check()
    assert [row.values for row in report.shown] == [
        {"number": "4711", "expires_on": date(2026, 12, 31), "premium": Money(123_457, "EUR"), "status": "active",
         "auto_renew": True, "notes": "x\ny"},
        {"number": "P2", "expires_on": date(2026, 12, 31), "premium": Money(123_450, "EUR"), "status": "active",
         "auto_renew": True},
    ]  # fmt: skip
    assert [(p.row, p.field, p.severity, p.cell) for p in report.problems] == [(2, "premium", "warning", "1234.567")]


def test_true_one_and_one_point_nought_are_told_apart(tmp_path: Path) -> None:
    rows = [{"make": "Kia", "model": "Rio", "year": value} for value in (2019, 2019.0, True, "2019")]
    path = tmp_path / "x.json"
    path.write_text(json.dumps(rows), "utf-8")
    source = open_source(path)
    mapping = ColumnMapping("vehicle", {"make": "make", "model": "model", "year": "year"})
    report = Preview(source, mapping, today=TODAY).check()
    assert [row.action for row in report.shown] == ["create", "create", "refuse", "create"]


def test_a_column_beside_gives_the_currency_row_by_row(tmp_path: Path) -> None:
    text = "Make,Model,Price,Currency\nKia,Rio,100,GBP\nKia,Rio,100,€\nKia,Rio,100,\nKia,Rio,100,Moon\n"
    report = preview(tmp_path, text).check()
    assert [row.values.get("price") for row in report.shown] == [
        Money(10_000, "GBP"), Money(10_000, "EUR"), Money(10_000, "EUR"), None,
    ]  # fmt: skip
    assert [(p.row, p.field) for p in report.problems] == [(5, "price")]


def test_constants_fill_what_a_column_leaves_empty(tmp_path: Path) -> None:
    text = "Make,Model,Status\nKia,Rio,Sold\nKia,Rio,\n"
    made = only_values(tmp_path, text, edit=lambda mapping: mapping.set_constant("status", "incoming"))
    assert [values["status"] for values in made] == ["sold", "incoming"]


def test_references_are_found_by_name(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Make,Model,Location\nKia,Rio,leeds\nKia,Rio,Atlantis\n", "utf-8")
    source = open_source(path)
    lookups: Mapping[str, Callable[[str], str | None]] = {
        "store": lambda text: "a" * 32 if text.casefold() == "leeds" else None
    }
    mapping = suggest("vehicle", source, today=TODAY, lookups=lookups)
    report = Preview(source, mapping, today=TODAY, lookups=lookups).check()
    assert report.shown[0].values["store"] == "a" * 32
    assert report.problems[0].message == ("no store is known as 'Atlantis'. Make it first, or choose one for all rows")


# --- problems and questions ---


def test_every_problem_is_told_by_row_field_and_cell(tmp_path: Path) -> None:
    text = (
        "VIN,Make,Model,Year,Fuel,Price\n"
        f"{VIN},Kia,Rio,2019,Petrol,9995\n"
        "SHORT,Kia,,20x9,Steam,abc\n"
        "WVWZZZ1JZXW000001,Kia,Rio,1492,Diesel,#REF!\n"
        ",,,,,\n"
        "1,2,3,4,5,6,7\n"
    )
    report = preview(tmp_path, text).check()
    assert (report.counts.rows, report.counts.created, report.counts.refused) == (5, 1, 4)
    found = {(p.row, p.field): p for p in report.problems}
    assert {key for key, p in found.items() if p.severity == "error"} == {
        (3, "model"), (3, "year"), (3, "fuel"), (3, "price"), (4, "year"), (4, "price"), (5, "make"), (5, "model"),
        (6, ""), (6, "year"), (6, "fuel"),
    }  # fmt: skip
    assert {key for key, p in found.items() if p.severity == "warning"} == {(3, "vin"), (4, "vin"), (6, "vin")}
    assert found[3, "year"].message == "'20x9' is not a number written like 12,345.00"
    assert found[3, "fuel"].label == "Fuel"
    assert found[3, "fuel"].column == "Fuel"
    assert found[3, "fuel"].cell == "Steam"
    assert "Petrol, Diesel, Hybrid" in found[3, "fuel"].message
    assert found[3, "model"].message == "is needed"
    assert found[4, "price"].message == "holds the spreadsheet error #REF!. Correct the formula"
    assert report.by_field() == {"year": 3, "fuel": 2, "price": 2, "model": 2, "make": 1, "": 1}
    assert [row.action for row in report.shown] == ["create", "refuse", "refuse", "refuse", "refuse"]


def test_the_preview_says_what_the_schema_says(tmp_path: Path) -> None:
    text = "VIN,Make,Model,Year,Price\n" + "".join(
        f"{'AB' * (n % 10)},{'x' * (n * 7 % 90)},{'' if n % 5 == 0 else 'Rio'},{1_800 + n * 3},{n - 20}\n"
        for n in range(120)
    )
    kept = DuplicateRule.KEEP
    report = preview(tmp_path, text, most_shown=1_000, most_problems=10_000, duplicates=kept).check()
    assert {row.action for row in report.shown} == {"create", "refuse"}
    for row in report.shown:
        try:
            found = {(p.field, p.severity) for p in validate(RECORD_TYPES["vehicle"], row.values)}
        except InvalidRecord as invalid:
            found = {(p.field, p.severity) for p in invalid.problems}
        told = {(p.field, p.severity) for p in row.problems}
        # A value that a field refuses is not among the values, and its row is refused all the same.
        assert {part for part in found if part[1] == "error"} <= told
        assert (row.action == "refuse") == any(severity == "error" for _, severity in told)


def test_an_unclear_number_column_is_asked_about_and_the_answer_holds(tmp_path: Path) -> None:
    text = "Make,Model,Mileage\nKia,Rio,41.250\nKia,Rio,9.900\n"
    made = preview(tmp_path, text)
    (question,) = made.check().questions
    assert (question.column, question.topic, question.options, question.taken) == (
        "Mileage",
        "decimal",
        (".", ","),
        ",",
    )
    assert question.text == "Is '41.250' in the column 'Mileage' 41.250 or 41250? Taken as 41250."
    made.mapping.answer(question, ".")
    again = Preview(made.source, made.mapping, today=TODAY).check()
    assert again.questions == ()
    assert again.shown[0].values["mileage"] == Quantity(41, "km")
    assert "rounded" in again.problems[0].message


def test_an_unclear_column_follows_the_rest_of_the_file(tmp_path: Path) -> None:
    text = "Make;Model;Mileage;Price\nKia;Rio;41.250;9.995,50\n"
    made = preview(tmp_path, text).check()
    assert made.shown[0].values["mileage"] == Quantity(41_250, "km")


def test_an_unclear_date_column_is_asked_about_and_the_answer_holds(tmp_path: Path) -> None:
    text = "Policy number,Expires,Status\nP1,03/04/2026,active\nP2,05/06/2026,active\n"
    made = preview(tmp_path, text, "policy")
    report = made.check()
    (question,) = report.questions
    assert question.text == (
        "Is '03/04/2026' in the column 'Expires' 03 April 2026 or 04 March 2026? Taken as 03 April 2026."
    )
    assert report.shown[0].values["expires_on"] == date(2026, 4, 3)
    made.mapping.answer(question, "MDY")
    again = Preview(made.source, made.mapping, today=TODAY).check()
    assert again.shown[0].values["expires_on"] == date(2026, 3, 4)
    assert not again.questions


def test_a_column_in_two_orders_is_asked_about_and_the_odd_rows_refused(tmp_path: Path) -> None:
    text = "Policy number,Expires,Status\nP1,25/04/2026,active\nP2,13/06/2026,active\nP3,06/13/2026,active\n"
    report = preview(tmp_path, text, "policy").check()
    assert "is written in two ways (31/12/2025 and 12/31/2025)" in report.questions[0].text
    assert [(p.row, p.field) for p in report.problems] == [(4, "expires_on")]


def test_currency_unit_and_unknown_words_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Make,Model,Price,Mileage,Fuel\nKia,Rio,100,200,Super 95\nKia,Rio,100,200,Diesel\n", "utf-8")
    source = open_source(path)
    mapping = suggest("vehicle", source, today=TODAY)
    report = Preview(source, mapping, today=TODAY).check()
    assert {(question.column, question.topic) for question in report.questions} == {
        ("Price", "currency"), ("Mileage", "unit"), ("Fuel", "word"),
    }  # fmt: skip
    assert report.counts.refused == 2
    answers = {"currency": "GBP", "unit": "mi", "word": "petrol"}
    for question in report.questions:
        mapping.answer(question, answers[question.topic])
    again = Preview(source, mapping, today=TODAY).check()
    assert again.questions == ()
    assert again.shown[0].values == {
        "make": "Kia", "model": "Rio", "price": Money(10_000, "GBP"), "mileage": Quantity(200, "mi"), "fuel": "petrol",
    }  # fmt: skip


def test_a_required_field_without_a_column_refuses_every_row(tmp_path: Path) -> None:
    report = preview(tmp_path, "Make,Year\nKia,2019\nVW,2020\n").check()
    assert [(p.row, p.field, p.column) for p in report.problems] == [(2, "model", ""), (3, "model", "")]


def test_only_the_first_rows_and_problems_are_kept_but_all_are_counted(tmp_path: Path) -> None:
    text = "Make,Model,Year\n" + "Kia,Rio,1492\n" * 500
    report = preview(tmp_path, text, most_shown=10, most_problems=25).check()
    assert (len(report.shown), len(report.problems)) == (10, 25)
    assert report.tally["year", "error"] == report.counts.refused == 500


# --- all or nothing, batches, rejects ---


def test_all_or_nothing_gives_nothing_when_a_row_is_refused(tmp_path: Path) -> None:
    text = "Make,Model,Year\nKia,Rio,2019\nKia,Rio,x\n"
    with pytest.raises(RowsRefused, match="1 of 2 rows have problems") as refused:
        next(preview(tmp_path, text, all_or_nothing=True).planned())
    assert "reject file" in str(refused.value)
    assert [len(batch) for batch in preview(tmp_path, text).planned()] == [1]
    good = preview(tmp_path, "Make,Model\nKia,Rio\n", all_or_nothing=True)
    assert [len(batch) for batch in good.batches()] == [1]


def test_batches_have_the_size_asked_for(tmp_path: Path) -> None:
    made = preview(tmp_path, "Make,Model\n" + "Kia,Rio\n" * 25)
    assert [len(batch) for batch in made.batches(10)] == [10, 10, 5]
    identifiers = {entry.id for batch in made.planned(10) for entry in batch}
    assert len(identifiers) == 25


def test_an_import_can_be_cancelled_between_rows(tmp_path: Path) -> None:
    made = preview(tmp_path, "Make,Model\n" + "Kia,Rio\n" * 25)
    with pytest.raises(ImportCancelled):
        made.check(cancelled=lambda: True)
