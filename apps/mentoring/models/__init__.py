"""Mentoring (Article 28-2): who mentors whom, and what is told of it."""

from apps.mentoring.models.assignments import Assignment

__all__ = ["Assignment"]
