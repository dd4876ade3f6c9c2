#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check.py CHECK ROOT [BUILD] - one house check over the tree at ROOT.

Each check is a function that yields (place, sentence) for every violation; its docstring is the
rule. BUILD is a meson build folder (for the compiler's flags). test_checks.py plants a violation
of each kind and wants it found.
"""
import json
import os
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile

LINES_MAX, HEADER_LINES_MAX, FUNCTION_LINES_MAX = 1000, 160, 80
CODE_ROOTS = ("src", "tests", "fuzz", "bench")
ALL_ROOTS = CODE_ROOTS + ("tools", "packs", "web", "doc", "etc", ".ci")

# A library belongs to the rooms that decision 0005 names; elsewhere its header is a leak.
LIBRARY_ROOMS = {
    "microhttpd.h": {"serve/http.c"},
    "openssl/": {"base", "store"},
    "sodium": {"store"},
    "sqlite3.h": {"store", "gauge", "desk", "pack", "serve", "cmd", "sense", "share"},
    "idn2.h": {"wire"}, "libpsl.h": {"wire"},
    "libfyaml.h": {"pack"},
    "zlib.h": {"intake"}, "zstd.h": {"intake"},
}
RAW_ID_READERS = re.compile(r"(store/veil\w*|wire/raw_id\w*)\.[ch]$")
# Pieces, so that this file does not hold the words itself.
FORBIDDEN = ["/wo" + "rk/", "/tmp/re" + "search", "/tmp/ba" + "sh_jobs", "HELP" + "ERS.md",
             "registry.npm" + "js.org", "py" + "pi.org", "pythonho" + "sted.org",
             "proxy.gol" + "ang.org", "crat" + "es.io"]


def walk(root, tops, want):
    """Paths below the given top folders (and the top files when tops is None), sorted."""
    found = []
    for top in tops:
        for here, dirs, files in os.walk(os.path.join(root, top)):
            dirs[:] = sorted(d for d in dirs if d not in ("__pycache__", "node_modules"))
            found += [os.path.relpath(os.path.join(here, f), root) for f in sorted(files)]
    return [f for f in found if want(f)]


def read(root, rel):
    with open(os.path.join(root, rel), encoding="utf-8", errors="surrogateescape") as f:
        return f.read()


def code_files(root, tops=CODE_ROOTS, ext=(".c", ".h")):
    return walk(root, tops, lambda f: f.endswith(ext))


TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def blank(text, strings=True):
    """The code with comments (and strings) overwritten by spaces; lines keep their numbers."""
    def hide(m):
        s = m.group(0)
        if s[0] in "\"'" and not strings:
            return s
        return re.sub(r"[^\n]", " ", s)
    return TOKEN.sub(hide, text)


def includes(root, rel):
    for n, line in enumerate(blank(read(root, rel), strings=False).split("\n"), 1):
        m = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
        if m:
            yield n, m.group(1), m.group(2)


def src_files(root):
    return [f for f in code_files(root, ("src",), (".c", ".h", ".def"))]


def room_of(rel):
    parts = rel.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == "src" else None


def read_layers(root):
    rooms = {}
    for line in read(root, "src/LAYERS").split("\n"):
        line = line.split("#")[0].strip()
        if line:
            name, below = line.split(":")
            rooms[name.strip()] = set(below.split())
    return rooms


def layers(root, _build):
    """An include goes down, as src/LAYERS says; each room there only names rooms above it in the file."""
    rooms = read_layers(root)
    seen = set()
    for room, below in rooms.items():
        for b in sorted(below - seen):
            yield "src/LAYERS", f"{room} may include {b}, which is not listed before it"
        seen.add(room)
    for rel in src_files(root):
        room = room_of(rel)
        if room is not None and room not in rooms:
            yield rel, f"the room {room} is not in src/LAYERS"
            continue
        for n, kind, name in includes(root, rel):
            if kind == "<":
                continue
            target = name.split("/")[0]
            if "/" not in name or target not in rooms:
                yield f"{rel}:{n}", f'"{name}" names no room; write "room/file.h"'
            elif room is not None and target != room and target not in rooms[room]:
                yield f"{rel}:{n}", f'{room} may not include "{name}": the layers go down only'


def loops(root, _build):
    """No header includes itself, by whatever way round."""
    graph = {}
    for rel in src_files(root):
        graph[rel[4:]] = [n for _, k, n in includes(root, rel) if k == '"']
    done = set()

    def visit(f, path):
        if f in path:
            yield "src/" + f, "include loop: " + " -> ".join(path[path.index(f):] + [f])
        elif f not in done:
            for g in graph.get(f, []):
                yield from visit(g, path + [f])
            done.add(f)
    for f in sorted(graph):
        yield from visit(f, [])


def project_flags(build):
    """The compiler and flags with which meson compiles src/main.c (or the first file)."""
    with open(os.path.join(build, "compile_commands.json")) as f:
        commands = json.load(f)
    entry = next((c for c in commands if c["file"].endswith("src/main.c")), commands[0])
    words = shlex.split(entry["command"])
    while os.path.basename(words[0]) in ("ccache", "env"):
        words.pop(0)
    keep = [w for w in words[1:] if w.startswith(("-I", "-D", "-W", "-f", "-std")) and
            not w.startswith(("-fsanitize", "-fdiagnostics"))]
    return [words[0]] + keep, entry["directory"]


def headers(root, build):
    """Each header compiles alone, and twice, with the project's flags."""
    flags, directory = project_flags(build)
    with tempfile.TemporaryDirectory() as tmp:
        stubs = []
        for i, rel in enumerate(code_files(root, ("src",), (".h",))):
            stub = os.path.join(tmp, f"{i}.c")
            with open(stub, "w") as f:
                f.write(f'#include "{rel[4:]}"\n' * 2)
            stubs.append(stub)
        run = subprocess.run(flags + ["-Werror", "-fsyntax-only", "-I", os.path.join(os.path.abspath(root), "src")]
                             + stubs, cwd=directory, text=True, stderr=subprocess.PIPE, check=False)
        errors = re.findall(r"^(.*?:\d+:\d+): (?:fatal )?error: (.*)", run.stderr, re.M)
        for place, reason in errors:
            yield os.path.relpath(os.path.join(directory, place), os.path.abspath(root)), reason
        if run.returncode and not errors:
            yield "src", "the compiler failed: " + run.stderr.strip()[:300]


ALLOCATORS = re.compile(r"(?<![\w.>])(malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf|"
                        r"vasprintf|alloca|aligned_alloc|posix_memalign|getline)\s*\(")


def memory(root, _build):
    """malloc and its kin live in src/base."""
    for rel in code_files(root, ("src", "fuzz")):
        if room_of(rel) == "base":
            continue
        for n, line in enumerate(blank(read(root, rel)).split("\n"), 1):
            m = ALLOCATORS.search(line)
            if m:
                yield f"{rel}:{n}", f"{m.group(1)}() outside src/base; use an arena, a buf or a VEC"


def seams(root, _build):
    """The inside of raw identifiers is for store/veil; a library's header is for its room."""
    for rel in src_files(root):
        inside = rel[4:]
        for n, _, name in includes(root, rel):
            if name == "wire/raw_id_open.h" and not RAW_ID_READERS.match(inside):
                yield f"{rel}:{n}", "raw_id_open.h is for store/veil.c and wire/raw_id*.c alone"
            for lib, where in LIBRARY_ROOMS.items():
                if name.startswith(lib) and inside not in where and room_of(rel) not in where:
                    yield f"{rel}:{n}", f"<{name}> belongs to {', '.join(sorted(where))}"


def files(root, _build):
    """Files stay below 1,000 lines, headers of src below 160."""
    for rel in code_files(root, ext=(".c", ".h", ".py", ".sh", ".mjs")):
        n = read(root, rel).count("\n")
        limit = HEADER_LINES_MAX if rel.endswith(".h") else LINES_MAX
        if n > limit:
            yield rel, f"{n} lines; the limit is {limit}"


def functions_of(text):
    """(name, first line, lines, comment before) of each function; the house style puts the braces
    of a function, and of nothing else, alone into the first column."""
    lines = text.split("\n")
    start = None
    for i, line in enumerate(lines):
        if line == "{":
            start = i
        elif line == "}" and start is not None:
            head = start - 1
            while head > 0 and lines[head - 1].strip() and not re.match(r"[}#]|.*[;}]$|.*\*/$", lines[head - 1]):
                head -= 1
            above = head
            while above > 0 and lines[above - 1].strip() and lines[above - 1] != "}":
                above -= 1
            m = re.search(r"(\w+)\s*\(", " ".join(lines[head:start]))
            yield (m.group(1) if m else "?"), head + 1, i - start + 1, "\n".join(lines[above:head])
            start = None


def functions(root, _build):
    """No function is above 80 lines unless the comment before it says `long:` and why."""
    sizes = []
    for rel in code_files(root):
        for name, line, n, above in functions_of(read(root, rel)):
            if rel.startswith("src/"):
                sizes.append(n)
            if n > FUNCTION_LINES_MAX and "long:" not in above:
                yield f"{rel}:{line}", f"{name}() has {n} lines; the limit is {FUNCTION_LINES_MAX}"
    if sizes:
        middle = statistics.median(sizes)
        print(f"{len(sizes)} functions in src, median {middle:g} lines, longest {max(sizes)}")
        if middle >= 20:
            yield "src", f"the median function has {middle:g} lines; it should be under 20"


def is_source(rel):
    return rel.endswith((".c", ".h", ".def", ".py", ".sh", ".sql", ".js", ".mjs", ".ts", ".css")) or \
        os.path.basename(rel) in ("meson.build", "Makefile", "meson_options.txt")


def spdx(root, _build):
    """Each source file begins with its licence (behind the #! line, where there is one)."""
    top = [f for f in ("Makefile", "meson.build") if os.path.exists(os.path.join(root, f))]
    for rel in top + walk(root, ALL_ROOTS, lambda f: True):
        head = read(root, rel)[:400].split("\n")
        script = head[0].startswith("#!")
        if (script or is_source(rel)) and \
                "SPDX-License-Identifier: Apache-2.0" not in head[1 if script and len(head) > 1 else 0]:
            yield rel, "the first line does not say SPDX-License-Identifier: Apache-2.0"


def words(root, _build):
    """Nothing names the machine it was written on, or a package registry."""
    top = [f for f in sorted(os.listdir(root)) if os.path.isfile(os.path.join(root, f)) and f != ".git"]
    for rel in top + walk(root, ALL_ROOTS, lambda f: "/seeds/" not in f and "/found/" not in f):
        for n, line in enumerate(read(root, rel).split("\n"), 1):
            for word in FORBIDDEN:
                if word in line:
                    yield f"{rel}:{n}", f'holds "{word}"'


def sentences(root, _build):
    """Each sentence of the catalogue is said somewhere."""
    ids = {}
    for rel in code_files(root, ("src",), (".def",)):
        for n, line in enumerate(read(root, rel).split("\n"), 1):
            m = re.match(r"SAY\((\w+)", line)
            if m:
                ids[m.group(1)] = f"{rel}:{n}"
    code = "\n".join(blank(read(root, f)) for f in code_files(root))
    used = set(re.findall(r"\bSAY_(\w+)", code))
    prefixes = tuple(re.findall(r"\bSAY_(\w+)##", code.replace(" ##", "##")))
    for name, place in ids.items():
        if name not in used and not (prefixes and name.startswith(prefixes)):
            yield place, f"no source says SAY_{name}"


PRINT = re.compile(r'\b(?:fprintf\s*\(\s*stderr\s*,|dprintf\s*\(\s*2\s*,|perror\s*\(|fputs\s*\(|puts\s*\(|'
                   r'warnx?\s*\(|errx?\s*\([^,]*,)\s*("(?:\\.|[^"\\])*")')
# Names of made-up organisations and listed domains; words that a reader must know (in heads and cells of forms, marks of
# articles, spans of time): data and formats, not sentences.
KNOWS_CHINESE = re.compile(r"src/cmd/demo_data\.c|src/wire/cell\.c|src/pack/text_\w+\.c|src/pack/span\.c|"
                           r"src/gauge/(?:calc_table|lric_read|settle|basket)\.c")
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')


def literals(root, _build):
    """Sentences for people come from the catalogue: no English on stderr, no Chinese in the code."""
    for rel in code_files(root, ("src",)):
        if rel.startswith("src/base/ensure."):
            continue
        text = blank(read(root, rel), strings=False)
        for m in PRINT.finditer(text):
            plain = re.sub(r"%[-+ #0]*[\d.*]*(?:[hlzjt]*)[a-zA-Z]|\\.", " ", m.group(1))
            if re.search(r"[A-Za-z]{3}", plain.replace("cresset:", "")):
                yield f"{rel}:{text.count(chr(10), 0, m.start()) + 1}", \
                    f"says {m.group(1)} past the catalogue; make it a SAY line"
        for m in STRING.finditer(text):
            if not KNOWS_CHINESE.fullmatch(rel) and re.search("[\u4e00-\u9fff]", m.group(0)):
                yield f"{rel}:{text.count(chr(10), 0, m.start()) + 1}", \
                    "a Chinese text in the code; make it a SAY line"


def declined(root, _build):
    """Each mechanism that a pack declines stands in the README, and nothing else does."""
    readme = set(re.findall(r"^\| ([AH]\d+\.\d+) \|", read(root, "README.md"), re.M))
    packs = {}
    for rel in walk(root, ("packs",), lambda f: "/mechanisms/" in f and f.endswith(".yaml")):
        if re.search(r"^declined: ", read(root, rel), re.M):
            packs[os.path.basename(rel)[:-5]] = rel
    for name in sorted(set(packs) - readme):
        yield packs[name], f"{name} is declined, and README.md does not say why"
    for name in sorted(readme - set(packs)):
        yield "README.md", f"{name} is called declined, and no pack declines it"


FORMATTER = "clang-format-14"


def formatted(root, _build):
    """C files are as clang-format-14 leaves them (make format)."""
    style = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".clang-format")
    run = subprocess.run([FORMATTER, f"--style=file:{style}", "--dry-run", "--Werror", *code_files(root)],
                         cwd=root, text=True, stderr=subprocess.PIPE, check=False)
    for place in dict.fromkeys(re.findall(r"^(.*?:\d+):\d+: error:", run.stderr, re.M)):
        yield place, "not as make format leaves it"


CHECKS = [layers, loops, headers, memory, seams, files, functions, spdx, words, sentences, literals, declined, formatted]


def main(argv):
    check = {c.__name__: c for c in CHECKS}.get(argv[1] if len(argv) > 1 else "")
    if not check or len(argv) < 3:
        print("usage: check.py", "|".join(c.__name__ for c in CHECKS), "ROOT [BUILD]")
        return 2
    if check is formatted and not shutil.which(FORMATTER):
        print(f"SKIP {FORMATTER}: not installed\n[  SKIPPED ] formatted")
        return 0
    broken = list(check(argv[2], argv[3] if len(argv) > 3 else None))
    for place, sentence in broken:
        print(f"{place}: {sentence}")
    print(f"[{'  FAILED  ' if broken else '       OK '}] {check.__name__}: {check.__doc__.split(chr(10))[0]}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
