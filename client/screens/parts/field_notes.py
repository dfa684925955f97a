"""What is to be said beside a value: what else was entered there, and that a text was joined from several people's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from client import formatting
from client.reading.queries import Disagreement
from client.reading.record_history import joined_texts
from client.screens.parts.disagreements import field_of
from client.text import records as words
from client.text import values
from client.workspace import Workspace
from shared_models.documents import Path


@dataclass(frozen=True)
class FieldNotes:
    """Sentences by path: ``(field,)``, or ``(field, row, cell)`` of a small table."""

    by_path: Mapping[Path, str] = field(default_factory=dict)

    def of(self, *path: str) -> str:
        """What to say beside one value; empty when there is nothing to say."""
        return self.by_path.get(path, "")

    def fields(self) -> dict[str, str]:
        """What to say beside each field, where its cells have no place of their own: in a form."""
        told: dict[str, str] = {}
        for path, text in self.by_path.items():
            told.setdefault(path[0], text)
        return told

    def cells(self, name: str) -> dict[tuple[str, str], str]:
        """What to say in the cells of one small table, by row and column."""
        return {(path[1], path[2]): text for path, text in self.by_path.items() if path[0] == name and len(path) == 3}

    def in_row(self, name: str, row: str) -> str:
        """What to say of the cells of one row where it is shown as a whole."""
        return " ".join(text for path, text in self.by_path.items() if path[:2] == (name, row))


def gather_notes(
    workspace: Workspace, record_type: str, record: str, found: Sequence[Disagreement] | None = None
) -> FieldNotes:
    """Everything to be said about one record's values. Reads its history: not on the window's thread."""
    disputes = workspace.reader.disagreements(record) if found is None else found
    told = {path: words.DISPUTED_FIELD.format(others=others) for path, others in _others(workspace, disputes).items()}
    for name, people in joined_texts(workspace.reader, record_type, record).items():
        who = values.listed([person or words.SOMEBODY for person in people])
        told[(name,)] = words.JOINED.format(who=who)
    return FieldNotes(told)


def _others(workspace: Workspace, found: Sequence[Disagreement]) -> dict[Path, str]:
    told: dict[Path, list[str]] = {}
    for one in found:
        entry, _ = field_of(one)
        for each in one.candidates:
            if entry is not None and each.state == "rival":
                value = formatting.shown(entry, each.value, workspace.zone(), workspace.reader.title)
                when = values.moment(each.at, workspace.zone(), workspace.today())
                who = each.author_name or words.SOMEBODY
                told.setdefault(tuple(one.path), []).append(
                    words.DISPUTED_OTHER.format(value=value, who=who, when=when)
                )
    return {path: "; ".join(others) for path, others in told.items()}
