"""The program of ``bench_start``: the app as it is started in life, which says when its first list is shown."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from pathlib import Path


def main(folder: Path) -> None:
    """From the imports to the list of vehicles; says when that is shown, and when it is searchable too."""
    gc.disable()  # as the program's door does
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from client.app import App
    from client.settings import Preferences
    from client.start import start_after_first_page
    from client.window.main_window import MainWindow

    application = QApplication([])
    preferences = Preferences("showroom")
    preferences.wear()
    app = App(folder, "showroom")
    window = MainWindow(app.workspace, preferences)
    window.resize(1280, 800)
    window.show()
    app.workspace.open_list("vehicle")
    start_after_first_page(app)
    screen = window.stack.currentWidget()
    while screen.list.answer() is None:  # type: ignore[union-attr]
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    window.grab()
    shown = time.perf_counter()
    print("shown", json.dumps({"processor": time.process_time(), "shown": shown}), flush=True)
    while not (app.workspace.catalogue.ready("vehicle") and screen.list.answer().facets):  # type: ignore[union-attr]
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    ready = {"indexed": time.perf_counter(), "megabytes": _megabytes()}
    window.close()
    app.close()
    print("ready", json.dumps(ready), flush=True)


def _megabytes() -> float:
    """Memory of this process, in MB of 1,000,000 bytes; its peak where the system tells no more."""
    try:
        pages = Path("/proc/self/statm").read_text("utf-8").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    main(Path(sys.argv[1]))
