#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The twin must be right before it can judge: DESIGN's own examples, and small logs by hand."""
import json
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import draw  # noqa: E402
import twin  # noqa: E402

LIST = """evil.example
cc.evil.example
192.0.2.0/24
192.0.2.7
2001:db8::/32
http://a.example/dl/
http://b.example/x?y=1
xn--fsqu00a.example
d41d8cd98f00b204e9800998ecf8427e
"""
EVE = [
    ({"event_type": "dns", "src_ip": "10.0.0.1", "dest_ip": "10.0.0.2",
      "dns": {"rrname": "A.Evil.Example."}}, {("dns.query", "domain", "evil.example")}),
    ({"event_type": "dns", "dns": {"rrname": "x.cc.evil.example"}}, {("dns.query", "domain", "cc.evil.example")}),
    ({"event_type": "dns", "dns": {"rrname": "notevil.example"}}, set()),
    ({"event_type": "dns", "dns": {"rrname": "evil.example.org"}}, set()),
    ({"event_type": "dns", "dns": {"rrname": "a b@\0..Evil.example."}}, {("dns.query", "domain", "evil.example")}),
    ({"event_type": "dns", "dns": {"rrname": "not evil.example"}}, set()),
    ({"event_type": "dns", "dns": {"rrname": "evil.example.."}}, set()),
    ({"event_type": "dns", "dns": {"rrname": "q" * 70 + ".例子.example"}}, {("dns.query", "domain", "xn--fsqu00a.example")}),
    ({"event_type": "http", "http": {"hostname": "a:b.evil.example:8080"}}, {("http.host", "domain", "evil.example")}),
    ({"event_type": "dns", "dns": {"rrname": "例子.example"}}, {("dns.query", "domain", "xn--fsqu00a.example")}),
    ({"event_type": "flow", "src_ip": "192.0.2.7", "dest_ip": "192.0.2.8"},
     {("src.ip", "ipv4", "192.0.2.7"), ("dst.ip", "cidr", "192.0.2.0/24")}),
    ({"event_type": "dns", "src_ip": "192.0.2.7", "src_port": 53, "dest_ip": "10.0.0.1", "dest_port": 49999,
      "dns": {"rrname": "ok.example"}}, {("dst.ip", "ipv4", "192.0.2.7")}),
    ({"event_type": "flow", "src_ip": "::ffff:192.0.2.7", "dest_ip": "2001:0db8:0:0:0:0:0:1"},
     {("src.ip", "ipv4", "192.0.2.7"), ("dst.ip", "cidr", "2001:db8::/32")}),
    ({"event_type": "http", "http": {"hostname": "www.a.example", "url": "/x/../dl//y%20z?q"}},
     {("http.url", "url", "a.example/dl/")}),
    ({"event_type": "http", "http": {"hostname": "b.example:80", "url": "/x?y=1"}},
     {("http.url", "url", "b.example/x?y=1")}),
    ({"event_type": "http", "http": {"hostname": "b.example:8080", "url": "/x?y=1"}}, set()),
    ({"event_type": "http", "http": {"hostname": "192.0.2.7", "url": "/"}}, {("http.host", "ipv4", "192.0.2.7")}),
    ({"event_type": "fileinfo", "fileinfo": {"md5": "D41D8CD98F00B204E9800998ECF8427E"}},
     {("file.md5", "hash", "d41d8cd98f00b204e9800998ecf8427e")}),
    ({"event_type": "alert", "tls": {"sni": "evil.example"}}, {("tls.sni", "domain", "evil.example")}),
    ({"event_type": "stats", "stats": {"src_ip": "192.0.2.7"}}, set()),
]
ZEEK = """#fields\tts\tid.orig_h\tid.resp_h\tquery\tanswers
1\t10.0.0.1\t10.0.0.2\tok.example\t192.0.2.9,evil.example,TXT 12 evil.example
1\t10.0.0.1\t10.0.0.2\t-\t-
"""


def main():
    bad = 0

    def verdict(name, got, want):
        nonlocal bad
        bad += got != want
        print(f"[{'       OK ' if got == want else '  FAILED  '}] {name}" + ("" if got == want else f": {got}"))
    with tempfile.TemporaryDirectory() as d:
        paths = [os.path.join(d, n) for n in ("list", "eve", "zeek")]
        for p, text in zip(paths, (LIST, "\n".join(json.dumps(e) for e, _ in EVE), ZEEK)):
            with open(p, "w", encoding="utf-8") as f:
                f.write(text)
        lists = twin.Lists(paths[0])
        got = twin.matches(lists, paths[1], "eve")
        for n, (event, want) in enumerate(EVE, 1):
            verdict(f"eve: {json.dumps(event)[:90]}", {m[1:] for m in got if m[0] == n}, want)
        verdict("zeek: answers", twin.matches(lists, paths[2], "zeek"),
                {(2, "dns.answer.ip", "cidr", "192.0.2.0/24"), (2, "dns.answer.name", "domain", "evil.example")})
        first, again = draw.draw(paths[1], "eve", 1), draw.draw(paths[1], "eve", 1)
        verdict("a drawn list is reproducible and not empty", (first == again, len(first) > 10), (True, True))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
