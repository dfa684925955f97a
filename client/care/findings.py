"""What was found to be wrong between a device and its hub, with its words; and noting that somebody knows."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from client.reading.log_queries import BREAKS_SEEN
from client.replica.database import set_meta
from client.replica.worker import Replica
from client.sync_state import Cause
from client.text import diagnosis as words
from shared_models.clock import system_milliseconds


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. ``details`` fill the words shown; ``evidence`` names no person and no record."""

    cause: Cause
    details: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What it is called."""
        return words.CAUSES[self.cause][0].format(**self.details)

    @property
    def sentence(self) -> str:
        """What it means."""
        return words.CAUSES[self.cause][1].format(**self.details)

    @property
    def way_out(self) -> str:
        """What to do next."""
        return words.CAUSES[self.cause][2].format(**self.details)


def acknowledge_breaks(replica: Replica) -> Future[None]:
    """Whoever looks after the hub knows of what its log has done so far: it is told no more, and stays written down."""
    now = str(system_milliseconds()).encode()
    return replica.write(lambda writer: set_meta(writer, BREAKS_SEEN, now))
