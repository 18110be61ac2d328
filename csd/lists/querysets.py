"""Lists without SQL: a QuerySet as the query of a list, and the keys of its order taken from its fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Field, Model, QuerySet

from csd.database.rows import Query
from csd.lists.paging import Key

# what the columns of a field are compared as
TYPES = {
    "AutoField": "bigint",
    "BigAutoField": "bigint",
    "BigIntegerField": "bigint",
    "IntegerField": "bigint",
    "PositiveIntegerField": "bigint",
    "ForeignKey": "bigint",
    "DecimalField": "numeric",
    "DateField": "date",
    "DateTimeField": "timestamptz",
    "CharField": "text",
    "TextField": "text",
}


def query_of(rows: QuerySet[Any, Any]) -> Query:
    """The query of a QuerySet whose `values()` name its columns, one for each Column of the list and one for each key."""
    sql, parameters = rows.order_by().query.sql_with_params()
    # Django numbers its values by their place, a list names them: of its own %s each becomes a name, a %% stays a sign
    parts = sql.replace("%%", "\0").split("%s")
    named = [part + f"%(queryset_{place})s" for place, part in enumerate(parts[:-1])]
    values = {f"queryset_{place}": value for place, value in enumerate(parameters)}
    return Query("".join([*named, parts[-1]]).replace("\0", "%%"), values)


def keys_of(model: type[Model], *names: str) -> Sequence[Key]:
    """The keys of an order by fields of a model; the id is put last where no field before it is unique."""
    found, unique = [], False
    for name in names:
        field = model._meta.get_field(name)
        if not isinstance(field, Field):
            raise TypeError(f"{model.__name__} is not ordered by {name}")
        if field.null:
            raise TypeError(f"{model.__name__}.{name} may be empty, so no page can begin after it")
        found.append(Key(str(field.attname), _type_of(field)))
        unique = unique or field.unique
    return found if unique else [*found, Key("id", "bigint")]


def _type_of(field: Field[Any, Any]) -> str:
    known = next((TYPES[name] for name in (field.get_internal_type(), *(c.__name__ for c in type(field).__mro__)) if name in TYPES), None)
    if known is None:
        raise TypeError(f"no list is ordered by a {type(field).__name__}")
    return known
