"""The figures of every tile against a count by plain SQL over the demo dealership, and against what they open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication

from client.insights.answers import Answer, Selection
from client.insights.periods import period
from client.insights.question import Counting, Question
from client.insights.tiles import TILES, Tile
from client.scores.drive_scores import moods
from client.workspace import Workspace
from ml_models.score import Score
from tests.client.insights.demo_house import TODAY, demo_workspace
from tests.support.replicas import open_file

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = period("months12", TODAY).first


@pytest.fixture(scope="module")
def demo(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Head office over the demo dealership, its vehicles scored."""
    with demo_workspace(tmp_path_factory.mktemp("figures")) as workspace:
        workspace.scores.rescore("vehicle")
        assert workspace.scores.wait_idle()
        yield workspace


def asked(workspace: Workspace, **changes: Any) -> Question:
    """The last twelve months, as seen from Munich."""
    zones = tuple((one.id, ZoneInfo(one.values["time_zone"])) for one in workspace.reader.find("store"))
    usual = Question(period("months12", TODAY), TODAY, BERLIN, "head_office", zones=zones)
    return replace(usual, **changes)


def answer(workspace: Workspace, key: str, **changes: Any) -> Answer:
    """What a tile says."""
    return TILES[key].count(Counting(workspace.reader, asked(workspace, **changes)))


def by_hand(workspace: Workspace, statement: str, **more: Any) -> list[tuple[Any, ...]]:
    """What SQLite itself says of the replica's file."""
    begin = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=BERLIN)
    end = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=BERLIN) + timedelta(days=1)
    named = {"first": FIRST.isoformat(), "today": TODAY.isoformat(), "begin": begin.timestamp() * 1000,
             "end": end.timestamp() * 1000, **more}  # fmt: skip
    with closing(open_file(workspace.replica.database.path)) as connection:
        return connection.execute(statement, named).fetchall()


def one(workspace: Workspace, statement: str, **more: Any) -> Any:
    """A single number by hand."""
    return by_hand(workspace, statement, **more)[0][0]


_SIGNED = "FROM sale WHERE signed_on BETWEEN :first AND :today"
_IN_FORCE = "FROM policy WHERE status IN ('active', 'expiring') AND starts_on <= :today AND expires_on >= :today"
_CLAIMED = "FROM claim WHERE happened_at >= :begin AND happened_at < :end"

HEADLINES = {
    "sales": f"SELECT count(*) {_SIGNED}",
    "conversion": "SELECT 100.0 * (SELECT count(*) FROM lead WHERE status = 'won') / (SELECT count(*) FROM lead)",
    "sellers": f"SELECT count(*) {_SIGNED}",
    "takings": f"SELECT sum(price) {_SIGNED} GROUP BY price_currency ORDER BY count(*) DESC LIMIT 1",
    "ways": f"SELECT count(*) {_SIGNED}",
    "funnel": "SELECT count(*) FROM lead WHERE status <> 'lost'",
    "sources": "SELECT count(*) FROM lead",
    "lost": "SELECT count(*) FROM lead WHERE status = 'lost'",
    "drives": "SELECT count(*) FROM test_drive WHERE status = 'returned'",  # two months back at most
    "stock": "SELECT count(*) FROM vehicle WHERE store IS NOT NULL AND status <> 'delivered'",
    "active": f"SELECT count(*) {_IN_FORCE}",
    "premiums": f"SELECT sum(premium) {_IN_FORCE} GROUP BY premium_currency ORDER BY count(*) DESC LIMIT 1",
    "expiry": "SELECT count(*) FROM policy WHERE status IN ('active', 'expiring') AND expires_on >= :today "
    "AND expires_on < date(:today, 'weekday 0', '-6 days', '+91 days')",
    "causes": f"SELECT count(*) {_CLAIMED}",
    "claims": f"SELECT count(*) {_CLAIMED}",
    "cost": f"SELECT sum(CASE WHEN status = 'rejected' THEN 0 WHEN paid IS NOT NULL THEN paid "
    f"WHEN reserve IS NOT NULL THEN reserve ELSE estimate END) {_CLAIMED} "
    "GROUP BY estimate_currency ORDER BY count(*) DESC LIMIT 1",
    "fraud": f"SELECT 100.0 * sum(fraud_suspected) / count(*) {_CLAIMED}",
    "fraud_trend": f"SELECT 100.0 * sum(fraud_suspected) / count(*) {_CLAIMED}",
    "demand": "SELECT count(*) FROM sale WHERE signed_on >= date(:today, 'start of month', '-12 months') "
    "AND signed_on < date(:today, 'start of month')",
    "spread": "SELECT count(DISTINCT vehicle) FROM telematics_day JOIN score ON score.record = vehicle "
    "WHERE score.value IS NOT NULL",
    "risk": "SELECT count(*) FROM score WHERE model = 'accident_risk' AND value IS NOT NULL",
}  # fmt: skip


@pytest.mark.parametrize("key", HEADLINES)
def test_a_headline_is_what_a_hand_counts(demo: Workspace, key: str) -> None:
    counted = one(demo, HEADLINES[key])
    assert counted
    assert answer(demo, key).headline == pytest.approx(counted)


def test_renewals_and_instalments_are_what_a_hand_counts(demo: Workspace) -> None:
    in_period, run_out, states = 0, 0, {"paid": 0, "open": 0, "late": 0}
    for policy in demo.reader.find("policy"):
        held = policy.values
        in_period += any(
            row["transaction"] == "renewal" and FIRST <= row["effective"] <= TODAY for row in held["periods"].values()
        )
        if held["status"] in ("draft", "cancelled"):
            continue
        run_out += FIRST <= held["expires_on"] < TODAY
        for part in held["instalments"].values():
            if FIRST <= part["due"] <= TODAY:
                patience, paid = part["due"] + timedelta(days=14), part.get("paid_on")
                states[
                    "paid" if paid and paid <= patience else "open" if not paid and patience >= TODAY else "late"
                ] += 1
    renewals, instalments = answer(demo, "renewals"), answer(demo, "instalments")
    assert renewals.headline == pytest.approx(100 * in_period / (in_period + run_out))
    assert {at.key: n for at, n in zip(instalments.places, instalments.lines[0].figures, strict=True)} == states
    assert states["late"] > 0


def test_a_day_a_seller_a_currency_and_a_store_by_hand(demo: Workspace) -> None:
    (store,) = demo.reader.find("store", town="Leeds")
    daily = answer(demo, "sales", period=period("days30", TODAY))
    for place, figure in zip(daily.places, daily.lines[0].figures, strict=True):
        assert figure == one(demo, "SELECT count(*) FROM sale WHERE signed_on = :day", day=place.key)
    sellers = answer(demo, "sellers", store=store.id)
    told = by_hand(demo, f"SELECT person, count(*) {_SIGNED} AND store = :store GROUP BY 1", store=store.id)
    assert {at.key: n for at, n in zip(sellers.places, sellers.lines[0].figures, strict=True)} == dict(told)
    takings = answer(demo, "takings", currency="AED")
    assert takings.currency == "AED"
    assert set(takings.currencies) == {"EUR", "GBP", "USD", "AED"}
    assert takings.headline == one(demo, f"SELECT sum(price) {_SIGNED} AND price_currency = 'AED'")


def test_demand_goes_on_from_what_was_sold_by_hand(demo: Workspace) -> None:
    found = answer(demo, "demand")
    assert (len(found.places), len(found.lines)) == (18, 3)
    for line in found.lines:
        for place, figure in zip(found.places[:12], line.figures, strict=False):
            sold = (
                "SELECT count(*) FROM sale JOIN vehicle ON vehicle.id = sale.vehicle WHERE make || ' ' || model = :name"
            )
            assert figure == one(demo, f"{sold} AND substr(signed_on, 1, 7) = :month", name=line.name,
                                 month=place.key[:7])  # fmt: skip
        coming = [*zip(line.figures[12:], line.low[12:], line.high[12:], strict=True)]
        assert all(low <= figure <= high for figure, low, high in coming)  # type: ignore[operator]
        assert {place.key for place in found.places[12:]} == {""}


def test_the_mood_is_the_mean_of_what_the_feedback_says(demo: Workspace) -> None:
    found = answer(demo, "mood")
    told = "SELECT count(*) FROM test_drive WHERE comment <> '' AND starts_at >= :begin AND starts_at < :end"
    assert 0 < found.rests_on + found.left_out <= one(demo, told) + 2, "days begin at each drive's own store"
    spoken = [view for view in demo.reader.find("test_drive") if view.values["comment"]]
    languages = {view.id: view.values["language"] for view in demo.reader.find("customer")}
    by_hand = {view.id: moods(demo.reader, [view], languages.get(view.values["customer"]))[0] for view in spoken}
    chosen = [TILES["mood"].behind(Counting(demo.reader, asked(demo)), "", place.key) for place in found.places]
    whole = found.lines[0].figures
    for selection, figure in zip(chosen, whole, strict=True):
        drives = json.loads(selection.parameters["ids"])
        scores = [by_hand[each].score for each in drives]
        values = [100 * each.value for each in scores if isinstance(each, Score)]
        assert len(values) == len(drives)
        assert figure == (pytest.approx(sum(values) / len(values)) if values else None)
    assert found.lines[1:], "aspects are spoken of"


def test_the_map_of_expiries_by_hand(demo: Workspace) -> None:
    found = answer(demo, "expiry")
    for line in found.lines:
        for place, figure in zip(found.places, line.figures, strict=True):
            monday = date.fromisoformat(place.key)
            assert figure == one(
                demo,
                "SELECT count(*) FROM policy JOIN insurer ON insurer.id = policy.insurer WHERE insurer.name = :name "
                "AND status IN ('active', 'expiring') AND expires_on BETWEEN max(:monday, :today) AND :sunday",
                name=line.name, monday=monday.isoformat(), sunday=(monday + timedelta(days=6)).isoformat(),
            )  # fmt: skip


def test_claims_and_policies_of_one_insurer_by_hand(demo: Workspace) -> None:
    ((insurer, policies),) = by_hand(
        demo, f"SELECT insurer, count(*) {_IN_FORCE} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"
    )
    assert answer(demo, "active", insurer=insurer).headline == policies
    claims = one(
        demo, f"SELECT count(*) {_CLAIMED} AND policy IN (SELECT id FROM policy WHERE insurer = :of)", of=insurer
    )
    assert claims
    assert answer(demo, "claims", insurer=insurer).headline == claims


def test_frequency_is_claims_per_hundred_policies_in_force_in_each_step(demo: Workspace) -> None:
    found = answer(demo, "frequency")
    happened = [
        datetime.fromtimestamp(at / 1000, BERLIN).date().replace(day=1)
        for status, paid, at in by_hand(demo, "SELECT status, paid, happened_at FROM claim WHERE NOT archived")
        if status != "rejected" and not (status == "settled" and paid == 0)
    ]
    assert any(row[0] == "rejected" for row in by_hand(demo, "SELECT status FROM claim")), "what is left out is there"
    for place, figure in zip(found.places, found.lines[0].figures, strict=True):
        first = date.fromisoformat(place.key)
        claimed = happened.count(first)
        last = min(TODAY, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
        covered = one(
            demo,
            "SELECT count(*) FROM policy WHERE status NOT IN ('draft', 'cancelled') AND starts_on <= :last "
            "AND expires_on >= :since",
            since=first.isoformat(), last=last.isoformat(),
        )  # fmt: skip
        assert covered
        assert figure == pytest.approx(100 * claimed / covered)


def test_drivers_are_compared_by_what_their_days_say(demo: Workspace) -> None:
    found = answer(demo, "behaviour")
    rates = by_hand(
        demo,
        "SELECT d.name, 100 * sum(speeding_events) / sum(distance * CASE distance_unit WHEN 'mi' THEN 1.609344 ELSE 1 "
        "END) AS rate FROM telematics_day JOIN driver AS d ON d.id = driver GROUP BY d.id ORDER BY rate DESC",
    )
    highest = rates[0][1]
    worst = found.lines[1]
    assert worst.figures[0] == pytest.approx(100 * dict(rates)[worst.name] / highest)
    assert found.lines[0].figures[0] == pytest.approx(sum(100 * r / highest for _, r in rates) / len(rates))
    assert all(figure is None or 0 <= figure <= 100 for line in found.lines for figure in line.figures)


def places_of(tile: Tile, found: Answer) -> list[tuple[str, str, Any]]:
    """(line, place, figure) of everything that can be opened."""
    if found.spots:
        return [("", spot.key, 1) for spot in found.spots]
    return [
        (line.key, place.key, figure)
        for line in found.lines
        for place, figure in zip(found.places, line.figures, strict=True)
        if figure and place.key and (tile.kind != "radar" or line.key)
    ]


@pytest.mark.parametrize("key", TILES)
@pytest.mark.parametrize("narrowed", [False, True])
def test_what_a_place_opens_is_what_was_counted_there(demo: Workspace, key: str, narrowed: bool) -> None:
    tile = TILES[key]
    changes: dict[str, Any] = {}
    if narrowed:
        changes = {"period": period("year", TODAY, 4, "quarter"), "currency": "GBP"}
        changes["store"] = demo.reader.find("store", town="Leeds")[0].id
        changes["insurer"] = demo.reader.find("insurer", name="Aviva")[0].id
    counting = Counting(demo.reader, asked(demo, **changes))
    found = tile.count(counting)
    opened = places_of(tile, found)
    assert opened or narrowed
    for line, place, figure in opened[:40]:
        chosen = tile.behind(counting, line, place)
        count = counting.count(chosen)
        assert len(counting.ordinals(chosen)) == count
        assert count > 0
        if found.unit == "money":
            assert _money(counting, key, chosen) == figure
        elif found.unit == "count" or tile.kind in ("gauge", "scatter"):
            assert count == figure, (line, place)


def _money(counting: Counting, key: str, chosen: Selection) -> int:
    measure = {"takings": "sale.price", "premiums": "policy.premium"}.get(key) or (
        "CASE WHEN claim.status = 'rejected' THEN 0 ELSE coalesce(claim.paid, claim.reserve, claim.estimate) END"
    )
    return int(counting.rows(f"SELECT sum({measure}) FROM {chosen.record_type} WHERE {chosen.where}",
                             chosen.parameters)[0][0])  # fmt: skip


def test_moments_fall_on_the_days_of_their_store(demo: Workspace) -> None:
    zones = {view.id: ZoneInfo(view.values["time_zone"]) for view in demo.reader.find("store")}
    found = answer(demo, "drives", period=replace(period("months12", TODAY), step="day"))
    expected: dict[str, int] = {}
    for drive in demo.reader.find("test_drive"):
        if drive.values["status"] == "returned":
            day = drive.values["starts_at"].astimezone(zones[drive.values["store"]]).date().isoformat()
            expected[day] = expected.get(day, 0) + 1
    told = {at.key: n for at, n in zip(found.places, found.lines[0].figures, strict=True) if n}
    assert told == expected
