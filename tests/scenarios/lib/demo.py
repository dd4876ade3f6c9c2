# SPDX-License-Identifier: Apache-2.0
"""The demo's night in a scenario: made, loaded, matched, and asked about."""
import glob
import json
import os

from story import cresset, hold, want

NIGHT = "2026-11-20"


def make(folder="demo", seed=5, scale="0.02", night=NIGHT):
    want(0, "demo-data", folder, "--seed", seed, "--night", night, "--scale", scale)
    with open(os.path.join(folder, "truth.json"), encoding="utf-8") as f:
        return json.load(f)


def feeds(folder="demo"):
    return sorted(f for f in glob.glob(f"{folder}/feeds/*") + glob.glob(f"{folder}/warnings/*")
                  if not f.endswith(".yaml"))


def load_all(node, folder="demo"):
    want(0, "load", "-n", node, f"{folder}/organisations.ndjson")
    return want((0, 3), "load", "-n", node, "--json", *feeds(folder))


def match_all(node, truth, folder="demo"):
    """Every log of the night with its sensor; the hits printed, per log."""
    hits = {}
    for log in truth["logs"]:
        r = want(3 if log["bad_lines"] else 0, "match", "-n", node, "--sensor", log["sensor"], "--format", log["format"],
                 os.path.join(folder, log["file"]))
        hits[log["file"]] = r.lines()
    return hits


def figures(node, at="2026-11-21T00:00:01Z"):
    """What must not change: every measure at a fixed time."""
    r = want(0, "measure", "-n", node, "--at", at, "--json")
    return {m["id"]: (m["value"], m["num"], m["den"], m["as_of"]) for m in r.lines()}


def hold_truth(truth, shown):
    """The measures against the generator's truth."""
    hold("M078 counts every hit and every event", shown["M078"][1:3] == (truth["hits"]["total"], truth["events"]["total"]),
         shown, truth["hits"])
    for m in ("M079", "M081"):
        want_num, want_den = truth["measures"][m]["num"], truth["measures"][m]["den"]
        hold(f"{m} is {want_num} of {want_den}", shown[m][1:3] == (want_num, want_den), shown)


__all__ = ["make", "feeds", "load_all", "match_all", "figures", "hold_truth", "cresset"]
