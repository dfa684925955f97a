"""The page of one vehicle: picture, price, facts, drives, who disagrees, and what one can do with it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.widgets import Banner, Details, EmptyState, FlowLayout, StatusPill, Text
from client.reports.menus import PrintMenu
from client.screens.parts.age import AgeLine
from client.screens.parts.cards import drawing_of, photos_of, vehicle_line, vehicle_status, vehicle_title
from client.screens.parts.disagreements import Disagreements
from client.screens.parts.gallery import Gallery
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.news import News
from client.screens.parts.page import PageHead, Section, SideBySide, empty, only_if, page_in
from client.screens.parts.price_proposal import ProposedPrice
from client.screens.parts.row_list import RowList
from client.screens.parts.scores import ScoreView
from client.screens.parts.sources import Beside, FieldDetails, NotedElsewhere, Sources
from client.screens.parts.truth import Truth
from client.screens.parts.vehicle_deeds import VehicleDeeds
from client.screens.parts.vehicle_facts import FACTS, VehicleFound, gather
from client.text import cases as case_words
from client.text import values
from client.text import vehicle as words
from client.text.ages import telematics
from client.workspace import Place, Workspace
from shared_models.rights import may_read, may_write


class Vehicle(GatheringScreen):
    """In the showroom a car for sale, in the fleet office an insured vehicle."""

    screen_name = "record"
    record_type = "vehicle"
    concerned = (
        "vehicle", "test_drive", "hold", "sale", "deposit", "release", "case_closure",
        "vehicle_cost", "policy", "customer", "person", "store", "telematics_day",
    )  # fmt: skip

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self.page = page_in(self)
        self._cases: tuple[str, ...] = ()
        self._title = workspace.reader.title("vehicle", place.record)
        self.sources = Sources(self, "vehicle")
        self.deeds = VehicleDeeds(workspace, self)
        self.print_menu = PrintMenu(workspace, "vehicle", place.record, self)
        self.head = PageHead(self._title, "", [*self.deeds.widgets(), self.print_menu])
        self.age = AgeLine(workspace, "vehicle").describes(self.head.pill)
        self.news = News(self)
        self.page.body.addWidget(self.head)
        self.page.body.addWidget(self.news)
        self.page.body.addWidget(self.age)
        self._columns = SideBySide()
        self.page.body.addWidget(self._columns)
        self._missing = EmptyState(words.NOT_HERE, words.NOT_HERE_TEXT, "car")
        self._missing.hide()
        self.page.body.addWidget(self._missing)
        self.page.body.addStretch(1)
        self._build_main()
        self._build_aside()
        self._columns.close_columns()
        self.ask()

    def _build_main(self) -> None:
        self.gallery = Gallery(self.workspace.thumbnails, words.PICTURE_PLAIN)
        self.disagreements = Disagreements(self.workspace)
        self.facts = Section(words.FACTS, [self.deeds.why])
        self._facts = QVBoxLayout()
        self.facts.body.addLayout(self._facts)
        self.features = Section(words.FEATURES)
        self._features = QVBoxLayout()
        self.features.body.addLayout(self._features)
        self.noted = NotedElsewhere("vehicle", (*FACTS, "price"))
        for part in (self.disagreements, self.noted, self.gallery, self.facts, self.features):
            self._columns.main.addWidget(part)

    def _build_aside(self) -> None:
        role, fleet = self.workspace.identity.role, self.workspace.mode == "fleet"
        self.price = Text("", "price")
        self.vin = Text("", "soft")
        self.notice = Banner("", "info")
        self.notice.hide()
        self.tentative = Banner("", "warn")
        self.tentative.hide()
        self.case = Banner("", "bad")
        self.case.add_deed(case_words.SEE_CASE, self._open_case)
        self.case.hide()
        offer = Section(words.PRICE_TITLE, [self.deeds.price])
        self.price_source = Beside(self.price, "vehicle", "price", self.sources)
        offer.body.addWidget(self.price_source)
        self.age.describes(self.price)
        offer.body.addWidget(self.vin)
        for banner in (self.notice, self.tentative, self.case):
            offer.body.addWidget(banner)
        offer.body.addWidget(self.deeds.ask, 0, Qt.AlignmentFlag.AlignLeft)
        self._columns.aside.addWidget(offer)
        self.drives = self._rows(words.DRIVES, words.NO_DRIVES, not fleet and may_read(role, "test_drive"))
        self.policies = self._rows(words.COVER, words.NO_COVER, fleet and may_read(role, "policy"))
        self.risk = ScoreView(danger=True)
        risk = Section(words.RISK)
        risk.body.addWidget(self.risk)
        self.telematics = Text("", "soft")
        self.telematics.hide()
        risk.body.addWidget(self.telematics)
        only_if(risk, fleet)
        self.proposal = ProposedPrice(self.workspace, self.place.record)
        only_if(self.proposal, not fleet and may_write(role, "vehicle"))
        self.cost = Section(words.COST, [self.deeds.cost])
        self._cost = QVBoxLayout()
        self.cost.body.addLayout(self._cost)
        only_if(self.cost, not fleet and may_read(role, "vehicle_cost"))
        self.truth = Truth(self.workspace, [self.deeds.archive, self.deeds.merge])
        for part in (risk, self.proposal, self.cost, self.truth):
            self._columns.aside.addWidget(part)

    def _rows(self, title: str, nothing: str, shown: bool) -> RowList:
        section, rows = Section(title), RowList(title, nothing)
        rows.chosen.connect(self._open)
        section.body.addWidget(rows)
        only_if(section, shown)
        self._columns.aside.addWidget(section)
        return rows

    # --- what it shows ---

    def title(self) -> str:
        return self._title

    def first_focus(self) -> QWidget | None:
        return self.deeds.first()

    def gather(self) -> VehicleFound | None:
        return gather(self.workspace, self.place.record)

    def status_in(self, found: VehicleFound) -> str:
        """Sales and holds make it."""
        return vehicle_status(found.view, found.holder)[0]

    def show_gathered(self, found: Any) -> None:
        self._missing.setVisible(found is None)
        self.print_menu.setVisible(found is not None)
        self._columns.setVisible(found is not None)
        self.deeds.take(found)
        if found is not None:
            self._show_head(found)
            self._show_main(found)
            self._show_aside(found)

    def _show_head(self, found: VehicleFound) -> None:
        self._title = vehicle_title(found.view)
        self.head.set_words(self._title, vehicle_line(found.view))
        self.head.pill.set_state(*vehicle_status(found.view, found.holder))
        self.head.pill.setVisible(bool(found.view.values["status"] or found.holder))
        if found.view.archived:
            self.head.set_words(self._title, words.ARCHIVED)

    def _show_main(self, found: VehicleFound) -> None:
        held, fields = found.view.values, found.view.record_type.fields()
        label = {name: fields[name].kind.label(held[name] or "").lower() for name in ("body", "colour")}  # type: ignore[attr-defined]
        alternative = words.PICTURE.format(**label) if all(label.values()) else words.PICTURE_PLAIN
        self.gallery.set_photos(photos_of(found.view), self._title, drawing_of(found.view), alternative)
        self.disagreements.show_all(list(found.disagreements))
        empty(self._facts)
        self._facts.addWidget(FieldDetails(found.facts, "vehicle", self.sources, found.notes))
        self.noted.take(found.notes)
        self.price_source.take(found.notes)
        empty(self._features)
        self._features.addWidget(_features(sorted(held["features"] or ())))

    def _show_aside(self, found: VehicleFound) -> None:
        held = found.view.values
        self.price.setText(values.money(held["price"]) if held["price"] else words.NO_PRICE)
        self.age.about(found.view, found.brought)
        self.telematics.setText(telematics(found.telematics, self.workspace.today()) if found.telematics else "")
        self.telematics.setVisible(found.telematics is not None)
        self.vin.setText(words.VIN_LINE.format(vin=held["vin"] or values.NOTHING))
        notice = found.sale or found.hold
        self.notice.set_text(notice, "info")
        self.notice.setVisible(bool(notice))
        self._show_claims(found)
        self.drives.set_rows(found.drives)
        self.policies.set_rows(found.policies)
        self.risk.show_score(found.risk, found.risk_absent)
        empty(self._cost)
        self._cost.addWidget(Details(found.cost_lines) if found.cost_lines else Text(words.NO_COST, "soft"))
        self.truth.show_record(found.view, found.author, found.only_here)

    def _show_claims(self, found: VehicleFound) -> None:
        """What is not sure about who holds it, and who was promised it too."""
        tentative = found.holder.tentative if found.holder is not None else ""
        self.tentative.set_text(tentative, "warn")
        self.tentative.setVisible(bool(tentative))
        self._cases = found.cases
        pattern = case_words.ON_CAR if len(found.cases) == 1 else case_words.ON_CAR_MANY
        self.case.set_text(pattern.format(count=len(found.cases)), "bad")
        self.case.setVisible(bool(found.cases))

    def _open_case(self) -> None:
        if self._cases:
            self.workspace.go.emit(Place("case", "cases", self._cases[0]))

    def _open(self, key: str) -> None:
        self.workspace.open_record(*key.split(" ", 1))


def _features(names: list[str]) -> QWidget:
    if not names:
        return Text(words.NO_FEATURES, "soft")
    holder = QWidget()
    flow = FlowLayout(spacing=8)
    holder.setLayout(flow)
    for name in names:
        flow.addWidget(StatusPill(name, "neutral", "check"))
    return holder
