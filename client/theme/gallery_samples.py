"""What the gallery shows beside fields: one function for each section, with sample words of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from accessibility.widgets import (
    ArticleCard,
    Banner,
    Button,
    Card,
    CardGrid,
    DataTable,
    DateField,
    Details,
    Dialog,
    EmptyState,
    FacetList,
    FacetValue,
    Field,
    FlowLayout,
    Heading,
    IconButton,
    LineEdit,
    MenuButton,
    Panel,
    Picture,
    Place,
    ProgressPanel,
    Skeleton,
    StatusPill,
    Stepper,
    Tabs,
    Text,
    appearance,
    look,
    show_toast,
)
from accessibility.widgets.tips import tip
from client.theme.icon_shapes import SHAPES
from client.theme.icons import icon
from client.theme.silhouettes import vehicle_picture

TITLE = "Design system"
ICON = "Icon {name}"
PRODUCT = "Forecourt"
RAIL_NAME = "Main menu"
SEARCH = "Search vehicles"
MODE_NAME = "Colours"
TABS, TAB_NAMES = "Views of the stock", ("Table", "Nothing found", "Being fetched")
WAITING = "Searching …"
DIALOG, DIALOG_TEXT = "Hold the car", "For whom, and until when?"
MODES = [("light", "Light", ""), ("dark", "Dark", ""), ("contrast", "High contrast", "")]
PLACES = [
    Place("today", "Today", "home"), Place("stock", "Stock", "car"), Place("leads", "Leads", "people"),
    Place("drives", "Test drives", "steering"), Place("policies", "Policies", "policy"),
    Place("gallery", "Design system", "cards"), Place("sync", "Sync centre", "sync-safe", True),
    Place("settings", "Settings", "settings", True),
]  # fmt: skip
SUGGESTIONS = [("Toyota Camry", "4 in stock"), ("Toyota Corolla", "7 in stock"), ("Volvo V60", "2 in stock")]

VEHICLES = [
    ("Toyota", "Camry 2.5 Hybrid", "saloon", "blue", "€ 28,450", "JTNB11HK103456789", "Available", "ok"),
    ("Volvo", "V60 B4 Momentum", "estate", "silver", "€ 33,900", "YV1ZWA5UDL2345678", "Held", "warn"),
    ("Volkswagen", "Golf 1.5 TSI Life", "hatchback", "red", "€ 21,750", "WVWZZZCDZMW345678", "Sold", "info"),
    (
        "Kia",
        "Sportage 1.6 GT-Line",
        "suv",
        "graphite",
        "€ 31,200",
        "U5YPU81ABNL456789",
        "Incoming",
        "neutral",
    ),
]


def section(title: str) -> Panel:
    """A part of the gallery under its heading."""
    panel = Panel(title)
    panel.body.addWidget(Heading(title, 2))
    return panel


def _row(panel: Panel, *widgets: QWidget) -> None:
    flow = FlowLayout(spacing=12)
    for widget in widgets:
        flow.addWidget(widget)
    panel.body.addLayout(flow)


def _disabled(widget: QWidget) -> QWidget:
    widget.setEnabled(False)
    return widget


def vehicle_card(make: str, model: str, body: str, paint: str, price: str, vin: str, state: str, tone: str) -> Card:
    """A stock card as the showroom has it."""
    card = Card(f"View details for {make} {model}, VIN {vin}, priced at {price}")
    card.body.addWidget(Picture(vehicle_picture(body, paint), None))
    card.body.addSpacing(2)
    card.body.addWidget(Text(f"{make} {model}", "strong"))
    card.body.addWidget(Text("2021 · 42,300 km · Automatic", "soft"))
    foot = FlowLayout(spacing=8)
    cost = Text(price, "price", wrap=False)
    cost.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    foot.addWidget(cost)
    foot.addWidget(StatusPill(state, tone))  # type: ignore[arg-type]
    card.body.addLayout(foot)
    card.body.addStretch(1)
    return card


def cards() -> Panel:
    """Cards of vehicles and policies."""
    panel = section("Cards")
    grid = CardGrid(least_width=250)
    for number, vehicle in enumerate(VEHICLES):
        card = vehicle_card(*vehicle)
        card.set_chosen(number == 1)
        grid.addWidget(card)
    panel.body.addLayout(grid)
    policies = CardGrid(least_width=300)
    for policy, expiry, state, tone in (
        ("POL123", "31 Dec 2025", "In force", "ok"), ("POL456", "14 Jan 2026", "Renewal due", "warn"),
    ):  # fmt: skip
        article = ArticleCard(f"Policy {policy}")
        head = QHBoxLayout()
        head.addWidget(Heading(f"Policy {policy}", 3), 1)
        head.addWidget(StatusPill(state, tone))  # type: ignore[arg-type]
        article.body.addLayout(head)
        article.body.addWidget(Details([("Insurer", "Northern Mutual"), ("Expires", expiry)]))
        name = f"View details for policy {policy}"
        article.body.addWidget(Button("View details", accessible_name=name), 0, Qt.AlignmentFlag.AlignLeft)
        policies.addWidget(article)
    panel.body.addLayout(policies)
    return panel


def buttons() -> Panel:
    """Buttons of every kind."""
    panel = section("Buttons")
    on = Button("Chosen")
    on.setCheckable(True)
    on.setChecked(True)
    toast = Button("Show a notice", "bell", "quiet")
    toast.clicked.connect(lambda: show_toast(toast, "Test drive scheduled", "ok", ("Undo test drive", lambda: None)))
    ask = Button("Open a dialog")
    ask.clicked.connect(lambda: sample_dialog(ask.window()).open())
    _row(
        panel,
        Button("Sell the car", "key", "primary"), Button("Schedule test drive", "calendar"), on, ask, toast,
        Button("Archive record", "archive", "danger"), Button("Why this value?", kind="link"),
        MenuButton("More deeds", [("Print", lambda: None), ("Copy link", lambda: None)]),
        IconButton("Undo last change", "undo"), IconButton("Favourite", "star", checkable=True),
        _disabled(Button("Not allowed", "edit")), _disabled(Button("Not yet", kind="primary")),
    )  # fmt: skip
    return panel


def sample_dialog(window: QWidget) -> Dialog:
    """A dialog over the gallery, with a problem to be mended."""
    dialog = Dialog(DIALOG, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.body.addWidget(Text(DIALOG_TEXT))
    fields = [Field("Customer", LineEdit(), required=True), Field("Until", DateField(), required=True)]
    for field in fields:
        dialog.body.addWidget(field)

    def take() -> None:
        if dialog.summary.check(fields):
            dialog.accept()

    dialog.add_button(Button("Cancel"), dialog.reject)
    dialog.add_button(Button(DIALOG, kind="primary"), take)
    return dialog


def states() -> Panel:
    """States, messages, steps and progress."""
    panel = section("States and messages")
    _row(
        panel,
        StatusPill("All safe on the hub", "ok", "sync-safe"),
        StatusPill("12 changes only on this device", "warn", "sync-here"),
        StatusPill("Offline", "neutral", "sync-offline"),
        StatusPill("Needs a look", "bad"),
        StatusPill("Delivered", "info"),
    )
    panel.body.addWidget(Banner("The hub has been out of reach since 14:02. Go on working.", "warn", True))
    saved = Banner("Price saved.", "ok")
    saved.add_deed("Undo price", saved.hide)
    panel.body.addWidget(saved)
    panel.body.addWidget(Banner("The file could not be read: row 14 has no VIN.", "bad"))
    steps = Stepper(["Customer", "Vehicle", "Price", "Sign"])
    steps.set_step(2)
    panel.body.addWidget(steps)
    progress = ProgressPanel("First sync")
    progress.set_progress(64_200, 100_000, "64,200 of 100,000 records")
    panel.body.addWidget(progress)
    return panel


def lists() -> Panel:
    """A table, facets and what a list shows instead."""
    panel = section("Lists")
    columns = ["Stock no.", "Vehicle", "Price", "Days on lot", "State"]
    model = QStandardItemModel(0, len(columns))
    model.setHorizontalHeaderLabels(columns)
    for number, vehicle in enumerate(VEHICLES):
        cells = [
            f"A-{10480 + number}",
            f"{vehicle[0]} {vehicle[1]}",
            vehicle[4],
            str(9 + 14 * number),
            vehicle[6],
        ]
        model.appendRow([QStandardItem(cell) for cell in cells])
    table = DataTable("Stock")
    table.setModel(model)
    model.setParent(table)
    table.set_widths({0: 110, 1: 240, 2: 120, 3: 120})
    table.selectRow(1)
    table.setMinimumHeight(250)
    facet = FacetList("Make", shown=4)
    facet.set_values([FacetValue(m, m, c) for m, c in MAKES])
    facet.set_ticked({"Volvo"})
    facet.setMinimumWidth(look().px(230))
    row = FlowLayout(spacing=20)
    row.addWidget(facet)
    tabs = Tabs(TABS)
    tabs.add("table", TAB_NAMES[0], table)
    empty = EmptyState(
        "No vehicle matches", "Try fewer filters, or add the vehicle.", "car", ("Add vehicle", lambda: None)
    )
    tabs.add("empty", TAB_NAMES[1], empty)
    waiting = Skeleton(WAITING, "rows")
    waiting.setMinimumHeight(200)
    tabs.add("waiting", TAB_NAMES[2], waiting)
    tabs.setMinimumWidth(420)
    tabs.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    row.addWidget(tabs)
    panel.body.addLayout(row)
    return panel


MAKES = [("Volkswagen", 1204), ("Toyota", 986), ("Volvo", 311), ("Kia", 290), ("Škoda", 188), ("Seat", 92)]


def type_and_icons() -> Panel:
    """Sizes of text, and the whole family of icons."""
    panel = section("Type and icons")
    for level in (1, 2, 3, 4):
        panel.body.addWidget(Heading(f"Heading {level}", level))
    for style in ("large", "body", "strong", "soft", "small", "price"):
        panel.body.addWidget(Text(f"{style.capitalize()}: € 28,450 for 42,300 km", style))
    flow = FlowLayout(spacing=14)
    panel.body.addLayout(flow)
    for name in SHAPES:
        flow.addWidget(_IconSample(name))
    return panel


class _IconSample(QLabel):
    """One icon of the family with its name as text alternative."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setAccessibleName(ICON.format(name=name))
        self.setToolTip(tip(name))
        appearance().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        colours = look().colours
        side = look().px(28)
        picture = icon(self._name, colours["ink"], colours["disabled_ink"], side)
        self.setPixmap(picture.pixmap(side, side))
