"""An activity: a call, visit, walk-in, note or task about a lead or customer."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, day, flag, instant, line, prose, reference

KIND = {
    "call": "Call",
    "visit": "Visit",
    "walk_in": "Walk-in",
    "email": "E-mail",
    "note": "Note",
    "task": "Task",
}


class Activity(Record):
    """Something done or to be done; a task has a due day and is done or not."""

    __tablename__ = "activity"
    about = About(
        label="Activity",
        plural="Activities",
        icon="check",
        space="leads",
        title="{subject}",
        subtitle="{kind} · {due}",
        card="View {kind}: {subject}",
    )

    kind = choice("Kind", KIND, required=True, facet=True, in_list=True)
    subject = line("Subject", required=True, boost=3, in_list=True)
    store = reference("Store", "store", required=True, facet=True)
    customer = reference("Customer", "customer", boost=2, in_list=True)
    lead = reference("Lead", "lead")
    person = reference("Assigned to", "person", facet=True, in_list=True)
    happened_at = instant("Happened at", in_list=True)
    due = day("Due", in_list=True)
    done = flag("Done", facet=True, in_list=True)
    outcome = line("Outcome", boost=1)
    notes = prose("Notes", boost=1)
