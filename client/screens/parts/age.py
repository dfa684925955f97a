"""How old a value may be, beside it: nothing while it is as good as now, then a line, then a warning."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Banner, Text, announce
from client.business.ages import Age, Strength
from client.reading.queries import RecordView
from client.text import ages as words
from client.workspace import Workspace
from shared_models.clock import utc_now


class AgeLine(QWidget):
    """Keeps itself up to date by the clock. ``told_on``: values that carry the age as their description.

    It is spoken when it begins to be said and when it grows old while it is in sight, not with every minute.
    """

    def __init__(self, workspace: Workspace, record_type: str, many: bool = False) -> None:
        """``many``: at the head of a list."""
        super().__init__()
        self._workspace, self._type, self._many = workspace, record_type, many
        self._space = ""
        self._brought: datetime | None = None
        self._described: dict[QWidget, str] = {}
        self._strength: Strength | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.text = Text("", "soft")
        self.banner = Banner("", "warn")
        for part in (self.text, self.banner):
            column.addWidget(part)
            part.hide()
        self.hide()
        workspace.ages.changed.connect(self.refresh)
        self.refresh()

    def describes(self, *values: QWidget) -> AgeLine:
        """Have values carry the age as their description, after the one they have."""
        self._described |= {value: value.accessibleDescription() for value in values}
        self._describe()
        return self

    def about(self, view: RecordView, brought: datetime | None = None) -> None:
        """Tell the age of one record; ``brought``: when its newest change was made that came by another road."""
        self._space, self._brought = view.space, brought
        self._strength = None
        self.refresh()

    def age(self) -> Age:
        """How old it is now."""
        return self._workspace.ages.of(self._type, self._space, self._brought)

    def words(self) -> str:
        """What is said; empty while there is nothing to say."""
        return self.banner.text() or self.text.text()

    def refresh(self) -> None:
        """Look at the clock."""
        age = self.age()
        said = words.sentence(age, self._workspace.zone(), utc_now())
        old = age.strength is Strength.OLD
        self.text.setText("" if old else said)
        self.banner.set_text(words.warned(age, said, self._type, self._many) if old else "")
        self.text.setVisible(bool(said) and not old)
        self.banner.setVisible(old)
        # Without a parent yet it would be shown as a window of its own.
        self.setVisible(bool(said) and self.parentWidget() is not None)
        self._describe()
        if self._strength is not None and age.strength > self._strength and self.window().isActiveWindow():
            announce(self, self.words())
        self._strength = age.strength

    def event(self, event: QEvent) -> bool:
        """With its place in a page it may be shown."""
        if event.type() == QEvent.Type.ParentChange:
            self.refresh()
        return super().event(event)

    def _describe(self) -> None:
        said = self.text.text() or self.banner.text()
        for value, own in self._described.items():
            wanted = " ".join(part for part in (own, said) if part)
            if value.accessibleDescription() != wanted:
                value.setAccessibleDescription(wanted)


class CardAge(Text):
    """The age on a card, in few words; ``card`` carries all of them as its description."""

    def __init__(self, workspace: Workspace, record_type: str, card: QWidget) -> None:
        super().__init__("", "small")
        self._workspace, self._type, self._card = workspace, record_type, card
        self._own = card.accessibleDescription()
        workspace.ages.changed.connect(self.refresh)
        self.refresh()

    def event(self, event: QEvent) -> bool:
        """With its place on a card it may be shown."""
        if event.type() == QEvent.Type.ParentChange:
            self.refresh()
        return super().event(event)

    def after(self, own: str) -> None:
        """What else the card's description says, before the age."""
        self._own = own
        self.refresh()

    def refresh(self) -> None:
        """Look at the clock."""
        age, zone, now = self._workspace.ages.of(self._type), self._workspace.zone(), utc_now()
        self.setText(words.short(age, zone, now))
        self.setVisible(bool(self.text()) and self.parentWidget() is not None)
        parts = (self._own, words.sentence(age, zone, now))
        wanted = " ".join(part for part in parts if part)
        if self._card.accessibleDescription() != wanted:
            self._card.setAccessibleDescription(wanted)
