"""Candidates: application, household, grounds, clearance."""
