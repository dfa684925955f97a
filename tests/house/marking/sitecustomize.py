"""Python imports this at the start of each program that a measured test starts: its statements are marked too."""

import atexit
import os
import signal
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import FrameType

if os.environ.get("FORECOURT_MARKED"):
    # By its file: the program may have a package "tests" of its own.
    _spec = spec_from_file_location("statement_marks", Path(__file__).parents[1] / "statement_marks.py")
    assert _spec is not None
    assert _spec.loader is not None
    statement_marks = sys.modules["statement_marks"] = module_from_spec(_spec)
    _spec.loader.exec_module(statement_marks)

    def _end(number: int, _: FrameType | None) -> None:
        statement_marks.keep()
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    statement_marks.mark(os.environ["FORECOURT_MARKED"].split(), onwards=False)
    atexit.register(statement_marks.keep)
    if "serve" in sys.orig_argv:  # a hub ends by this signal; a window would not, since Qt leaves Python no turn
        signal.signal(signal.SIGTERM, _end)
