#!/usr/bin/env python3
"""Lays out the folder from which Briefcase makes the app: sources, icons, and one pyproject.toml.

Run by path with the project's environment: `python packaging/briefcase_project.py FOLDER`, then `briefcase create`
and `briefcase build` in FOLDER. Nothing is downloaded, signed or published here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
#: What an icon of macOS calls a PNG of a size.
ICNS = {128: b"ic07", 256: b"ic08", 512: b"ic09"}
TAKEN_OVER = ("name", "version", "description", "license", "license-files", "requires-python")
MAIN = '"""The app, under the name Briefcase starts it by."""\n\nfrom client.__main__ import main\n\nmain()\n'


def configuration() -> dict[str, Any]:
    """All that Briefcase is told: the tables of briefcase.toml, with version and requirements of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    said = tomllib.loads((ROOT / "briefcase.toml").read_text("utf-8"))
    left_out = {_plain(name) for name in said.pop("hub")["requires"]}
    kept = [one for one in project["dependencies"] if _plain(re.split(r"[^\w.-]", one, maxsplit=1)[0]) not in left_out]
    app = said["tool"]["briefcase"]["app"]["forecourt"]
    app["linux"] = {"system": {"debian": {"system_runtime_requires": system_packages()}}}
    return {"project": {**{name: project[name] for name in TAKEN_OVER}, "dependencies": kept}, **said}


def system_packages() -> list[str]:
    """The Debian packages without which no window opens, from linux-packages.txt."""
    lines = (ROOT / "packaging" / "linux-packages.txt").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if line.startswith(("core", "window"))]
    return sorted({row[2] for row in rows})


def lay_out(folder: Path) -> None:
    """Fill an empty or new folder. Raises FileExistsError when something is in it."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    said = configuration()
    (folder / "pyproject.toml").write_text(toml(said), "utf-8")
    for name in said["tool"]["briefcase"]["app"]["forecourt"]["sources"]:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "forecourt").mkdir()
    (folder / "forecourt" / "__init__.py").write_text('"""The app, as Briefcase knows it."""\n', "utf-8")
    (folder / "forecourt" / "__main__.py").write_text(MAIN, "utf-8")
    for name in ("LICENSE", "CHANGELOG.md", "README.md"):
        shutil.copy(ROOT / name, folder / name)
    draw_icons(folder / "icons")


def draw_icons(folder: Path) -> None:
    """The icon in every form the systems ask for: the sign of the showroom."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(ROOT))
    from PySide6.QtGui import QGuiApplication, QPixmap
    from PySide6.QtWidgets import QApplication

    from client.theme.brand import SIZES, sign

    application = QGuiApplication.instance() or QApplication(sys.argv[:1])
    assert application is not None
    folder.mkdir(parents=True)
    for size in SIZES:
        sign("showroom", size).save(str(folder / f"forecourt-{size}.png"))
    QPixmap(str(folder / "forecourt-256.png")).save(str(folder / "forecourt.ico"))
    pieces = [(kind, (folder / f"forecourt-{size}.png").read_bytes()) for size, kind in ICNS.items()]
    body = b"".join(kind + struct.pack(">I", len(data) + 8) + data for kind, data in pieces)
    (folder / "forecourt.icns").write_bytes(b"icns" + struct.pack(">I", len(body) + 8) + body)


def toml(tables: Mapping[str, Any], path: str = "") -> str:
    """Tables of strings, lists of strings and further tables, written as TOML."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in tables.items() if not isinstance(value, Mapping)]
    head = f"[{path}]\n" if path and lines else ""
    inner = [
        toml(value, f"{path}.{name}" if path else name) for name, value in tables.items() if isinstance(value, Mapping)
    ]
    return head + "".join(f"{line}\n" for line in lines) + ("\n" if lines else "") + "".join(inner)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: briefcase_project.py FOLDER")
    lay_out(Path(sys.argv[1]))
    print(f"Laid out in {sys.argv[1]}. Next: cd {sys.argv[1]} && briefcase create && briefcase build")
