"""What a link to a new password is bound to, besides what Django names: password, address and last sign-in."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from accounts.models import User


class ResetLinks(PasswordResetTokenGenerator):
    """Named in settings: whatever ends a person's sessions ends their links too, and so does deactivating them."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        bound: str = super()._make_hash_value(user, timestamp)
        return f"{bound}{user.session_epoch}"

    def check_token(self, user: User | None, token: str | None) -> bool:
        """No link of somebody who cannot sign in opens anything."""
        return user is not None and user.is_active and super().check_token(user, token)
