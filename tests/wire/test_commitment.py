"""A header commits to its content without telling it."""

from __future__ import annotations

import pytest

from ortaq.wire.commitment import SALT_BYTES, commit, new_salt, opens

CONTENT = {"text": "Задержаны двое", "subject": "d"}


def test_a_commitment_is_opened_by_its_content_and_salt_alone() -> None:
    salt = new_salt()
    made = commit(CONTENT, salt)
    assert opens(made, CONTENT, salt)
    assert not opens(made, CONTENT | {"text": "Задержан один"}, salt)
    assert not opens(made, CONTENT, new_salt())


def test_the_same_content_is_committed_to_differently_each_time() -> None:
    assert commit(CONTENT, new_salt()) != commit(CONTENT, new_salt())


@pytest.mark.parametrize("salt", [b"", b"x" * (SALT_BYTES - 1), b"x" * (SALT_BYTES + 1)])
def test_a_salt_of_another_length_is_refused(salt: bytes) -> None:
    with pytest.raises(ValueError, match="a salt has 16 bytes"):
        commit(CONTENT, salt)
    assert not opens(b"x" * 32, CONTENT, salt)
