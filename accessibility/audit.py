"""The audit: every rule applied to a window, with one of four outcomes for each thing looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtWidgets import QWidget

from accessibility.element import Element
from accessibility.page import Page
from accessibility.settling import wait_until_quiet
from accessibility.surroundings import Surroundings


class Outcome(StrEnum):
    """What a rule says of one thing."""

    PASS = "pass"
    VIOLATION = "violation"
    INCOMPLETE = "incomplete"
    INAPPLICABLE = "inapplicable"


@dataclass(frozen=True)
class Result:
    """One outcome for one element; ``where`` stands for it where there is no element."""

    outcome: Outcome
    message: str = ""
    element: Element | None = None
    where: str = ""


def passed(element: Element) -> Result:
    """The element holds to the rule."""
    return Result(Outcome.PASS, element=element)


def violation(element: Element, message: str) -> Result:
    """The element breaks the rule."""
    return Result(Outcome.VIOLATION, message, element)


def incomplete(element: Element, message: str) -> Result:
    """The rule cannot tell; a person has to look."""
    return Result(Outcome.INCOMPLETE, message, element)


@dataclass(frozen=True)
class Rule:
    """One rule: its name, the WCAG 2.1 criteria it serves, what it checks, how to mend, and the check.

    ``limits`` says what the rule cannot see. A rule that ``reshapes`` the window (resizes it, enlarges its text) is
    only run where it is asked for by name.
    """

    name: str
    criteria: tuple[str, ...]
    what: str
    mend: str
    check: Callable[[Page], Iterator[Result]]
    limits: str = ""
    reshapes: bool = False


@dataclass(frozen=True)
class Finding:
    """A result with its rule, ready to be reported."""

    rule: Rule
    outcome: Outcome
    where: str
    message: str


@dataclass(frozen=True)
class Audit:
    """All findings for one window."""

    title: str
    findings: tuple[Finding, ...] = field(default_factory=tuple)

    def of(self, outcome: Outcome) -> list[Finding]:
        """The findings with one outcome."""
        return [finding for finding in self.findings if finding.outcome == outcome]

    @property
    def violations(self) -> list[Finding]:
        """What has to be mended."""
        return self.of(Outcome.VIOLATION)

    def counts(self) -> dict[str, int]:
        """How many findings have each outcome."""
        return {outcome.value: len(self.of(outcome)) for outcome in Outcome}


CHANGED = "the window was rebuilt while it was looked at; audit it again when it has come to rest"
"""Said by a rule whose widgets went away under it: the audit goes on and does not call the rest sound."""


def _findings(rule: Rule, page: Page) -> Iterable[Finding]:
    results = []
    try:
        for result in rule.check(page):
            results.append(result)  # noqa: PERF402 - what was found before the window changed is kept
    except RuntimeError as gone:
        if "already deleted" not in str(gone):
            raise
        results.append(Result(Outcome.INCOMPLETE, CHANGED, where=page.window.windowTitle()))
    if not results:
        yield Finding(rule, Outcome.INAPPLICABLE, page.window.windowTitle(), "")
    for result in results:
        where = result.element.path if result.element is not None else result.where
        yield Finding(rule, result.outcome, where, result.message)


def audit(
    window: QWidget, rules: Sequence[Rule] | None = None, surroundings: Surroundings | None = None, title: str = ""
) -> Audit:
    """Audit a window that is shown. It is left as it was found.

    ``rules`` are all that leave the window its shape unless given. The window is first let come to rest; then it is
    pressed through with the Tab key, hovered over and scrolled. ``title`` names it in the report.
    """
    from accessibility.rules import LOOKING  # the rules know this module, so it asks for them late

    around = surroundings or Surroundings()
    wait_until_quiet(window, around.busy)
    page = Page(window, around)
    found: list[Finding] = []
    for rule in LOOKING if rules is None else rules:
        found.extend(_findings(rule, page))
    page.leave_as_found()
    return Audit(title or window.windowTitle() or type(window).__name__, tuple(found))
