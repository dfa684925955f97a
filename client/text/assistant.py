"""Words of the assistant: it says what it found, or that a person should be asked. It never says anything else."""

TITLE = "Ask"
DETAIL = "Ask for a car, a customer, what is due, or how something is done. It answers from this device, also offline."
QUESTION = "Your question"
EXAMPLE = "hybrid under 30k"
ASK = "Ask"
BEGIN = "Try “hybrid under 30k”, “test drives today” or “how do I export a list”."
ASKED = "You asked: {question}"
FOUND_NONE = "Nothing on this device fits. Ask a colleague, or say it with other words."
FOUND_ONE = "1 found"
FOUND = "{count} found"
FOUND_MOST = "{count} found, the first {shown} are shown"
UNSURE = "I am not sure what is meant. Ask a colleague, or say it with other words."
HELP = "This is how it is done"
PLACE = "This page answers that"
PERSON = "Ask a colleague"
NOBODY = "Nobody else is known on this device yet."
HERE_NOW = "At work now"
OPEN = "Open: {label}"
HANDED = "{name} has your question as a task."
TASK = "Question: {question}"
PLACES = {
    "test_drives": "Test drives",
    "tasks": "Today",
    "leads": "Leads",
    "renewals": "Renewals",
    "claims": "Claims",
    "figures": "Insights",
    "sync": "Sync centre",
}
BECAUSE = "Understood from: {words}"
ANSWER = "Answer"
BOTH = "{first} {second}"
BETWEEN = " · "
GIVE = "Give the question as a task"
