"""Pages of mentoring (Article 28-2): boards, candidates, agreements, training, pairs, meetings, reports."""
