"""Runs one part in a process of its own, within its time, and keeps what came of it."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

from device_memory import DeviceMemory
from parts import CASES_FAILED, GO_ON, Part

MOST_PROCESSES = 40  # of a part that goes on after faults
POLL = 0.02  # seconds between two looks at the memory


def run_part(part: Part, out: Path, environment: dict[str, str], provider: str, end: float, again: bool) -> None:
    file = out / f"{part.name}.part.json"
    before = json.loads(file.read_text()) if file.is_file() else {}
    if not again and before.get("state") == "done" and before.get("command") == part.command:
        print(f"{part.name}: done before", flush=True)
        return
    if again or before.get("command", part.command) != part.command:  # results of another device or of other options are not this part's
        for old in (file, *(out / f"{part.name}.{kind}" for kind in ("json", "jsonl", "log"))):
            old.unlink(missing_ok=True)
    if part.needs is not None and not part.needs.exists():
        return write(file, part, {"state": "failed", "why": f"{part.needs} is not there: the part that makes it failed or was left out"})
    if end - time.monotonic() <= 0:
        return write(file, part, {"state": "not begun", "why": "the time given by --budget is over"})
    write(file, part, {"state": "begun"})  # so that what a kit that is killed leaves is known for this command's
    started = time.monotonic()
    limit = min(part.limit, end - started)
    memory = DeviceMemory(0 if ":" not in provider else int(provider.split(":")[1]))
    with open(out / f"{part.name}.log", "wb") as log:  # of this run only: the last error in it is the reason that is told
        for _ in range(MOST_PROCESSES if part.restarts else 1):
            code = run(part.command, environment, log, started + limit, memory)
            if code != GO_ON and not (part.restarts and code is not None and code < 0):  # below 0: a signal ended it
                break
    if code is None:
        forget_begun(out / f"{part.name}.jsonl")
    state = "time limit" if code is None else "done" if code == 0 or part.restarts and code == CASES_FAILED else "failed"
    why = {"time limit": f"it was ended after {limit:.0f} s", "failed": last_line(out / f"{part.name}.log")}.get(state)
    if code == GO_ON:
        why = f"{MOST_PROCESSES} processes ended in a fault; run it again to go on"
    write(file, part, {"state": state, "exit_code": code, "seconds": round(time.monotonic() - started, 1), "why": why, **memory.result()})


def run(command: list[str], environment: dict[str, str], log, end: float, memory: DeviceMemory) -> int | None:
    """The exit code, or None where the time was over."""
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        while process.poll() is None:
            memory.look(process.pid)
            if time.monotonic() > end:
                return None
            time.sleep(POLL)
        return process.returncode
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def forget_begun(results: Path) -> None:
    """Takes out the case that was ended for want of time, not by a fault of its own, so that it is run again."""
    if results.is_file():
        lines = results.read_text().splitlines()
        if lines and lines[-1].endswith("}") and json.loads(lines[-1])["passed"] is None:
            results.write_text("\n".join(lines[:-1]))


def write(file: Path, part: Part, result: dict) -> None:
    whole = file.with_suffix(".new")
    whole.write_text(json.dumps({"name": part.name, "command": part.command, **part.about, **result}, indent=1))
    whole.replace(file)
    print(f"{part.name}: {result['state']}", result.get("why") or "", flush=True)


def last_line(log: Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "Exception" in line or "Error" in line]
    return (errors or lines or ["nothing was printed"])[-1][:500]
