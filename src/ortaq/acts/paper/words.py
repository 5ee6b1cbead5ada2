"""The words that a printed act has of itself. A paper has its own languages, whatever the screen shows."""

from __future__ import annotations

from ortaq.rules.text import Text

AGREED = Text("Согласовано", "Келісілді", "Agreed")
APPROVED = Text("Утверждаю", "Бекітемін", "Approved")
DRAFT = Text("ПРОЕКТ", "ЖОБА", "DRAFT")
SHEET = Text("Лист {n} из {total}", "{total} парақтың {n}-парағы", "Sheet {n} of {total}")
NUMBER = Text("№", "№", "No.")
SIGNED = Text("Подписано электронно", "Электрондық түрде қол қойылды", "Signed electronically")
KEY = Text("ключ", "кілт", "key")
BY_HAND = Text("подпись", "қолы", "signature")
DAY = Text("«____» ________________ 20____ г.", "20____ жылғы «____» ________________", "____ ________________ 20____")
STEP = Text("Шаг", "Қадам", "Step")
NORM = Text("Норма, мин", "Норма, мин", "Norm, min")
IN_ALL = Text("Всего по технологии", "Технология бойынша барлығы", "The whole process")
ITSELF = Text("Сведения об электронном оригинале", "Электрондық түпнұсқа туралы мәліметтер", "The electronic original")
ID = Text("Идентификатор акта", "Актінің сәйкестендіргіші", "Act's identifier")
HASH = Text("Хеш содержания, SHA-256", "Мазмұнның хеші, SHA-256", "Hash of the content, SHA-256")
HEAD = Text(
    "Подписанная вершина журнала узла на момент печати",
    "Басып шығару сәтіндегі торап журналының қол қойылған шыңы",
    "Signed head of the node's ledger at the time of printing",
)
NO_HEAD = Text("журнал ещё не опечатан", "журнал әлі мөрленбеген", "nothing is sealed in the ledger yet")
VERIFY = Text(
    "Файл акта проверяется без узла и базы данных: ortaq acts verify ФАЙЛ.pdf",
    "Акт файлы торапсыз және дерекқорсыз тексеріледі: ortaq acts verify ФАЙЛ.pdf",
    "The act's file is verified without a node or a database: ortaq acts verify FILE.pdf",
)
QR = Text("QR-код: акт и хеш", "QR-код: акт және хеш", "QR code: act and hash")
ON_PAPER = {
    name.lower(): value
    for name, value in list(globals().items())
    if isinstance(value, Text) and name not in ("AGREED", "APPROVED")
}
