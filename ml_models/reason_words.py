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

# --- feedback ---
FEEDBACK_WORD = "“{word}”"
FEEDBACK_OTHERS = "The other words"
FEEDBACK_LEXICON = "Words known to speak well or ill"
FEEDBACK_WHOLE = "The sentence as a whole"
FEEDBACK_TOO_LITTLE = "There is no feedback in words to read."
FEEDBACK_LANGUAGE = "Feedback in this language is not read by the model. Read it yourself."
FEEDBACK_NO_WORDS = "None of its words is known to speak well or ill. Read it yourself."
FEEDBACK_INPUTS = {
    "language": "Language",
    "length": "Number of words",
    "known": "Share of words known to speak well or ill",
    "balance": "Balance of these words",
}

# --- unusual records ---
UNUSUAL_LABELS = {
    "hour": "Time of day",
    "weekday": "Day of the week",
    "ahead_hours": "Time ahead",
    "minutes": "Length",
    "bookings": "Bookings by this customer within 30 days:",
    "no_shows": "Times this customer did not come:",
    "overlapping": "Other bookings of this customer at the same time:",
    "shared_contacts": "Other customers with the same phone or e-mail:",
    "missing_contacts": "Ways of contact that are missing:",
    "repeated_digits": "Digits of the phone number",
    "mail_digits": "Digits in the e-mail address",
    "known_days": "How long the customer is known",
    "price_ratio": "Price of the car",
}
UNUSUAL_VALUES = {
    "hour": "Starts at {hours:02}:{minutes:02} local time",
    "weekday": "{weekday}",
    "ahead_hours": "Booked {number:,} hours ahead",
    "minutes": "{number:,} minutes long",
    "repeated_digits": "{percent} % of the phone number's digits repeat or count on",
    "mail_digits": "{percent} % of the e-mail address before the @ are digits",
    "known_days": "Customer known for {number:,} days",
    "price_ratio": "The car costs {ratio:.1f} times the usual price",
}
WEEKDAYS = (
    "On a Monday",
    "On a Tuesday",
    "On a Wednesday",
    "On a Thursday",
    "On a Friday",
    "On a Saturday",
    "On a Sunday",
)
UNUSUAL_TOO_LITTLE = "Not enough is known to say whether this is unusual: {percent} % of what it goes by."

# --- recommendation: what a column says where it holds, and where it does not ---
CHOICE_WORDS = {
    "over_budget": ("Costs more than the budget", "Within the budget"),
    "under_budget": ("Costs less than the budget", "Uses the whole budget"),
    "wanted_make": ("The make that is wanted", "Not the make that is wanted"),
    "wanted_model": ("The model that is wanted", "Not the model that is wanted"),
    "wanted_body": ("The body that is wanted", "Not the body that is wanted"),
    "wanted_fuel": ("The fuel that is wanted", "Not the fuel that is wanted"),
    "wanted_gearbox": ("The gearbox that is wanted", "Not the gearbox that is wanted"),
    "seen_make": ("Same make as a car looked at", "Another make than those looked at"),
    "seen_model": ("Same model as a car looked at", "Another model than those looked at"),
    "seen_body": ("Same body as a car looked at", "Another body than those looked at"),
    "seen_fuel": ("Same fuel as a car looked at", "Another fuel than those looked at"),
    "seen_gearbox": ("Same gearbox as a car looked at", "Another gearbox than those looked at"),
    "price_away": ("Price beside those looked at", "Price of those looked at"),
    "age": ("Age of the car", "A new car"),
    "mileage": ("Distance driven", "Not driven yet"),
    "popular": ("Often sold here", "Not sold here before"),
    "alike": ("Customers like this chose it", "No customer like this chose it yet"),
}

# --- the gate of a release ---
UNEVEN = "By {name}: the parity ratio is {ratio:.2f}; at least {least} is needed."
NOT_SO = "By {name}: for {group} ({rows:,} rows) {predicted} was predicted and {observed} came true."
WORSE_PARITY = "By {name}: the parity ratio is {now:.2f}; with the model in use it is {then:.2f}."
WORSE_GAP = "By {name}: the gap in finding is {now:.2f}; with the model in use it is {then:.2f}."

# --- claims ---
FRAUD_LABELS = {
    "report_delay_days": "Time until the report",
    "days_since_start": "Age of the policy",
    "days_to_end": "Time the policy had to run",
    "earlier_claims": "Earlier claims",
    "cause": "Cause",
    "unwitnessed": "Witness or other party",
    "at_night": "Local time of the loss",
    "photos": "Photos",
    "estimate_share": "Estimate against the vehicle's price",
    "covered": "Cover on the day",
    "doubted": "Doubt noted",
}
FRAUD_VALUES = {
    "cause collision": "Cause collision",
    "cause parking": "Cause parking damage",
    "cause theft": "Cause theft",
    "cause glass": "Cause glass",
    "cause weather": "Cause weather",
    "cause animal": "Cause animal",
    "cause vandalism": "Cause vandalism",
    "cause fire": "Cause fire",
    "cause other": "Cause other",
    "unwitnessed yes": "Neither a witness nor another party named",
    "unwitnessed no": "A witness or another party named, or none to be expected",
    "at_night yes": "Happened at night, local time",
    "at_night no": "Happened by day, local time",
    "covered yes": "Covered on the day",
    "covered no": "Not covered on the day",
    "doubted yes": "Somebody noted that something speaks against the report",
    "doubted no": "Nobody noted a doubt",
}
FRAUD_COUNTS = {
    "report_delay_days": ("Reported 1 day after it happened", "Reported {count:,} days after it happened"),
    "days_since_start": ("Policy began 1 day before", "Policy began {count:,} days before"),
    "days_to_end": ("Policy ended 1 day later", "Policy ended {count:,} days later"),
    "earlier_claims": ("1 claim in the year before", "{count:,} claims in the year before"),
    "photos": ("1 photo with the report", "{count:,} photos with the report"),
    "estimate_share": ("Estimate is 1 % of the vehicle's price", "Estimate is {count:,} % of the vehicle's price"),
}
FRAUD_TOO_LITTLE = (
    "Not enough data: {percent} % of what a review goes by is known. "
    "Record when it happened and was reported, its cause, and the policy."
)

# --- renewals ---
RENEWAL_LABELS = {
    "price_change": "Change of the premium",
    "against_market": "Premium against the market",
    "market_against_last": "Market against last year's premium",
    "pure_against_last": "Expected claims against last year's premium",
    "premium_level": "Last year's premium",
    "policy_age": "Age of the policy",
    "contracts": "Contracts with us",
    "vehicle_age": "Vehicle's age",
    "vehicle_age_bought": "Vehicle's age when bought",
    "years_owned": "Time with this vehicle",
    "owned_before_policy": "Time with this vehicle before the policy",
    "bonus_change": "Change of the bonus",
    "car_use": "Use of the vehicle",
    "payments_per_year": "Payments a year",
    "garage": "Where it is parked",
    "power": "Engine power",
    "region": "Region",
}
RENEWAL_RATIOS = {
    "price_change": (
        "Premium {percent} % dearer than last year",
        "Premium {percent} % cheaper than last year",
        "Premium as last year",
    ),
    "against_market": (
        "Premium {percent} % above the market's",
        "Premium {percent} % below the market's",
        "Premium as the market's",
    ),
    "market_against_last": (
        "The market asks {percent} % more than last year's premium",
        "The market asks {percent} % less than last year's premium",
        "The market asks last year's premium",
    ),
    "pure_against_last": (
        "Expected claims {percent} % above last year's premium",
        "Expected claims {percent} % below last year's premium",
        "Expected claims as high as last year's premium",
    ),
}
RENEWAL_VALUES = {
    "bonus_change down": "The bonus got better",
    "bonus_change stable": "The bonus stayed as it was",
    "bonus_change up": "The bonus got worse",
    "payments_per_year 1 per year": "Pays once a year",
    "payments_per_year 2 per year": "Pays twice a year",
    "payments_per_year 4 per year": "Pays four times a year",
    "payments_per_year 12 per year": "Pays every month",
    "garage private garage": "Parked in a private garage",
    "garage street": "Parked in the street",
    "garage parking deck": "Parked on a parking deck",
    "garage carport": "Parked under a carport",
    "garage underground garage": "Parked in an underground garage",
    "garage private estate": "Parked on private ground",
    "owned_before_policy after": "Time with the policy before this vehicle",
    "owned_before_policy with": "Vehicle and policy began together",
    "car_use commercial": "Used for business",
    "car_use private or freelance work": "Used privately or for freelance work",
}
RENEWAL_TOO_LITTLE = (
    "Not enough is known for a score: it takes last year's premium and the premium offered now. "
    "Record both with the policy."
)

# --- prices of vehicles ---
PRICE_LABELS = {
    "age": "year of registration",
    "mileage": "mileage",
    "gearbox": "Gearbox",
    "fuel": "Fuel",
}
PRICE_VALUES = {
    "gearbox manual": "Manual gearbox",
    "gearbox automatic": "Automatic gearbox",
    "gearbox semi_automatic": "Semi-automatic gearbox",
    "fuel petrol": "Petrol engine",
    "fuel diesel": "Diesel engine",
    "fuel hybrid": "Hybrid",
    "fuel plug_in_hybrid": "Plug-in hybrid",
    "fuel electric": "Electric",
    "fuel gas": "Runs on gas",
}
PRICE_YEAR_OLD = "1 year old"
PRICE_YEARS_OLD = "{count} years old"
PRICE_DRIVEN = "Driven {count:,} {unit}"
PRICE_ENGINE = "Engine of {litres:.1f} litres"
PRICE_RUNNING = "Tax and consumption"
PRICE_UNKNOWN_MAKE = (
    "No price: the model has never seen this make. Train it on your own sales, or go by the comparable vehicles."
)
PRICE_TOO_LITTLE = "No price: not known is the {missing}. Record it with the vehicle."

# --- demand ---
DEMAND_LAST_YEAR = "Last year's months: {months} months of history, a forecast needs {enough}."
DEMAND_MEAN = "The mean so far: {months} months of history, a forecast needs {enough}."
