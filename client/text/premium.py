"""Words of premiums that are tried out: of one policy, and of all that end soon."""

TITLE = "Premium for {number}"
TITLE_PLAIN = "Premium what-if"
ALL = "Premiums of the next {days} days"
DETAIL = "{holder} · ends {day} · now {premium}"
ALL_DETAIL = "{count} policies in force end within {days} days."
TRY = "Try premiums"
TRY_ALL = "Propose premiums"
HELP = "Nothing is changed or offered: it shows what a premium is expected to do, and a person renews."
MODEL_ONLY = (
    "This describes the model, not causes. It does not know what the deductible or the cover changes about who lapses; "
    "a dearer premium never predicts fewer lapses."
)

# What a person allows.
BOUNDS = "What is allowed"
OBJECTIVE = "What is best"
OBJECTIVES = {
    "income": "The highest expected margin", "kept": "The most likely renewal",
    "saving": "The largest saving for the policyholder",
}  # fmt: skip
FLOOR, CAP = "Lowest premium", "Highest premium"
OF_LAST = "% of last year's"
CAPPED = "Nobody pays more than new business"
NEW_BUSINESS = "What new business pays"
NEW_BUSINESS_HELP = "Left empty, last year's premium counts."
REQUIRED = "Cover that must stay"
REQUIRED_HELP = "Third-party liability always stays."
DEDUCTIBLES = "Deductibles to try"
SPARE = "Cover to try without"
WORK_OUT = "Work it out"
ORDER = "The lowest premium must not be above the highest."

# What was found.
PROPOSED = "Proposed: {premium} a year with a deductible of {deductible}. {objective}."
PROPOSED_BOUNDS = "Allowed: {low} to {high}."
NEAREST = "It is the one nearest to last year's: which has the highest margin is not known"
FIGURES = "Proposal"
RENEWS, MARGIN, SAVING, DEARER = "Chance of renewal", "Expected margin", "Saving", "Dearer by"
RENEWS_VALUE = "{percent} %"
MARGIN_UNKNOWN = "not known: fewer than {least} claims in {currency}"
PREMIUM, DEDUCTIBLE, COVER = "Premium", "Deductible", "Cover"
GRID = "Deductibles and cover compared"
GRID_HELP = "Each line has the best premium within what is allowed. With all cover first, then without each one tried."
GRID_COLUMNS = ("Premium", "Deductible", "Cover", "Chance of renewal", "Expected margin", "Saving")
RENEWS_CHART = "Chance of renewal by premium"
MARGIN_CHART = "Expected margin by premium"
RENEWS_SUMMARY = "From {most} % at {low} to {least} % at {high}."
MARGIN_SUMMARY = "Highest at {premium}: {margin}."
MARGIN_NOTHING = "What claims to expect is not known, so neither is the margin."
VEHICLES = "By vehicle"
BY_RISK = "Shared out by accident risk."
EQUALLY = "Shared out equally: not every vehicle has a score."
VEHICLE_COLUMNS = ("Vehicle", "Now", "Proposed", "Saving")
VEHICLES_NOTHING = "No vehicle is in the schedule."
RENEW_SO = "Renew on these terms …"
NO_PREMIUM = "The policy has no premium to go by."
LACKS = "{covers} is required and the policy does not have it. Add it to the policy first."
NO_MODEL = "The model for this is not on this device."
NOTHING_DUE = "No policy in force ends within 90 days."
NOT_HERE = "This policy is not on this device."

# All of them.
PROPOSALS = "Proposals"
LINE = "{number} · {holder}"
LINE_DETAIL = "ends {day} · now {last}, proposed {premium} · {percent} % renew"
LINE_NONE = "ends {day} · {why}"
SAVES, COSTS, SAME = "saves {amount}", "{amount} dearer", "unchanged"
LEFT_ALONE = "Nothing proposed"
SUM = "{premium} instead of {last}: {change}. About {staying} of {policies} renew. {objective}."
SUM_MARGIN = "Expected margin {margin}."
SUM_COLUMNS = ("Policies", "Last year", "Proposed", "Saving", "Expected to renew", "Expected margin")
SUMS = "Together"
PROPOSALS_COLUMNS = (
    "Policy", "Policyholder", "Ends", "Last year", "Proposed", "Saving", "Chance of renewal", "Expected margin",
)  # fmt: skip
OPEN_HINT = "A line opens what is tried for that policy."

# The report.
REPORT = "Report of saving"
REPORT_NAME = "Save the report of saving"
REPORT_TITLE = "Saving by proposed premiums"
REPORT_FILE = "Saving {day}"
REPORT_BOUNDS = "Premiums from {floor} % to {cap} % of last year's"
REPORT_CAPPED, REPORT_UNCAPPED = "No more than new business pays", "May exceed what new business pays"
REPORT_REQUIRED = "Required cover"
REPORT_ALLOWED = "What is allowed"
REPORT_LEFT = "Left as they are"
REPORT_LEFT_COLUMNS = ("Policy", "Policyholder", "Why")
REPORT_WHY = "Why nothing is proposed"
TO_PDF, TO_CSV = "Report to print (PDF)", "Text file (CSV)"
CURRENCY = "Currency"
