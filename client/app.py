"""The one place that builds session, replica, sync, workspace and window, and hands them to each other. No globals."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtWidgets import QApplication

from client import __version__
from client.business.number_keeping import NumberKeeping
from client.care.backing_up import BackingUp
from client.care.cleaning import Cleaning
from client.care.drill_keeping import DrillKeeping
from client.care.findings import Finding
from client.care.readiness import missing_of
from client.care.support_bundle import write_bundle
from client.file_store import FileStore
from client.hub.audit_requests import AuditRequests
from client.hub.device_keeping import DeviceKeeping
from client.hub.diagnosis import Diagnosis
from client.hub.locking import wipe
from client.hub.model_requests import ModelRequests
from client.hub.own_account import OwnAccount
from client.hub.privacy_requests import PrivacyRequests
from client.hub.recovery_key import RecoveryKey
from client.hub.session import Session
from client.hub.sync import Sync
from client.replica.rebuilding import Progress
from client.replica.worker import open_or_recover
from client.roads.change_files import export_changes, import_changes
from client.roads.neighbourhood import Neighbourhood
from client.roads.neighbours import Neighbours
from client.roads.vouching import known_roster
from client.sync_state import Phase, SyncState
from client.text import app as words
from client.workspace import Mode, Workspace
from shared_models.erasures import hub_writes_as
from shared_models.errors import ForecourtError
from shared_models.evidence import Signer
from shared_models.traces import traces_of

log = logging.getLogger(__name__)
#: How long one thread may keep the others waiting. An edit gives its turn away with each of its ten statements: beside
#: a thread that computes (sync, scores, the catalogue) Python's own five milliseconds would make it ten times slower.
_SWITCH_SECONDS = 0.001


class App:
    """A running app over the data in one folder. Needs somebody signed in (see :class:`Session`)."""

    def __init__(
        self, folder: Path, mode: Mode, session: Session | None = None, progress: Progress | None = None
    ) -> None:
        """Open everything. Raises the errors of ``replica.database`` and SignInNeeded; nothing stays open then."""
        sys.setswitchinterval(_SWITCH_SECONDS)
        self.session = session or Session(folder, __version__)
        self.replica, self._salvaged = open_or_recover(self.session.replica_path(), self.session.identity(), progress)
        self.replica.pace.traces = traces_of("forecourt")
        self.files = FileStore(folder / "files")
        self.workspace = Workspace(self.replica, mode, self.files)
        self.workspace.use_drills(self.session.drills)
        self.workspace.seals_of = self.session.seals
        self.workspace.ground.spaces = lambda: self.session.standing.spaces
        self.workspace.ground.missing = self._sign_in_lacks
        self.workspace.keeping = DeviceKeeping(self.session)
        self.workspace.privacy = PrivacyRequests(self.session)
        self.workspace.audit = AuditRequests(self.session)
        self.workspace.models = ModelRequests(self.session)
        self.workspace.second_factor = OwnAccount(self.session)
        self.workspace.recovery = RecoveryKey(self.session)
        self.workspace.people = self.session.people
        self.workspace.export_changes = self._export_changes
        self.workspace.evidence_signer = self._evidence_signer
        self.workspace.import_changes = self._import_changes
        self.workspace.person_name = self.session.standing.name
        self.workspace.device_name = self.session.standing.device_name
        self.diagnosis = Diagnosis(self.session, self.workspace.whole_reader, lambda: self.sync.state, folder)
        self.workspace.diagnose = self.diagnosis.run
        self.workspace.save_support_bundle = self._save_support_bundle
        self.numbers = NumberKeeping(self.replica)
        self.drill_keeping = DrillKeeping(self.session.drills, self.replica, self.workspace.whole_reader)
        safekeeping = self.workspace.safekeeping
        safekeeping.use_key(self.session.own_exchange_key)
        self.backing_up = BackingUp(self.replica.database.path, safekeeping, self._backup_failed, self.files)
        self.cleaning = Cleaning(self.replica, self.files, safekeeping, self.workspace.catalogue.begin_anew)
        self.neighbours = Neighbours(self.replica, self.session, self._on_neighbours)
        self.workspace.neighbours = self.neighbours
        self.sync = Sync(
            self.replica, self.workspace.whole_reader, self.session, self.files, self._on_sync, self.workspace.presence
        )

    def _sign_in_lacks(self) -> tuple[str, ...]:
        vault = self.session.vault
        return missing_of({name: vault.get(name) for name in ("device-key", "refresh-token")})

    def _backup_failed(self, problem: str) -> None:
        self.workspace.background.call(lambda: self.workspace.said.emit(problem, True))

    def _save_support_bundle(self, target: Path, findings: Sequence[Finding]) -> Path:
        sync, device = self.sync, self.replica.identity.device
        return write_bundle(
            target, self.workspace.whole_reader, device, sync.state, sync.history, findings, self.workspace.pace
        )

    def start(self) -> None:
        """Begin to keep in step with the hub."""
        self.sync.start()
        self.neighbours.start()
        self.backing_up.start()
        self.cleaning.start()

    def _evidence_signer(self) -> Signer | None:
        """This device, if it has heard from its hub who belongs to the house."""
        roster, standing = known_roster(self.replica), self.session.standing
        if roster is None or not self.session.hub_key():
            return None
        names = {device.device: device.name for device in roster.devices.values()}
        names |= self.workspace.whole_reader.titles("person", list(roster.people))
        us = hub_writes_as(standing.tenant)
        key = self.session.key()
        return Signer(standing.device, key, standing.tenant, self.session.hub_key(), us, roster.packed, names)

    def _export_changes(self, path: Path) -> str:
        return export_changes(self.replica, self.session, path, self.files).sentence()

    def _import_changes(self, path: Path) -> str:
        return import_changes(self.replica, self.session, path, self.files).sentence()

    def _on_sync(self, state: SyncState) -> None:
        """Tell the window; once a new replica has everything again, hand back what was salvaged of the damaged one."""
        if self._salvaged and state.phase in (Phase.CATCHING_UP, Phase.LIVE):
            salvaged, self._salvaged = self._salvaged, []
            self.replica.adopt(salvaged)
        self.numbers.on_sync(state)
        self.drill_keeping.on_sync(state)
        self.neighbours.follow(state.phase)
        self.workspace.scores.follow_models(state.models)
        self.workspace.set_sync_state(replace(state, neighbours=self.neighbours.state.talking))

    def _on_neighbours(self, state: Neighbourhood) -> None:
        """Tell the window who is near."""
        self.workspace.set_neighbourhood(state)
        self.workspace.set_sync_state(replace(self.sync.state, neighbours=state.talking))

    def close(self) -> None:
        """Close everything in the order it depends on each other."""
        self.neighbours.close()
        self.sync.close()
        self.numbers.close()
        self.backing_up.close()
        self.cleaning.close()
        self.workspace.close()
        self.replica.close()
        self.replica.pace.traces.close()
        wipe(self.session)


def hook_errors(application: QApplication, say: Callable[[str], None]) -> None:
    """Qt's door: whatever a slot did not handle is logged, and said to the person in words; the window goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> Any:
        if isinstance(error, KeyboardInterrupt):
            application.quit()
            return
        if isinstance(error, ForecourtError):
            say(str(error))
            return
        log.error("unexpected", exc_info=(kind, error, trace))
        say(words.UNEXPECTED)

    sys.excepthook = hook
