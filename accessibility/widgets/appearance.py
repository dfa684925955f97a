"""How the widgets look: colours, text scale and icons, set from outside and changeable at run time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

IconMaker = Callable[[str, str, int], QIcon]
"""(icon name, colour name, size in pixels) -> icon."""

_PLAIN: dict[str, str] = {
    "canvas": "#ffffff", "surface": "#ffffff", "sunken": "#f0f0f0", "ink": "#111111", "ink_soft": "#3d3d3d",
    "line": "#666666", "line_soft": "#cccccc", "disabled_ink": "#666666", "disabled_surface": "#eeeeee",
    "accent": "#003a8c", "on_accent": "#ffffff", "accent_text": "#003a8c", "accent_soft": "#e0eaff",
    "on_accent_soft": "#002a66", "ok": "#0b5a3a", "ok_soft": "#ddf3e7", "warn": "#6b3f00",
    "warn_soft": "#fdefcf", "bad": "#8a1420", "bad_soft": "#fde5e6", "info": "#0b4a7a",
    "info_soft": "#dff0fc", "danger": "#a3172a", "on_danger": "#ffffff", "rail": "#111a2e",
    "on_rail": "#ffffff", "on_rail_soft": "#dddddd", "on_rail_selected": "#002a66",
    "focus": "#0a1c66", "focus_gap": "#ffffff", "wall": "#e9edf3", "floor": "#d5dce6",
}  # fmt: skip


SLIM_WINDOW = 360
"""Up to this width in pixels a window leaves next to nothing around its content: a broad one, enlarged four times."""
#: What lies side by side to be pressed is never closer than this, in pixels.
_LEAST_GAP = 8


def gap(size: int, room: float) -> int:
    """A gap of ``size`` pixels where a share of ``room`` is left of all gaps; gaps of 8 and less stay as they are."""
    return max(min(size, _LEAST_GAP), round(size * room))


def is_slim(widget: QWidget) -> bool:
    """Whether a widget's window has no room to give away; see ``SLIM_WINDOW``."""
    return widget.window().width() <= SLIM_WINDOW


def _themed_icon(name: str, colour: str, size: int) -> QIcon:
    return QIcon.fromTheme(name)


@dataclass(frozen=True)
class Look:
    """What a widget needs to paint itself. ``colours`` maps names such as ``accent`` to ``#rrggbb``."""

    colours: Mapping[str, str] = field(default_factory=lambda: _PLAIN)
    scale: float = 1.0
    target: int = 44
    motion: bool = True
    icon_maker: IconMaker = _themed_icon
    #: The share of its gaps that the person wants to see: 1 is comfortable, less is compact.
    room: float = 1.0
    #: How long a movement takes, in milliseconds; 0 where motion is unwanted.
    calm_ms: int = 0

    def colour(self, name: str) -> QColor:
        """A colour by its name. Raises KeyError for a name this look does not have."""
        return QColor(self.colours[name])

    def px(self, size: int) -> int:
        """A length that grows with the text, in pixels."""
        return round(size * self.scale)

    def gap(self, size: int) -> int:
        """A gap between things, in pixels: less where the person wants more on the screen."""
        return gap(size, self.room)

    def icon_before_text(self, name: str, colour: str, size: int, mirrored: bool = False) -> QIcon:
        """An icon with a blank edge on the side of the text: Qt leaves only 4 px between the two."""
        made, side, gap = QIcon(), self.px(size), self.px(4)
        plain = self.icon(name, colour, size)
        for ratio in (1.0, 2.0):
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
                picture = QPixmap(round((side + gap) * ratio), round(side * ratio))
                picture.fill(Qt.GlobalColor.transparent)
                picture.setDevicePixelRatio(ratio)
                painter = QPainter(picture)
                painter.drawPixmap(gap if mirrored else 0, 0, plain.pixmap(QSize(side, side), ratio, mode))
                painter.end()
                made.addPixmap(picture, mode)
        return made

    def icon(self, name: str, colour: str = "ink", size: int = 20) -> QIcon:
        """An icon of the family in a named colour; ``size`` grows with the text."""
        return self.icon_maker(name, colour, self.px(size))


class Appearance(QObject):
    """Holds the current look and tells when it is replaced."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()

    @property
    def look(self) -> Look:
        """The look in use."""
        return self._look

    def wear(self, look: Look) -> None:
        """Replace the look; every widget that painted with the old one repaints."""
        self._look = look
        self.changed.emit()


@cache
def appearance() -> Appearance:
    """The one appearance of this process: a screen has one theme at a time."""
    return Appearance()


def look() -> Look:
    """The look in use."""
    return appearance().look
