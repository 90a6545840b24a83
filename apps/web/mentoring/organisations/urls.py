"""Mentoring organisations and their agreements with guardianship bodies."""

from django.urls import path

from apps.web.mentoring.organisations import acts, agreement, agreement_acts, agreements, detail, listing, papers

urlpatterns = [
    path("organisations/", listing.index, name="organisations"),
    path("organisations/new/", acts.register, name="organisation_new"),
    path("organisations/<str:number>/", detail.detail, name="organisation"),
    path("organisations/<str:number>/edit/", acts.correct, name="organisation_edit"),
    path("organisations/<str:number>/charter/", acts.charter, name="organisation_charter"),
    path("organisations/<str:number>/charter/<int:no>/", papers.charter, name="organisation_charter_file"),
    path("organisations/<str:number>/end/", acts.end, name="organisation_end"),
    path("agreements/", agreements.index, name="agreements"),
    path("agreements/new/", agreement_acts.new, name="agreement_new"),
    path("agreements/<str:number>/", agreement.detail, name="agreement"),
    path("agreements/<str:number>/confirm/", agreement_acts.confirm, name="agreement_confirm"),
    path("agreements/<str:number>/withdraw/", agreement_acts.withdraw, name="agreement_withdraw"),
    path("agreements/<str:number>/end/", agreement_acts.end, name="agreement_end"),
    path("agreements/<str:number>/text/", agreement_acts.text, name="agreement_text"),
    path("agreements/<str:number>/text/<int:no>/", papers.text, name="agreement_text_file"),
    path("agreements/<str:number>/pdf/<str:language>/", papers.printed, name="agreement_pdf"),
]
