"""Values encrypted at rest: what opens them, what does not, and how they are found (ASVS V11, V14)."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from csd.database.encryption import CannotOpen, decrypt, encrypt, is_encrypted_newly, mark, marks, ring
from csd.installation.configuration import new_field_key

ONE, TWO = new_field_key("one"), new_field_key("two")


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSD_FIELD_KEYS", ONE)


def test_what_is_sealed_opens_again() -> None:
    assert decrypt(encrypt("110101199003070011", "id"), "id") == "110101199003070011"


def test_two_sealings_of_a_text_have_nothing_in_common_but_the_key() -> None:
    first, second = encrypt("6222", "id"), encrypt("6222", "id")
    assert first != second
    assert first.startswith("v1.one.")
    assert "6222" not in first


@pytest.mark.parametrize("about", ["bank", ""])
def test_a_value_does_not_stand_in_for_another_kind(about: str) -> None:
    with pytest.raises(CannotOpen):
        decrypt(encrypt("6222", "id"), about)


@pytest.mark.parametrize("broken", ["", "6222", "v1.one", "v1.one.AAAA", "v1.one.%%%", "v2.one.AAAA"])
def test_what_was_not_sealed_here_does_not_open(broken: str) -> None:
    with pytest.raises(CannotOpen):
        decrypt(broken, "id")


def test_a_changed_value_does_not_open() -> None:
    sealed = encrypt("6222", "id")
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(CannotOpen):
        decrypt(changed, "id")


def test_old_keys_read_and_the_new_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    old = encrypt("6222", "id")
    monkeypatch.setenv("CSD_FIELD_KEYS", f"{TWO},{ONE}")
    assert decrypt(old, "id") == "6222"
    assert not is_encrypted_newly(old)
    assert is_encrypted_newly(encrypt("6222", "id"))


def test_without_its_key_a_value_stays_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    old = encrypt("6222", "id")
    monkeypatch.setenv("CSD_FIELD_KEYS", TWO)
    with pytest.raises(CannotOpen):
        decrypt(old, "id")


def test_equal_texts_have_equal_marks_of_one_kind_and_key(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mark("6222", "id") == mark("6222", "id")
    assert mark("6222", "id") not in {mark("6223", "id"), mark("6222", "bank")}
    before = mark("6222", "id")
    monkeypatch.setenv("CSD_FIELD_KEYS", f"{TWO},{ONE}")
    assert before in list(marks("6222", "id"))
    assert mark("6222", "id") != before


WRONG = ["one", "one:", "one:c2hvcnQ=", f"{ONE},{ONE}", f"{ONE},two:short", "changeme", ","]


# keys are random: the names of the tests must be the same in every process
@pytest.mark.parametrize("keys", WRONG, ids=range(len(WRONG)))
def test_keys_that_are_none_are_refused_without_naming_them(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    monkeypatch.setenv("CSD_FIELD_KEYS", keys)
    with pytest.raises(ImproperlyConfigured) as refusal:
        ring()
    assert ONE.partition(":")[2] not in str(refusal.value)
