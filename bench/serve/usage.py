"""What a server and all that it started take of the machine."""

import threading
from contextlib import suppress
from pathlib import Path

import psutil

EVERY = 0.5  # seconds between two looks at memory


class Watch:
    """The most memory held at once, in MiB, until it is stopped; shared pages are counted once (PSS)."""

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
    return sum(map(_pss, _tree(pid))) / 1024


def processor(pid: int) -> float:
    """Seconds of processor time that the tree has used, with that of processes which have ended and were waited for."""
    total = 0.0
    for process in _tree(pid):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def _tree(pid: int) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    return []


def _pss(process: psutil.Process) -> int:
    """KiB. The kernel adds the parts up itself, which costs a fraction of reading them (Linux 4.14)."""
    with suppress(OSError):
        for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
