"""Referrals: inbox, outbox, one referral."""

from django.urls import path

from apps.web.casework import letters

app_name = "referrals"

urlpatterns = [
    path("", letters.index, name="index"),
    path("<str:number>/", letters.detail, name="detail"),
    path("<str:number>/accept/", letters.accept, name="accept"),
    path("<str:number>/refuse/", letters.refuse, name="refuse"),
    path("<str:number>/answer/", letters.answer, name="answer"),
    path("<str:number>/withdraw/", letters.withdraw, name="withdraw"),
]
