"""An HTTP request to an address that somebody else gave: where it may go, how long it may take, how much it may say.

The name is resolved once, every address that it has must be allowed, and the connection goes to that very address, so
that a name which changes its mind in between leads nowhere else. No redirection is followed. Refused are this machine,
its link, and what is no unicast address; other machines of the service's own networks are not: they are what a webhook
is for.
"""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from ortaq.exchange.outside.ways import NotDelivered
from ortaq.lib import node

PATIENCE, LONGEST, MOST = 5.0, 15.0, 64 * 2**10
OWN_NETWORKS = [ip_network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]


@dataclass(frozen=True, slots=True)
class Answered:
    """What the other side said."""

    status: int
    body: bytes


def post(url: str, body: bytes, headers: Mapping[str, str], *, trusted: bool = False) -> Answered:
    """Send `body` and return the answer. `trusted`: the node's keeper gave the address, and it may be this machine.

    Raises NotDelivered: address, unreachable, too_slow, no_trust.
    """
    parts = urlsplit(url)
    near = trusted or _testing()
    if parts.hostname is None or (parts.scheme != "https" and not (near and parts.scheme == "http")):
        raise NotDelivered("address")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise NotDelivered("address") from error
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _exchange(_Pinned(parts.hostname, port, parts.scheme == "https", near), target, body, headers)


def allowed(address: str) -> bool:
    """Say whether a webhook may go to this IP address."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.sixtofour or ip.teredo:
            return False
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
    own = any(ip.version == network.version and ip in network for network in OWN_NETWORKS)
    return not ip.is_multicast and (own or ip.is_global)


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at; its name is only what certificate and Host are held to."""

    def __init__(self, host: str, port: int, tls: bool, near: bool) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self._tls, self._near = tls, near
        self.default_port = 443 if tls else 80

    def connect(self) -> None:
        """Connect to the first address that may be gone to."""
        self.sock = socket.create_connection((self._address(), self.port), PATIENCE)
        if self._tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def _address(self) -> str:
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise NotDelivered("address") from error
        addresses = [str(each[4][0]) for each in found]
        if not self._near and not all(allowed(each) for each in addresses):
            raise NotDelivered("address")
        return addresses[0]


def _exchange(connection: _Pinned, target: str, body: bytes, headers: Mapping[str, str]) -> Answered:
    ends = time.monotonic() + LONGEST
    try:
        connection.request("POST", target, body, {**headers, "User-Agent": "Ortaq", "Connection": "close"})
        answer = connection.getresponse()
        said = b""
        while len(said) < MOST and (piece := answer.read1(4096)):
            said += piece
            if time.monotonic() > ends:
                raise NotDelivered("too_slow")
        return Answered(answer.status, said)
    except TimeoutError as error:
        raise NotDelivered("too_slow") from error
    except ssl.SSLError as error:
        raise NotDelivered("no_trust") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotDelivered("unreachable") from error
    finally:
        connection.close()


def _testing() -> bool:
    """Only a test may reach a server on its own machine."""
    return node.kind() == "test" and os.environ.get("ORTAQ_TEST_LOOPBACK") == "1"
