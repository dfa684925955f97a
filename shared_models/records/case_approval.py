"""An approval in a case, as a fact: a manager agrees to a refund above what a salesperson may promise."""

from __future__ import annotations

from shared_models.schema import About, Record, line, money, reference


class CaseApproval(Record):
    """Written once by a manager; it covers a refund up to ``amount`` for the case of ``stake``."""

    __tablename__ = "case_approval"
    about = About(
        label="Refund approval", plural="Refund approvals", icon="check", space="stock", title="Approval of {amount}",
        fact=True,
    )  # fmt: skip

    stake = line("Case", required=True, longest=32)
    amount = money("Amount", required=True, in_list=True)
    person = reference("Approved by", "person", required=True, in_list=True)
    reason = line("Reason")
