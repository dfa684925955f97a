"""Design tokens: every colour, size and duration the app is drawn with, for each mode and product."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from typing import Literal

from accessibility.widgets.appearance import gap

Mode = Literal["light", "dark", "contrast"]
Product = Literal["showroom", "fleet"]
Spacing = Literal["comfortable", "compact"]
MODES: tuple[Mode, ...] = ("light", "dark", "contrast")
PRODUCTS: tuple[Product, ...] = ("showroom", "fleet")
SPACINGS: dict[Spacing, float] = {"comfortable": 1.0, "compact": 0.6}
"""The share of each gap that is left. What a finger presses keeps its size: only the air around it goes."""

BRAND: dict[Product, str] = {"showroom": "#1e40af", "fleet": "#2196f3"}
"""The colours the two apps are known by. Text is only ever put on an accent of the same hue that holds 7:1."""

TARGET = 44
"""Smallest side of anything a finger presses, in pixels (WCAG 2.5.5)."""


@dataclass(frozen=True)
class Colours:
    """One palette, ``#rrggbb`` each. ``on_x`` is text or icon upon ``x``; ``x_soft`` is a pale field."""

    canvas: str
    surface: str
    sunken: str
    raised: str
    ink: str
    ink_soft: str
    line: str
    line_soft: str
    disabled_ink: str
    disabled_surface: str
    accent: str
    accent_hover: str
    accent_press: str
    on_accent: str
    accent_text: str
    accent_soft: str
    on_accent_soft: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    info: str
    info_soft: str
    danger: str
    danger_hover: str
    on_danger: str
    rail: str
    rail_hover: str
    rail_selected: str
    on_rail: str
    on_rail_soft: str
    on_rail_selected: str
    focus: str
    focus_gap: str
    wall: str
    floor: str


@dataclass(frozen=True)
class Space:
    """Gaps in pixels. They do not grow with the text, so that 200 % text still fits a tablet."""

    xs: int = 4
    s: int = 8
    m: int = 12
    l: int = 16  # noqa: E741 - the size scale is s, m, l as designers write it
    xl: int = 24


@dataclass(frozen=True)
class Type:
    """Font family and sizes in pixels, already multiplied by the text scale."""

    family: str
    small: int
    body: int
    large: int
    h3: int
    h2: int
    h1: int
    display: int


@dataclass(frozen=True)
class Motion:
    """Durations in milliseconds; all are 0 when the person wants no motion."""

    calm: int = 900


@dataclass(frozen=True)
class Density:
    """Heights in pixels: a control, a row of a list, a row of a table."""

    control: int
    row: int
    table_row: int


@dataclass(frozen=True)
class Tokens:
    """Everything the look is made of; see :func:`make_tokens`."""

    mode: Mode
    product: Product
    scale: float
    colours: Colours
    type: Type
    density: Density
    motion: Motion
    spacing: Spacing
    space: Space
    radius_small: int = 6
    radius: int = 9
    radius_large: int = 14


_LIGHT = Colours(
    canvas="#f3f5f9", surface="#ffffff", sunken="#e9edf3", raised="#ffffff",
    ink="#14202b", ink_soft="#3b4856", line="#6b7885", line_soft="#d8dee7",
    disabled_ink="#66717d", disabled_surface="#e9edf3",
    accent="#1e40af", accent_hover="#1a3797", accent_press="#152d7c", on_accent="#ffffff",
    accent_text="#1e40af", accent_soft="#e6ecfc", on_accent_soft="#1a3590",
    ok="#0b5a3a", ok_soft="#ddf3e7", warn="#6b3f00", warn_soft="#fdefcf",
    bad="#8a1420", bad_soft="#fde5e6", info="#0b4a7a", info_soft="#dff0fc",
    danger="#a3172a", danger_hover="#85101f", on_danger="#ffffff",
    rail="#101b38", rail_hover="#1d2b52", rail_selected="#ffffff",
    on_rail="#ffffff", on_rail_soft="#cdd7ee", on_rail_selected="#1a3590",
    focus="#0a1c66", focus_gap="#ffffff", wall="#e9edf3", floor="#d5dce6",
)  # fmt: skip

_DARK = Colours(
    canvas="#0d131b", surface="#161e29", sunken="#0f1620", raised="#1d2735",
    ink="#f2f6fa", ink_soft="#c3cedb", line="#8191a3", line_soft="#2b3747",
    disabled_ink="#8d9aa8", disabled_surface="#1d2735",
    accent="#a9c0ff", accent_hover="#c3d3ff", accent_press="#dbe5ff", on_accent="#0a1638",
    accent_text="#b4c8ff", accent_soft="#1c2b54", on_accent_soft="#d3dfff",
    ok="#8be3b6", ok_soft="#0f3325", warn="#ffcf7d", warn_soft="#3a2a08",
    bad="#ffb3b6", bad_soft="#47141b", info="#a6d8ff", info_soft="#0e2f4a",
    danger="#ffb3b6", danger_hover="#ffcccd", on_danger="#40060d",
    rail="#0a0f18", rail_hover="#1a2434", rail_selected="#26365f",
    on_rail="#ffffff", on_rail_soft="#c3cedb", on_rail_selected="#ffffff",
    focus="#ffd34d", focus_gap="#0a0f18", wall="#465469", floor="#313d4f",
)  # fmt: skip

_CONTRAST = Colours(
    canvas="#000000", surface="#000000", sunken="#000000", raised="#000000",
    ink="#ffffff", ink_soft="#ffffff", line="#ffffff", line_soft="#ffffff",
    disabled_ink="#a8a8a8", disabled_surface="#000000",
    accent="#7fe3ff", accent_hover="#b5efff", accent_press="#ffffff", on_accent="#000000",
    accent_text="#7fe3ff", accent_soft="#00313f", on_accent_soft="#ffffff",
    ok="#7dffb2", ok_soft="#000000", warn="#ffe066", warn_soft="#000000",
    bad="#ffb0b0", bad_soft="#000000", info="#9fdcff", info_soft="#000000",
    danger="#ffb0b0", danger_hover="#ffd6d6", on_danger="#000000",
    rail="#000000", rail_hover="#262626", rail_selected="#7fe3ff",
    on_rail="#ffffff", on_rail_soft="#ffffff", on_rail_selected="#000000",
    focus="#ffea00", focus_gap="#000000", wall="#4a4a4a", floor="#303030",
)  # fmt: skip

_BASE: dict[Mode, Colours] = {"light": _LIGHT, "dark": _DARK, "contrast": _CONTRAST}

# The office's #2196F3 gives 3.1:1 with white; darkened along its own hue until text holds 7:1.
_FLEET: dict[Mode, dict[str, str]] = {
    "light": {
        "accent": "#0b4f8a", "accent_hover": "#094274", "accent_press": "#07345c", "accent_text": "#0b4f8a",
        "accent_soft": "#e1f0fd", "on_accent_soft": "#0a4579", "rail": "#06263f", "rail_hover": "#0d3a5d",
        "on_rail_soft": "#c9e0f3", "on_rail_selected": "#0a4579", "focus": "#052f55",
    },
    "dark": {
        "accent": "#90cdfb", "accent_hover": "#b3defd", "accent_press": "#d3ecfe", "on_accent": "#03213a",
        "accent_text": "#9ed4fc", "accent_soft": "#0c3050", "on_accent_soft": "#cfe9fd",
        "rail_selected": "#10426d",
    },
    "contrast": {},
}  # fmt: skip

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    ("ink", "canvas"), ("ink", "surface"), ("ink", "sunken"), ("ink", "raised"),
    ("ink_soft", "canvas"), ("ink_soft", "surface"), ("ink_soft", "sunken"), ("ink_soft", "raised"),
    ("on_accent", "accent"), ("on_accent", "accent_hover"), ("on_accent", "accent_press"),
    ("accent_text", "surface"), ("accent_text", "canvas"), ("accent_text", "raised"),
    ("accent_text", "sunken"),
    ("on_accent_soft", "accent_soft"), ("ink", "accent_soft"), ("ink_soft", "accent_soft"),
    ("ok", "ok_soft"), ("warn", "warn_soft"), ("bad", "bad_soft"), ("info", "info_soft"),
    ("ink", "ok_soft"), ("ink", "warn_soft"), ("ink", "bad_soft"), ("ink", "info_soft"),
    ("bad", "surface"), ("bad", "canvas"), ("ok", "surface"), ("warn", "surface"), ("info", "surface"),
    ("on_danger", "danger"), ("on_danger", "danger_hover"), ("danger", "surface"),
    ("on_rail", "rail"), ("on_rail_soft", "rail"), ("on_rail", "rail_hover"),
    ("on_rail_selected", "rail_selected"),
)  # fmt: skip
"""(text, background): each must reach 7:1 in every mode and product."""

BOUNDARY_PAIRS: tuple[tuple[str, str], ...] = (
    ("line", "surface"), ("line", "canvas"), ("line", "raised"),
    ("accent", "surface"), ("accent", "canvas"), ("danger", "surface"), ("focus", "focus_gap"),
)  # fmt: skip
"""(edge, background): each must reach 3:1 in every mode and product."""


def colours_for(mode: Mode, product: Product) -> Colours:
    """The palette of one mode and product."""
    base = _BASE[mode]
    return replace(base, **_FLEET[mode]) if product == "fleet" else base


def make_tokens(
    mode: Mode = "light",
    product: Product = "showroom",
    scale: float = 1.0,
    motion: bool = True,
    spacing: Spacing = "comfortable",
) -> Tokens:
    """Tokens for a mode, product and text scale (1.0 to 2.0; ValueError outside 0.75 to 3)."""
    if not 0.75 <= scale <= 3.0:
        raise ValueError(f"text scale must be between 0.75 and 3, not {scale}")

    def px(size: int) -> int:
        return round(size * scale)

    line, space = px(16) * 5 // 4, Space()
    room = SPACINGS[spacing]
    return Tokens(
        mode=mode,
        product=product,
        scale=scale,
        colours=colours_for(mode, product),
        type=Type("Inter", px(14), px(16), px(18), px(18), px(22), px(28), px(36)),
        density=Density(max(TARGET, line + 20), max(TARGET, line + gap(28, room)), max(TARGET, line + gap(28, room))),
        motion=Motion() if motion else Motion(0),
        spacing=spacing,
        space=Space(*(gap(size, room) for size in astuple(space))),
    )
