#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""nfkc.py OUT.c HEADER - what NFKC (Unicode Standard Annex 15) needs, from this Python's Unicode data.

Full compatibility decompositions, combining classes and primary composites as sorted C tables. Hangul
is left to arithmetic.
"""
import sys
import unicodedata

HANGUL = range(0xAC00, 0xD7A4)


def every():
    for cp in range(0x110000):
        if not 0xD800 <= cp < 0xE000 and cp not in HANGUL:
            yield cp, chr(cp)


def rows(items, per_line=8):
    for at in range(0, len(items), per_line):
        yield "\t" + " ".join(items[at:at + per_line])


def main():
    out, header = sys.argv[1:]
    apart, pool, classes, pairs = [], [], [], []
    for cp, c in every():
        d = unicodedata.normalize("NFKD", c)
        if d != c:
            apart.append("{ 0x%X, %d, %d }," % (cp, len(pool), len(d)))
            pool += ["0x%X," % ord(x) for x in d]
        if unicodedata.combining(c):
            classes.append("{ 0x%X, %d }," % (cp, unicodedata.combining(c)))
        two = unicodedata.decomposition(c)
        if two and not two.startswith("<") and len(two.split()) == 2 and unicodedata.normalize("NFC", c) == c:
            a, b = (int(x, 16) for x in two.split())
            pairs.append((a, b, cp))
    with open(out, "w", encoding="ascii") as o:
        o.write("/* Made by tools/nfkc.py, Unicode %s. */\n" % unicodedata.unidata_version)
        o.write('#include "%s"\n\n' % header)
        for kind, name, items in (
                ("struct nfkc_apart", "nfkc_apart", apart), ("uint32_t", "nfkc_pool", pool),
                ("struct nfkc_class", "nfkc_class", classes),
                ("struct nfkc_pair", "nfkc_pair", ["{ 0x%X, 0x%X, 0x%X }," % p for p in sorted(pairs)])):
            o.write("const %s %s[] = {\n%s\n};\n" % (kind, name, "\n".join(rows(items))))
            if name != "nfkc_pool":
                o.write("const size_t %s_n = %d;\n" % (name, len(items)))


main()
