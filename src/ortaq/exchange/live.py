"""The live stream: one small ASGI process, one LISTEN connection, and a server-sent event to each open console.

A notification carries ids only; what changed is fetched by the console through the guarded pages. A console that
reconnects is told so (`hello`) and fetches everything anew, so nothing that happened meanwhile is missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections

from ortaq.exchange.notice import CHANNEL

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

BEAT = 15.0
QUEUE = 100
log = logging.getLogger(__name__)
_listeners: dict[int, set[asyncio.Queue[tuple[str, str]]]] = defaultdict(set)
_tasks: set[asyncio.Task[None]] = set()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one connection: the stream at /live, nothing else."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        await _answer(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            start_listening()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            for task in _tasks:
                task.cancel()
            await send({"type": "lifespan.shutdown.complete"})
            return


def start_listening() -> None:
    """Start the one task that listens to the database; a second call changes nothing."""
    if not _tasks:
        task = asyncio.get_running_loop().create_task(_listen())
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)


async def _listen() -> None:
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**_database(), autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                _tell_all("hello", "")
                async for notification in connection.notifies():
                    _spread(json.loads(notification.payload))
        except psycopg.OperationalError as error:
            log.warning("the database is away (%s); trying again", error)
            await asyncio.sleep(1)


def _database() -> dict[str, Any]:
    given = settings.DATABASES["default"]
    return {
        "host": given["HOST"],
        "port": given["PORT"],
        "dbname": given["NAME"],
        "user": given["USER"],
        "password": given["PASSWORD"],
        "application_name": "ortaq live",
    }


def _spread(news: dict[str, Any]) -> None:
    data = json.dumps({"what": news["what"], "id": news["id"]}, separators=(",", ":"))
    for scope in news["scopes"]:
        for queue in _listeners.get(scope, ()):
            _put(queue, (news["what"], data))


def _tell_all(event: str, data: str) -> None:
    for queues in list(_listeners.values()):
        for queue in queues:
            _put(queue, (event, data))


def _put(queue: asyncio.Queue[tuple[str, str]], news: tuple[str, str]) -> None:
    """A console too slow to keep up loses single events and gets one that makes it fetch everything."""
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        news = ("hello", "")
    queue.put_nowait(news)


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    if scope["path"] != "/live" or scope["method"] != "GET":
        return await _refuse(send, 404)
    origin = headers.get("origin")
    if origin and not _is_ours(origin, headers.get("host", "")):
        return await _refuse(send, 403)
    cookie = SimpleCookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    unit = await _unit_of(cookie.value) if cookie else None
    if unit is None or cookie is None:
        return await _refuse(send, 401, origin)
    await _stream(unit, cookie.value, origin, receive, send)
    return None


def _is_ours(origin: str, host: str) -> bool:
    """Whether the page that asks was served by this very host, be it at the pages' port."""
    return urlsplit(origin).hostname == urlsplit(f"//{host}").hostname


async def _refuse(send: Send, status: int, origin: str | None = None) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _cors(origin)})
    await send({"type": "http.response.body", "body": b""})


def _cors(origin: str | None) -> list[tuple[bytes, bytes]]:
    if not origin:
        return []
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"origin"),
    ]


async def _stream(unit: int, session: str, origin: str | None, receive: Receive, send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers + _cors(origin)})
    queue: asyncio.Queue[tuple[str, str]] = asyncio.Queue(QUEUE)
    _listeners[unit].add(queue)
    gone = asyncio.create_task(_disconnected(receive))
    try:
        async for chunk in _events(queue, session, unit, gone):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    finally:
        _listeners[unit].discard(queue)
        gone.cancel()
        with contextlib.suppress(Exception):
            await send({"type": "http.response.body", "body": b""})


async def _events(
    queue: asyncio.Queue[tuple[str, str]], session: str, unit: int, gone: asyncio.Task[None]
) -> AsyncIterator[bytes]:
    """Give each event as it comes and a beat in silence; a session that has ended ends the stream."""
    yield b"retry: 1000\nevent: hello\ndata: {}\n\n"
    while not gone.done():
        taking = asyncio.create_task(queue.get())
        await asyncio.wait({taking, gone}, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
        if taking.done():
            event, data = taking.result()
            yield f"event: {event}\ndata: {data or '{}'}\n\n".encode()
            continue
        taking.cancel()
        if await _unit_of(session) != unit:
            yield b"event: ended\ndata: {}\n\n"
            return
        yield b": beat\n\n"


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@sync_to_async
def _unit_of(session: str) -> int | None:
    from ortaq.access.session import unit_of

    close_old_connections()
    return unit_of(session)
