"""Boards of mentoring: what waits, by organisation, body, region and country."""
