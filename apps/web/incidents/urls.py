"""Addresses of incidents."""

from django.urls import path

from apps.web.incidents import acts, detail, drafts, listing, notice_acts

app_name = "incidents"
urlpatterns = [
    path("", listing.index, name="index"),
    path("new/", drafts.new, name="new"),
    path("find-child/", drafts.find_child, name="find_child"),
    path("<str:number>/", detail.detail, name="detail"),
    path("<str:number>/description/", detail.description, name="description"),
    path("<str:number>/ledger/", detail.full_ledger, name="ledger"),
    path("<str:number>/edit/", drafts.edit, name="edit"),
    path("<str:number>/edit/<int:step>/", drafts.step, name="step"),
    path("<str:number>/discard/", acts.discard, name="discard"),
    path("<str:number>/restore/", acts.restore, name="restore"),
    path("<str:number>/correct/", acts.correct, name="correct"),
    path("<str:number>/follow-up/", acts.follow_up, name="follow_up"),
    path("<str:number>/confirm-violence/", acts.confirm_violence, name="confirm_violence"),
    path("<str:number>/close/", acts.close, name="close"),
    path("<str:number>/reopen/", acts.reopen, name="reopen"),
    path("<str:number>/join/", acts.join, name="join"),
    path("<str:number>/recipients/new/", acts.recipient_new, name="recipient_new"),
    path("<str:number>/notices/<str:notice>/told/", notice_acts.told, name="told"),
    path("<str:number>/notices/<str:notice>/resend/", notice_acts.resend, name="resend"),
    path("<str:number>/notices/<str:notice>/replace/", notice_acts.replace, name="recipient_replace"),
    path("<str:number>/notices/<str:notice>/proof/", notice_acts.proof, name="proof"),
    path("<str:number>/notices/<str:notice>/pdf/", notice_acts.official, name="pdf"),
]
