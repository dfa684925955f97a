"""What scores and their reasons say: a device puts another language in their places, training and the hub do not."""

# --- a reason ---
POINTS = "{subject}: {sign}{count:,} points"
TENTHS = "{subject}: {sign}{points:.1f} points"
ONE_POINT = "{subject}: {sign}1 point"
NO_DIFFERENCE = "{subject}: no difference"
NOT_KNOWN = "{label} not known"
UNKNOWN = "What is not known"
NUMBER = "{label} {number:,}"

# --- leads ---
LEAD_LABELS = {
    "contact": "Way of contact",
    "month": "Month of contact",
    "day": "Day of contact",
    "campaign": "Contacts about this purchase",
    "pdays": "Time since an earlier contact",
    "previous": "Contacts about earlier purchases",
    "poutcome": "Earlier outcome",
    "housing": "Home loan",
    "loan": "Other loan",
    "default": "Credit in default",
    "balance": "Account balance",
}
LEAD_VALUES = {
    "contact cellular": "Reached on a mobile phone",
    "contact telephone": "Reached on a landline",
    "contact unknown": "Way of contact not recorded",
    "poutcome success": "Bought last time",
    "poutcome failure": "Did not buy last time",
    "poutcome other": "Other outcome last time",
    "poutcome unknown": "No earlier outcome",
    "housing yes": "Has a home loan",
    "housing no": "No home loan",
    "loan yes": "Has another loan",
    "loan no": "No other loan",
    "default yes": "Credit in default",
    "default no": "No credit in default",
    "month jan": "Contact in January",
    "month feb": "Contact in February",
    "month mar": "Contact in March",
    "month apr": "Contact in April",
    "month may": "Contact in May",
    "month jun": "Contact in June",
    "month jul": "Contact in July",
    "month aug": "Contact in August",
    "month sep": "Contact in September",
    "month oct": "Contact in October",
    "month nov": "Contact in November",
    "month dec": "Contact in December",
}
DAY_OF_MONTH = "Contact on day {day} of the month"
ONE_NOW = "1 contact about this purchase"
MANY_NOW = "{count:,} contacts about this purchase"
NONE_EARLIER = "No contact about earlier purchases"
ONE_EARLIER = "1 contact about earlier purchases"
MANY_EARLIER = "{count:,} contacts about earlier purchases"
NEVER_BEFORE = "Never in contact before"
ONE_DAY_AGO = "Earlier contact 1 day ago"
DAYS_AGO = "Earlier contact {count:,} days ago"
LEAD_TOO_LITTLE = (
    "Not enough is known for a score: {percent} % of what it goes by. "
    "Record how and when you last spoke, how often, and how earlier contacts ended."
)

# --- accident risk ---
RISK_LABELS = {
    "driver_age": "Driver's age",
    "bonus_malus": "Bonus-malus",
    "vehicle_age": "Vehicle's age",
    "vehicle_power": "Vehicle's power class",
    "vehicle_brand": "Brand group",
    "fuel": "Fuel",
    "density": "Where the vehicle is kept",
    "region": "Region",
}
ONE_YEAR = "{label} 1 year"
YEARS = "{label} {count} years"
BONUS_MALUS = "Bonus-malus {coefficient}"
BONUS_MALUS_RECENT = "Bonus-malus {coefficient}, reached by a recent claim"
BONUS_MALUS_CLAIM = "Bonus-malus {coefficient}, reached by a claim"
BONUS_MALUS_CLAIMS = "Bonus-malus {coefficient}, reached by claims"
DENSITY = "Kept where {count:,} people live per km²"
DIESEL, PETROL = "Diesel", "Petrol"
CODE = "{label} {code}"
SPEEDING = "{rate:.1f} speeding events per 100 km"
BRAKING = "{rate:.1f} times harsh braking per 100 km"
NO_DISTANCE = "Not enough data: telematics reported no distance yet."
SHORT_DISTANCE = "Not enough data: {distance:,} km watched, at least {least:,} km are needed."
RISK_TOO_LITTLE = (
    "Not enough data: {percent} % of what the risk goes by is known. "
    "Record the driver's age, the bonus-malus and the vehicle's age, or connect telematics."
)
