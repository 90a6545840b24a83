"""Appeals: list, register, one appeal and the acts on it."""

from django.urls import path

from apps.web.appeals import asking, course, detail, entry, files, letters, listing, proposals, triage, work

app_name = "appeals"

urlpatterns = [
    path("", listing.index, name="index"),
    path("new/", entry.new, name="new"),
    path("hand-over/", work.hand_over, name="hand_over"),
    path("proposals/", proposals.index, name="proposals"),
    path("proposals/new/", proposals.new, name="proposal_new"),
    path("proposals/<int:pk>/", proposals.detail, name="proposal"),
    path("<str:number>/", detail.detail, name="detail"),
    path("<str:number>/ticket/", entry.ticket, name="ticket"),
    path("<str:number>/sender/", detail.sender, name="sender"),
    path("<str:number>/ledger/", detail.full_ledger, name="ledger"),
    path("<str:number>/files/<int:pk>/", files.file, name="file"),
    path("<str:number>/letters/<int:pk>/", letters.letter, name="letter"),
    path("<str:number>/take-over/", triage.take_over, name="take_over"),
    path("<str:number>/describe/", triage.describe, name="describe"),
    path("<str:number>/forward/", triage.forward, name="forward"),
    path("<str:number>/outside/", triage.pass_outside, name="pass_outside"),
    path("<str:number>/join/", triage.join, name="join"),
    path("<str:number>/separate/", triage.separate, name="separate"),
    path("<str:number>/withdraw-self/", triage.withdraw_self, name="withdraw_self"),
    path("<str:number>/exclude/", triage.exclude, name="exclude"),
    path("<str:number>/exclusions/<int:pk>/admit/", triage.admit, name="admit"),
    path("<str:number>/begin/", work.begin, name="begin"),
    path("<str:number>/read/", work.note_read, name="note_read"),
    path("<str:number>/write/", work.write, name="write"),
    path("<str:number>/notes/new/", work.note, name="note"),
    path("<str:number>/assign/", work.assign, name="assign"),
    path("<str:number>/children/link/", work.link_child, name="link_child"),
    path("<str:number>/incidents/link/", work.link_incident, name="link_incident"),
    path("<str:number>/links/<str:what>/<int:pk>/remove/", work.unlink, name="unlink"),
    path("<str:number>/ask/", asking.ask, name="ask"),
    path("<str:number>/requests/<int:pk>/withdraw/", asking.withdraw, name="withdraw"),
    path("<str:number>/police/", asking.police, name="police"),
    path("<str:number>/danger/", asking.settle, name="settle"),
    path("<str:number>/open-file/", asking.open_file, name="open_file"),
    path("<str:number>/extend/", course.extend, name="extend"),
    path("<str:number>/extension-told/", course.tell_extension, name="tell_extension"),
    path("<str:number>/decide/", course.decide, name="decide"),
    path("<str:number>/take-up-again/", course.take_up_again, name="take_up_again"),
    path("<str:number>/reply/", course.reply, name="reply"),
    path("<str:number>/close/", course.close, name="close"),
    path("<str:number>/reopen/", course.reopen, name="reopen"),
]
