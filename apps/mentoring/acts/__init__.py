"""The only writers of mentoring, by what they write."""
