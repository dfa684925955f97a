"""The desktop and tablet app: screens over a local replica that works with or without the hub."""

import sys

__version__ = "0.1.0"


def hasten_imports() -> None:
    """Spare each import from now on a search through the source of what was imported.

    Once loaded, PySide6 reads the source of every module that anybody imports, a sixth of the time of a start, to see
    whether it may use the other spellings of ``__feature__``. Nobody here does: "may, but does not" is said at once.
    """
    feature = sys.modules.get("shibokensupport.feature")
    if feature is not None and hasattr(feature, "_mod_uses_pyside"):
        vars(feature)["_mod_uses_pyside"] = lambda module: True


hasten_imports()
