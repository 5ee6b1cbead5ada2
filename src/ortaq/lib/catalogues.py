"""The translations, with no gettext installed: python -m ortaq.lib.catalogues extract|check|compile

Russian is the language of the source. `extract` gathers every string of the program and its templates into the
Kazakh and English catalogues, keeps what is translated, drops what is no longer used. `check` fails on a string that
is missing, fuzzy, has lost a placeholder, is Russian in the Kazakh catalogue (unless listed in `same_in_kazakh.txt`:
what both write alike) or holds Cyrillic in the English one. `compile` writes the .mo files that Django reads.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parents[1]
LANGUAGES = ("kk", "en")
KEYWORDS: Mapping[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
NO_DATE = datetime(2002, 5, 22, tzinfo=UTC)  # a date of the run would change the file each time


def main(arguments: list[str] | None = None) -> int:
    """Run one of extract, check, compile; 1 when the check found a fault."""
    parser = argparse.ArgumentParser(prog="python -m ortaq.lib.catalogues", description="The translations.")
    parser.add_argument("verb", choices=("extract", "check", "compile"))
    verb = parser.parse_args(arguments).verb
    if verb == "compile":
        compile_all()
    if verb == "extract":
        extract_all()
    faults = check_all() if verb == "check" else []
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def path_of(language: str, package: Path = PACKAGE) -> Path:
    """Return the catalogue of `language`."""
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def extract_all(package: Path = PACKAGE) -> None:
    """Bring each catalogue up to the strings that the program uses now."""
    template = used_strings(package)
    for language in LANGUAGES:
        catalogue = read(path_of(language, package), language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        write(catalogue, path_of(language, package))


def compile_all(package: Path = PACKAGE) -> None:
    """Write a .mo beside each .po whose content it does not already hold."""
    for language in LANGUAGES:
        source = path_of(language, package)
        if source.exists():
            _write_if_changed(source.with_suffix(".mo"), _compiled(read(source, language)))


def check_all(package: Path = PACKAGE) -> list[str]:
    """Return one line for each fault of the catalogues; empty where they are complete."""
    alike_file = package / "locale" / "same_in_kazakh.txt"
    alike = set(alike_file.read_text().splitlines()) if alike_file.exists() else set()
    template = used_strings(package)
    return [
        f"{path_of(language, package).relative_to(package.parent)}: {fault}"
        for language in LANGUAGES
        for fault in _faults(read(path_of(language, package), language), template, language, alike)
    ]


def used_strings(package: Path = PACKAGE) -> Catalog:
    """Return a catalogue of every string that the program and its templates give to gettext."""
    catalogue = Catalog(fuzzy=False)
    for source in _sources(package):
        for line, message, comments, context in _strings_in(source):
            place = (source.relative_to(package.parent).as_posix(), line)
            catalogue.add(message, None, [place], auto_comments=comments, context=context)
    return catalogue


def read(path: Path, language: str) -> Catalog:
    """Return the catalogue in `path`; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=language, domain="django", fuzzy=False)
    with open(path, "rb") as file:
        return read_po(file, locale=language, domain="django")


def write(catalogue: Catalog, path: Path) -> None:
    """Write `catalogue` to `path`, alike for alike content: ordered by file, with no dates and no line numbers."""
    catalogue.header_comment = f"# Ortaq: {catalogue.locale}"
    catalogue.project, catalogue.version = "Ortaq", "1"
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    path.parent.mkdir(parents=True, exist_ok=True)
    output = BytesIO()
    write_po(output, catalogue, sort_by_file=True, include_lineno=False, ignore_obsolete=True, width=110)
    _write_if_changed(path, output.getvalue())


def _sources(package: Path) -> Iterator[Path]:
    yield from sorted(path for path in package.rglob("*.py") if "migrations" not in path.parts)
    for ending in ("html", "txt", "svg"):
        yield from sorted(package.glob(f"*/templates/**/*.{ending}"))


def _strings_in(source: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = source.read_text()
    text = _with_calls_of_f_strings(text) if source.suffix == ".py" else _template_as_python(text, source)
    yield from extract("python", BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})


def _with_calls_of_f_strings(text: str) -> str:
    """Add the calls inside f-strings as lines of their own: before Python 3.12 such a string is one token."""
    strings = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.JoinedStr))
    calls = (node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call))
    return "\n".join([text, *map(ast.unparse, calls)])


def _template_as_python(text: str, source: Path) -> str:
    """Return what Django makes of a template for gettext: its strings as calls, all else as X, unindented."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    return "\n".join(line.strip() for line in templatize(text, origin=str(source)).split("\n"))


def _faults(catalogue: Catalog, template: Catalog, language: str, alike: set[str]) -> Iterator[str]:
    for wanted in template:
        if wanted.id:
            yield from _faults_of(catalogue.get(wanted.id, wanted.context), wanted, language, alike)
    for message in catalogue:
        if message.id and template.get(message.id, message.context) is None:
            yield f"no longer used, run `make messages`: {message.id!r}"


def _faults_of(message: Message | None, wanted: Message, language: str, alike: set[str]) -> Iterator[str]:
    if message is None:
        yield f"missing, run `make messages`: {wanted.id!r}"
        return
    originals, translations = _texts(message.id), _texts(message.string)
    if not all(translations):
        yield f"not translated: {message.id!r}"
    if message.fuzzy:
        yield f"fuzzy: {message.id!r}"
    for translation in filter(None, translations):
        if not any(_placeholders(translation) == _placeholders(original) for original in originals):
            yield f"placeholders differ: {message.id!r}"
        if language == "kk" and translation in originals and _is_word(translation) and translation not in alike:
            yield f"Kazakh is Russian (if rightly, add it to same_in_kazakh.txt): {translation!r}"
        if language == "en" and CYRILLIC.search(translation):
            yield f"Cyrillic in English: {translation!r}"


def _texts(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value or ""] if value is None or isinstance(value, str) else list(value)


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def _is_word(text: str) -> bool:
    """Whether there is something to translate: letters outside placeholders, in Cyrillic."""
    return bool(CYRILLIC.search(PLACEHOLDER.sub("", text)))


def _compiled(catalogue: Catalog) -> bytes:
    output = BytesIO()
    write_mo(output, catalogue)
    return output.getvalue()


def _write_if_changed(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())
