"""Translations without the gettext programs: texts are found in code and templates, merged into the catalogues and compiled."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE_LOCALE, LOCALES = "en", ("zh_Hans", "en")
APPS = ("csd", "duty", "attendance", "payroll", "hazmat")
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
HEADER = "# Written by `manage.py messages extract`; translate the empty msgstr lines here."
CALL = re.compile(r"\b(_|gettext|ngettext|pgettext|npgettext)\(")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\w*\}")


def catalogue_path(folder: Path, locale: str) -> Path:
    """Where the texts of one language lie."""
    return folder / locale / "LC_MESSAGES" / "django.po"


def extract_messages(root: Path = ROOT) -> Catalog:
    """All texts that code and templates show to people, in the order of files and lines."""
    found = Catalog(charset="utf-8")
    for path in _sources(root):
        relative = path.relative_to(root).as_posix()
        for message, context in _messages(path):
            found.add(message, locations=[(relative, 0)], context=context)
    return found


def update(folder: Path, locale: str, template: Catalog) -> None:
    """Brings one catalogue up to date: new texts are added empty (English: as they stand), gone ones removed, none guessed."""
    path = catalogue_path(folder, locale)
    catalogue = _read(path, locale)
    merged = Catalog(locale=locale, charset="utf-8", fuzzy=False, project="csd", version="", header_comment=HEADER)
    for message in template:
        if message.id:
            old = catalogue.get(_singular(message), message.context)
            merged.add(message.id, _translation(message, old, locale), locations=message.locations, context=message.context)
    path.parent.mkdir(parents=True, exist_ok=True)
    with io.BytesIO() as text:
        write_po(text, merged, omit_header=False, no_location=True, sort_output=True, width=120)
        path.write_bytes(_without_dates(text.getvalue()))


def compile_catalogue(folder: Path, locale: str) -> bool:
    """Writes django.mo beside django.po where the text is newer; returns whether it did."""
    path = catalogue_path(folder, locale)
    compiled = path.with_suffix(".mo")
    if not path.exists() or (compiled.exists() and compiled.stat().st_mtime_ns > path.stat().st_mtime_ns):
        return False
    temporary = compiled.with_suffix(".new")
    with temporary.open("wb") as file:
        write_mo(file, _read(path, locale))
    temporary.replace(compiled)
    return True


def problems(folder: Path, locale: str, template: Catalog) -> Iterator[str]:
    """What keeps one catalogue from being complete, one line each: missing, untranslated, unsure, gone, or placeholders that differ."""
    catalogue = _read(catalogue_path(folder, locale), locale)
    wanted = {(_singular(message), message.context): message for message in template if message.id}
    for key, message in wanted.items():
        found = catalogue.get(*key)
        if found is None:
            yield f"{locale}: not in the catalogue: {key[0]!r} ({message.locations[0][0]})"
        elif found.fuzzy or not all(_texts(found.string)):
            yield f"{locale}: not translated: {key[0]!r}"
        elif any(_placeholders(text) - _placeholders(*_texts(message.id)) for text in _texts(found.string)):
            yield f"{locale}: other placeholders than the text: {key[0]!r}"
    for message in catalogue:
        if message.id and (_singular(message), message.context) not in wanted:
            yield f"{locale}: no longer used: {_singular(message)!r}"


def _sources(root: Path) -> Iterator[Path]:
    for app in APPS:
        yield from (path for path in sorted((root / app).rglob("*.py")) if "migrations" not in path.parts)
    yield from sorted((root / "templates").rglob("*.html"))
    yield from sorted((root / "templates").rglob("*.txt"))


def _messages(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    text = path.read_text(encoding="utf-8")
    sources = [text] if path.suffix == ".py" else _calls(templatize(text, origin=str(path)))
    for source in sources:
        for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            yield message, context


def _calls(templatized: str) -> Iterator[str]:
    # Django turns a template into text in which only the calls are Python; each is cut out and must parse by itself.
    for match in CALL.finditer(templatized):
        for end in (found.end() for found in re.finditer(r"\)", templatized[match.start() :])):
            call = templatized[match.start() : match.start() + end]
            if _parses(call):
                yield call
                break


def _parses(call: str) -> bool:
    try:
        ast.parse(call.strip(), mode="eval")
    except SyntaxError:
        return False
    return True


def _read(path: Path, locale: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _translation(message: Message, old: Message | None, locale: str) -> str | tuple[str, ...]:
    if locale == SOURCE_LOCALE:
        return message.id if isinstance(message.id, str) else tuple(message.id)
    kept = _texts(old.string) if old is not None and not old.fuzzy else ("",)
    return kept[0] if isinstance(message.id, str) else kept


def _singular(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def _texts(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _placeholders(*texts: str) -> set[str]:
    return {found for text in texts for found in PLACEHOLDER.findall(text)}


def _without_dates(text: bytes) -> bytes:
    # Dates would make every extraction a change.
    return re.sub(
        rb'"(POT-Creation-Date|PO-Revision-Date|Report-Msgid-Bugs-To|Last-Translator|Language-Team|Generated-By)[^\n]*\n', b"", text
    )
