"""Money is exact in every currency."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.money import Money


def test_a_tenth_and_two_tenths_are_three_tenths() -> None:
    total = Money.of("0.1", "EUR").minor + Money.of("0.2", "EUR").minor
    assert Money(total, "EUR") == Money.of("0.3", "EUR")


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("1234.5", "JPY", 1235), ("1.2345", "KWD", 1235), ("12.345", "EUR", 1235), ("-0.5", "USD", -50)],
)
def test_amounts_round_half_up_to_the_smallest_coin(text: str, currency: str, minor: int) -> None:
    assert Money.of(text, currency).minor == minor


@given(st.integers(-(10**14), 10**14), st.sampled_from(["EUR", "JPY", "KWD", "USD"]))
def test_the_stored_form_comes_back_whole(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.from_stored(money.stored()) == money
    assert Money.of(money.amount, currency) == money


@pytest.mark.parametrize("text", ["", "12", "12 eur", "1.5 EUR", "EUR 12", "9" * 30 + " EUR"])
def test_what_is_no_stored_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"stored amount|larger"):
        Money.from_stored(text)


@pytest.mark.parametrize("amount", ["abc", "NaN", "Infinity", ""])
def test_what_is_no_number_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Money.of(amount, "EUR")


def test_an_unknown_form_of_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        Money(1, "euro")


def test_people_read_major_units() -> None:
    assert str(Money(123_456_789, "EUR")) == "1,234,567.89 EUR"
    assert Money(5, "KWD").amount == Decimal("0.005")
