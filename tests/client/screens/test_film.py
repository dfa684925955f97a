"""The film's viewer: played, gone through and read by keys alone, told to those who do not see it, still if wished."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from client import theme
from client.films.film import said, transcript
from client.films.webvtt import read
from client.screens.film import FilmScreen
from client.screens.help import Help
from client.settings import Preferences
from client.text import films as words
from client.text import help as help_words
from client.window.main_window import MainWindow
from client.window.navigation import FILM, HELP
from tests.client.screens.pressing import Heard, press, toast
from tests.client.screens.small_house import House, open_house

#: Longer than any queue of announcements or timer of the viewer, on any machine.
_PATIENCE = 60_000


class Clock:
    """Tells the milliseconds it was set to; what a test plays goes by it alone."""

    def __init__(self) -> None:
        self.ms = 1_000

    def __call__(self) -> int:
        return self.ms


@pytest.fixture(scope="module")
def house(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One office for the module: the film changes nothing in it."""
    opened = open_house(tmp_path_factory.mktemp("office"), "fleet", "fleet_manager")
    yield opened
    opened.workspace.close()
    opened.workspace.replica.close()


@pytest.fixture(scope="module")
def window(house: House, qapp: QApplication) -> Iterator[MainWindow]:
    """One window for the module."""
    theme.apply(qapp, "light", 1.0, "fleet", motion=False)
    shown = MainWindow(house.workspace, Preferences("fleet"))
    shown.resize(1280, 800)
    shown.show()
    shown.activateWindow()
    yield shown
    delete(shown)
    theme.apply(qapp, motion=False)


class Viewer:
    """The viewer as the test finds it: movable or not, at the beginning, by a clock of its own."""

    def __init__(self, screen: FilmScreen, may_move: bool) -> None:
        self.screen, self.player, self.clock = screen, screen.player, Clock()
        self.player.pause()
        self.player._telling.setInterval(350)
        self.player.may_move = lambda: may_move
        self.player.playing._now = self.clock
        self.player.captions_switch.set_value(True)
        self.player.caption.show()
        self.player.go_to_scene(0)
        self.player.dress()
        self.player.position.setFocus()

    @property
    def at(self) -> tuple[int, int]:
        """The scene, from 0, and the position in seconds."""
        return self.player.playing.scene, self.player.playing.position // 1_000

    def runs(self) -> bool:
        """Whether the film plays."""
        return self.player.playing.running

    def keys(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.player.position, key)

    def go_on(self, milliseconds: int) -> None:
        """Let time pass, and the viewer look at it."""
        self.clock.ms += milliseconds
        self.player.beat()


def viewer(window: MainWindow, qtbot: QtBot, may_move: bool = True) -> Viewer:
    """The viewer in the window, with the keyboard on its slider."""
    window.show_place(HELP)
    window.show_place(FILM)
    screen = window.current_screen()
    assert isinstance(screen, FilmScreen)
    qtbot.waitUntil(window.isActiveWindow, timeout=_PATIENCE)
    return Viewer(screen, may_move)


def described(widget: QWidget) -> str:
    """What a reader is told of a widget beside its name."""
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return interface.text(QAccessible.Text.Description)


def test_it_is_found_in_help_and_does_not_begin_by_itself(window: MainWindow, qtbot: QtBot) -> None:
    window.show_place(HELP)
    assert isinstance(window.current_screen(), Help)
    window.stack.drop(FILM)
    press(qtbot, window, help_words.WATCH)
    screen = window.current_screen()
    assert isinstance(screen, FilmScreen)
    assert not screen.player.playing.running
    assert screen.player.playing.position == 0
    assert screen.first_focus() is screen.player.position


def test_it_plays_and_pauses_by_the_space_bar(window: MainWindow, qtbot: QtBot) -> None:
    seen = viewer(window, qtbot)
    player, cues = seen.player, seen.player.playing.cues
    assert player._image() == player._frames.last(), "before it begins one sees what it is about"
    first = player._frames.at(0).copy()
    seen.keys(Qt.Key.Key_Space)
    assert player._image() == first
    assert player.play_button.text() == words.PAUSE
    seen.go_on(cues[2].begins + 5_000)
    assert seen.at == (2, 17)
    assert player._image() != first
    assert player.caption.text.text() == said(cues[2])
    assert seen.screen.transcript.marked() == 2
    assert player.time.text() == "0:17 / 1:30"
    seen.keys(Qt.Key.Key_Space)
    seen.go_on(50_000)
    assert seen.at == (2, 17), "paused"
    assert player.play_button.text() == words.PLAY
    assert not player._timer.isActive()
    player.play_button.click()
    seen.go_on(500_000)
    assert player.play_button.text() == words.PLAY_AGAIN
    assert not player._timer.isActive(), "it ends, and does not begin anew by itself"
    seen.keys(Qt.Key.Key_Space)
    assert seen.at == (0, 0)
    assert seen.runs()
    window.show_place(HELP)
    assert not seen.runs(), "what nobody sees does not go on"
    assert not player._timer.isActive()


def test_the_keys_go_by_seconds_scenes_and_to_the_ends(window: MainWindow, qtbot: QtBot) -> None:
    seen = viewer(window, qtbot)
    key = Qt.Key
    last = len(seen.player.playing.cues) - 1
    seen.keys(key.Key_Right, key.Key_Right)
    assert seen.at == (1, 10)
    seen.keys(key.Key_Left)
    assert seen.at == (0, 5)
    seen.keys(key.Key_PageUp, key.Key_PageUp)
    assert seen.at == (2, 12)
    seen.keys(key.Key_PageDown)
    assert seen.at == (1, 6)
    seen.keys(key.Key_End)
    assert seen.at == (last, 90)
    seen.keys(key.Key_Home)
    assert seen.at == (0, 0)
    for button, at in (
        (seen.player.scene_on, (1, 6)), (seen.player.seconds_on, (1, 11)), (seen.player.seconds_back, (1, 6)),
        (seen.player.scene_back, (0, 0)),
    ):  # fmt: skip
        button.setFocus()
        QTest.keyClick(button, key.Key_Return)
        assert seen.at == at
    seen.player.position.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    seen.keys(key.Key_Left)
    assert seen.at == (0, 5), "where reading goes to the left, on is to the left"
    seen.player.position.unsetLayoutDirection()


def test_the_slider_says_where_it_is_in_words_and_goes_where_it_is_pressed(window: MainWindow, qtbot: QtBot) -> None:
    seen = viewer(window, qtbot)
    slider = seen.player.position
    seen.keys(Qt.Key.Key_PageUp)
    assert described(slider).startswith("0:06 of 1:30, scene 2 of 15. Space plays")
    value = QAccessible.queryAccessibleInterface(slider).valueInterface()
    assert (value.currentValue(), value.maximumValue()) == (6, 90)
    value.setCurrentValue(30)
    assert seen.at == (5, 30), "as assistive technology moves it"
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, slider.height() // 2))
    assert abs(seen.at[1] - 45) <= 1
    seen.keys(Qt.Key.Key_Space)
    seen.go_on(3_000)
    assert value.currentValue() == seen.at[1] - 3, "while it runs the focused slider is not told each second"
    assert abs(slider.shown() - seen.player.playing.position / 90_000) < 0.001
    seen.keys(Qt.Key.Key_Space)
    assert value.currentValue() == seen.at[1]


def test_a_caption_is_heard_when_its_scene_comes_and_not_a_flood(window: MainWindow, qtbot: QtBot) -> None:
    seen = viewer(window, qtbot)
    cues = seen.player.playing.cues
    heard = Heard()
    seen.player._telling.stop()
    seen.keys(Qt.Key.Key_Space)
    seen.go_on(cues[1].begins)
    qtbot.waitUntil(lambda: said(cues[1]) in heard.words, timeout=_PATIENCE)
    seen.player.pause()
    seen.player._telling.setInterval(3_600_000)  # as if the keys came as fast as they do from a person
    for _press in range(5):
        seen.keys(Qt.Key.Key_PageUp)
    assert not {said(cue) for cue in cues[2:]} & set(heard.words), "nothing while the keys go"
    seen.player._telling.setInterval(0)
    qtbot.waitUntil(lambda: said(cues[6]) in heard.words, timeout=_PATIENCE)
    assert not {said(cue) for cue in cues[2:6]} & set(heard.words), "of many only the last"
    seen.keys(Qt.Key.Key_Right)
    seen.keys(Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: words.POSITION_NOW.format(at="0:36", length="1:30", scene=7, scenes=15) in heard.words,
                    timeout=_PATIENCE)  # fmt: skip


def test_captions_can_be_turned_off(window: MainWindow, qtbot: QtBot) -> None:
    seen = viewer(window, qtbot)
    cues = seen.player.playing.cues
    assert seen.player.captions_switch.isChecked()
    assert seen.player.caption.isVisible()
    seen.player.captions_switch.setFocus()
    QTest.keyClick(seen.player.captions_switch, Qt.Key.Key_Space)
    assert not seen.player.caption.isVisible()
    seen.player._telling.stop()
    seen.player.position.setFocus()
    seen.keys(Qt.Key.Key_PageUp)
    assert not seen.player._telling.isActive(), "nor are they told"
    assert seen.screen.transcript.marked() == 1, "the transcript goes on"
    assert said(cues[1]) in seen.player.picture.accessibleName(), "and the picture keeps its words"


def test_a_line_of_the_transcript_goes_to_its_scene_and_the_current_one_is_marked(
    window: MainWindow, qtbot: QtBot
) -> None:
    seen = viewer(window, qtbot)
    lines, cues = seen.screen.transcript, seen.player.playing.cues
    assert lines.count() == len(cues)
    assert lines.item(0).text() == words.LINE_NOW.format(time="0:00", text=said(cues[0]))
    lines.setFocus()
    QTest.keyClick(lines, Qt.Key.Key_Down)
    assert seen.at == (0, 0), "going along the lines moves nothing"
    QTest.keyClick(lines, Qt.Key.Key_Down)
    QTest.keyClick(lines, Qt.Key.Key_Return)
    assert seen.at == (2, 12)
    assert lines.item(2).text().startswith("▶ Shown now")
    assert lines.item(2).font().bold()
    assert lines.item(0).text() == words.LINE.format(time="0:00", text=said(cues[0]))
    seen.keys(Qt.Key.Key_End)
    assert lines.currentRow() == 2, "the keyboard stays where it is"
    box = lines.visualItemRect(lines.item(3))
    QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert seen.at == (3, 18)


def test_without_movement_it_is_shown_scene_by_scene(window: MainWindow, qtbot: QtBot) -> None:
    seen = viewer(window, qtbot, may_move=False)
    player = seen.player
    assert player.still.isVisible()
    assert not any(one.isVisible() for one in (player.play_button, player.seconds_on, player.seconds_back, player.time))
    seen.keys(Qt.Key.Key_Space)
    assert seen.at == (1, 6)
    assert not player._timer.isActive()
    assert player._frames.last() == player._frames.at(10**9)
    seen.keys(Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_Left)
    assert seen.at == (2, 12)
    assert described(player.position).startswith("0:12 of 1:30, scene 3 of 15. Space and the arrows")
    assert player.position.maximum() == 14
    seen.keys(Qt.Key.Key_End, Qt.Key.Key_Space)
    assert seen.at == (0, 0)
    player.may_move = lambda: True
    player.dress()
    assert player.play_button.isVisible()
    assert player.position.maximum() == 90
    seen.keys(Qt.Key.Key_Space)
    player.may_move = lambda: False
    player.dress()
    assert not player.playing.running, "turned off while it runs, it stops"


def test_a_scene_without_its_picture_is_told_all_the_same(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = viewer(window, qtbot)
    monkeypatch.setattr(type(seen.player.film), "picture", lambda film, cue: film.folder / "gone.webp")
    seen.keys(Qt.Key.Key_PageUp)
    seen.player.picture.grab()
    assert words.NO_PICTURE in seen.player.picture.accessibleName()
    assert seen.player.caption.text.text() == said(seen.player.playing.cues[1])


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_longest_caption_has_room_at_any_size(
    scale: float, window: MainWindow, qtbot: QtBot, qapp: QApplication
) -> None:
    seen = viewer(window, qtbot)
    theme.apply(qapp, "light", scale, "fleet", motion=False)
    window.resize(800, 1280)
    text = seen.player.caption.text
    try:
        for scene, cue in enumerate(seen.player.playing.cues):
            seen.player.go_to_scene(scene)
            qtbot.waitUntil(
                lambda: text.fontMetrics().boundingRect(0, 0, text.width(), 9_999, Qt.TextFlag.TextWordWrap, said(cue))  # noqa: B023
                .height() <= text.height(), timeout=_PATIENCE,
            )  # fmt: skip
    finally:
        theme.apply(qapp, "light", 1.0, "fleet", motion=False)
        window.resize(1280, 800)


def test_the_transcript_is_saved_as_text_and_as_captions(window: MainWindow, qtbot: QtBot, tmp_path) -> None:
    seen = viewer(window, qtbot)
    screen = seen.screen
    screen.save(tmp_path / "film.txt")
    assert (tmp_path / "film.txt").read_text("utf-8") == transcript(screen.film, screen.captions)
    screen.save(tmp_path / "film.vtt")
    assert read((tmp_path / "film.vtt").read_text("utf-8")) == screen.captions
    qtbot.waitUntil(lambda: toast(window) == words.SAVED.format(name="film.vtt"), timeout=_PATIENCE)
    screen.save(tmp_path / "no such folder" / "film.txt")
    qtbot.waitUntil(lambda: toast(window).startswith("The transcript could not be saved"), timeout=_PATIENCE)
