"""What a remote post reads over a thin line is packed; what is packed already, or runs on, is let be."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from ortaq.access.packed import LEAST, packed_pages

PAGE = "<p>Журнал</p>" * LEAST


def asked(response: HttpResponse | StreamingHttpResponse, accepts: str = "gzip, deflate, br") -> HttpResponse:
    request = RequestFactory().get("/", HTTP_ACCEPT_ENCODING=accepts)
    return packed_pages(lambda request: response)(request)


def test_a_page_is_packed_and_whole_when_unpacked():
    answer = asked(HttpResponse(PAGE))
    assert answer["Content-Encoding"] == "gzip"
    assert int(answer["Content-Length"]) == len(answer.content) < len(PAGE.encode()) / 10
    assert gzip.decompress(answer.content).decode() == PAGE


def test_the_length_of_a_packed_page_tells_nothing_exactly():
    assert len({len(asked(HttpResponse(PAGE)).content) for _ in range(20)}) > 1


@pytest.mark.parametrize("accepts", ["", "identity", "br", "gzip;q=0", "deflate, gzip; q=0.0, br"])
def test_whoever_takes_no_gzip_is_sent_none_and_caches_are_told_why(accepts):
    answer = asked(HttpResponse(PAGE), accepts)
    assert answer.content.decode() == PAGE
    assert "Content-Encoding" not in answer
    assert answer["Vary"] == "Accept-Encoding"


def test_what_fits_one_packet_is_sent_as_it_is():
    assert "Content-Encoding" not in asked(HttpResponse("да"))


@pytest.mark.parametrize("kind", ["application/pdf", "text/csv", "application/json", "image/png"])
def test_a_file_is_sent_as_it_is(kind):
    answer = asked(HttpResponse(PAGE, content_type=kind))
    assert "Content-Encoding" not in answer
    assert "Vary" not in answer


def test_a_stream_runs_on():
    answer = asked(StreamingHttpResponse([PAGE.encode()]))
    assert b"".join(answer).decode() == PAGE
