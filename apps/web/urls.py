"""All pages. Each area has its own urls.py."""

from django.urls import include, path

from apps.web import health
from apps.web.profile import switches
from apps.web.search import views as search

urlpatterns = [
    path("", include("apps.web.day.urls")),
    path("incidents/", include("apps.web.incidents.urls")),
    path("notices/", include("apps.web.notices.urls")),
    path("children/", include("apps.web.children.urls")),
    path("mentoring/", include("apps.web.mentoring.urls")),
    path("duplicates/", include("apps.web.matching.urls")),
    path("cases/", include("apps.web.casework.urls")),
    path("referrals/", include("apps.web.casework.referral_urls")),
    path("requests/", include("apps.web.requests.urls")),
    path("calls/", include("apps.web.calls.urls")),
    path("posters/", include("apps.web.posters.urls")),
    path("appeals/", include("apps.web.appeals_board.urls")),
    path("appeals/", include("apps.web.appeals.urls")),
    path("imports/", include("apps.web.exchange.urls")),
    path("exports/", include("apps.web.exchange.export_urls")),
    path("access/", include("apps.web.disclosure.urls")),
    path("ledger/", include("apps.web.disclosure.ledger_urls")),
    path("retention/", include("apps.web.retention.urls")),
    path("agencies/", include("apps.web.agencies.urls")),
    path("profile/", include("apps.web.profile.urls")),
    path("doors/", include("apps.web.doors.urls")),
    path("search/", search.index, name="search"),
    path("language/", switches.language, name="language"),
    path("post/", switches.post_switch, name="post_switch"),
    path("rules/", include("apps.web.rules.urls")),
    path("calendar/", include("apps.web.calendar.urls")),
    path("engine/", include("apps.web.engine.urls")),
    path("verify/", include("apps.web.verify.urls")),
    path("apply/", include("apps.web.mentoring.candidates.apply_urls")),
    path("help/", include("apps.web.intake.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
