"""Scores of leads and risks, computed on this device whenever what they rest on changes, off the window's thread.

Scores are local: each device computes its own from the same bundled weights, so they agree without being synced.
A score is absent, and says why, when too little is known.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from client.beside.answering import Given
from client.beside.asking import Beside
from client.changes import Changes, Touched
from client.pace.recording import Timed
from client.reading.queries import Reader, RecordView
from client.replica.database import set_meta
from client.replica.replica_tables import score as score_table
from client.replica.worker import Replica
from client.scores.claim_features import claim_features
from client.scores.released import file_in_use, fingerprint
from client.scores.risk_rules import risk_preferences
from client.scores.scored_features import accident_features, lead_features, renewal_features
from client.text import scores as words
from ml_models.score import Reason, Score
from ml_models.telling import Told, say_again
from shared_models.errors import ForecourtError
from shared_models.rights import is_external, may_read

if TYPE_CHECKING:
    from shared_models.encrypted_sqlite import Connection

log = logging.getLogger(__name__)
_BATCH = 500
#: So many are scored here at once: in less time than it takes to ask another process.
_FEW = 20
#: Seconds in which scoring may go on when the program ends.
_LAST_WORK = 5.0
#: Under what name the replica keeps by which program, in which form, and by which models its scores were made.
_MANNER = "scores_made"
#: Reasons are kept as what they say and with which values, and put into the words of the language that is spoken.
_FORM = "sayings"
#: Made once, since what is kept of a hundred thousand scores goes through it; nothing in it holds itself.
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
_Job = tuple[str, list[str] | None]
#: The job behind the last of those that make old scores anew.
_RENEWED: _Job = ("", [])

FeaturesOf = Callable[[Reader, Sequence[RecordView]], list[dict[str, Any]]]


@dataclass(frozen=True)
class Scored:
    """Which model scores a record type, from which plain values, and what else makes a score stale.

    ``stale_by`` maps a record type to its reference field that names the scored record. A change of a type in
    ``stale_all`` makes every score stale. ``rests_on`` maps a record type to the scored record's own reference field
    that names it: a change of a policy makes the scores of its claims stale. ``preferences`` reads what else the model
    is to be told.
    """

    model: str
    features: FeaturesOf
    stale_by: Mapping[str, str]
    stale_all: frozenset[str] = frozenset()
    preferences: Callable[[Reader], tuple[Any, ...]] | None = None
    rests_on: Mapping[str, str] = field(default_factory=dict)


#: By a store's clock its leads' and claims' hours and days are read.
_CLOCKS = frozenset({"store"})

SCORED: Mapping[str, Scored] = {
    "lead": Scored("lead_conversion", lead_features, {"activity": "lead", "test_drive": "lead"}, _CLOCKS),
    "vehicle": Scored(
        "accident_risk", accident_features, {"telematics_day": "vehicle"}, frozenset({"risk_rule"}), risk_preferences
    ),
    "claim": Scored("claim_fraud", claim_features, {}, _CLOCKS, rests_on={"policy": "policy", "vehicle": "vehicle"}),
    "policy": Scored("renewal", renewal_features, {}),
}


class Scores:
    """Keeps scores in step with the replica, on a thread of its own. Reads may come from any thread."""

    def __init__(
        self, replica: Replica, reader: Reader, hidden: Callable[[], bool] = lambda: False,
        beside: Beside | None = None,
    ) -> None:  # fmt: skip
        """``hidden``: whether no score may be seen now; ``beside``: the process that scores where they are many.

        Without one all are scored here.
        """
        self._beside = beside
        self._replica, self._hidden = replica, hidden
        self._reader = reader
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._listeners: list[Callable[[Changes], None]] = []
        self._stop_listening = replica.listen(self._on_changes)
        self._idle = threading.Event()
        self._idle.set()
        self._closing: float | None = None
        self._models = fingerprint(reader)
        self._told = ""
        self._renew()
        self._thread = threading.Thread(target=self._work, name="scoring", daemon=True)
        self._thread.start()

    @property
    def _manner(self) -> str:
        """By what the scores are made, and in which form they are kept: program, form, models."""
        return f"{self._replica.identity.version} {_FORM} {self._models}".rstrip()

    # --- reading ---

    def of(self, record_type: str, record_id: str) -> Score | None:
        """The record's score, or None when there is none (see :meth:`absent_because`)."""
        return self.many(record_type, [record_id]).get(record_id)

    def many(self, record_type: str, ids: Iterable[str]) -> dict[str, Score]:
        """The scores of those of the records that have one."""
        return {record: held for record, held in self._held(record_type, list(ids)).items() if isinstance(held, Score)}

    def absent_because(self, record_type: str, record_id: str) -> str:
        """Why the record has no score; empty when it has one, or when it has not been computed yet."""
        held = self._held(record_type, [record_id]).get(record_id)
        return held if isinstance(held, str) else ""

    def absent(self, record_type: str, ids: Iterable[str]) -> dict[str, str]:
        """Why those of the records that have no score have none."""
        return {record: held for record, held in self._held(record_type, list(ids)).items() if isinstance(held, str)}

    def best(self, record_type: str, limit: int) -> list[tuple[str, Score]]:
        """The records with the highest scores, highest first."""
        if self._hidden():
            return []
        model = SCORED[record_type].model
        query = select(score_table).where(score_table.c.model == model, score_table.c.value.is_not(None))
        with self._reader.connect() as connection:
            rows = connection.execute(query.order_by(score_table.c.value.desc()).limit(limit)).mappings().all()
        return [(row["record"], _read(dict(row))) for row in rows]

    def _held(self, record_type: str, ids: list[str]) -> dict[str, Score | str]:
        if record_type not in SCORED or not ids or self._hidden():
            return {}
        model = SCORED[record_type].model
        query = select(score_table).where(score_table.c.model == model, score_table.c.record.in_(ids))
        with self._reader.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return {row["record"]: _absent(dict(row)) if row["value"] is None else _read(dict(row)) for row in rows}

    # --- keeping in step ---

    def _renew(self) -> None:
        """Scores that an older program made are made anew."""
        known = self._reader.meta(_MANNER)
        if known == self._manner.encode():
            return
        with self._reader.connect() as connection:
            held = set(connection.execute(select(score_table.c.model).distinct()).scalars())
        for record_type, scored in SCORED.items():
            if known is not None or scored.model in held:
                self.rescore(record_type)
        self._jobs.put(_RENEWED)

    def follow_models(self, told: str) -> None:
        """Other models may score here now: make the scores anew if so. ``told`` tells of them (see `released`)."""
        if told and told != self._told and (now := fingerprint(self._reader)) != self._models:
            before, self._models = set(self._models.split()), now
            for record_type, scored in SCORED.items():
                if any(one.startswith(f"{scored.model}=") for one in before ^ set(now.split())):
                    self.rescore(record_type)
            self._jobs.put(_RENEWED)
        self._told = told

    def listen(self, listener: Callable[[Changes], None]) -> None:
        """Have ``listener`` called, on some thread, with the records whose scores changed."""
        self._listeners.append(listener)

    def rescore(self, record_type: str, ids: list[str] | None = None) -> None:
        """Score records anew (all of a type when none are named), in the background."""
        role = self._replica.identity.role
        if record_type in SCORED and may_read(role, record_type) and not is_external(role):
            self._idle.clear()
            self._jobs.put((record_type, ids))

    def wait_idle(self, seconds: float = 60) -> bool:
        """Wait until nothing is left to score (for programs without a window)."""
        return self._idle.wait(seconds)

    def _on_changes(self, changes: Changes) -> None:
        stale: dict[str, set[str]] = {}
        for name, scored in SCORED.items():
            stale[name] = {touched.id for touched in changes.rows_of(name)}
            for other, named in scored.stale_by.items():
                if touched := changes.rows_of(other):
                    views = self._reader.by_ids(other, [each.id for each in touched])
                    stale[name] |= {view.values[named] for view in views if view.values[named]}
            for other, named in scored.rests_on.items():
                if touched := changes.rows_of(other):
                    stale[name] |= self._naming(name, named, {each.id for each in touched})
            if any(changes.rows_of(other) for other in scored.stale_all):
                self.rescore(name)
                stale[name].clear()
        for name, ids in stale.items():
            if ids:
                self.rescore(name, sorted(ids))

    def _naming(self, record_type: str, named: str, wanted: set[str]) -> set[str]:
        """The records of a type that name one of these."""
        column, listed, found = self._reader.column(record_type, named), sorted(wanted), set()
        for at in range(0, len(listed), _BATCH):
            rows = self._reader.columns(record_type, ["id"], column.in_(listed[at : at + _BATCH]))
            found |= {row[0] for row in rows}
        return found

    def _work(self) -> None:
        left = False
        while (job := self._jobs.get()) is not None:
            try:
                left |= not self._carry_out(job)
            except ForecourtError as error:  # a full disk
                log.warning("not scored: %s", error)
                left = True
            if self._jobs.empty():
                self._idle.set()
        if left:
            self._keep_manner("")

    def _carry_out(self, job: _Job) -> bool:
        """Whether it was done; not when the program has waited long enough to end."""
        record_type, ids = job
        if job is _RENEWED:
            return self._in_time() and self._keep_manner(self._manner)
        ids = self._reader.ids(record_type) if ids is None else ids
        for at in range(0, len(ids), _BATCH):
            if not self._in_time():
                return False
            with self._replica.pace.during(Timed.SCORE):
                self._score(record_type, ids[at : at + _BATCH])
        return True

    def _in_time(self) -> bool:
        return self._closing is None or time.monotonic() < self._closing + _LAST_WORK

    def _keep_manner(self, manner: str) -> bool:
        """Note how the scores were made; "" has all of them made anew after the next start."""
        try:
            self._replica.write(lambda connection: set_meta(connection, _MANNER, manner.encode())).result()
        except ForecourtError as error:
            log.warning("not noted how the scores were made: %s", error)
            return False
        return True

    def _score(self, record_type: str, ids: list[str]) -> None:
        if self._beside is None or len(ids) <= _FEW:
            made = scored_rows(self._reader, record_type, ids)
        else:
            made = self._beside.run("client.scores.scoring:scored_rows", Given.WHOLE, record_type, ids)
        rows = [row for row, _ in made]
        touched = Changes(tuple(Touched(record_type, row["record"], ordinal) for row, ordinal in made))
        self._replica.write(lambda connection: _write(connection, rows)).result()
        for listener in list(self._listeners):
            listener(touched)

    def close(self) -> None:
        """Stop following the replica. What is not scored within seconds is scored after the next start."""
        self._stop_listening()
        self._closing = time.monotonic()
        self._jobs.put(None)
        self._thread.join(10)


def scored_rows(reader: Reader, record_type: str, ids: Sequence[str]) -> list[tuple[dict[str, Any], int]]:
    """The rows to be kept of the scores of these records, each with the record's ordinal, out of plain values.

    Called in a process beside the window where they are many: there alone the models' packages are imported then.
    """
    scored = SCORED[record_type]
    views = reader.by_ids(record_type, ids)
    now = time.time_ns() // 1_000_000
    told = scored.preferences(reader) if scored.preferences else ()
    scores = scores_of(reader, scored.model, scored.features(reader, views), *told)
    return [
        (_row(view.id, scored.model, each, now), view.ordinal) for view, each in zip(views, scores, strict=True)
    ]  # fmt: skip


def scores_of(reader: Reader, name: str, features: list[dict[str, Any]], *told: Any) -> list[Score | str]:
    """The scores, or for each why there is none. Without its model nothing is scored, and nothing else suffers."""
    from ml_models.model_file import ModelFileBroken

    try:
        from ml_models.registry import MODELS

        scores: list[Score | str] = MODELS[name].scored(file_in_use(reader, name), features, *told)
    except (ImportError, ModelFileBroken) as error:
        log.warning("no scores of %s: %s", name, error)
        return [words.NO_MODEL] * len(features)
    return scores


def _row(record: str, model: str, held: Score | str, now: int) -> dict[str, Any]:
    if isinstance(held, str):
        return {
            "record": record,
            "model": model,
            "version": "",
            "value": None,
            "band": held if held != words.NO_MODEL else "",
            "reasons": _json(_kept(held) if isinstance(held, Told) else None),
            "computed": now,
        }
    reasons = _json([vars(reason) | {"words": _kept(reason.words)} for reason in held.reasons])
    return {
        "record": record,
        "model": model,
        "version": held.version,
        "value": held.value,
        "band": held.band,
        "reasons": reasons,
        "computed": now,
    }


def _write(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO score (record, model, version, value, band, reasons, computed) "
        "VALUES (:record, :model, :version, :value, :band, :reasons, :computed)",
        rows,
    )


def _json(kept: Any) -> str:
    return _ENCODER.encode(kept)


def _kept(sentence: str) -> Any:
    """How a sentence is said again; of one that is nobody's words but the table's, the sentence."""
    return sentence.saying if isinstance(sentence, Told) else sentence


def _said(kept: Any) -> str:
    """In the language spoken now; empty where an older program said what is said no more."""
    try:
        return say_again(kept) if isinstance(kept, dict) else str(kept)
    except (LookupError, AttributeError):
        return ""


def _absent(row: Mapping[str, Any]) -> str:
    kept = json.loads(row["reasons"])
    return (_said(kept) if isinstance(kept, dict) else str(row["band"])) or words.NO_MODEL


def _read(row: Mapping[str, Any]) -> Score:
    kept = json.loads(row["reasons"])
    reasons = (Reason(one["feature"], _said(one["words"]), one["contribution"]) for one in kept)
    return Score(row["value"], row["band"], tuple(one for one in reasons if one.words), row["model"], row["version"])
