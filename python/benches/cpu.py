"""Tells what a command cost, with every process it started: ``python cpu.py [--limit SECONDS] COMMAND...``

A Spark job is a driver, executors and Python workers, each a process, some left behind by their parents. ``time`` counts only what was
waited for, and PySpark's daemon lets its workers go unwaited for (it ignores SIGCHLD), so nobody's sum has them. Here every process of the
command is followed in /proc (Linux only) and counted as last seen: what it took in its last fifth of a second at most is missed. The
kernel's sum of those waited for is printed beside it, and must not be more than a little higher.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
EVERY = 0.2
# What outlives the command gets so long to end by itself: executors notice within a second or two that their driver has gone.
GRACE = 10.0
# From linux/prctl.h: children whose parent ends become ours, not those of process 1, so that the chain of parents holds.
PR_SET_CHILD_SUBREAPER = 36


class Seen(NamedTuple):
    """A process at one moment; with ``start`` its number is unique, for numbers come again."""

    pid: int
    start: int
    name: str
    parent: int
    session: int
    ended: bool
    cpu: float
    resident: int


def look(pid: int) -> Seen | None:
    """Reads a process's line in /proc; nothing when it has gone."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The name is the only field that may hold spaces and brackets; proc(5) numbers what follows from 3.
    name = line[line.index("(") + 1 : line.rindex(")")]
    fields = line[line.rindex(")") + 2 :].split()
    at = dict(zip(range(3, 3 + len(fields)), fields))
    return Seen(
        pid=pid,
        start=int(at[22]),
        name=name,
        parent=int(at[4]),
        session=int(at[6]),
        ended=at[3] in "ZX",
        cpu=(int(at[14]) + int(at[15])) / TICKS,
        resident=int(at[24]) * PAGE,
    )


KINDS = ("java", "python", "other")


def kind(name: str) -> str:
    """Sorts a process by its program."""
    return "java" if name == "java" else "python" if name.startswith("python") else "other"


class Account:
    """All processes of a command so far, each as last seen."""

    def __init__(self, session: int) -> None:
        self.session = session
        self.seen: dict[tuple[int, int], Seen] = {}
        self.peak = 0
        self.peak_of: dict[str, int] = {}

    def sample(self) -> list[Seen]:
        """Looks at all processes and gives those of the command that live."""
        processes = [seen for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if (seen := look(pid))]
        ours = {seen.pid for seen in processes if seen.session == self.session or (seen.pid, seen.start) in self.seen}
        found = -1
        while found != len(ours):
            found = len(ours)
            ours |= {seen.pid for seen in processes if seen.parent in ours or seen.parent == os.getpid()}
        ours.discard(os.getpid())
        living = [seen for seen in processes if seen.pid in ours and not seen.ended]
        # Not those seen for the first time: between vfork and exec a child shows all pages of its parent as its own.
        settled = [seen for seen in living if (seen.pid, seen.start) in self.seen]
        self.peak = max(self.peak, sum(seen.resident for seen in settled))
        for of in KINDS:
            self.peak_of[of] = max(self.peak_of.get(of, 0), sum(seen.resident for seen in settled if kind(seen.name) == of))
        self.seen |= {(seen.pid, seen.start): seen for seen in processes if seen.pid in ours}
        return living


def reap() -> None:
    """Waits for all that came to us when their parents ended, so that the kernel adds up what they took."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass


def end(living: list[Seen]) -> None:
    """Ends processes of the command that would not end, by their numbers."""
    for seen in living:
        try:
            os.kill(seen.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def main() -> int:
    """Runs the command, gives its exit code (124 when its time was up, as timeout(1) does)."""
    parser = argparse.ArgumentParser(description=__doc__, usage="cpu.py [--limit SECONDS] COMMAND...")
    parser.add_argument("--limit", type=float, default=float("inf"), metavar="SECONDS", help="end the command then; what it took is a lower bound")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    told = parser.parse_args()
    if not told.command:
        parser.error("no command")

    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    start = time.monotonic()
    run = subprocess.Popen(told.command, start_new_session=True)
    account = Account(run.pid)
    wall = None
    cut = left = 0
    while True:
        living = account.sample()
        if wall is None and run.poll() is not None:
            wall = time.monotonic() - start
        passed = time.monotonic() - start
        if wall is not None and not living:
            break
        if wall is None and passed > told.limit:
            cut = 1
            end(living)
        if wall is not None and passed > wall + GRACE:
            left += len(living)
            end(living)
        time.sleep(EVERY)
    reap()

    total = 0.0
    print(file=sys.stderr)
    for of in KINDS:
        those = [seen.cpu for seen in account.seen.values() if kind(seen.name) == of]
        total += sum(those)
        print(f"cpu {of:<6} {sum(those):9.1f} s in {len(those)} processes, peak {account.peak_of[of] / 2**20:.0f} MiB", file=sys.stderr)
    waited = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"cpu total  {total:9.1f} s (the kernel's sum of those waited for: {waited.ru_utime + waited.ru_stime:.1f} s)", file=sys.stderr)
    print(f"wall       {wall:9.1f} s", file=sys.stderr)
    # Pages that processes share are counted in each.
    print(f"peak       {account.peak / 2**20:9.0f} MiB resident, all together", file=sys.stderr)
    if left:
        print(f"{left} processes outlived the command by {GRACE:.0f} s and were ended", file=sys.stderr)
    if cut:
        print(f"ended after {told.limit:.0f} s: a lower bound", file=sys.stderr)
        return 124
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
