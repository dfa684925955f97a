"""What is proposed to an underwriter and what was decided, in words and as rows of the policy's page."""

from __future__ import annotations

from client import formatting
from client.business.underwriting import Underwriting, decisions_of
from client.reading.queries import RecordView
from client.screens.parts.row_list import Row
from client.text import underwriting as words
from client.text import values
from client.workspace import Workspace
from shared_models.facts import TAKEN_BACK
from shared_models.money import Money
from shared_models.records import RECORD_TYPES

#: By decision, and by what is proposed.
TONES = {"accept": "ok", "refer": "warn", "decline": "bad"}


def grounds(found: Underwriting) -> list[str]:
    """Every reason of the proposal with what it speaks for, the gravest first."""
    return [
        words.REASON.format(reason=text, speaks=words.SPEAKS_FOR[speaks])
        for text, (_, speaks) in zip(_reasons(found), found.proposal.reasons, strict=True)
    ]


def grounds_of_proposal(found: Underwriting) -> list[str]:
    """The reasons that speak for what is proposed."""
    proposal = found.proposal
    told = zip(_reasons(found), proposal.reasons, strict=True)
    return [text for text, (_, speaks) in told if speaks == proposal.decision]


def _reasons(found: Underwriting) -> list[str]:
    case, premium = found.case, found.view.values["premium"]
    known = {
        "risk": round(100 * (case.risk or 0)), "high": found.high, "claims": case.claims,
        "premium": values.money(premium),
        "expected": values.money(
            None if case.expected_claims is None or premium is None else Money(case.expected_claims, premium.currency)
        ),
    }  # fmt: skip
    return [words.GROUNDS[reason].format(**known) for reason, _ in found.proposal.reasons]


def decision_rows(workspace: Workspace, policy: str) -> tuple[Row, ...]:
    """What was decided about a policy, the latest first. Not on the window's thread."""
    reader, fields = workspace.reader, RECORD_TYPES["underwriting_decision"].fields()
    rows = []
    for number, one in enumerate(decisions_of(reader, policy)):
        held = one.values
        decision = formatting.shown(fields["decision"], held["decision"])
        title = words.ENTRY.format(decision=decision, person=reader.title("person", held["person"]))
        counts = number == 0 and held["decision"] != TAKEN_BACK
        status, tone = (decision, TONES[held["decision"]]) if counts else ("", "neutral")
        key, detail = f"underwriting_decision {one.id}", decision_detail(workspace, one)
        rows.append(Row(key, title, detail, status, tone, "policy"))  # type: ignore[arg-type]
    return tuple(rows)


def decision_detail(workspace: Workspace, decision: RecordView) -> str:
    """When something was decided and why, and what was proposed then."""
    held, field = decision.values, RECORD_TYPES["underwriting_decision"].fields()["proposal"]
    pattern = words.ENTRY_DETAIL if held["proposal"] else words.ENTRY_PLAIN
    return pattern.format(
        when=values.moment(decision.created, workspace.zone(), workspace.today()), reason=held["reason"],
        proposal=formatting.shown(field, held["proposal"]).lower() if held["proposal"] else "",
    )  # fmt: skip
