"""What the computer itself has been told about motion: whether things may move on the screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from configparser import ConfigParser, Error
from functools import cache
from pathlib import Path

_PATIENCE_SECONDS = 1.0
_WINDOWS_CLIENT_ANIMATION = 0x1042
_GNOME = ("gsettings", "get", "org.gnome.desktop.interface", "enable-animations")
_MACOS = ("defaults", "read", "com.apple.universalaccess", "reduceMotion")


@cache
def computer_wants_motion() -> bool:
    """Whether things may move, as Windows, macOS, GNOME, KDE or GTK's settings say; yes where none says anything.

    Asked once: the answer holds until the program is started anew.
    """
    if sys.platform == "win32":
        return _windows()
    if sys.platform == "darwin":
        return _said_by(_MACOS) != "1"
    desktop = os.environ.get("XDG_CURRENT_DESKTOP", "").lower()
    if any(name in desktop for name in ("gnome", "unity", "cinnamon")) and _said_by(_GNOME) == "false":
        return False
    return _files_allow()


def _windows() -> bool:
    import ctypes

    wanted = ctypes.c_int(1)
    system = getattr(ctypes, "windll")  # noqa: B009 - there only on Windows, where types are not checked
    system.user32.SystemParametersInfoW(_WINDOWS_CLIENT_ANIMATION, 0, ctypes.byref(wanted), 0)
    return bool(wanted.value)


def _said_by(command: tuple[str, ...]) -> str:
    """What a command of the system answers; empty when it is not there or does not answer in time."""
    program = shutil.which(command[0])
    if program is None:
        return ""
    try:
        done = subprocess.run(
            [program, *command[1:]], capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def _files_allow() -> bool:
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    gtk = (_kept(folder / f"gtk-{number}.0" / "settings.ini", "Settings", "gtk-enable-animations") for number in (4, 3))
    if any(value.lower() in ("0", "false") for value in gtk):
        return False
    kde = _kept(folder / "kdeglobals", "KDE", "AnimationDurationFactor")
    return not (kde and kde.strip("0.") == "")


def _kept(path: Path, section: str, name: str) -> str:
    kept = ConfigParser(interpolation=None, strict=False)
    try:
        kept.read(path, "utf-8")
    except (OSError, Error, UnicodeDecodeError):
        return ""
    return kept.get(section, name, fallback="")
