"""The readiness report: point by point, whether this device could do without its hub for weeks, and what to do."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from client.care.safekeeping import Safekeeping
from client.changes import Identity
from client.file_store import FileStore
from client.formatting import size
from client.reading import readiness_queries as queries
from client.reading.queries import Reader
from client.reading.truth_queries import in_step
from client.roads.neighbourhood import Neighbourhood, When
from client.sync_state import SyncState
from client.text import diagnosis as diagnosis_words
from client.text import readiness as words
from client.text import scores as score_words
from client.text import values
from shared_models.clock import TOLERANCE_MS, utc_now
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_read, may_write

#: Within these everything is said to be ready.
IN_STEP, BACKED_UP, FREE, LASTING = timedelta(hours=24), timedelta(hours=36), 1_000_000_000, 21


@dataclass(frozen=True)
class Check:
    """One point: is it ``ready``, what was found, what to do where it is not, and the screen where that is done."""

    key: str
    ready: bool
    found: str
    to_do: str = ""
    screen: str = ""

    @property
    def name(self) -> str:
        """What the point is called."""
        return words.POINTS[self.key][0]


@dataclass
class Ground:
    """What the report looks at. ``spaces`` are those the person may see; ``missing`` tells what a sign-in lacks."""

    reader: Reader
    who: Callable[[], Identity]
    files: FileStore
    safekeeping: Safekeeping
    folder: Path
    state: Callable[[], SyncState]
    neighbourhood: Callable[[], Neighbourhood]
    spaces: Callable[[], Sequence[str]] = lambda: ()
    missing: Callable[[], Sequence[str]] = lambda: ()
    now: datetime = field(default_factory=utc_now)

    @property
    def identity(self) -> Identity:
        """Who works here now."""
        return self.who()


def look(ground: Ground) -> tuple[Check, ...]:
    """Look at every point that concerns the person. Takes a second or two: belongs in the background."""
    ground.now = utc_now()
    return tuple(check for part in _PARTS for check in part(ground))


def _check(key: str, ready: bool, screen: str = "", **told: object) -> Check:
    _, well, ill, to_do = words.POINTS[key]
    return Check(key, ready, (well if ready else ill).format_map(told), "" if ready else to_do, screen)


def _complete(ground: Ground) -> Iterator[Check]:
    spaces, here = set(ground.spaces()), set(ground.reader.cursors())
    records = sum(ground.reader.count(name) for name in RECORD_TYPES if may_read(ground.identity.role, name))
    told = {"all": len(spaces), "here": len(spaces & here), "records": f"{records:,}"}
    yield _check("complete", bool(here) and spaces <= here, "sync_centre", **told)


def _age(ground: Ground) -> Iterator[Check]:
    steps = in_step(ground.reader)
    spaces = ground.spaces() or list(steps)
    oldest = min((steps[space] for space in spaces if space in steps), default=None)
    every = oldest is not None and all(space in steps for space in spaces)
    recent = oldest is not None and every and ground.now - oldest < IN_STEP
    ago = _ago(oldest, ground.now)
    what = words.IN_STEP.format(ago=ago) if every else words.NOT_IN_STEP
    yield _check("age", recent, "sync_centre", ago=ago, what=what)


def _whole(ground: Ground) -> Iterator[Check]:
    yield _check("whole", queries.is_whole(ground.reader), "backups")


def _sent(ground: Ground) -> Iterator[Check]:
    unsent = ground.reader.unsent().changes
    yield _check("sent", not unsent, "sync_centre", count=f"{unsent:,}")


def _photos(ground: Ground) -> Iterator[Check]:
    named = queries.photos_named(ground.reader)
    missing = sum(not ground.files.has(digest) for digest in named)
    yield _check("photos", not missing, "", all=f"{len(named):,}", missing=f"{missing:,}")


def _models(_ground: Ground) -> Iterator[Check]:
    from ml_models.model_file import ModelFileBroken
    from ml_models.registry import MODELS

    broken = []
    for model in MODELS.values():
        try:
            model.in_use()
        except (ImportError, ModelFileBroken):
            broken.append(score_words.MODELS[model.name])
    yield _check("models", not broken, "", which=words.AND.join(broken))


def _numbers(ground: Ground) -> Iterator[Check]:
    me = ground.identity
    if not me.store or not may_write(me.role, "number_block"):
        return
    left = queries.numbers_left(ground.reader, me.device, me.store)
    enough = all(one.left > 0 and (one.days is None or one.days >= LASTING) for one in left)
    yield _check("numbers", enough, "sync_centre", left=values.sentence(words.AND.join(map(_numbers_words, left))))


def _numbers_words(one: queries.NumbersLeft) -> str:
    numbered = words.NUMBERS.get(one.numbered, one.numbered)
    if not one.left:
        return words.NUMBERS_NONE.format(numbered=numbered)
    pattern = words.NUMBERS_UNUSED if one.days is None else words.NUMBERS_LEFT
    return pattern.format(left=one.left, numbered=numbered, days=one.days)


def _sign_in(ground: Ground) -> Iterator[Check]:
    missing = ground.missing()
    yield _check("sign_in", not missing, "", what=words.AND.join(missing))


def _backup(ground: Ground) -> Iterator[Check]:
    inventory = ground.safekeeping.inventory()
    newest = next(iter(inventory.here), None)
    if newest is None:
        yield _check("backup", False, "backups", what=words.NO_BACKUP)
        return
    ago = _ago(newest.backup.made, ground.now)
    old = ground.now - newest.backup.made > BACKED_UP
    what = words.BAD_BACKUP if newest.whole is False else words.OLD_BACKUP.format(ago=ago)
    second = words.SECOND if newest.both else ""
    yield _check("backup", newest.whole is not False and not old, "backups", ago=ago, what=what, second=second)


def _disk(ground: Ground) -> Iterator[Check]:
    free = shutil.disk_usage(ground.folder).free
    yield _check("disk", free >= FREE, "", free=size(free))


def _clock(ground: Ground) -> Iterator[Check]:
    off = ground.state().clock_off_ms
    what = words.CLOCK_UNKNOWN
    if off is not None:
        direction = diagnosis_words.FAST if off > 0 else diagnosis_words.SLOW
        what = words.CLOCK_OFF.format(off=diagnosis_words.off(off), direction=direction)
    yield _check("clock", off is not None and abs(off) <= TOLERANCE_MS, "", what=what)


def _cover(ground: Ground) -> Iterator[Check]:
    if may_read(ground.identity.role, "policy"):
        every, without = queries.policies_without_dates(ground.reader)
        yield _check("cover", not without, "policy", all=f"{every:,}", without=f"{without:,}")


def _papers(_ground: Ground) -> Iterator[Check]:
    from client.reports.edition import Edition
    from client.reports.paper import Sheet

    reason = ""
    try:
        with tempfile.TemporaryDirectory() as folder:
            paper = Path(folder) / "paper.pdf"
            sheet = Sheet(words.TITLE, Edition(datetime.now(UTC)), "")
            sheet.add(words.TITLE)
            sheet.write(paper)
            ready = paper.read_bytes().startswith(b"%PDF")
    except OSError as error:
        ready, reason = False, error.strerror or type(error).__name__
    yield _check("papers", ready, "", reason=reason)


def _neighbours(ground: Ground) -> Iterator[Check]:
    around = ground.neighbourhood()
    talking = sum(one.talking for one in around.neighbours)
    known = [one for one in around.neighbours if one.in_step_at is not None]
    closed = around.when is When.NEVER
    found = _check(
        "neighbours", bool(talking or known) and not closed, "sync_centre", count=talking,
        what=words.NEAR_CLOSED if closed else words.NEAR_NONE,
    )  # fmt: skip
    if found.ready and not talking:
        found = Check("neighbours", True, words.EXCHANGED_WITHOUT_HUB.format(count=len(known)))
    yield found


def _ago(instant: datetime | None, now: datetime) -> str:
    return values.ago(instant, now)


_PARTS: tuple[Callable[[Ground], Iterator[Check]], ...] = (
    _complete, _age, _whole, _sent, _photos, _models, _numbers, _sign_in, _backup, _disk, _clock, _cover, _papers,
    _neighbours,
)  # fmt: skip


def missing_of(secrets: Mapping[str, bytes | None]) -> tuple[str, ...]:
    """What a sign-in for weeks lacks, in words: the device's key, or what renews the sign-in."""
    named = {"device-key": words.KEY, "refresh-token": words.TOKEN}
    return tuple(named[name] for name, held in secrets.items() if held is None)
