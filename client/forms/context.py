"""What the editors of one form are given: the workspace, the record, its zone and currencies, files and seals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from client.file_store import FileStore
from client.item_models.summaries import Summaries
from client.workspace import Workspace
from shared_models.identifiers import new_id
from shared_models.schema import Record
from shared_models.sealing import Seals

#: Offered behind the store's own; an amount in any other is kept as it is.
CURRENCIES = ("EUR", "GBP", "USD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "AED", "SAR", "JPY")


@dataclass(frozen=True)
class FormContext:
    """``record`` is the identifier of the record that is edited, or of the one about to be made."""

    workspace: Workspace
    record_type: type[Record]
    record: str
    zone: tzinfo
    summaries: Summaries
    currencies: tuple[str, ...]
    files: FileStore

    @property
    def seals(self) -> Seals | None:
        """What opens the type's sealed fields now: keys come and go while a form is open."""
        return self.workspace.seals_of(self.record_type.type_name())

    @classmethod
    def of(cls, workspace: Workspace, record_type: type[Record], record: str = "") -> FormContext:
        """The context for a record, or for a new one."""
        zone = workspace.zone()
        return cls(
            workspace, record_type, record or new_id(), zone, Summaries(workspace.reader, zone),
            _currencies(workspace), workspace.files,
        )  # fmt: skip


def _currencies(workspace: Workspace) -> tuple[str, ...]:
    """The currency of the person's store first."""
    here = workspace.identity.store
    store = workspace.reader.record("store", here) if here else None
    own = (store.values["currency"] or "").strip().upper() if store else ""
    first = (own,) if len(own) == 3 and own.isascii() and own.isalpha() else ()
    return tuple(dict.fromkeys((*first, *CURRENCIES)))
