"""The rules of the audit, one a file; a new rule is a file and a line in RULES."""

from __future__ import annotations

from accessibility.audit import Rule
from accessibility.rules.clipped_text import RULE as CLIPPED_TEXT
from accessibility.rules.combo_label import RULE as COMBO_LABEL
from accessibility.rules.duplicate_names import RULE as DUPLICATE_NAMES
from accessibility.rules.focus_visible import RULE as FOCUS_VISIBLE
from accessibility.rules.keyboard_reach import RULE as KEYBOARD_REACH
from accessibility.rules.keyboard_trap import RULE as KEYBOARD_TRAP
from accessibility.rules.mnemonics import RULE as MNEMONICS
from accessibility.rules.name_and_role import RULE as NAME_AND_ROLE
from accessibility.rules.target_size import RULE as TARGET_SIZE
from accessibility.rules.text_contrast import RULE as TEXT_CONTRAST

RULES: tuple[Rule, ...] = (
    NAME_AND_ROLE,
    COMBO_LABEL,
    DUPLICATE_NAMES,
    MNEMONICS,
    TARGET_SIZE,
    CLIPPED_TEXT,
    TEXT_CONTRAST,
    KEYBOARD_REACH,
    KEYBOARD_TRAP,
    FOCUS_VISIBLE,
)
