"""Python goes on while a room works, in this process and in its children."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import wiretrace
from stories import WALL

# A scan of so many pieces takes a second and more, most of it in one step.
MANY = 1500


@pytest.fixture(scope="module")
def much(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of many pieces that are alike enough to be compared."""
    file = tmp_path_factory.mktemp("much") / "news.jsonl"
    said = [f"Gauge {at % 97} at lock {at} stood {at % 13} feet above the mark, keeper {at % 41} wrote." for at in range(MANY)]
    with file.open("w", encoding="utf-8") as out:
        for at in range(MANY):
            out.write(json.dumps({"id": str(at), "text": WALL + "\n\n" + " ".join(said[at : at + 9])}) + "\n")
    return file


def test_another_thread_of_python_makes_progress_during_a_scan(much: Path) -> None:
    done = threading.Event()
    ticks: list[float] = []

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.005)

    ticker = threading.Thread(target=tick)
    ticker.start()
    begun = time.monotonic()
    wiretrace.scan(much, threads=1)
    ended = time.monotonic()
    done.set()
    ticker.join()
    # While the objects are made of the report Python is held: the first half is the scan's own.
    during = [at for at in ticks if begun < at < begun + (ended - begun) / 2]
    assert len(during) >= 10, f"{len(during)} ticks in {ended - begun:.2f} s"


def test_scans_in_several_threads_of_python_find_the_same(folder: Path) -> None:
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(wiretrace.scan(folder))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and all(report == found[0] for report in found)


def test_ctrl_c_ends_a_scan_long_before_it_is_done(much: Path) -> None:
    # Whoever runs the tests in the background may have told them not to hear Ctrl-C.
    script = f"""
import signal
import wiretrace
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    print("ready", flush=True)
    while True:
        wiretrace.scan({str(much)!r}, threads=1)
except KeyboardInterrupt:
    print("heard", flush=True)
    print(len(wiretrace.clean("The wall fell.")["words"]), flush=True)
"""
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None and child.stdout.readline() == "ready\n"
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    try:
        said, _ = child.communicate(timeout=30)
    finally:
        child.kill()
    assert (said, child.returncode) == ("heard\n3\n", 0)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_can_scan_after_its_parent_did(folder: Path) -> None:
    wiretrace.scan(folder)
    child = os.fork()
    if child == 0:
        os._exit(len(wiretrace.scan(folder)["families"]))
    for _ in range(600):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        time.sleep(0.05)
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        pytest.fail("the child hangs")
    assert os.waitstatus_to_exitcode(status) == 1
