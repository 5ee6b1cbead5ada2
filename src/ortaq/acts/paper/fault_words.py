"""What can be wrong with a printed act, in words: one sentence for each code of `verifying` and `wire.act_envelope`."""

from __future__ import annotations

from ortaq.rules.text import Text

FAULTS = {
    "seal.unreadable": Text("файл повреждён: {why}", "файл зақымдалған: {why}", "the file is damaged: {why}"),
    "seal.none": Text("файл никем не заверен", "файлды ешкім растамаған", "nobody sealed the file"),
    "seal.several": Text(
        "подписей под файлом {number}, а не одна",
        "файлға бір емес, {number} қол қойылған",
        "the file has {number} seals instead of one",
    ),
    "seal.changed": Text(
        "файл изменён после заверения ({subject})",
        "файл расталғаннан кейін өзгертілген ({subject})",
        "the file was changed after it was sealed ({subject})",
    ),
    "seal.signature": Text(
        "подпись под файлом не сходится ({subject})",
        "файлға қойылған қол сәйкес келмейді ({subject})",
        "the seal's signature does not fit ({subject})",
    ),
    "seal.appended": Text(
        "после заверения к файлу что-то добавлено ({subject})",
        "расталғаннан кейін файлға бірдеңе қосылған ({subject})",
        "something was added to the file after it was sealed ({subject})",
    ),
    "seal.untrusted": Text(
        "сертификат {fingerprint} ({subject}) не из указанных",
        "{fingerprint} сертификаты ({subject}) көрсетілгендердің бірі емес",
        "certificate {fingerprint} ({subject}) is none of those given",
    ),
    "seal.problem": Text(
        "подпись под файлом не принята: {why}",
        "файлға қойылған қол қабылданбады: {why}",
        "the seal is not accepted: {why}",
    ),
    "envelope.none": Text(
        "в файле нет подписанного оригинала (act.json)",
        "файлда қол қойылған түпнұсқа (act.json) жоқ",
        "the file holds no signed original (act.json)",
    ),
    "envelope.several": Text(
        "оригиналов в файле {number}, а не один",
        "файлда бір емес, {number} түпнұсқа бар",
        "the file holds {number} originals instead of one",
    ),
    "envelope.unreadable": Text(
        "оригинал в файле повреждён: {why}",
        "файлдағы түпнұсқа зақымдалған: {why}",
        "the original in the file is damaged: {why}",
    ),
    "envelope.malformed": Text(
        "оригинал не того вида: {why}", "түпнұсқаның түрі басқа: {why}", "the original is malformed: {why}"
    ),
    "key.malformed": Text("ключ № {place} повреждён", "№ {place} кілт зақымдалған", "key No. {place} is damaged"),
    "key.private": Text(
        "в файле лежит закрытый ключ {key}", "файлда {key} жабық кілті жатыр", "the file holds the private key {key}"
    ),
    "key.shared": Text(
        "одним ключом {key} подписали разные офицеры",
        "әртүрлі офицерлер бір {key} кілтімен қол қойған",
        "one key {key} signed for different officers",
    ),
    "signature.none": Text("акт никем не подписан", "актіге ешкім қол қоймаған", "nobody has signed the act"),
    "signature.malformed": Text(
        "подпись № {place} повреждена", "№ {place} қол зақымдалған", "signature No. {place} is damaged"
    ),
    "signature.unknown_key": Text(
        "подпись № {place} сделана ключом {key}, которого в файле нет",
        "№ {place} қол файлда жоқ {key} кілтімен қойылған",
        "signature No. {place} is by key {key}, which the file does not hold",
    ),
    "signature.broken": Text(
        "подпись № {place} не сходится с ключом {key}",
        "№ {place} қол {key} кілтіне сәйкес келмейді",
        "signature No. {place} does not fit key {key}",
    ),
    "signature.body": Text(
        "{name} подписал другое содержание ({signed})",
        "{name} басқа мазмұнға ({signed}) қол қойған",
        "{name} signed another content ({signed})",
    ),
    "signature.act": Text(
        "{name} подписал другой акт: не сходится {fields}",
        "{name} басқа актіге қол қойған: {fields} сәйкес келмейді",
        "{name} signed another act: {fields} differs",
    ),
    "signature.after_revocation": Text(
        "{name} подписал {at} ключом, отозванным {since}",
        "{name} {since} кері қайтарылған кілтпен {at} қол қойған",
        "{name} signed on {at} with a key that was revoked on {since}",
    ),
    "signature.repeated": Text(
        "подпись повторена: {role}, {unit}",
        "қол қайталанған: {role}, {unit}",
        "a signature is repeated: {role}, {unit}",
    ),
    "signature.asked": Text(
        "подписавшим назван разный круг подписывающих",
        "қол қойғандарға қол қоюшылардың әртүрлі тізімі көрсетілген",
        "the signers were told of different signatories",
    ),
    "signature.missing": Text(
        "нет подписи: {role}, {unit}", "қол жоқ: {role}, {unit}", "a signature is missing: {role}, {unit}"
    ),
    "signature.unasked": Text(
        "подпись не предусмотрена актом: {role}, {unit}",
        "қол актіде көзделмеген: {role}, {unit}",
        "a signature that the act does not ask for: {role}, {unit}",
    ),
    "head.unknown_key": Text(
        "вершина журнала подписана неизвестным ключом {key}",
        "журнал шыңына белгісіз {key} кілтімен қол қойылған",
        "the ledger's head is signed by the unknown key {key}",
    ),
    "head.signature": Text(
        "подпись вершины журнала не сходится",
        "журнал шыңының қолы сәйкес келмейді",
        "the signature of the ledger's head does not fit",
    ),
    "head.malformed": Text("вершина журнала повреждена", "журнал шыңы зақымдалған", "the ledger's head is damaged"),
}
