"""Words of facets: bands of money, days until something expires, yes and no."""

from collections.abc import Mapping

BELOW = "Below {high}"
BETWEEN = "{low} to {high}"
FROM = "{low} and above"
BUCKETS: Mapping[str, str] = {
    "overdue": "Overdue",
    "7": "Within 7 days",
    "30": "8 to 30 days",
    "60": "31 to 60 days",
    "90": "61 to 90 days",
    "later": "Later",
}
#: Of a store, from the person's own.
DISTANCE = "Distance"
WITHIN = "Within {distance} km"
NOTHING = "–"
YES, NO = "Yes", "No"
