"""What an underwriter is proposed to do with a policy, with the reasons; and the decision, which a named person makes.

A proposal is a rule over what is known: the risk score (`accident_risk`), claims, cover, premium. It never declines by
itself: "decline" is a proposal like the others, and a decision to decline needs a person's name and their reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Decision = Literal["accept", "refer", "decline"]
Reason = Literal[
    "risk_high", "risk_not_known", "risk_low", "claims_many", "claims_some", "claims_none", "claims_not_known",
    "cover_missing", "cover_whole", "premium_below_claims",
]  # fmt: skip
_ORDER: tuple[Decision, ...] = ("accept", "refer", "decline")


class NoNamedPerson(ValueError):
    """A decision without a person who made it, or a decline without their reason."""


@dataclass(frozen=True)
class Rules:
    """From when on a policy is referred, and from when on declining is proposed. A tenant's own.

    ``refer_risk``, ``decline_risk``: scores above which. ``refer_claims``, ``decline_claims``: claims of three years.
    """

    refer_risk: float = 0.7
    decline_risk: float = 0.9
    refer_claims: int = 2
    decline_claims: int = 5


@dataclass(frozen=True)
class Case:
    """What is known of a policy that is to be underwritten; None where it is not. Money in minor units.

    ``risk`` from 0 to 1; ``claims``: how many in three years; ``cover`` and ``required``: which cover, by its code.
    """

    risk: float | None
    claims: int | None
    cover: frozenset[str]
    required: frozenset[str]
    premium: int | None = None
    expected_claims: int | None = None


@dataclass(frozen=True)
class Proposal:
    """What is proposed, and every reason with what it speaks for: the gravest of them is the proposal."""

    decision: Decision
    reasons: tuple[tuple[Reason, Decision], ...]


@dataclass(frozen=True)
class Decided:
    """A decision that somebody made, beside what was proposed."""

    decision: Decision
    person: str
    why: str
    proposal: Proposal

    @property
    def followed(self) -> bool:
        """Whether the person did as proposed."""
        return self.decision == self.proposal.decision


def propose(case: Case, rules: Rules = Rules()) -> Proposal:
    """Accept, refer or decline. What is not known is referred: nobody is accepted or declined for want of data."""
    found = [_of_risk(case.risk, rules), _of_claims(case.claims, rules)]
    whole = case.required <= case.cover
    found.append(("cover_whole", "accept") if whole else ("cover_missing", "refer"))
    if case.premium is not None and case.expected_claims is not None and case.premium < case.expected_claims:
        found.append(("premium_below_claims", "refer"))
    found.sort(key=lambda each: -_ORDER.index(each[1]))
    return Proposal(found[0][1], tuple(found))


def _of_risk(risk: float | None, rules: Rules) -> tuple[Reason, Decision]:
    if risk is None or not 0 <= risk <= 1:
        return "risk_not_known", "refer"
    if risk > rules.decline_risk:
        return "risk_high", "decline"
    return ("risk_high", "refer") if risk > rules.refer_risk else ("risk_low", "accept")


def _of_claims(claims: int | None, rules: Rules) -> tuple[Reason, Decision]:
    if claims is None or claims < 0:
        return "claims_not_known", "refer"
    if claims >= rules.decline_claims:
        return "claims_many", "decline"
    if claims >= rules.refer_claims:
        return "claims_many", "refer"
    return ("claims_some", "accept") if claims else ("claims_none", "accept")


def decide(proposal: Proposal, decision: Decision, person: str, why: str = "") -> Decided:
    """Note a person's decision. Raises NoNamedPerson without a name; to decline, or go another way, needs a reason."""
    if not person.strip():
        raise NoNamedPerson("person: a decision needs the name of whoever made it.")
    if (decision == "decline" or decision != proposal.decision) and not why.strip():
        raise NoNamedPerson("reason: declining, or deciding otherwise than proposed, needs a reason in words.")
    return Decided(decision, person.strip(), why.strip(), proposal)
