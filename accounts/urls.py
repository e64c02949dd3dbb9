"""Signing in and out, passwords and the profile. Of allauth's pages only these exist: nobody signs up by themselves."""

from allauth.account import views as allauth_views
from django.urls import include, path, re_path

from accounts import views

urlpatterns = [
    path("", include("accounts.people.urls")),
    path("profiel/", views.profile, name="profile"),
    path("", include("accounts.security.urls")),
    path("account/login/", views.sign_in, name="account_login"),
    path("account/logout/", allauth_views.logout, name="account_logout"),
    path("account/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("account/password/change/", allauth_views.password_change, name="account_change_password"),
    path("account/password/set/", views.first_password, name="account_set_password"),
    path("account/password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path("account/password/reset/done/", allauth_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
