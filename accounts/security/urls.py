"""The pages of second steps and passkeys. Of allauth's pages only these exist."""

from allauth.mfa.base import views as second_steps
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.webauthn import views as passkeys
from django.urls import path
from django.views.generic import RedirectView

from accounts.security import codes as mailed_codes
from accounts.security import oidc_views, views

urlpatterns = [
    path("profiel/beveiliging/", views.security, name="security"),
    path("profiel/beveiliging/apparaten/<int:number>/uitloggen/", views.sign_out_there, name="sign_out_there"),
    path("profiel/beveiliging/uitloggen/", views.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("account/second-step/", views.set_up, name="second_step"),
    path("account/second-step/authenticate/", second_steps.authenticate, name="mfa_authenticate"),
    path("account/second-step/reauthenticate/", second_steps.reauthenticate, name="mfa_reauthenticate"),
    path("account/second-step/app/", views.set_up_app, name="mfa_activate_totp"),
    path("account/second-step/app/remove/", views.remove_app, name="mfa_deactivate_totp"),
    path("account/second-step/codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/second-step/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/code/", mailed_codes.ask_code, name="account_request_login_code"),
    path("account/code/confirm/", mailed_codes.give_code, name="account_confirm_login_code"),
    path("account/organisation/", oidc_views.choose, name="organisation_sign_in"),
    path(
        "account/organisation/cancelled/",
        RedirectView.as_view(pattern_name="account_login"),
        name="socialaccount_login_cancelled",
    ),
    path("account/organisation/<slug:provider_id>/", oidc_views.leave, name="openid_connect_login"),
    path("account/organisation/<slug:provider_id>/back/", oidc_views.come_back, name="openid_connect_callback"),
    path("account/passkeys/add/", views.add_passkey, name="mfa_add_webauthn"),
    path("account/passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("account/passkeys/reauthenticate/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/passkeys/<int:pk>/rename/", views.rename_passkey, name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
]
