"""What kind of file is attached: told by its bytes, allowed by a list, never believed on its name.

The content names what it may be, the list says which of that is allowed, and the name must agree: a program called
photo.jpg is refused by its bytes, a script called notes.bat by its name, although its bytes are text.
"""

from __future__ import annotations

import codecs
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

from ortaq.exchange.errors import ForbiddenKind
from ortaq.lib.blobs import chunks

HEAD = 8192
WORD = "application/vnd.openxmlformats-officedocument"
ALLOWED = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp",
    "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff", "heic": "image/heic", "heif": "image/heif",
    "pdf": "application/pdf", "rtf": "application/rtf",
    "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    "docx": f"{WORD}.wordprocessingml.document", "xlsx": f"{WORD}.spreadsheetml.sheet",
    "pptx": f"{WORD}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain", "csv": "text/csv",
    "mp3": "audio/mpeg", "wav": "audio/wav", "ogg": "audio/ogg", "m4a": "audio/mp4", "flac": "audio/flac",
    "amr": "audio/amr", "wma": "audio/x-ms-wma",
    "mp4": "video/mp4", "mov": "video/quicktime", "avi": "video/x-msvideo", "mkv": "video/x-matroska",
    "webm": "video/webm", "3gp": "video/3gpp", "mpg": "video/mpeg", "wmv": "video/x-ms-wmv",
}  # fmt: skip
SAME = {
    "jpeg": "jpg",
    "tif": "tiff",
    "heif": "heic",
    "oga": "ogg",
    "mpga": "mp3",
    "3g2": "3gp",
    "3ga": "3gp",
    "f4a": "m4a",
}
"""Endings that mean the same to whoever named the file, or to the list of signatures."""
TEXTS = ("txt", "csv")
INSIDE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
STREAMS = {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document"}
OLD_BOOK, MACROS = "Book", "_VBA_PROJECT"
MOST_ENTRIES, MOST_UNPACKED = 10_000, 2**30
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1a")
RUN = {
    "exe", "dll", "com", "scr", "msi", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "hta", "jar", "sh", "lnk",
    "cpl", "pif", "reg", "apk", "html", "htm", "svg", "py", "pl", "elf",
}  # fmt: skip


def media_type_of(name: str, file: BinaryIO, *, only: str = "") -> str:
    """Return the type under which a file is kept and served, which begins with `only`.

    Raises ForbiddenKind with what is wrong with it.
    """
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    if not ALLOWED.get(ending, only and "none").startswith(only):
        raise ForbiddenKind("another kind than is asked for", name=name, why="picture")
    if ending not in ALLOWED:
        raise ForbiddenKind("a kind that is not taken", name=name, why="kind")
    file.seek(0)
    head = file.read(HEAD)
    agrees = is_text(head, file) if ending in TEXTS else SAME.get(ending, ending) in may_be(head)
    if not agrees:
        raise ForbiddenKind("the bytes are of another kind", name=name, why="disagrees")
    if ending in INSIDE or ALLOWED[ending].startswith("application/vnd.oasis"):
        _check_package(name, ending, file)
    elif ending in STREAMS:
        _check_old_office(name, ending, file)
    return ALLOWED[ending]


def may_be(head: bytes) -> set[str]:
    """Return the endings that files beginning with these bytes have."""
    import puremagic

    try:
        found = {match.extension.lower().removeprefix(".") for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        found = set()
    return {SAME.get(ending, ending) for ending in found}


def is_text(head: bytes, file: BinaryIO) -> bool:
    """Whether it is words from beginning to end, in UTF-8 or an older coding, and neither markup nor a script.

    Words hold no control bytes; every program does. UTF-16, which does, is taken where it says of itself what it is.
    """
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"#!", *PROGRAMS[1:])):
        return False
    file.seek(0)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _is_utf16(file)
    return not any(CONTROLS.intersection(chunk) for chunk in chunks(file))


def _is_utf16(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        read = [not CONTROLS.intersection(map(ord, decoder.decode(chunk))) for chunk in chunks(file)]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return all(read)


def _check_package(name: str, ending: str, file: BinaryIO) -> None:
    """An office document is an archive: the right one, with no macros and no programs in it, and no bomb."""
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise ForbiddenKind("a package that unpacks beyond measure", name=name, why="bomb")
            if not _is_office(package, ending, {entry.filename for entry in entries}):
                raise ForbiddenKind("the bytes are of another kind", name=name, why="disagrees")
            for entry in entries:
                if _runs(package, entry):
                    raise ForbiddenKind("a program inside", name=name, why="program")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise ForbiddenKind("a package that cannot be read", name=name, why="disagrees") from error


def _is_office(package: zipfile.ZipFile, ending: str, names: set[str]) -> bool:
    if ending in INSIDE:
        return "[Content_Types].xml" in names and any(one.startswith(INSIDE[ending]) for one in names)
    if "mimetype" not in names:
        return False
    with package.open("mimetype") as said:
        return said.read(100).decode("ascii", "replace").strip() == ALLOWED[ending]


def _runs(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename.lower())
    if path.name.startswith("vbaproject") or path.suffix.removeprefix(".") in RUN or "basic/" in str(path):
        return True
    if entry.is_dir():
        return False
    with package.open(entry) as inside:
        return inside.read(4).startswith(PROGRAMS)


def _check_old_office(name: str, ending: str, file: BinaryIO) -> None:
    """An old office document names its streams in its directory, in UTF-16; an installer has the same first bytes."""
    wanted = [STREAMS[ending], *([OLD_BOOK] if ending == "xls" else [])]
    if not any(_holds(file, stream) for stream in wanted):
        raise ForbiddenKind("the bytes are of another kind", name=name, why="disagrees")
    if _holds(file, MACROS):
        raise ForbiddenKind("macros inside", name=name, why="program")


def _holds(file: BinaryIO, stream: str) -> bool:
    """Whether the file has a stream of this name: the name, and the nought that ends it."""
    sought, tail = stream.encode("utf-16-le") + b"\0\0", b""
    file.seek(0)
    for chunk in chunks(file):
        if sought in tail + chunk:
            return True
        tail = chunk[-len(sought) :]
    return False
