"""Meetings, outings, notes, help, and the mentor's own page."""

from django.urls import path

from apps.web.mentoring.meetings import acts, at_once, detail, helping, listing, mine, notes, planning, vacations

MEETING = "meetings/<str:number>/"

urlpatterns = [
    path("mine/", mine.mine, name="mine"),
    path("mine/at-once/", at_once.at_once, name="at_once"),
    path("mine/at-once/<str:number>/", at_once.sent, name="at_once_sent"),
    path("meetings/", listing.index, name="meetings"),
    path("meetings/new/", planning.pairs, name="meeting_pairs"),
    path("assignments/<str:number>/meetings/new/", planning.new, name="meeting_new"),
    path("assignments/<str:number>/meetings/record/", planning.record, name="meeting_record"),
    path(MEETING, detail.detail, name="meeting"),
    path(f"{MEETING}agree/", acts.agree, name="meeting_agree"),
    path(f"{MEETING}child-agrees/", acts.child_agrees, name="meeting_child_agrees"),
    path(f"{MEETING}refuse/", acts.refuse, name="meeting_refuse"),
    path(f"{MEETING}left/", acts.left, name="meeting_left"),
    path(f"{MEETING}returned/", acts.returned, name="meeting_returned"),
    path(f"{MEETING}held/", acts.held, name="meeting_held"),
    path(f"{MEETING}missed/", acts.missed, name="meeting_missed"),
    path(f"{MEETING}call-off/", acts.call_off, name="meeting_call_off"),
    path(f"{MEETING}note/", notes.note, name="meeting_note"),
    path(f"{MEETING}note/draft/", notes.draft, name="meeting_draft"),
    path(f"{MEETING}note/discard/", notes.discard, name="meeting_discard"),
    path(f"{MEETING}notes/<int:pk>/ask/", notes.ask, name="note_ask"),
    path(f"{MEETING}questions/<int:pk>/answer/", notes.answer, name="note_answer"),
    path("help/", helping.index, name="help"),
    path("help/new/", helping.new, name="help_new"),
    path("help/<int:pk>/withdraw/", helping.withdraw, name="help_withdraw"),
    path("vacations/", vacations.index, name="vacations"),
    path("vacations/new/", vacations.new, name="vacation_new"),
    path("vacations/<int:pk>/remove/", vacations.remove, name="vacation_remove"),
]
