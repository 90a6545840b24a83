"""Meetings, outings, notes, help, and the mentor's own page."""

from django.urls import path

from apps.web.mentoring.meetings import acts, detail, listing, notes, planning

MEETING = "meetings/<str:number>/"

urlpatterns = [
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
]
