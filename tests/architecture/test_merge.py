"""Nothing of a child is forgotten when two files become one."""

from django.apps import apps

from apps.matching.relations import MOVED, STAYS
from apps.people.models import Child

OWN = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
LEDGER = "audit.LedgerEntry.subject_id"
"""Append-only: says what was done to which file at the time."""


def declared() -> set[str]:
    return {*MOVED, *STAYS, LEDGER}


def test_every_key_to_a_child_says_whether_it_moves():
    keys = {
        f"{model._meta.label}.{field.name}"
        for model in OWN
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Child
    }
    assert keys - declared() == set(), "declare it with moved_by_merge or stays_at_merge"


def test_every_record_about_a_subject_says_whether_it_moves():
    about = {
        f"{model._meta.label}.subject_id"
        for model in OWN
        if {"subject_kind", "subject_id"} <= {field.name for field in model._meta.concrete_fields}
    }
    assert about - declared() == set()


def test_no_stale_declarations():
    for relation in MOVED.values():
        assert relation.target._meta.get_field(relation.field)
    for name in STAYS:
        model, field = name.rsplit(".", 1)
        assert apps.get_model(model)._meta.get_field(field).related_model is Child
