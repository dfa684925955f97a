"""Words of the risk review, of the claim review queue, and of how the models treat groups of people."""

# --- the risk review ---
TITLE = "Risk review"
DETAIL = "Vehicles by accident risk, and how they are driven. High is above {high} %, medium above {medium} %."
WITHOUT_AGE = "The driver's age has no part in it: your house has switched it off."
DESCRIBES = (
    "The reasons describe the model, not causes: they say what moved a score against the average, "
    "not what would change the outcome."
)
HIGHEST = "Highest risk"
HIGHEST_NOTHING = "No vehicle has a risk score yet."
NO_DATA = "Not enough data"
NO_DATA_NOTHING = "Every vehicle with telematics has a score."
ROW_SPOKEN = "{vehicle}, risk {percent} per cent, {band}. {reasons}"
RISK = "{percent} %"
COACHINGS = "Coaching"
COACHINGS_NOTHING = "No coaching task is open."
COACH = "New coaching task"
COACH_TITLE = "Coaching task"
COACH_SAVE = "Save task"
COACH_SUBJECT = "Driving style"
COACH_SAVED = "Coaching task saved"
COACH_DETAIL = "{driver} · due {day}"
CLAIMS, FAIRNESS, RULES = "Claims to review", "How groups are treated", "Rules of risk"
RULES_SAVE = "Save rules"
RULES_SAVED = "Rules of risk saved; all risks are computed anew"
RULES_ORDER = "Medium must not be above high."

# --- the claim review queue ---
QUEUE = "Claims to review"
QUEUE_DETAIL = (
    "Claims that stand out, the most striking first: {count} of {whole}. "
    "A score rejects nothing; you look, and you decide."
)
QUEUE_NOTHING = "No claim stands out that nobody has looked at."
REVIEWED = "Reviewed"
REVIEWED_NOTHING = "Nobody has reviewed a claim yet."
REVIEWED_DETAIL = "{verdict} · {person} · {reason}"
SUSPICION = "Does it stand out?"
SUSPICION_DETAIL = "How much this claim looks like ones that turned out to be fraud."
REVIEW = "Say what you found"
REVIEW_TITLE = "Review of claim {number}"
REVIEW_SAVE = "Save review"
REVIEW_SAVED = "Claim {number}: {verdict}"
CLAIM_ROW = "Claim {number} · {cause}"
CLAIM_SPOKEN = "Claim {number}, {cause}, {percent} per cent, {band}. {reasons}"
SAVE_REVIEWED = "Save these for training"
SAVE_FILE = "reviewed_claims.csv"
SAVE_KINDS = "Tables (*.csv)"
SAVED = "Reviewed claims saved in {name}: {count}"
NOT_SAVED = "Not saved: {problem}"
NONE_TO_SAVE = "No claim has been confirmed as fraud or cleared yet."

# --- fairness ---
FAIR_TITLE = "How groups are treated"
FAIR_DETAIL = (
    "For each model in use, on rows of its training data that it had not seen when it was measured, not on your "
    "records. What a person is has no part in a score, but for the driver's age in the accident risk, "
    "which a house may switch off."
)
FAIR_BY = "{model} by {attribute}"
FAIR_ATTRIBUTES = {
    "age": "age",
    "marital": "marital status",
    "gender": "gender",
    "sex": "gender",
    "region": "region",
    "Region": "region",
    "Area": "area",
    "driver's age": "driver's age",
    "polholder_age": "age of the policyholder",
    "polholder_gender": "gender of the policyholder",
    "vehicl_region": "region of the vehicle",
}
FAIR_NOTHING = "Nothing is measured by group for this model yet."
FAIR_VERSION = "{model}, version {version}"
FAIR_FIGURES = (
    "Parity ratio {parity}: how often the least listed group is listed, against the most listed. "
    "Gap in finding {gap}. Predicted against observed is furthest from 1 for {group}: {calibration}."
)
FAIR_PASSED = "The gate of a release lets it pass."
FAIR_COLUMNS = ("Group", "Rows", "Observed", "Predicted", "Listed", "Found")
FAIR_HELP = (
    "Listed: its share among the highest-scored fifth. Found: of those it happened to, how many are listed. "
    "Groups of fewer than 100 rows are shown and not judged."
)
