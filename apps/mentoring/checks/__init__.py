"""What Article 28-2 asks of organisations, candidates and assignments: one function a question, for every edge."""
