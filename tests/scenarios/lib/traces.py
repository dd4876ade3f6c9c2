# SPDX-License-Identifier: Apache-2.0
"""Searches a folder for identifiers: plain, in any case, as raw address bytes (IPv6), and as unkeyed
MD5, SHA-1 and SHA-256, hexadecimal or raw; in SQLite files also whatever is inside text cells."""
import hashlib
import ipaddress
import os
import re

ALGORITHMS = ("md5", "sha1", "sha256")
HEX = re.compile(rb"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-f])")


def forms_of(value):
    """The bytes that would betray the value."""
    plain = {value.encode(), value.lower().encode(), value.upper().encode()}
    try:
        a = ipaddress.ip_address(value)
        plain.add(a.exploded.encode())
        if a.version == 6:
            plain.add(a.packed)
            plain.add(a.packed.hex().encode())
    except ValueError:
        pass
    return plain, [hashlib.new(n, p) for p in {value.encode(), value.lower().encode()} for n in ALGORITHMS]


def files_below(folder):
    for here, _, names in os.walk(folder):
        for n in names:
            path = os.path.join(here, n)
            if os.path.isfile(path) and not os.path.islink(path):
                yield path


def plain_pattern(forms):
    """One pattern for all plain forms; an address must not go on in a longer one."""
    texts = sorted({re.escape(f) for fs in forms for f in fs}, key=len, reverse=True)
    return re.compile(rb"(?<![0-9a-zA-Z])(?:" + b"|".join(texts) + rb")(?![0-9])")


def search(folder, values):
    """[(file, what)] of everything found."""
    forms = [forms_of(v) for v in values]
    pattern = plain_pattern([p for p, _ in forms])
    raw = {f for p, _ in forms for f in p if len(f) == 16 and not f.isascii()}
    hexes = {h.hexdigest().encode() for _, hs in forms for h in hs}
    digests = {h.digest() for _, hs in forms for h in hs}
    heads = re.compile(b"|".join(re.escape(d[:8]) for d in sorted(digests)), re.S)
    found = []
    for path in files_below(folder):
        with open(path, "rb") as f:
            data = f.read()
        found += [(path, m.group(0)) for m in pattern.finditer(data)]
        found += [(path, m.group(0)) for m in HEX.finditer(data.lower()) if m.group(0) in hexes]
        found += [(path, r) for r in raw if r in data]
        found += [(path, m.group(0)) for m in heads.finditer(data)
                  if any(data.startswith(d, m.start()) for d in digests)]
    return found
