"""Words around scores."""

NUMBER = "{percent} %"
SPOKEN = "{percent} per cent, {band}"
BANDS = {"high": "High", "medium": "Medium", "low": "Low"}
FOR, AGAINST = "Speaks for it", "Speaks against it"
RAISES, LOWERS = "Raises it", "Lowers it"
ABSENT = "There is no score yet."
NO_MODEL = "The model that scores this is not on this device."
