"""Reads of the organisation: people, policy, calendar, who may see what."""
