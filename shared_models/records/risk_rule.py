"""What a tenant lets the accident risk use, and where its bands begin, as a fact."""

from __future__ import annotations

from shared_models.schema import About, Record, flag, line, number, reference


class RiskRule(Record):
    """The latest counts for every device; without one the driver's age is used and high is above 70 %."""

    __tablename__ = "risk_rule"
    about = About(
        label="Rule of risk", plural="Rules of risk", icon="settings", space="directory", title="{reason}", fact=True,
        card="View rule of risk {reason}",
    )  # fmt: skip

    use_driver_age = flag("Use the driver's age", required=True, in_list=True, help="No: it has no part in any risk")
    medium = number("Medium above", "%", least=0, most=100, required=True, in_list=True)
    high = number("High above", "%", least=0, most=100, required=True, in_list=True)
    reason = line("Why", required=True, longest=400, in_list=True)
    person = reference("Said by", "person", required=True, in_list=True)
