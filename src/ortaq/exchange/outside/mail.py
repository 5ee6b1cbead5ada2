"""E-mail by the node's own mail server: `outside/smtp.json` says where, and how it is encrypted.

    {"host": "mail.example", "port": 465, "tls": "implicit", "user": "…", "password": "…", "from": "ortaq@example"}

`tls` is "implicit", "starttls", or "none" for a server on this very machine. Delivered is what the server has taken
(250 to the end of the data); its answer is kept as its id.
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from ortaq.exchange.outside.models import Channel
from ortaq.exchange.outside.note import Note
from ortaq.exchange.outside.ways import NotDelivered, given
from ortaq.lib.nodes import is_loopback

PATIENCE = 10
ACCEPTED = 250


def send(channel: Channel, secret: str, note: Note) -> str:
    """Hand the notice to the mail server. Raises NotDelivered."""
    facts = given("smtp")
    try:
        with _connected(facts) as server:
            if facts.get("tls") == "starttls":
                server.starttls(context=ssl.create_default_context())
            if facts.get("user"):
                server.login(str(facts["user"]), str(facts.get("password", "")))
            return _hand_over(server, str(facts["from"]), channel.address, written(facts, channel, note))
    except TimeoutError as error:
        raise NotDelivered("too_slow") from error
    except ssl.SSLError as error:
        raise NotDelivered("no_trust") from error
    except smtplib.SMTPResponseException as error:
        raise NotDelivered("refused", error.smtp_code) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered("unreachable") from error


def written(facts: dict[str, object], channel: Channel, note: Note) -> EmailMessage:
    """Return the letter. Its id is the delivery's, so that a second copy of it is known for what it is."""
    sender = str(facts["from"])
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, channel.address, f"Ortaq: {note.subject}"
    letter["Date"] = format_datetime(note.at)
    letter["Message-ID"] = f"<{note.id}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(note.text + "\n")
    return letter


def _connected(facts: dict[str, object]) -> smtplib.SMTP:
    host, port, tls = str(facts["host"]), int(str(facts["port"])), facts.get("tls", "implicit")
    if tls == "implicit":
        return smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=ssl.create_default_context())
    if tls == "none" and not is_loopback(host):
        raise NotDelivered("not_set_up")
    return smtplib.SMTP(host, port, timeout=PATIENCE)


def _hand_over(server: smtplib.SMTP, sender: str, to: str, letter: EmailMessage) -> str:
    server.ehlo_or_helo_if_needed()
    for code, said in (server.mail(sender), server.rcpt(to)):
        if code not in (ACCEPTED, 251):
            raise smtplib.SMTPResponseException(code, said)
    code, said = server.data(letter.as_bytes())
    if code != ACCEPTED:
        raise smtplib.SMTPResponseException(code, said)
    return said.decode("utf-8", "replace")
