"""What a list can be narrowed by: facets beside it or in a dialog, and the filters that are set as buttons above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Button, FacetList, FacetValue, FlowLayout, ScrollPage, Text
from client.finding.catalogue import FacetGroup
from client.screens.record_list_query import Filters, ListQuery
from client.text import records as words
from shared_models.schema import Record

#: Facets that stand open at first; the rest behind a button.
_OPEN = 5


class FacetPanel(QWidget):
    """The facets of a list with their counts. ``changed`` carries the name of a facet and its ticked keys."""

    changed = Signal(str, object)

    def __init__(self, record_type: type[Record], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record_type = record_type
        self._lists: dict[str, FacetList] = {}
        self._all = False
        self._useful: list[FacetGroup] = []
        self._filters: Filters = {}
        self._page = ScrollPage()
        self._column = QVBoxLayout()
        self._column.setSpacing(18)
        self._coming = Text(words.FILTERS_COMING, "soft")
        self._more = Button(words.MORE_FILTERS, "chevron-down", "link")
        self._more.clicked.connect(self._toggle)
        self._more.hide()
        self._page.body.addWidget(self._coming)
        self._page.body.addLayout(self._column)
        self._page.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._page.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._page)
        self.setAccessibleName(words.FILTERS_NAME.format(plural=words.in_sentence(record_type.about.plural)))

    def show_groups(self, groups: Sequence[FacetGroup], filters: Filters) -> None:
        """Show counts and ticks. What could not narrow anything is left out; a list is made once it is shown."""
        self._useful = [g for g in groups if len(_shown(g)) > 1 or (filters.get(g.name) and _shown(g))]
        self._filters = filters
        self._coming.setVisible(not groups)
        self._show_lists()

    def _show_lists(self) -> None:
        opened = [
            group for place, group in enumerate(self._useful)
            if self._all or place < _OPEN or self._filters.get(group.name)
        ]  # fmt: skip
        for group in opened:
            facet = self._lists.get(group.name) or self._add(group)
            facet.set_values([FacetValue(v.key, v.label, v.count) for v in _shown(group)])
            facet.set_ticked(set(self._filters.get(group.name, frozenset())))
        names = {group.name for group in opened}
        for name, facet in self._lists.items():
            facet.setVisible(name in names)
        self._more.setVisible(len(self._useful) > _OPEN)
        self._more.setText(words.FEWER_FILTERS if self._all else words.MORE_FILTERS)
        icon = "chevron-up" if self._all else "chevron-down"
        if icon != self._more.icon_name():
            self._more.set_icon(icon)

    def any(self) -> bool:
        """Whether there is something to tick, or may yet come."""
        return bool(self._useful) or not self._coming.isHidden()

    def facet(self, name: str) -> FacetList:
        """The list of one facet. Raises KeyError for one that is not there."""
        return self._lists[name]

    def names(self) -> list[str]:
        """The facets there are."""
        return list(self._lists)

    def _add(self, group: FacetGroup) -> FacetList:
        """A list in its place: after those that come before it."""
        facet = FacetList(group.label)
        facet.changed.connect(lambda keys, name=group.name: self.changed.emit(name, frozenset(keys)))
        before = [self._lists[one.name] for one in self._useful[: self._useful.index(group)] if one.name in self._lists]
        self._column.insertWidget(self._column.indexOf(before[-1]) + 1 if before else 0, facet)
        self._lists[group.name] = facet
        return facet

    def _toggle(self) -> None:
        self._all = not self._all
        self._show_lists()


def _shown(group: FacetGroup) -> list[FacetValue]:
    """Values somebody may want: those with records. A ticked one is kept by the list itself."""
    return [FacetValue(v.key, v.label, v.count) for v in group.values if v.count]


class FilterChips(QWidget):
    """The filters that are set, each a button that takes it away, and one that takes all away."""

    removed = Signal(str, str)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(8, self)
        self._shown: tuple[object, ...] = ()
        self._room: tuple[int, int] | None = None

    def fit(self, room: tuple[int, int] | None) -> None:
        """Show them only where there is ``room`` (width and height in pixels; None is any)."""
        self._room = room
        self.setVisible(bool(self._shown) and (room is None or self.heightForWidth(room[0]) <= room[1]))

    def show_filters(self, query: ListQuery, names: Mapping[str, str], labels: Mapping[tuple[str, str], str]) -> None:
        """``names`` are the facets' labels, ``labels`` those of (facet, key)."""
        chosen = [(name, key, labels.get((name, key), key)) for name, key in query.chosen()]
        if tuple(chosen) == self._shown:
            self.fit(self._room)
            return
        self._shown = tuple(chosen)
        self._flow.clear()
        for name, key, value in chosen:
            self._add(names.get(name, name), value, name, key)
        clear = Button(words.CLEAR_FILTERS, kind="link")
        clear.clicked.connect(self.cleared)
        self._flow.addWidget(clear)
        self.fit(self._room)

    def _add(self, group: str, value: str, name: str, key: str) -> None:
        chip = Button(
            words.FILTER_CHIP.format(group=group, value=value), "close",
            accessible_name=words.FILTER_REMOVE.format(group=group, value=value),
        )  # fmt: skip
        chip.setProperty("chip", "true")
        chip.clicked.connect(lambda _checked=False: self.removed.emit(name, key))
        self._flow.addWidget(chip)


def labels_of(groups: Sequence[FacetGroup]) -> dict[tuple[str, str], str]:
    """How people read each (facet, key)."""
    return {(group.name, value.key): value.label for group in groups for value in group.values}
