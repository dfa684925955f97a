"""Document numbers on this device: drawn with the fact that bears them, out of blocks that are asked for in time.

A number is taken in the transaction of its sale or payment, so none is taken that is not used. It comes out of a
block that the hub has confirmed, and that was asked for by this very incarnation of the replica: what was drawn so far
is kept in the file, and a copy or a restored file is another incarnation, which asks for blocks of its own. A block
that lost to another device's was never drawn from; it is released and another is asked for.

A hub that is put back from a backup has forgotten the blocks of the time since, until the devices that have them come
back. So the first block of a series in such a life begins far behind all that are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from client.changes import Touched
from client.commands import RecordFact
from client.replica.database import get_meta, set_meta
from client.replica.giving_back import GENERATION, PUT_BACK
from client.replica.incarnation import incarnation_of
from client.replica.replica_tables import SET_ASIDE
from client.text import replica as words
from shared_models.clock import stamp_at, system_milliseconds
from shared_models.document_numbers import DAYS, LEAP, block_size, mark_of, number_text, own_number_text, series_of
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_write
from shared_models.schema import Field, Record, Values

if TYPE_CHECKING:
    from client.replica.document_store import DocumentStore
    from client.replica.execution import Execution

_DAY_MS = 86_400_000
_BLOCKS = """
SELECT s.fact, s.first, s.last, s.confirmed, s.lost_to <> '' FROM stake AS s JOIN number_block AS b ON b.id = s.fact
WHERE s.thing = ? AND b.writer = ? AND NOT s.ended ORDER BY s.first
"""
_CODE = """
SELECT code FROM store WHERE id = ? AND NOT EXISTS
    (SELECT 1 FROM store AS other WHERE other.id <> store.id AND upper(other.code) = upper(store.code))
"""
_USED = """
SELECT count(*) FROM {name} AS fact WHERE store = ? AND created >= ?
    AND EXISTS (SELECT 1 FROM change WHERE change.document = fact.id AND change.device = ?)
"""
_REFUSED = f"""
SELECT 1 FROM change WHERE state = {SET_ASIDE} AND type = 'number_block' AND device = ? AND stamp >= ?
"""


class Block(NamedTuple):
    """A block of this incarnation: ``drawn`` is the next number it gives, ``last`` the one behind its end."""

    fact: str
    first: int
    last: int
    confirmed: bool
    lost: bool
    next: int


@cache
def numbered_field(record_type: type[Record]) -> Field | None:
    """The field of a fact that bears a document number, if it has one."""
    return next((field for field in record_type.fields().values() if field.series), None)


@cache
def numbered_types() -> Mapping[str, str]:
    """The fact types that bear a document number, each with what is numbered."""
    fields = {name: numbered_field(record_type) for name, record_type in RECORD_TYPES.items()}
    return {name: field.series for name, field in fields.items() if field is not None}


class Numbering:
    """Draws numbers and asks for blocks. Every method runs within the caller's transaction."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._connection = store.connection

    # --- drawing ---

    def numbered(self, record_type: type[Record], values: Values, notes: list[str]) -> Values:
        """The values of a new fact with its document number; as they are where it bears none, or has one already."""
        field = numbered_field(record_type)
        if field is None or values.get(field.name) or not values.get("store"):
            return values
        number, of_block = self._draw(field.series, values["store"])
        pattern = words.NUMBERED if of_block else words.NUMBERED_ALONE
        notes.append(pattern.format(label=field.label, number=number))
        return {**values, field.name: number}

    def _draw(self, numbered: str, store: str) -> tuple[str, bool]:
        """The next number, and whether it came out of a block."""
        row = self._connection.execute(_CODE, (store,)).fetchone()
        mark = mark_of(store, row[0] if row else None)
        series = series_of(numbered, store)
        for block in self.blocks(series):
            if block.confirmed and block.next < block.last:
                self._note(block.fact, block.next + 1)
                return number_text(numbered, mark, block.next), True
        own = f"{series} {self._writer}"
        number = self._noted(own) or 1
        self._note(own, number + 1)
        return own_number_text(numbered, mark, self._writer, number), False

    def blocks(self, series: str) -> list[Block]:
        """The blocks of a series that this incarnation has asked for and that stand, in their order."""
        rows = self._connection.execute(_BLOCKS, (f"numbers:{series}", self._writer)).fetchall()
        return [
            Block(fact, first, last, bool(confirmed), bool(lost), self._noted(fact) or first)
            for fact, first, last, confirmed, lost in rows
        ]

    @property
    def _writer(self) -> str:
        return incarnation_of(self._connection).hex()

    def _noted(self, name: str) -> int:
        return int(get_meta(self._connection, f"drawn {name}") or b"0")

    def _note(self, name: str, number: int) -> None:
        set_meta(self._connection, f"drawn {name}", b"%d" % number)

    # --- asking for blocks ---

    def wanted(self, execution: Execution) -> list[RecordFact]:
        """The facts that keep this device in numbers: blocks to ask for, and lost ones to let go. Reads only."""
        me = execution.identity
        if execution.offline or not me.store or not may_write(me.role, "number_block"):
            return []
        yesterday = stamp_at(system_milliseconds() - _DAY_MS)
        if self._connection.execute(_REFUSED, (me.device, yesterday)).fetchone() is not None:
            return []  # it would be refused again
        made_here = {"store": me.store, "person": me.person}
        return [fact for name in numbered_types() for fact in self._wanted(name, made_here, me.device)]

    def _wanted(self, type_name: str, made_here: dict[str, Any], device: str) -> Iterator[RecordFact]:
        store = made_here["store"]
        series = series_of(numbered_types()[type_name], store)
        blocks = self.blocks(series)
        for block in blocks:
            if block.lost and block.next == block.first:
                yield RecordFact("release", {**made_here, "stake": block.fact, "reason": "mistake"})
        mine = [block for block in blocks if not block.lost]
        left = sum(block.last - block.next for block in mine)
        if not mine or (all(block.confirmed for block in mine) and left * 2 <= mine[-1].last - mine[-1].first):
            generation = (get_meta(self._connection, GENERATION) or b"").decode()
            first = self._end(series) + self._leap(series, generation)
            last = first + block_size(self._used(type_name, store, device)) - 1
            whose = {"device": device, "writer": self._writer, "generation": generation or None}
            yield RecordFact("number_block", {**made_here, **whose, "series": series, "first": first, "last": last})

    def _end(self, series: str) -> int:
        """The first number that no block of the series reaches, as far as is known here."""
        row = self._connection.execute("SELECT max(last) FROM stake WHERE thing = ?", (f"numbers:{series}",)).fetchone()
        return int(row[0] or 1)

    def _leap(self, series: str, generation: str) -> int:
        """How many numbers are left out, since blocks may have been given out of which nobody here knows."""
        if not get_meta(self._connection, PUT_BACK):
            return 0
        asked = "SELECT 1 FROM number_block WHERE series = ? AND generation = ?"
        return 0 if self._connection.execute(asked, (series, generation)).fetchone() else LEAP

    def _used(self, type_name: str, store: str, device: str) -> int:
        since = system_milliseconds() - DAYS * _DAY_MS
        used = self._connection.execute(_USED.format(name=type_name), (store, since, device)).fetchone()
        return int(used[0])

    def keep(self, execution: Execution) -> list[Touched]:
        """Write down what is wanted now."""
        touched: list[Touched] = []
        for fact in self.wanted(execution):
            touched += execution.record_fact(fact, [])[0]
        return touched
