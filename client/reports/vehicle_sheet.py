"""The window sticker of a vehicle: one A4 page that can be read through a windscreen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.colors import Color, white
from reportlab.lib.pagesizes import A4

from client.item_models.summaries import Summaries
from client.reading.queries import Reader, RecordView
from client.reports import fonts
from client.reports.drawn_vehicle import draw_vehicle
from client.reports.edition import Edition
from client.reports.paper import ACCENT, INK, LINE, MARGIN, SOFT, WASH, Foot, NumberedCanvas, fitted, wrapped
from client.reports.refusals import Refused
from client.reports.whole_file import whole_file
from client.text import reports as words
from client.text import values

#: What a buyer asks first, in this order.
FACTS = ("year", "mileage", "fuel", "gearbox", "body", "colour", "engine_size")
_PER_LINE = 4
_MOST_FEATURES = 22
_WIDTH, _HEIGHT = A4
_ROOM = _WIDTH - 2 * MARGIN


def write_vehicle_sheet(reader: Reader, vehicle_id: str, edition: Edition, path: Path) -> None:
    """Write the sticker as PDF. Raises :class:`Refused` in plain words; then nothing was written."""
    view = reader.record("vehicle", vehicle_id)
    if view is None:
        raise Refused(words.GONE)
    with whole_file(path) as draft:
        _Sticker(reader, view, edition, draft).draw()


class _Sticker:
    def __init__(self, reader: Reader, view: RecordView, edition: Edition, path: Path) -> None:
        self._view, self._edition, self._held = view, edition, view.values
        self._texts = Summaries(reader, edition.zone).of([view], list(view.record_type.fields()))[0].texts
        self._title = " ".join((self._held["make"], self._held["model"]))
        store = reader.record("store", self._held["store"]) if self._held["store"] else None
        held = store.values if store else {}
        self._store = held.get("name") or edition.store
        lines = [held.get(name) for name in ("street", "town", "phone")] if store else list(edition.store_lines)
        self._store_line = words.SEPARATOR.join(line for line in lines if line)
        self._features = sorted(self._held["features"] or ())
        drawn = (self._title, self._store, self._store_line, self._held["trim"] or "", *self._features)
        foot = Foot(edition.public_line(), any(map(fonts.lacks, drawn)))
        self._canvas = NumberedCanvas(str(path), pagesize=A4, lang=words.LANGUAGE, foot=foot)

    def draw(self) -> None:
        """All of it, from the top down."""
        canvas = self._canvas
        canvas.setTitle(words.STICKER_OF.format(title=self._title))
        canvas.setAuthor(self._store or words.PRODUCT)
        canvas.setCreator(words.PRODUCT)
        canvas.setSubject(self._texts["vin"])
        y = self._draw_store(_HEIGHT - MARGIN)
        y = self._draw_name(y - 52)
        y = self._draw_picture(y - 14)
        y = self._draw_price(y - 14)
        y = self._draw_facts(y - 20)
        self._draw_features(y - 28)
        self._draw_codes()
        canvas.showPage()
        canvas.save()

    def _draw_store(self, y: float) -> float:
        self._write(self._store, MARGIN, y - 11, 13, strong=True, colour=ACCENT)
        if self._store_line:
            self._canvas.setFillColor(SOFT)
            self._canvas.setFont(fonts.REGULAR, 9.5)
            room = _ROOM - fonts.width(self._store, 13, strong=True) - 20
            self._canvas.drawRightString(_WIDTH - MARGIN, y - 11, fitted(self._store_line, room, 9.5))
        self._canvas.setStrokeColor(ACCENT)
        self._canvas.setLineWidth(2)
        self._canvas.line(MARGIN, y - 20, _WIDTH - MARGIN, y - 20)
        return y - 20

    def _draw_name(self, y: float) -> float:
        """As large as one line holds; a very long name takes two."""
        size = next((s for s in range(46, 29, -2) if fonts.width(self._title, s, strong=True) <= _ROOM), 28)
        lines = wrapped(self._title, _ROOM, size, 2, strong=True)
        for number, line in enumerate(lines):
            y -= 34 * number
            self._write(line, MARGIN, y, size, strong=True)
        if self._held["trim"]:
            y -= 24
            self._write(self._held["trim"], MARGIN, y, 15, colour=SOFT)
        return y

    def _draw_picture(self, y: float) -> float:
        height = 212.0
        self._canvas.setFillColor(WASH)
        self._canvas.roundRect(MARGIN, y - height, _ROOM, height, 10, stroke=0, fill=1)
        draw_vehicle(
            self._canvas, self._held["body"] or "", self._held["colour"] or "", MARGIN + 20, y - height + 4, _ROOM - 40,
            height - 8,
        )  # fmt: skip
        return y - height

    def _draw_price(self, y: float) -> float:
        height = 78.0
        price = values.money(self._held["price"]) if self._held["price"] else words.ASK_PRICE
        self._canvas.setFillColor(ACCENT)
        self._canvas.roundRect(MARGIN, y - height, _ROOM, height, 10, stroke=0, fill=1)
        self._write(words.PRICE, MARGIN + 22, y - height / 2 - 5, 15, colour=white)
        size = 50 if self._held["price"] else 32
        self._canvas.setFillColor(white)
        self._canvas.setFont(fonts.STRONG, size)
        self._canvas.drawRightString(_WIDTH - MARGIN - 22, y - height / 2 - size * 0.36, price)
        return y - height

    def _draw_facts(self, y: float) -> float:
        fields = self._view.record_type.fields()
        facts = [(fields[name].label, self._texts[name]) for name in FACTS if self._held[name] is not None]
        width = _ROOM / _PER_LINE
        for at, (label, text) in enumerate(facts):
            x, line = MARGIN + at % _PER_LINE * width, y - at // _PER_LINE * 44
            self._write(label, x, line - 8, 9, colour=SOFT, room=width - 8)
            self._write(text, x, line - 25, 14.5, strong=True, room=width - 8)
        return y - -(-len(facts) // _PER_LINE) * 44 + 14

    def _draw_features(self, y: float) -> None:
        if not self._features:
            return
        self._canvas.setStrokeColor(LINE)
        self._canvas.setLineWidth(0.8)
        self._canvas.line(MARGIN, y + 14, _WIDTH - MARGIN, y + 14)
        self._write(words.FEATURES, MARGIN, y - 6, 12, strong=True, colour=ACCENT)
        lowest = 2 * MARGIN + 22
        fit = min(_MOST_FEATURES, 2 * int((y - 26 - lowest) // 16 + 1))
        for at, text in enumerate(_listed(self._features, fit)):
            x, line = MARGIN + at % 2 * _ROOM / 2, y - 26 - at // 2 * 16
            self._tick(x, line)
            self._write(text, x + 16, line, 11, room=_ROOM / 2 - 24)

    def _tick(self, x: float, y: float) -> None:
        self._canvas.setStrokeColor(ACCENT)
        self._canvas.setLineWidth(1.6)
        self._canvas.line(x, y + 3.5, x + 3, y + 0.5)
        self._canvas.line(x + 3, y + 0.5, x + 8.5, y + 7)

    def _draw_codes(self) -> None:
        held = self._held
        parts = [
            words.STOCK_NUMBER.format(number=held["stock_number"]) if held["stock_number"] else "",
            words.VIN.format(vin=held["vin"]) if held["vin"] else "",
            words.PLATE.format(plate=held["plate"]) if held["plate"] else "",
        ]
        text = words.SEPARATOR.join(part for part in parts if part)
        self._write(text, MARGIN, MARGIN + 14, 10, colour=SOFT, room=_ROOM)

    def _write(
        self, text: str, x: float, y: float, size: float, strong: bool = False, colour: Color = INK,
        room: float = _ROOM,
    ) -> None:  # fmt: skip
        self._canvas.setFillColor(colour)
        self._canvas.setFont(fonts.STRONG if strong else fonts.REGULAR, size)
        self._canvas.drawString(x, y, fitted(text, room, size, strong))


def _listed(features: Sequence[str], most: int) -> list[str]:
    """As many as fit; the last place then says how many more there are."""
    if len(features) <= most:
        return list(features)
    return [*features[: most - 1], words.MORE_FEATURES.format(count=len(features) - most + 1)]
