"""A verification of a printed act in words, for an inspector. Without Django: any machine can say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ortaq.acts.paper.fault_words import FAULTS
from ortaq.acts.paper.verifying import PaperReport
from ortaq.lib.sealed_pdf import Seal
from ortaq.rules.text import Text
from ortaq.wire.act_report import ActReport
from ortaq.wire.acts import Statement
from ortaq.wire.canonical import instant

WHOLE = Text("АКТ ЦЕЛ", "АКТ БҮТІН", "THE ACT IS WHOLE")
FAULTY = Text("ОБНАРУЖЕНЫ РАСХОЖДЕНИЯ: {n}", "АЙЫРМАШЫЛЫҚТАР АНЫҚТАЛДЫ: {n}", "FAULTS WERE FOUND: {n}")
ACT = Text(
    "Акт: {title} № {number}, редакция {version}",
    "Акт: {title} № {number}, {version}-редакция",
    "Act: {title} No. {number}, version {version}",
)
ID = Text("Идентификатор: {id}", "Сәйкестендіргіші: {id}", "Identifier: {id}")
BODY = Text("Содержание (SHA-256): {body}", "Мазмұны (SHA-256): {body}", "Content (SHA-256): {body}")
SIGNED = Text("Подписали:", "Қол қойғандар:", "Signed by:")
NOBODY = Text("Подписей под этим содержанием нет", "Бұл мазмұнға қол қойылмаған", "Nobody signed this content")
SIGNER = Text(
    "  {role}: {name}, {rank}, {post}, {unit} – {at}, ключ {key}",
    "  {role}: {name}, {rank}, {post}, {unit} – {at}, кілт {key}",
    "  {role}: {name}, {rank}, {post}, {unit} – {at}, key {key}",
)
ROLES = {
    "party": Text("сторона", "тарап", "party"),
    "approver": Text("утвердил", "бекіткен", "approver"),
}
SEALED = Text(
    "Файл заверен: {subject}, {at}, {algorithm}, отпечаток сертификата {fingerprint}",
    "Файлды растаған: {subject}, {at}, {algorithm}, сертификат таңбасы {fingerprint}",
    "The file is sealed by: {subject}, {at}, {algorithm}, fingerprint of the certificate {fingerprint}",
)
HEAD = Text(
    "Вершина журнала узла {node}: записей {size}, {at} – {proved}",
    "{node} торабы журналының шыңы: жазбалар {size}, {at} – {proved}",
    "Head of the ledger of node {node}: {size} entries, {at} – {proved}",
)
PROVED = Text("подпись проверена", "қолы тексерілді", "its signature fits")
UNPROVED = Text(
    "подпись не проверялась: укажите ключ узла, --key ФАЙЛ",
    "қолы тексерілмеді: тораптың кілтін көрсетіңіз, --key ФАЙЛ",
    "its signature was not checked: give the node's key, --key FILE",
)
UNPINNED = Text(
    "Сертификат взят из самого файла. Чтобы проверить и его, укажите полученный из надёжных рук: --certificate ФАЙЛ",
    "Сертификат файлдың өзінен алынды. Оны да тексеру үшін сенімді қолдан алынғанын көрсетіңіз: --certificate ФАЙЛ",
    "The certificate came with the file. To check it too, give one from a trusted hand: --certificate FILE",
)


def lines(report: PaperReport, lang: str = "ru") -> Iterator[str]:
    """Yield the report line by line: the verdict first, what it rests on last.

    What the file says of itself may be anything; nothing of it may steer a terminal.
    """
    for line in _lines(report, lang):
        yield "".join(sign if sign.isprintable() else "\ufffd" for sign in line)


def _lines(report: PaperReport, lang: str) -> Iterator[str]:
    faults = report.faults
    yield (FAULTY.fill(n=len(faults)) if faults else WHOLE).said_in(lang)
    for fault in faults:
        yield f"  ✗ {worded(fault.what, fault.facts, lang)}"
    if report.act is not None:
        yield from _act(report.act, lang)
    for seal in report.seals:
        yield _seal(seal, lang)
    if report.act is not None and report.act.head is not None:
        proved = PROVED if report.act.head_proved else UNPROVED
        yield HEAD.said_in(lang).format_map(_Dashed({**report.act.head, "proved": proved.said_in(lang)}))
    if not report.pinned:
        yield UNPINNED.said_in(lang)


def worded(what: str, facts: Mapping[str, Any], lang: str = "ru") -> str:
    """Return a fault in words; what they ask for and is not known stands as a dash."""
    said = dict(facts)
    if said.get("role") in ROLES:
        said["role"] = ROLES[said["role"]].said_in(lang)
    return FAULTS[what].said_in(lang).format_map(_Dashed(said))


def _act(act: ActReport, lang: str) -> Iterator[str]:
    title = act.act.get("title", "–")
    said = title.get(lang, "–") if isinstance(title, dict) else title
    yield ACT.said_in(lang).format_map(_Dashed({**act.act, "title": said}))
    yield ID.said_in(lang).format_map(_Dashed(act.act))
    yield BODY.fill(body=act.body or "–").said_in(lang)
    yield (SIGNED if act.signed else NOBODY).said_in(lang)
    for statement in act.signed:
        yield _signer(statement, lang)


def _signer(statement: Statement, lang: str) -> str:
    signer = statement.signer
    return SIGNER.fill(
        role=ROLES[statement.role],
        name=signer.name,
        rank=signer.rank,
        post=signer.post,
        unit=signer.unit_name or signer.unit,
        at=instant(statement.at),
        key=statement.key,
    ).said_in(lang)


def _seal(seal: Seal, lang: str) -> str:
    return SEALED.fill(
        subject=seal.subject,
        at=instant(seal.at) if seal.at else "–",
        algorithm=seal.algorithm,
        fingerprint=seal.fingerprint,
    ).said_in(lang)


class _Dashed(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"
