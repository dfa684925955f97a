"""Tokens to a Qt style sheet and palette."""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from PySide6.QtGui import QColor, QPalette

from client.theme.icons import sheet_picture
from client.theme.qss_rules import RULES
from client.theme.tokens import Tokens


def style_sheet(tokens: Tokens) -> str:
    """The whole style sheet. Heights are of the content box, so borders are taken off them."""
    colours, sizes, density = tokens.colours, tokens.type, tokens.density
    edge = 2 if tokens.mode == "contrast" else 1
    line = sizes.body * 5 // 4
    values: dict[str, object] = {
        **asdict(colours),
        **{f"size_{name}": size for name, size in asdict(sizes).items()},
        **{f"space_{name}": size for name, size in asdict(tokens.space).items()},
        "edge": edge,
        "control": density.control - 2 * edge,
        "bare": density.control,
        "row": density.row,
        "table_row": density.table_row,
        "item_pad": max(10, (density.control - line) // 2),
        "chip": max(44, density.control - 2) - 2 * edge,
        "header_pad": tokens.space.m + 3,  # as far in as a cell's text
        "radius": tokens.radius,
        "radius_small": tokens.radius_small,
        "radius_large": tokens.radius_large,
        "box": round(22 * tokens.scale),
        "arrow": round(18 * tokens.scale),
        "drop": round(18 * tokens.scale) + 20,
        "down": sheet_picture("chevron-down", colours.ink, 2.4),
        "down_off": sheet_picture("chevron-down", colours.disabled_ink, 2.4),
        "up": sheet_picture("chevron-up", colours.ink, 2.4),
        "left": sheet_picture("chevron-left", colours.ink, 2.4),
        "right": sheet_picture("chevron-right", colours.ink, 2.4),
        "tick": sheet_picture("check", colours.on_accent, 3.2),
        "tick_off": sheet_picture("check", colours.disabled_ink, 3.2),
        "dot": sheet_picture("bullet", colours.on_accent),
        "close": sheet_picture("close", colours.ink, 2.4),
    }
    return Template(RULES).substitute(values)


def palette(tokens: Tokens) -> QPalette:
    """The palette, for the few things a style sheet does not reach."""
    colours, made, role = tokens.colours, QPalette(), QPalette.ColorRole
    pairs = {
        role.Window: colours.canvas,
        role.WindowText: colours.ink,
        role.Base: colours.surface,
        role.AlternateBase: colours.sunken,
        role.Text: colours.ink,
        role.Button: colours.surface,
        role.ButtonText: colours.ink,
        role.BrightText: colours.bad,
        role.ToolTipBase: colours.raised,
        role.ToolTipText: colours.ink,
        role.PlaceholderText: colours.ink_soft,
        role.Highlight: colours.accent_soft,
        role.HighlightedText: colours.on_accent_soft,
        role.Accent: colours.accent,
        role.Link: colours.accent_text,
        role.LinkVisited: colours.accent_text,
        role.Light: colours.raised,
        role.Midlight: colours.line_soft,
        role.Mid: colours.line,
        role.Dark: colours.line,
        role.Shadow: colours.line,
    }
    for name, colour in pairs.items():
        made.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.disabled_ink))
    return made
