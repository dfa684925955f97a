"""Vehicle identification numbers: form, check digit (49 CFR 565) and model year (ISO 3779, North American practice)."""

from __future__ import annotations

import re

from shared_models import check_words as words

#: So many characters a VIN has (ISO 3779).
LENGTH = 17
_FORM = re.compile(rf"[A-HJ-NPR-Z0-9]{{{LENGTH}}}")
_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        [*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)],
        strict=True,
    )
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"


def normalise(text: str) -> str:
    """The VIN as it is kept: capitals, without the spaces and dashes people put in."""
    return re.sub(r"[\s\-]", "", text).upper()


def is_standard(vin: str) -> bool:
    """Tell whether the text has the form of ISO 3779: 17 characters without I, O and Q."""
    return _FORM.fullmatch(vin) is not None


def check_digit(vin: str) -> str:
    """The check digit (position 9) that the other sixteen characters call for."""
    remainder = sum(_VALUES[c] * w for c, w in zip(vin, _WEIGHTS, strict=True)) % 11
    return "X" if remainder == 10 else str(remainder)


def warning(vin: str) -> str | None:
    """Say what is unusual about a VIN, or None.

    A warning and never a block: vehicles made for other markets carry no check digit, and older ones are shorter.
    """
    if not is_standard(vin):
        return words.VIN_FORM
    expected = check_digit(vin)
    if vin[8] != expected:
        return words.VIN_CHECK_DIGIT.format(found=vin[8], expected=expected)
    return None


def model_year(vin: str) -> int | None:
    """The model year that position 10 stands for in North American practice (1980 to 2039), or None."""
    if not is_standard(vin) or vin[9] not in _YEARS:
        return None
    base = 2010 if vin[6].isalpha() else 1980
    return base + _YEARS.index(vin[9])


def make_vin(maker: str, description: str, year: int, plant: str, serial: int) -> str:
    """Compose a valid VIN: 3 characters of maker, 5 of description, year, plant, 6 digits of serial number."""
    code = _YEARS[(year - 1980) % 30]
    draft = f"{maker}{description}0{code}{plant}{serial:06d}"
    return draft[:8] + check_digit(draft) + draft[9:]
