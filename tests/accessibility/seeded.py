"""All sound and broken widgets, and the list of the defects that are found and of those that are not.

``python -m tests.accessibility.seeded FILE`` writes the list as Markdown.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.accessibility import specimens_colours as colours
from tests.accessibility import specimens_graphics as graphics
from tests.accessibility import specimens_keys as keys
from tests.accessibility import specimens_missed as missed
from tests.accessibility import specimens_states as states
from tests.accessibility import specimens_words as words

SOUND = words.SOUND + colours.SOUND + graphics.SOUND + keys.SOUND + states.SOUND
BROKEN = words.BROKEN + colours.BROKEN + graphics.BROKEN + keys.BROKEN + states.BROKEN


def _told(name: str) -> str:
    return name.strip("<>_").replace("_", " ")


def page() -> str:
    """The list: each defect with the rule that finds it, then those nobody finds, each with the reason."""
    lines = [
        "# Seeded defects",
        "",
        (
            f"Each of these {len(BROKEN)} widgets has one defect, and the rule beside it finds it "
            "(`tests/accessibility/test_rules.py`)."
        ),
        (
            f"On the {len(SOUND)} sound widgets and the clean form nothing is found. "
            f"The last {len(missed.MISSED)} defects are found by no rule."
        ),
        "",
        "| Defect | Found by |",
        "| --- | --- |",
        *(f"| {_told(getattr(make, '__name__', rule))} | {rule} |" for rule, make in BROKEN),
        "",
        "| Defect | Not found, because |",
        "| --- | --- |",
        *(f"| {_told(make.__name__)} | {why} |" for make, why in missed.MISSED),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
