"""Words about the hub: how things stand, in one sentence, and what to do about it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from client.sync_state import Phase, SyncState
from shared_models.clock import utc_now

NO_RECOVERY = "Nothing was kept for a recovery key that you may open."
SIGN_IN_NEEDED = "Please sign in. Your work on this device is safe."
SIGN_IN_AGAIN = "The hub asks you to sign in again ({reason}). Your work on this device is safe."
KEY_LOST = "This device has lost its key. Please enrol it again; your work on this device is safe."

LOCKED = "This device was revoked"
ALL_SAFE = "All safe on the hub"
ONE_HERE = "1 change only on this device since {time}"
MANY_HERE = "{count:,} changes only on this device since {time}"
SENDING_ONE = "Sending 1 change to the hub"
SENDING_MANY = "Sending {count:,} changes to the hub"
FILE_HERE = "1 photo or paper only on this device"
FILES_HERE = "{count:,} photos and papers only on this device"
SENDING_FILE = "Sending 1 photo or paper to the hub"
SENDING_FILES = "Sending {count:,} photos and papers to the hub"
OFFLINE_NOTHING = "Hub not reached; nothing waits on this device"
OFFLINE_HEARD = "Hub not reached since {time}; nothing waits on this device"
FIRST_SYNC = "Fetching your records: {done:,} so far"
CATCHING_UP = "Catching up with the hub"
NOT_ENROLLED = "This device is not connected to a hub yet"
SIGNED_OUT = "Please sign in to reach the hub"
REFUSED_ONE = "1 change was refused by the hub"
REFUSED_MANY = "{count:,} changes were refused by the hub"

FROZEN = "{sentence}; the hub takes nothing for now"
NEIGHBOUR, NEIGHBOURS = "{sentence}; 1 neighbour", "{sentence}; {count:,} neighbours"

HUB_SILENT = "The hub at {hub} does not answer. Please check the address and the network, then try again."
UNREACHABLE = "The hub at {hub} does not answer. Work goes on; what you save is kept here and sent later."
FIRST_SYNC_STOPPED = "Fetching was stopped. What has arrived is here; choose “Sync now” to go on."
ENDED_BY_HUB = "The hub has ended the connection ({code}). It is tried again; what you save is kept here."
UNEXPECTED = "Something unexpected happened while talking to the hub. It is tried again; nothing is lost."


def sentence(state: SyncState, zone: ZoneInfo) -> str:
    """How things stand, in words anyone understands. Times are those of ``zone``."""
    told = _sentence(state, zone)
    if not state.neighbours or state.phase is Phase.LIVE:
        return told
    return (NEIGHBOUR if state.neighbours == 1 else NEIGHBOURS).format(sentence=told, count=state.neighbours)


def _sentence(state: SyncState, zone: ZoneInfo) -> str:
    if state.phase in (Phase.NOT_ENROLLED, Phase.LOCKED):
        return LOCKED if state.phase is Phase.LOCKED else NOT_ENROLLED
    if state.phase is Phase.FIRST_SYNC:
        return FIRST_SYNC.format(done=state.done)
    if state.unsent or state.unsent_files:
        told = _unsent(state, zone) if state.unsent else _unsent_files(state)
        return FROZEN.format(sentence=told) if state.kept else told
    if state.phase is Phase.SIGNED_OUT:
        return SIGNED_OUT
    if state.phase is Phase.OFFLINE:
        return OFFLINE_HEARD.format(time=clock_time(state.last_heard, zone)) if state.last_heard else OFFLINE_NOTHING
    if state.phase is Phase.CATCHING_UP:
        return CATCHING_UP
    if state.refused:
        return REFUSED_ONE if state.refused == 1 else REFUSED_MANY.format(count=state.refused)
    return ALL_SAFE


def _unsent(state: SyncState, zone: ZoneInfo) -> str:
    if state.sends:
        return SENDING_ONE if state.unsent == 1 else SENDING_MANY.format(count=state.unsent)
    time = clock_time(state.unsent_since, zone)
    return ONE_HERE.format(time=time) if state.unsent == 1 else MANY_HERE.format(count=state.unsent, time=time)


def _unsent_files(state: SyncState) -> str:
    one, many = (SENDING_FILE, SENDING_FILES) if state.sends else (FILE_HERE, FILES_HERE)
    return one if state.unsent_files == 1 else many.format(count=state.unsent_files)


def clock_time(instant: datetime | None, zone: ZoneInfo) -> str:
    """An instant as a time of today, or with its day when it is not of today."""
    if instant is None:
        return "–"
    local = instant.astimezone(zone)
    same_day = local.date() == utc_now().astimezone(zone).date()
    return local.strftime("%H:%M") if same_day else local.strftime("%d %b %H:%M")
