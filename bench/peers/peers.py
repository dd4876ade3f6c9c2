# SPDX-License-Identifier: Apache-2.0
"""peers.py CACHE [--full] - runs the peers of bench/peers.sh one after the other; one JSON line each.

A peer that prints its own times tells CPU seconds for the list and for the events; of the others the
same run over one event is subtracted. `cresset` is measured in both manners: as a program over the file (beside grep),
and in memory (beside what merely parses a buffer).
"""
import ipaddress
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
INDICATORS, SEED, PER_MILLION = 1000000, 42, 1000
GIB = 1 << 30


def pinned(words):
    """On one core, the last: the first has the interrupts."""
    core = sorted(os.sched_getaffinity(0))[-1]
    return (["taskset", "-c", str(core)] if shutil.which("taskset") else []) + [str(w) for w in words]


def measure(words, stdout=subprocess.PIPE):
    """(output, CPU seconds, peak MiB) of one run."""
    p = subprocess.Popen(pinned(words), stdout=stdout, stderr=subprocess.DEVNULL, cwd=ROOT)
    out = p.stdout.read() if p.stdout else b""
    _, status, used = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    if p.returncode and (p.returncode, words[0]) not in ((1, "grep"), (1, "rg")):  # they found no line
        raise RuntimeError(f"{words[0]} ended with {p.returncode}")
    return out, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def memory_available():
    with open("/proc/meminfo", encoding="ascii") as f:
        return next(int(line.split()[1]) * 1024 for line in f if line.startswith("MemAvailable"))


class Peers:
    def __init__(self, cache, folder, full):
        self.cache, self.full, self.folder = cache, full, folder
        self.events = 1000000 if full else 200000
        self.wrong = False
        self.path = {n: os.path.join(folder, n) for n in ("list.txt", "exploded.txt", "events.json", "one.json")}
        gen = [os.path.join(ROOT, "build/bench/gen"), self.events, INDICATORS, PER_MILLION, SEED, folder]
        out = subprocess.run([str(w) for w in gen], stdout=subprocess.PIPE, check=True).stdout
        self.truth = json.loads(out)["formats"]["eve"]["hits"]
        with open(self.path["events.json"], encoding="ascii") as f, open(self.path["one.json"], "w", encoding="ascii") as one:
            one.write(f.readline())
        self.explode()

    def explode(self):
        """The list with IPv6 addresses in all digits, for those that compare text; without schemes."""
        with open(self.path["list.txt"], encoding="ascii") as f, open(self.path["exploded.txt"], "w", encoding="ascii") as out:
            for line in f:
                if ":" in line and "/" not in line:
                    line = ipaddress.ip_address(line.strip()).exploded + "\n"
                out.write(line)

    def tell(self, name, semantics, run_s, hits, load_s=0.0, mib=None, **more):
        if semantics.startswith("full") and hits != self.truth:
            self.wrong = True
            print(f"WRONG: {name}: {hits} hits, {self.truth} are true", file=sys.stderr)
        print(json.dumps({"peer": name, "semantics": semantics, "events": self.events, "hits": hits, "true": self.truth,
                          "load_s": round(load_s, 3), "run_s": round(run_s, 4), "events_s": round(self.events / run_s),
                          **({"mib": round(mib)} if mib else {}), **more}), flush=True)

    def skip(self, name, why):
        print(json.dumps({"peer": name, "skipped": why}), flush=True)

    def own_times(self, name, semantics, words, **more):
        out, _, mib = measure(words)
        told = json.loads(out)
        extra = {k: told[k] for k in ("literals", "how") if k in told}
        self.tell(name, semantics, told["run_s"], told.get("hits"), told["load_s"], mib, **extra, **more)

    def by_subtraction(self, name, semantics, words, times=1):
        """words(events) is the command; its output has a line a hit. times: so often the events are given, where the
        list takes far longer than they do."""
        _, load_s, _ = measure(words([self.path["one.json"]]))
        out, all_s, mib = measure(words(times * [self.path["events.json"]]))
        self.tell(name, semantics, max(all_s - load_s, 1e-4) / times, out.count(b"\n") // times, load_s, mib)

    def cresset(self):
        binary = os.path.join(ROOT, "build/cresset")
        self.by_subtraction("cresset", "full", lambda e: [
            binary, "match", "-i", self.path["list.txt"], "--format", "eve", *e], 10)

        for tool, suffix in (("gzip", ".gz"), ("zstd", ".zst")):
            if not shutil.which(tool):
                self.skip(f"cresset, {tool}", f"{tool} is not installed")
                continue
            for name in ("events.json", "one.json"):
                with open(self.path[name] + suffix, "wb") as f:
                    subprocess.run([tool, "-q", "-c", self.path[name]], stdout=f, check=True)
            self.by_subtraction(f"cresset, {tool}", "full, of a compressed file", lambda e, s=suffix: [
                binary, "match", "-i", self.path["list.txt"], "--format", "eve", *(f + s for f in e)], 10)

    def in_memory(self):
        """The bench's own row and simdjson in turn, three times: the two are close, and machines waver."""
        tool, rows, others = os.path.join(self.cache, "simdjson"), [], []
        bench = [os.path.join(ROOT, "build/bench/bench"), "--only", f"eve/base/{INDICATORS}/{PER_MILLION}/1", "--events",
                 self.events, "--reps", 5]
        for _ in range(3):
            rows.append(json.loads(measure(bench)[0].splitlines()[0]))
            if os.path.exists(tool):
                others.append(json.loads(measure([tool, self.path["events.json"], 5])[0]))
        rows.sort(key=lambda r: r["ns"]["fast"][0])
        others.sort(key=lambda r: r["run_s"])
        row = rows[1]
        self.tell("cresset in memory", "full", row["ns"]["fast"][0] * self.events / 1e9, row["hits"]["all"],
                  row["index"]["open_s"], truth=row["truth"])
        if others:
            self.tell("simdjson on-demand", "takes the fields out, asks nothing", others[1]["run_s"], None, how=others[1]["how"])
        else:
            self.skip("simdjson", "libsimdjson-dev or g++ is not installed")

    def python(self):
        self.own_times("python", "full", [sys.executable, "-B", os.path.join(HERE, "loop.py"), self.path["list.txt"],
                                          self.path["events.json"]])

    def node(self):
        if not shutil.which("node"):
            return self.skip("node", "node is not installed")
        return self.own_times("node", "full", ["node", "--max-old-space-size=8000", os.path.join(HERE, "loop.mjs"),
                                               self.path["list.txt"], self.path["events.json"]])

    def duckdb(self):
        if not os.path.isdir(os.path.join(self.cache, "node_modules/@duckdb/node-api")) or not shutil.which("node"):
            return self.skip("duckdb", "@duckdb/node-api is not installed")
        for mode, semantics in (("exact", "no prefixes, no subdomains, URLs exact"), ("suffix", "no prefixes, URLs exact")):
            self.own_times(f"duckdb {mode}", semantics,
                           ["node", os.path.join(HERE, "duck.mjs"), self.path["exploded.txt"], self.path["events.json"],
                            self.cache, mode])
        return None

    def lines_with(self, tool, need):
        if not shutil.which(tool):
            return self.skip(tool, f"{tool} is not installed")
        if memory_available() < need:
            return self.skip(tool, f"needs {need // GIB} GiB of memory")
        return self.by_subtraction(f"{tool} -F -f", "lines with any of the texts in them",
                                   lambda e: [tool, "-F", "-f", self.path["exploded.txt"], *e])

    def vectorscan(self):
        tool = os.path.join(self.cache, "vectorscan")
        if not os.path.exists(tool):
            return self.skip("vectorscan", "libvectorscan-dev is not installed")
        for n in [10000] + ([INDICATORS] if self.full else []):
            self.own_times(f"vectorscan {n:,} literals", "lines with any of the texts in them",
                           [tool, self.path["exploded.txt"], self.path["events.json"], n])
        return None


def main(argv):
    with tempfile.TemporaryDirectory(prefix="cresset-peers-") as folder:
        p = Peers(argv[1], folder, "--full" in argv)
        for job in (p.cresset, p.in_memory, p.duckdb, p.python, p.node, p.vectorscan,
                    lambda: p.lines_with("grep", 3 * GIB), lambda: p.lines_with("rg", 11 * GIB) if p.full else
                    p.skip("rg", "only with --full: it needs 9 GiB")):
            try:
                job()
            except (RuntimeError, OSError, ValueError) as e:
                print(json.dumps({"peer": getattr(job, "__name__", "?"), "skipped": str(e)}), flush=True)
    return 1 if p.wrong else 0


sys.exit(main(sys.argv))
