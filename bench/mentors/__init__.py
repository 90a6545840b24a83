"""Mentoring of a whole country for measuring: organisations, mentors, children, meetings, forty quarters of reports."""
