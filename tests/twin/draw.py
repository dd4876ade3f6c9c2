# SPDX-License-Identifier: Apache-2.0
"""Lists drawn from a log's own names and addresses: themselves, their parents, ranges that cover
them, and what nearly is one of them. Public suffixes are left out, as any loader must."""
import functools
import ipaddress
import random
import re

import twin

SUFFIX_LIST = "/usr/share/publicsuffix/public_suffix_list.dat"


class Suffixes:
    def __init__(self, path=SUFFIX_LIST):
        self.rules = set()
        for line in open(path, encoding="utf-8"):
            rule = line.split()[0] if line.split() else ""
            if rule and not rule.startswith("//"):
                self.rules.add(rule.encode("idna").decode() if not rule.isascii() else rule)

    def is_suffix(self, name):
        labels = name.split(".")
        if "!" + name in self.rules:
            return False
        # libpsl counts the parent of a wildcard as a suffix, too.
        return name in self.rules or len(labels) == 1 or "*." + name in self.rules or \
            ".".join(["*"] + labels[1:]) in self.rules


@functools.lru_cache(None)
def suffixes():
    return Suffixes()


def values_of(path, form):
    """(names, addresses, urls, hashes) seen in the log."""
    zeek, names, addrs, urls, hashes = twin.Zeek(), set(), set(), set(), set()
    with twin.open_text(path) as f:
        for raw in f:
            line = raw.rstrip(b"\r\n").decode("utf-8", "surrogateescape")
            try:
                values = list(twin.eve_values(line) if form == "eve" else zeek.values(line)) if line else []
            except ValueError:
                continue
            for field, value in values:
                if field == "http.url":
                    urls.add(value)
                elif field.startswith("file.") or field == "tls.ja4":
                    hashes.add(value)
                elif field in twin.FIELD_KINDS:
                    continue
                elif twin.fold_addr(value):
                    addrs.add(twin.fold_addr(value))
                else:
                    # Of an odd name, its longest tail that a list may hold.
                    names.update([n for n in twin.event_names(value) if twin.fold_name(n) == n][:1])
    return sorted(names), sorted(addrs, key=str), sorted(urls), sorted(hashes)


def careless(r, name):
    """One of the ways in which people write a name."""
    way = r.randrange(6)
    if way == 0:
        return name.upper()
    if way == 1:
        return name + "."
    if way == 2 and "xn--" in name:
        try:
            return name.encode().decode("idna")
        except UnicodeError:
            return name
    return name


def near_names(r, name):
    first, _, rest = name.partition(".")
    return r.choice([["not" + name], [name + ".evil.example.org"], [first + "x." + rest] if rest else [],
                     ["sub." + name]])


def draw(path, form, seed, size=400):
    """The lines of a list."""
    r, psl = random.Random(seed), suffixes()
    names, addrs, urls, hashes = values_of(path, form)
    picked = set()
    for name in r.sample(names, min(size, len(names))):
        parents = [name]
        while "." in parents[-1]:
            parents.append(parents[-1].partition(".")[2])
        keep = [p for p in parents if not psl.is_suffix(p)]
        for p in keep[:1] if r.random() < 0.5 else r.sample(keep, min(2, len(keep))):
            picked.add(careless(r, p))
        for n in near_names(r, name):
            picked.add(n)
    for a in r.sample(addrs, min(size // 2, len(addrs))):
        way = r.randrange(4)
        if way < 2:
            picked.add(str(a))
        if way > 0:
            shortest = 12 if a.version == 4 else 24
            picked.add(str(ipaddress.ip_network((a, r.randrange(shortest, a.max_prefixlen)), strict=False)))
        # Beside it: the same length, the last bit of the prefix turned.
        length = r.randrange(20, a.max_prefixlen + 1)
        beside = int(a) ^ (1 << (a.max_prefixlen - length))
        picked.add(str(ipaddress.ip_network((beside, length), strict=False)) if a.version == 6 else
                   str(ipaddress.ip_network((ipaddress.IPv4Address(beside), length), strict=False)))
    for host, target in r.sample(urls, min(size // 4, len(urls))):
        u = twin.canonical_url(host, target)
        if u and re.fullmatch(r"[\x21-\x7e]+", target) and "#" not in target and u[0].isascii():
            name, path_, query, _ = u
            picked.add("http://" + name + r.choice([path_ + ("?" + query if query is not None else ""), path_,
                                                    path_.rsplit("/", 1)[0] + "/", path_ + "x"]))
    for h in r.sample(hashes, min(size // 4, len(hashes))):
        picked.add(r.choice([h, h.upper(), h[:-1] + ("0" if h[-1] != "0" else "1")]) if "_" not in h else h)
    return sorted(picked)
