"""The board of an ombudsman's office, the figures of appeals, and their table for the annual report."""
