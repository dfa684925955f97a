"""Rule: one can see where a field or a tick box is.

A field has no words of its own: without an edge nobody knows where to click. Lines of pixels are taken across the
edges of each field, tick box, switch and slider; somewhere along them the colour has to stand 3:1 apart from what lies
outside. Where the edge is that of a frame closely round the field, the frame is taken. Buttons are known by their text
and are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QWidget

from accessibility.audit import Result, Rule, passed, violation
from accessibility.contrast import NON_TEXT, ratio
from accessibility.element import Element
from accessibility.page import Page, Pixels
from accessibility.pixels import commonest, unpack
from accessibility.text_areas import words_area

_ROLE = QAccessible.Role
_FIELDS = (_ROLE.EditableText, _ROLE.ComboBox, _ROLE.SpinBox)
_MARKS = (_ROLE.CheckBox, _ROLE.RadioButton, _ROLE.Switch, _ROLE.Slider)
_OUT, _IN = 5, 6
_ROUND, _HIGH = 140, 28


def _apart(strip: Pixels, outside: int) -> float:
    """The most any pixel of a strip stands apart from the colour outside."""
    colours = {int(colour) for colour in strip.reshape(-1).tolist()}
    return max((ratio(unpack(colour & 0xFFFFFF), unpack(outside)) for colour in colours), default=1.0)


def _edge(picture: Pixels, box: QRect, seen: QRect) -> float:
    """How the edge of a box stands out: its sides half-way down what is seen, its lower edge half-way along."""
    height, width = picture.shape
    middle, centre = box.intersected(seen).center().y(), box.center().x()
    found = []
    for outer, strip in (
        ((middle, box.left() - _OUT), picture[middle : middle + 1, max(0, box.left() - 2) : box.left() + _IN]),
        ((middle, box.right() + _OUT), picture[middle : middle + 1, max(0, box.right() - _IN) : box.right() + 2]),
        ((box.bottom() + _OUT, centre), picture[max(0, box.bottom() - _IN) : box.bottom() + 2, centre : centre + 1]),
    ):
        row, column = outer
        if 0 <= row < height and 0 <= column < width and strip.size:
            found.append(_apart(strip, int(picture[row, column]) & 0xFFFFFF))
    return max(found, default=21.0)


def _frames(widget: QWidget, page: Page) -> Iterator[QRect]:
    """The widget, then what holds it so closely that its edge is the widget's."""
    inner, one = widget.size(), widget
    for _step in range(3):
        yield QRect(one.mapTo(page.window, QPoint(0, 0)), one.size())
        parent = one.parentWidget()
        close = parent is not None and parent is not page.window
        if parent is None or not close or parent.width() > inner.width() + _ROUND:
            return
        if parent.height() > inner.height() + _HIGH:
            return
        one = parent


def _has_mark(element: Element) -> bool:
    """Whether it shows its state by a box, dot or knob; a button that only says it is one of several has its text."""
    plain = isinstance(element.widget, QAbstractButton) and not isinstance(element.widget, (QCheckBox, QRadioButton))
    return element.role in _MARKS and (not plain or element.role == _ROLE.Switch)


def _mark(element: Element, page: Page) -> QRect:
    """Where the box, dot or switch is painted: beside the words of the button, or the whole widget."""
    widget = element.widget
    words = words_area(widget) if isinstance(widget, QAbstractButton) and widget.text() else QRect()
    corner = widget.mapTo(page.window, QPoint(0, 0))
    if words.isEmpty():
        return QRect(corner, widget.size())
    left, right = QRect(0, 0, words.left(), widget.height()), QRect(words.right(), 0, 0, widget.height())
    right.setRight(widget.width())
    return (left if left.width() >= right.width() else right).translated(corner)


def _mark_contrast(picture: Pixels, box: QRect) -> float:
    cut = picture[box.top() : box.bottom() + 1, max(0, box.left()) : box.right() + 1]
    return _apart(cut, commonest(cut)) if cut.size else 21.0


def _check(page: Page) -> Iterator[Result]:
    fields = [one for one in page.interactive if one.role in _FIELDS or _has_mark(one)]
    if not fields:
        return
    page.rest()
    for element in fields:
        seen = page.into_sight(element.widget)
        if seen.isEmpty():
            continue
        around = seen.adjusted(-_ROUND, -_HIGH, _ROUND, _HIGH).intersected(page.window.rect())
        picture, shown = page.picture(1, around), seen.translated(-around.topLeft())
        if element.role in _MARKS:
            found = _mark_contrast(picture, _mark(element, page).translated(-around.topLeft()))
        else:
            found = max(
                _edge(picture, box.translated(-around.topLeft()), shown) for box in _frames(element.widget, page)
            )
        if found + 0.005 >= NON_TEXT:
            yield passed(element)
        else:
            yield violation(element, f"its edge has {found:.2f}:1 and needs {NON_TEXT:g}:1")


RULE = Rule(
    name="boundary-contrast",
    criteria=("1.4.11",),
    what="The edge of fields, tick boxes, radio buttons, switches and sliders has 3:1 against what is round it.",
    mend="Give it a border in the theme's line colour; a fill alone is rarely 3:1 from the page.",
    check=_check,
    limits="The middle of three edges is looked at, so a border broken there would be missed.",
)
