"""Requests for approval as rows: those to answer first, then what became of one's own. Read off the window's thread."""

from __future__ import annotations

from accessibility.widgets.feedback import Tone
from client.business import approvals
from client.business.approvals import Approval
from client.screens.parts.row_list import Row
from client.text import approvals as words
from client.workspace import Workspace
from shared_models.clock import utc_now
from shared_models.rights import may_read

_TONES: dict[str, Tone] = {"waiting": "info", "granted": "ok", "declined": "bad"}


def approval_rows(workspace: Workspace) -> tuple[Row, ...]:
    """What concerns this person."""
    identity = workspace.identity
    if not may_read(identity.role, "approval_request"):
        return ()
    found = approvals.gather(workspace.reader, utc_now() - approvals.RECENT)
    to_answer = [_row(workspace, one, True) for one in found if approvals.may_answer(one, identity)]
    own = [_row(workspace, one, False) for one in found if approvals.asked_by(one, identity)]
    return (*to_answer, *own)


def _row(workspace: Workspace, one: Approval, to_answer: bool) -> Row:
    reader, request = workspace.reader, one.request
    title = reader.title_of(request)
    if to_answer:
        name = approvals.name_of(reader, request.author)
        detail = words.ROW.format(name=name, reason=request.values["reason"])
        return Row(f"approval_request {request.id}", title, detail, words.TO_ANSWER, "warn", "bell")
    detail = words.YOURS
    if one.answer is not None and one.answer.values["words"]:
        name = approvals.name_of(reader, one.answer.author)
        detail = words.ROW_ANSWERED.format(name=name, words=one.answer.values["words"])
    return Row(f"approval_request {request.id}", title, detail, words.STATES[one.state], _TONES[one.state], "check")
