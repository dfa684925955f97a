"""What the provider of the tests says of its users; one module of its own, because Django loads it late."""

from __future__ import annotations

from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator


class Claims(OAuth2Validator):  # type: ignore[misc]  # ships no types
    """Tells addresses; Eve's is not verified."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        """Beside the subject."""
        return {"email": request.user.email, "email_verified": request.user.username != "eve"}
