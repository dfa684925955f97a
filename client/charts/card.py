"""A card with a chart: its title, its table instead of it, and the files it can be saved as."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from accessibility.widgets import ArticleCard, Button, DataTable, FlowLayout, Heading, MenuButton, Text, show_toast
from client.charts.chart import Chart
from client.charts.data import ChartData
from client.charts.export import export
from client.charts.twin import TwinModel
from client.reports.press import ask_where, file_name, refusal
from client.reports.refusals import Refused
from client.text import charts as words


class ChartCard(ArticleCard):
    """Holds a chart of any kind; "Show as table" puts a table with the same numbers in its place.

    ``opened`` gives the key of a point, whether it was pressed in the chart or in the table. ``deeds`` takes more
    buttons.
    """

    opened = Signal(str)

    def __init__(self, title: str, chart: Chart, level: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.chart = chart
        self.heading = Heading(title, level, like=3)
        self.summary = Text("", "soft")
        self.switch = Button(words.AS_TABLE, "table", "quiet")
        self.switch.clicked.connect(self.turn_over)
        self.save_button = MenuButton(
            words.SAVE,
            [
                (words.TO_PNG, lambda: self.save("png")),
                (words.TO_SVG, lambda: self.save("svg")),
                (words.TO_CSV, lambda: self.save("csv")),
            ],
            "export",
            "quiet",
        )
        self.table = DataTable(title)
        self.model = TwinModel(self.table)
        self.table.setModel(self.model)
        self.table.row_activated.connect(self._open_row)
        chart.opened.connect(self.opened)
        self.table.hide()
        self.body.addWidget(self.heading)
        self.body.addWidget(self.summary)
        self.body.addWidget(chart, 1)
        self.body.addWidget(self.table, 1)
        self.deeds = FlowLayout(8)
        self.deeds.addWidget(self.switch)
        self.deeds.addWidget(self.save_button)
        self.body.addLayout(self.deeds)
        self._take(chart.data)

    def show_data(self, data: ChartData) -> None:
        """Show this, as a chart or as a table, whichever is seen now."""
        self.chart.show_data(data)
        self._take(data)

    def _take(self, data: ChartData) -> None:
        self.model.show_data(data)
        title = data.title or self.accessibleName()
        self.summary.setText(data.summary)
        self.summary.setVisible(bool(data.summary))
        self.table.setAccessibleName(words.TABLE_NAME.format(title=title))
        self.save_button.setAccessibleName(words.SAVE_NAME.format(title=title))
        self._name_switch()
        self.table.set_widths({0: 180})

    @property
    def as_table(self) -> bool:
        """Whether the table is seen."""
        return not self.table.isHidden()

    def turn_over(self) -> None:
        """The table instead of the chart, or the chart again."""
        as_table = not self.as_table
        self.table.setVisible(as_table)
        self.chart.setVisible(not as_table)
        self._name_switch()

    def _name_switch(self) -> None:
        title = self.chart.data.title or self.accessibleName()
        text, name, icon = (
            (words.AS_CHART, words.AS_CHART_NAME, "chart")
            if self.as_table
            else (words.AS_TABLE, words.AS_TABLE_NAME, "table")
        )
        self.switch.setText(text)
        self.switch.setAccessibleName(name.format(title=title))
        self.switch.set_icon(icon)

    def _open_row(self, index: QModelIndex) -> None:
        key = self.model.key_at(index)
        if key:
            self.opened.emit(key)

    def save(self, ending: str) -> Path | None:
        """Ask where, and write the file; returns where it is, None when there is none."""
        path = ask_where(self, file_name(self.chart.data.title, ending))
        if path is None:
            return None
        try:
            export(self.chart, path)
        except Refused as why:
            refusal(self, str(why))
            return None
        show_toast(self, words.SAVED.format(name=path.name))
        return path
