"""The address of a window's page in the portal, as mails and calendars name it."""

from django.conf import settings


def address_of(reference: str) -> str:
    """In full: it is read outside the program."""
    return f"{settings.BASE_URL}/onderhoud/{reference}/"
