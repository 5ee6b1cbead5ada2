"""How a file arrives: chunk by chunk into the store's waiting room, never whole in memory, and only where it may.

Django hands each chunk of an upload to the one handler below. A page takes files only where it says so (@takes_files);
on every other the bytes are read away. What no verb keeps is gone when the request ends, whatever its answer, and when
its connection breaks.

A slow link holds the thread that serves it. So only some of a process's threads take large uploads at a time, and the
console's own pages always find one free; a script that is turned away (`turned_away`) tries again.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from ortaq.access.marks import is_marked
from ortaq.lib.blobs import CHUNK, Incoming, store

if TYPE_CHECKING:
    Upload = UploadedFile[bytes]
else:
    Upload = UploadedFile

View = TypeVar("View", bound=Callable[..., Any])
MARK = "takes_files"
TOO_LARGE, NO_ROOM = "too_large", "no_room"
LARGE = 2**20
AT_A_TIME = threading.BoundedSemaphore(2)


def takes_files(view: View) -> View:
    """Let files come to `view`; the outermost of its decorators."""
    marks: frozenset[str] = getattr(view, "ortaq_marks", frozenset())
    view.ortaq_marks = marks | {MARK}  # type: ignore[attr-defined]
    return view


def turned_away(request: HttpRequest) -> bool:
    """Whether the request's body was left unread because enough others are coming in."""
    return bool(getattr(request, "turned_away", False))


class Arrived(Upload):
    """A file that has arrived, or what was wrong with it (`fault`); gone when the request ends unless it is kept."""

    def __init__(self, incoming: Incoming, name: str, content_type: str, fault: str) -> None:
        super().__init__(incoming.file, name, content_type, incoming.size)
        self.incoming, self.fault = incoming, fault

    def close(self) -> None:
        """Let nothing be left of it; called by Django at the request's end."""
        self.incoming.discard()


class ToStore(FileUploadHandler):
    """Writes an upload to the store's waiting room, counts and hashes it, and drops what is beyond the limit."""

    chunk_size = CHUNK
    _leave: Callable[[], object] = staticmethod(lambda: None)

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> tuple[QueryDict, MultiValueDict[str, Any]] | None:
        """Turn a script's large upload away, unread, while enough others are coming in; else count it in."""
        if content_length < LARGE or not self.request or "X-CSRFToken" not in self.request.headers:
            return None
        if not AT_A_TIME.acquire(blocking=False):
            self.request.turned_away = True  # type: ignore[attr-defined]
            return QueryDict(), MultiValueDict()
        self._leave = weakref.finalize(self, AT_A_TIME.release)
        return None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; raises SkipFile on a page that takes none."""
        super().new_file(*args, **kwargs)
        match = getattr(self.request, "resolver_match", None)
        if match is None or not is_marked(match.func, MARK):
            raise SkipFile
        self.incoming, self.fault = store().begin(), ""
        self._broken = weakref.finalize(self, self.incoming.discard)
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a chunk; behind the limit, or on a full disk, the rest is read away."""
        if self.fault:
            return
        if self.incoming.size + len(raw_data) > settings.FILE_LIMIT:
            self._give_up(TOO_LARGE)
            return
        try:
            self.incoming.write(raw_data)
        except OSError:
            self._give_up(NO_ROOM)

    def file_complete(self, file_size: int) -> Arrived:
        """Return what has arrived."""
        self._broken.detach()
        return Arrived(self.incoming, self.file_name or "", self.content_type or "", self.fault)

    def upload_interrupted(self) -> None:
        """The connection broke: nothing is left of what had come."""
        incoming: Incoming | None = getattr(self, "incoming", None)
        if incoming is not None:
            incoming.discard()

    def upload_complete(self) -> None:
        """Leave the place to another."""
        self._leave()

    def _give_up(self, fault: str) -> None:
        self.fault = fault
        self.incoming.discard()
