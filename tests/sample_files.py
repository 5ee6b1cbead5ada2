"""Small files of each sort, made byte by byte: what is taken, and what must not be."""

from __future__ import annotations

import io
import zipfile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 64


def package(**entries: bytes) -> bytes:
    """An archive; `word__document` names the entry word/document.xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(NAMES.get(name, name), body)
    return out.getvalue()


NAMES = {
    "types": "[Content_Types].xml",
    "document": "word/document.xml",
    "book": "xl/workbook.xml",
    "macros": "word/vbaProject.bin",
    "script": "word/media/run.js",
    "program": "word/embeddings/object1.bin",
}


def old_office(*streams: str) -> bytes:
    """What an old office document looks like to whoever looks for its streams."""
    return OLE + b"\0" * 1024 + b"".join(stream.encode("utf-16-le").ljust(128, b"\0") for stream in streams)


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301010018dd8d"
    "b00000000049454e44ae426082"
)
"""A picture of one pixel, whole: a browser shows it."""
TAKEN = {
    "снимок.jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 64, "image/jpeg"),
    "снимок.JPEG": (b"\xff\xd8\xff\xe1\0\x10Exif\0" + b"\0" * 64, "image/jpeg"),
    "штамп.png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 64, "image/png"),
    "телефон.heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64, "image/heic"),
    "скан.tif": (b"II*\0" + b"\0" * 64, "image/tiff"),
    "акт.pdf": (b"%PDF-1.7\n" + b"x" * 64, "application/pdf"),
    "рапорт.docx": (
        package(types=b"<x/>", document=b"<x/>"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "сведения.xlsx": (
        package(types=b"<x/>", book=b"<x/>"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "рапорт.odt": (
        package(mimetype=b"application/vnd.oasis.opendocument.text", document=b"<x/>"),
        "application/vnd.oasis.opendocument.text",
    ),
    "рапорт.doc": (old_office("Root Entry", "WordDocument"), "application/msword"),
    "список.xls": (old_office("Root Entry", "Workbook"), "application/vnd.ms-excel"),
    "справка.rtf": (b"{\\rtf1\\ansi x}", "application/rtf"),
    "записка.txt": ("Обнаружены части оружия\r\n".encode(), "text/plain"),
    "старая.txt": ("Обнаружены части оружия".encode("cp1251"), "text/plain"),
    "блокнот.txt": ("Обнаружены".encode("utf-16"), "text/plain"),
    "рейсы.csv": ("рейс;время\n1;07:00\n".encode(), "text/csv"),
    "вызов.mp3": (b"ID3\x03\0" + b"\0" * 64, "audio/mpeg"),
    "вызов.wav": (b"RIFF\x10\0\0\0WAVEfmt " + b"\0" * 64, "audio/wav"),
    "вызов.amr": (b"#!AMR\n" + b"\0" * 64, "audio/amr"),
    "полоса3.mp4": (MP4, "video/mp4"),
    "полоса3.avi": (b"RIFF\x10\0\0\0AVI LIST" + b"\0" * 64, "video/x-msvideo"),
}

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"
PROGRAM = b"MZ\x90\0" + b"\0" * 200
REFUSED = {
    "update.exe": (PROGRAM, "kind"),
    "снимок.jpg": (PROGRAM, "disagrees"),
    "записка.txt": (PROGRAM, "disagrees"),
    "записка.docx": (PROGRAM, "disagrees"),
    "пуск.bat": (b"@echo off\r\ndel c:\\\r\n", "kind"),
    "пуск.js": (b"WScript.Shell", "kind"),
    "пуск.txt": (b"#!/bin/sh\nrm -rf /\n", "disagrees"),
    "linux.csv": (b"\x7fELF\x02" + b"\0" * 100, "disagrees"),
    "страница.html": (HTML, "kind"),
    "страница.txt": (HTML, "disagrees"),
    "страница.jpg": (HTML, "disagrees"),
    "рисунок.svg": (SVG, "kind"),
    "рисунок.png": (SVG, "disagrees"),
    "архив.zip": (package(document=b"x"), "kind"),
    "архив.docx": (package(mimetype=b"x"), "disagrees"),
    "таблица.docx": (package(types=b"<x/>", book=b"<x/>"), "disagrees"),
    "макросы.docx": (package(types=b"<x/>", document=b"<x/>", macros=b"x"), "program"),
    "скрипт.docx": (package(types=b"<x/>", document=b"<x/>", script=b"x"), "program"),
    "вложение.docx": (package(types=b"<x/>", document=b"<x/>", program=PROGRAM), "program"),
    "обрывок.docx": (package(types=b"<x/>", document=b"<x/>")[:-30], "disagrees"),
    "установка.doc": (old_office("Root Entry", "Property"), "disagrees"),
    "макросы.xls": (old_office("Root Entry", "Workbook", "_VBA_PROJECT"), "program"),
    "снимок": (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "kind"),
}
