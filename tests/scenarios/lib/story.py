# SPDX-License-Identifier: Apache-2.0
"""What the scenarios share: running cresset, and saying plainly what did not hold."""
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

CRESSET = os.environ["CRESSET"]
ROOT = os.environ["CRESSET_ROOT"]
SHARED = os.path.join(os.environ["CRESSET_SHARED"], "data")
PORT = os.environ["CRESSET_PORT"]
HAN = re.compile("[\u4e00-\u9fff]")


class Ran:
    def __init__(self, words, code, out, err):
        self.words, self.code, self.out, self.err = words, code, out, err

    def __str__(self):
        return f"$ cresset {' '.join(self.words)}\nexit {self.code}\n{self.out[-1500:]}\n{self.err[-1500:]}"

    def lines(self):
        """The NDJSON lines of stdout."""
        return [json.loads(line) for line in self.out.split("\n") if line]

    def json(self):
        return json.loads(self.out)


def cresset(*words, stdin=None, env=None, timeout=300):
    words = [str(w) for w in words]
    p = subprocess.run([CRESSET, *words], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                       env={**os.environ, **(env or {})}, timeout=timeout, check=False,
                       stdin=subprocess.DEVNULL if stdin is None else None)
    return Ran(words, p.returncode, p.stdout.decode("utf-8", "replace"), p.stderr.decode("utf-8", "replace"))


def hold(claim, ok, *seen):
    """Ends the scenario with the claim when it does not hold."""
    if not ok:
        print("does not hold:", claim)
        for s in seen:
            print(s)
        sys.exit(1)


def want(code, *words, **kw):
    """Runs cresset and wants this exit code (or one of these); never a crash."""
    r = cresset(*words, **kw)
    hold(f"exit code {code}", r.code in (code if isinstance(code, tuple) else (code,)), r)
    return r


def skip(why):
    print("SKIP", why)
    sys.exit(77)


def write(path, data):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as f:
        f.write(data.encode() if isinstance(data, str) else data)
    return path


def fetch(path, port=PORT, headers=None):
    """(status, body) of a GET on the node."""
    q = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers or {})
    try:
        with urllib.request.urlopen(q, timeout=30) as r:
            return r.status, r.read().decode("utf-8")
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode("utf-8", "replace")


class Node:
    """`cresset run` beside us; started ready, ended by SIGTERM (or kill -9 with kill())."""

    def __init__(self, folder, port=PORT):
        self.port = port
        self.p = subprocess.Popen([CRESSET, "run", "-n", folder, "--listen", f"127.0.0.1:{port}"],
                                  stdout=subprocess.DEVNULL, stderr=open(folder.rstrip("/") + ".log", "ab"))
        self.log = folder.rstrip("/") + ".log"
        for _ in range(600):
            if self.p.poll() is not None:
                break
            try:
                if fetch("/readyz", port)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        hold("the node gets ready", False, open(self.log, errors="replace").read()[-2000:])

    def stop(self):
        self.p.send_signal(signal.SIGTERM)
        code = self.p.wait(timeout=30)
        hold("the node stops with exit code 0", code == 0, code, open(self.log, errors="replace").read()[-2000:])

    def kill(self):
        self.p.kill()
        self.p.wait()
