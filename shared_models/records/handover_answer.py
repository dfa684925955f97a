"""What became of work that was handed over, as a fact that goes back to who handed it over."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, line, prose, reference

ANSWERS = {"applied": "Done", "declined": "Declined"}


class HandoverAnswer(Record):
    """One answer; the first by the hub's order counts."""

    __tablename__ = "handover_answer"
    about = About(
        label="Answer to handed-over work", plural="Answers to handed-over work", icon="check", space="inbox",
        title="{answer}: {what}", fact=True,
    )  # fmt: skip

    to = reference("Given to", "person", required=True)
    sender = reference("From", "person", required=True, in_list=True)
    handover = line("Handed-over work", required=True, longest=32)
    what = line("What", required=True, boost=1, in_list=True)
    answer = choice("Answer", ANSWERS, required=True, in_list=True)
    note = prose("Note")
