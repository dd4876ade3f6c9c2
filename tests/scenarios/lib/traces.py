# SPDX-License-Identifier: Apache-2.0
"""Searches every byte of a folder for identifiers: plain in any case, IPv6 addresses also written in
full and as their bytes, and unkeyed MD5, SHA-1 and SHA-256, hexadecimal or raw."""
import hashlib
import ipaddress
import os
import re

ALGORITHMS = ("md5", "sha1", "sha256")
HEX = re.compile(rb"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-f])")


def forms_of(value):
    """(lower-case texts, raw bytes) that would betray the value."""
    texts, raw = {value.lower().encode()}, set()
    try:
        a = ipaddress.ip_address(value)
        texts.add(a.exploded.encode())
        if a.version == 6:
            texts.add(a.packed.hex().encode())
            raw.add(a.packed)
    except ValueError:
        pass
    return texts, raw


def digests_of(value):
    return [hashlib.new(n, v) for v in {value.encode(), value.lower().encode(), value.upper().encode()}
            for n in ALGORITHMS]


def files_below(folder):
    for here, _, names in os.walk(folder):
        for n in names:
            path = os.path.join(here, n)
            if os.path.isfile(path) and not os.path.islink(path):
                yield path


def stands_alone(data, at, text):
    """An identifier inside a longer run of digits or letters is another one."""
    before, behind = data[at - 1:at] if at else b"", data[at + len(text):at + len(text) + 1]
    return not (before.isalnum() and text[:1].isdigit()) and not (behind.isdigit() and text[-1:].isdigit())


def occurrences(data, text):
    at = data.find(text)
    while at >= 0:
        yield at
        at = data.find(text, at + 1)


def search(folder, values):
    """[(file, what)] of everything found."""
    texts = {t for v in values for t in forms_of(v)[0]}
    raw = {r for v in values for r in forms_of(v)[1]} | {h.digest() for v in values for h in digests_of(v)}
    hexes = {h.hexdigest().encode() for v in values for h in digests_of(v)}
    found = []
    for path in files_below(folder):
        with open(path, "rb") as f:
            data = f.read()
        lower = data.lower()
        found += [(path, t) for t in texts for at in occurrences(lower, t) if stands_alone(lower, at, t)]
        found += [(path, m.group(0)) for m in HEX.finditer(lower) if m.group(0) in hexes]
        found += [(path, r) for r in raw if r in data]
    return found
