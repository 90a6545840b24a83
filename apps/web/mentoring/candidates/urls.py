"""Candidates: application, household, grounds, clearance."""

from django.urls import path

from apps.web.mentoring.candidates import acts, decisions, detail, evidence, listing, own

urlpatterns = [
    path("candidates/", listing.index, name="candidates"),
    path("candidates/new/", acts.new, name="candidate_new"),
    path("candidates/expiring/", listing.expiring, name="candidates_expiring"),
    path("candidates/mine/", own.mine, name="own_candidate"),
    path("candidates/<str:number>/", detail.detail, name="candidate"),
    path("candidates/<str:number>/edit/", acts.edit, name="candidate_edit"),
    path("candidates/<str:number>/account/", acts.account, name="candidate_account"),
    path("candidates/<str:number>/advice/", acts.consult, name="candidate_consult"),
    path("candidates/<str:number>/household/", acts.declare, name="candidate_declare"),
    path("candidates/<str:number>/household/new/", acts.member_new, name="candidate_member_new"),
    path("candidates/<str:number>/household/<int:pk>/end/", acts.member_end, name="candidate_member_end"),
    path("candidates/<str:number>/grounds/<int:ground>/", evidence.check, name="candidate_check"),
    path("candidates/<str:number>/income/", evidence.income, name="candidate_income"),
    path("candidates/<str:number>/interview/", evidence.interview, name="candidate_interview"),
    path("candidates/<str:number>/dwelling/", evidence.survey, name="candidate_survey"),
    path("candidates/<str:number>/papers/new/", evidence.paper_new, name="candidate_paper_new"),
    path("candidates/<str:number>/papers/<int:pk>/", evidence.paper_file, name="candidate_paper"),
    path("candidates/<str:number>/submit/", decisions.submit, name="candidate_submit"),
    path("candidates/<str:number>/approve/", decisions.approve, name="candidate_approve"),
    path("candidates/<str:number>/return/", decisions.send_back, name="candidate_return"),
    path("candidates/<str:number>/refuse/", decisions.refuse, name="candidate_refuse"),
    path("candidates/<str:number>/renew/", decisions.renew, name="candidate_renew"),
    path("candidates/<str:number>/report/", decisions.report, name="candidate_report"),
    path("candidates/<str:number>/withdraw/", decisions.withdraw, name="candidate_withdraw"),
]
