"""A report of a verification in words for an inspector. Without Django: a file is verified on any machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ortaq.wire import canonical
from ortaq.wire.report import Report

FAULTS = {
    "entry.changed": "запись № {number} ({kind}, {record}) изменена: её содержание не сходится с опечатанным",
    "entry.columns": "запись № {number} ({kind}, {record}): вид, предмет или время не сходятся с телом записи",
    "entry.missing": "запись № {number} удалена из журнала",
    "entry.unnumbered": "запись {entry} ({kind}, {record}) не имеет номера и не ждёт его: очередь изменена",
    "entry.unsigned": "записи № {first}–{last} стоят после последней подписанной вершины",
    "number.missing": "номеров {first}–{last} нет: записи изъяты",
    "number.repeated": "номер {number} стоит не на своём месте или повторён",
    "head.signature": "вершина после {after} записей: подпись не сходится с ключом {key}",
    "head.unknown_key": "вершина после {after} записей подписана неизвестным ключом {key}",
    "head.malformed": "вершина после {after} записей повреждена",
    "head.chain": "вершина на {size} записей от {at} не продолжает предыдущую: вершина изъята или вставлена",
    "head.root": "вершина на {size} записей от {at}: корень не сходится; до {good_to} записей журнал цел",
    "head.place": "вершина на {size} записей стоит после {entries} записей",
    "head.columns": "вершина на {size} записей: столбцы не сходятся с подписанным",
    "witness.root": "сохранённая вершина на {size} записей от {at} не сходится: журнал переписан",
    "witness.ahead": "сохранённая вершина знает {size} записей, а в журнале их {entries}: журнал укорочен",
    "witness.signature": "сохранённая вершина: подпись не сходится с ключом {key}",
    "witness.unknown_key": "сохранённая вершина подписана неизвестным ключом {key}",
    "witness.malformed": "сохранённая вершина повреждена",
    "subtree.changed": "промежуточный узел {level}/{index} не сходится с деревом",
    "subtree.added": "лишние промежуточные узлы",
    "row.changed": "{table}, строка {id}: поле «{field}» изменено – в журнале {sealed}, в таблице {found}",
    "row.added": "{table}, строка {id} добавлена: в журнале её нет",
    "row.missing": "{table}: строки о предмете {record} нет, хотя в журнале она есть ({kind})",
    "content.changed": "{table}, строка {id}: содержание не сходится с обязательством в заголовке",
    "file.row": "сообщение {record}, файл «{name}»: строка не сходится с содержанием сообщения",
    "file.missing": "сообщение {record}, файл «{name}»: строки о файле нет",
    "file.added": "сообщение {record}, файл «{name}» добавлен: в содержании сообщения его нет",
    "file.changed": "сообщение {record}, файл «{name}» изменён: его хеш не сходится с {sha256}",
    "file.lost": "сообщение {record}, файл «{name}» утрачен: в хранилище его нет",
    "file.cut": "файл неполон: прочитано записей {entries}, вершин {heads}",
    "proof.path": "доказательство не ведёт к подписанной вершине",
    "proof.head": "вершина доказательства не принята",
}


def lines(report: Report) -> Iterator[str]:
    """Yield the report line by line: the verdict first, the figures last."""
    yield _verdict(report)
    for fault in report.faults:
        yield f"  ✗ {worded(fault.what, fault.facts)}"
    unnamed = sum(report.counts.values()) - len(report.faults)
    if unnamed:
        yield f"  … и ещё {unnamed}: " + ", ".join(f"{what} – {n}" for what, n in sorted(report.counts.items()))
    for each in report.erased:
        named = f"{each['table']}, {each['record']}"
        yield f"  · {named}: содержание стёрто{_ground(each)}; заголовок и доказательства целы"
    yield from _figures(report)


def worded(what: str, facts: Mapping[str, Any]) -> str:
    """Return a fault in words; facts that the words ask for and that are not known stand as a dash."""
    return FAULTS[what].format_map(_Dashed(facts))


def _verdict(report: Report) -> str:
    if not report.good:
        return f"ОБНАРУЖЕНЫ РАСХОЖДЕНИЯ: {sum(report.counts.values())}"
    if report.proved is None:
        return "ЖУРНАЛ ЦЕЛ"
    return "ДОКАЗАТЕЛЬСТВО ВЕРНО: " + canonical.text(report.proved)


def _ground(erased: Mapping[str, Any]) -> str:
    return "" if erased["entry"] else " (запись о стирании в журнале не найдена)"


def _figures(report: Report) -> Iterator[str]:
    yield f"Узел: {report.node or '–'}"
    yield f"Записей: {report.entries}; подписанных вершин: {report.heads}; сохранённых вершин: {report.witnesses}"
    if report.sealed_from:
        yield f"Опечатано: с {report.sealed_from} по {report.sealed_to}"
        yield f"Корень: {report.root}"
    if report.waiting:
        yield f"Ждут опечатывания: {report.waiting}"
    for kind, number in sorted(report.rows.items()):
        yield f"  {kind}: сверено строк {number}"
    for kind, number in sorted(report.loose.items()):
        yield f"  {kind}: записей {number}, своей таблицы нет – сверен только журнал"
    yield f"Ключ: {', '.join(report.keys) or '–'}"
    if not report.pinned:
        yield "Ключ взят оттуда же, где и журнал. Чтобы проверить и его, укажите ключ узла: --key ФАЙЛ"


class _Dashed(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"
