"""Texts are found in code and templates, and a catalogue that lacks one is reported by name."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from csd.installation.translations import catalogue_path, compile_catalogue, extract_messages, problems, update

CODE = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
a = _("one text")
b = gettext_lazy("a lazy one with %(name)s")
c = ngettext("%(n)d shift", "%(n)d shifts", 2)
d = pgettext("a month", "closed")
e = unrelated("not a text")
"""
TEMPLATE = """{% load i18n %}
<p title="{% translate 'a title (with brackets)' %}">{% blocktranslate %}hello {{ name }}{% endblocktranslate %}</p>
{% blocktranslate count n=rows|length %}one row{% plural %}{{ n }} rows{% endblocktranslate %} {{ _("quoted \\"text\\"") }}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one file of code and one template."""
    (tmp_path / "csd").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "csd" / "code.py").write_text(CODE)
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    return tmp_path


@pytest.fixture
def texts(project: Path) -> Catalog:
    """All texts of that project."""
    return extract_messages(project)


def translate_all(folder: Path) -> None:
    """Fills every empty Chinese translation with the same word."""
    path = catalogue_path(folder, "zh_Hans")
    path.write_text(path.read_text().replace('msgstr ""\n\n', 'msgstr "译文"\n\n').replace('msgstr[0] ""', 'msgstr[0] "译文"'))


def test_every_way_of_marking_a_text_is_found(texts: Catalog) -> None:
    assert {message.id for message in texts if message.id} == {
        "one text",
        "a lazy one with %(name)s",
        ("%(n)d shift", "%(n)d shifts"),
        "closed",
        "a title (with brackets)",
        "hello %(name)s",
        ("one row", "%(n)s rows"),
        'quoted "text"',
    }


def test_a_text_that_is_not_translated_is_named(tmp_path: Path, texts: Catalog) -> None:
    update(tmp_path, "zh_Hans", texts)
    assert "zh_Hans: not translated: 'one text'" in list(problems(tmp_path, "zh_Hans", texts))


def test_a_new_text_is_named_with_its_file(tmp_path: Path, texts: Catalog) -> None:
    assert "zh_Hans: not in the catalogue: 'one text' (csd/code.py)" in list(problems(tmp_path, "zh_Hans", texts))


def test_a_complete_catalogue_has_no_problems_and_keeps_its_words(tmp_path: Path, texts: Catalog) -> None:
    update(tmp_path, "zh_Hans", texts)
    translate_all(tmp_path)
    before = catalogue_path(tmp_path, "zh_Hans").read_bytes()
    update(tmp_path, "zh_Hans", texts)
    assert list(problems(tmp_path, "zh_Hans", texts)) == []
    assert catalogue_path(tmp_path, "zh_Hans").read_bytes() == before


def test_english_is_complete_by_itself(tmp_path: Path, texts: Catalog) -> None:
    update(tmp_path, "en", texts)
    assert list(problems(tmp_path, "en", texts)) == []


def test_a_text_that_is_gone_is_named(tmp_path: Path, texts: Catalog) -> None:
    texts.add("an old text")
    update(tmp_path, "en", texts)
    texts.delete("an old text")
    assert list(problems(tmp_path, "en", texts)) == ["en: no longer used: 'an old text'"]


def test_a_placeholder_of_its_own_is_named(tmp_path: Path, texts: Catalog) -> None:
    update(tmp_path, "en", texts)
    path = catalogue_path(tmp_path, "en")
    path.write_text(path.read_text().replace('msgstr "hello %(name)s"', 'msgstr "hello %(nmae)s"'))
    assert list(problems(tmp_path, "en", texts)) == ["en: other placeholders than the text: 'hello %(name)s'"]


def test_what_is_compiled_speaks(tmp_path: Path, texts: Catalog) -> None:
    update(tmp_path, "zh_Hans", texts)
    translate_all(tmp_path)
    assert compile_catalogue(tmp_path, "zh_Hans")
    assert not compile_catalogue(tmp_path, "zh_Hans"), "nothing changed since"
    spoken = gettext.translation("django", tmp_path, ["zh_Hans"])
    assert spoken.gettext("one text") == "译文"
    assert spoken.ngettext("one row", "%(n)s rows", 3) == "译文"
