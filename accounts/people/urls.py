"""Who belongs to an organisation and who acts for it; key contacts manage their own, the desk all."""

from django.urls import path

from accounts.people.views import colleagues, invitations, joining, organisations

# Each address whole, so that it can be looked for.
OF_ONE = "organisaties/<int:organisation_id>/"

urlpatterns = [
    path("organisaties/", organisations.organisations, name="organisations"),
    path(OF_ONE, colleagues.colleagues, name="colleagues"),
    path(f"{OF_ONE}uitnodigen/", invitations.invite, name="invite"),
    path(f"{OF_ONE}uitnodiging/<int:invitation_id>/opnieuw/", invitations.send_again, name="invitation_again"),
    path(f"{OF_ONE}uitnodiging/<int:invitation_id>/intrekken/", invitations.revoke, name="invitation_revoke"),
    path(f"{OF_ONE}collega/<int:membership_id>/", colleagues.colleague, name="colleague"),
    path(f"{OF_ONE}collega/<int:membership_id>/verwijderen/", colleagues.remove, name="colleague_remove"),
    # What stands behind `key/` stays out of the log.
    path("account/invitation/key/<str:token>/", joining.join, name="invitation"),
]
