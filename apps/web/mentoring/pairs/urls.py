"""Wishes, proposals and assignments: which mentor for which child."""

from django.urls import path

from apps.web.mentoring.pairs import acts, assignments, match, proposals, signed, waiting

urlpatterns = [
    path("children-waiting/", waiting.index, name="waiting"),
    path("match/<str:number>/", match.detail, name="match"),
    path("match/<str:number>/wish/", match.wish, name="wish"),
    path("match/<str:number>/propose/", match.propose, name="propose"),
    path("proposals/", proposals.index, name="proposals"),
    path("proposals/<str:number>/", proposals.detail, name="proposal"),
    path("proposals/<str:number>/accept/", proposals.accept, name="accept_proposal"),
    path("proposals/<str:number>/decline/", proposals.decline, name="decline_proposal"),
    path("proposals/<str:number>/withdraw/", proposals.withdraw, name="withdraw_proposal"),
    path("proposals/<str:number>/begin/", proposals.begin, name="begin_trial"),
    path("assignments/", assignments.index, name="assignments"),
    path("assignments/<str:number>/", assignments.detail, name="assignment"),
    path("assignments/<str:number>/activate/", acts.activate, name="activate"),
    path("assignments/<str:number>/suspend/", acts.suspend, name="suspend"),
    path("assignments/<str:number>/lift/", acts.lift, name="lift"),
    path("assignments/<str:number>/end/", acts.end, name="end"),
    path("assignments/<str:number>/agreement/", acts.paper, name="three_party"),
    path("assignments/<str:number>/signed/", signed.add, name="contract_file"),
    path("assignments/<str:number>/signed/<int:no>/", signed.download, name="contract_download"),
]
