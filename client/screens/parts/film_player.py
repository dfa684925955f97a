"""A film with its captions and all that plays it: picture, caption, position, and the buttons below."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from accessibility.widgets import Button, Picture, SwitchField, Text, announce, appearance, look
from accessibility.widgets.position import PositionSlider
from client.films.film import Film, clock, said
from client.films.frames import SceneFrames
from client.films.playing import Playing
from client.films.webvtt import Captions
from client.screens.parts.page import deeds
from client.text import films as words

#: How often a running film is looked at, in milliseconds; how long a screen reader waits for things to settle.
_BEAT_MS, _SETTLED_MS = 40, 350
_SECONDS = 5
RATIO = 1024 / 680


def _monotonic() -> int:
    return time.monotonic_ns() // 1_000_000


class FilmPlayer(QWidget):
    """Never plays by itself. Where movement is unwanted it shows how each scene ends, one after the other.

    ``scene_shown(scene)`` tells of each scene that comes, counted from 0. ``now`` tells monotonic milliseconds, and
    ``may_move`` whether movement is wanted; :meth:`dress` asks it again.
    """

    scene_shown = Signal(int)

    def __init__(
        self,
        film: Film,
        captions: Captions,
        now: Callable[[], int] = _monotonic,
        may_move: Callable[[], bool] = lambda: look().motion,
    ) -> None:
        super().__init__()
        self.film, self.may_move = film, may_move
        self.playing = Playing(captions.cues, captions.ends, now)
        self._frames = SceneFrames(film.picture(captions.cues[0]))
        self._scene, self._shown, self._ran = -1, 0, False
        self._timer, self._telling = QTimer(self), QTimer(self)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self.beat)
        self._telling.setSingleShot(True)
        self._telling.setInterval(_SETTLED_MS)
        self._telling.timeout.connect(self._tell)
        self._to_tell = ""
        self._build()
        appearance().changed.connect(self.dress)
        self.dress()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.picture = Picture(self._paint, words.FILM, RATIO, 280, 8)
        self.caption = _Caption([said(cue) for cue in self.playing.cues])
        self.position = PositionSlider(words.POSITION)
        self.position.asked.connect(self._asked)
        self.position.stepped.connect(self._step)
        self.position.paged.connect(self._by_scenes)
        self.position.pressed_space.connect(self.toggle)
        self.time = Text("", "strong", wrap=False)
        self.still = Text(words.STILL, "soft")
        self.play_button = Button(words.PLAY, "play", "primary")
        self.play_button.clicked.connect(lambda _checked=False: self.toggle())
        self.scene_back, self.scene_on, self.seconds_back, self.seconds_on = (
            Button(text) for text in (words.SCENE_BACK, words.SCENE_ON, words.SECONDS_BACK, words.SECONDS_ON)
        )
        for button, deed in (
            (self.scene_back, lambda: self._by_scenes(-1)), (self.scene_on, lambda: self._by_scenes(1)),
            (self.seconds_back, lambda: self._by_seconds(-_SECONDS)),
            (self.seconds_on, lambda: self._by_seconds(_SECONDS)),
        ):  # fmt: skip
            button.clicked.connect(lambda _checked=False, one=deed: one())
        self.captions_switch = SwitchField(words.CAPTIONS)
        self.captions_switch.setAccessibleDescription(words.CAPTIONS_HELP)
        self.captions_switch.set_value(True)
        self.captions_switch.changed.connect(lambda: self.caption.setVisible(self.captions_switch.value()))
        line = QHBoxLayout()
        line.addWidget(self.position, 1)
        line.addWidget(self.time)
        column.addWidget(self.picture)
        column.addWidget(self.caption)
        column.addLayout(line)
        column.addWidget(self.still)
        buttons = (self.play_button, self.scene_back, self.seconds_back, self.seconds_on, self.scene_on)
        column.addWidget(deeds(*buttons, self.captions_switch))

    # --- what a person does ---

    def toggle(self) -> None:
        """Play or pause; with still pictures go on a scene."""
        if self.stands_still():
            self._go(self._scene_on_or_anew)
        elif self.playing.running:
            self.pause()
            self._say(words.PAUSED.format(at=clock(self.playing.position)))
        else:
            self.playing.play()
            self._ran = True
            self._timer.start()
            self.beat()

    def pause(self) -> None:
        """Stop here."""
        self.playing.pause()
        self._ran = False
        self._timer.stop()
        self._show()
        self._put_position()

    def go_to_scene(self, scene: int) -> None:
        """Show it from its beginning."""
        self._go(lambda: self.playing.to_scene(scene))

    def stands_still(self) -> bool:
        """Whether movement is unwanted."""
        return not self.may_move()

    def _scene_on_or_anew(self) -> None:
        last = self.playing.scene + 1 == len(self.playing.cues)
        self.playing.to_scene(0 if last else self.playing.scene + 1)

    def _step(self, steps: int) -> None:
        """By a key: some seconds, or a scene where the pictures stand still."""
        if self.stands_still():
            self._by_scenes(steps)
        else:
            self._by_seconds(steps * _SECONDS)

    def _by_seconds(self, seconds: int) -> None:
        self._go(lambda: self.playing.seek(self.playing.position + seconds * 1_000))

    def _by_scenes(self, scenes: int) -> None:
        if self.stands_still():
            self._go(lambda: self.playing.to_scene(self.playing.scene + scenes))
        else:
            self._go(self.playing.next_scene if scenes > 0 else self.playing.scene_before)

    def _asked(self, value: int) -> None:
        if self.stands_still():
            self.go_to_scene(value)
        else:
            self._go(lambda: self.playing.seek(value * 1_000))

    def _go(self, deed: Callable[[], object]) -> None:
        """Do what moves the film, and show and tell where it is now."""
        deed()
        scene = self._scene
        self._show()
        self._put_position()
        if self._scene == scene and not self.stands_still():
            self._say(self._position_in_words())

    # --- what is shown ---

    def beat(self) -> None:
        """Show what is due now; called again and again while the film runs."""
        self._show()
        if self._ran and not self.playing.running:
            self.pause()
            self._say(words.ENDED)

    def _show(self) -> None:
        scene = self.playing.scene
        if scene != self._scene:
            self._scene = scene
            cue = self.playing.cues[scene]
            self._frames = SceneFrames(self.film.picture(cue))
            self.caption.say(scene)
            self._name_picture(said(cue))
            self.scene_shown.emit(scene)
            if self.captions_switch.value() and self.isVisible():
                self._say(said(cue))
        image = self._image()
        if image.cacheKey() != self._shown:
            self._shown = image.cacheKey()
            self.picture.remake()
        self._show_position()
        self._name_play_button()

    def _show_position(self) -> None:
        here, length = self.playing.position, self.playing.length
        last = max(1, len(self.playing.cues) - 1)
        self.position.show_part(self._scene / last if self.stands_still() else here / length)
        shown = words.AT_OF.format(at=clock(here), length=clock(length))
        if self.time.text() != shown:
            self.time.setText(shown)
            if not self.position.hasFocus():  # where it has, each second would be spoken
                self._put_position()

    def _name_picture(self, text: str) -> None:
        if self._frames.at(0).isNull():
            text = words.NO_PICTURE
        scene, scenes = self._scene + 1, len(self.playing.cues)
        self.picture.setAccessibleName(words.PICTURE.format(scene=scene, scenes=scenes, text=text))

    def _name_play_button(self) -> None:
        if self.playing.running:
            text, icon = words.PAUSE, "pause"
        elif self.playing.position >= self.playing.length:
            text, icon = words.PLAY_AGAIN, "play"
        else:
            text, icon = words.PLAY, "play"
        if self.play_button.text() != text:
            self.play_button.setText(text)
            self.play_button.set_icon(icon)

    def _image(self) -> QImage:
        """What is seen now; of a scene that one stopped at before it began, how it ends, for that is what is told."""
        waits = not self.playing.running and self.playing.into_scene == 0
        return self._frames.last() if waits or self.stands_still() else self._frames.at(self.playing.into_scene)

    def _paint(self, size: QSize, ratio: float) -> QPixmap:
        image = self._image()
        if image.isNull():
            blank = QPixmap(size * ratio)
            blank.fill(look().colour("sunken"))
            return blank
        wanted = (size.toSizeF() * ratio).toSize()
        smooth = Qt.TransformationMode.SmoothTransformation
        shown = QPixmap.fromImage(image.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatio, smooth))
        shown.setDevicePixelRatio(ratio)
        return shown

    def _put_position(self) -> None:
        still = self.stands_still()
        most = len(self.playing.cues) - 1 if still else self.playing.length // 1_000
        if self.position.maximum() != most:
            self.position.put(0, "")
            self.position.setMaximum(most)
        self.position.setSingleStep(1 if still else _SECONDS)
        value = self._scene if still else self.playing.position // 1_000
        pattern = words.KEYS_STILL if still else words.KEYS
        self.position.put(value, pattern.format(position=self._position_in_words()))

    def _position_in_words(self) -> str:
        return words.POSITION_NOW.format(
            at=clock(self.playing.position), length=clock(self.playing.length),
            scene=self._scene + 1, scenes=len(self.playing.cues),
        )  # fmt: skip

    def dress(self) -> None:
        """As the person wants things to move, from the moment this is changed."""
        still = self.stands_still()
        self.pause()
        if still:
            self.playing.to_scene(self.playing.scene)
        for widget in (self.play_button, self.seconds_back, self.seconds_on, self.time):
            widget.setVisible(not still)
        self.still.setVisible(still)
        self._show()
        self._put_position()

    def hideEvent(self, event: QHideEvent) -> None:
        """What nobody sees does not go on."""
        super().hideEvent(event)
        self._telling.stop()
        self.pause()

    # --- what is told ---

    def _say(self, text: str) -> None:
        """Have it told once things have settled: of many scenes gone through quickly only the last."""
        self._to_tell = text
        self._telling.start()

    def _tell(self) -> None:
        announce(self, self._to_tell)


class _Caption(QFrame):
    """The caption on a surface of its own below the picture, as high as the longest needs: nothing jumps or is cut."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__()
        self.setProperty("kind", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        self.text = _Longest(texts)
        column.addWidget(self.text)

    def say(self, place: int) -> None:
        """Show one of the texts."""
        self.text.setText(self.text.texts[place])


class _Longest(Text):
    """Takes the room of the longest of some texts, whichever it shows."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        super().__init__(texts[0], "large")

    def heightForWidth(self, width: int) -> int:
        """Pixels that the longest text takes at a width."""
        room, flags = QRect(0, 0, width, 100_000), int(Qt.TextFlag.TextWordWrap)
        return max(self.fontMetrics().boundingRect(room, flags, text).height() for text in self.texts) + 2
