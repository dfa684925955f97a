"""What Briefcase is told of the app stays in step with pyproject.toml, and with what the app imports."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from fnmatch import fnmatch
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.house.source import ROOT, name_of, python_files
from tests.house.test_dependencies import COMPANIONS, NEVER_IMPORTED, imported, name_in, plain

IN_APP = ("client", "shared_models", "accessibility", "ml_models")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("briefcase_project", ROOT / "packaging" / "briefcase_project.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_app_gets_what_it_imports_and_nothing_of_the_hub(script: ModuleType) -> None:
    requires = {name_in(one) for one in script.configuration()["project"]["dependencies"]}
    distributions = packages_distributions()
    files = [path for path in python_files(*IN_APP) if path.name != "train.py"]
    used = {
        plain(owner) for path in files for module in imported(path)
        for owner in (*distributions.get(module, []), COMPANIONS.get(module, module))
    }  # fmt: skip
    needed = {name for name in requires if name in used} | (requires & NEVER_IMPORTED)
    assert requires == needed
    left_out = {plain(name) for name in tomllib.loads((ROOT / "briefcase.toml").read_text())["hub"]["requires"]}
    assert not left_out & used


def test_nothing_that_stays_imports_what_is_cleaned_away(script: ModuleType) -> None:
    patterns = script.configuration()["tool"]["briefcase"]["app"]["forecourt"]["cleanup_paths"]

    def goes(path: Path) -> bool:
        names = [name_of(path), *(str(one) for one in Path(name_of(path)).parents)]
        return any(fnmatch(f"app/{name}", pattern) for name in names for pattern in patterns)

    files = python_files(*IN_APP)
    gone = {
        name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in files if goes(path)
    }
    assert "client.demo.walk" in gone
    for path in files:
        if not goes(path):
            named = set(re.findall(r"^ *(?:from|import) ([\w.]+)", path.read_text("utf-8"), re.MULTILINE))
            assert not named & gone, name_of(path)


def test_the_folder_is_whole_and_says_what_pyproject_says(
    script: ModuleType, qapp: QApplication, tmp_path: Path
) -> None:
    script.lay_out(tmp_path / "app")
    laid = tomllib.loads((tmp_path / "app" / "pyproject.toml").read_text("utf-8"))
    assert laid == script.configuration()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert laid["project"]["version"] == project["version"]
    app = laid["tool"]["briefcase"]["app"]["forecourt"]
    assert all((tmp_path / "app" / name / "__init__.py").is_file() for name in app["sources"])
    assert "libegl1" in app["linux"]["system"]["debian"]["system_runtime_requires"]
    assert not (tmp_path / "app" / "sync_server").exists()
    for icon in ("-16.png", "-512.png", ".ico"):
        assert not QImage(str(tmp_path / "app" / f"{app['icon']}{icon}")).isNull()
    assert (tmp_path / "app" / f"{app['icon']}.icns").read_bytes()[:4] == b"icns"
    with pytest.raises(FileExistsError):
        script.lay_out(tmp_path / "app")
