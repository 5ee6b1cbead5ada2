"""A small store that speaks S3 on this machine and believes nobody: every request's signature (AWS Signature V4) and
every body's hash are checked by our own reading of the published algorithm. Objects lie in a dict."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, urlsplit
from xml.sax.saxutils import escape

import local_servers

ACCESS, SECRET, BUCKET = "ortaq-test", "a secret of the test", "ortaq"
UNSIGNED = "UNSIGNED-PAYLOAD"


class Store(ThreadingHTTPServer):
    """What is stored, how each came, and whether it answers at all."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.largest = 0
        self.fails = False

    @property
    def address(self) -> str:
        return f"s3://{BUCKET}/node-1?endpoint=http://127.0.0.1:{self.server_port}&region=kz"


class Handler(BaseHTTPRequestHandler):
    """PUT, GET, DELETE, listing, and uploads in parts."""

    protocol_version = "HTTP/1.1"
    server: Store

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_PUT(self) -> None:
        body = self._checked()
        if body is None:
            return
        if "uploadId" in self.query:
            self.server.parts[self.query["uploadId"]][int(self.query["partNumber"])] = body
        else:
            self.server.objects[self.name] = body
        self._answer(200, b"", {"ETag": f'"{hashlib.md5(body).hexdigest()}"'})

    def do_POST(self) -> None:
        if self._checked() is None:
            return None
        if "uploads" in self.query:
            upload = f"upload-{len(self.server.parts)}"
            self.server.parts[upload] = {}
            return self._xml("InitiateMultipartUploadResult", f"<UploadId>{upload}</UploadId>")
        parts = self.server.parts.pop(self.query["uploadId"])
        self.server.objects[self.name] = b"".join(parts[n] for n in sorted(parts))
        return self._xml("CompleteMultipartUploadResult", f"<Key>{self.name}</Key><ETag>x</ETag>")

    def do_GET(self) -> None:
        if self._checked() is None:
            return None
        if self.name:
            if self.name in self.server.objects:
                return self._answer(200, self.server.objects[self.name], {"ETag": '"x"'})
            return self._refuse(404, "NoSuchKey")
        found = (name for name in sorted(self.server.objects) if name.startswith(self.query.get("prefix", "")))
        rows = "".join(
            f"<Contents><Key>{escape(name)}</Key><LastModified>2002-05-22T00:00:00.000Z</LastModified>"
            f"<ETag>x</ETag><Size>{len(self.server.objects[name])}</Size></Contents>"
            for name in found
        )
        return self._xml("ListBucketResult", f"<Name>{BUCKET}</Name><IsTruncated>false</IsTruncated>{rows}")

    def do_DELETE(self) -> None:
        if self._checked() is not None:
            self.server.objects.pop(self.name, None)
            self._answer(204, b"")

    def _checked(self) -> bytes | None:
        """Return the body of a request whose signature and hash are right; else refuse it."""
        url = urlsplit(self.path)
        self.query = dict(parse_qsl(url.query, keep_blank_values=True))
        bucket, _, self.name = url.path.lstrip("/").partition("/")
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.largest = max(self.server.largest, len(body))
        said = self.headers.get("x-amz-content-sha256", "")
        if self.server.fails:
            return self._refuse(503, "SlowDown")
        if bucket != BUCKET or said not in (UNSIGNED, hashlib.sha256(body).hexdigest()):
            return self._refuse(400, "BadDigest")
        if not hmac.compare_digest(self._signature(url.path, said), self.headers.get("Authorization", "")):
            return self._refuse(403, "SignatureDoesNotMatch")
        return body

    def _signature(self, path: str, digest: str) -> str:
        """The header that a holder of the secret sends (Signature Version 4)."""
        given = self.headers.get("Authorization", "")
        fields = dict(part.strip().split("=", 1) for part in given.partition(" ")[2].split(",") if "=" in part)
        signed, at = fields.get("SignedHeaders", ""), self.headers.get("x-amz-date", "")
        day, region = at[:8], "kz"
        scope = f"{day}/{region}/s3/aws4_request"
        query = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(self.query.items()))
        headers = "".join(f"{name}:{' '.join((self.headers.get(name) or '').split())}\n" for name in signed.split(";"))
        request = "\n".join((self.command, quote(path, safe="/-_.~"), query, headers, signed, digest))
        text = "\n".join(("AWS4-HMAC-SHA256", at, scope, hashlib.sha256(request.encode()).hexdigest()))
        key = f"AWS4{SECRET}".encode()
        for part in (day, region, "s3", "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        proof = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        return f"AWS4-HMAC-SHA256 Credential={ACCESS}/{scope}, SignedHeaders={signed}, Signature={proof}"

    def _xml(self, root: str, inner: str) -> None:
        body = f'<?xml version="1.0"?><{root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{inner}</{root}>'
        self._answer(200, body.encode(), {"Content-Type": "application/xml"})

    def _refuse(self, status: int, code: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code></Error>".encode(), {"Content-Type": "application/xml"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running() -> Iterator[Store]:
    """A store that answers until the block ends."""
    with local_servers.serving(Store()) as store:
        yield store
