"""Insights: boards in the rail, narrowed by what is asked, opened to what was counted, arranged and kept."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from accessibility.widgets import EmptyState
from client.commands import Edit, RecordFact
from client.insights.tiles import BOARDS
from client.replica.worker import wait
from client.screens.counted import CountedRecords
from client.screens.insights import Insights
from client.screens.parts.tile_card import MIME, TileCard
from client.window.main_window import MainWindow
from client.workspace import Place
from shared_models.money import Money
from tests.client.screens.pressing import Heard, press
from tests.client.screens.small_house import TODAY, House, identity, manager, office, show, showroom

__all__ = ["manager", "office", "showroom"]


def insights(window: MainWindow, qtbot: QtBot, board: str = "") -> Insights:
    """The screen, every tile of the board counted."""
    assert window.show_place(Place("insights", presets=(("board", board),)))
    screen = window.current_screen()
    assert isinstance(screen, Insights)
    qtbot.waitUntil(lambda: counted(screen))
    return screen


def counted(screen: Insights) -> bool:
    """Whether every tile has its answer."""
    cards = screen.tiles.in_order()
    return screen.ground is not None and screen.live.idle() and all(card.answer is not None for card in cards)


def headlines(screen: Insights) -> dict[str, object]:
    """What each tile says most of all."""
    return {key: card.answer.headline for key, card in screen.tiles.cards.items() if card.answer is not None}


def tells_how_it_is_counted(card: TileCard) -> str:
    """What a tile says of itself once its button is pressed."""
    assert not card.how.isVisible()
    card.how_button.click()
    assert card.how.isVisible()
    assert card.tile.how in card.how.text()
    return card.how.text()


def sell(house: House, key: str = "camry", **more: object) -> str:
    """A sale, signed today."""
    return house.add(
        f"sale_{key}", "sale", vehicle=house.id(key), customer=house.id("maria"), store=house.id("store"),
        person=house.id("me"), price=Money.of(28_000, "EUR"), signed_on=TODAY, way="cash", **more,
    )  # fmt: skip


def test_a_sale_moves_the_tiles_and_its_release_moves_them_back(manager: House, qtbot: QtBot) -> None:
    screen = insights(show(manager, qtbot), qtbot, "sales")
    nothing = {"sales": 0, "conversion": 0.0, "sellers": 0, "takings": None, "ways": 0, "demand": None}
    assert headlines(screen) == nothing
    assert screen.tiles.cards["takings"].chart.count() == 0  # it says that there is nothing to count
    assert "your own store only" in tells_how_it_is_counted(screen.tiles.cards["conversion"])
    assert "your own store only" not in tells_how_it_is_counted(screen.tiles.cards["sales"])
    sale = sell(manager)
    qtbot.waitUntil(lambda: headlines(screen)["sales"] == 1 and headlines(screen)["takings"] == 2_800_000)
    assert screen.tiles.cards["sales"].number.text() == "1"
    assert screen.tiles.cards["takings"].number.text() == "€28,000"
    assert screen.tiles.cards["sellers"].chart.point(0).label == "Anna Berg"
    release = {"stake": sale, "vehicle": manager.id("camry"), "store": manager.id("store"), "reason": "withdrawn"}
    wait(manager.workspace.replica.execute(RecordFact("release", release)))
    qtbot.waitUntil(lambda: headlines(screen)["sales"] == 0)


def test_a_cell_of_the_map_opens_the_policies_that_expire_there(office: House, qtbot: QtBot) -> None:
    window = show(office, qtbot)
    screen = insights(window, qtbot, "policies")
    card = screen.tiles.cards["expiry"]
    assert card.answer is not None
    assert card.answer.headline == 2  # POL200 in four days, POL201 in 25; POL202 has run out
    expires = TODAY + timedelta(days=25)
    monday = expires - timedelta(days=expires.weekday())
    wanted = f"{office.id('allianz')}|{monday.isoformat()}"
    number = next(n for n in range(card.chart.count()) if card.chart.point(n).key == wanted)
    card.chart.go_to(number)
    card.chart.setFocus()
    qtbot.keyClick(card.chart, Qt.Key.Key_Return)
    there = window.current_screen()
    assert isinstance(there, CountedRecords)
    qtbot.waitUntil(lambda: bool(there.rows.rows()))
    shown = [row.title for row in there.rows.rows()]
    assert shown == (["POL200", "POL201"] if _same_week(4, 25) else ["POL201"])
    assert "Allianz" in there.head.heading.text()
    there.rows.card(there.rows.rows()[-1].key).click()
    assert window.history.current is not None
    assert window.history.current.record_type == "policy"


def _same_week(*days: int) -> bool:
    weeks = {(TODAY + timedelta(days=number)).isocalendar()[:2] for number in days}
    return len(weeks) == 1


def test_what_is_asked_narrows_every_tile(office: House, qtbot: QtBot) -> None:
    screen = insights(show(office, qtbot), qtbot, "claims")
    assert headlines(screen)["claims"] == 1
    assert not screen.filters.fields["store"].isVisible()  # no tile of this board heeds it
    insurer = screen.filters.fields["insurer"]
    insurer.set_value(office.id("axa"))
    insurer.editor.changed.emit()
    qtbot.waitUntil(lambda: headlines(screen)["claims"] == 0)
    insurer.set_value("")
    insurer.editor.changed.emit()
    period = screen.filters.fields["period"]
    period.set_value("last_year")
    period.editor.changed.emit()
    assert screen.question().period.first == date(TODAY.year - 1, 1, 1)
    assert screen.question().period.last == date(TODAY.year - 1, 12, 31)


def test_the_steps_begin_with_the_fiscal_year_of_the_store(office: House, qtbot: QtBot) -> None:
    replica, store = office.workspace.replica, office.workspace.reader.record("store", office.id("store"))
    assert store is not None
    here = office.workspace.identity
    replica.sign_in_as(identity("head_office", here.person, here.store))
    wait(replica.execute(Edit("store", store.id, {"fiscal_month": None}, {"fiscal_month": 4})))
    replica.sign_in_as(here)
    screen = insights(show(office, qtbot), qtbot, "claims")
    for name, value in (("period", "year"), ("step", "quarter")):
        screen.filters.fields[name].set_value(value)  # type: ignore[index]
        screen.filters.fields[name].editor.changed.emit()  # type: ignore[index]
    asked = screen.question().period
    assert (asked.first.month, asked.first.day, asked.fiscal_month) == (4, 1, 4)
    assert all(start.month in (4, 7, 10, 1) for start in asked.starts())
    qtbot.waitUntil(lambda: len(screen.tiles.cards["claims"].chart.data.labels()) == len(asked.starts()))


def test_tiles_are_moved_widened_removed_added_and_put_back(office: House, qtbot: QtBot) -> None:
    window = show(office, qtbot)
    screen = insights(window, qtbot, "policies")
    heard = Heard()
    press(qtbot, screen, "Arrange")
    card = screen.tiles.cards["expiry"]
    press(qtbot, card, "Move Expiries by week and insurer forward")
    qtbot.waitUntil(lambda: keys(screen) == ["active", "expiry", "premiums"])
    qtbot.waitUntil(lambda: "Expiries by week and insurer is now at place 2 of 3" in heard.words)
    assert card.arrange_bar.earlier.hasFocus()
    press(qtbot, card, "Make Expiries by week and insurer half as wide")
    qtbot.waitUntil(lambda: card.standing.width == "half")
    press(qtbot, screen.tiles.cards["active"], "Remove Policies in force")
    qtbot.waitUntil(lambda: keys(screen) == ["expiry", "premiums"])
    screen.add_tile("fraud")
    qtbot.waitUntil(lambda: keys(screen) == ["expiry", "premiums", "fraud"] and counted(screen))
    assert window.show_place(Place("today"))
    again = insights(window, qtbot, "policies")
    assert keys(again) == ["expiry", "premiums", "fraud"]
    press(qtbot, again, "Arrange") if not again.arranging.on else None
    press(qtbot, again, "Put back as it comes")
    qtbot.waitUntil(lambda: keys(again) == list(BOARDS["policies"]))
    drop(again, "expiry", onto="active")
    qtbot.waitUntil(lambda: keys(again) == ["expiry", "active", "premiums"])


def drop(screen: Insights, key: str, onto: str) -> None:
    """Let go of a dragged tile above another one."""
    carried = QMimeData()
    carried.setData(MIME, key.encode())
    spot = QPointF(screen.tiles.cards[onto].geometry().center())
    pressed, keys_held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    screen.tiles.dropEvent(QDropEvent(spot, Qt.DropAction.MoveAction, carried, pressed, keys_held))


def keys(screen: Insights) -> list[str]:
    """The tiles as they stand on the screen."""
    return [card.tile.key for card in screen.tiles.in_order()]


def test_who_may_read_nothing_of_it_is_told_so(office: House, qtbot: QtBot) -> None:
    workspace = office.workspace
    here = workspace.identity
    workspace.replica.sign_in_as(identity("insurer", here.person, here.store))
    window = show(office, qtbot)
    assert "insights" not in {stop.key for stop in window.stops}
    window.show_place(Place("insights"))
    screen = window.current_screen()
    assert isinstance(screen, Insights)
    assert not screen.live._tiles
    (nothing,) = [one for one in screen.findChildren(EmptyState) if one.isVisible()]
    assert nothing is screen.nothing
