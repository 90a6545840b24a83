"""What boards of mentoring show: the work of one agency (`own`), and sums of regions without any person (`regions`)."""
