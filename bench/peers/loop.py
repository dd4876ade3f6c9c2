# SPDX-License-Identifier: Apache-2.0
"""loop.py LIST EVENTS - the loop that one writes: json.loads, dictionaries, full semantics.

Prints one JSON line: seconds of CPU for the list and for the events, and the hits.
"""
import ipaddress
import json
import sys
import time


def load(path):
    names, addrs, urls, digests, nets = set(), set(), set(), set(), {}
    with open(path, encoding="ascii") as f:
        for line in f:
            v = line.rstrip("\n")
            if "://" in v:
                urls.add(v.partition("://")[2])
            elif "/" in v:
                net = ipaddress.ip_network(v)
                nets.setdefault(net.prefixlen, set()).add(int(net.network_address))
            elif ":" in v:
                addrs.add(ipaddress.ip_address(v).exploded)
            elif v.replace(".", "").isdigit():
                addrs.add(v)
            elif len(v) == 64 and "." not in v:
                digests.add(v)
            else:
                names.add(v)
    return names, addrs, urls, digests, [((2**32 - 1) << (32 - n) & 0xffffffff, s) for n, s in nets.items()]


def name_hits(names, name):
    name = name.lower()
    while True:
        if name in names:
            return 1
        _, dot, name = name.partition(".")
        if not dot:
            return 0


def addr_hits(addrs, nets, text):
    if text in addrs:
        return 1
    parts = text.split(".")
    if len(parts) != 4:
        return 0
    a = int(parts[0]) << 24 | int(parts[1]) << 16 | int(parts[2]) << 8 | int(parts[3])
    return int(any(a & mask in listed for mask, listed in nets))


def url_hits(urls, host, target):
    labels, (path, _, _) = host.lower().split("."), target.partition("?")
    folders = path.split("/")
    paths = [target, path] + ["/".join(folders[:n]) + "/" for n in range(1, min(len(folders), 5))]
    hosts = [".".join(labels[n:]) for n in range(len(labels) - 1)][:5]
    return int(any(h + p in urls for h in hosts for p in paths))


def event_hits(lists, e):
    names, addrs, urls, digests, nets = lists
    n = addr_hits(addrs, nets, e["src_ip"]) + addr_hits(addrs, nets, e["dest_ip"])
    dns, http, info = e.get("dns"), e.get("http"), e.get("fileinfo")
    if dns:
        n += name_hits(names, dns["rrname"])
        for a in dns.get("answers", ()):
            n += addr_hits(addrs, nets, a["rdata"]) if a["rrtype"] != "CNAME" else name_hits(names, a["rdata"])
    if http:
        host = http["hostname"]
        n += name_hits(names, host) or addr_hits(addrs, nets, host) if host[-1].isdigit() else name_hits(names, host)
        n += url_hits(urls, host, http["url"])
    if info:
        n += info["sha256"].lower() in digests
    return n


def main():
    began = time.process_time()
    lists = load(sys.argv[1])
    loaded = time.process_time()
    events = hits = 0
    with open(sys.argv[2], encoding="utf-8") as f:
        for line in f:
            hits += event_hits(lists, json.loads(line))
            events += 1
    print(json.dumps({"events": events, "hits": hits, "load_s": loaded - began, "run_s": time.process_time() - loaded}))


main()
