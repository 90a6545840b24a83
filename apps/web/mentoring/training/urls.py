"""Training of mentors: programmes, sessions, tests, certificates."""

from django.urls import path

from apps.web.mentoring.training import certificates, listing, programmes, sessions

urlpatterns = [
    path("training/", listing.index, name="training"),
    path("training/new/", programmes.new, name="programme_new"),
    path("training/sessions/<int:pk>/", sessions.detail, name="session"),
    path("training/sessions/<int:pk>/enrol/", sessions.enrol, name="session_enrol"),
    path("training/sessions/<int:pk>/cancel/", sessions.cancel, name="session_cancel"),
    path("training/sessions/<int:pk>/off/<int:attendance>/", sessions.take_off, name="session_take_off"),
    path("training/<str:number>/", programmes.detail, name="programme"),
    path("training/<str:number>/edit/", programmes.edit, name="programme_edit"),
    path("training/<str:number>/text/", programmes.text, name="programme_text"),
    path("training/<str:number>/text/<int:no>/", programmes.text_file, name="programme_text_file"),
    path("training/<str:number>/sessions/new/", programmes.plan, name="session_new"),
    path("training/<str:number>/tests/new/", programmes.test, name="test_new"),
    path("training/<str:number>/certificates/new/", certificates.give, name="certificate_new"),
    path("certificates/", certificates.index, name="certificates"),
    path("certificates/<str:number>/", certificates.detail, name="certificate"),
    path("certificates/<str:number>/revoke/", certificates.revoke, name="certificate_revoke"),
    path("certificates/<str:number>/pdf/<str:language>/", certificates.printed, name="certificate_pdf"),
]
