"""Words of the tour: what to do next, in the very words of what is to be pressed."""

TITLE = "Tour"
PRACTICE = "Practice"
PRACTICE_LINE = "Practice with sample data: nothing here reaches the house or the hub."
STEP = "Step {step} of {steps}"
SHOW_ME = "Show me"
SHOW_ME_NAME = "Show me what the tour speaks of"
SKIP = "Leave the tour"
FINISH = "Finish"
LEFT = "You left the tour. Help starts it again, where you stopped."
NOT_HERE = "What the tour speaks of is not in sight. Do what it says, or leave the tour."

#: The steps in their order. Quoted is what is to be pressed or typed, as it stands on the screen.
STEPS = {
    "stock": "Let us sell a car to Maria Lopez. Press “{stock}” at the side: there is every car of the house.",
    "search": "Type “Camry” into “{search}”. Small mistakes do not matter.",
    "open": "Press “{car}” to open its page.",
    "sell": "Here is everything about the car. Press “{sell}”.",
    "customer": "Type “Maria” into “{customer}”, then choose “Maria Lopez” with Down and Enter, or with a finger.",
    "confirm": "The price is filled in. Press “{confirm}”. If something unusual is told first, read it and press "
    "again.",
    "done": "The car is sold, with no network needed. “{undo}” at the top takes back what you do. Press “{finish}”.",
}
