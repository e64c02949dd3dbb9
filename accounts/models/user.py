"""A person who signs in by e-mail: somebody of a customer or ICT partner, or somebody of the desk."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.roles import DESK_ROLES, Role, as_choices


class Language(models.TextChoices):
    """The languages that the interface and the mails are written in."""

    DUTCH = "nl", "Nederlands"
    ENGLISH = "en", "English"


class Theme(models.TextChoices):
    """How the pages look; `system` follows the person's device."""

    SYSTEM = "system", _("System")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


def joined_now() -> datetime:
    """The default of `date_joined`: asks the desk's clock when called, so that a shifted clock counts."""
    return timezone.now()


class UserManager(BaseUserManager["User"]):
    """Makes people; what is recorded about it is up to the actions."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new person; without a password nobody can sign in as them until they set one."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator; what `manage.py createsuperuser` calls."""
        return self.create_user(email, password, **{**fields, "desk_role": Role.ADMINISTRATOR.value})

    def get_by_natural_key(self, username: str | None) -> "User":
        """Addresses are stored in lower case, however somebody types them."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """`desk_role` is empty for people of customers and partners, whose rights come from memberships and mandates.

    A higher `session_epoch` ends all of the person's sessions.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.DUTCH)
    theme = models.CharField(_("appearance"), max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    mail_followed = models.BooleanField(_("mail about tickets that I follow"), default=True, db_default=True)
    desk_role = models.CharField(_("role at the desk"), max_length=13, choices=as_choices(DESK_ROLES), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    date_joined = models.DateTimeField(_("added on"), default=joined_now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="accounts_user_email_lower"),
            models.CheckConstraint(
                condition=models.Q(desk_role__in=["", *DESK_ROLES]), name="accounts_user_desk_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values), name="accounts_user_language_known"
            ),
            models.CheckConstraint(condition=models.Q(theme__in=Theme.values), name="accounts_user_theme_known"),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """Forms that build a person store the address in lower case too."""
        super().clean()
        self.email = self.email.strip().lower()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions hold this hash and end when it changes: at a new password, and when `session_epoch` moves on.

        So all sessions of a person are ended by one update, however sessions are stored.
        """
        sealed = f"{self.password}|{self.session_epoch}"
        return salted_hmac("accounts.User.session", sealed, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_agent(self) -> bool:
        """Works at the desk: agents, and lead agents and administrators as well."""
        return self.is_active and self.desk_role in DESK_ROLES

    @property
    def is_administrator(self) -> bool:
        """Manages people, agreements and the calendar."""
        return self.is_active and self.desk_role == Role.ADMINISTRATOR

    @property
    def is_staff(self) -> bool:
        """What Django admin asks before it lets somebody in."""
        return self.is_administrator

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Django admin is for administrators, wholly or not at all."""
        return self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        """As `has_perm`, for an app's place in the admin's index."""
        return self.is_administrator

    @property
    def initials(self) -> str:
        """`Sanne de Vries` becomes `SV`: the first letters of the first and the last word of the name."""
        words = str(self).split()
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()

    @property
    def first_name_short(self) -> str:
        """The first name only, as the desk's narrow columns show it."""
        return str(self).split()[0]
