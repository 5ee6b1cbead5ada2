"""Blobs in a store that speaks S3, through the client of MinIO (`pip install 'ortaq[s3]'`).

Its key stands in the node's folder, `blobs.key`, mode 0600: the access key, a space, the secret key.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import parse_qs, urlsplit

import urllib3

from ortaq.lib.blobs import BlobLost, Incoming, Spooling, new_key

try:
    from minio import Minio
    from minio.error import MinioException, S3Error
except ImportError as missing:
    raise RuntimeError("ORTAQ_BLOBS names S3, and its client is not installed: pip install 'ortaq[s3]'") from missing

PART = 5 * 2**20
"""A larger file goes up in parts of this size: the client holds one part in memory."""
PATIENCE = urllib3.Timeout(connect=5, read=60)
AGAIN = urllib3.Retry(total=3, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504])


class Bucket(Spooling):
    """Blobs as objects of one bucket, under a prefix."""

    def __init__(self, home: Path, address: str) -> None:
        super().__init__(home / "blobs")
        url = urlsplit(address)
        given = {name: values[0] for name, values in parse_qs(url.query).items()}
        endpoint = urlsplit(given.get("endpoint", "https://s3.amazonaws.com"))
        access, _, secret = (home / "blobs.key").read_text().strip().partition(" ")
        self.bucket, self.prefix = url.netloc, url.path.strip("/")
        self.client = Minio(
            endpoint.netloc,
            access_key=access,
            secret_key=secret,
            secure=endpoint.scheme == "https",
            region=given.get("region", "us-east-1"),
            http_client=urllib3.PoolManager(timeout=PATIENCE, retries=AGAIN),
        )

    def keep(self, incoming: Incoming) -> str:
        """Send it there; the answer says that it is durable."""
        key = new_key()
        with _as_oserror(key):
            self.client.put_object(self.bucket, self._name(key), incoming.whole(), incoming.size, part_size=PART)
        incoming.discard()
        return key

    def open(self, key: str) -> IO[bytes]:
        """Return the answer's body as it comes."""
        with _as_oserror(key):
            return cast(IO[bytes], _Body(self.client.get_object(self.bucket, self._name(key))))

    def delete(self, key: str) -> None:
        """Remove the object."""
        with _as_oserror(key):
            self.client.remove_object(self.bucket, self._name(key))

    def keys(self, *, older_than: float) -> Iterator[str]:
        """Give the keys of the objects, by the store's own time."""
        from ortaq.lib.clock import now, shift

        before = now() - shift() - timedelta(seconds=older_than)
        with _as_oserror(""):
            for one in self.client.list_objects(self.bucket, prefix=self._name(""), recursive=True):
                if one.last_modified is not None and one.last_modified < before:
                    yield str(one.object_name).rpartition("/")[2]

    def _name(self, key: str) -> str:
        return f"{self.prefix}/{key}" if self.prefix else key


class _Body:
    """An answer's body; closing it gives its connection back."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def read(self, size: int = -1) -> bytes:
        return bytes(self._answer.read(None if size < 0 else size))

    def close(self) -> None:
        self._answer.close()
        self._answer.release_conn()

    def __enter__(self) -> _Body:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _as_oserror(key: str) -> Iterator[None]:
    """Callers know two faults: the blob is not there, or the store is out of reach."""
    try:
        yield
    except S3Error as error:
        if error.code in ("NoSuchKey", "NoSuchObject"):
            raise BlobLost(key) from error
        raise OSError(f"the store refused: {error.code}") from error
    except (MinioException, urllib3.exceptions.HTTPError) as error:
        raise OSError("the store is out of reach") from error
