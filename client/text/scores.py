"""Words around scores."""

NUMBER = "{percent} %"
SPOKEN = "{percent} per cent, {band}"
BANDS = {"high": "High", "medium": "Medium", "low": "Low"}
FOR, AGAINST = "Speaks for it", "Speaks against it"
RAISES, LOWERS = "Raises it", "Lowers it"
ABSENT = "There is no score yet."
MODELS = {
    "lead_conversion": "Lead conversion",
    "accident_risk": "Accident risk",
    "feedback_sentiment": "Sentiment of feedback",
    "unusual_record": "Unusual bookings",
    "recommendation": "Suggestions",
    "assistant": "Assistant",
    "claim_fraud": "Claim fraud",
    "renewal": "Renewal",
    "vehicle_price": "Vehicle price",
    "demand": "Demand",
}
MODEL_REFUSED = "The hub offered another model for “{model}”, but {why} The model used so far goes on."
MODEL_KEY_UNKNOWN = "The hub could not show that its models are signed by your house. The models used so far go on."
MODEL_UNKNOWN = "this program does not know that model. Please update the program."
NO_MODEL = "The model that scores this is not on this device."
