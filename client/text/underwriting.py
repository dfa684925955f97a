"""Words of underwriting: what is proposed for a policy and why, and what a person decided."""

TITLE = "Underwriting"
HELP = "A rule and a model propose; a named person decides. Nothing is declined by itself."
DECIDE = "Decide …"
TAKE_BACK = "Take the decision back …"
NOTHING = "Nothing has been decided yet."
DECIDE_FOR = "Underwriting of policy {number}"
SAVE = "Record the decision"
WORKING = "Working out what is proposed …"
FAILED = "What is proposed could not be worked out. You can decide without it."
PROPOSED = {
    "accept": "Proposed: accept.", "refer": "Proposed: refer to an underwriter.", "decline": "Proposed: decline.",
}  # fmt: skip
REASONS = "Why"
SPEAKS_FOR = {"accept": "for accepting", "refer": "for referring", "decline": "for declining"}
REASON = "{reason} ({speaks})"
#: By the reason of the proposal.
GROUNDS = {
    "risk_high": "Accident risk {risk} %, from {high} % on it is high",
    "risk_not_known": "The accident risk is not known: not every vehicle has a score",
    "risk_low": "Accident risk {risk} %",
    "claims_many": "Claims of the policyholder in three years: {claims}",
    "claims_some": "Claims of the policyholder in three years: {claims}",
    "claims_none": "No claim of the policyholder in three years",
    "claims_not_known": "No claim, but the policyholder has been with the house for less than a year",
    "cover_missing": "Third-party liability is required and not among the cover",
    "cover_whole": "The required cover is there",
    "premium_below_claims": "The premium of {premium} is below the claims to be expected, {expected}",
}  # fmt: skip
DECISION = "Your decision"
DECISIONS = {"accept": "Accept", "refer": "Refer", "decline": "Decline"}
WHY = "Why"
WHY_HELP = "Needed to decline, and to decide otherwise than proposed."
WHY_NEEDED = "Say why: this is another decision than the one proposed."
WHY_DECLINE = "Say why the policy is declined."
AS_PROPOSED = "As proposed"
DESCRIBES = "The proposal describes rule and model, not the person."
SAVED = "Underwriting of {number}: {decision}"
ENTRY = "{decision} by {person}"
ENTRY_DETAIL = "{when} · proposed: {proposal} · {reason}"
ENTRY_PLAIN = "{when} · {reason}"
TAKE_BACK_FOR = "Take back the decision on policy {number}"
TAKE_BACK_SAVE = "Take it back"
TAKEN_BACK = "The decision on {number} was taken back"

# The queue.
QUEUE = "Underwriting"
QUEUE_DETAIL = "Waiting for a decision: {waiting:,}. Referred: {referred:,}."
QUEUE_HELP = (
    "The first to begin comes first; of the same day the one with the most vehicles, then the dearest. A row opens the "
    "decision. A rule and a model propose; a named person decides."
)
QUEUE_LOOK = "The first to begin comes first. A row opens the policy; underwriters decide."
WAITING, REFERRED, DECIDED = "Waiting for a decision", "Referred to an underwriter", "Decided lately"
WAITING_NOTHING = "No policy waits for a decision."
REFERRED_NOTHING = "No policy was referred."
DECIDED_NOTHING = "Nobody has accepted or declined a policy yet."
MORE_WAIT = "Further policies that come when these have been decided: {count:,}."
ROW = "{number} · {holder}"
ROW_DETAIL = "begins {day} · vehicles: {vehicles} · {premium} a year · {reasons}"
ROW_REFERRED = "referred by {person}: {reason}"
ROW_PROPOSED = "Proposed: {proposal}"
ROW_SPOKEN = "{title}, {proposed}, {detail}"
DECIDED_DETAIL = "{person} · {detail}"
OPEN_POLICY = "Open the policy"
OPEN_POLICY_NAME = "Open the policy: {number}"
TAKE_BACK_NAME = "Take the decision back … {number}"
