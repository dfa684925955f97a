"""Rule: text can be read in every state a control takes, not only at rest.

The pointer is put over each kind of button (with the hover event Qt itself sends), and over the first row of each
list, table and tree; the first row is also selected, while the selection model keeps its signals to itself, so that
the program does not notice. In each state the text is measured as the rule text-contrast does. Controls of the same
class and the same dynamic properties look alike, so one of each kind is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QHoverEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QPushButton, QWidget

from accessibility.audit import Result, Rule, incomplete, passed, violation
from accessibility.element import Element
from accessibility.measuring import read_area
from accessibility.page import Page, settle
from accessibility.text_areas import text_areas

_AWAY = QPointF(-1, -1)


def _move(widget: QWidget, to: QPointF) -> None:
    none = Qt.MouseButton.NoButton
    far = QPointF(widget.mapToGlobal(to))
    QApplication.sendEvent(
        widget, QMouseEvent(QEvent.Type.MouseMove, to, far, none, none, Qt.KeyboardModifier.NoModifier)
    )


@contextmanager
def _hovered(widget: QWidget, at: QPoint) -> Iterator[None]:
    """The pointer is over the widget, as far as it can tell."""
    inside = QPointF(at)
    widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    for kind, old in ((QEvent.Type.HoverEnter, _AWAY), (QEvent.Type.HoverMove, inside)):
        QApplication.sendEvent(widget, QHoverEvent(kind, inside, QPointF(widget.mapToGlobal(inside)), old))
    if isinstance(widget, QPushButton):  # it goes by the moves of the mouse
        _move(widget, inside)
    settle(1)
    try:
        yield
    finally:
        if isinstance(widget, QPushButton):
            _move(widget, _AWAY)
        widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
        QApplication.sendEvent(widget, QHoverEvent(QEvent.Type.HoverLeave, _AWAY, _AWAY, inside))
        settle(1)


@contextmanager
def _row_chosen(view: QAbstractItemView) -> Iterator[None]:
    """The first row is selected, without the program being told."""
    chosen, model = view.selectionModel(), view.model()
    was = QItemSelection(chosen.selection())
    last = max(0, model.columnCount(view.rootIndex()) - 1) if hasattr(view, "horizontalHeader") else 0
    row = QItemSelection(model.index(0, 0, view.rootIndex()), model.index(0, last, view.rootIndex()))
    silent = chosen.blockSignals(True)
    try:
        chosen.select(row, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        view.viewport().update()
        yield
    finally:
        chosen.select(was, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        chosen.blockSignals(silent)
        view.viewport().update()


def _kind(widget: QWidget) -> tuple[object, ...]:
    """What the look of a control depends on: class, own sheet, dynamic properties, whether it is checked."""
    names = sorted(bytes(name.data()).decode() for name in widget.dynamicPropertyNames())
    properties = tuple((name, str(widget.property(name))) for name in names if name.isidentifier() and name[0] != "_")
    parent = widget.parentWidget()
    held = (type(parent).__name__, str(parent.property("kind"))) if parent is not None else ()
    checked = isinstance(widget, QAbstractButton) and widget.isChecked()
    return (type(widget).__name__, widget.styleSheet(), properties, held, checked)


def _judge(page: Page, element: Element, state: str, first_row: QRect | None = None) -> Iterator[Result]:
    for area in text_areas(element.widget):
        if first_row is not None and not first_row.contains(area.rect.center()):
            continue
        box = page.seen_rect(area.widget, area.rect)
        if box is None:
            continue
        reading = read_area(page, area, box)
        if reading.readable:
            yield passed(element)
        elif reading.seen is None:
            yield incomplete(element, f"{state}: {reading.told()}")
        else:
            yield violation(element, f"{state}: {reading.told()}")


def _rows(page: Page, element: Element, view: QAbstractItemView) -> Iterator[Result]:
    model = view.model()
    if model is None or model.rowCount(view.rootIndex()) == 0 or view.selectionModel() is None:
        return
    row = view.visualRect(model.index(0, 0, view.rootIndex()))
    row.setLeft(0)
    row.setRight(view.viewport().width())
    if view.selectionMode() != QAbstractItemView.SelectionMode.NoSelection:
        with _row_chosen(view):
            yield from _judge(page, element, "selected", row)
    with _hovered(view.viewport(), row.center()):
        yield from _judge(page, element, "under the pointer", row)


def _check(page: Page) -> Iterator[Result]:
    tried: set[tuple[object, ...]] = set()
    for element in page.interactive:
        widget = element.widget
        if isinstance(widget, QAbstractItemView):
            yield from _rows(page, element, widget)
        elif isinstance(widget, (QAbstractButton, QComboBox)) and _kind(widget) not in tried:
            if widget.visibleRegion().boundingRect() != widget.rect():
                continue  # another of its kind may be wholly in sight
            tried.add(_kind(widget))
            with _hovered(widget, widget.rect().center()):
                yield from _judge(page, element, "under the pointer")


RULE = Rule(
    name="state-contrast",
    criteria=("1.4.6", "1.4.3", "1.4.11"),
    what="Text keeps 7:1 (large 4.5:1) while the pointer is over it and while its row is selected.",
    mend="Give :hover, :selected and :checked in the style sheet both a colour and a background.",
    check=_check,
    limits="A look a control takes for a moment only (pressed, dragged) is not tried; nor are menus that are closed.",
)
