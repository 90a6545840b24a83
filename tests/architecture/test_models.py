"""Every record that somebody may or may not see says who, in one place; every table of facts has its history."""

from django.apps import apps

from apps.audit.history import UNTRACKED

OURS = [m for m in apps.get_models() if m.__module__.startswith("apps.")]

SEEN_THROUGH_ANOTHER = {
    "MessageRead": "a mark on a message",
    "AgencyUserPermission": "grants, asked only through accounts.access",
    "AgencyGroupPermission": "grants, asked only through accounts.access",
    "Membership": "posts, shown to administrators of the agency",
    "IncidentAccess": "is itself the ground",
    "ChildAccess": "is itself the ground",
    "ExtraRecipient": "part of an incident",
    "FollowUp": "part of an incident",
    "Purpose": "shown with the looks of the file it is about",
    "Placement": "part of a child's file",
    "AppealAccess": "is itself the ground",
    "Exclusion": "part of an appeal",
    "Respondent": "part of an appeal",
    "WorkNote": "part of an appeal",
    "CallReferral": "part of a call",
}
"""Models that name an agency but are reached only through the record they belong to."""

UNTRACKED_ON_PURPOSE = {
    "NameToken": "derived from names",
    "ChildKey": "derived from files",
    "Heartbeat": "machinery",
    "LedgerEntry": "is itself append-only",
    "RowHistory": "is itself append-only",
    "Seal": "is itself append-only",
    "Message": "word of a duty or notice, never the only record of one",
    "MessageRead": "a mark on a message",
    "Step": "written once under a unique key",
    "AgencyUserPermission": "derived from memberships",
    "AgencyGroupPermission": "derived from memberships",
    "KeptAnswer": "machinery",
    "Letter": "word of an act that the ledger holds",
    "NoteDraft": "gone when its note is written",
    "ImportRow": "a preview, gone when its table is imported or discarded",
    "AppealKey": "a copy of a key would outlive its destruction",
    "Identity": "a copy of who sent an appeal would outlive its destruction",
    "IndexKey": "a key, made once",
    "Index": "derived from the texts of an appeal",
    "Receipt": "a copy of a receipt would outlive its destruction",
    "SenderVisit": "nobody keeps when a sender came",
}


def test_every_model_with_an_agency_says_who_sees_it():
    for model in OURS:
        names_agency = any(
            f.is_relation and f.related_model and f.related_model.__name__ == "Agency"
            for f in model._meta.get_fields()
            if f.concrete
        )
        if names_agency and model.__name__ not in SEEN_THROUGH_ANOTHER:
            assert hasattr(model._default_manager.all(), "visible_to"), model.__name__


def test_no_stale_exceptions():
    names = {m.__name__ for m in OURS}
    assert set(SEEN_THROUGH_ANOTHER) <= names
    assert set(UNTRACKED_ON_PURPOSE) <= names


def test_every_table_of_facts_keeps_its_history():
    for model in OURS:
        if model.__name__ not in UNTRACKED_ON_PURPOSE:
            assert model._meta.db_table in UNTRACKED, f"{model.__name__} has no history trigger"
