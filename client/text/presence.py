"""Words about who else edits a record at this moment."""

from __future__ import annotations

from collections.abc import Sequence

ONE = "{name} is editing this now. What each of you saves is kept."
SEVERAL = "{names} and {last} are editing this now. What each of you saves is kept."
YOURSELF = "Your other device"


def sentence(names: Sequence[str]) -> str:
    """Who edits."""
    if len(names) == 1:
        return ONE.format(name=names[0])
    return SEVERAL.format(names=", ".join(names[:-1]), last=names[-1])
