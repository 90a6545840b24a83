"""Everything a role may do, as one list. Stored by django-guardian as object permissions on Agency."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Perm(TextChoices):
    VIEW_INCIDENTS = "view_incidents", _("See incidents of the agency and those it was told of")
    VIEW_OWN_INCIDENTS = "view_own_incidents", _("See incidents one reported oneself")
    LOG_INCIDENTS = "log_incidents", _("Log an incident and tell everyone who must be told")
    MANAGE_INCIDENTS = "manage_incidents", _("Correct times, add recipients, record follow-up, close")
    VIEW_REPORTER = "view_reporter", _("See who reported confidentially")
    VIEW_NOTICES = "view_notices", _("See notices addressed to the agency")
    ACKNOWLEDGE_NOTICES = "acknowledge_notices", _("Acknowledge notices for the agency")
    VIEW_CHILDREN = "view_children", _("Open files of children the agency has a ground to see")
    VIEW_OWN_CHILDREN = "view_own_children", _("Open the file of the child one mentors")
    REGISTER_CHILDREN = "register_children", _("Register children and correct their files")
    VIEW_HEALTH = "view_health", _("See the health and disability of children whose file one may open")
    VIEW_ADOPTION = "view_adoption", _("See what the secrecy of adoption hides")
    MANAGE_CASES = "manage_cases", _("Keep cases: assessment, plan, visits, referral")
    SUPERVISE_CASES = "supervise_cases", _("Approve plans and closings, give out and hand over cases")
    KEEP_MENTORS = "keep_mentors", _("Keep candidates for mentors, their checks and agreements")
    TRAIN_MENTORS = "train_mentors", _("Train mentors and give certificates")
    CLEAR_MENTORS = "clear_mentors", _("Conclude mentoring agreements and decide on candidates for mentors")
    OVERSEE_MENTORS = "oversee_mentors", _("See the figures of mentoring of the region, without any person")
    VIEW_APPEALS = "view_appeals", _("See appeals and complaints that the office considers")
    KEEP_APPEALS = "keep_appeals", _("Register appeals, work on them and write to their senders")
    DECIDE_APPEALS = "decide_appeals", _("Extend terms, decide on outcomes, reopen, admit whoever is shut out")
    VIEW_APPLICANT = "view_applicant", _("Open who sent an appeal")
    ANSWER_REQUESTS = "answer_requests", _("Answer what an ombudsman asks of the body")
    TAKE_CALLS = "take_calls", _("Log calls to contact centre 111 and pass them on")
    OVERSEE_APPEALS = "oversee_appeals", _("See the figures of appeals of the whole country, and of calls to 111")
    MERGE_CHILDREN = "merge_children", _("Settle suspected duplicates and merge files")
    IMPORT_CHILDREN = "import_children", _("Import files of children from a table")
    EXPORT_CHILDREN = "export_children", _("Export lists of children as a table")
    BREAK_GLASS = "break_glass", _("Open a file without a ground for three hours in an emergency")
    REVIEW_ACCESS = "review_access", _("Review emergency openings and unusual reading of files")
    ERASE_CHILDREN = "erase_children", _("Hold, archive and, two persons together, erase files")
    VIEW_DUTIES = "view_duties", _("See duties of the agency and their clocks")
    VIEW_OWN_DUTIES = "view_own_duties", _("See one's own duties")
    VIEW_ENGINE = "view_engine", _("See the health of the engine and retry what was set aside")
    EDIT_CALENDAR = "edit_calendar", _("Edit working days and holidays")
    VIEW_AGENCIES = "view_agencies", _("See the register of agencies")
    MANAGE_AGENCY = "manage_agency", _("Edit the agency, its people and their posts")
    MANAGE_ALL_AGENCIES = (
        "manage_all_agencies",
        _("Register agencies of every kind and their first administrator"),
    )
    VIEW_LEDGER = "view_ledger", _("See the ledger of acts, without the content of cases")
