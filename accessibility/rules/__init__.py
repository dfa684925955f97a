"""The rules of the audit, one a file; a new rule is a file and a line in RULES."""

from __future__ import annotations

from accessibility.audit import Rule
from accessibility.rules.announcements import RULE as ANNOUNCEMENTS
from accessibility.rules.boundary_contrast import RULE as BOUNDARY_CONTRAST
from accessibility.rules.clipped_text import RULE as CLIPPED_TEXT
from accessibility.rules.colour_alone import RULE as COLOUR_ALONE
from accessibility.rules.combo_label import RULE as COMBO_LABEL
from accessibility.rules.duplicate_names import RULE as DUPLICATE_NAMES
from accessibility.rules.error_states import RULE as ERROR_STATES
from accessibility.rules.focus_order import RULE as FOCUS_ORDER
from accessibility.rules.focus_visible import RULE as FOCUS_VISIBLE
from accessibility.rules.graphic_contrast import RULE as GRAPHIC_CONTRAST
from accessibility.rules.group_names import RULE as GROUP_NAMES
from accessibility.rules.headings import RULE as HEADINGS
from accessibility.rules.heard_presses import RULE as HEARD_PRESSES
from accessibility.rules.images import RULE as IMAGES
from accessibility.rules.keyboard_reach import RULE as KEYBOARD_REACH
from accessibility.rules.keyboard_trap import RULE as KEYBOARD_TRAP
from accessibility.rules.label_in_name import RULE as LABEL_IN_NAME
from accessibility.rules.label_position import RULE as LABEL_POSITION
from accessibility.rules.language import RULE as LANGUAGE
from accessibility.rules.mnemonics import RULE as MNEMONICS
from accessibility.rules.motion import RULE as MOTION
from accessibility.rules.name_and_role import RULE as NAME_AND_ROLE
from accessibility.rules.reflow import RULE as REFLOW
from accessibility.rules.required_fields import RULE as REQUIRED_FIELDS
from accessibility.rules.state_contrast import RULE as STATE_CONTRAST
from accessibility.rules.table_headers import RULE as TABLE_HEADERS
from accessibility.rules.target_size import RULE as TARGET_SIZE
from accessibility.rules.text_contrast import RULE as TEXT_CONTRAST
from accessibility.rules.text_resize import RULE as TEXT_RESIZE
from accessibility.rules.time_limits import RULE as TIME_LIMITS
from accessibility.rules.vague_names import RULE as VAGUE_NAMES
from accessibility.rules.value import RULE as VALUE
from accessibility.rules.window_title import RULE as WINDOW_TITLE

RULES: tuple[Rule, ...] = (
    NAME_AND_ROLE,
    VALUE,
    HEARD_PRESSES,
    COMBO_LABEL,
    LABEL_POSITION,
    LABEL_IN_NAME,
    VAGUE_NAMES,
    DUPLICATE_NAMES,
    GROUP_NAMES,
    MNEMONICS,
    WINDOW_TITLE,
    HEADINGS,
    TABLE_HEADERS,
    IMAGES,
    LANGUAGE,
    REQUIRED_FIELDS,
    ERROR_STATES,
    ANNOUNCEMENTS,
    TIME_LIMITS,
    MOTION,
    COLOUR_ALONE,
    TARGET_SIZE,
    CLIPPED_TEXT,
    TEXT_CONTRAST,
    STATE_CONTRAST,
    BOUNDARY_CONTRAST,
    GRAPHIC_CONTRAST,
    KEYBOARD_REACH,
    KEYBOARD_TRAP,
    FOCUS_ORDER,
    FOCUS_VISIBLE,
    TEXT_RESIZE,
    REFLOW,
)

LOOKING: tuple[Rule, ...] = tuple(rule for rule in RULES if not rule.reshapes)
"""Those that leave the window its shape: what an audit runs unless it is told otherwise."""
