"""Where a film stands and whether it runs: reckoned from a clock that is handed in, with no timer of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from client.films.webvtt import Cue

#: Within so many milliseconds after a scene's beginning, one scene back is the scene before.
_JUST_BEGUN = 2_000


class Playing:
    """A position in milliseconds between 0 and ``length``. ``now`` tells monotonic milliseconds.

    ``cues`` are the scenes, in order, the first beginning at 0.
    """

    def __init__(self, cues: Sequence[Cue], length: int, now: Callable[[], int]) -> None:
        if not cues or cues[0].begins != 0 or length < cues[-1].ends:
            raise ValueError("a film begins with its first scene and lasts until the end of its last")
        self.cues, self.length = tuple(cues), length
        self._now = now
        self._position = 0
        self._since: int | None = None

    @property
    def running(self) -> bool:
        """Whether it plays; at its end it has stopped."""
        return self._since is not None and self.position < self.length

    @property
    def position(self) -> int:
        """Where it stands now."""
        gone = 0 if self._since is None else max(0, self._now() - self._since)
        return min(self.length, self._position + gone)

    @property
    def scene(self) -> int:
        """The scene that is shown, from 0."""
        here = self.position
        return max(at for at, cue in enumerate(self.cues) if cue.begins <= here)

    @property
    def into_scene(self) -> int:
        """How long that scene has been shown, in milliseconds."""
        return self.position - self.cues[self.scene].begins

    def play(self) -> None:
        """Go on from here; from its end, begin anew."""
        if self.position >= self.length:
            self._position = 0
        else:
            self._position = self.position
        self._since = self._now()

    def pause(self) -> None:
        """Stand still here."""
        self._position, self._since = self.position, None

    def seek(self, position: int) -> None:
        """Stand or go on from there; beyond an end is that end."""
        self._position = max(0, min(self.length, position))
        if self._since is not None:
            self._since = self._now()

    def to_scene(self, scene: int) -> None:
        """Its beginning; beyond the first or last is that one."""
        self.seek(self.cues[max(0, min(len(self.cues) - 1, scene))].begins)

    def next_scene(self) -> None:
        """The beginning of the next; in the last, the end."""
        if self.scene + 1 == len(self.cues):
            self.seek(self.length)
        else:
            self.to_scene(self.scene + 1)

    def scene_before(self) -> None:
        """The beginning of this scene, or of the one before where this has just begun."""
        self.to_scene(self.scene - (self.into_scene < _JUST_BEGUN))
