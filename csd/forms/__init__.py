"""Forms of the shell, of people, policy, calendar and regulations."""

from csd.forms.sign_in import SignInForm

__all__ = ["SignInForm"]
