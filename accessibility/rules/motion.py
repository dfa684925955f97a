"""Rule: nothing moves for long by itself, and nothing at all where the person wants no motion.

Animations that run for ever, and films that loop, draw the eye away from reading and make some people ill. The
window's animations and films are looked at as they are now: one that never ends needs a way to stop it; and where the
program says that motion is unwanted (``Surroundings.still``), none may be running.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractAnimation
from PySide6.QtGui import QMovie
from PySide6.QtWidgets import QLabel

from accessibility.audit import Outcome, Result, Rule, incomplete, passed, violation
from accessibility.page import Page

_LONG_MS = 5000


def _of_animation(animation: QAbstractAnimation, still: bool) -> Result:
    where = f"{type(animation).__name__} {animation.objectName()}".strip()
    if animation.state() != QAbstractAnimation.State.Running or animation.duration() == 0:
        return Result(Outcome.PASS, where=where)
    if still:
        return Result(Outcome.VIOLATION, "runs although motion is unwanted", where=where)
    total = animation.totalDuration()
    if total < 0 or total > _LONG_MS:
        return Result(Outcome.VIOLATION, "moves for more than five seconds and cannot be stopped", where=where)
    return Result(Outcome.PASS, where=where)


def _check(page: Page) -> Iterator[Result]:
    still = page.surroundings.still
    for animation in page.window.findChildren(QAbstractAnimation):
        if animation.group() is None:
            yield _of_animation(animation, still)
    for element in page.elements:
        film = element.widget.movie() if isinstance(element.widget, QLabel) else None
        if not isinstance(film, QMovie) or film.frameCount() == 1:
            continue
        if film.state() != QMovie.MovieState.Running:
            yield passed(element)
        elif still:
            yield violation(element, "a film runs although motion is unwanted")
        elif film.loopCount() != 0:
            yield violation(element, "a film runs round and round and cannot be stopped")
        else:
            yield incomplete(element, "a film runs; see that it ends within five seconds and never flashes")


RULE = Rule(
    name="motion",
    criteria=("2.2.2", "2.3.3", "2.3.1"),
    what="No animation runs for more than five seconds, and none where motion is unwanted.",
    mend="Take durations from one place that is 0 when motion is unwanted; end loops, or add a button to stop them.",
    check=_check,
    limits="Motion a timer makes by painting anew is not seen; nor is whether something flashes.",
)
