"""The kind of work that an agent named last, so that it is chosen already the next time."""

from accounts.http import SignedInRequest
from agreements.models import Activity

KEY = "activity"


def remember(request: SignedInRequest, activity: str) -> None:
    """Keep it as long as the session lasts; the same again writes nothing."""
    if activity in Activity.values and request.session.get(KEY) != activity:
        request.session[KEY] = activity


def remembered(request: SignedInRequest) -> str:
    """What was named last; at first remote work."""
    known = request.session.get(KEY)
    return known if known in Activity.values else Activity.REMOTE.value
