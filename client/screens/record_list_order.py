"""In which orders a list can be shown, and what they are called."""

from __future__ import annotations

from client.item_models import RecordTableModel
from client.text import records as words
from shared_models.kinds import Day, Instant, Kind, Measure, Number, Price


def orders(model: RecordTableModel) -> list[str]:
    """The orders there are: the natural one, then each column up and down."""
    able = [field.name for place, field in enumerate(model.fields) if model.sortable(place)]
    return ["", *(order for name in able for order in (name, f"-{name}"))]


def order_text(model: RecordTableModel, order: str, searching: bool) -> str:
    """What an order is called; the natural one depends on whether something is searched."""
    if not order:
        return words.BEST_MATCH if searching else words.NEWEST_FIRST
    field = model.record_type.fields()[order.lstrip("-")]
    rising, falling = _patterns(field.kind)
    return (falling if order.startswith("-") else rising).format(label=field.label)


def _patterns(kind: Kind) -> tuple[str, str]:
    if isinstance(kind, Day | Instant):
        return words.RISING_TIME, words.FALLING_TIME
    if isinstance(kind, Number | Measure | Price):
        return words.RISING, words.FALLING
    return words.RISING_TEXT, words.FALLING_TEXT


def next_order(order: str, column: str) -> str:
    """What a press on a column's head does: up, then down, then natural again."""
    return {column: f"-{column}", f"-{column}": ""}.get(order, column)
