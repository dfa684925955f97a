"""The page that shows the pictures, one below the other with what each shows."""

from __future__ import annotations

from pathlib import Path

from tests.pictures.scenes import SCENES, Scene

_LOOKS = {"light": "", "dark": "dark", "contrast": "high contrast"}


def page() -> str:
    """The text of `docs/screens.md`."""
    head = (
        "# The screens\n\n"
        "Every picture is of the real app over the demo dealership, at a clock that stands still, taken by\n"
        "`python3 dev.py pictures`. Nothing here is drawn by hand, and no person or car in it exists.\n"
    )
    return head + "".join(_entry(scene) for scene in SCENES)


def _entry(scene: Scene) -> str:
    width, height = scene.size
    notes = [f"{width} × {height}", _LOOKS[scene.mode], f"{scene.scale:.0%} text" if scene.scale != 1 else ""]
    told = ", ".join(note for note in notes if note)
    return f"\n**{scene.says}** ({told})\n\n![{scene.says}](pictures/{scene.name}.webp)\n"


def write_page(docs: Path) -> None:
    """Write it into the folder that holds ``pictures``."""
    (docs / "screens.md").write_text(page(), "utf-8")
