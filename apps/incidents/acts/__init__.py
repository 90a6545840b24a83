"""The only writers of incidents, by what they are about."""
