"""Files people train on, with the faults such files have."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from ml_models.labelled_table import TableFault, kind_of, outcomes, protected, read_table, target_of
from ml_models.table_columns import choose


def made(tmp_path: Path, text: str, name: str = "own.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    "text",
    [
        *("a,b\n1,2\n", "\ufeffa;b\r\n1;2\r\n", "a\tb\n1\t2\n\n"),
        *("sep=;\r\na;b\r\n1;2\r\n", "a|b\n1|2\n", '"a";"b"\n"1";"2"\n'),
    ],
)
def test_commas_semicolons_tabs_a_mark_and_empty_lines_are_read(tmp_path: Path, text: str) -> None:
    assert read_table(made(tmp_path, text)).columns == {"a": ["1"], "b": ["2"]}


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    """Of which no more is unpacked than is asked for: it would be three gigabytes."""
    path = tmp_path / "own.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 250_000, 1) * 3_000)
    with pytest.raises(TableFault, match=r"own\.csv\.gz: the table has more than 100 MB"):
        read_table(path)


def test_a_compressed_file_is_read_and_one_cut_short_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n" * 500))
    assert len(read_table(path)) == 999
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(TableFault, match=r"own\.csv\.gz"):
        read_table(path)


def test_what_a_file_is_shows_in_its_content_not_its_name(tmp_path: Path) -> None:
    packed, plain, workbook = (tmp_path / name for name in ("own.csv", "own.csv.gz", "own.xlsx"))
    packed.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    plain.write_bytes(b"a,b\n1,2\n")
    workbook.write_bytes(b"PK\x03\x04 and so on")
    assert read_table(packed).columns == read_table(plain).columns == {"a": ["1"], "b": ["2"]}
    with pytest.raises(TableFault, match=r"workbook.*Save the sheet as CSV"):
        read_table(workbook)


def test_decimal_commas_beside_semicolons_are_numbers_and_other_columns_stay(tmp_path: Path) -> None:
    table = read_table(made(tmp_path, "price;model;code;km\n12.500,50;A,B;1,2,3;10.000\n;C;4;2\n-3,5;D;5;3\n"))
    assert table.numbers("price").tolist()[::2] == [12500.5, -3.5]
    assert table.columns["model"] == ["A,B", "C", "D"]
    assert table.columns["code"][0] == "1,2,3"
    assert table.numbers("km").tolist() == [10, 2, 3]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("  \n \n", "empty"),
        ("a,b\n", "no row"),
        ("a,b\n1\n", "row 2 has 1 cells"),
        ("a,a\n1,2\n", "same name"),
    ],
)
def test_a_file_that_is_no_table_says_why(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TableFault, match=said):
        read_table(made(tmp_path, text))


def test_a_missing_file_and_latin_letters_say_why(tmp_path: Path) -> None:
    with pytest.raises(TableFault, match="cannot be read"):
        read_table(tmp_path / "nowhere.csv")
    (tmp_path / "latin.csv").write_bytes("größe\n1\n".encode("latin-1"))
    with pytest.raises(TableFault, match="UTF-8"):
        read_table(tmp_path / "latin.csv")


def test_blanks_are_not_known_but_infinities_and_words_are_faults_with_their_row(tmp_path: Path) -> None:
    table = read_table(made(tmp_path, "a,b,c\n1,inf,5\nNaN,2,x\n,3,7\n"))
    assert np.isnan(table.numbers("a")).tolist() == [False, True, True]
    with pytest.raises(TableFault, match="column b, row 2"):
        table.numbers("b")
    with pytest.raises(TableFault, match="column c, row 3"):
        table.numbers("c")
    with pytest.raises(TableFault, match=r"no column 'd'.*a, b, c"):
        table.numbers("d")


def test_the_target_is_found_or_asked_for(tmp_path: Path) -> None:
    table = read_table(made(tmp_path, "a,won\n1,yes\n2,no\n"))
    assert target_of(table, None) == "won"
    with pytest.raises(TableFault, match="bought"):
        target_of(table, "bought")
    with pytest.raises(TableFault, match="--target"):
        target_of(read_table(made(tmp_path, "a,b\n1,2\n")), None)


def test_a_bundled_column_that_is_to_be_predicted_is_not_learned_from(tmp_path: Path) -> None:
    rows = "".join(f"{at % 7},{'yes' if at % 3 else 'no'},{'yes' if at % 2 else 'no'}\n" for at in range(60))
    table = read_table(made(tmp_path, "visits,loan,y\n" + rows))
    bundled = {"visits": "number", "loan": "category"}
    assert choose(table, "y", bundled=bundled).bundled
    chosen = choose(table, "loan", bundled=bundled)
    assert not chosen.bundled
    assert "loan" not in chosen.kinds


def test_outcomes_are_two_and_known(tmp_path: Path) -> None:
    table = read_table(made(tmp_path, "y,z,w,v\nYes,1,a,p\nno,,b,p\nno,0,c,q\n"))
    assert outcomes(table, "y")[0].tolist() == [1, 0, 0]
    happened, positive = outcomes(table, "v")
    assert (happened.tolist(), positive) == ([0, 0, 1], "q")  # the rarer one, where no word says yes
    most = read_table(made(tmp_path, "y,z\n1.0,ja\n1.0,ja\n0.0,nein\n"))
    assert outcomes(most, "y")[0].tolist() == outcomes(most, "z")[0].tolist() == [1, 1, 0]  # not the rarer: 1 is yes
    assert outcomes(most, "y", "1")[1] == "1"
    with pytest.raises(TableFault, match="row 3"):
        outcomes(table, "z")
    with pytest.raises(TableFault, match="3 different"):
        outcomes(table, "w")


def test_a_delimiter_within_a_quoted_name_is_part_of_the_name(tmp_path: Path) -> None:
    assert read_table(made(tmp_path, '"a, net, EUR";b\n1;2\n')).columns == {"a, net, EUR": ["1"], "b": ["2"]}


@pytest.mark.parametrize(
    ("no", "yes"),
    [
        ("not bought", "bought"),
        ("No fraud", "fraud"),
        ("lost", "closed"),
        ("1", "2"),
        ("0", "2"),
        ("-1", "1"),
        ("0.0", "1"),
        ("N", "y"),
        ("FALSE", "true"),
        ("kein Kauf", "kauf"),
    ],
)
@pytest.mark.parametrize("yeses", [1, 3])
def test_the_yes_is_what_says_so_however_often_it_is_said(no: str, yes: str, yeses: int, tmp_path: Path) -> None:
    table = read_table(made(tmp_path, "y,z\n" + f"{no},1\n" * 2 + f"{yes},1\n" * yeses))
    assert outcomes(table, "y")[1] == yes


@pytest.mark.parametrize(
    ("name", "held"),
    [
        *[
            (name, True)
            for name in ("age", "customerAge", "Insured_Gender", "marital", "date_of_birth", "sex", "AgeOfPolicyHolder")
        ],
        *[
            (name, False)
            for name in (
                *("vehicle_age", "vehicl_age", "VehAge", "stage", "page", "average", "lead_age_days", "message"),
                *("customer_car_age", "policy_age"),
            )
        ],
    ],
)
def test_columns_about_persons_are_known_by_their_words(name: str, held: bool) -> None:
    assert protected(name) is held


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("x", ["1", "2.5", "", "NA"], "number"),
        ("x", ["inf", "2"], "number"),
        ("x", ["1e400", "2"], "number"),
        ("x", ["1", "?", "2", "-", "3"], "number"),
        ("x", [*[str(n % 50) for n in range(100)], "abc"], "number"),  # so that the word is told of
        ("x", [*[f"A{n}" for n in range(50)], *map(str, range(50))], "identifier"),
        ("", [str(n * 7919 % 30011) for n in range(30)], "identifier"),
        ("PolicyNumber", [str(n * 7919 % 30011) for n in range(30)], "identifier"),
        ("weight", [str(n / 7) for n in range(30)], "number"),
        ("x", ["a", "b", "a"], "category"),
        ("x", ["a", "a", ""], "constant"),
        ("row", [str(n) for n in range(30)], "identifier"),
        ("budget", [str(n * 7919 % 30011) for n in range(30)], "number"),
        ("lead_id", [str(n * 7919 % 30011) for n in range(30)], "identifier"),
        ("name", [f"person {n}" for n in range(30)], "identifier"),
    ],
)
def test_columns_are_typed_by_inspection(name: str, values: list[str], kind: str) -> None:
    assert kind_of(name, values) == kind
