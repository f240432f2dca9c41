"""Loaded by the fork server alone, from which all readers and the processes of writes are made: it has what they
need in memory.

A stop that goes to all processes of a service at once, as from a terminal or a service manager, is not for it nor for
readers: they end when the process that asks them has sent its last answers.
"""

import signal

from unodc_kg.stores import reader_process as _reader_process  # noqa: F401
from unodc_kg.stores import write_process as _write_process  # noqa: F401

for _number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(_number, signal.SIG_IGN)
