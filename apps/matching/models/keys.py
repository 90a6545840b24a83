"""Keys by which a child is found: derived from the file, written only by `apps.matching.keeping`."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class NameToken(models.Model):
    """One word of a name as `apps.core.names.word_key` folds it. Rows are only added; each process holds them all."""

    token = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.token


class ChildKey(models.Model):
    """What a child is found by. A file that was merged into another has none: its words stand in the kept file's.

    `tokens` are ids of NameToken; `pairs` one number for every two words of two parts of the name; `phones` the
    last ten digits of telephone numbers, and the last seven and four of each; `birth_is_vague` says that the day of
    birth is not known; `is_fresh` that no search for duplicates has seen it yet.
    """

    child = models.OneToOneField("people.Child", models.CASCADE, primary_key=True, related_name="key")
    tokens = ArrayField(models.IntegerField())
    pairs = ArrayField(models.BigIntegerField())
    phones = ArrayField(models.CharField(max_length=15))
    birth_date = models.DateField()
    birth_is_vague = models.BooleanField()
    is_fresh = models.BooleanField(default=True)

    class Meta:
        indexes = [
            GinIndex(fields=["tokens"], name="child_key_tokens", fastupdate=False),
            GinIndex(fields=["pairs"], name="child_key_pairs", fastupdate=False),
            GinIndex(fields=["phones"], name="child_key_phones", fastupdate=False),
            models.Index(fields=["birth_date"], name="child_key_birth"),
            models.Index(fields=["child"], condition=Q(is_fresh=True), name="child_key_fresh"),
        ]

    def __str__(self) -> str:
        return str(self.child_id)
