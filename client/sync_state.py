"""What the app knows of its hub at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Phase(Enum):
    """Where the device stands with its hub."""

    NOT_ENROLLED = "not_enrolled"
    SIGNED_OUT = "signed_out"
    OFFLINE = "offline"
    FIRST_SYNC = "first_sync"
    CATCHING_UP = "catching_up"
    LIVE = "live"
    LOCKED = "locked"


class Cause(Enum):
    """What stands between a device and its hub, or needs a person."""

    NONE = ""
    DISK_FULL = "disk_full"
    NOT_ENROLLED = "not_enrolled"
    NO_NETWORK = "no_network"
    CERTIFICATE = "certificate"
    STRANGER = "stranger"
    HUB_DOWN = "hub_down"
    HUB_BUSY = "hub_busy"
    TOO_OLD = "too_old"
    REVOKED = "revoked"
    SIGN_IN = "sign_in"
    CLOCK = "clock"
    LOG_REWRITTEN = "log_rewritten"
    REFUSED_CHANGE = "refused_change"
    FILE_DAMAGED = "file_damaged"
    DRILL = "drill"
    FROZEN = "frozen"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class SyncState:
    """``unsent`` changes are only on this device, the oldest since ``unsent_since``; ``last_heard`` of the hub (UTC).

    ``unsent_files`` photos and papers are only on this device too; ``damaged_files`` lie damaged at the hub.
    During a first sync ``done`` of ``expected`` records are here (0: not known). ``problem`` says in plain words what
    keeps the device from its hub, where that is known, ``cause`` what it looked like when it last went wrong.
    ``clock_off_ms`` is how far this device's clock is ahead of the hub's, as far as it was ever compared.
    ``transport`` is the way the hub was last listened to. ``in_step``: when the device last was found to have all that
    the hub had in some space (UTC). ``neighbours`` exchange changes with this device without the hub.
    ``models``: another text as soon as the hub has released other models for this device.
    """

    phase: Phase = Phase.OFFLINE
    unsent: int = 0
    unsent_since: datetime | None = None
    last_heard: datetime | None = None
    done: int = 0
    expected: int = 0
    refused: int = 0
    problem: str = ""
    cause: Cause = Cause.NONE
    clock_off_ms: int | None = None
    unsent_files: int = 0
    damaged_files: int = 0
    transport: str = ""
    in_step: datetime | None = None
    neighbours: int = 0
    models: str = ""

    @property
    def kept(self) -> bool:
        """Whether the hub is there and yet takes nothing, as its administrator has told it: what is saved waits."""
        return self.cause is Cause.FROZEN and self.phase in (Phase.LIVE, Phase.CATCHING_UP)

    @property
    def sends(self) -> bool:
        """Whether what is saved goes to the hub at once."""
        return self.phase is Phase.LIVE and not self.kept
