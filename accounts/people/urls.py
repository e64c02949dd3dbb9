"""Who belongs to an organisation and who acts for it; key contacts manage their own, the desk all."""

from django.urls import path

from accounts.people.views import colleagues, invitations, joining, mandates, organisations

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
    path(f"{OF_ONE}machtigingen/", mandates.mandates, name="mandates"),
    path(f"{OF_ONE}machtigingen/geven/", mandates.grant, name="grant_mandate"),
    path(f"{OF_ONE}machtigingen/<int:mandate_id>/beeindigen/", mandates.end, name="end_mandate"),
    # What stands behind `key/` stays out of the log.
    path("account/invitation/key/<str:token>/", joining.join, name="invitation"),
]
