"""Meetings, outings, notes, help, and the mentor's own page."""
