"""Words of the page of one customer: what they agreed to, and everything that happened with them."""

TIMELINE = "Everything with this customer"
TIMELINE_NOTHING = "Nothing has happened with this customer yet."
NOTHING_OF = "Nothing of this kind."
FILTER = "What the timeline shows"
GROUPS = {
    "all": "Everything",
    "lead": "Leads",
    "drive": "Test drives",
    "deal": "Sales and payments",
    "policy": "Policies",
    "claim": "Claims",
    "contact": "Contacts and tasks",
}
GROUP = "{label}: {number}"
MORE = "Show all {count}"

# Entries of the timeline.
ENTRY = "{when} · {detail}"
LEAD = "Lead: {car}"
LEAD_NO_CAR = "Lead"
DRIVE = "Test drive: {car}"
SALE = "Bought {car} for {price}"
DEPOSIT = "Deposit of {amount} on {car}"
HOLD = "{car} held until {until}"
PAYMENT = "Payment: {amount}"
REFUND = "Paid back: {amount}"
POLICY = "Policy {number}: {insurer}"
CLAIM = "Claim {number}: {cause}"
ACTIVITY = "{kind}: {subject}"
EXPIRES = "Expires {day}"

# What they agreed to.
CONSENTS = "Contact and consent"
PHONE, EMAIL, TOWN, PREFERS = "Phone", "E-mail", "Town", "Prefers"
GIVEN_ON = "Consent given on"
MAY = {"consent_email": "May be written to about offers", "consent_phone": "May be called about offers"}
MAY_NOT = {
    "consent_email": "May not be written to about offers",
    "consent_phone": "May not be called about offers",
}
UNKNOWN = {
    "consent_email": "Not asked about e-mail offers",
    "consent_phone": "Not asked about calls with offers",
}
LICENCE = "Driving licence"
LICENCE_UNTIL = "Valid until {day}"
LICENCE_OVER = "Expired on {day}"
LICENCE_NONE = "Not noted"
