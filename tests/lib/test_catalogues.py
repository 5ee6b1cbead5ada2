"""The translations are complete, and the tool that says so can say otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.mofile import read_mo

from ortaq.lib import catalogues

PYTHON = """
from django.utils.translation import gettext, gettext_lazy as _, pgettext
TITLE = _("Дежурная смена")
def told(count): return gettext("Получено: %(count)s") % {"count": count}
def point(): return pgettext("граница", "пункт")
def line(name): return f"{gettext('вызов')} {name}"
"""
TEMPLATE = """
    {% load i18n %}<h1>{% trans "Срочно" %}</h1>
  {% blocktranslate with name=unit.name trimmed %}
    Передано
    {{ name }}
  {% endblocktranslate %}{{ value|default:_("нет данных") }}
"""
IN_KAZAKH = {
    "Дежурная смена": "Кезекші ауысым",
    "Получено: %(count)s": "Алынды: %(count)s",
    "Срочно": "Шұғыл",
    "Передано %(name)s": "%(name)s берілді",
    "нет данных": "дерек жоқ",
    "пункт": "бекет",
    "вызов": "қоңырау",
}
IN_ENGLISH = {
    "Дежурная смена": "Duty watch",
    "Получено: %(count)s": "Received: %(count)s",
    "Срочно": "Urgent",
    "Передано %(name)s": "Passed to %(name)s",
    "нет данных": "no data",
    "пункт": "point",
    "вызов": "call",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    package = tmp_path / "src" / "ortaq"
    (package / "console" / "templates").mkdir(parents=True)
    (package / "console" / "views.py").write_text(PYTHON)
    (package / "console" / "templates" / "home.html").write_text(TEMPLATE)
    return package


def translate(package: Path, language: str, words: dict[str, str]) -> None:
    path = catalogues.path_of(language, package)
    catalogue = catalogues.read(path, language)
    for message in catalogue:
        if message.id:
            message.string = words.get(message.id, message.string)
    catalogues.write(catalogue, path)


def complete(package: Path) -> Path:
    catalogues.extract_all(package)
    translate(package, "kk", IN_KAZAKH)
    translate(package, "en", IN_ENGLISH)
    return package


def faults(package: Path) -> str:
    return "\n".join(catalogues.check_all(package))


def test_it_finds_the_strings_of_python_and_of_templates(package):
    found = {message.id for message in catalogues.used_strings(package) if message.id}
    assert found == set(IN_KAZAKH)


def test_a_complete_catalogue_has_no_fault(package):
    assert faults(complete(package)) == ""


def test_a_new_string_is_missing_until_it_is_extracted_and_untranslated_until_it_is_translated(package):
    complete(package)
    (package / "console" / "views.py").write_text(PYTHON + 'NEW = _("Отбой")')
    assert "missing, run `make messages`: 'Отбой'" in faults(package)
    catalogues.extract_all(package)
    assert "not translated: 'Отбой'" in faults(package)


def test_extracting_keeps_translations_and_drops_what_is_no_longer_used(package):
    complete(package)
    (package / "console" / "templates" / "home.html").unlink()
    assert "no longer used" in faults(package)
    catalogues.extract_all(package)
    assert faults(package) == ""
    assert "Срочно" not in catalogues.path_of("kk", package).read_text()


def test_extracting_again_changes_nothing(package):
    before = catalogues.path_of("kk", complete(package)).read_text()
    catalogues.extract_all(package)
    assert catalogues.path_of("kk", package).read_text() == before


def test_a_lost_placeholder_is_a_fault(package):
    complete(package)
    translate(package, "en", {"Получено: %(count)s": "Received"})
    assert "placeholders differ: 'Получено: %(count)s'" in faults(package)


def test_a_fuzzy_translation_is_a_fault(package):
    path = catalogues.path_of("kk", complete(package))
    path.write_text(path.read_text().replace('msgid "Срочно"', '#, fuzzy\nmsgid "Срочно"'))
    assert "fuzzy: 'Срочно'" in faults(package)


def test_russian_in_the_kazakh_catalogue_is_a_fault_unless_both_write_it_alike(package):
    complete(package)
    translate(package, "kk", {"пункт": "пункт"})
    assert "Kazakh is Russian" in faults(package)
    (package / "locale" / "same_in_kazakh.txt").write_text("пункт\n")
    assert faults(package) == ""


def test_cyrillic_in_english_is_a_fault(package):
    complete(package)
    translate(package, "en", {"пункт": "пункt"})
    assert "Cyrillic in English" in faults(package)


def test_what_it_compiles_is_what_was_translated(package):
    catalogues.compile_all(complete(package))
    with open(catalogues.path_of("kk", package).with_suffix(".mo"), "rb") as file:
        assert read_mo(file).get("Срочно").string == "Шұғыл"
