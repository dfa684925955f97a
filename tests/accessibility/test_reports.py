"""The report carries what was found as text, JSON and HTML; the command and the plugin for pytest write it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from accessibility.__main__ import main
from accessibility.conformance import Standing, conformance
from accessibility.criteria import CRITERIA
from accessibility.report import Evidence, as_html, as_json, as_text
from accessibility.rules import RULES
from accessibility.widgets import Button
from tests.accessibility.specimens_words import nameless_button


def test_reports_carry_findings_criteria_and_mending(form, audited):
    form.layout().addWidget(nameless_button())
    found = audited(form)
    assert "4.1.2" in as_text(found)
    document = json.loads(as_json(found))
    assert document["counts"]["violation"] == len(found.violations) >= 1
    assert document["rules"]["name-and-role"]["mend"]
    page = as_html(found)
    assert '<html lang="en">' in page
    assert "setAccessibleName" in page


def test_reports_escape_what_they_quote(form, audited):
    bad = nameless_button()
    bad.setObjectName("<script>alert(1)</script>")
    form.layout().addWidget(bad)
    assert "<script>" not in as_html(audited(form))


def sound_window():
    window = QWidget()
    window.setWindowTitle("Sound")
    QVBoxLayout(window).addWidget(Button("Save"))
    return window


def broken_window():
    window = QWidget()
    QVBoxLayout(window).addWidget(nameless_button())
    return window


def test_the_command_writes_reports_and_its_exit_code_tells(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "windows_under_test", sys.modules[__name__])
    page, data = tmp_path / "report.html", tmp_path / "report.json"
    assert main(["windows_under_test:sound_window"]) == 0
    assert main(["windows_under_test:broken_window", "--html", str(page), "--json", str(data)]) == 1
    assert "name-and-role" in capsys.readouterr().out
    assert json.loads(data.read_text(encoding="utf-8"))["counts"]["violation"] >= 1
    assert "name-and-role" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("target", ["no_colon", "no_such_module_here:make", "json:no_such_factory", "json:dumps"])
def test_the_command_says_what_is_wrong_with_its_target(target):
    with pytest.raises((SystemExit, TypeError)) as told:
        main([target])
    assert str(told.value)


def test_the_command_takes_rules_by_name_and_says_which_there_are(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "windows_under_test", sys.modules[__name__])
    assert main(["windows_under_test:broken_window", "--rules", "mnemonics"]) == 0
    assert main(["windows_under_test:sound_window", "--reshape", "--narrowest", "480", "--rules", "reflow"]) == 0
    with pytest.raises(SystemExit) as told:
        main(["windows_under_test:sound_window", "--rules", "beauty"])
    assert "focus-visible" in str(told.value)
    assert "pass: " in capsys.readouterr().out


def test_the_command_writes_a_page_for_each_rule(tmp_path):
    assert main(["--pages", str(tmp_path / "pages")]) == 0
    index = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    for rule in RULES:
        assert f"{rule.name}.html" in index
        assert rule.name in (tmp_path / "pages" / f"{rule.name}.html").read_text(encoding="utf-8")


def test_one_report_holds_many_windows_and_what_was_judged_by_hand(form, audited):
    form.layout().addWidget(nameless_button())
    found = audited(form)
    by_hand = [Evidence("1.2.9", "There is no sound.", applies=False), Evidence("3.1.5", "Read aloud to three people.")]
    document = json.loads(as_json(found, found, evidence=by_hand))
    assert len(document["windows"]) == 2
    assert document["counts"]["violation"] == 2 * len(found.violations)
    assert document["evidence"]["1.2.9"] == {
        "title": "Audio-only (Live)", "applies": False, "text": "There is no sound.",
    }  # fmt: skip
    page = as_html(found, found, evidence=by_hand)
    assert "Reading Level" in page
    assert "https://www.w3.org/WAI/WCAG21/Understanding/audio-only-live" in page


def test_every_criterion_is_told_with_what_it_is_known_by(form, audited):
    form.layout().addWidget(nameless_button())
    found = audited(form)
    by_hand = [
        Evidence("1.2.9", "There is no sound.", applies=False),
        Evidence("3.1.5", "Read aloud to three people."),
        Evidence("4.1.2", "Looked at as well."),
    ]
    lines = {line.criterion.number: line for line in conformance([found], by_hand)}
    assert list(lines) == list(CRITERIA)
    assert lines["4.1.2"].standing is Standing.BROKEN, "what somebody says does not mend what a rule found"
    assert "name-and-role" in lines["4.1.2"].rules
    assert lines["1.4.6"].standing is Standing.HELD
    assert lines["1.2.9"].standing is Standing.NO_PLACE
    assert lines["3.1.5"].standing is Standing.BY_HAND
    assert lines["2.3.2"].standing is Standing.OPEN
    told = json.loads(as_json(found, evidence=by_hand))["criteria"]
    assert told["3.1.5"]["evidence"] == "Read aloud to three people."
    assert told["2.3.2"]["standing"] == "not judged"
    page = as_html(found, evidence=by_hand)
    assert 'href="#rule-name-and-role"' in page
    assert 'id="rule-name-and-role"' in page
    assert page.count("<tr><td><a href=") == len(CRITERIA)


def test_evidence_is_read_from_a_file(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "windows_under_test", sys.modules[__name__])
    kept, data = tmp_path / "evidence.json", tmp_path / "report.json"
    kept.write_text('{"1.2.9": {"applies": false, "text": "There is no sound."}}', encoding="utf-8")
    command = ["windows_under_test:sound_window", "--rules", "mnemonics", "--evidence", str(kept), "--json", str(data)]
    assert main(command) == 0
    assert json.loads(data.read_text(encoding="utf-8"))["criteria"]["1.2.9"]["standing"] == "does not apply"
    kept.write_text('{"9.9.9": {"text": "No such criterion."}}', encoding="utf-8")
    with pytest.raises(SystemExit) as told:
        main(command)
    assert "9.9.9" in str(told.value)


def test_the_plugin_fails_a_test_and_writes_one_report(tmp_path):
    (tmp_path / "test_window.py").write_text(
        """
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

def window(qtbot, text):
    made = QWidget()
    made.setWindowTitle("Window")
    button = QPushButton(text)
    button.setStyleSheet("QPushButton { min-height: 50px; min-width: 80px; color: black; background: white; }"
                         "QPushButton:focus { border: 6px solid black; }")
    QVBoxLayout(made).addWidget(button)
    qtbot.addWidget(made)
    made.show()
    return made

def test_sound(qtbot, accessible):
    accessible(window(qtbot, "Save"))

def test_broken(qtbot, accessible):
    accessible(window(qtbot, ""), title="Nameless")
""",
        encoding="utf-8",
    )
    data = tmp_path / "report.json"
    command = [
        sys.executable, "-m", "pytest", "-q", "-p", "accessibility.pytest_plugin", "-p", "no:cacheprovider",
        "-c", os.devnull, "--rootdir", str(tmp_path), "--accessibility-json", str(data), str(tmp_path),
    ]  # fmt: skip
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=120, check=False, env=alone
    )
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "setAccessibleName" in done.stdout
    windows = json.loads(data.read_text(encoding="utf-8"))["windows"]
    assert [window["title"] for window in windows] == ["test_sound", "Nameless"]
