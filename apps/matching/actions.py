"""What others call: is there a file of this child already? And the only writers of what is decided about two files."""

from apps.matching.likeness import Likely, alike, likely_duplicates, likely_of_many

__all__ = ["Likely", "alike", "likely_duplicates", "likely_of_many"]
