"""The strip above every screen: back, forward, undo, search, how things stand with the hub, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from accessibility.widgets import FlowLayout, IconButton, MenuButton, SearchBox, announce, appearance, look
from accessibility.widgets.feedback import Tone, tone_colours
from client.sync_state import Phase, SyncState
from client.text import sync as sync_words
from client.text import window as words

#: Widths at the usual text size: the search at its narrowest and as it should be, a state whose words are wrapped.
_LEAST_SEARCH, _USUAL_SEARCH, _WRAPPED_STATE = 140, 260, 214
#: The search with all of its hint in sight.
_HINTED_SEARCH = 230
#: And the person's button without its name.
_ICON_ALONE = 80

_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)


def sync_sign(state: SyncState) -> tuple[Tone, str]:
    """The tone and icon that go with a state: safe, only here, on the way, out of reach, or in trouble."""
    if state.refused:
        return "bad", "sync-problem"
    if state.phase in (Phase.SIGNED_OUT, Phase.NOT_ENROLLED):
        return "warn", "sync-problem"
    unsent = state.unsent or state.unsent_files
    arriving = state.phase in (Phase.FIRST_SYNC, Phase.CATCHING_UP) and not state.kept
    if arriving or (state.sends and unsent):
        return "info", "sync-busy"
    if unsent:
        return "warn", "sync-here"
    return ("ok", "sync-safe") if state.phase is Phase.LIVE else ("neutral", "sync-offline")


class StateButton(QPushButton):
    """A state in words, with its shape and colour, that can be pressed to learn more."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._tone, self._icon = text, "neutral", ""
        self._widest = 0
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance().changed.connect(self.updateGeometry)

    def words(self) -> str:
        """The words shown."""
        return self._words

    def set_state(self, text: str, tone: Tone, icon: str, spoken: str) -> None:
        """Show another state; ``spoken`` is the name, which begins with the words shown."""
        self._words, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(spoken)
        self.updateGeometry()
        self.update()

    def one_line(self) -> int:
        """The width in pixels that its words take in one line."""
        return self.fontMetrics().horizontalAdvance(self._words) + self._edge() + 18

    def two_lines(self) -> int:
        """The width in pixels that its words take in two lines, however they break."""
        longest = max((self.fontMetrics().horizontalAdvance(word) for word in self._words.split()), default=0)
        return (self.fontMetrics().horizontalAdvance(self._words) + longest) // 2 + self._edge() + 18

    def keep_within(self, width: int) -> None:
        """Wrap the words where they are wider than this; 0 lets them be as wide as they are."""
        if width != self._widest:
            self._widest = width
            self.updateGeometry()

    def _edge(self) -> int:
        return look().px(20) + 30

    def hasHeightForWidth(self) -> bool:
        """Its words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height in pixels of the wrapped words."""
        room = QRect(0, 0, max(40, width - self._edge() - 16), 10_000)
        return max(look().target, self.fontMetrics().boundingRect(room, _WRAP, self._words).height() + 16)

    def sizeHint(self) -> QSize:
        """The words in one line, or wrapped where they are to be kept within a width."""
        width = min(self.one_line(), self._widest or self.one_line())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The longest word."""
        longest = max((self.fontMetrics().horizontalAdvance(word) for word in self._words.split()), default=0)
        return QSize(longest + self._edge() + 18, look().target)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded field with an edge, the shape and the words."""
        here = look()
        ink, field = tone_colours(self._tone)  # type: ignore[arg-type]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(here.colour(ink))
        painter.setBrush(here.colour("accent_soft" if self.isDown() else field))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        side, mirrored = here.px(20), self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = self.width() - 14 - side if mirrored else 14
        here.icon(self._icon or "info", ink, 20).paint(painter, left, (self.height() - side) // 2, side, side)
        edge = self._edge()
        room = self.rect().adjusted(14, 0, -edge, 0) if mirrored else self.rect().adjusted(edge - 4, 0, -10, 0)
        painter.drawText(room, _WRAP, self._words)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


class TopBar(QFrame):
    """The strip itself. The window connects its buttons."""

    def __init__(self, menu: MenuButton, places: Iterable[tuple[str, Callable[[], object], str]] = ()) -> None:
        """``menu`` is the person's own; ``places`` are where to go where the window is too slim for its rail."""
        super().__init__()
        self.setProperty("kind", "page")
        flow = FlowLayout(spacing=8)
        flow.setContentsMargins(16, 10, 16, 6)
        self.setLayout(flow)
        self.places = MenuButton("", places, "menu", "quiet", accessible_name=words.NAVIGATION)
        self.places.hide()
        self.back = IconButton(words.BACK, "chevron-left")
        self.forward = IconButton(words.FORWARD, "chevron-right")
        self.undo = IconButton(words.UNDO, "undo")
        self.search = SearchBox(words.SEARCH, live=False)
        self.sync = StateButton()
        self.menu = menu
        self._name = menu.text()
        for part in (self.places, self.back, self.forward, self.undo, self.search, self.sync, menu):
            flow.addWidget(part)
        self._flow, self._slim = flow, False
        self._kind: tuple[Phase, bool] | None = None

    def follow(
        self, places: Iterable[tuple[str, Callable[[], object], str]],
        deeds: Iterable[tuple[str, Callable[[], object], str]], person: tuple[str, str],
    ) -> None:  # fmt: skip
        """Offer other places, and other deeds of the person, who is shown and heard of as ``person`` says."""
        self.places.set_entries(places)
        self.menu.set_entries(deeds)
        self._name, spoken = person
        self.menu.setAccessibleName(spoken)
        self._fit()

    def set_slim(self, slim: bool) -> None:
        """Of a slim window all buttons stand in the first row; going forward is left to its keys."""
        if slim == self._slim:
            return
        self._slim = slim
        self.places.setVisible(slim)
        self.forward.setVisible(not slim)
        self._flow.removeWidget(self.menu)
        self._flow.insert(4 if slim else 6, self.menu)
        side = 6 if slim else 16
        self._flow.setContentsMargins(side, 10, side, 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is short the person's button shows its icon alone; its name is spoken all the same."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep to one row as long as the text size allows: first the name goes, then the search, then words wrap."""
        buttons = [one for one in (self.places, self.back, self.forward, self.undo) if not one.isHidden()]
        fixed = sum(max(part.sizeHint().width(), part.minimumWidth()) + 8 for part in buttons) + 32
        bare = look().px(110)
        room = self.width() - fixed - bare - 8
        words_wrap = room - self.sync.one_line() - 8 < look().px(_LEAST_SEARCH)
        self.sync.keep_within(self._room_for_words(room) if words_wrap else 0)
        left = room - self.sync.sizeHint().width() - 8
        self.search.setMinimumWidth(min(max(left, look().px(_LEAST_SEARCH)), look().px(_USUAL_SEARCH)))
        named = left - self.menu.fontMetrics().horizontalAdvance(self._name) >= look().px(_USUAL_SEARCH)
        wanted = self._name if named else ""
        if self.menu.text() != wanted:
            self.menu.setText(wanted)

    def _room_for_words(self, room: int) -> int:
        """How wide wrapped words may be: beside the search, or all of a second row where there is no room for both."""
        beside = look().px(_WRAPPED_STATE)
        if room - beside - 8 >= look().px(_LEAST_SEARCH):
            return max(beside, min(room - 8 - look().px(_HINTED_SEARCH), self.sync.two_lines()))
        if self._slim:
            return self.width() - 12
        margins = self.contentsMargins().left() + self.contentsMargins().right() + 32
        return max(beside, self.width() - margins - look().px(_ICON_ALONE) - 8)

    def show_sync(self, state: SyncState, zone: ZoneInfo) -> None:
        """Say how things stand; spoken when the kind of state changes, not with every single change."""
        sentence = sync_words.sentence(state, zone)
        self.sync.set_state(sentence, *sync_sign(state), words.SYNC_STATE.format(sentence=sentence))
        before, self._kind = self._kind, (state.phase, state.kept)
        if before is not None and before != self._kind:
            announce(self.sync, sentence)
        self._fit()
