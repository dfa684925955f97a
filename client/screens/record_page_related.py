"""Records that refer to another one: found by the schema, whatever types there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy import ColumnElement

from accessibility.widgets import Button, Text
from client.item_models import Summaries, Summary, columns_of
from client.reading.queries import Reader
from client.screens.parts.page import Section, empty
from client.screens.parts.row_list import Row, RowList
from client.screens.record_icons import icon_of
from client.text import records as words
from client.text import values
from shared_models.kinds import Choice, Reference, Rows
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_read, may_write
from shared_models.schema import Record

FEW, MANY = 5, 200


@dataclass(frozen=True)
class Link:
    """A field of a type that may name the record; ``inside`` where the field is a small table."""

    type_name: str
    field: str
    inside: bool = False


@dataclass(frozen=True)
class Related:
    """Those that do: how many, and the newest of them."""

    link: Link
    count: int
    newest: tuple[Summary, ...]


def links_to(type_name: str, role: str) -> list[Link]:
    """Every field that may name a record of a type, among the types the role may read."""
    found = []
    for other, record_type in RECORD_TYPES.items():
        if not may_read(role, other):
            continue
        for name, field in record_type.fields().items():
            kind = field.kind
            if isinstance(kind, Reference) and kind.to == type_name and not field.by_deed:
                found.append(Link(other, name))
            elif isinstance(kind, Rows) and _names(kind, type_name):
                found.append(Link(other, name, inside=True))
    return found


def _names(kind: Rows, type_name: str) -> bool:
    return any(isinstance(cell.kind, Reference) and cell.kind.to == type_name for cell in kind.fields)


def gather_related(
    reader: Reader, summaries: Summaries, record: str, links: Sequence[Link], wide: Link | None
) -> list[Related]:
    """Read them; of ``wide`` many, of the others few. Belongs in the background."""
    found = []
    for link in links:
        condition = _condition(reader, link, record)
        views = reader.where(link.type_name, [condition], limit=MANY if link == wide else FEW)
        if not views:
            found.append(Related(link, 0, ()))
            continue
        count = reader.count(link.type_name, condition) if len(views) >= FEW else len(views)
        found.append(Related(link, count, tuple(summaries.of(views))))
    return found


def _condition(reader: Reader, link: Link, record: str) -> ColumnElement[bool]:
    column = reader.column(link.type_name, link.field)
    # A small table is kept as JSON, in which the identifier stands as it is.
    return column.contains(record) if link.inside else column == record


class RelatedView(QWidget):
    """A section for each type that has records; its deed adds another one."""

    opened = Signal(str, str)
    all_wanted = Signal(object)
    new_wanted = Signal(object)

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)

    def show_all(self, found: Sequence[Related]) -> None:
        """Show these."""
        empty(self._column)
        for related in found:
            if related.count:
                self._column.addWidget(self._section(related, found))
        self.setVisible(any(related.count for related in found))

    def _section(self, related: Related, found: Sequence[Related]) -> Section:
        link = related.link
        about = RECORD_TYPES[link.type_name].about
        pattern = words.RELATED_BY if self._is_ambiguous(link, found) else words.RELATED
        label = RECORD_TYPES[link.type_name].fields()[link.field].label
        section = Section(pattern.format(plural=about.plural, field=label), self._deeds(link))
        section.body.addWidget(Text(words.counted(related.count, about.label, about.plural), "soft"))
        rows = RowList(section.accessibleName())
        rows.set_rows([_row(summary, icon_of(RECORD_TYPES[link.type_name])) for summary in related.newest])
        rows.chosen.connect(lambda record: self.opened.emit(link.type_name, record))
        section.body.addWidget(rows)
        if related.count > len(related.newest) and len(related.newest) <= FEW:
            more = Button(words.RELATED_ALL.format(count=min(related.count, MANY)), kind="link")
            more.clicked.connect(lambda _checked=False: self.all_wanted.emit(link))
            section.body.addWidget(more)
        return section

    def _is_ambiguous(self, link: Link, found: Sequence[Related]) -> bool:
        return sum(other.link.type_name == link.type_name and other.count > 0 for other in found) > 1

    def _deeds(self, link: Link) -> list[QWidget]:
        if link.inside or not may_write(self._role, link.type_name):
            return []
        label = words.in_sentence(RECORD_TYPES[link.type_name].about.label)
        add = Button(words.RELATED_ADD, "plus", accessible_name=words.RELATED_ADD_NAME.format(label=label))
        add.clicked.connect(lambda _checked=False: self.new_wanted.emit(link))
        return [add]


def _row(summary: Summary, icon: str) -> Row:
    status, columns = _status(summary.view.record_type), columns_of(summary.view.record_type)
    told = summary.texts.get(status, values.NOTHING)
    shown = [t for n in columns if n != status and (t := summary.texts[n]) != values.NOTHING]
    detail = summary.subtitle or " · ".join(t for t in shown[:3] if t != summary.title)
    return Row(
        summary.view.id, summary.title, detail, "" if told == values.NOTHING else told, icon=icon, name=summary.card
    )


def _status(record_type: type[Record]) -> str:
    fields = record_type.fields()
    return next((name for name in columns_of(record_type) if isinstance(fields[name].kind, Choice)), "")
