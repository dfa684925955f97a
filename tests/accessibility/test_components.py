"""Cards, search, facets, tables, notices and the rest do what a person expects of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from accessibility.widgets import (
    ArticleCard,
    Button,
    Card,
    CardGrid,
    DataTable,
    Details,
    Dialog,
    FacetList,
    FacetValue,
    FlowLayout,
    Heading,
    IconButton,
    LineEdit,
    Picture,
    Place,
    ProgressPanel,
    Rail,
    SearchBox,
    StatusPill,
    Stepper,
    Suggestion,
    Text,
    ViewSwitch,
    announcer,
    show_toast,
)
from client import theme


@pytest.fixture
def heard():
    said = []
    announcer().announced.connect(lambda text, assertive: said.append((text, assertive)))
    yield said
    announcer().announced.disconnect()


def _interface(widget):
    return QAccessible.queryAccessibleInterface(widget)


def _name(widget):
    return _interface(widget).text(QAccessible.Text.Name)


@pytest.fixture
def window(qtbot):
    made = QWidget()
    QVBoxLayout(made)
    made.resize(700, 600)
    qtbot.addWidget(made)
    return made


def _show(window, qtbot, *widgets):
    for widget in widgets:
        window.layout().addWidget(widget)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


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
    _show(window, qtbot, card)
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
    _show(window, qtbot, article, picture, plain)
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
    _show(window, qtbot, picture)
    for _turn in range(3):
        picture.grab()
    assert len({(size.width(), size.height()) for size in made}) == len(made)


def test_details_tie_label_to_value(window, qtbot):
    details = Details([("R&D", "yes"), ("VIN", "123")])
    _show(window, qtbot, details)
    details.set_row("VIN", "456")
    assert details.value("VIN") == "456"
    assert "R&D" in {_name(label) for label in details.findChildren(Text)}


def test_ten_quick_keys_ask_at_most_twice(window, qtbot):
    box = SearchBox("Search vehicles")
    _show(window, qtbot, box)
    asked: list[str] = []
    searched: list[str] = []
    box.suggestion_requested.connect(asked.append)
    box.searched.connect(searched.append)
    box.edit.setFocus()
    for key in "toyotacamr":
        QTest.keyClicks(box.edit, key, delay=25)
    qtbot.waitUntil(lambda: bool(asked), timeout=2000)
    assert len(asked) <= 2
    assert len(searched) <= 2
    assert asked[-1] == searched[-1] == "toyotacamr"


def test_enter_searches_at_once_and_clearing_searches_for_everything(window, qtbot):
    box = SearchBox("Search", live=False)
    _show(window, qtbot, box)
    searched: list[str] = []
    box.searched.connect(searched.append)
    box.edit.setFocus()
    QTest.keyClicks(box.edit, "camry")
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    assert searched == ["camry"]
    QTest.mouseClick(box._clear, Qt.MouseButton.LeftButton)
    assert searched == ["camry", ""]
    assert box.edit.hasFocus()


def test_suggestions_are_announced_reached_and_chosen_by_keyboard(window, qtbot, heard):
    box = SearchBox("Search")
    _show(window, qtbot, box, Button("After"))
    chosen: list[Suggestion] = []
    box.suggestion_chosen.connect(chosen.append)
    box.edit.setFocus()
    QTest.keyClicks(box.edit, "to")
    box.set_suggestions([Suggestion("Toyota Camry", "4", 7), Suggestion("Toyota Corolla", "", 8)])
    qtbot.waitUntil(lambda: any("2 suggestions" in text for text, _ in heard))
    QTest.keyClick(box.edit, Qt.Key.Key_Down)
    assert box.popup.hasFocus()
    QTest.keyClick(box.popup, Qt.Key.Key_Down)
    QTest.keyClick(box.popup, Qt.Key.Key_Return)
    assert [one.data for one in chosen] == [8]
    assert box.text() == "Toyota Corolla"
    assert not box.popup.isVisible()
    assert box.edit.hasFocus()


def test_typing_in_the_suggestions_goes_on_in_the_line_and_escape_closes(window, qtbot):
    box = SearchBox("Search")
    _show(window, qtbot, box, Button("After"))
    box.edit.setFocus()
    QTest.keyClicks(box.edit, "to")
    box.set_suggestions([Suggestion("Toyota")])
    QTest.keyClick(box.edit, Qt.Key.Key_Down)
    QTest.keyClick(box.popup, Qt.Key.Key_Y)
    assert box.edit.hasFocus()
    assert box.edit.text() == "toy"
    QTest.keyClick(box.edit, Qt.Key.Key_Escape)
    assert not box.popup.isVisible()
    box.set_suggestions([Suggestion("Toyota")])
    assert box.popup.isVisible()
    QTest.keyClick(box.edit, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: not box.popup.isVisible())


def test_facets_are_ticked_by_key_and_by_a_press_anywhere_on_the_row(window, qtbot):
    facet = FacetList("Make", shown=2)
    facet.set_values([FacetValue(make, make, count) for make, count in (("Kia", 3), ("Volvo", 1200), ("Seat", 1))])
    _show(window, qtbot, facet)
    changes: list[set[str]] = []
    facet.changed.connect(changes.append)
    rows = facet.list
    assert rows.count() == 2
    assert rows.item(1).text() == "Volvo, 1,200"
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(rows.item(1)).center())
    rows.setFocus()
    rows.setCurrentRow(0)
    QTest.keyClick(rows, Qt.Key.Key_Space)
    assert changes == [{"Volvo"}, {"Volvo", "Kia"}]
    facet.set_ticked({"Seat"})
    assert rows.count() == 3, "a ticked value is shown even where it would stand behind the button"
    facet.set_values([FacetValue("Kia", "Kia", 2), FacetValue("Seat", "Seat", 0)])
    assert facet.ticked() == {"Seat"}
    assert len(changes) == 2


def test_a_table_is_left_by_tab_and_opens_rows_by_enter(window, qtbot):
    table, after = DataTable("Stock"), LineEdit()
    model = QStandardItemModel(0, 2, table)
    for row in range(50):
        model.appendRow([QStandardItem(f"A-{row}"), QStandardItem("Camry")])
    table.setModel(model)
    _show(window, qtbot, table, after)
    opened = []
    table.row_activated.connect(lambda index: opened.append(index.row()))
    table.setFocus()
    table.selectRow(3)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == [3]
    QTest.keyClick(table, Qt.Key.Key_Tab)
    assert after.hasFocus()
    table.scrollToBottom()
    model.setRowCount(0)
    model.beginResetModel()
    model.endResetModel()
    assert table.verticalScrollBar().value() == 0
    assert table.rowHeight(0) >= 44 or model.rowCount() == 0


def test_a_notice_is_seen_has_its_role_and_is_said(window, qtbot, heard):
    _show(window, qtbot, Button("Book"))
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
    _show(window, qtbot)
    passing = show_toast(window, "Saved", seconds=0.05)
    qtbot.waitUntil(lambda: not isValid(passing))
    standing = show_toast(window, "Archived", action=("Undo", lambda: None), seconds=0.05)
    qtbot.wait(200)
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
    _show(window, qtbot, panel)
    for done in range(101):
        panel.set_progress(done, 100, f"{done} of 100")
    qtbot.waitUntil(lambda: any("finished" in text for text, _ in heard), timeout=5000)
    assert len(heard) == 4
    with qtbot.waitSignal(panel.cancelled):
        QTest.mouseClick(panel.cancel_button, Qt.MouseButton.LeftButton)
    panel.set_progress(1, 0)


def test_a_pill_and_a_stepper_speak_what_they_paint(window, qtbot):
    pill, stepper = StatusPill("Sold", "info"), Stepper(["Customer", "Price"])
    _show(window, qtbot, pill, stepper)
    assert _name(pill) == "Sold"
    pill.set_state("Held for Ms Ödegård", "warn")
    qtbot.waitUntil(lambda: pill.width() >= pill.sizeHint().width())
    stepper.set_step(1)
    assert _name(stepper) == "Step 2 of 2: Price"


def test_tones_differ_by_shape_not_by_colour_alone(window, qtbot):
    pills = [StatusPill("State", tone) for tone in ("ok", "warn", "bad", "info", "neutral")]
    _show(window, qtbot, *pills)
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
    _show(window, qtbot, rail)
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
    _show(window, qtbot, views)
    with qtbot.waitSignal(views.chosen) as told:
        QTest.mouseClick(views._keys["table"], Qt.MouseButton.LeftButton)
    assert told.args == ["table"]
    QTest.mouseClick(views._keys["table"], Qt.MouseButton.LeftButton)
    assert views.current() == "table"


def test_ampersands_are_shown_and_no_text_is_markup(window, qtbot):
    button, icon = Button("Smith & Sons"), IconButton("Undo <b>all</b>", "undo")
    _show(window, qtbot, button, icon)
    assert _name(button) == "Smith & Sons"
    assert not _interface(button).text(QAccessible.Text.Accelerator)


@pytest.mark.parametrize(("width", "columns"), [(300, 1), (560, 1), (580, 2), (1000, 3)])
def test_cards_stand_in_as_many_columns_as_fit(qtbot, width, columns):
    holder = QWidget()
    grid = CardGrid(least_width=280, spacing=16, parent=holder)
    for number in range(3):
        grid.addWidget(Text(f"Card {number}"))
    qtbot.addWidget(holder)
    holder.resize(width, 400)
    holder.show()
    places = [card.geometry() for card in holder.findChildren(Text)]
    assert len({place.x() for place in places}) == columns
    assert max(place.right() for place in places) <= width


def test_cards_stack_when_the_text_is_twice_as_large(qapp, qtbot):
    holder = QWidget()
    grid = CardGrid(least_width=280, parent=holder)
    for number in range(3):
        grid.addWidget(Text(f"Card {number}"))
    qtbot.addWidget(holder)
    assert grid.columns(900) == 3
    theme.apply(qapp, scale=2.0)
    assert grid.columns(900) == 1


def test_flowing_items_wrap_grow_and_mirror(qtbot):
    holder = QWidget()
    flow = FlowLayout(10, holder)
    first, grows, last = Button("First"), SearchBox("Search"), Button("Last")
    for widget in (first, grows, last):
        flow.addWidget(widget)
    qtbot.addWidget(holder)
    holder.resize(900, 300)
    holder.show()
    assert first.y() == last.y()
    assert last.geometry().right() >= 898
    assert flow.heightForWidth(300) > flow.heightForWidth(900)
    holder.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    qtbot.waitUntil(lambda: first.geometry().right() >= 898)
    assert last.x() < grows.x() < first.x()


def test_a_dialog_closes_by_escape_and_gives_the_focus_back(window, qtbot):
    opener = Button("Open")
    _show(window, qtbot, opener)
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
