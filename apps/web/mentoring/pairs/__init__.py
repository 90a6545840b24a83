"""Wishes, proposals and assignments: which mentor for which child."""
