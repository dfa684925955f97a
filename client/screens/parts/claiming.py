"""What the dialogs that sell, hold and release have in common: the money, the release, and the question of risk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from client.business.approvals import consent_for
from client.business.collision_risk import collision_risk
from client.commands import Command, RecordFact
from client.reading.queries import RecordView
from client.text import cases as words
from client.workspace import Workspace
from shared_models.claims import needs_consent
from shared_models.clock import utc_now
from shared_models.rights import may_write


def risk_cautions(workspace: Workspace, car: RecordView) -> list[str]:
    """What to ask before a car is claimed that may be gone elsewhere; nothing where the risk is not real."""
    identity = workspace.identity
    risk = collision_risk(workspace.reader, workspace.sync_state, car, identity.device, utc_now())
    if risk is None:
        return []
    hours = round(risk.unheard)
    length = words.HOURS.format(count=hours) if hours < 48 else words.DAYS.format(count=hours // 24)
    taken = words.ONCE if risk.taken == 1 else words.TIMES.format(count=risk.taken)
    return [words.RISK.format(hours=length, taken=taken)]


def owner_elsewhere(workspace: Workspace, kind: str, fact: str) -> str:
    """The name of the colleague whose sale or hold it is; empty where it is this person's own."""
    found = workspace.reader.record(kind, fact)
    owners = [] if found is None else [found.values.get("person"), found.author]
    if workspace.identity.person in owners or found is None:
        return ""
    return workspace.reader.title("person", owners[0] or owners[1])


def may_end(workspace: Workspace, kind: str, fact: str, vehicle: str) -> tuple[bool, str | None]:
    """Whether this person may end a sale or hold, and the manager's answer that allows it, where one is needed."""
    identity, found = workspace.identity, workspace.reader.record(kind, fact)
    owners = (found.author, found.values.get("person")) if found is not None else (identity.person,)
    if not needs_consent(identity.role, identity.person, kind, owners):
        return True, None
    consent = consent_for(workspace.reader, vehicle, identity.person, found.created) if found is not None else None
    return consent is not None, consent


def release_of(
    workspace: Workspace, stake: str, car: RecordView, reason: str, note: str | None = None, approval: str | None = None
) -> RecordFact:
    """The fact that ends a sale or hold; ``approval`` is the manager's answer where it is a colleague's."""
    identity = workspace.identity
    values = {"stake": stake, "vehicle": car.id, "person": identity.person, "reason": reason, "note": note}
    values["approval"] = approval
    values["store"] = identity.store or car.values["store"]
    return RecordFact("release", {name: value for name, value in values.items() if value})


def deposit_payment(workspace: Workspace, fact: Mapping[str, Any], way: str | None = None) -> list[Command]:
    """The payment that goes with a sale or hold that carries a deposit."""
    deposit = fact.get("deposit")
    if deposit is None or not deposit.minor or not may_write(workspace.identity.role, "payment"):
        return []
    paid = {
        "store": fact["store"], "customer": fact["customer"], "vehicle": fact["vehicle"], "amount": deposit,
        "way": way or "promise", "purpose": "deposit", "paid_on": workspace.today(),
    }  # fmt: skip
    return [RecordFact("payment", paid)]
