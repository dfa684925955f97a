"""How vehicles and policies are shown at a glance: cards, lines, tones."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from accessibility.widgets import Card, Heading, StatusPill, Text
from accessibility.widgets.feedback import Tone
from accessibility.widgets.picture import PictureMaker
from client.business.holders import Holder
from client.forms.photograph import Photograph
from client.item_models.summaries import Summary
from client.reading.queries import RecordView
from client.screens.record_list_cards import disputed_pill
from client.text import compare, values, vehicle
from client.theme.silhouettes import vehicle_picture
from client.thumbnails import Thumbnails
from shared_models.kinds import FileRef

VEHICLE_TONES: dict[str, Tone] = {
    "incoming": "info", "available": "ok", "held": "warn", "sold": "neutral", "delivered": "neutral",
}  # fmt: skip
POLICY_TONES: dict[str, Tone] = {
    "draft": "info", "active": "ok", "expiring": "warn", "lapsed": "bad", "cancelled": "neutral",
    "non_renewed": "neutral", "expired": "bad",
}  # fmt: skip


def vehicle_line(view: RecordView, short: bool = False) -> str:
    """Year and mileage, and unless it is to be short fuel and gearbox, in one line, without what is not known."""
    fields, held = view.record_type.fields(), view.values
    words = [str(held["year"] or ""), values.quantity(held["mileage"]) if held["mileage"] else ""]
    more = () if short else ("fuel", "gearbox")
    words += [fields[name].kind.label(held[name]) if held[name] else "" for name in more]  # type: ignore[attr-defined]
    return vehicle.SEPARATOR.join(word for word in words if word)


def vehicle_title(view: RecordView) -> str:
    """Make, model and trim."""
    return " ".join(str(view.values[name]) for name in ("make", "model", "trim") if view.values[name])


def vehicle_status(view: RecordView, holder: Holder | None = None) -> tuple[str, Tone]:
    """The status of a vehicle in words, and its tone. Who holds it decides, until it is delivered."""
    word = view.values["status"] or ""
    if holder is not None and word != "delivered":
        word = holder.status
    label = view.record_type.fields()["status"].kind.label(word)  # type: ignore[attr-defined]
    return label, VEHICLE_TONES.get(word, "neutral")


def photos_of(view: RecordView) -> list[tuple[FileRef, str | None]]:
    """The photos of a vehicle in their order, each with what it shows: None when nobody said, empty for decorative."""
    rows = (view.values["photos"] or {}).values()
    return [(cells["file"], cells.get("alt")) for cells in rows if cells.get("file") is not None]


def drawing_of(view: RecordView) -> PictureMaker:
    """The vehicle drawn by body and colour."""
    return vehicle_picture(view.values["body"] or "", view.values["colour"] or "")


class VehicleCard(Card):
    """A vehicle for sale: its first photo (or how it would be drawn), name, price, status."""

    def __init__(self, summary: Summary, thumbnails: Thumbnails, holder: Holder | None = None) -> None:
        super().__init__(summary.card)
        view = summary.view
        self.record_id = view.id
        self.body.setContentsMargins(10, 10, 10, 14)
        first_photo = next((photo for photo, _ in photos_of(view)), None)
        self.body.addWidget(Photograph(thumbnails, first_photo, drawing_of(view), None, ratio=1.9))
        first = QHBoxLayout()
        held = view.values
        first.addWidget(
            Text(values.money(held["price"]) if held["price"] else held["plate"] or "", "price", wrap=False)
        )
        first.addStretch(1)
        if summary.disputed:
            first.addWidget(disputed_pill(), 0, Qt.AlignmentFlag.AlignVCenter)
        first.addWidget(StatusPill(*vehicle_status(view, holder)), 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(first)
        self.body.addWidget(Heading(vehicle_title(view), 2, like=3))
        self.body.addWidget(Text(vehicle_line(view), "small"))
        #: What its description says of the vehicle itself.
        self.told = holder.tentative if holder is not None and holder.stake.made.seq is None else ""
        if self.told:
            self.body.addWidget(Text(self.told, "small"))
            self.setAccessibleDescription(self.told)
        self.chosen = StatusPill(compare.CARD_CHOSEN, "info", "check")
        self.chosen.hide()
        self.body.addWidget(self.chosen, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    def show_chosen(self, chosen: bool) -> None:
        """Show that it is among those to compare, by words and a thick edge."""
        self.set_chosen(chosen)
        self.chosen.setVisible(chosen)
