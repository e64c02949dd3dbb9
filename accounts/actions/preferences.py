"""What people set for themselves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.event_log import record
from accounts.models import AccountEventKind, Language, Theme, User
from accounts.refusals import Refusal


def set_language(user: User, language: str) -> None:
    """The language of the pages and mails for `user`; refuses one that we don't write."""
    if language not in Language.values:
        raise Refusal(_("This language is not available."))
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language


def set_theme(user: User, theme: str) -> None:
    """How the pages look for `user`: as the device says, light or dark."""
    if theme not in Theme.values:
        raise Refusal(_("This appearance is not available."))
    User.objects.filter(pk=user.pk).update(theme=theme)
    user.theme = theme


@transaction.atomic
def change_profile(
    *, user: User, name: str, phone: str, language: str, theme: str, mail_followed: bool, now: datetime
) -> None:
    """What people change on their own profile page. The address is their identity: an administrator changes it.

    Mails about tickets that they reported carry promises of the agreement, and cannot be switched off.
    """
    set_language(user, language)
    set_theme(user, theme)
    User.objects.filter(pk=user.pk).update(mail_followed=mail_followed)
    user.mail_followed = mail_followed
    new = {"name": name.strip(), "phone": phone.strip()}
    changed = [field for field, value in new.items() if getattr(user, field) != value]
    if changed:
        User.objects.filter(pk=user.pk).update(**new)
        user.name, user.phone = new["name"], new["phone"]
        record(AccountEventKind.USER_CHANGED, actor=user, now=now, user=user, data={"changed": changed})
