"""What a person likes on this device, kept outside the replica: the look, motion, and where the window was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast, get_args

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QApplication

from client import languages, theme
from client.theme.motion import computer_wants_motion
from client.theme.tokens import Mode, Product, Spacing


@dataclass(frozen=True)
class Appearance:
    """How the window looks: light, dark or high contrast, the text scale, the air around things, and motion.

    ``motion`` None: things move where the computer's own settings let them.
    """

    mode: Mode = "light"
    scale: float = 1.0
    motion: bool | None = None
    spacing: Spacing = "comfortable"

    def moves(self) -> bool:
        """Whether things move."""
        return computer_wants_motion() if self.motion is None else self.motion


_MOTIONS: dict[str, bool | None] = {"true": True, "false": False}


class Preferences:
    """Read and written at once; each app (showroom, fleet office) has its own."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self._kept = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Forecourt", product)

    def appearance(self) -> Appearance:
        """What was chosen last; the usual look where nothing was, or where it cannot be read."""
        mode = str(self._kept.value("appearance/mode", "light"))
        try:
            scale = float(str(self._kept.value("appearance/scale", "1.0")))
        except ValueError:
            scale = 1.0
        motion = _MOTIONS.get(str(self._kept.value("appearance/motion", "")))
        known = cast(Mode, mode) if mode in get_args(Mode) else "light"
        spacing = str(self._kept.value("appearance/spacing", "comfortable"))
        air = cast(Spacing, spacing) if spacing in get_args(Spacing) else "comfortable"
        return Appearance(known, min(2.0, max(1.0, scale)), motion, air)

    def set_appearance(self, wanted: Appearance) -> None:
        """Keep a choice and dress the application in it."""
        self._kept.setValue("appearance/mode", wanted.mode)
        self._kept.setValue("appearance/scale", str(wanted.scale))
        said = [text for text, motion in _MOTIONS.items() if motion is wanted.motion]
        self._kept.setValue("appearance/motion", next(iter(said), ""))
        self._kept.setValue("appearance/spacing", wanted.spacing)
        self.wear()

    def change_appearance(self, **changed: object) -> None:
        """Change one part of the look and keep the rest."""
        self.set_appearance(replace(self.appearance(), **changed))  # type: ignore[arg-type]

    def wear(self) -> None:
        """Dress the application in what is kept."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            kept = self.appearance()
            theme.apply(application, kept.mode, kept.scale, self.product, kept.moves(), kept.spacing)

    def suggests(self) -> bool:
        """Whether cars are suggested below what a search finds."""
        return str(self._kept.value("search/suggestions", "true")) != "false"

    def keep_suggests(self, wanted: bool) -> None:
        """Show or hide suggestions from now on."""
        self._kept.setValue("search/suggestions", "true" if wanted else "false")

    def language(self) -> str:
        """The language chosen; the computer's where none was."""
        return self.chosen_language() or languages.of_computer()

    def chosen_language(self) -> str:
        """The language chosen; empty for the computer's."""
        chosen = str(self._kept.value("language", ""))
        return chosen if chosen in languages.LANGUAGES else ""

    def keep_language(self, language: str) -> None:
        """Keep a choice; it is spoken from the next window on."""
        self._kept.setValue("language", language)

    def geometry(self) -> QByteArray:
        """Where the window was; empty the first time."""
        kept = self._kept.value("window/geometry")
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def keep_geometry(self, geometry: QByteArray) -> None:
        """Remember where the window is."""
        self._kept.setValue("window/geometry", geometry)

    def lock_minutes(self) -> int:
        """After how many minutes without a touch the device locks itself, where the person has a PIN; 0: never."""
        kept = str(self._kept.value("lock/minutes", "5"))
        return int(kept) if kept.isdigit() else 5

    def keep_lock_minutes(self, minutes: int) -> None:
        """Keep a choice."""
        self._kept.setValue("lock/minutes", str(minutes))

    def login(self) -> str:
        """The name somebody signed in with last."""
        return str(self._kept.value("session/login", ""))

    def keep_login(self, login: str) -> None:
        """Remember the name for the next sign-in; never a password."""
        self._kept.setValue("session/login", login)
