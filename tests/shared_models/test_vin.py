"""VINs: real ones pass, unusual ones are warned about and never refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models import vin

REAL = ["1HGCM82633A004352", "1M8GDM9AXKP042788", "5GZCZ43D13S812715", "1" * 17]


@pytest.mark.parametrize("text", REAL)
def test_real_north_american_vins_pass(text: str) -> None:
    assert vin.warning(text) is None


def test_the_sample_of_the_design_is_warned_about_with_the_right_digit() -> None:
    warning = vin.warning("1HGCM82633A123456")
    assert warning is not None
    assert "is 3, calculated 7" in warning


def test_a_short_number_is_warned_about() -> None:
    assert "17 characters" in (vin.warning("VIN123456789") or "")


def test_spaces_and_dashes_go() -> None:
    assert vin.normalise(" 1hgcm-82633 a004352 ") == "1HGCM82633A004352"


@given(st.integers(1980, 2039), st.integers(0, 999_999), st.sampled_from(["1HG", "WVW", "JTD"]))
def test_composed_vins_are_valid_and_tell_their_year(year: int, serial: int, maker: str) -> None:
    made = vin.make_vin(maker, "CM8A6" if year >= 2010 else "CM826", year, "A", serial)
    assert vin.warning(made) is None
    assert vin.model_year(made) == year
