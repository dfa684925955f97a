"""What an insurer's clerk has before them: agreed terms and losses, as lists, as pages and to be written."""

from __future__ import annotations

from collections.abc import Callable

from accessibility.widgets import Dialog
from client.screens.dialogs.decide_claim import ClaimAmounts
from client.screens.dialogs.edit_record import EditRecord
from client.window.navigation import stops
from client.workspace import Mode, Place
from tests.client.screens.opening_states import State, always, dialog, place, record, view

_CLERK: tuple[Mode, str] = ("fleet", "insurer")
_THEIRS = "insurer"


def _rail() -> list[State]:
    """Where they can go, but for what is the same for everybody."""
    shown = [one for one in stops(*_CLERK) if one.key not in ("sync_centre", "settings")]
    return [place(f"an insurer's {one.key} in the rail", _CLERK, always(one.place), _THEIRS) for one in shown]


def _over(name: str, kind: Callable[..., Dialog], record_type: str, key: str) -> State:
    return dialog(name, _CLERK, lambda h, w: kind(h.workspace, view(h, record_type, key), w), _THEIRS)


GIVEN: tuple[State, ...] = (
    *_rail(),
    record(_CLERK, "policy", "POL123", _THEIRS),
    record(_CLERK, "claim", "claim", _THEIRS),
    _over("an insurer edits a claim", EditRecord, "claim", "claim"),
    _over("an insurer edits a policy", EditRecord, "policy", "POL123"),
    _over("an insurer writes amounts", ClaimAmounts, "claim", "assessed"),
    place("an insurer's renewals", _CLERK, always(Place("renewals", "policy")), _THEIRS),
)
