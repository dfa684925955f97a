"""Trade plates in words: where each is, as a sentence and as a row."""

from __future__ import annotations

from datetime import UTC, datetime

from accessibility.widgets.feedback import Tone
from client.business.plates import PlateOut
from client.reading.queries import RecordView
from client.screens.parts.row_list import Row
from client.text import plates as words
from client.text import values
from client.workspace import Workspace


def _told(workspace: Workspace, checkout: RecordView) -> dict[str, str]:
    reader, held = workspace.reader, checkout.values
    vehicle = reader.title("vehicle", held["vehicle"]) if held["vehicle"] else words.ON_NOTHING
    person = reader.title("person", held["person"] or checkout.author)
    return {"person": person, "vehicle": vehicle, "moment": _moment(workspace, held["out_at"])}


def _moment(workspace: Workspace, at: datetime) -> str:
    return values.moment(at, workspace.zone(), workspace.today())


def where_is(workspace: Workspace, out: PlateOut, pattern: str) -> str:
    """With whom a plate is, on which car and since when, in one sentence."""
    return pattern.format(**_told(workspace, out.checkout))


def row_out(workspace: Workspace, out: PlateOut) -> Row:
    """A plate that is out; its key is ``plate`` or, where somebody else took it too, ``case``, and the check-out."""
    held, now = out.checkout.values, datetime.now(UTC)
    state = "twice" if out.lost else "overdue" if out.overdue(now) else "out" if out.told else "here"
    tones: dict[str, Tone] = {"twice": "bad", "overdue": "bad", "out": "info", "here": "warn"}
    detail = words.ROW_DETAIL.format(**_told(workspace, out.checkout))
    if held["due_at"]:
        detail = words.ROW_DUE.format(detail=detail, moment=_moment(workspace, held["due_at"]))
    key = f"{'case' if out.lost else 'plate'} {out.checkout.id}"
    return Row(key, held["plate"], detail, words.STATES[state], tones[state], "tag")


def row_back(workspace: Workspace, checkout: RecordView, release: RecordView | None) -> Row:
    """A check-out that has ended."""
    told = _told(workspace, checkout)
    back = _moment(workspace, release.created) if release is not None else values.NOTHING
    detail = words.ROW_BACK.format(person=told["person"], vehicle=told["vehicle"], out=told["moment"], back=back)
    state = words.LOGGED["returned" if release is not None else "closed"]
    return Row(f"plate_checkout {checkout.id}", checkout.values["plate"], detail, state, "neutral", "tag")
