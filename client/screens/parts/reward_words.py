"""Rewards in words: to whom each was given, as a sentence and as a row."""

from __future__ import annotations

from accessibility.widgets.feedback import Tone
from client.business.rewards import Given
from client.reading.queries import RecordView
from client.screens.parts.row_list import Row
from client.text import rewards as words
from client.text import values
from client.workspace import Workspace


def _told(workspace: Workspace, redemption: RecordView) -> dict[str, str]:
    reader, held = workspace.reader, redemption.values
    named = [(kind, held[kind]) for kind in ("customer", "person") if held[kind]]
    name = next((reader.title(kind, record) for kind, record in named), words.NOBODY)
    return {"name": name, "moment": values.moment(redemption.created, workspace.zone(), workspace.today())}


def already(workspace: Workspace, redemption: RecordView) -> str:
    """To whom a reward was given already."""
    return words.GIVEN_ALREADY.format(**_told(workspace, redemption))


def row_given(workspace: Workspace, given: Given) -> Row:
    """A redemption; its key is ``redemption`` or, where the reward was given twice, ``case``, and the fact."""
    held = given.redemption.values
    state = "twice" if given.lost else "given" if given.told else "here"
    tones: dict[str, Tone] = {"twice": "bad", "given": "ok", "here": "warn"}
    detail = words.ROW_DETAIL.format(**_told(workspace, given.redemption))
    if held["points"]:
        detail = words.ROW_POINTS.format(detail=detail, points=held["points"])
    key = f"{'case' if given.lost else 'redemption'} {given.redemption.id}"
    return Row(key, held["reward"], detail, words.STATES[state], tones[state], "star")
