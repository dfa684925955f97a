"""The answer to a request for approval, as a fact: granted or declined, by whom, in what words."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, line, reference

ANSWER = {"granted": "Granted", "declined": "Declined"}


class ApprovalAnswer(Record):
    """Written once. Of several answers to one request the first holds (see ``client.business.approvals``)."""

    __tablename__ = "approval_answer"
    about = About(
        label="Approval answer", plural="Approval answers", icon="check", space="leads", title="{answer}", fact=True
    )

    request = reference("Request", "approval_request", required=True, in_list=True)
    answer = choice("Answer", ANSWER, required=True, facet=True, in_list=True)
    person = reference("Answered by", "person", required=True, facet=True, in_list=True)
    words = line("In words", boost=1, in_list=True)
    store = reference("Store", "store", required=True, facet=True)
