"""Words about what a person did, how it is undone, and what stays because others have built on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo

from client.changes import Kept
from client.reading.deed_queries import PastDeed
from client.text import values
from client.text.records import in_sentence
from shared_models.kinds import Rows
from shared_models.records import RECORD_TYPES

TITLE = "What I did"
DETAIL = "Everything you did on this device in the last 30 days. Undoing is a new change: it reaches the others too."
NOTHING_YET = "Nothing yet. What you add, change, import or put away appears here."
UNDO = "Undo"
REDO = "Do again"
UNDO_NAME = "Undo: {deed}"
REDO_NAME = "Do again: {deed}"
OPEN_NAME = "Open {title}"
OPEN = "Open"
UNDONE = "Undone"
REDONE = "Done again"
STANDS = "Done"
NOTHING_TO_UNDO = "There is nothing to undo."
NOTHING_TO_REDO = "There is nothing to do again."
NOT_UNDONE = "That could not be undone: {reason}"
PARTLY = "{done}, but for this: {kept}"
SOMEBODY = "Somebody"
YOU = "You"

_KINDS = {
    "create": "Added {label} {title}",
    "edit": "Changed {fields} of {title}",
    "archive": "Archived {title}",
    "restore": "Restored {title}",
    "import": "Imported {count}",
    "bulk": "Changed {fields} of {count}",
    "merge": "Merged {other} into {title}",
    "fact": "Recorded: {title}",
    "undo": "Took back a change of {title}",
    "redo": "Did a change of {title} again",
}
SOME_FIELDS = "something"
AND = "{first} and {last}"
MANY_FIELDS = "{first} and {count} more"

CHANGED = "{who} changed {what} at {when}; it stays."
CHANGED_SOMETIME = "{what} has been changed since; it stays."
CHANGED_RECORD = "{who} has worked on {what} since, at {when}; it stays."
ARCHIVED = "{who} put {what} away or brought it back at {when}; that stays."
REMOVED = "A row of {what} has been taken away since; it stays away."
REFUSED = "The hub refused it, so it does not count; the sync centre shows it."
AND_MORE = "And {count} more."
ON = "{field} of {title}"
#: The way out for what is recorded once, by its record type.
WAYS_OUT = {
    "sale": "A sale is recorded once. To take the car back, record the return and the refund on the car's page.",
    "hold": "A hold is recorded once. Release it on the car's page, or let it run out.",
    "payment": "A payment is recorded once. Record the refund as a payment of its own.",
    "claim_decision": "A decision is recorded once. Record the new decision; the latest one counts.",
}
WAY_OUT = "{label}: this is recorded once and cannot be undone. A later record corrects it."
_MOST_NAMED = 3


def sentence(deed: PastDeed) -> str:
    """What was done, in a few words."""
    record_type = RECORD_TYPES[deed.record_type]
    about = record_type.about
    count = f"{deed.records:,} {in_sentence(about.plural if deed.records != 1 else about.label)}"
    pattern = _KINDS.get(deed.kind, _KINDS["edit"])
    title = values.NOTHING if not deed.title else deed.title
    return pattern.format(
        label=in_sentence(about.label), title=title, count=count, fields=_fields(deed.fields), other=deed.other
    )


def _fields(labels: Sequence[str]) -> str:
    if len(labels) < 2:
        return labels[0] if labels else SOME_FIELDS
    return AND.format(first=labels[0], last=labels[1]) if len(labels) == 2 else MANY_FIELDS.format(
        first=labels[0], count=len(labels) - 1
    )  # fmt: skip


def kept_sentences(kept: Sequence[Kept], me: str, zone: tzinfo, title_of: Callable[[str, str], str]) -> str:
    """What an undo left as it is, and why: the first few, and how many more."""
    named = [_kept(each, me, zone, title_of) for each in kept[:_MOST_NAMED]]
    more = [AND_MORE.format(count=f"{len(kept) - _MOST_NAMED:,}")] if len(kept) > _MOST_NAMED else []
    return " ".join([*dict.fromkeys(named), *more])


def _kept(kept: Kept, me: str, zone: tzinfo, title_of: Callable[[str, str], str]) -> str:
    if kept.why == "fact":
        label = RECORD_TYPES[kept.record_type].about.label
        return WAYS_OUT.get(kept.record_type, WAY_OUT.format(label=label))
    if kept.why == "refused":
        return REFUSED
    who = YOU if kept.author == me else kept.author_name or SOMEBODY
    when = values.moment(kept.at, zone) if kept.at else ""
    title = title_of(kept.record_type, kept.record)
    what = ON.format(field=_label(kept), title=title) if _label(kept) else title
    if not kept.at:
        return (REMOVED if kept.why == "removed" else CHANGED_SOMETIME).format(what=what)
    pattern = {"archived": ARCHIVED, "changed": CHANGED if kept.path else CHANGED_RECORD}[kept.why]
    return pattern.format(who=who, what=title if kept.why == "archived" else what, when=when)


def _label(kept: Kept) -> str:
    """What people call the path: the field, and the cell within it."""
    field = RECORD_TYPES[kept.record_type].fields().get(kept.path[0]) if kept.path else None
    if field is None:
        return ""
    if len(kept.path) == 3 and isinstance(field.kind, Rows):
        cell = field.kind.field(kept.path[2])
        return f"{field.label}, {cell.label}" if cell else field.label
    return field.label
