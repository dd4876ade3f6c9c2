#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""embed.py OUT.c DEPFILE HEADER TABLE FOLDER - the files below FOLDER as a C table; folders "tests" and "samples" stay out.

HEADER declares struct embedded {path, data, n} and the table. The depfile names every file and
every folder (whose time changes when a file comes or goes), so that ninja makes it anew.
"""
import os
import sys

LINE = 32


def literal(data):
    """Three octal digits a byte that is not plain: no digit that follows can join them."""
    rows = []
    for at in range(0, len(data), LINE):
        row = "".join(chr(b) if 32 <= b < 127 and b not in b'"\\?' else "\\%03o" % b
                      for b in data[at:at + LINE])
        rows.append('\t\t"%s"' % row)
    return "\n".join(rows) or '\t\t""'


def main():
    out, depfile, header, table, folder = sys.argv[1:]
    files, seen = [], []
    for here, dirs, names in os.walk(folder):
        dirs[:] = sorted(d for d in dirs if not d.startswith(".") and d not in ("tests", "samples"))
        seen.append(here)
        files += [os.path.join(here, n) for n in names if not n.startswith(".")]
    files.sort(key=lambda f: os.path.relpath(f, folder).encode())
    with open(out, "w", encoding="ascii") as o:
        o.write('/* Made by tools/embed.py. */\n#include "%s"\n\n' % header)
        o.write("const struct embedded %s[] = {\n" % table)
        for f in files:
            with open(f, "rb") as i:
                data = i.read()
            o.write('\t{ "%s",\n%s,\n\t  %d },\n'
                    % (os.path.relpath(f, folder).replace(os.sep, "/"), literal(data), len(data)))
        o.write("\t{ 0, 0, 0 },\n};\n")
    with open(depfile, "w", encoding="utf-8") as d:
        d.write("%s: %s\n" % (out, " ".join(p.replace(" ", "\\ ") for p in files + seen)))


main()
