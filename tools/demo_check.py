# SPDX-License-Identifier: Apache-2.0
"""What a running node says, held against what the generator planted. compare() yields a line for
every figure that differs; an empty answer means that all agree."""
import datetime
import json
import urllib.error
import urllib.request


def get(base, path, **headers):
    """(status, text)"""
    q = urllib.request.Request(base + path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(q, timeout=30) as r:
            return r.status, r.read().decode("utf-8")
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode("utf-8", "replace")


def situation(base):
    status, text = get(base, "/api/v1/situation")
    if status != 200:
        raise SystemExit(f"/api/v1/situation answers {status}: {text[:300]}")
    return json.loads(text)


def differ(what, said, true):
    if said != true:
        yield f"{what}: the node says {said}, the truth is {true}"


def measures_of(s):
    return {m["id"]: m for a in s["articles"] for m in a["measures"]}


def expected_measures(truth, at):
    """A sensor is silent when the last hour that it filled began more than a day ago."""
    night = datetime.datetime.fromisoformat(truth["night"] + "T12:00:00+00:00")
    last_hour = night + datetime.timedelta(hours=11)
    want = {k: (m["num"], m["den"]) for k, m in truth["measures"].items()}
    if datetime.datetime.fromisoformat(at.replace("Z", "+00:00")) - last_hour > datetime.timedelta(days=1):
        want["M079"] = (0, want["M079"][1])
    return want


def compare_indicators(truth, s):
    said, true = s["indicators"], truth["indicators"]
    yield from differ("indicators loaded", said["loaded"], true["distinct"] - true["suppressed"])
    yield from differ("indicators suppressed", said["suppressed"], true["suppressed"])
    kinds = {k: n - true["suppressed_by_kind"].get(k, 0) for k, n in true["distinct_by_kind"].items()}
    yield from differ("indicators by kind", said["by_kind"], kinds)
    yield from differ("feeds", said["feeds"], len(truth["feeds"]))
    yield from differ("lines refused", said["refused_lines"], sum(f["refused"] for f in truth["feeds"]))


def compare_hits(truth, s):
    yield from differ("events matched", s["events"]["matched"], truth["events"]["total"])
    yield from differ("sighting rows", s["events"]["sighting_rows"], truth["sighting_rows"])
    yield from differ("hits", s["hits"]["total"], truth["hits"]["total"])
    yield from differ("hits elsewhere", s["hits"]["elsewhere"], truth["hits"]["unowned"])
    orgs = s["organisations"]
    yield from differ("hits per organisation", {o["party"]: o["hits"] for o in orgs}, truth["hits"]["by_party"])
    for o in orgs:
        if not o["contact_role"]:
            yield f"{o['party']} has no contact role"
        if "match explain" not in o["explain"]:
            yield f"{o['party']} has no command that explains"


def compare(truth, s):
    yield from compare_indicators(truth, s)
    yield from compare_hits(truth, s)
    said = measures_of(s)
    for name, (num, den) in expected_measures(truth, s["at"]).items():
        m = said.get(name) or {}
        yield from differ(name, (m.get("num"), m.get("den")), (num, den))
    yield from differ("identifiers found on disk", s["identifiers_on_disk"]["found"], 0)
    if not s["identifiers_on_disk"]["searched_bytes"]:
        yield "nothing was searched for identifiers"


def compare_pages(truth, base):
    """The page opens in both languages, on the same figures."""
    for path in ("/healthz", "/readyz", "/metrics"):
        yield from differ(path, get(base, path)[0], 200)
    hits, events = truth["hits"]["total"], truth["events"]["total"]
    for lang, word in (("en", "rganisation"), ("zh", "组织")):
        status, page = get(base, "/", Accept_Language=lang)
        plain = page.replace(",", "").replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
        yield from differ(f"the page in {lang}", (status, word in page), (200, True))
        for what, n in (("events", events), ("hits", hits)):
            if str(n) not in plain:
                yield f"the page in {lang} does not show the {n} {what}"
