"""Kills what a scan on Spark runs on, in every step, and looks at what comes out: ``python faults.py PIECES.jsonl SCRATCH``.

First an executor is killed some time after each step began, one a step, in one job; then the job itself, driver, workers and all, in each step
in turn, and called again. Both times the tables must be those of ``wiretrace.scan``; ends with 1 where they are not.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import wiretrace

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from spark_compare import Rows, differences, of_report, of_tables  # noqa: E402

STEPS = ["articles", "renamed", "words", "habits", "prints", "crowds", "candidates", "judged", "stars-0", "stars-1", "components", "told"]
STEPS += ["numbers", "member_rows", "pairs", "pieces", "families", "members"]
# A step takes one to five seconds on a few thousand pieces.
INTO_A_STEP = 0.8


def job(pieces: str, out: Path) -> subprocess.Popen[str]:
    """Starts a job on two executors, in a process group of its own."""
    words = [sys.executable, "-m", "wiretrace.spark", "scan", pieces, str(out), "--master", "local-cluster[2,1,1024]"]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)


def descendants(of: int) -> list[tuple[int, str]]:
    """Lists a process's children and theirs, with their command lines."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [line.split(None, 2) for line in listed]
    found: list[tuple[int, str]] = []
    wanted = {of}
    while more := [(int(pid), args) for pid, parent, args in rows if int(parent) in wanted and int(pid) not in {pid for pid, _ in found}]:
        found += more
        wanted = {pid for pid, _ in more}
    return found


def kill_executors(pieces: str, out: Path) -> bool:
    """Kills an executor in each step of one job but the first; tells whether all were killed and the job ended well."""
    running, killed = job(pieces, out), []
    assert running.stderr
    for line in running.stderr:
        step = line.split(":")[0]
        if step in STEPS and STEPS.index(step) + 1 < len(STEPS):
            time.sleep(INTO_A_STEP)
            executors = [pid for pid, args in descendants(running.pid) if "CoarseGrainedExecutorBackend" in args]
            if executors:
                os.kill(executors[0], signal.SIGKILL)
                killed.append(STEPS[STEPS.index(step) + 1])
    code = running.wait()
    print(f"executors killed in {len(killed)} steps ({', '.join(killed)}); the job ended with {code}", flush=True)
    return code == 0 and killed == STEPS[1:]


def kill_jobs(pieces: str, out: Path) -> bool:
    """Kills a job in its first step, calls it again and kills it in the second, and so on; tells whether each was killed and the last one ended well."""
    killed = 0
    for target in [None, *STEPS]:
        running = job(pieces, out)
        assert running.stderr
        # What is done already is not said again.
        for line in running.stderr if target else ():
            if line.split(":")[0] == target:
                break
        time.sleep(INTO_A_STEP if target else 10)
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            killed += 1
        running.stderr.read()
        running.wait()
    running = job(pieces, out)
    assert running.stderr
    running.stderr.read()
    code = running.wait()
    print(f"jobs killed: {killed}; the last one ended with {code}", flush=True)
    return code == 0 and killed == 1 + len(STEPS)


def main() -> int:
    """Does both; 1 where the tables differ."""
    pieces, scratch = sys.argv[1], Path(sys.argv[2])
    scanned: Rows = of_report(wiretrace.scan(pieces))
    wrong = 0
    for name, kill in [("executors", kill_executors), ("jobs", kill_jobs)]:
        out = scratch / name
        shutil.rmtree(out, ignore_errors=True)
        wrong += not kill(pieces, out)
        found = differences(scanned, of_tables(out))
        print(f"{name}: {len(scanned['pair'])} pairs, {len(scanned['family'])} families, {len(found)} rows differ", *found[:3], sep="\n", flush=True)
        wrong += len(found)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
