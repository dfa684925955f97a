"""Everything the risk review shows, read in one go off the window's thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from client.insights.answers import Answer
from client.insights.periods import period
from client.insights.question import Counting, Question
from client.insights.tiles import TILES
from client.reading.queries import RecordView
from client.scores.risk_rules import HIGH, MEDIUM, latest_rule
from client.screens.parts.row_list import Row
from client.screens.parts.scores import percent
from client.text import risk as words
from client.text import scores as score_words
from client.text import values
from client.workspace import Workspace
from ml_models.score import Score

#: The charts, as Insights has them: how many in each band, each vehicle by driving and risk, drivers on five axes.
CHARTS = ("risk", "spread", "behaviour")
MOST = 12


@dataclass(frozen=True)
class RiskFound:
    """``drivers`` names the latest driver of each vehicle in ``highest``, ``risks`` its risk in per cent."""

    medium: int
    high: int
    with_age: bool
    answers: tuple[Answer, ...]
    highest: tuple[Row, ...]
    no_data: tuple[Row, ...]
    coachings: tuple[Row, ...]
    drivers: tuple[tuple[str, str], ...]
    risks: tuple[tuple[str, int], ...]


def gather(workspace: Workspace) -> RiskFound:
    """Read the review. Not on the window's thread."""
    reader, rule = workspace.reader, latest_rule(workspace.reader)
    held = rule.values if rule is not None else {"medium": MEDIUM, "high": HIGH, "use_driver_age": True}
    asked = Question(
        period("months12", workspace.today()), workspace.today(), workspace.zone(), workspace.identity.role
    )  # fmt: skip
    counting = Counting(reader, asked)
    best = workspace.scores.best("vehicle", MOST)
    names = reader.titles("vehicle", [id_ for id_, _score in best])
    return RiskFound(
        round(held["medium"]), round(held["high"]), bool(held["use_driver_age"]),
        tuple(TILES[key].count(counting) for key in CHARTS),
        tuple(_row(id_, names[id_], score) for id_, score in best if id_ in names),
        _without(workspace), _coachings(workspace),
        tuple((id_, _driver_of(workspace, id_)) for id_, _score in best),
        tuple((id_, percent(score)) for id_, score in best),
    )  # fmt: skip


def _row(id_: str, name: str, score: Score) -> Row:
    band = score_words.BANDS.get(score.band, score.band)
    reasons = "; ".join(reason.words for reason in score.top())
    spoken = words.ROW_SPOKEN.format(vehicle=name, percent=percent(score), band=band, reasons=reasons)
    tone = {"high": "bad", "medium": "warn"}.get(score.band, "ok")
    return Row(id_, name, reasons, words.RISK.format(percent=percent(score)), tone, "car", spoken)  # type: ignore[arg-type]


def _without(workspace: Workspace) -> tuple[Row, ...]:
    """Vehicles whose box reports, and that have no score: why not."""
    reader, scores = workspace.reader, workspace.scores
    reporting = {row[0] for row in reader.columns("telematics_day", ["vehicle"]) if row[0]}
    lacking = scores.absent("vehicle", sorted(reporting))
    names = reader.titles("vehicle", lacking)
    found = [Row(id_, names[id_], why, words.NO_DATA, "neutral", "car") for id_, why in lacking.items() if id_ in names]
    return tuple(sorted(found, key=lambda row: row.title)[:MOST])


def _coachings(workspace: Workspace) -> tuple[Row, ...]:
    reader, today = workspace.reader, workspace.today()
    due: Sequence[RecordView] = [
        view for view in reader.find("coaching", order="due", limit=100) if not view.values["done"]
    ]  # fmt: skip
    drivers = reader.titles("driver", [view.values["driver"] for view in due])
    return tuple(
        Row(
            view.id, view.values["subject"],
            words.COACH_DETAIL.format(
                driver=drivers.get(view.values["driver"] or "", values.NOTHING), day=values.day(view.values["due"])
            ),
            values.days_left(view.values["due"], today), "bad" if view.values["due"] < today else "info", "steering",
        )
        for view in due[:MOST]
    )  # fmt: skip


def _driver_of(workspace: Workspace, vehicle: str) -> str:
    """Who drove it last, by telematics."""
    days = workspace.reader.find("telematics_day", vehicle=vehicle, order="-on", limit=30)
    return next((day.values["driver"] for day in days if day.values["driver"]), "")
