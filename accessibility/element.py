"""One visible widget as assistive technology meets it: role, name, state, place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QHeaderView, QScrollBar, QSizeGrip, QWidget

_ROLE = QAccessible.Role
INTERACTIVE_ROLES = frozenset(
    {
        _ROLE.Button, _ROLE.ButtonMenu, _ROLE.ButtonDropDown, _ROLE.CheckBox, _ROLE.RadioButton,
        _ROLE.Switch, _ROLE.ComboBox, _ROLE.EditableText, _ROLE.SpinBox, _ROLE.Slider, _ROLE.Dial,
        _ROLE.Link, _ROLE.List, _ROLE.Table, _ROLE.Tree, _ROLE.PageTabList, _ROLE.HotkeyField,
    }
)  # fmt: skip

_PART_NAMES = ("qt_scrollarea_", "qt_spinbox_", "qt_tabwidget_stackedwidget", "qt_toolbar_ext", "qt_tableview_corner")
_PARTS = (QScrollBar, QHeaderView, QSizeGrip)


@dataclass(frozen=True)
class Element:
    """A widget and what its accessible interface says. ``rect`` is in the window, in logical pixels."""

    widget: QWidget
    role: QAccessible.Role
    name: str
    description: str
    accelerator: str
    labels: tuple[str, ...]
    label_widgets: tuple[QWidget, ...]
    enabled: bool
    focusable: bool
    rect: QRect
    path: str

    @property
    def spoken(self) -> str:
        """What a screen reader calls it: its label, else its name."""
        return (" ".join(self.labels) or self.name).strip()

    @property
    def interactive(self) -> bool:
        """Whether a person does something with it. Text that a pointer may select is text still."""
        by_pointer = self.role == _ROLE.StaticText and not self.widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        return self.role in INTERACTIVE_ROLES or (self.focusable and not by_pointer)


def _is_part(widget: QWidget) -> bool:
    """A piece of a bigger widget that is spoken and pressed as part of it."""
    return widget.objectName().startswith(_PART_NAMES) or isinstance(widget, _PARTS) or widget.isWindow()


def _own_name(widget: QWidget) -> str:
    name = widget.accessibleName() or widget.objectName()
    kind = type(widget).__name__
    return f'{kind} "{name}"' if name else kind


def path_of(widget: QWidget, window: QWidget) -> str:
    """Where a widget is: the named widgets that hold it, outermost first, then itself."""
    steps = [_own_name(widget)]
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if parent.accessibleName():
            steps.append(_own_name(parent))
        parent = parent.parentWidget()
    return " > ".join(reversed(steps))


def _labels(interface: QAccessibleInterface) -> list[tuple[str, QWidget]]:
    found = []
    for label, _relation in interface.relations(QAccessible.RelationFlag.Label):
        spoken, widget = label.text(QAccessible.Text.Name), label.object()
        if spoken and isinstance(widget, QWidget):
            found.append((spoken, widget))
    return found


def element_of(widget: QWidget, window: QWidget) -> Element:
    """The widget as an element. One that hands its focus on does not count as taking it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    state = interface.state()
    labels = _labels(interface)
    corner = widget.mapTo(window, QPoint(0, 0))
    return Element(
        widget=widget,
        role=interface.role(),
        name=interface.text(QAccessible.Text.Name),
        description=interface.text(QAccessible.Text.Description),
        accelerator=interface.text(QAccessible.Text.Accelerator),
        labels=tuple(spoken for spoken, _widget in labels),
        label_widgets=tuple(widget for _spoken, widget in labels),
        enabled=widget.isEnabled(),
        focusable=bool(state.focusable) and widget.focusProxy() is None,
        rect=QRect(corner, widget.size()),
        path=path_of(widget, window),
    )


def elements_in(window: QWidget) -> Iterator[Element]:
    """Every visible element of a window, in the order of the widget tree; parts of widgets are left out."""
    for child in window.findChildren(QWidget):
        if child.isVisibleTo(window) and child.window() is window and not _is_part(child):
            yield element_of(child, window)
