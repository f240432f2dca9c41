"""The most memory that a server and all that it started held, in MiB: shared pages are counted once (PSS)."""

import threading
from contextlib import suppress

import psutil

EVERY = 0.3  # seconds between two looks


class Watch:
    """Looks at a process tree until it is stopped."""

    def __init__(self, pid: int) -> None:
        self.peak = 0.0
        self._pid = pid
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """The peak."""
        self._end.set()
        self._thread.join()
        return self.peak

    def _run(self) -> None:
        while True:
            self.peak = max(self.peak, held(self._pid))
            if self._end.wait(EVERY):
                return


def held(pid: int) -> float:
    """What the tree holds now, in MiB."""
    total = 0
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += process.memory_full_info().pss
    return total / (1 << 20)
