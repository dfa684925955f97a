"""Accessible Qt widgets, and an audit that checks any PySide6 window against WCAG 2.1 AAA."""
