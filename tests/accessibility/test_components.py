"""Cards, notices, the rail and the rest do what a person expects of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QFontInfo, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from shiboken6 import isValid

from accessibility.audit import audit
from accessibility.rules import clipped_text, motion
from accessibility.surroundings import Surroundings
from accessibility.text_areas import line_room
from accessibility.widgets import (
    ArticleCard,
    Button,
    Card,
    CheckField,
    Details,
    Dialog,
    FlowLayout,
    Heading,
    IconButton,
    LineEdit,
    Picture,
    Place,
    ProgressPanel,
    Rail,
    SearchBox,
    SetField,
    StatusPill,
    Stepper,
    SwitchField,
    Text,
    ViewSwitch,
    show_toast,
)
from client import theme
from tests.support.windows import show_in


def _interface(widget):
    return QAccessible.queryAccessibleInterface(widget)


def _name(widget):
    return _interface(widget).text(QAccessible.Text.Name)


def test_a_heading_is_a_heading_with_its_level(qtbot):
    heading = Heading("<b>Stock</b>", 2)
    qtbot.addWidget(heading)
    assert _interface(heading).role() == QAccessible.Role.Heading
    assert _name(heading) == "<b>Stock</b>"
    assert "2" in _interface(heading).text(QAccessible.Text.Description)
    with pytest.raises(ValueError, match="level"):
        Heading("Too deep", 5)


def test_a_card_says_exactly_its_name_and_is_pressed_by_finger_and_key(window, qtbot):
    name = "View details for Toyota Camry, VIN JTNB11HK103456789, priced at €28,450"
    card = Card(name)
    card.body.addWidget(Text("Toyota Camry"))
    show_in(window, qtbot, card)
    pressed = []
    card.clicked.connect(lambda: pressed.append(1))
    assert _name(card) == name
    assert _interface(card).role() == QAccessible.Role.Button
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(30, 20))
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Return)
    QTest.keyClick(card, Qt.Key.Key_Space)
    assert len(pressed) == 3
    card.set_chosen(True)
    assert _interface(card).text(QAccessible.Text.Description) == "selected"


def test_an_article_has_a_role_and_title_and_a_picture_its_alternative(window, qtbot):
    article = ArticleCard("Policy POL123")
    picture = Picture(lambda size, ratio: QPixmap(size), "Blue saloon from the side")
    plain = Picture(lambda size, ratio: QPixmap(size), None)
    show_in(window, qtbot, article, picture, plain)
    assert _interface(article).role() == QAccessible.Role.Section
    assert _name(article) == "Policy POL123"
    assert (_interface(picture).role(), _name(picture)) == (QAccessible.Role.Graphic, "Blue saloon from the side")
    assert plain.decorative
    assert not _name(plain)


def test_a_picture_is_made_anew_only_for_a_new_size(window, qtbot):
    made = []

    def maker(size: QSize, ratio: float) -> QPixmap:
        made.append(size)
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.red)
        return picture

    picture = Picture(maker, None)
    show_in(window, qtbot, picture)
    for _turn in range(3):
        picture.grab()
    assert len({(size.width(), size.height()) for size in made}) == len(made)


def test_details_tie_label_to_value(window, qtbot):
    details = Details([("R&D", "yes"), ("VIN", "123")])
    show_in(window, qtbot, details)
    details.set_row("VIN", "456")
    assert details.value("VIN") == "456"
    assert "R&D" in {_name(label) for label in details.findChildren(Text)}


def test_a_button_does_its_deed_by_finger_and_key(window, qtbot):
    done = []
    button = Button("Book", deed=lambda: done.append(1))
    show_in(window, qtbot, button)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert done == [1, 1]


def test_a_notice_is_seen_has_its_role_and_is_said(window, qtbot, heard):
    show_in(window, qtbot, Button("Book"))
    undone = []
    toast = show_toast(window, "Test drive scheduled", action=("Undo", lambda: undone.append(1)))
    assert toast.isVisible()
    assert _interface(toast).role() == QAccessible.Role.Notification
    assert _name(toast) == "Test drive scheduled"
    qtbot.waitUntil(lambda: ("Test drive scheduled", False) in heard)
    QTest.mouseClick(toast.findChildren(Button)[0], Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert not isValid(toast) or not toast.isVisible()


def test_a_notice_without_a_deed_goes_and_one_with_a_deed_stays(window, qtbot):
    show_in(window, qtbot)
    passing = show_toast(window, "Saved", seconds=0.05)
    qtbot.waitUntil(lambda: not isValid(passing))
    standing = show_toast(window, "Archived", action=("Undo", lambda: None), seconds=0.05)
    passing_meanwhile = QTimer(window, singleShot=True, interval=200)
    passing_meanwhile.start()
    qtbot.waitUntil(lambda: not passing_meanwhile.isActive())
    assert standing.isVisible()
    show_toast(window, "Another")
    assert not isValid(standing) or not standing.isVisible()


def test_announcements_are_spaced_and_not_repeated_while_they_wait(window, qtbot, heard):
    from accessibility.widgets import announce

    for _turn in range(5):
        announce(window, "Price changed")
    announce(window, "Problem", assertive=True)
    announce(window, "Sold")
    qtbot.waitUntil(lambda: ("Sold", False) in heard, timeout=5000)
    spoken = [text for text, _ in heard]
    assert 1 <= spoken.count("Price changed") <= 2
    assert spoken.index("Problem") < spoken.index("Sold"), "what is urgent does not wait in line"


def test_progress_is_said_by_quarters_and_can_be_cancelled(window, qtbot, heard):
    panel = ProgressPanel("Import")
    show_in(window, qtbot, panel)
    for done in range(101):
        panel.set_progress(done, 100, f"{done} of 100")
    qtbot.waitUntil(lambda: any("finished" in text for text, _ in heard), timeout=5000)
    assert len(heard) == 4
    with qtbot.waitSignal(panel.cancelled):
        QTest.mouseClick(panel.cancel_button, Qt.MouseButton.LeftButton)
    panel.set_progress(1, 0)


def test_a_pill_and_a_stepper_speak_what_they_paint(window, qtbot):
    pill, stepper = StatusPill("Sold", "info"), Stepper(["Customer", "Price"])
    show_in(window, qtbot, pill, stepper)
    assert _name(pill) == "Sold"
    pill.set_state("Held for Ms Ödegård", "warn")
    qtbot.waitUntil(lambda: pill.width() >= pill.sizeHint().width())
    stepper.set_step(1)
    assert _name(stepper) == "Step 2 of 2: Price"


def test_tones_differ_by_shape_not_by_colour_alone(window, qtbot):
    pills = [StatusPill("State", tone) for tone in ("ok", "warn", "bad", "info", "neutral")]
    show_in(window, qtbot, *pills)
    seen = set()
    for pill in pills:
        image = pill.grab().toImage().convertToFormat(pill.grab().toImage().Format.Format_Grayscale8)
        dark = frozenset(
            (x, y) for x in range(8, 30) for y in range(4, image.height() - 4) if image.pixelColor(x, y).red() < 128
        )
        seen.add(dark)
    assert len(seen) == 5


def test_the_rail_chooses_walks_and_collapses(window, qtbot):
    rail = Rail(
        "Main menu", [Place("a", "Today", "home"), Place("b", "Stock", "car"), Place("c", "Help", "help", True)]
    )
    show_in(window, qtbot, rail)
    chosen: list[str] = []
    rail.chosen.connect(chosen.append)
    today, stock, _help = rail._buttons
    rail.choose("a")
    QTest.mouseClick(stock, Qt.MouseButton.LeftButton)
    QTest.mouseClick(stock, Qt.MouseButton.LeftButton)
    assert chosen == ["b", "b"]
    assert (rail.current(), today.isChecked(), stock.isChecked()) == ("b", False, True)
    stock.setFocus()
    QTest.keyClick(stock, Qt.Key.Key_Up)
    assert today.hasFocus()
    assert rail.current() == "b", "moving is not going"
    wide = rail.sizeHint().width()
    rail.fit(600)
    assert rail.collapsed()
    assert rail.sizeHint().width() < wide / 2
    assert _name(today) == "Today"
    assert today.toolTip() == "Today"
    rail.set_badge("b", "3 new")
    assert _name(stock) == "Stock, 3 new"


def test_a_view_switch_has_one_on(window, qtbot):
    views = ViewSwitch("View", [("cards", "Cards", "cards"), ("table", "Table", "table")])
    show_in(window, qtbot, views)
    with qtbot.waitSignal(views.chosen) as told:
        QTest.mouseClick(views._keys["table"], Qt.MouseButton.LeftButton)
    assert told.args == ["table"]
    QTest.mouseClick(views._keys["table"], Qt.MouseButton.LeftButton)
    assert views.current() == "table"


def test_ampersands_are_shown_and_no_text_is_markup(window, qtbot):
    button, icon = Button("Smith & Sons"), IconButton("Undo <b>all</b>", "undo")
    show_in(window, qtbot, button, icon)
    assert _name(button) == "Smith & Sons"
    assert not _interface(button).text(QAccessible.Text.Accelerator)


def test_a_dialog_closes_by_escape_and_gives_the_focus_back(window, qtbot):
    opener = Button("Open")
    show_in(window, qtbot, opener)
    opener.setFocus()
    dialog = Dialog("Sell the car", window)
    sold = []
    dialog.body.addWidget(LineEdit())
    dialog.add_button(Button("Cancel"), dialog.reject)
    dialog.add_button(Button("Sell the car", kind="primary"), lambda: sold.append(1))
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert sold == [1]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    qtbot.waitUntil(opener.hasFocus)


def _enlarge(widget, times):
    font = widget.font()
    font.setPixelSize(QFontInfo(font).pixelSize() * times)
    widget.setFont(font)


def test_a_dialog_grows_with_the_letters_of_its_title(window, qtbot):
    dialog = Dialog("Decline what Ben Ortiz asks of you, and say why", window)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    heading = dialog.findChildren(Heading)[0]
    _enlarge(heading, 3)
    dialog.resize(dialog.width(), 10)
    qtbot.waitUntil(lambda: heading.height() >= heading.heightForWidth(heading.width()))


def test_a_hint_is_the_brief_one_once_its_letters_are_too_large(window, qtbot):
    line = LineEdit()
    line.set_hint("Nothing entered. The key for it is not here.", "Nothing entered")
    show_in(window, qtbot, line)
    window.resize(700, 200)
    qtbot.waitUntil(lambda: line.placeholderText().endswith("not here."))
    _enlarge(line, 3)
    qtbot.waitUntil(lambda: line.placeholderText() == "Nothing entered")


def test_what_to_search_for_is_said_where_there_is_room_and_search_where_not(window, qtbot):
    box = SearchBox("Search everything that customers and companies wrote")
    show_in(window, qtbot, box)
    qtbot.waitUntil(lambda: box.edit.placeholderText() == box.edit.accessibleName())
    window.resize(320, 200)
    qtbot.waitUntil(lambda: box.edit.placeholderText() == "Search")
    assert box.edit.accessibleName() == "Search everything that customers and companies wrote"


def test_the_line_for_a_new_value_says_no_half_of_a_sentence(window, qtbot):
    field = SetField([("seats", "Heated seats")], allow_new=True)
    field.set_label("Equipment the customer asked for by name")
    show_in(window, qtbot, field)
    line = field.findChildren(LineEdit)[0]
    qtbot.waitUntil(lambda: line.placeholderText() == line.accessibleName())
    window.resize(320, 200)
    qtbot.waitUntil(lambda: line.placeholderText() == "")
    assert line.accessibleName() == "Add to Equipment the customer asked for by name"


@pytest.mark.parametrize("lacking", [0, 1])
def test_a_hint_has_the_room_between_the_paddings_of_its_line(window, qtbot, lacking):
    """Measured at the very pixel: what Qt would cut off is clipped, and what it paints whole is not."""
    line = LineEdit("Seventeen letters and figures")
    line.setAccessibleName("VIN")
    show_in(window, qtbot, line)
    needed = line.fontMetrics().horizontalAdvance(line.placeholderText())
    line.setFixedWidth(line.width() - line_room(line) + needed - lacking)
    qtbot.waitUntil(lambda: line_room(line) == needed - lacking)
    found = audit(window, [clipped_text.RULE])
    assert bool(found.violations) is bool(lacking)


LONG_WORDS = "Take the changes of another device over from a file"


@pytest.mark.parametrize("make", [lambda: Button(LONG_WORDS, "import"), lambda: StatusPill(LONG_WORDS, "warn")])
def test_long_words_wrap_where_the_window_is_narrow_and_only_there(window, qtbot, make):
    widget = make()
    row = QWidget()
    FlowLayout(parent=row).addWidget(widget)
    show_in(window, qtbot, row)
    window.resize(900, 300)
    qtbot.waitUntil(lambda: row.width() > 800)
    line = widget.height()
    assert widget.width() == widget.sizeHint().width()
    window.resize(300, 300)
    qtbot.waitUntil(lambda: row.width() < 300 and widget.width() <= row.width())
    qtbot.waitUntil(lambda: widget.height() >= line + widget.fontMetrics().lineSpacing() - 4)
    assert not audit(window, [clipped_text.RULE]).violations
    assert widget.text() == LONG_WORDS
    window.resize(900, 300)
    qtbot.waitUntil(lambda: widget.height() == line)


def test_what_is_under_way_stands_still_where_motion_is_unwanted(window, qtbot, qapp):
    theme.apply(qapp, motion=False)
    panel = ProgressPanel("Asking the hub")
    show_in(window, qtbot, panel)
    window.grab()
    assert not audit(window, [motion.RULE], Surroundings(still=True)).violations


def _chips() -> SetField:
    return SetField([("seats", "Heated seats")])


@pytest.mark.parametrize("make", [lambda: CheckField("Part exchange"), lambda: SwitchField("Alarms"), _chips])
def test_what_assistive_technology_turns_on_is_heard(window, qtbot, make):
    """Through the interface, as a screen reader, a switch or a voice does it: the tick alone would not be enough."""
    widget = make()
    show_in(window, qtbot, widget)
    button = widget if isinstance(widget, QAbstractButton) else widget.findChildren(QAbstractButton)[0]
    actions = QAccessible.queryAccessibleInterface(button).actionInterface()
    with qtbot.waitSignal(widget.committed):
        actions.doAction(actions.actionNames()[0])
    assert button.isChecked()


def test_a_place_in_the_rail_is_chosen_through_its_interface(window, qtbot):
    rail = Rail("Places", [Place("one", "One", "home"), Place("two", "Two", "car")])
    show_in(window, qtbot, rail)
    button = next(one for one in rail.findChildren(QAbstractButton) if one.accessibleName() == "Two")
    interface = QAccessible.queryAccessibleInterface(button)
    assert interface.role() == QAccessible.Role.PageTab
    with qtbot.waitSignal(rail.chosen) as chosen:
        interface.actionInterface().doAction(interface.actionInterface().actionNames()[0])
    assert chosen.args == ["two"]
    assert QAccessible.queryAccessibleInterface(button).state().selected
