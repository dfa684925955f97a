"""What one can do with a vehicle from its page, by app, role and status."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, confirm
from client.business.holders import FOR_SALE
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

#: Of a vehicle without a status nobody has said that it is not.
_FOR_SALE = FOR_SALE | {None}


class VehicleDeeds:
    """The buttons of the page; they are shown as the vehicle and the role allow."""

    def __init__(self, workspace: Workspace, page: QWidget) -> None:
        self._workspace, self._page = workspace, page
        self._found: VehicleFound | None = None
        role, showroom = workspace.identity.role, workspace.mode == "showroom"
        self.schedule = Button(words.SCHEDULE, "calendar", "primary", deed=self._schedule, parent=page)
        self.hold = Button(words.HOLD, "clock", deed=self._hold, parent=page)
        self.sell = Button(words.SELL, "tag", deed=self._sell, parent=page)
        self.release = Button(case_words.RELEASE, "restore", deed=self._release, parent=page)
        self.price = Button(words.PRICE, kind="link", deed=self._price, parent=page)
        self.ask = Button(approval_words.ASK_DISCOUNT, kind="link", deed=self._ask, parent=page)
        self.policy = Button(words.NEW_POLICY, "policy", "primary", deed=self._policy, parent=page)
        self.claim = Button(words.NEW_CLAIM, "claim", deed=self._claim, parent=page)
        self.edit = Button(words.EDIT, "edit", deed=self._edit, parent=page)
        self.archive = Button(words.ARCHIVE, kind="link", deed=self._archive, parent=page)
        self.merge = merge_button(workspace, lambda: self._found.view if self._found else None, page, "link")
        self.restore = Button(words.RESTORE, "restore", deed=self._restore, parent=page)
        self.cost = Button(words.ADD_COST, "edit", "link", deed=self._cost, parent=page)
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
