#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_truth.py GEN CRESSET - every mix and every format of the generator, against the truth.

The generator knows the hits because it made the events from them; the twin finds them by reading.
The program must print exactly the lines that the first says, from its fast path and with --strict;
so must the twin, where it knows the format, or one of the three has a second meaning of "hit".
"""
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "twin"))
import twin  # noqa: E402

MIXES = ("base uniform labels12 names253 upper escaped dupkeys otherobject slash8 dense24 near24 nearnames nested "
         "crlf truncated").split()
TEXT = {"eve": "events.json", "zeek": "events.zeek", "zeek-json": "events.zeek.json", "csv": "events.csv"}
BINARY = {"dnstap": "events.dnstap", "ipfix": "events.ipfix"}
EVENTS, INDICATORS, HITS_PER_MILLION = 600, 1000, 300000
# What a line may not have twice; the generator doubles others, too, which nobody reads.
READ_KEYS = {"src_ip", "dest_ip", "rrname", "hostname", "id.resp_h", "query"}

# What shows in an EVE file that a mix is what it says; for the others see is_made().
MARKS = {"escaped": rb'\\u00', "otherobject": rb'"tunnel":\{"src_ip"', "crlf": rb'\}\r\n', "upper": rb'"rrname":"[A-Z0-9.-]+"',
         "labels12": rb'"rrname":"([a-z0-9-]+\.){11}[a-z]+"', "names253": rb'"rrname":"[^"]{253}"', "nearnames": rb'"not-'}

failed = 0


def verdict(name, ok, told=""):
    global failed
    failed += not ok
    print(f"[{'       OK ' if ok else '  FAILED  '}] {name}" + ("" if ok else f": {told}"), flush=True)


def skip(name, why):
    print(f"SKIP {why}\n[  SKIPPED ] {name}")


def same(name, got, want):
    """Multisets of text lines; of a difference a few of each side are shown."""
    extra, missing = list(got), []
    for line in want:
        if line in extra:
            extra.remove(line)
        else:
            missing.append(line)
    verdict(name, not extra and not missing and bool(want),
            f"{len(got)} found, {len(want)} true; too many: {extra[:3]}; missing: {missing[:3]}")


def truth(folder, form):
    with open(os.path.join(folder, f"truth-{form}.tsv"), encoding="ascii") as f:
        return f.read().splitlines()


def match(cresset, folder, files, options):
    """(hits by file name, summaries by file name)"""
    p = subprocess.run([cresset, "match", "-i", os.path.join(folder, "list.txt"), "--json", *options,
                        *(os.path.join(folder, f) for f in files)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                       check=False)
    hits, told = {f: [] for f in files}, {}
    for h in map(json.loads, p.stdout.splitlines()):
        line = "\t".join((str(h["line"]), h["field"], h["kind"], h["indicator"]))
        hits[os.path.basename(h["file"])].append(line)
    for line in p.stderr.decode(errors="replace").splitlines():
        if line.startswith('{"file"'):
            s = json.loads(line)
            told[os.path.basename(s["file"])] = s
    if p.returncode not in (0, 3):
        verdict(f"match {' '.join(options)} ends well", False, f"{p.returncode}: {p.stderr[-600:]}")
    return hits, told


def is_double(raw):
    """Does this JSON line have a key twice that is read? Then nobody can say what it means."""
    twice = False

    def pairs(items):
        nonlocal twice
        keys = [k for k, _ in items]
        twice = twice or any(keys.count(k) > 1 for k in READ_KEYS.intersection(keys))
        return dict(items)
    try:
        json.loads(raw, object_pairs_hook=pairs)
    except ValueError:
        return False
    return twice


def twin_finds(lists, path, form):
    with open(path, "rb") as f:
        doubled = {n for n, raw in enumerate(f, 1) if is_double(raw)} if form != "zeek" else ()
    found = twin.matches(lists, path, "eve" if form == "eve" else "zeek")
    return ["\t".join(map(str, m)) for m in found if m[0] not in doubled]


def check_mix(gen, cresset, mix, seed, folder, binary):
    words = [gen, EVENTS, INDICATORS, HITS_PER_MILLION, seed, folder, "--mix", mix, "--formats", "all"]
    made = json.loads(subprocess.run(list(map(str, words)), stdout=subprocess.PIPE, check=True).stdout)["formats"]
    verdict(f"{mix}: it is what it says", is_made(mix, folder, made))
    lists = twin.Lists(os.path.join(folder, "list.txt"))
    files = {**TEXT, **binary}
    for options in ([], ["--strict"]):
        hits, told = match(cresset, folder, files.values(), options)
        for form, name in files.items():
            label = " ".join([mix, form, *options])
            same(label, hits[name], truth(folder, form))
            refused, broken, doubled = told[name]["refused"], made[form]["broken"], made[form]["doubled"]
            most = broken + doubled  # a line with a key twice may pass as innocent, but not as a hit
            verdict(f"{label}: what is refused", (most if options else broken) <= refused <= most,
                    f"{refused} refused, {broken} broken, {doubled} doubled")
    for form in ("eve", "zeek", "zeek-json"):
        same(f"{mix} {form}: the twin", twin_finds(lists, os.path.join(folder, TEXT[form]), form), truth(folder, form))


def is_made(mix, folder, made):
    """The mix is in the file; else all that follows would be about the base."""
    with open(os.path.join(folder, TEXT["eve"]), "rb") as f:
        text = f.read()
    with open(os.path.join(folder, "list.txt"), encoding="ascii") as f:
        listed = set(f.read().split())
    if mix in MARKS:
        return len(re.findall(MARKS[mix], text)) > EVENTS // 100
    if mix in ("truncated", "dupkeys"):
        return made["eve"]["broken" if mix == "truncated" else "doubled"] > EVENTS // 100
    if mix in ("near24", "dense24"):
        seen = set(re.findall(r'"dest_ip":"([0-9.]+)"', text.decode()))
        nets = {a.rpartition(".")[0] for a in listed}
        return len([a for a in seen - listed if a.rpartition(".")[0] in nets]) > EVENTS // 100
    if mix == "slash8":
        return "11.0.0.0/8" in listed
    if mix == "nested":
        return any(n.partition(".")[2] in listed for n in listed)
    return mix in ("base", "uniform")


def readable(cresset):
    """The binary formats that this program reads."""
    told = subprocess.run([cresset, "match", "--help"], stdout=subprocess.PIPE, check=False).stdout.decode()
    for form in BINARY:
        if form not in told:
            skip(f"{form}, all mixes", f"this program does not read {form}")
    return {form: name for form, name in BINARY.items() if form in told}


def reproducible(gen):
    """The same seed gives the same bytes, on every machine: the digest stands here."""
    with tempfile.TemporaryDirectory() as d:
        subprocess.run([gen, "2000", "2000", "10000", "42", d, "--formats", "all"], stdout=subprocess.DEVNULL, check=True)
        h = hashlib.sha256()
        for name in sorted(os.listdir(d)):
            with open(os.path.join(d, name), "rb") as f:
                h.update(name.encode() + b"\0" + f.read())
        return h.hexdigest()


DIGEST = "9b6339ad06c1934a344a57fa1b0acf8b0a8927003c17a4c4fad41a2d3d8c7945"


def main(argv):
    gen, cresset = argv[1:3]
    binary = readable(cresset)
    for seed, mix in enumerate(MIXES, 42):
        with tempfile.TemporaryDirectory() as folder:
            check_mix(gen, cresset, mix, seed, folder, binary)
    digest = reproducible(gen)
    verdict("seed 42 gives the bytes that it gave", digest == DIGEST, digest)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
