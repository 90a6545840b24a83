"""What a page can do the API can, or it is written here why not. A new page needs a line."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

PAGE = "a page for people alone; what it shows is in the records it reads"
LATER = "administration of accounts and agencies is done by people on pages, twice confirmed"
SCREEN = "belongs to a session of the pages: signing in, its lock, its language, its post"
SETTING = "the system's own settings and health, for operations on pages"

BY_OPERATION = {
    "incidents:index": "incidents_list", "incidents:new": "incidents_create", "incidents:detail": "incidents_retrieve",
    "incidents:description": "incidents_retrieve", "incidents:ledger": "incidents_retrieve",
    "incidents:find_child": "children_search", "incidents:edit": "incidents_update",
    "incidents:step": "incidents_update", "incidents:discard": "incidents_discard",
    "incidents:restore": "incidents_restore", "incidents:correct": "incidents_correct",
    "incidents:follow_up": "incidents_follow_up", "incidents:confirm_violence": "incidents_confirm_violence",
    "incidents:close": "incidents_close", "incidents:reopen": "incidents_reopen", "incidents:join": "incidents_join",
    "incidents:recipient_new": "incidents_add_recipient", "incidents:told": "notices_told",
    "incidents:resend": "notices_resend", "incidents:recipient_replace": "incidents_replace_recipient",
    "notices:index": "notices_list", "notices:detail": "notices_retrieve", "notices:acknowledge": "notices_acknowledge",
    "children:index": "children_list", "children:filters": "filters_create",
    "children:remove_filter": "filters_remove", "children:restore_filter": "filters_restore",
    "children:default_filter": "filters_default", "children:new": "children_create",
    "children:detail": "children_retrieve", "children:edit": "children_update", "children:iin": "children_iin",
    "children:purpose": "purpose_create", "children:looks": "looks_list", "children:consents": "consents_list",
    "children:consent_new": "consents_create", "children:consent_end": "consents_withdraw",
    "children:place": "placements_create", "children:end_stay": "placements_end",
    "children:assign": "assignments_create", "children:end_mentor": "assignments_end",
    "children:timeline": "timeline_list", "children:documents": "documents_list",
    "children:document": "documents_retrieve", "children:document_renew": "documents_renew",
    "children:document_correct": "documents_update", "children:document_withdraw": "documents_withdraw",
    "children:document_restore": "documents_restore", "children:document_file": "documents_download",
    "children:photo": "children_photo", "children:case": "cases_list", "children:open_case": "cases_create",
    "children:refer": "referrals_create", "children:family": "family_list", "children:relative_new": "family_create",
    "children:sibling_new": "siblings_create", "children:relative_edit": "family_update",
    "children:relative_withdraw": "family_withdraw", "children:status_new": "parent_statuses_create",
    "children:status_edit": "parent_statuses_update", "children:status_end": "parent_statuses_end",
    "children:status_withdraw": "parent_statuses_withdraw", "children:rename": "names_create",
    "children:name_withdraw": "names_withdraw", "children:categories": "categories_list",
    "children:databank": "databank_create", "children:health": "health_list", "children:education": "schooling_list",
    "children:notes": "notes_list", "children:note_new": "notes_create", "children:note_edit": "notes_update",
    "children:note_withdraw": "notes_withdraw", "children:category_new": "categories_create",
    "children:category_edit": "categories_update", "children:category_end": "categories_end",
    "children:category_withdraw": "categories_withdraw", "children:health_new": "health_create",
    "children:health_edit": "health_update", "children:health_end": "health_end",
    "children:health_withdraw": "health_withdraw", "children:schooling_new": "schooling_create",
    "children:schooling_edit": "schooling_update", "children:schooling_end": "schooling_end",
    "children:schooling_withdraw": "schooling_withdraw", "matching:index": "pairs_list",
    "matching:answered": "merges_list",
    "matching:ask": "enquiries_create", "matching:pair": "pairs_retrieve", "matching:reopen": "pairs_reopen",
    "matching:enquiry": "enquiries_answer", "cases:index": "cases_list", "cases:hand_over": "cases_hand_over",
    "cases:undo": "handovers_undo", "cases:absence": "absences_create", "cases:back": "absences_end",
    "cases:detail": "cases_retrieve", "cases:assess": "cases_assess", "cases:risk": "cases_set_risk",
    "cases:review": "cases_review", "cases:close": "cases_close", "cases:reopen": "cases_reopen",
    "cases:approve": "cases_approve", "cases:send_back": "cases_return", "cases:visit": "cases_visit",
    "cases:plan_visit": "cases_plan_visit", "cases:call_off": "cases_call_off", "cases:plan": "cases_plan",
    "cases:submit": "cases_plan", "cases:step": "cases_plan", "cases:step_edit": "cases_plan",
    "cases:remove": "cases_plan", "cases:done": "cases_step_done", "cases:drop": "cases_step_drop",
    "referrals:index": "referrals_list", "referrals:detail": "referrals_retrieve",
    "referrals:accept": "referrals_accept", "referrals:refuse": "referrals_refuse",
    "referrals:answer": "referrals_answer", "referrals:withdraw": "referrals_withdraw",
    "imports:index": "imports_create", "imports:detail": "imports_retrieve", "imports:progress": "imports_retrieve",
    "imports:errors": "imports_errors", "imports:confirm": "imports_confirm", "imports:discard": "imports_discard",
    "exports:index": "exports_list", "exports:new": "exports_create", "exports:detail": "exports_retrieve",
    "exports:progress": "exports_retrieve", "exports:file": "exports_file", "access:index": "access_grants_list",
    "access:emergency": "access_grants_create", "access:open": "access_grants_create",
    "access:detail": "access_grants_review", "access:end": "access_grants_end", "access:alerts": "reading_alerts_list",
    "access:alert": "reading_alerts_review", "ledger:index": "ledger_list", "retention:index": "retention_list",
    "retention:find": "retention_find", "retention:detail": "retention_retrieve",
    "retention:release": "retention_release", "retention:confirm": "retention_confirm",
    "retention:withdraw": "retention_withdraw", "retention:archive": "retention_archive",
    "retention:postpone": "retention_postpone", "retention:reopen": "retention_reopen",
    "retention:hold": "retention_hold", "retention:propose": "retention_erase", "agencies:index": "agencies_list",
    "agencies:detail": "agencies_retrieve", "profile:index": "users_me", "doors:sign_ins": "sign_ins_list",
    "doors:end_others": "sign_ins_end_others", "doors:end_sign_in": "sign_ins_end", "search": "children_search",
    "rules:index": "rules_list", "rules:detail": "rules_retrieve", "rules:calculator": "rules_due",
    "mentoring:organisations": "mentoring_organisations_list",
    "mentoring:organisation": "mentoring_organisations_retrieve",
    "mentoring:organisation_new": "mentoring_organisations_create",
    "mentoring:organisation_edit": "mentoring_organisations_update",
    "mentoring:organisation_charter": "mentoring_organisations_charter",
    "mentoring:organisation_charter_file": "mentoring_organisations_charter_download",
    "mentoring:organisation_end": "mentoring_organisations_end", "mentoring:agreements": "agreements_list",
    "mentoring:agreement": "agreements_retrieve", "mentoring:agreement_new": "agreements_create",
    "mentoring:agreement_confirm": "agreements_confirm", "mentoring:agreement_withdraw": "agreements_withdraw",
    "mentoring:agreement_end": "agreements_end", "mentoring:agreement_text": "agreements_text",
    "mentoring:agreement_text_file": "agreements_text_download", "mentoring:training": "sessions_list",
    "mentoring:programme": "programmes_retrieve", "mentoring:programme_new": "programmes_create",
    "mentoring:programme_edit": "programmes_update", "mentoring:programme_text": "programmes_text",
    "mentoring:programme_text_file": "programmes_text_download", "mentoring:session": "sessions_retrieve",
    "mentoring:session_new": "sessions_create", "mentoring:session_enrol": "sessions_enrol",
    "mentoring:session_cancel": "sessions_cancel", "mentoring:session_take_off": "sessions_take_off",
    "mentoring:test_new": "programmes_test", "mentoring:certificates": "certificates_list",
    "mentoring:certificate": "certificates_retrieve", "mentoring:certificate_new": "programmes_certificate",
    "mentoring:certificate_revoke": "certificates_revoke",
    "mentoring:index": "mentoring_board", "appeals_board:index": "appeal_figures_retrieve",
    "mentoring:waiting": "mentoring_waiting_list", "mentoring:match": "mentoring_matches_retrieve",
    "mentoring:wish": "mentoring_wishes_create", "mentoring:propose": "mentoring_proposals_create",
    "mentoring:proposals": "mentoring_proposals_list", "mentoring:proposal": "mentoring_proposals_retrieve",
    "mentoring:accept_proposal": "mentoring_proposals_accept",
    "mentoring:decline_proposal": "mentoring_proposals_decline",
    "mentoring:withdraw_proposal": "mentoring_proposals_withdraw", "mentoring:begin_trial": "mentoring_proposals_begin",
    "mentoring:assignments": "mentoring_assignments_list", "mentoring:assignment": "mentoring_assignments_retrieve",
    "mentoring:activate": "mentoring_assignments_activate", "mentoring:suspend": "mentoring_assignments_suspend",
    "mentoring:contract_file": "mentoring_assignments_contract",
    "mentoring:contract_download": "mentoring_assignments_contract_download",
    "mentoring:lift": "mentoring_assignments_lift", "mentoring:end": "mentoring_assignments_end",
    "tokens:new": "auth_token", "tokens:revoke": "tokens_revoke",
    "mentoring:candidates": "candidates_list", "mentoring:candidate_new": "candidates_create",
    "mentoring:candidates_expiring": "candidates_expiring", "mentoring:own_candidate": "candidates_mine",
    "mentoring:candidate": "candidates_retrieve", "mentoring:candidate_edit": "candidates_update",
    "mentoring:candidate_account": "candidates_link_account", "mentoring:candidate_consult": "candidates_consult",
    "mentoring:candidate_declare": "candidates_declare", "mentoring:candidate_member_new": "candidates_add_member",
    "mentoring:candidate_member_end": "candidates_end_member", "mentoring:candidate_check": "candidates_check",
    "mentoring:candidate_income": "candidates_income", "mentoring:candidate_interview": "candidates_interview",
    "mentoring:candidate_survey": "candidates_survey", "mentoring:candidate_paper_new": "candidate_papers_create",
    "mentoring:candidate_paper": "candidate_papers_download", "mentoring:candidate_submit": "candidates_submit",
    "mentoring:candidate_approve": "candidates_approve", "mentoring:candidate_return": "candidates_return",
    "mentoring:candidate_refuse": "candidates_refuse", "mentoring:candidate_renew": "candidates_renew",
    "mentoring:candidate_report": "candidates_report", "mentoring:candidate_withdraw": "candidates_withdraw",
    "mentoring:reports": "reports_list", "mentoring:report_new": "reports_create",
    "mentoring:report": "reports_retrieve", "mentoring:report_texts": "reports_update",
    "mentoring:report_count": "reports_count", "mentoring:report_rows": "reports_rows",
    "mentoring:report_figure": "reports_figure", "mentoring:report_submit": "reports_submit",
    "mentoring:report_accept": "reports_accept", "mentoring:report_return": "reports_return",
    "mentoring:report_version": "reports_retrieve", "mentoring:reports_region": "reports_sums",
    "mentoring:mine": "mentoring_mine", "mentoring:at_once": "at_once_create",
    "mentoring:at_once_sent": "incidents_retrieve", "mentoring:meetings": "meetings_list",
    "mentoring:meeting_pairs": "mentoring_assignments_list", "mentoring:meeting_new": "meetings_create",
    "mentoring:meeting_record": "meetings_record", "mentoring:meeting": "meetings_retrieve",
    "mentoring:meeting_agree": "meetings_agree", "mentoring:meeting_child_agrees": "meetings_child_agrees",
    "mentoring:meeting_refuse": "meetings_refuse", "mentoring:meeting_left": "meetings_left",
    "mentoring:meeting_returned": "meetings_returned", "mentoring:meeting_held": "meetings_held",
    "mentoring:meeting_missed": "meetings_missed", "mentoring:meeting_call_off": "meetings_call_off",
    "mentoring:meeting_note": "meetings_note", "mentoring:meeting_draft": "meetings_draft_save",
    "mentoring:meeting_discard": "meetings_draft_discard", "mentoring:note_ask": "meetings_ask",
    "mentoring:note_answer": "meetings_answer", "mentoring:help": "help_list", "mentoring:help_new": "help_create",
    "mentoring:help_withdraw": "help_withdraw", "mentoring:vacations": "vacations_list",
    "mentoring:vacation_new": "vacations_create", "mentoring:vacation_remove": "vacations_remove",
    "appeals:index": "appeals_list", "appeals:new": "appeals_create", "appeals:ticket": "appeals_retrieve",
    "appeals:detail": "appeals_retrieve", "appeals:ledger": "appeals_retrieve", "appeals:sender": "appeals_identity",
    "appeals:file": "appeals_file", "appeals:take_over": "appeals_take_over", "appeals:describe": "appeals_describe",
    "appeals:forward": "appeals_forward", "appeals:pass_outside": "appeals_pass_outside",
    "appeals:join": "appeals_join", "appeals:separate": "appeals_separate",
    "appeals:withdraw_self": "appeals_withdraw_self", "appeals:exclude": "appeals_exclude",
    "appeals:admit": "appeals_admit_again", "appeals:begin": "appeals_begin", "appeals:note_read": "appeals_read",
    "appeals:write": "appeals_write", "appeals:note": "appeals_note", "appeals:assign": "appeals_assign",
    "appeals:hand_over": "appeals_hand_over", "appeals:link_child": "appeals_link_child",
    "appeals:link_incident": "appeals_link_incident", "appeals:unlink": "appeals_unlink_child",
    "appeals:ask": "appeals_ask", "appeals:withdraw": "requests_withdraw", "appeals:police": "appeals_police",
    "appeals:settle": "appeals_settle_danger", "appeals:open_file": "appeals_open_file",
    "appeals:extend": "appeals_extend", "appeals:tell_extension": "appeals_extension_told",
    "appeals:decide": "appeals_decide", "appeals:take_up_again": "appeals_take_up_again",
    "appeals:reply": "appeals_reply", "appeals:close": "appeals_close", "appeals:reopen": "appeals_reopen",
    "appeals:proposals": "law_proposals_list", "appeals:proposal": "law_proposals_retrieve",
    "appeals:proposal_new": "law_proposals_create",
}  # fmt: skip
BY_REASON = {
    "day:index": PAGE, "cases:desk": PAGE, "notices:messages": PAGE, "notices:read_all": PAGE, "notices:go": PAGE,
    "appeals:letter": "a paper to print and sign",
    "mentoring:agreement_pdf": "a paper to print and sign",
    "mentoring:certificate_pdf": "a paper to print and sign",
    "children:columns": "how the own list looks on the page",
    "children:summary": "a paper to print and sign; its parts are read one by one",
    "children:document_preview": "a small picture for the page; the file itself is downloaded",
    "imports:template": "the same for everybody, fetched once from the page",
    "incidents:proof": "a scan that a person put in by hand, shown beside the notice",
    "incidents:pdf": "a paper to print and sign", "mentoring:three_party": "a paper to print and sign",
    "agencies:new": LATER, "agencies:edit": LATER,
    "agencies:add_person": LATER, "agencies:edit_person": LATER, "agencies:send_password": LATER,
    "agencies:grant": LATER, "agencies:end_post": LATER, "agencies:duty": LATER, "doors:confirmations": LATER,
    "doors:decide": LATER, "doors:agency_door": LATER, "doors:open_agency_door": LATER, "doors:reset_factor": LATER,
    "doors:second_factor": SCREEN, "doors:unlock": SCREEN, "doors:unlock_passkey": SCREEN, "doors:kept": SCREEN,
    "doors:activity": SCREEN, "language": SCREEN, "post_switch": SCREEN, "agency_sign_in": SCREEN,
    "calendar:index": SETTING, "calendar:new": SETTING, "calendar:edit": SETTING, "calendar:remove": SETTING,
    "engine:health": SETTING, "engine:state": SETTING, "engine:retry": SETTING,
    "mentoring:report_pdf": "a paper to print and sign", "mentoring:report_table": "the same figures as a spreadsheet",
    "mentoring:reports_region_table": "the same sums as a spreadsheet",
    "appeals_board:table": "the same figures as a spreadsheet",
    "apply:index": "open to everybody without a sign-in", "apply:received": "open to everybody without a sign-in",
    "intake:index": "open to everybody without a sign-in", "intake:exit": "leads away from the page",
    "intake:file": "the sender's own files, in the visit that the code opens",
    "verify:index": "open to everybody without a sign-in", "verify:check": "open to everybody without a sign-in",
    "healthz": "is no page", "readyz": "is no page",
}  # fmt: skip
FOREIGN = ("api:", "account", "mfa", "socialaccount", "openid", "headless", "usersessions")


def names(resolver=None, space: str = ""):
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from names(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern) and one.name:
            yield space + one.name


PAGES = {name for name in names() if not name.startswith(FOREIGN)}


@pytest.fixture
def operations(db: None) -> set[str]:
    schema = APIClient().get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    return {told["operationId"] for methods in schema["paths"].values() for told in methods.values()}


def test_every_page_has_an_operation_or_a_reason():
    assert set(BY_OPERATION) | set(BY_REASON) == PAGES
    assert not set(BY_OPERATION) & set(BY_REASON)


def test_the_operations_exist(operations):
    assert {name: operation for name, operation in BY_OPERATION.items() if operation not in operations} == {}
