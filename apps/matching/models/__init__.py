"""Keys by which children are found, and what is known about files that may be of one child."""

from apps.matching.models.keys import ChildKey, NameToken

__all__ = ["ChildKey", "NameToken"]
