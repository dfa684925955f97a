"""Processes beside the window: what computes for long goes on there, so that the window never waits for its turn.

Python runs one thread of a process at a time. A question names a function and gives plain values; the answer comes back
as a plain value. The other process reads the replica's file for itself, through connections that cannot write.
"""

#: The first argument with which a frozen app begins as such a process instead of opening a window.
ARGUMENT = "--beside"
