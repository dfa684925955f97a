"""Each rule says nothing of a sound widget and finds the broken ones: the seeded defects, and those nobody finds."""

from __future__ import annotations

import html
import inspect
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from accessibility.audit import Outcome, audit
from accessibility.criteria import CRITERIA
from accessibility.pages import as_markdown, page_of, story
from accessibility.report import as_text
from accessibility.rules import RULES
from accessibility.surroundings import Surroundings
from client import theme
from tests.accessibility import seeded
from tests.accessibility import specimens_keys as keys
from tests.accessibility import specimens_missed as missed
from tests.accessibility.seeded import BROKEN, SOUND

BY_NAME = {rule.name: rule for rule in RULES}


def _enlarge(scale: float) -> None:
    """As the app's own settings do."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.apply(application, scale=scale)


_AROUND = Surroundings(language="en", narrowest=480, enlarge=_enlarge)


def _names(table):
    return [f"{rule}-{getattr(make, '__name__', 'made')}-{place}" for place, (rule, make) in enumerate(table)]


@pytest.fixture
def window(qtbot):
    """A window that holds one more button, so that Tab has somewhere to go."""
    made = QWidget()
    made.setWindowTitle("Specimen")
    QVBoxLayout(made).addWidget(QPushButton("Another"))
    made.resize(640, 320)
    qtbot.addWidget(made)
    return made


def _put(window: QWidget, widget: QWidget, qtbot) -> None:
    if not widget.objectName():
        widget.setObjectName("specimen")
    if widget.property("floats"):
        widget.setParent(window)
        widget.setGeometry(10, 10, 400, 240)
        widget.show()
    else:
        layout = window.layout()
        assert layout is not None
        layout.addWidget(widget)
    window.show()
    qtbot.waitExposed(window)


@pytest.mark.parametrize(("rule", "make"), SOUND, ids=_names(SOUND))
def test_a_sound_widget_passes(window, qtbot, rule, make):
    _put(window, make(), qtbot)
    found = audit(window, [BY_NAME[rule]], _AROUND)
    assert not found.violations, as_text(found)
    assert not found.of(Outcome.INCOMPLETE), as_text(found)
    assert found.of(Outcome.PASS)


@pytest.mark.parametrize(("rule", "make"), BROKEN, ids=_names(BROKEN))
def test_a_seeded_defect_is_found(window, qtbot, rule, make):
    _put(window, make(), qtbot)
    found = audit(window, [BY_NAME[rule]], _AROUND)
    assert found.violations, as_text(found)
    assert all("Another" not in finding.where for finding in found.violations) or rule in _OF_THE_WINDOW


#: Rules that blame the window, or whichever of two controls comes second.
_OF_THE_WINDOW = ("focus-order", "reflow", "duplicate-names")


@pytest.mark.parametrize(("make", "why"), missed.MISSED, ids=[make.__name__ for make, _ in missed.MISSED])
def test_what_the_audit_cannot_find_is_known(window, qtbot, make, why):
    """Should one of these be found one day, it belongs among the broken."""
    widget = make()
    _put(window, widget, qtbot)
    found = audit(window, surroundings=_AROUND)
    assert not [one for one in found.violations if one.rule.name != "headings"], as_text(found)
    assert why


def test_a_window_without_a_title_is_found(window, qtbot):
    window.setWindowTitle("")
    window.show()
    qtbot.waitExposed(window)
    assert audit(window, [BY_NAME["window-title"]]).violations


def test_motion_is_found_where_none_is_wanted(window, qtbot):
    label = keys.at_rest()
    _put(window, label, qtbot)
    animation = label.children()[-1]
    animation.setStartValue(100)
    animation.setEndValue(200)
    animation.setDuration(60_000)
    animation.setLoopCount(1)
    animation.start()
    rule = BY_NAME["motion"]
    found = audit(window, [rule], Surroundings(still=True))
    assert [one.message for one in found.violations] == ["runs although motion is unwanted"]
    animation.stop()
    assert not audit(window, [rule], Surroundings(still=True)).violations


def test_every_rule_has_a_page_a_criterion_and_specimens():
    assert len(BROKEN) >= 60
    for rule in RULES:
        assert rule.criteria
        assert set(rule.criteria) <= set(CRITERIA), rule.name
        assert rule.name in {name for name, _ in SOUND}, rule.name
        assert rule.name in {name for name, _ in BROKEN} | {"window-title", "focus-visible"}, rule.name
        assert len(story(rule).split()) >= 20, f"{rule.name} has too little to tell"
        page = page_of(rule)
        assert html.escape(rule.mend) in page
        assert all(number in page for number in rule.criteria)


def test_the_page_of_all_rules_is_up_to_date():
    """Made by ``python -m accessibility --rules-page docs/accessibility-rules.md``."""
    kept = (Path(__file__).parents[2] / "docs" / "accessibility-rules.md").read_text(encoding="utf-8")
    assert kept == as_markdown(RULES)


def test_the_page_of_seeded_defects_is_up_to_date():
    """Made by ``python -m tests.accessibility.seeded docs/accessibility-seeded-defects.md``."""
    kept = (Path(__file__).parents[2] / "docs" / "accessibility-seeded-defects.md").read_text(encoding="utf-8")
    assert kept == seeded.page()


def test_rules_are_one_to_a_file():
    files = [inspect.getsourcefile(rule.check) for rule in RULES]
    assert len(set(files)) == len(files)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("بيع Toyota Camry", Outcome.INCOMPLETE),
        ("الأحد 22 نوفمبر · Anna Berg · Munich East", Outcome.INCOMPLETE),
        ("متابعة مع العميل Maria Lopez", Outcome.PASS),
        ("رفض المركز هذا: Your role may not change the price", Outcome.VIOLATION),
        ("Your role may not change the price", Outcome.VIOLATION),
        ("Anna Berg، Ben Ortiz، Maria Lopez", Outcome.INCOMPLETE),
        ("باعها Anna Berg؛ Toyota Camry", Outcome.INCOMPLETE),
        ("هل هي Anna Berg؟ Toyota Camry", Outcome.INCOMPLETE),
        ("Your role، may not change", Outcome.VIOLATION),
    ],
)
def test_names_in_other_letters_need_no_language_and_sentences_do(qtbot: QtBot, text: str, outcome: Outcome) -> None:
    window = QWidget()
    QVBoxLayout(window).addWidget(QLabel(text))
    qtbot.addWidget(window)
    window.show()
    found = audit(window, [BY_NAME["language"]], Surroundings(language="ar"))
    assert [one.outcome for one in found.findings if "QLabel" in one.where] == [outcome]
