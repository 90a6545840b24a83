"""Quarterly reports (28-2(10)(5)) and their roll-up."""
