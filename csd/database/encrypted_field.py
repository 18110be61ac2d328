"""A model field whose column holds its text encrypted (csd.database.encryption)."""

from __future__ import annotations

from typing import Any

from django.db import models

from csd.database.encryption import decrypt, encrypt, mark


class EncryptedField(models.TextField):
    """Text that the database knows only encrypted. `about` binds it to what it is; `mark` names a field that gets the mark to find it by.

    The empty text stays empty. Rows are not looked up by it, for no two encryptions of a text are alike: use the mark.
    """

    def __init__(self, *args: Any, about: str = "", mark: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about, self.mark = about, mark

    def deconstruct(self) -> Any:
        """For migrations."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "about": self.about, **({"mark": self.mark} if self.mark else {})}

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """The text itself; CannotOpen where the column was changed by hand."""
        return decrypt(value, self.about) if value else value

    def get_prep_value(self, value: Any) -> Any:
        """What the column holds."""
        text = super().get_prep_value(value)
        return encrypt(text, self.about) if text else text

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The text; its mark goes to its own field, which stands after this one."""
        value = super().pre_save(model_instance, add)
        if self.mark:
            setattr(model_instance, self.mark, mark(value, self.about) if value else "")
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        """None but whether it is NULL."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
