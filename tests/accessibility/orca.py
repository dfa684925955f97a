"""Orca, the screen reader, on a screen of a test's own: without sound, and the test hears all it says."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.accessibility.bus import running
from tests.support.processes import NeverHappened, wait_until

_SPOKEN = re.compile(rb"SPEECH OUTPUT: '(.*?)' ?(?:\{|\r?\n)", re.DOTALL)
_LOOK_EVERY = 0.1
#: Speech that goes nowhere: no sound card is needed, and none can hold Orca up.
_WITHOUT_SOUND = {
    "speechd.conf": 'AudioOutputMethod "libao"\nAddModule "silent" "sd_generic" "silent.conf"\nDefaultModule silent\n',
    "modules/silent.conf": 'GenericExecuteSynth "true"\nAddVoice "en" "MALE1" "nobody"\n',
}


def lacking_orca() -> str:
    """What this machine lacks to run Orca; empty when nothing."""
    return ", ".join(name for name in ("orca", "speech-dispatcher") if shutil.which(name) is None)


class Orca:
    """What a running Orca says, as it writes it into its log."""

    def __init__(self) -> None:
        # A terminal: into a plain file it would write only now and then.
        self._ours, self._theirs = os.openpty()
        self.log = os.ttyname(self._theirs)
        self._written = bytearray()
        self._from = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                self._written += os.read(self._ours, 65_536)
            except OSError:  # closed at the other end
                return

    def close(self) -> None:
        """Read to the end, and let go."""
        os.close(self._theirs)
        self._reader.join()
        os.close(self._ours)

    def said(self) -> list[str]:
        """Everything it has said so far."""
        return [words.decode(errors="replace").strip() for words in _SPOKEN.findall(bytes(self._written))]

    def says(self, *wanted: str) -> None:
        """Wait until it says these one after the other (with other words between), after what was heard last."""
        try:
            self._from = wait_until(lambda: self._end_of(wanted), f"Orca says {wanted}", every=_LOOK_EVERY)
        except NeverHappened as error:
            raise NeverHappened(f"{error}; it said {self.said()}") from None

    def _end_of(self, wanted: tuple[str, ...]) -> int:
        """One past the last of the utterances that hold the words in turn; 0 while they were not all said."""
        said, place = self.said(), self._from
        for words in wanted:
            place = next((at + 1 for at in range(place, len(said)) if words in said[at]), 0)
            if place == 0:
                return 0
        return place


@contextmanager
def orca_running(environment: dict[str, str], home: Path) -> Iterator[Orca]:
    """Run Orca on a screen with its buses, in a home of its own; yields what hears it, once it is there."""
    settings = home / "config"
    for name, words in _WITHOUT_SOUND.items():
        file = settings / "speech-dispatcher" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words, encoding="utf-8")
    own = {"HOME": str(home), "XDG_CONFIG_HOME": str(settings), "XDG_DATA_HOME": str(home / "data"), "LANG": "C.UTF-8"}
    around = {name: value for name, value in environment.items() if not name.startswith("PYTHON")} | own
    socket = Path(environment["XDG_RUNTIME_DIR"]) / "speech-dispatcher" / "speechd.sock"
    orca = Orca()
    # With braille on it would wait for ever for a display that nobody has.
    command = ["orca", "--replace", "--disable=braille", "--disable=braille-monitor", "--debug"]
    try:
        # Started by Orca, the dispatcher would outlive it, and hold on to the pipe by which Orca waits for its answer.
        with running(["speech-dispatcher", "--run-single"], around):
            wait_until(socket.exists, "speech", every=_LOOK_EVERY)
            with running([*command, f"--debug-file={orca.log}"], around, asking=False):
                orca.says("Screen reader on")
                yield orca
    finally:
        orca.close()
