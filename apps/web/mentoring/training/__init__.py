"""Training of mentors: programmes, sessions, certificates."""
