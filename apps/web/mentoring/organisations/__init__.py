"""Mentoring organisations and their agreements with guardianship bodies."""
