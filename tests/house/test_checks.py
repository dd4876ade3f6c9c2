#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_checks.py BUILD - a check that cannot fail is no check: plants each violation in a small
tree and wants it found, at its place; and wants silence on the same tree without it."""
import io
import contextlib
import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check  # noqa: E402

SPDX = "/* SPDX-License-Identifier: Apache-2.0 */\n"
CLEAN = {
    "src/LAYERS": "base:\nwire: base\nstore: base wire\nintake: base wire\nmatch: base wire\nserve: base wire\n",
    "src/base/say/base.def": SPDX + 'SAY(FILE_OPEN, "cannot open {1}", "打不开 {1}")\n',
    "src/base/err.h": SPDX + "#pragma once\nenum err { ERR_OK };\nstatic inline enum err err_none(void)\n{\n\treturn ERR_OK;\n}\n",
    "src/base/mem.c": SPDX + '#include "base/err.h"\n#include <stdlib.h>\nvoid *mem(void);\nvoid *mem(void)\n{\n\treturn malloc(1);\n}\n',
    "src/wire/raw_id.c": SPDX + '#include "wire/raw_id_open.h"\n',
    "src/wire/raw_id_open.h": SPDX + "#pragma once\nint raw(void);\n",
    "src/wire/x.c": SPDX + '#include "base/err.h"\n/* "free(x)" in a comment: malloc(3) */\nvoid f(void);\nvoid f(void)\n{\n'
                    '\tsay(SAY_FILE_OPEN, "free(1)");\n\tfprintf(stderr, "%s\\n", "x");\n}\n',
    "tools/go": "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n",
    "README.md": "| A1.1 | what | why |\n",
    "packs/p/mechanisms/A1.1.yaml": "# SPDX-License-Identifier: Apache-2.0\ndeclined: whole\n",
    "packs/p/mechanisms/A1.2.yaml": "# SPDX-License-Identifier: Apache-2.0\nstatus: software\n",
    "Makefile": "# SPDX-License-Identifier: Apache-2.0\n",
}
LONG = "void big(void)\n{\n" + "\tf();\n" * 90 + "}\n"

# check, file, its text (appended when it begins with "+"), where it must be found, a word of the reason
PLANTED = [
    ("layers", "src/base/up.c", SPDX + '\n#include "wire/raw_id_open.h"\n', "src/base/up.c:3", "layers"),
    ("layers", "src/match/side.h", SPDX + '#include "intake/in.h"\n', "src/match/side.h:2", "match may not"),
    ("layers", "src/wire/y.c", SPDX + '#include "err.h"\n', "src/wire/y.c:2", "names no room"),
    ("layers", "src/attic/y.c", SPDX, "src/attic/y.c", "not in src/LAYERS"),
    ("layers", "src/LAYERS", "base: wire\nwire: base\n", "src/LAYERS", "not listed before"),
    ("loops", "src/base/err.h", '+#include "base/b.h"\n', "src/base/", "loop"),
    ("headers", "src/wire/lost.h", SPDX + "#pragma once\nsize_t lost(void);\n", "src/wire/lost.h:3:1", "size_t"),
    ("headers", "src/wire/twice.h", SPDX + "struct twice { int i; };\n", "src/wire/twice.h:2:8", "redefinition"),
    ("headers", "src/wire/proto.h", SPDX + "#pragma once\nint proto();\n", "src/wire/proto.h:3:1", "prototype"),
    ("memory", "src/wire/m.c", SPDX + "char *m = strdup(s);\n", "src/wire/m.c:2", "strdup"),
    ("memory", "src/wire/m.c", SPDX + "\n\n\tfree (p);\n", "src/wire/m.c:4", "free"),
    ("seams", "src/store/log.c", SPDX + '#include "wire/raw_id_open.h"\n', "src/store/log.c:2", "veil"),
    ("seams", "src/serve/page.c", SPDX + "#include <microhttpd.h>\n", "src/serve/page.c:2", "serve/http.c"),
    ("seams", "src/wire/z.c", SPDX + "#include <sqlite3.h>\n", "src/wire/z.c:2", "store"),
    ("files", "src/wire/big.c", SPDX + "\n" * 1000, "src/wire/big.c", "1001 lines"),
    ("files", "src/wire/big.h", SPDX + "\n" * 160, "src/wire/big.h", "161 lines"),
    ("functions", "src/wire/long.c", SPDX + LONG, "src/wire/long.c:2", "big() has 92"),
    ("functions", "src/wire/x.c", "".join(LONG.replace("big", f"b{i}").replace("\tf();\n" * 70, "")
                                          for i in range(9)), "src", "median"),
    ("spdx", "src/wire/bare.c", "int i;\n", "src/wire/bare.c", "first line"),
    ("spdx", "tools/bare", "#!/bin/sh\n\n# SPDX-License-Identifier: Apache-2.0\n", "tools/bare", "first line"),
    ("spdx", "tests/web/x.mjs", "f();\n", "tests/web/x.mjs", "first line"),
    ("spdx", "packs/m.sql", "SELECT 1;\n", "packs/m.sql", "first line"),
    ("words", "doc/x.md", "\nas in /wo" "rk/main\n", "doc/x.md:2", "holds"),
    ("words", "README.md", "from py" "pi.org\n", "README.md:1", "holds"),
    ("sentences", "src/base/say/base.def", '+SAY(FILE_GONE, "gone", "没了")\n', "src/base/say/base.def:3", "SAY_FILE_GONE"),
    ("literals", "src/wire/talk.c", SPDX + '\nx = fprintf(stderr,\n\t"cannot go on: %s\\n", y);\n', "src/wire/talk.c:3", "catalogue"),
    ("literals", "src/wire/talk.c", SPDX + 'const char *s = "打不开";\n', "src/wire/talk.c:2", "Chinese"),
    ("declined", "packs/p/mechanisms/A1.2.yaml", "declined: part\n", "packs/p/mechanisms/A1.2.yaml", "does not say why"),
    ("formatted", "src/wire/ugly.c", SPDX + "int  ugly;\n", "src/wire/ugly.c:2", "make format"),
    ("declined", "README.md", "+| A9.9 | what | why |\n", "README.md", "no pack declines"),
]
EXCUSED = ("functions", "src/wire/long.c", SPDX + "\n/* long: a table in words. */\n" + LONG)


def write_tree(root, tree):
    for rel, text in tree.items():
        path = os.path.join(root, rel)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)


def run(name, tree, build):
    with tempfile.TemporaryDirectory() as root:
        write_tree(root, tree)
        os.makedirs(os.path.join(root, "tests"), exist_ok=True)
        with contextlib.redirect_stdout(io.StringIO()):
            fn = next(c for c in check.CHECKS if c.__name__ == name)
            return list(fn(root, build))


def planted(name, rel, text):
    tree = dict(CLEAN)
    tree[rel] = CLEAN[rel] + text[1:] if text.startswith("+") else text
    if name == "loops":
        tree["src/base/b.h"] = SPDX + '#include "base/err.h"\n'
    return tree


def main(build):
    bad = 0

    def verdict(ok, what, found):
        nonlocal bad
        bad += not ok
        print(f"[{'       OK ' if ok else '  FAILED  '}] {what}" + ("" if ok else f": {found}"))
    checks = [c for c in check.CHECKS if c is not check.formatted or shutil.which(check.FORMATTER)]
    if len(checks) < len(check.CHECKS):
        print(f"SKIP {check.FORMATTER}: not installed\n[  SKIPPED ] formatted finds what was planted")
    for fn in checks:
        found = run(fn.__name__, CLEAN, build)
        verdict(not found, f"{fn.__name__} is silent on a clean tree", found)
    for name, rel, text, place, word in (p for p in PLANTED if p[0] in [c.__name__ for c in checks]):
        found = run(name, planted(name, rel, text), build)
        ok = any(p.startswith(place) and word in s for p, s in found)
        verdict(ok, f"{name} finds what was planted in {rel} ({word})", found)
    found = run(EXCUSED[0], planted(*EXCUSED), build)
    verdict(not found, "functions accepts a reason", found)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
