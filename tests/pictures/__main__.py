"""Takes the pictures, and writes the page that shows them: `python -m tests.pictures [NAME ...]`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.pictures.scenes import SCENES
from tests.pictures.still import stand_still

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Take all pictures, or those that are named; with ``--folder`` they and the page go elsewhere than `docs/`."""
    parser = argparse.ArgumentParser(prog="dev.py pictures", description="Take the pictures of docs/ anew.")
    known = [scene.name for scene in SCENES]
    parser.add_argument("names", nargs="*", choices=[*known, []], metavar="NAME", help="take only these")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs", help="where they go instead of docs/")
    parser.add_argument("--film", action="store_true", help="make the film in Help anew instead")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="forecourt-pictures-") as folder:
        _at_home_in(Path(folder))
        stand_still()
        from tests.pictures.taking import film, take

        def say(text: str) -> None:
            print(text, flush=True)

        if options.film:
            film(Path(folder), say)
        else:
            take(Path(folder), options.folder, options.names, say)
    return 0


def _at_home_in(folder: Path) -> None:
    """No settings, keyring or neighbours of the person who takes the pictures."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    os.environ["FORECOURT_NEIGHBOURS"] = "never"
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA"):
        os.environ[name] = str(folder / name.lower())
    for name in ("QT_SCALE_FACTOR", "QT_FONT_DPI", "XDG_CURRENT_DESKTOP"):
        os.environ.pop(name, None)


if __name__ == "__main__":
    sys.exit(main())
