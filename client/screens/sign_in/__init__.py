"""Before there is a window: connecting the device to a hub, and signing in."""

from __future__ import annotations

from client.screens.sign_in.dialogs import EnrolDialog, Hub, SignInDialog

__all__ = ["EnrolDialog", "Hub", "SignInDialog"]
