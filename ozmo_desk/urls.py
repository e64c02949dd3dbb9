"""The map of the whole site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from ozmo_desk import dev_mail, health, public, views
from tickets.views.edits import simulator

# Read only: signing in has one form, with its limits.
admin.site.login = require_safe(secure_admin_login(admin.site.login))  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(".well-known/security.txt", public.security_txt, name="security_txt"),
    path("robots.txt", public.robots_txt, name="robots_txt"),
    path("csp-report/", public.csp_report, name="csp_report"),
    path("taal/", views.choose_language, name="set_language"),
    path("thema/", views.choose_theme, name="set_theme"),
    path("", include("accounts.urls")),
    path("", include("tickets.urls")),
    path("onderhoud/", include("maintenance.urls")),
    # The administration's own form would go past what the other one keeps on record.
    path("beheer/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("beheer/simulator/", simulator.simulator, name="simulator"),
    path("beheer/", admin.site.urls),
    path("dev/mail/", dev_mail.mail_list, name="dev_mail"),
    path("dev/mail/<str:name>/", dev_mail.mail, name="dev_mail_one"),
    path("dev/mail/<str:name>/html/", dev_mail.mail_html, name="dev_mail_html"),
]

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler500 = views.server_error
