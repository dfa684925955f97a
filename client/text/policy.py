"""Words of policies: the page of one, whether it covers a vehicle on a day, and the form of a new one."""

NOT_HERE = "This policy is not on this device"
NOT_HERE_TEXT = "It may have been taken away, or it belongs to a part of the house you do not see."
DETAIL = "{insurer} · {vehicle}"
TITLE = "Policy {number}"
EDIT, NEW_CLAIM, RENEW = "Edit", "Report a claim", "Renew"
TERMS = "Terms"
PERIODS = "Periods and changes"
PERIODS_NOTHING = "No change has been entered yet."
PERIOD_TITLE = "{transaction} from {day}"
PERIOD_DETAIL = "until {until} · {premium}"
PERIOD_NOTE = "until {until} · {premium} · {note}"
COVER = "Cover"
COVER_NOTHING = "No cover line has been entered."
COVER_COLUMNS = ("Cover", "Limit", "Deductible", "Clause")
SCHEDULE = "Insured vehicles"
SCHEDULE_NOTHING = "No vehicle is in the schedule; the policy covers {vehicle}."
SCHEDULE_DETAIL = "{vin} · {span}"
SPAN = "{start} to {end}"
SPAN_OPEN = "from {start}"
SPAN_UNTIL = "until {end}"
SPAN_WHOLE = "for the whole period"
RISK_PILL = "Risk {percent} %"
DRIVERS = "Named drivers"
DRIVERS_NOTHING = "No driver is named."
INSTALMENTS = "Instalments"
INSTALMENTS_NOTHING = "The premium is not paid in instalments."
INSTALMENT_COLUMNS = ("Due", "Amount", "Paid on")
NOT_PAID = "Not paid"
LATE = "Overdue"
PAID_SO_FAR = "{paid} of {total} paid."
PAID_ALL = "All {total} paid."
LATE_SUM = "{amount} overdue since {day}."
NEXT_DUE = "Next: {amount} on {day}."
SUM_RIGHT = "Together {total}: the whole premium."
SUM_WRONG = "Together {total}, but the premium is {premium}: {difference} apart."
SUM_MIXED = "The instalments are in several currencies, so they are not added up."
SUM_PLAIN = "Together {total}."
CLAIMS = "Claims"
CLAIMS_NOTHING = "No claim has been made under this policy."
NOTES = "Notes"

# Is this vehicle covered on a day?
ASK = "Is this vehicle covered on a date?"
ASK_VEHICLE, ASK_DAY, ASK_BUTTON = "Vehicle", "Date", "Check cover"
ASK_MISSING = "Choose a vehicle and a date."
YES = "Yes, {vehicle} is covered on {day}."
YES_LINE = "{cover}: limit {limit}, deductible {deductible}, clause {clause}"
YES_NO_CLAUSE = "{cover}: limit {limit}, deductible {deductible}"
YES_NO_LINES = "No cover line has been entered, so the policy's own papers say what is covered."
NO = {
    "draft": "No: the policy is only a draft.",
    "no_dates": "That cannot be told: the policy has no expiry date.",
    "before": "No: the policy begins only on {day}.",
    "after": "No: the policy ended on {day}.",
    "cancelled": "No: the policy was cancelled.",
    "cancelled_on": "No: the policy was cancelled with effect from {day}.",
    "lapsed": "No: the policy has lapsed.",
    "not_scheduled": "No: {vehicle} is not among the insured vehicles.",
    "not_yet": "No: {vehicle} is covered only from {day}.",
    "no_longer": "No: {vehicle} was covered until {day}.",
}

# The form of a new policy.
NEW = "New policy"
NEW_DETAIL = "Fields marked as required are needed; everything else can follow."
CREATED = "Policy created successfully"
VEHICLE_NOT_FOUND_TEXT = (
    "Vehicle not found: “{text}” is no VIN or registration on this device. The policy can be saved all the same."
)
ADD_VEHICLE = "Add this vehicle"
VEHICLE_FOUND = "{vehicle}, {status}"
ADDED = "{vehicle} added"
DUPLICATE = "There is already a policy with the number {number} ({insurer}, until {day}). It can be saved all the same."
LEAVE_TITLE = "Leave without saving?"

# Renewal.
RENEW_FOR = "Renew policy {number}"
RENEW_SAVE = "Renew"
RENEWED = "Policy {number} renewed until {day}"
RENEW_UNTIL = "New expiry"
RENEW_PREMIUM = "New premium"
RENEW_ORDER = "The new expiry lies before the present one, {day}."
