"""The organisation, policy, calendar, permissions and the shell of the pages.

Kept empty: set-up imports this package with the standard library alone, and rules import `csd.months` without Django.
"""
