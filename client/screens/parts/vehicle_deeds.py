"""What one can do with a vehicle from its page, by app, role and status."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, confirm
from client.commands import Archive, Restore
from client.screens.dialogs.ask_approval import AskApproval
from client.screens.dialogs.change_price import ChangePrice
from client.screens.dialogs.edit_record import EditRecord
from client.screens.dialogs.hold_vehicle import HoldVehicle
from client.screens.dialogs.release_vehicle import ReleaseVehicle
from client.screens.dialogs.schedule_test_drive import ScheduleTestDrive
from client.screens.dialogs.sell_vehicle import SellVehicle
from client.screens.merge_dialog import merge_button
from client.screens.parts.vehicle_facts import VehicleFound
from client.screens.parts.why import why_button
from client.text import approvals as approval_words
from client.text import cases as case_words
from client.text import vehicle as words
from client.workspace import Workspace
from shared_models.rights import may_write

_FOR_SALE = ("available", "held", "incoming", None)


class VehicleDeeds:
    """The buttons of the page; they are shown as the vehicle and the role allow."""

    def __init__(self, workspace: Workspace, page: QWidget) -> None:
        self._workspace, self._page = workspace, page
        self._found: VehicleFound | None = None
        role, showroom = workspace.identity.role, workspace.mode == "showroom"
        self.schedule = self._button(words.SCHEDULE, "calendar", "primary", self._schedule)
        self.hold = self._button(words.HOLD, "clock", "secondary", self._hold)
        self.sell = self._button(words.SELL, "tag", "secondary", self._sell)
        self.release = self._button(case_words.RELEASE, "restore", "secondary", self._release)
        self.price = self._button(words.PRICE, "", "link", self._price)
        self.ask = self._button(approval_words.ASK_DISCOUNT, "", "link", self._ask)
        self.policy = self._button(words.NEW_POLICY, "policy", "primary", self._policy)
        self.claim = self._button(words.NEW_CLAIM, "claim", "secondary", self._claim)
        self.edit = self._button(words.EDIT, "edit", "secondary", self._edit)
        self.archive = self._button(words.ARCHIVE, "", "link", self._archive)
        self.merge = merge_button(workspace, lambda: self._found.view if self._found else None, page, "link")
        self.restore = self._button(words.RESTORE, "restore", "secondary", self._restore)
        self.cost = self._button(words.ADD_COST, "edit", "link", self._cost)
        self.why = why_button(workspace, "vehicle", lambda: self._found.view if self._found else None, page)
        self._allowed = {
            self.schedule: showroom and may_write(role, "test_drive"),
            self.hold: showroom and may_write(role, "hold"),
            self.sell: showroom and may_write(role, "sale"),
            self.release: showroom and may_write(role, "release"),
            self.price: showroom and may_write(role, "vehicle"),
            self.ask: showroom and bool(workspace.identity.store) and may_write(role, "approval_request"),
            self.policy: not showroom and may_write(role, "policy"),
            self.claim: not showroom and may_write(role, "claim"),
            self.edit: may_write(role, "vehicle"),
            self.archive: may_write(role, "vehicle"),
            self.merge: may_write(role, "vehicle"),
            self.restore: may_write(role, "vehicle"),
        }
        for button, allowed in self._allowed.items():
            button.setVisible(allowed)
            button.setEnabled(False)  # until the vehicle has been read there is nothing to do it to
        self.restore.hide()
        self.release.hide()
        self.cost.setVisible(may_write(role, "vehicle_cost"))

    def _button(self, text: str, icon: str, kind: str, deed: object) -> Button:
        button = Button(text, icon, kind, parent=self._page)  # type: ignore[arg-type]
        button.clicked.connect(lambda _checked=False: deed())  # type: ignore[operator]
        return button

    def widgets(self) -> list[Button]:
        """The buttons of the page's head."""
        return [self.schedule, self.policy, self.hold, self.sell, self.release, self.claim, self.edit, self.restore]

    def first(self) -> Button | None:
        """The first button that can be pressed."""
        return next((button for button in self._allowed if not button.isHidden() and button.isEnabled()), None)

    def take(self, found: VehicleFound | None) -> None:
        """Offer what the vehicle as it is now allows."""
        self._found = found
        archived = found is None or found.view.archived
        for_sale = not archived and found is not None and found.view.values["status"] in _FOR_SALE
        holder = found.holder if found is not None else None
        for button, allowed in self._allowed.items():
            wanted = not archived
            if button in (self.hold, self.sell, self.ask):
                wanted = for_sale and (holder is None or holder.status != "sold")
            if button is self.release:
                wanted = found is not None and not archived and holder is not None and not _delivered(found)
            if button is self.restore:
                wanted = archived and found is not None
            button.setVisible(allowed and wanted)
            button.setEnabled(found is not None)

    # --- each deed ---

    def _id(self) -> str:
        assert self._found is not None
        return self._found.view.id

    def _schedule(self) -> None:
        if self._found:
            ScheduleTestDrive(self._workspace, self._id(), parent=self._page.window()).open()

    def _hold(self) -> None:
        if self._found:
            HoldVehicle(self._workspace, self._found.view, self._page.window()).open()

    def _sell(self) -> None:
        if self._found:
            SellVehicle(self._workspace, self._found.view, self._page.window()).open()

    def _release(self) -> None:
        if self._found and self._found.holder:
            ReleaseVehicle(self._workspace, self._found.view, self._found.holder.stake, self._page.window()).open()

    def _price(self) -> None:
        if self._found:
            ChangePrice(self._workspace, self._found.view, self._page.window()).open()

    def _ask(self) -> None:
        if self._found:
            AskApproval(self._workspace, self._found.view, self._page.window()).open()

    def _edit(self) -> None:
        if self._found:
            EditRecord(self._workspace, self._found.view, self._page.window()).open()

    def _cost(self) -> None:
        if self._found and self._found.cost:
            EditRecord(self._workspace, self._found.cost, self._page.window()).open()
        elif self._found:
            self._workspace.open_new("vehicle_cost", vehicle=self._id())

    def _policy(self) -> None:
        if self._found:
            held = self._found.view.values
            self._workspace.open_new("policy", vehicle=held["vin"] or held["plate"])

    def _claim(self) -> None:
        if self._found:
            self._workspace.open_new("claim", vehicle=self._id())

    def _archive(self) -> None:
        if self._found and confirm(self._page, words.ARCHIVE_TITLE, words.ARCHIVE_TEXT, words.ARCHIVE):
            self._workspace.run(
                Archive("vehicle", self._id()), lambda _o: self._workspace.said.emit(words.ARCHIVED, False)
            )

    def _restore(self) -> None:
        if self._found:
            self._workspace.run(Restore("vehicle", self._id()))


def _delivered(found: VehicleFound) -> bool:
    return bool(found.view.values["status"] == "delivered")
