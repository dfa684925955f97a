"""Numbers as people write them are read as they were meant."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.importing.amounts import (
    DecimalSign,
    currency_of,
    number_in,
    parse_number,
    sign_shown_by,
    signs_shown_by,
    split_amount,
    unit_of,
)

NUMBERS = st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False, allow_infinity=False)
SEPARATORS = {".": [",", " ", "'", "\u00a0", "\u202f", "’", ""], ",": [".", " ", "'", "\u00a0", "\u202f", "’", ""]}


def grouped(number: Decimal, decimal: str, group: str, places: int) -> str:
    """A number written with these signs, by Python's own formatting."""
    return f"{number:,.{places}f}".replace(",", "G").replace(".", decimal).replace("G", group)


@given(number=NUMBERS, decimal=st.sampled_from([".", ","]), data=st.data())
def test_a_number_written_in_any_convention_is_read_back(number: Decimal, decimal: DecimalSign, data) -> None:
    text = grouped(number, decimal, data.draw(st.sampled_from(SEPARATORS[decimal])), 2)
    before = data.draw(st.sampled_from(["", "£", "€ ", "US$ ", "CHF "]))
    after = data.draw(st.sampled_from(["", " €", " EUR", " zł", " km"])) if not before else ""
    assert number_in(before + text + after, decimal) == (number, (before + after).strip())


@given(number=NUMBERS, decimal=st.sampled_from([".", ","]))
def test_two_decimals_always_show_the_sign(number: Decimal, decimal: str) -> None:
    group = "," if decimal == "." else "."
    assert sign_shown_by(grouped(number, decimal, group, 2)) == decimal


@given(number=st.integers(1_000, 10**12), decimal=st.sampled_from([".", ","]))
def test_thousands_alone_are_unclear_until_there_are_two(number: int, decimal: str) -> None:
    group = "," if decimal == "." else "."
    shown = sign_shown_by(grouped(Decimal(number), decimal, group, 0))
    assert shown == ("?" if number < 1_000_000 else decimal)


@pytest.mark.parametrize(
    ("text", "decimal", "number", "word"),
    [
        ("12.345,00 €", ",", "12345.00", "€"), ("€12,345.00", ".", "12345.00", "€"), ("12 345,00", ",", "12345.00", ""),
        ("(1,250.50)", ".", "-1250.50", ""), ("-£5", ".", "-5", "£"), ("£-5", ".", "-5", "£"), ("5-", ".", "-5", ""),
        ("−7,5", ",", "-7.5", ""), ("12.345,-", ",", "12345", ""), ("12.345,-- EUR", ",", "12345", "EUR"),
        ("CHF 12'345.–", ".", "12345", "CHF"), ("12,34,567.00", ".", "1234567.00", ""), (".5", ".", "0.5", ""),
        ("41,000 miles", ".", "41000", "miles"), ("45.000km", ",", "45000", "km"), ("١٢٣", ".", "123", ""),
        ("1.598 cc", ",", "1598", "cc"), ("  7  ", ".", "7", ""),
    ],
)  # fmt: skip
def test_real_cells(text: str, decimal: DecimalSign, number: str, word: str) -> None:
    assert number_in(text, decimal) == (Decimal(number), word)


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("12,345.00", ","), ("12.345,00", "."), ("1,23,45", "."), ("1.2.3", "."), ("10-12", "."), ("A6 2.0 TDI", ","),
        ("abc", "."), ("1.23E+16", "."), ("12,3456.00", "."), ("9" * 5_000 + "x", "."), ("1 2 3", "."), ("", "."),
    ],
)  # fmt: skip
def test_what_is_no_such_number_is_refused_with_an_example(text: str, decimal: DecimalSign) -> None:
    with pytest.raises(ValueError, match="is not a number written like 12"):
        number_in(text, decimal)


@given(st.text(max_size=80))
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    try:
        number, word = split_amount(text)
        parse_number(number, ".")
    except ValueError:
        return
    assert any(letter.isdecimal() for letter in number)
    assert word == word.strip()


def test_a_column_is_judged_by_all_its_cells() -> None:
    shown, unclear = signs_shown_by(["1.250", "12.345,50", "7", "n/a", "1.234.567"])
    assert (shown[","], shown["."], shown["?"], unclear) == (2, 0, 1, "1.250")


def test_currencies_and_units_are_known_by_their_words() -> None:
    assert [currency_of(word) for word in ("£", "€", "$", "US$", "chf", "Fr.", "zł", "₹", "TDI", "")] == [
        "GBP", "EUR", "USD", "USD", "CHF", "CHF", "PLN", "INR", None, None,
    ]  # fmt: skip
    assert currency_of("$", "AUD") == "AUD"
    assert currency_of("$", "EUR") == "USD"
    assert [unit_of(word) for word in ("Miles", "km.", "ltr", "CCM", "kg")] == ["mi", "km", "l", "cm³", None]
