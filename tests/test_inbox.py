"""What comes through a pipe: every message whole and in order, however the reads fall."""

import multiprocessing
import threading

import pytest

from unodc_kg.stores.inbox import Inbox


def test_messages_of_all_sizes_come_whole_and_in_order() -> None:
    ours, theirs = multiprocessing.Pipe()
    sent = [
        bytes([number % 251]) * size for number, size in enumerate((0, 1, 70_000, 3, 65_536, 16_384, 5, 300_000, 2))
    ]

    def send() -> None:
        for message in sent:
            theirs.send_bytes(message)
        theirs.close()

    thread = threading.Thread(target=send)
    thread.start()
    inbox = Inbox(ours)
    assert [inbox.receive() for _ in sent] == sent
    with pytest.raises(EOFError):
        inbox.receive()
    thread.join()


def test_it_says_whether_there_is_more_also_where_that_was_read_already() -> None:
    ours, theirs = multiprocessing.Pipe()
    inbox = Inbox(ours)
    assert not inbox.has_more(0)
    theirs.send_bytes(b"first")
    theirs.send_bytes(b"second")
    assert inbox.has_more(1)
    assert inbox.receive() == b"first"
    assert inbox.has_more(0)
    assert inbox.receive() == b"second"
    assert not inbox.has_more(0.01)
