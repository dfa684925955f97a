"""The plain values a renewal is scored from, the columns the model was trained on, and how they are said in words.

All are optional; what is not known is left out or None. Premiums are in whole units of money, euro in the training:

    premium_offered    what the next period shall cost: the only value a house sets
    premium_last       what the period that ends cost
    premium_market     what others, or we, ask for the same cover as new business
    premium_pure       expected claims of the next period
    policy_age         whole years the policy has run
    contracts          contracts the holder has with us, this one included
    vehicle_age        years
    vehicle_age_bought years the vehicle had when the holder bought it
    bonus_change       the bonus at this renewal: down (better), stable, up
    payments_per_year  1, 2, 4 or 12
    garage, car_use    as the training data name them (private garage, street …; private or freelance work, commercial)
    power_kw           engine power in kW
    region             region of the training data, Reg1 to Reg14

Age, sex and marital status are no inputs, nor what stands for them: the holder's occupation, who else may drive.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ml_models import reason_words as words
from ml_models.additive import Row, category, number
from ml_models.labelled_table import LabelledTable, TableFault
from ml_models.telling import tell

NAME = "renewal"

NUMBERS = (
    "price_change", "against_market", "market_against_last", "pure_against_last", "premium_level", "policy_age",
    "contracts", "vehicle_age", "vehicle_age_bought", "years_owned", "owned_before_policy",
)  # fmt: skip
TEXTS = ("bonus_change", "car_use", "payments_per_year", "garage", "power", "region")
COLUMNS: tuple[str, ...] = (*NUMBERS, *TEXTS)
"""The trained columns, in the order of the model's axes. Premiums enter as ratios, the last one also as a level."""

RISING = ("price_change", "against_market")
"""The columns an offered premium moves. Their tables never fall, so a dearer premium never predicts fewer lapses."""

CELLS = {"price_change": 40, "against_market": 32}
OTHER_CELLS = 24

SOURCES: dict[str, tuple[str, ...]] = {
    "premium_offered": ("premium_offered", "prem_final"),
    "premium_last": ("premium_last", "prem_last"),
    "premium_market": ("premium_market", "prem_market"),
    "premium_pure": ("premium_pure", "prem_pure"),
    "policy_age": ("policy_age",),
    "contracts": ("contracts", "policy_nbcontract"),
    "vehicle_age": ("vehicle_age", "vehicl_age"),
    "vehicle_age_bought": ("vehicle_age_bought", "vehicl_agepurchase"),
    "bonus_change": ("bonus_change", "polholder_BMCevol"),
    "payments_per_year": ("payments_per_year", "prem_freqperyear"),
    "garage": ("garage", "vehicl_garage"),
    "car_use": ("car_use", "policy_caruse"),
    "power_kw": ("power_kw", "vehicl_powerkw"),
    "region": ("region", "vehicl_region"),
}
"""What a column of a file may be called: by its plain name, or as in eudirectlapse. The first two are needed."""
NEEDED = ("premium_offered", "premium_last")

_LEAST, _MOST = 1e-3, 1e3
"""Between these a premium may lie as a multiple of another."""
_PAYMENTS = (1, 2, 4, 12)
_POWERS = ((50, "25-50 kw"), (75, "75 kw"), (100, "100 kw"), (137, "125-300 kw"), (162, "150 kw"))


def prepared(values: Row) -> dict[str, Any]:
    """The trained columns of one policy. What is not known, or cannot be, is left out."""
    offered, last, market, pure = (
        _above_nothing(values.get(name))
        for name in ("premium_offered", "premium_last", "premium_market", "premium_pure")
    )
    if math.isnan(_ratio(market, last)) and not math.isnan(last):
        market = math.nan  # no such market is; said of the market alone, so that no offer makes it known or unknown
    known: dict[str, float] = {
        "price_change": _ratio(offered, last),
        "against_market": min(max(offered / market, _LEAST), _MOST),
        "market_against_last": _ratio(market, last),
        "pure_against_last": _ratio(pure, last),
        "premium_level": last,
        "policy_age": _within(values.get("policy_age"), 0, 80),
        "contracts": _within(values.get("contracts"), 1, 10_000),
        "vehicle_age": _within(values.get("vehicle_age"), 0, 120),
        "vehicle_age_bought": _within(values.get("vehicle_age_bought"), 0, 120),
    }
    known["years_owned"] = known["vehicle_age"] - known["vehicle_age_bought"]
    result: dict[str, Any] = {name: value for name, value in known.items() if not math.isnan(value)}
    if result.get("years_owned", 0) < 0:
        del result["years_owned"]
    if "years_owned" in result and "policy_age" in result:
        result["owned_before_policy"] = result["years_owned"] - result["policy_age"]
    for name in ("bonus_change", "garage", "car_use", "region"):
        if category(values.get(name)):
            result[name] = category(values[name])
    payments = _payments(values.get("payments_per_year"))
    if payments:
        result["payments_per_year"] = payments
    power = _power(values.get("power_kw"))
    if power:
        result["power"] = power
    return result


def _above_nothing(value: object) -> float:
    found = number(value)
    return found if 0 < found < 1e12 else math.nan


def _ratio(one: float, other: float) -> float:
    found = one / other
    return found if _LEAST < found < _MOST else math.nan


def _within(value: object, least: float, most: float) -> float:
    found = number(value)
    return found if least <= found <= most else math.nan


def _payments(value: object) -> str:
    """ "2 per year", from a number or such a text."""
    found = number(value)
    if not math.isnan(found):
        return f"{found:.0f} per year" if found in _PAYMENTS else ""
    text = category(value)
    return text if text in {f"{each} per year" for each in _PAYMENTS} else ""


def _power(value: object) -> str:
    """The band of an engine's power as in the training data, from kW or from such a band."""
    found = number(value)
    if math.isnan(found):
        return category(value)
    if not 0 < found < 2_000:
        return ""
    return next((band for limit, band in _POWERS if found <= limit), "175 kw")


def rows_of(table: LabelledTable) -> list[dict[str, Any]]:
    """The trained columns of each row of a file, by its plain names or those of eudirectlapse.

    Raises TableFault when a premium that is needed has no column, or a cell that should be a number is none.
    """
    found = {name: next((each for each in named if each in table.columns), None) for name, named in SOURCES.items()}
    for name in NEEDED:
        if found[name] is None:
            raise TableFault(
                f"{table.source}: there is no column {' or '.join(map(repr, SOURCES[name]))}. "
                f"A renewal needs both premiums. The file has: {', '.join(table.columns)}."
            )
    columns: dict[str, Sequence[Any]] = {}
    for name, column in found.items():
        if column is not None:
            columns[name] = table.numbers(column).tolist() if name in _AS_NUMBERS else table.columns[column]
    return [prepared(dict(zip(columns, values, strict=True))) for values in zip(*columns.values(), strict=True)]


_AS_NUMBERS = {
    "premium_offered", "premium_last", "premium_market", "premium_pure", "policy_age", "contracts", "vehicle_age",
    "vehicle_age_bought",
}  # fmt: skip


def subject(column: str, values: Row) -> str:
    """A trained column and its value in words, as a reason begins ("Premium 8 % dearer than last year")."""
    value = values.get(column)
    label = tell("RENEWAL_LABELS", column)
    if value is None:
        return tell("NOT_KNOWN", label=label)
    if column in words.RENEWAL_RATIOS:
        percent = round(100 * (value - 1))  # the words of dearer, cheaper and the same stand in this order
        return tell("RENEWAL_RATIOS", column, 0 if percent > 0 else 1 if percent < 0 else 2, percent=abs(percent))
    if isinstance(value, str):
        if f"{column} {value}" in words.RENEWAL_VALUES:
            return tell("RENEWAL_VALUES", f"{column} {value}")
        return tell("CODE", label=label, code=value)
    if column == "owned_before_policy":
        if round(value) == 0:
            return tell("RENEWAL_VALUES", "owned_before_policy with")
        if value < 0:
            label, value = tell("RENEWAL_VALUES", "owned_before_policy after"), -value
    if column in ("policy_age", "vehicle_age", "vehicle_age_bought", "years_owned", "owned_before_policy"):
        return tell("ONE_YEAR", label=label) if round(value) == 1 else tell("YEARS", label=label, count=round(value))
    return tell("NUMBER", label=label, number=round(value))
