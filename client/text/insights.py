"""Words of dashboards: what tiles are called, how each is counted, periods, steps, and how tiles are arranged."""

TITLE = "Insights"
NOW = "As of {day}"
BOARDS = {
    "sales": "Sales performance", "leads": "Leads and stock", "policies": "Policy overview",
    "claims": "Claims analytics", "risk": "Risk assessment", "compliance": "Compliance",
}  # fmt: skip
CHOOSE_BOARD = "Dashboards"
TITLES = {
    "sales": "Sales", "conversion": "Conversion rate", "sellers": "Top sellers", "takings": "Sales value",
    "ways": "How sales were paid", "funnel": "From first contact to sale", "sources": "Where leads come from",
    "lost": "Why leads were lost", "drives": "Test drives", "stock": "Stock by status",
    "active": "Policies in force", "premiums": "Annual premiums", "expiry": "Expiries by week and insurer",
    "causes": "Claims by cause", "claims": "Claims", "cost": "Cost of claims", "frequency": "Claim frequency",
    "fraud": "Fraud rate", "fraud_trend": "Fraud rate over time", "behaviour": "Driver behaviour",
    "spread": "Risk and driving", "risk": "Risk distribution", "renewals": "Renewal rate",
    "instalments": "Instalments paid in time", "demand": "Demand by model", "mood": "Mood of feedback",
}  # fmt: skip
HOW = {
    "sales": "Every sale on the day it was signed. A sale that was released, or that lost to an earlier one, does not "
    "count.",
    "conversion": "Converted leads divided by all leads, times 100. Counted are the leads entered in the period; a "
    "lead has converted when its status is won.",
    "sellers": "The sales signed in the period by the salesperson they name, the ten with most of them.",
    "takings": "The agreed prices of the sales signed in the period. Amounts in different currencies are never added: "
    "one currency is shown at a time.",
    "ways": "The sales signed in the period by the way of payment they name.",
    "funnel": "The leads entered in the period that have come to a stage or beyond it. Lost leads are left out.",
    "sources": "The leads entered in the period by their source, and how many of them have converted.",
    "lost": "The leads entered in the period whose status is lost, by the reason they give.",
    "drives": "Test drives that took place, on the day they began at their store. Bookings, cancelled drives and "
    "customers who did not come are left out.",
    "stock": "The vehicles of the stores by their status at this moment, whatever the period. Delivered ones are left "
    "out.",
    "active": "The policies that are active or expiring and cover today, by insurer, whatever the period.",
    "premiums": "The annual premiums of the policies in force today, by insurer, whatever the period. One currency is "
    "shown at a time.",
    "expiry": "The active and expiring policies by the week of their last day: from today on, thirteen weeks from "
    "Monday to Sunday, whatever the period.",
    "causes": "The claims that happened in the period by their cause.",
    "claims": "Every claim on the day it happened, by the clock of your store.",
    "cost": "For each claim that happened in the period what was paid; before that the reserve, or else the estimate. "
    "Rejected claims cost nothing. One currency is shown at a time.",
    "frequency": "The claims of each step for every 100 policies that were in force on a day of that step. Claims that "
    "were rejected or settled for nothing do not count. The number beside the title is that of the last step.",
    "fraud": "Of the claims that happened in the period, how many in 100 are marked as suspected of fraud.",
    "fraud_trend": "Of the claims that happened in each step, how many in 100 are marked as suspected of fraud.",
    "behaviour": "Drivers with at least 100 km in the period on five scales from 0 to 100, where 100 is the highest of "
    "any driver: speeding and harsh braking per 100 km, share of night driving, bonus-malus, and claims at fault. "
    "Shown are the mean of all and the driver who stands out most.",
    "spread": "Vehicles with at least 100 km in the period: speeding and harsh braking per 100 km, and the risk score "
    "that this device computed.",
    "risk": "The vehicles that have a risk score, by its band, whatever the period.",
    "renewals": "Of the policies that came to term in the period, how many in 100 were renewed. A policy that ran out "
    "counts as not renewed until it is.",
    "instalments": "The instalments that fell due in the period, up to today. In time is what was paid within 14 days "
    "of its day; unpaid ones are open until then and late afterwards. Drafts and cancelled policies are left out.",
    "demand": "The three models sold most in the last twelve whole months, whatever the period: their sales by the "
    "month they were signed in, and what is to be expected in the six months from this one on, with a band that holds "
    "four in five. Below 24 months of sales the months of last year, or the mean, stand in for a forecast.",
    "mood": "Feedback given after the test drives of the period, as the model on this device reads it, from 0 for ill "
    "to 100 for well: the mean of each step, on the whole and for the three aspects spoken of most. The latest 400 are "
    "read; feedback in a language that the model does not know is left out.",
}  # fmt: skip
HOW_LABEL = "How this is counted"
ONLY_YOURS = "Only records that you may see and that are on this device are counted."
ONLY_STORE = "You see the leads and test drives of your own store only, so no others are counted."

SALES, TAKINGS, LEADS, DRIVES, VEHICLES = "Sales", "Sales value", "Leads", "Test drives", "Vehicles"
POLICIES, PREMIUMS, CLAIMS, COST = "Policies", "Annual premiums", "Claims", "Cost"
FREQUENCY, FRAUD, INSTALMENTS = "Claims per 100 policies", "Suspected of fraud", "Instalments"
CONVERTED, NOT_CONVERTED = "Converted", "Not converted"
SUSPECTED, NOT_SUSPECTED = "Fraud suspected", "Not suspected"
RENEWED, NOT_RENEWED = "Renewed", "Ran out"
ALL_FEEDBACK = "All feedback"
INSTALMENTS_BY = {"paid": "Paid in time", "open": "Open", "late": "Late"}
AXES = {"speeding": "Speeding", "braking": "Harsh braking", "night": "Night driving", "malus": "Bonus-malus",
        "claims": "Claims at fault"}  # fmt: skip
NOBODY, NOT_SAID, NO_INSURER, NO_NAME = "No salesperson", "Not said", "No insurer", "Unnamed"
EVERYBODY = "Mean of {count} drivers"
QUARTER = "Q{number} {year}"

#: The columns of each tile's table and its axes: what is named, and what is counted.
AXIS_NAMES = {
    "sales": ("When", "Sales"), "conversion": ("What", "Share or count"), "sellers": ("Salesperson", "Sales"),
    "takings": ("When", "Sales value"), "ways": ("Paid by", "Sales"), "funnel": ("Stage", "Leads"),
    "sources": ("Source", "Leads"), "lost": ("Reason", "Leads"), "drives": ("When", "Test drives"),
    "stock": ("Status", "Vehicles"), "active": ("Insurer", "Policies"), "premiums": ("Insurer", "Annual premiums"),
    "expiry": ("Week from", "Policies"), "causes": ("Cause", "Claims"), "claims": ("When", "Claims"),
    "cost": ("When", "Cost"), "frequency": ("When", "Claims per 100 policies"), "fraud": ("What", "Share or count"),
    "fraud_trend": ("When", "Suspected of fraud"), "behaviour": ("Scale", "From 0 to 100"),
    "spread": ("Events per 100 km", "Risk score"), "risk": ("Risk", "Vehicles"),
    "renewals": ("What", "Share or count"), "instalments": ("State", "Share"), "demand": ("When", "Sales"),
    "mood": ("When", "From 0 to 100"),
}  # fmt: skip
#: What stands beside the number of a tile; tiles whose chart says it have none.
HEADLINES = {
    "sales": "in all", "takings": "in all", "drives": "in all", "active": "in all", "premiums": "a year",
    "expiry": "in thirteen weeks", "claims": "in all", "cost": "in all", "frequency": "per 100 policies at last",
    "fraud_trend": "in the whole period", "sources": "in all", "risk": "vehicles",
    "demand": "sold in twelve months", "mood": "of 100, on the whole",
}  # fmt: skip
NOTHING_COUNTED = "There is nothing to count in this period."
NOTHING_SCORED = "No vehicle has a risk score yet. Scores need days of driving."
COUNTING = "Counting"
PART = "{name} {count}"
PARTS_JOIN = ", "
SHARE_AND_COUNT = "{share} ({count})"
STANDS_OUT = "{name} stands out most."
OTHER_CURRENCIES = "Only amounts in {currency} are shown; there are others in {others}."
LEFT_OUT = "{count} more are not shown."

# --- the screen ---
PERIOD = "Period"
PERIODS = {
    "days30": "Last 30 days", "month": "This month", "last_month": "Last month", "quarter": "This quarter",
    "months12": "Last 12 months", "year": "This fiscal year", "last_year": "Last fiscal year",
    "years5": "Last five fiscal years",
}  # fmt: skip
STEP = "Steps"
STEPS = {"day": "By day", "week": "By week", "month": "By month", "quarter": "By quarter", "year": "By year"}
STORE, ALL_STORES = "Store", "All stores"
INSURER, ALL_INSURERS = "Insurer", "All insurers"
CURRENCY = "Currency"
USUAL_CURRENCY = "Most frequent"
NO_FIGURES = "No figures for you"
NO_FIGURES_TEXT = "Your role may not read the records that dashboards count."
NO_TILES = "This dashboard is empty"
NO_TILES_TEXT = "Add a tile, or put the dashboard back to how it comes."

# --- arranging ---
ARRANGE = "Arrange"
ADD = "Add a tile"
ADD_NONE = "Every tile is there"
RESET = "Put back as it comes"
ARRANGE_HELP = "Move tiles with their buttons or drag them by their titles. The order is yours, on all your devices."
EARLIER = "Move {title} forward"
LATER = "Move {title} back"
WIDER = "Make {title} as wide as the page"
NARROWER = "Make {title} half as wide"
REMOVE = "Remove {title}"
MOVED = "{title} is now at place {place} of {count}"
ADDED = "{title} added"
REMOVED = "{title} removed"
WAS_RESET = "The dashboard is as it comes"
HOW_NAME = "How this is counted: {title}"

# --- what was counted ---
COUNTED_TITLE = "{title}: {place}"
COUNTED_IN_LINE = "{line}, {place}"
COUNTED_DETAIL = "{count} records were counted here"
COUNTED_DETAIL_ONE = "One record was counted here"
COUNTED_NOTHING = "Nothing is counted here any more."
COUNTED_MOST = "The newest {count} of them"
COUNTED_ALL = "Newest first"
COUNTED_ASIDE = "{label}: {value}"

# --- the sales report ---
REPORT = "Sales report"
REPORT_TITLE = "Sales report"
REPORT_SPAN = "{first} to {last}"
REPORT_FACTS = {
    "period": "Period", "totalSales": "Total sales", "conversionRate": "Conversion rate", "value": "Sales value",
}  # fmt: skip
REPORT_SELLERS = "Top sellers"
REPORT_SELLER_COLUMNS = ("Salesperson", "Sales", "Value")
REPORT_DAYS = "Sales over time"
REPORT_DAY_COLUMNS = ("From", "Sales")
REPORT_NONE = "No sale was signed in this period."
REPORT_FILE = "Sales report {first} to {last}"
REPORT_STORE = "Store: {name}"
