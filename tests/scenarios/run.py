#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run.py CRESSET [NAME...] - runs the scenarios: tests/scenarios/<nn-name>/run, one user's story each.

A scenario is any program that exits 0 (it holds), 77 (skipped: a line `SKIP why` says why) or else
(broken). It runs in an empty folder of its own with CRESSET (the program), CRESSET_ROOT (this
tree), CRESSET_SHARED (real inputs, where they are) and CRESSET_PORT (a free loopback port) set, in
its own process group, which ends with it.
"""
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TIMEOUT = 600


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def scenario_env(cresset, folder):
    shared = os.environ.get("CRESSET_SHARED") or os.path.join(os.path.dirname(ROOT), "shared")
    return {"PATH": os.environ["PATH"], "HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8",
            "PYTHONPATH": os.path.join(HERE, "lib"), "PYTHONDONTWRITEBYTECODE": "1",
            "CRESSET": os.path.abspath(cresset), "CRESSET_ROOT": ROOT, "CRESSET_SHARED": shared,
            "CRESSET_PORT": str(free_port())}


def run_one(cresset, name):
    """(exit code or None for a timeout, output)"""
    with tempfile.TemporaryDirectory(prefix="cresset-") as folder:
        p = subprocess.Popen([os.path.join(HERE, name, "run")], cwd=folder, env=scenario_env(cresset, folder),
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, errors="replace", start_new_session=True)
        try:
            out, code = p.communicate(timeout=TIMEOUT)[0], p.returncode
        except subprocess.TimeoutExpired:
            code = None
        try:
            os.killpg(p.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        if code is None:
            out = p.communicate()[0]
        return code, out


def main(argv):
    if len(argv) < 2:
        print(__doc__)
        return 2
    names = argv[2:] or sorted(d for d in os.listdir(HERE) if os.path.exists(os.path.join(HERE, d, "run")))
    broken = 0
    for name in names:
        began = time.monotonic()
        code, out = run_one(argv[1], name)
        mark = {0: "       OK ", 77: "  SKIPPED "}.get(code, "  FAILED  ")
        if code == 0:
            # A part that was left out is a skip of its own, so that it is counted.
            for part in [line for line in out.split("\n") if line.startswith("SKIP ")]:
                print(f"[  SKIPPED ] {name}: {part[5:]}")
            out = "\n".join(line for line in out.split("\n") if line.startswith("note:"))
        if out.strip():
            print(out.rstrip())
        if code is None:
            print(f"no end after {TIMEOUT} s")
        print(f"[{mark}] {name} ({time.monotonic() - began:.1f} s)", flush=True)
        broken += code not in (0, 77)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
