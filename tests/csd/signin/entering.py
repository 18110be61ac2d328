"""A small cast for tests of access: what each may do, with a login, and an app for whoever must take a second step."""

from __future__ import annotations

from django.test import Client

from csd.models import Employee, Role, User
from csd.signin.selectors import needs_second_step, standing_of_user
from tests.people import person, with_role
from tests.signing_in import PASSWORD, code_now, give_app, type_code, type_password

ROLES = {"F1": Role.FINANCE, "H1": Role.HR, "H2": Role.HR, "D1": Role.ADMINISTRATOR, "D2": Role.ADMINISTRATOR, "U1": Role.AUDITOR}


def make_cast() -> dict[str, User]:
    """S1 of staff, N1 who manages S1, and one or two of each role; whoever must take a second step has an app."""
    people: list[Employee] = [with_role(number, role) for number, role in ROLES.items()] + [person("S1"), person("S2")]
    users = {p.employee_no: User.objects.create_user(p.employee_no, PASSWORD, employee=p) for p in people}
    for user in users.values():
        if needs_second_step(user, standing_of_user(user)):
            give_app(user)
    return users


def entered(user: User, **browser: str) -> Client:
    """A browser in which somebody has signed in through the pages."""
    client = Client(headers={"accept-language": "en"}, **browser)
    assert type_password(client, user.login) == 302
    if needs_second_step(user, standing_of_user(user)) or hasattr(user, "authenticator"):
        assert type_code(client, user) == 302
    assert inside(client)
    return client


def inside(client: Client) -> bool:
    """Whether somebody is signed in there."""
    return client.get("/my-security/").status_code == 200


__all__ = ["PASSWORD", "code_now", "entered", "inside", "make_cast"]
