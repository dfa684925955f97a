"""Cars for sale that suit a customer: what they said, drove and bought, and what customers like them chose."""

from __future__ import annotations

from collections import Counter
from typing import Any

from client.reading.queries import Reader, RecordView
from client.scores.released import file_in_use
from ml_models.score import Score

_STOCK = 300
_SALES = 500
_OF_CUSTOMER = 20


def suggestions(reader: Reader, customer: str, most: int = 3) -> list[tuple[RecordView, Score]]:
    """The best of the cars that are for sale now for a customer, with why; empty where nothing is known of them.

    A sold or held car is never among them. Raises ModelFileBroken when the model cannot be read.
    """
    from ml_models.recommendation.model import personal, suggest
    from ml_models.recommendation.of_records import car_of, like, name_of

    seeker = seeker_of(reader, customer)
    if not personal(seeker):
        return []
    stock = reader.find("vehicle", status="available", limit=_STOCK)
    sold = reader.by_ids("vehicle", [sale.values["vehicle"] for sale in reader.find("sale", limit=_SALES)])
    every = Counter(name_of(each.values) for each in sold)
    alike = Counter(name_of(each.values) for each in sold if like(seeker, car_of(each.values)))
    names = [name_of(view.values) for view in stock]
    cars = [
        {**car_of(view.values), "sold": every[name], "alike": alike[name]}
        for view, name in zip(stock, names, strict=True)
    ]  # fmt: skip
    file = file_in_use(reader, "recommendation")
    return [(stock[each.place], each.score) for each in suggest(seeker, cars, most, file=file)]


def seeker_of(reader: Reader, customer: str) -> dict[str, Any]:
    """What is known of a customer's wishes: the newest budget, and the cars of leads, drives and purchases."""
    from ml_models.recommendation import of_records

    leads = reader.find("lead", customer=customer, limit=_OF_CUSTOMER)
    budgets = [lead.values["budget"] for lead in leads if lead.values["budget"] is not None]
    drives = reader.find("test_drive", customer=customer, limit=_OF_CUSTOMER)
    bought = reader.find("sale", customer=customer, limit=_OF_CUSTOMER)
    named = {view.values["vehicle"] for view in (*leads, *drives, *bought) if view.values["vehicle"]}
    looked_at = [view.values for view in reader.by_ids("vehicle", sorted(named))]
    return of_records.seeker_of(budgets[0] if budgets else None, looked_at)
