# SPDX-License-Identifier: Apache-2.0
"""report.py [--markdown] < LINES - the JSON lines of bench, bench_sense and peers.sh as tables, and the targets.

A target is a ratio within one run, on one machine; it is printed, never asserted. Without --markdown the targets alone,
for a terminal.
"""
import json
import sys

GOAL = 1.5  # beyond the target: times the rate at which simdjson takes the fields out


def read(lines):
    rows, peers, sense = [], [], []
    for line in lines:
        if not line.startswith("{"):
            continue
        row = json.loads(line)
        (peers if "peer" in row else rows if row.get("bench") == "match" else sense).append(row)
    return rows, peers, sense


class Rows:
    def __init__(self, rows):
        self.rows = rows

    def one(self, **want):
        """The row with these values; what is not said is the usual one."""
        want = {"mix": "base", "per_million": 1000, "sets": 1, **want}
        found = [r for r in self.rows if all(r[k] == v for k, v in want.items())]
        return min(found, key=lambda r: r["records"]) if found else None

    def sizes(self, form):
        return sorted({r["indicators"] for r in self.rows if r["format"] == form})


def ns(row, what="fast"):
    return row["ns"][what][0] if row and what in row["ns"] else None


def ratio(a, b):
    return a / b if a and b else None


def size(n):
    return f"{n // 10**6} M" if n >= 10**6 else f"{n // 1000} k"


def targets(rows, peers, sense):
    """(what, wanted, got or None): 'at least' or 'at most' is in the sentence's sign."""
    big = max(rows.sizes("eve"), default=0)
    eve = rows.one(format="eve", indicators=min(big, 1000000)) if big else None
    least, most = rows.one(format="eve", indicators=1000), rows.one(format="eve", indicators=big)
    rate = {p["peer"]: p["events_s"] for p in peers if "skipped" not in p}
    whole, memory = rate.get("cresset"), rate.get("cresset in memory")
    n = eve["indicators"] if eve else 0
    yield "JSON / cJSON merely parsing", ">=", 6, ratio(ns(eve, "cjson"), ns(eve))
    yield f"JSON / simdjson taking the fields out (goal {GOAL})", ">=", 1.0, ratio(memory, rate.get("simdjson on-demand"))
    yield "JSON / DuckDB, suffix join", ">=", 8, ratio(whole, rate.get("duckdb suffix"))
    yield "JSON / Python loop", ">=", 80, ratio(whole, rate.get("python"))
    yield "JSON / grep -F -f", ">=", 100, ratio(whole, rate.get("grep -F -f"))
    for form in ("dnstap", "ipfix"):
        yield f"{form} / JSON, events", ">=", 2, ratio(ns(eve), ns(rows.one(format=form, indicators=n)))
    yield "Zeek TSV / JSON, events", ">=", 1, ratio(ns(eve), ns(rows.one(format="zeek", indicators=n)))
    yield "two cores / one", ">=", 1.8, ratio(ns(eve, "one"), ns(eve, "two"))
    yield f"JSON, cost with {size(big)} / with 1 k indicators", "<=", 1.5, ratio(ns(most), ns(least))
    for form in ("dnstap", "ipfix"):
        sizes = rows.sizes(form)
        if sizes and sizes[0] != sizes[-1]:
            a, b = rows.one(format=form, indicators=sizes[0]), rows.one(format=form, indicators=sizes[-1])
            yield f"{form}, cost with {size(sizes[-1])} / with {size(sizes[0])}", "<=", 2.2, ratio(ns(b), ns(a))
    if most:
        i = most["index"]
        yield f"bytes an indicator besides text, {size(big)}", "<=", 12, i["bytes_indicator_besides_text"]
        yield f"resident MiB with {size(big)} (450 MB at 10 M)", "<=", 450e6 / 2**20 * big / 1e7, i["resident_mib"]
        yield f"{size(big)} plain lines to a durable set, s (10 at 10 M)", "<=", big / 1e6, i["load_s"]
        yield "reopened from disk, s (1 at 10 M)", "<=", big / 1e7, i["open_s"]
    many = next((r for r in rows.rows if r["sets"] > 1), None)
    yield "cost with 200 sets / with one", "<=", 1.05, ratio(ns(many), ns(rows.one(format="eve", indicators=many["indicators"]))
                                                              if many else None)
    yield "cost with counters and sketches on / off", "<=", 1.15, ratio(ns(eve, "counted"), ns(eve))
    wrong = [r for r in rows.rows if not r["truth"]]
    yield f"rows in which a hit was missed or invented, of {len(rows.rows)}", "<=", 0, float(len(wrong))


def print_targets(rows, peers, sense, markdown):
    if markdown:
        print("| target | wanted | measured | |\n|---|---:|---:|---|")
    for what, sign, wanted, got in targets(rows, peers, sense):
        shown = "not measured" if got is None else f"{got:.2f}" if got < 1000 else f"{got:.0f}"
        met = "" if got is None else "met" if (got >= wanted if sign == ">=" else got <= wanted) else "MISSED"
        if markdown:
            print(f"| {what} | {'≥' if sign == '>=' else '≤'} {wanted:g} | {shown} | {met} |")
        else:
            print(f"  {what:58} {sign} {wanted:<6g} {shown:>12}  {met}")


def number(x, digits=1):
    return "" if x is None else f"{x:,.{digits}f}"


def machine_line(rows, peers):
    r = rows.rows[0]
    noisy = sum(r["noisy"] for r in rows.rows)
    print(f"## {r['date'][:10]}, commit {r['commit']}, {r['cpu']}, {r['cores']} cores\n")
    print(f"gcc/clang {r['compiler']}, {r['flags']}, huge pages {r['pages']}, {r['isa']}; seed {r['seed']}, "
          f"{r['reps']} interleaved repetitions, medians of CPU time. Load {r['load'][0]:g} to "
          f"{rows.rows[-1]['load'][1]:g}; {noisy} of {len(rows.rows)} rows noisy (wall/CPU above 1.3, or load above the cores).\n")


def table_rows(title, rows, label):
    if not rows:
        return
    print(f"\n### {title}\n")
    print("| | ns an event | min..max | M events/s | GB/s | suspects | strict ns | plain ns | bare scan ns | cJSON ns | "
          "line, 32 in flight ns | memcpy GB/s | truth |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|")
    for r in rows:
        t = r["ns"]
        print(f"| {label(r)} | {number(ns(r))} | {t['fast'][1]:.1f}..{t['fast'][2]:.1f} | {1000 / ns(r):.2f} | {r['gb_s']:.2f} | "
              f"{100 * r['suspects'] / r['records']:.2f} % | {number(ns(r, 'strict'), 0)} | {number(ns(r, 'plain'))} | "
              f"{number(ns(r, 'scan'))} | {number(ns(r, 'cjson'), 0)} | {number(ns(r, 'line_32'))} | "
              f"{1 / ns(r, 'memcpy'):.1f} | {'exact' if r['truth'] else 'WRONG'} |")


def table_index(rows):
    seen, out = set(), []
    for r in rows:
        key = (r["indicators"], r["sets"])
        if r["mix"] == "base" and key not in seen:
            seen.add(key)
            out.append(r)
    print("\n### The index\n\n| indicators | sets | table bytes an indicator | with set files, besides text | text | resident MiB | "
          "in huge pages | lines to durable set, s | its CPU, s | compiled, s | reopened, s |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for r in out:
        i = r["index"]
        print(f"| {r['indicators']:,} | {r['sets']} | {i['table_bytes_indicator']:.1f} | {i['bytes_indicator_besides_text']:.1f} | "
              f"{i['text_bytes_indicator']:.1f} | {i['resident_mib']:.0f} | {i['huge_mib']:.0f} | {i['load_s']:.2f} | "
              f"{i['load_cpu_s']:.2f} | {i['compile_s']:.2f} | {i['open_s']:.2f} |")


def table_peers(peers):
    if not peers:
        return
    rate = {p["peer"]: p.get("events_s") for p in peers}
    print("\n### Others, on the same file\n\nOne core, all CPU of the process; loading the list is apart. `cresset` reads the file, "
          "`cresset in memory` is the row of the bench.\n\n| | what it finds | hits (true) | events/s | list, s | peak MiB | "
          "cresset is faster | in memory |\n|---|---|---:|---:|---:|---:|---:|---:|")
    for p in peers:
        if "skipped" in p:
            print(f"| {p['peer']} | skipped: {p['skipped']} | | | | | | |")
            continue
        times = [ratio(rate.get(n), p["events_s"]) for n in ("cresset", "cresset in memory")]
        hits = "none asked" if p["hits"] is None else f"{p['hits']} ({p['true']})"
        print(f"| {p['peer']} | {p['semantics']} | {hits} | {p['events_s']:,} | {p['load_s']:.1f} | {p.get('mib', '')} | "
              f"{number(times[0])} | {number(times[1])} |")


def plot(rows):
    """Cost against size as text: what a page of figures hides."""
    forms = [f for f in ("eve", "zeek", "dnstap", "ipfix") if len(rows.sizes(f)) > 1]
    if not forms:
        return
    top = max(ns(rows.one(format=f, indicators=n)) or 0 for f in forms for n in rows.sizes(f))
    print("\n### Cost against size\n\n```")
    for f in forms:
        for n in rows.sizes(f):
            cost = ns(rows.one(format=f, indicators=n))
            if cost:
                print(f"{f:10} {size(n):>6} {cost:8.1f} ns {'#' * max(1, round(50 * cost / top))}")
    print("```")


def markdown(rows, peers, sense):
    machine_line(rows, peers)
    print_targets(rows, peers, sense, True)
    eve = [r for r in rows.rows if r["format"] == "eve" and r["mix"] == "base" and r["sets"] == 1]
    table_rows("EVE: size and hit rate", eve, lambda r: f"{r['indicators']:,}, {r['per_million'] / 10000:g} % hits, {size(r['records'])}")
    table_rows("Formats", [r for r in rows.rows if r["mix"] == "base" and r["per_million"] == 1000 and r["format"] != "eve"],
               lambda r: f"{r['format']}, {r['indicators']:,}")
    table_rows("Mixes, EVE", [r for r in rows.rows if r["mix"] != "base"], lambda r: f"{r['mix']}, {r['indicators']:,}")
    table_rows("Many sets", [r for r in rows.rows if r["sets"] > 1], lambda r: f"{r['sets']} sets, {r['indicators']:,}")
    table_index(rows.rows)
    plot(rows)
    table_peers(peers)
    for s in sense:
        print("\n`" + json.dumps(s) + "`")


def main(argv):
    rows, peers, sense = read(sys.stdin)
    rows = Rows(rows)
    if not rows.rows:
        print("report: no rows")
        return 1
    if "--markdown" in argv:
        markdown(rows, peers, sense)
    else:
        print_targets(rows, peers, sense, False)
    return 0


sys.exit(main(sys.argv))
