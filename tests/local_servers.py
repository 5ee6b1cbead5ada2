"""Servers of this machine that stand for the outside: a webhook's receiver or an SMS gateway, and a mail server."""

from __future__ import annotations

import base64
import json
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Got:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Outside:
    """What came in, and what is answered."""

    url: str = ""
    got: list[Got] = field(default_factory=list)
    status: int = 200
    answer: bytes = b'{"message_id": "gw-17"}'
    headers: dict[str, str] = field(default_factory=dict)


@contextmanager
def http(tls: ssl.SSLContext | None = None) -> Iterator[Outside]:
    """A server that takes every POST and answers as it is told."""
    outside = Outside()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            outside.got.append(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(outside.status)
            for name, value in {**outside.headers, "Content-Length": str(len(outside.answer))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(outside.answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler), tls) as server:
        outside.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
        yield outside


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Letter:
    """What one sender handed over."""

    sender: str
    to: list[str]
    content: bytes


@dataclass
class Letters:
    """What the mail server took, and how it answers the next."""

    port: int = 0
    taken: list[Letter] = field(default_factory=list)
    answer: str = "250 queued as AB12"


@contextmanager
def smtp(tls: ssl.SSLContext | None = None) -> Iterator[Letters]:
    """A mail server that takes letters from `ortaq`, whose password is `geheim`; encrypted where `tls` is given."""
    letters = Letters()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.known, self.letter = False, Letter("", [], b"")
            self.say("220 mail.example")
            while line := self.rfile.readline().decode().strip():
                verb, _, rest = line.partition(" ")
                if verb.upper() == "QUIT":
                    return self.say("221 bye")
                self.say(self.answer(verb.upper(), rest))
            return None

        def answer(self, verb: str, rest: str) -> str:
            if verb == "EHLO":
                return "250-mail.example\r\n250 AUTH PLAIN"
            if verb == "AUTH":
                said = base64.b64decode(rest.removeprefix("PLAIN ")).split(b"\0")
                self.known = said[1:] == [b"ortaq", b"geheim"]
                return "235 welcome" if self.known else "535 no"
            if not self.known:
                return "530 sign in first"
            if verb == "MAIL":
                self.letter = Letter(rest, [], b"")
            elif verb == "RCPT":
                self.letter.to.append(rest.partition("<")[2].rstrip(">"))
            elif verb == "DATA":
                return self.take()
            return "250 ok"

        def take(self) -> str:
            self.say("354 go on")
            body = b""
            while (line := self.rfile.readline()) != b".\r\n":
                body += line.removeprefix(b".") if line.startswith(b"..") else line
            self.letter.content = body
            if letters.answer.startswith("250"):
                letters.taken.append(self.letter)
            return letters.answer

        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler), tls) as server:
        letters.port = server.server_address[1]
        yield letters


@contextmanager
def serving(server: Any, tls: ssl.SSLContext | None = None) -> Iterator[Any]:
    """Let a server run until the block ends. It is waited for: one told to stop before it began would never end."""
    server.daemon_threads, began = True, threading.Event()
    server.service_actions = began.set
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    began.wait()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def own_certificate(folder: Path) -> ssl.SSLContext:
    """Return the TLS of a server that vouches for itself alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    day = timedelta(days=1)
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
    file = folder / "own.pem"
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    file.write_bytes(key.private_bytes(*plain) + certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
