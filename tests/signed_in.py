"""A browser in which somebody is signed in and has just shown once more who they are, for what asks that."""

from django.test import Client

from accounts.models import User

# After every moment that a test moves the clock to: what was shown then is always recent.
ALWAYS_RECENT = 2**33


def client_sure_of(user: User, client: Client | None = None) -> Client:
    """Signed in without the form, with the password given once more."""
    client = client or Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": ALWAYS_RECENT, "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
