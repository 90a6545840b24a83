"""What is compared when two files may be of one child."""

from apps.people.checks import SPELLINGS

COMPARED = (
    *SPELLINGS, "birth_date", "sex", "iin", "area", "phone", "address", "found_on", "found_place",
    "found_circumstances",
)  # fmt: skip
