"""A browser with nothing around it: Qt's own WebEngine on one page, driven from outside over its debugging port.

Runs by its path in an environment of its own (``tests.support.browser``), which has PySide6 and nothing of ours.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Open an empty page and stay until killed."""
    from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
    from PySide6.QtWidgets import QApplication

    app = QApplication(sys.argv)
    profile = QWebEngineProfile()  # kept in memory alone: no cookie outlives the browser
    page = QWebEnginePage(profile)
    page.setHtml("<title>nothing yet</title>")
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
