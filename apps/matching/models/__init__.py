"""Keys by which children are found, and what is known about files that may be of one child."""

from apps.matching.models.keys import ChildKey, NameToken
from apps.matching.models.merges import Merge, files_of_person, holding, kept_of, merged_numbers
from apps.matching.models.pairs import Enquiry, SuspectedPair

__all__ = [
    "ChildKey", "Enquiry", "Merge", "NameToken", "SuspectedPair", "files_of_person", "holding", "kept_of",
    "merged_numbers",
]  # fmt: skip
