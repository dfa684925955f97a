"""Who holds what, for head office: the stakes of all facts with the verdict about each, as on every device."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from shared_models.claims import (
    BEARING,
    Made,
    Stake,
    approves,
    consents,
    consents_to_reward,
    decide,
    ended_by,
    needs_approval,
    needs_consent,
    needs_reward_consent,
    stake_of,
)
from shared_models.document_numbers import MOST
from shared_models.documents import TYPE_KEY
from shared_models.errors import Refusal
from shared_models.facts import decode_fact
from shared_models.projection import values_of
from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal
from shared_models.schema import Values
from sync_server.database import Database
from sync_server.engines import upsert
from sync_server.held_documents import DocumentShelf, Held, changes_of, ids_after
from sync_server.tables import SETTING, STAKE, STAKE_END

VERSION = "1"
_NAME = "stakes"
_AT_ONCE = 1_000
_s, _e = STAKE.c, STAKE_END.c


def check_claim(shelf: DocumentShelf, content: Mapping[str, Any], author: Principal) -> None:
    """Refuse a sale of what has been delivered, a refund or release that a manager must approve and none has, and an
    answer to one's own request.

    Raises Refusal.
    """
    kind = content[TYPE_KEY]
    if kind == "sale":
        car = shelf.find(str(content.get("vehicle")))
        if car is not None and car.type == "vehicle" and car.read().get("status") == "delivered":
            raise Refusal("already_delivered", "this vehicle has been delivered to its buyer already", "vehicle")
    elif kind == "case_closure":
        _check_refund(shelf, values_of(RECORD_TYPES[kind], content), author)
    elif kind == "release":
        _check_owner(shelf, values_of(RECORD_TYPES[kind], content), author)
    elif kind == "number_block":
        _check_block(values_of(RECORD_TYPES[kind], content))
    elif kind == "redemption":
        _check_reward(shelf, values_of(RECORD_TYPES[kind], content), author)
    elif kind == "approval_answer":
        _check_answer(shelf, str(content.get("request")), author)


def _check_block(block: Values) -> None:
    """One device asks for what it will use, not for all the numbers there are."""
    if not 0 <= block["last"] - block["first"] < MOST:
        raise Refusal("invalid_record", f"a block has 1 to {MOST:,} numbers", "last")


def _check_reward(shelf: DocumentShelf, redemption: Values, author: Principal) -> None:
    """A salesperson gives a reward to staff only where a manager granted the request for just that reward."""
    if not needs_reward_consent(author.role, redemption):
        return
    answer, request = _answered(shelf, redemption["approval"])
    if answer is not None and request is not None and answer.last_author != author.person:
        allowed = consents_to_reward(_values(request), _values(answer), redemption["reward"], author.person)
    else:
        allowed = False
    if not allowed:
        detail = "a manager must approve a reward for somebody of the house first"
        raise Refusal("approval_needed", detail, "approval")


def _answered(shelf: DocumentShelf, name: str | None) -> tuple[Held | None, Held | None]:
    """An answer to a request for approval, with the request it answers; None for what the hub lacks."""
    answer = _fact(shelf, "approval_answer", name)
    return answer, _fact(shelf, "approval_request", _values(answer)["request"]) if answer is not None else None


def _check_answer(shelf: DocumentShelf, name: str, author: Principal) -> None:
    """Nobody answers what they asked themselves, or what was asked for them."""
    request = _fact(shelf, "approval_request", name)
    if request is not None and author.person in (request.last_author, _values(request).get("person")):
        raise Refusal("own_request", "somebody else must answer: this is your own request", "request")


def _check_owner(shelf: DocumentShelf, release: Values, author: Principal) -> None:
    """A salesperson ends a colleague's sale or hold only where a manager granted the request for just that."""
    ended = shelf.find(release["stake"] or "")
    if ended is None or not ended.is_fact or ended.space.partition("/")[0] != author.tenant:
        return
    stake = _values(ended)
    if not needs_consent(author.role, author.person, ended.type, (ended.last_author, stake.get("person"))):
        return
    answer, request = _answered(shelf, release["approval"])
    if answer is not None and request is not None:
        later = request.first_stamp >= ended.first_stamp and answer.last_author != author.person
        if later and consents(_values(request), _values(answer), stake.get("vehicle"), author.person):
            return
    raise Refusal("approval_needed", "this is a colleague's: a manager must approve its release first", "approval")


def _fact(shelf: DocumentShelf, type_name: str, name: str | None) -> Held | None:
    found = shelf.find(name or "")
    return found if found is not None and found.type == type_name and found.is_fact else None


def _values(fact: Held) -> Values:
    return values_of(RECORD_TYPES[fact.type], fact.content or decode_fact(fact.snapshot))


def _check_refund(shelf: DocumentShelf, values: Values, author: Principal) -> None:
    refund = values["refund"]
    if not needs_approval(author.role, refund):
        return
    found = shelf.find(values["approval"] or "")
    if found is not None and found.type == "case_approval" and found.is_fact:
        approval = values_of(RECORD_TYPES["case_approval"], found.content or decode_fact(found.snapshot))
        if approves(approval, values["stake"], refund):
            return
    raise Refusal("approval_needed", "a manager must approve a refund of this amount first", "refund")


def settle(connection: Connection, touched: Iterable[Held]) -> None:
    """Decide anew about the things that the new facts bear on, within the caller's transaction."""
    facts = [held for held in touched if held.is_fact and held.type in BEARING]
    places: set[tuple[str, str]] = set()
    for held in facts:
        (added,) = held.added.values()
        e = added.entry.envelope
        made = Made(held.id, e.author, e.device, added.entry.stamp, e.offline, added.entry.seq)
        places |= _put(connection, held, made)
    for space, thing in sorted(places):
        _decide(connection, space, thing)


def bring_up_to_date(database: Database) -> None:
    """Make the stakes anew from the facts where another version made them."""
    with database.alone() as connection:
        found = connection.execute(select(SETTING.c.value).where(SETTING.c.name == _NAME)).scalar()
        if found == VERSION:
            return
        connection.execute(delete(STAKE))
        connection.execute(delete(STAKE_END))
        places = _put_all(connection)
        for space, thing in sorted(places):
            _decide(connection, space, thing)
        put = upsert(SETTING).values(name=_NAME, value=VERSION)
        connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": VERSION}))


def _put_all(connection: Connection) -> set[tuple[str, str]]:
    places: set[tuple[str, str]] = set()
    last = 0
    while found := ids_after(connection, last, _AT_ONCE):
        shelf = DocumentShelf(connection)
        shelf.fetch({name: set() for _, name in found})
        for ordinal, name in found:
            held = shelf.find(name)
            if held is not None and held.is_fact and held.type in BEARING:
                ((_, _, author, device, stamp, offline, _, seq),) = changes_of(connection, ordinal)
                places |= _put(connection, held, Made(name, author, device, stamp, bool(offline), seq))
        last = found[-1][0]
    return places


def _put(connection: Connection, held: Held, made: Made) -> set[tuple[str, str]]:
    """Write down what a fact claims or ends; the things it is about."""
    values = values_of(RECORD_TYPES[held.type], held.content or decode_fact(held.snapshot))
    ending = ended_by(held.type, values)
    if ending:
        connection.execute(insert(STAKE_END).values(fact=made.fact, space=held.space, stake=ending))
        here = select(STAKE).where(_s.fact == ending, _s.space == held.space)
        return {(row.space, row.thing) for row in connection.execute(here)}
    stake = stake_of(held.type, values, made)
    if stake is None:
        return set()
    columns = {name: getattr(stake, name) for name in ("kind", "thing", "party", "first", "last", "secured")}
    who = {name: getattr(made, name) for name in ("fact", "author", "device", "stamp", "offline", "seq")}
    verdict = {"ended": False, "confirmed": False, "lost_to": ""}
    connection.execute(insert(STAKE).values(space=held.space, **columns, **who, **verdict))
    return {(held.space, stake.thing)}


def _decide(connection: Connection, space: str, thing: str) -> None:
    rows = connection.execute(select(STAKE).where(_s.space == space, _s.thing == thing)).all()
    stakes = [_stake(row) for row in rows]
    ended_now = select(_e.stake).where(_e.space == space, _e.stake.in_([stake.id for stake in stakes]))
    ended = set(connection.execute(ended_now).scalars())
    after = {v.stake.id: (False, v.confirmed, v.lost_to) for v in decide(stakes, ended)}
    for row in rows:
        verdict = after.get(row.fact, (True, False, ""))
        if verdict != (row.ended, row.confirmed, row.lost_to):
            named = dict(zip(("ended", "confirmed", "lost_to"), verdict, strict=True))
            connection.execute(update(STAKE).where(_s.fact == row.fact).values(named))


def _stake(row: Any) -> Stake:
    made = Made(row.fact, row.author, row.device, row.stamp, row.offline, row.seq)
    return Stake(row.kind, row.thing, row.party, row.first, row.last, row.secured, made)


def standing(connection: Connection, space: str, thing: str) -> list[dict[str, Any]]:
    """Every stake on a thing of a space, those that hold first, then by stamp."""
    rows = connection.execute(select(STAKE).where(_s.space == space, _s.thing == thing)).all()
    return [_as_json(row) for row in sorted(rows, key=lambda row: (row.ended, bool(row.lost_to), row.stamp))]


def open_cases(connection: Connection, space: str, limit: int) -> list[dict[str, Any]]:
    """The stakes that have lost and whose cases nobody has closed, the oldest first, with those they lost to."""
    lost = connection.execute(
        select(STAKE).where(_s.space == space, _s.lost_to != "").order_by(_s.stamp).limit(limit)
    ).all()
    named = {row.fact for row in lost} | {row.lost_to for row in lost}
    by_fact = {row.fact: _as_json(row) for row in connection.execute(select(STAKE).where(_s.fact.in_(named)))}
    return [{"case": row.fact, "lost": by_fact[row.fact], "to": by_fact[row.lost_to]} for row in lost]


def _as_json(row: Any) -> dict[str, Any]:
    columns = dict(row._mapping)
    columns.pop("space")
    return columns
