"""Facts that domains report to the engine. Rules name them in `opens_on` and `met_on`.

An event bears the instant its term counts from. By convention a period that ended is reported with its last
moment, a planned event (INSPECTION_APPOINTED, EXTENSION_DECIDED) with the moment it is planned for.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Event(TextChoices):
    # incidents
    MENTORED_CHILD_HARM_ESTABLISHED = (
        "MENTORED_CHILD_HARM_ESTABLISHED",
        _("harm to a mentored child was established"),
    )
    MENTOR_SITUATION_OCCURRED = (
        "MENTOR_SITUATION_OCCURRED",
        _("a threat, illness, injury, admission or delivery to the police occurred"),
    )
    RESIDENT_HARM_ESTABLISHED = (
        "RESIDENT_HARM_ESTABLISHED",
        _("harm to a resident of an organisation was established"),
    )
    CHILD_VIOLENCE_ESTABLISHED = "CHILD_VIOLENCE_ESTABLISHED", _("violence against a child was established")
    VIOLENCE_LEARNED_BY_PROFESSIONAL = (
        "VIOLENCE_LEARNED_BY_PROFESSIONAL",
        _("a teacher, health or social worker learned of violence"),
    )
    CHILD_FOUND = "CHILD_FOUND", _("a child was found without care")
    CHILD_IDENTIFIED = "CHILD_IDENTIFIED", _("a child without care was identified")
    CHILD_DATABANK_REGISTERED = "CHILD_DATABANK_REGISTERED", _("the child was registered in the data bank")
    BULLYING_ESTABLISHED = "BULLYING_ESTABLISHED", _("bullying was established")
    EXPLOITATION_ESTABLISHED = "EXPLOITATION_ESTABLISHED", _("exploitation or another danger was established")
    NOTICE_DELIVERED = "NOTICE_DELIVERED", _("the notice was delivered")
    NOTICE_ACKNOWLEDGED = "NOTICE_ACKNOWLEDGED", _("the notice was acknowledged")
    VIOLENCE_CONFIRMED = "VIOLENCE_CONFIRMED", _("violence was confirmed")
    ASSISTANCE_PLAN_RECORDED = "ASSISTANCE_PLAN_RECORDED", _("an assistance plan was recorded")
    # people
    MAJORITY_REACHED = "MAJORITY_REACHED", _("the child turned eighteen")
    SAVINGS_MOVED = "SAVINGS_MOVED", _("the savings were moved")
    TARGET_CLAIMS_ACCRUED = "TARGET_CLAIMS_ACCRUED", _("target claims were accrued")
    # disclosure
    EMERGENCY_OPENED = "EMERGENCY_OPENED", _("a file was opened in an emergency")
    EMERGENCY_REVIEWED = "EMERGENCY_REVIEWED", _("an emergency opening was reviewed")
    PAPER_EXPIRES = "PAPER_EXPIRES", _("a document of a file stops being valid")
    PAPER_RENEWED = "PAPER_RENEWED", _("a document of a file was renewed")
    # casework
    CASE_OPENED = "CASE_OPENED", _("a case was opened")
    CASE_NEEDS_RECORDED = "CASE_NEEDS_RECORDED", _("the child's needs were recorded")
    CASE_ASSESSED = "CASE_ASSESSED", _("the first assessment was finished")
    CASE_PLAN_SUBMITTED = "CASE_PLAN_SUBMITTED", _("the plan was put before the supervisor")
    CASE_DECISION_ASKED = "CASE_DECISION_ASKED", _("the supervisor was asked for a decision")
    CASE_DECIDED = "CASE_DECIDED", _("the supervisor decided")
    CASE_REVIEW_STARTED = "CASE_REVIEW_STARTED", _("the time to the next review of a case began")
    CASE_CRITICAL_REVIEW_STARTED = (
        "CASE_CRITICAL_REVIEW_STARTED",
        _("the time to the next review of a critical case began"),
    )
    CASE_REVIEWED = "CASE_REVIEWED", _("the case was reviewed")
    CASE_STEP_PLANNED = "CASE_STEP_PLANNED", _("a step of an approved plan was set for a day")
    CASE_STEP_DONE = "CASE_STEP_DONE", _("the step was done")
    CASE_VISIT_PLANNED = "CASE_VISIT_PLANNED", _("a visit was set for a day")
    CASE_VISIT_MADE = "CASE_VISIT_MADE", _("the visit was made")
    CASE_LEFT_WITHOUT_OFFICER = "CASE_LEFT_WITHOUT_OFFICER", _("a case was left without an officer")
    CASE_OFFICER_NAMED = "CASE_OFFICER_NAMED", _("an officer was named for the case")
    REFERRAL_SENT = "REFERRAL_SENT", _("a body was asked for help or to take a child over")
    REFERRAL_REPLIED = "REFERRAL_REPLIED", _("the body accepted or refused")
    REFERRAL_ACCEPTED = "REFERRAL_ACCEPTED", _("the body promised help")
    REFERRAL_ANSWERED = "REFERRAL_ANSWERED", _("the body answered what was done")
    # mentoring
    CANDIDATE_APPLIED = "CANDIDATE_APPLIED", _("a person applied to be a mentor")
    CANDIDATE_ADVISED = "CANDIDATE_ADVISED", _("the candidate was advised")
    CANDIDATE_SUBMITTED = "CANDIDATE_SUBMITTED", _("a candidate was put before the guardianship body")
    CANDIDATE_DECIDED = "CANDIDATE_DECIDED", _("the body decided about the candidate")
    CLEARANCE_EXPIRES = "CLEARANCE_EXPIRES", _("a mentor's clearance runs out")
    CLEARANCE_RENEWED = "CLEARANCE_RENEWED", _("the clearance was renewed")
    CLEARANCE_REOPENED = "CLEARANCE_REOPENED", _("a mentor's clearance was suspended")
    CLEARANCE_SETTLED = "CLEARANCE_SETTLED", _("the suspended clearance was settled")
    QUARTER_ENDED = "QUARTER_ENDED", _("a quarter ended")
    QUARTERLY_REPORT_SUBMITTED = "QUARTERLY_REPORT_SUBMITTED", _("the quarterly report was submitted")
    QUARTERLY_REPORT_DECIDED = "QUARTERLY_REPORT_DECIDED", _("the quarterly report was accepted or returned")
    QUARTERLY_REPORT_RETURNED = "QUARTERLY_REPORT_RETURNED", _("the quarterly report was returned")
    MENTOR_PROPOSED = "MENTOR_PROPOSED", _("a mentor was proposed for a child")
    MENTOR_PROPOSAL_ANSWERED = "MENTOR_PROPOSAL_ANSWERED", _("the mentoring organisation answered the proposal")
    MENTOR_MEETING_PLANNED = "MENTOR_MEETING_PLANNED", _("a meeting of mentor and child was set for a time")
    MENTOR_MEETING_RECORDED = "MENTOR_MEETING_RECORDED", _("it was recorded whether the meeting took place")
    MENTOR_OUTING_ASKED = "MENTOR_OUTING_ASKED", _("the head and the child were asked for an outing")
    MENTOR_OUTING_ANSWERED = "MENTOR_OUTING_ANSWERED", _("the head and the child agreed to the outing, or did not")
    NOTE_QUESTION_ASKED = "NOTE_QUESTION_ASKED", _("a question was asked about a note of a meeting")
    NOTE_QUESTION_ANSWERED = "NOTE_QUESTION_ANSWERED", _("the question was answered")
    # appeals
    APPEAL_REGISTERED = "APPEAL_REGISTERED", _("an appeal was registered")
    APPLICATION_REGISTERED = "APPLICATION_REGISTERED", _("an application or a report of a violation was registered")
    COMPLAINT_REGISTERED = "COMPLAINT_REGISTERED", _("a complaint was registered")
    APPEAL_URGENT = "APPEAL_URGENT", _("an appeal told of a danger to a child")
    APPEAL_DANGER_SETTLED = (
        "APPEAL_DANGER_SETTLED",
        _("the police were told of the danger, or it was written down why not"),
    )
    APPEAL_TAKEN_OVER = "APPEAL_TAKEN_OVER", _("the appeal was taken over or passed on")
    APPEAL_REPLIED = "APPEAL_REPLIED", _("the appeal was replied to")
    APPEAL_EXTENDED = "APPEAL_EXTENDED", _("the term of an appeal was extended")
    APPEAL_EXTENSION_TOLD = "APPEAL_EXTENSION_TOLD", _("the sender was told of the extension")
    APPEAL_SENDER_WROTE = "APPEAL_SENDER_WROTE", _("the sender of an appeal wrote")
    APPEAL_SENDER_READ = "APPEAL_SENDER_READ", _("the office read what the sender wrote")
    INFORMATION_ASKED = "INFORMATION_ASKED", _("an ombudsman asked a body for information")
    INFORMATION_ASKED_URGENTLY = (
        "INFORMATION_ASKED_URGENTLY",
        _("an ombudsman asked a body about a child in danger"),
    )
    FILE_ASKED = "FILE_ASKED", _("an ombudsman asked a body to open a child's file")
    RECOMMENDATION_MADE = "RECOMMENDATION_MADE", _("an ombudsman made a recommendation to a body")
    BODY_ANSWERED = "BODY_ANSWERED", _("the body answered or refused")
    # yearly reports and the preventive mechanism
    YEAR_ENDED = "YEAR_ENDED", _("a year ended")
    STATE_REPORT_SUBMITTED = "STATE_REPORT_SUBMITTED", _("the state report was submitted")
    PERIODIC_VISIT_STARTED = "PERIODIC_VISIT_STARTED", _("a periodic visit started")
    PERIODIC_VISIT_ENDED = "PERIODIC_VISIT_ENDED", _("a periodic visit ended")
    NPM_REPORT_PREPARED = "NPM_REPORT_PREPARED", _("the consolidated report was prepared")
    NPM_REPORT_APPROVED = "NPM_REPORT_APPROVED", _("the consolidated report was approved")
    NPM_REPORT_PUBLISHED = "NPM_REPORT_PUBLISHED", _("the consolidated report was sent and published")
    NPM_REPORT_RECEIVED = "NPM_REPORT_RECEIVED", _("the consolidated report was received")
    NPM_MEASURES_REPORTED = "NPM_MEASURES_REPORTED", _("the measures taken were reported")
    # control without a visit
    VIOLATIONS_DETECTED = "VIOLATIONS_DETECTED", _("violations were detected")
    RECOMMENDATION_DRAWN = "RECOMMENDATION_DRAWN", _("the recommendation was drawn up")
    RECOMMENDATION_DELIVERED = "RECOMMENDATION_DELIVERED", _("the recommendation was delivered")
    RECOMMENDATION_EXECUTED = "RECOMMENDATION_EXECUTED", _("the recommendation was carried out")
    RECOMMENDATION_TERM_EXPIRED = "RECOMMENDATION_TERM_EXPIRED", _("the term of the recommendation expired")
    OBJECTION_SENT = "OBJECTION_SENT", _("the objection was sent")
    CONTROL_LIST_ENTERED = "CONTROL_LIST_ENTERED", _("the subject was entered in the semiannual list")
    MONTH_STARTED = "MONTH_STARTED", _("a month started")
    REMOTE_CONTROL_MADE = "REMOTE_CONTROL_MADE", _("control without a visit was made")
    # inspections
    INSPECTION_PLANNING_STARTED = (
        "INSPECTION_PLANNING_STARTED",
        _("planning of next year's inspections started"),
    )
    INSPECTION_LIST_SENT = "INSPECTION_LIST_SENT", _("the list of inspections was sent")
    INSPECTION_LIST_PUBLISHED = "INSPECTION_LIST_PUBLISHED", _("the list of inspections was published")
    INSPECTION_APPOINTED = "INSPECTION_APPOINTED", _("the inspection was appointed")
    INSPECTION_NOTICE_DELIVERED = (
        "INSPECTION_NOTICE_DELIVERED",
        _("the notice of the inspection was delivered"),
    )
    EXTENSION_DECIDED = "EXTENSION_DECIDED", _("an extension was decided")
    EXTENSION_NOTICE_DELIVERED = "EXTENSION_NOTICE_DELIVERED", _("the notice of the extension was delivered")
    SCHEDULED_INSPECTION_STARTED = "SCHEDULED_INSPECTION_STARTED", _("a scheduled inspection started")
    SCHEDULED_INSPECTION_ENDED = "SCHEDULED_INSPECTION_ENDED", _("a scheduled inspection ended")
    UNSCHEDULED_INSPECTION_STARTED = "UNSCHEDULED_INSPECTION_STARTED", _("an unscheduled inspection started")
    UNSCHEDULED_INSPECTION_ENDED = "UNSCHEDULED_INSPECTION_ENDED", _("an unscheduled inspection ended")
    CONCLUSION_DELIVERED = "CONCLUSION_DELIVERED", _("the conclusion was delivered")
    MEASURES_REPORTED = "MEASURES_REPORTED", _("the planned measures were reported")
    INFORMATION_TERM_EXPIRED = "INFORMATION_TERM_EXPIRED", _("the term for information expired")
    INFORMATION_REQUESTED = "INFORMATION_REQUESTED", _("the information was requested")
    POLICE_INSPECTION_STARTED = "POLICE_INSPECTION_STARTED", _("an inspection by the police started")
    POLICE_INSPECTION_ENDED = "POLICE_INSPECTION_ENDED", _("an inspection by the police ended")
    POLICE_ACT_DELIVERED = "POLICE_ACT_DELIVERED", _("the act of the police was delivered")
    VIOLATIONS_ELIMINATED = "VIOLATIONS_ELIMINATED", _("the violations were eliminated")
