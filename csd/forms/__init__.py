"""Forms of the shell, of people, policy, calendar and regulations."""

from csd.forms.sign_in import CodeForm, NewPasswordForm, PasswordForm, ProveForm, ReasonForm, SignInForm

__all__ = ["CodeForm", "NewPasswordForm", "PasswordForm", "ProveForm", "ReasonForm", "SignInForm"]
