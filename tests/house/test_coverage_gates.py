"""The coverage gates judge what coverage reports, and a package nobody measured does not pass."""

from __future__ import annotations

import json
from pathlib import Path

from tests.house.coverage_gates import GATES, judge, per_package
from tests.house.source import PRODUCT


def test_statements_are_added_up_by_package(tmp_path: Path) -> None:
    files = {"client/a.py": (30, 40), "client\\forms\\b.py": (10, 60), "shared_models/c.py": (5, 5)}
    report = tmp_path / "report.json"
    summaries = {
        name: {"summary": {"covered_lines": ran, "num_statements": there}} for name, (ran, there) in files.items()
    }
    report.write_text(json.dumps({"files": summaries}), "utf-8")
    assert per_package(report) == {"client": 40.0, "shared_models": 100.0}


def test_every_package_has_a_gate_and_must_hold_it() -> None:
    assert set(GATES) == set(PRODUCT)
    assert judge({package: float(gate) for package, gate in GATES.items()})[1]
    for package in GATES:
        others = {other: 100.0 for other in GATES if other != package}
        assert not judge(others)[1]
        assert not judge({**others, package: GATES[package] - 0.1})[1]
