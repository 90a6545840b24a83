"""The only writers of what is decided about two files, and the question before a file is opened."""

from apps.matching.deciding import answer_enquiry, ask_body, call_different, reopen
from apps.matching.likeness import Likely, alike, likely_duplicates, likely_of_many
from apps.matching.merging import merge, undo
from apps.matching.registering import PossibleDuplicate, register_child

__all__ = [
    "Likely", "PossibleDuplicate", "alike", "answer_enquiry", "ask_body", "call_different", "likely_duplicates",
    "likely_of_many", "merge", "register_child", "reopen", "undo",
]  # fmt: skip
