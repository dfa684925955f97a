"""Setting a model right on this device alone, from the outcomes in its own records, and taking that back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, cast

from client.beside.answering import Given
from client.beside.asking import Beside
from client.reading.queries import Reader
from client.replica.database import set_meta
from client.replica.worker import Replica
from client.scores import learned_here
from client.scores.released import file_in_use, fingerprint, signed_file
from client.scores.watched import records_of
from shared_models.errors import ForecourtError
from shared_models.rights import is_external, may_read

log = logging.getLogger(__name__)
#: What is told where only bundled models score.
BUNDLED = "bundled"
#: Under what name the replica keeps of how many sales the suggestions have learned.
_SALES = "sales_learned"


class LearningRefused(ForecourtError):
    """Nothing could be learned here; says why."""


def learned_from(reader: Reader, name: str, kind: str, on_top: bool) -> tuple[str, str, bytes, dict[str, Any]]:
    """What the outcomes here teach: version of the model, of the file it rests on, its bytes, and the verdict on it.

    ``on_top`` of what this device has learned already; else of the signed file. Raises LearningRefused.
    """
    from ml_models.refitting import Kind, TooFewOutcomes
    from ml_models.registry import MODELS
    from ml_models.watching import learned

    base = signed_file(reader, name)
    file = file_in_use(reader, name) if on_top else base
    try:
        made, verdict = learned(MODELS[name], file, records_of(reader), cast("Kind", kind))
    except TooFewOutcomes as error:
        raise LearningRefused(str(error)) from error
    version, content = learned_here.written(made)
    return version, base.version, content, verdict


class OwnLearning:
    """What the screens ask: learn on this device, take it back. Suggestions learn by themselves from new sales."""

    #: Sales from which on suggestions learn, and how many more it takes until they learn again.
    LEAST, AGAIN = 50, 25

    def __init__(self, replica: Replica, reader: Reader, beside: Beside, changed: Callable[[str], None]) -> None:
        """``beside``: the process that learns; ``changed`` is told of what scores now."""
        self._replica, self._reader, self._beside, self._changed = replica, reader, beside, changed

    def learn(self, name: str, kind: str) -> dict[str, Any]:
        """Learn here; the verdict, as from the hub. Not on the window's thread. Raises LearningRefused."""
        return self._kept(name, kind, True)

    def take_back(self, name: str) -> bool:
        """Score with the model of before; False where nothing was learned here."""
        if not self._replica.write(lambda writer: learned_here.take_back(writer, name)).result():
            return False
        self._changed(fingerprint(self._reader) or BUNDLED)
        return True

    def follow_sales(self) -> bool:
        """Let the suggestions learn where there are sales enough that are new to them; whether they did.

        From the signed file each time, so no sale counts twice. What says less of the latest sales is not used. Not on
        the window's thread.
        """
        if not may_read(self._replica.identity.role, "sale") or is_external(self._replica.identity.role):
            return False
        count = self._reader.count("sale")
        if count < max(self.LEAST, int(self._reader.meta(_SALES) or b"0") + self.AGAIN):
            return False
        self._replica.write(lambda writer: set_meta(writer, _SALES, str(count).encode())).result()
        try:
            return not self._kept("recommendation", "ridge", False)["against"]
        except LearningRefused as refused:
            log.info("suggestions have not learned: %s", refused)
            return False

    def _kept(self, name: str, kind: str, on_top: bool) -> dict[str, Any]:
        work = "client.scores.learning:learned_from"
        version, base, content, verdict = self._beside.run(work, Given.WHOLE, name, kind, on_top)
        if not verdict["against"]:
            self._replica.write(lambda writer: learned_here.keep(writer, name, base, version, content)).result()
            self._changed(fingerprint(self._reader) or BUNDLED)
        return dict(verdict)
