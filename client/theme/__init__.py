"""The look of the app: tokens turned into fonts, palette, style sheet and icons, switchable at run time."""

from __future__ import annotations

from client.theme.apply import apply, current, load_fonts
from client.theme.tokens import MODES, PRODUCTS, SPACINGS, Mode, Product, Spacing, Tokens, make_tokens

__all__ = [
    "MODES", "PRODUCTS", "SPACINGS", "Mode", "Product", "Spacing", "Tokens", "apply", "current", "load_fonts",
    "make_tokens",
]  # fmt: skip
