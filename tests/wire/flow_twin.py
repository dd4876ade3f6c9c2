# SPDX-License-Identifier: Apache-2.0
"""flow_twin FLOW_DUMP - a second, slow decoder of NetFlow v5, v9 and IPFIX, and what both say.

The decoder here is written from doc/formats/events.md and the RFCs, with whole messages in hand and no
compiling of templates. Held against flow_dump: every real file beside this clone (record by record, and
the numbers of sets against EXPECTED.json), pairs of template and data files, cuts at random places,
messages made here (whose records are known without any decoder), and real files with bytes changed.
"""
import ipaddress
import json
import os
import random
import struct
import subprocess
import sys
import tempfile

DUMP = sys.argv[1]
SHARED = os.environ.get("CRESSET_SHARED", "../shared") + "/data"
REAL = SHARED + "/3-events/netflow-ipfix"

VAR = 65535
TEXTS = {  # (enterprise, number): field; "host" and "target" make a URL
    (0, 460): "host", (0, 461): "target",
    (6871, 117): "host", (6871, 179): "dns.query", (6871, 180): "dns.answer.name",
    (6871, 182): "dns.answer.name", (6871, 183): "dns.answer.name", (6871, 184): "dns.answer.name",
    (6871, 219): "dns.answer.name", (6871, 294): "tls.sni",
    (35632, 180): "target", (35632, 187): "host", (35632, 188): "tls.sni", (35632, 205): "dns.query",
    (35632, 489): "tls.ja3", (35632, 490): "tls.ja3s", (35632, 576): "tls.ja4",
    (5951, 130): "target", (5951, 142): "host", (3054, 183): "host", (3054, 184): "target",
    (8057, 2): "dns.query", (8057, 808): "tls.sni", (8057, 890): "tls.sni",
    (39499, 1): "host", (39499, 2): "target", (39499, 121): "dns.query", (39499, 338): "tls.sni",
    (16982, 501): "host", (16982, 502): "target", (16982, 811): "tls.sni",
}
ADDRS = {8: "src.ip", 12: "dst.ip", 27: "src.ip", 28: "dst.ip",
         225: "src.ip", 226: "dst.ip", 281: "src.ip", 282: "dst.ip"}
NSEL = {40001: "src.ip", 40002: "dst.ip"}
SIXTEEN = {27, 28, 281, 282}
# In this order; the first that a template has is the time.
TIMES = [(152, "ms"), (154, "ntp"), (156, "ntp"), (150, "s"), (158, "before"), (22, "up"),
         (153, "ms"), (155, "ntp"), (157, "ntp"), (151, "s"), (159, "before"), (21, "up"),
         (323, "ms"), (324, "ntp"), (325, "ntp"), (322, "s")]
MS_MAX = 253402300799999


class Broken(Exception):
    """Nothing behind this place can be read."""


def be(b):
    return int.from_bytes(b, "big")


class Template:
    def __init__(self, options, scopes, fields, source):
        self.options, self.scopes, self.fields, self.source = options, scopes, fields, source
        self.least = sum(1 if n == VAR else n for _, _, n in fields)
        self.variable = any(n == VAR for _, _, n in fields)


class Twin:
    def __init__(self):
        self.templates, self.boot, self.source = {}, {}, 0

    def decode(self, data, datagram=False):
        """The lines that flow_dump prints for one file."""
        self.b, self.p, self.out, self.datagram = data, 0, [], datagram
        self.source += 1
        self.sender = 7 if datagram else 0
        self.c = dict(records=0, no_event=0, unmatched=0, templates=0, options=0, data=0, messages=0)
        try:
            while self.p < len(self.b):
                self.message()
        except Broken as e:
            self.error(str(e))
        self.out.append("counts " + " ".join(str(v) for v in self.c.values()))
        return self.out

    def error(self, text):
        self.out.append("error " + text)

    def broken(self, name):
        raise Broken(("bad-input " if self.datagram else "corrupt ") + name)

    def want(self, n):
        if len(self.b) - self.p < n:
            self.broken("FLOW_DATAGRAM_CUT" if self.datagram else "STREAM_CUT")

    def message(self):
        self.want(2)
        version = be(self.b[self.p:self.p + 2])
        if version not in (5, 9, 10):
            self.broken("FLOW_NFCAPD" if version in (0xA50C, 0x0CA5) else "FLOW_VERSION")
        self.version = version
        {5: self.v5, 9: self.v9, 10: self.ipfix}[version]()

    def header(self, n):
        self.want(n)
        return self.b[self.p:self.p + n]

    def set_time(self, sec, ns=0):
        self.sec = sec
        self.us = sec * 10**6 + (ns // 1000 if ns < 10**9 else 0) if sec else None

    def v5(self):
        h = self.header(24)
        count = be(h[2:4])
        if count > 30:
            self.broken("FLOW_V5_COUNT")
        self.want(24 + 48 * count)
        self.c["messages"] += 1
        self.uptime = be(h[4:8])
        self.set_time(be(h[8:12]), be(h[12:16]))
        for i in range(count):
            r = self.b[self.p + 24 + 48 * i:][:48]
            self.emit([(0, 8, 4, r[0:4]), (0, 12, 4, r[4:8]), (0, 22, 4, r[24:28]),
                       (0, 7, 2, r[32:34]), (0, 11, 2, r[34:36])], False, (0, 22))
        self.p += 24 + 48 * count

    def v9(self):
        h = self.header(20)
        self.uptime, self.domain = be(h[4:8]), be(h[16:20])
        self.set_time(be(h[8:12]))
        self.c["messages"] += 1
        self.p += 20
        while self.p < len(self.b):
            self.want(2)
            sid = be(self.b[self.p:self.p + 2])
            if sid in (5, 9, 10):
                return
            self.want(4)
            n = be(self.b[self.p + 2:self.p + 4])
            if not sid and not n:
                while self.p < len(self.b):
                    self.want(2)
                    if self.b[self.p:self.p + 2] != b"\0\0":
                        return
                    self.p += 2
                return
            if n < 4:
                self.broken("FLOW_SET_LENGTH")
            self.want(n)
            body = self.b[self.p + 4:self.p + n]
            self.p += n
            self.one_set(sid, body, 0)

    def ipfix(self):
        h = self.header(16)
        n = be(h[2:4])
        if n < 16:
            self.broken("FLOW_IPFIX_LENGTH")
        self.want(n)
        self.domain = be(h[12:16])
        self.c["messages"] += 1
        self.set_time(be(h[4:8]))
        m = self.b[self.p + 16:self.p + n]
        self.p += n
        while len(m) >= 4:
            sid, length = struct.unpack(">HH", m[:4])
            if length < 4 or length > len(m):
                if m[:4] != b"\0\0\0\0":
                    self.error("bad-input FLOW_SET_LENGTH")
                return
            self.one_set(sid, m[4:length], 2)
            m = m[length:]

    def one_set(self, sid, body, first):
        if sid >= 256:
            self.data(sid, body)
        elif sid in (first, first + 1):
            self.c["options" if sid - first else "templates"] += 1
            fault = self.definitions(body, sid != first)
            if fault:
                self.error(fault)

    def key(self, tid):
        return self.sender, self.domain, self.version, tid

    def definitions(self, b, options):
        fault = None
        while len(b) >= 4:
            tid, n = struct.unpack(">HH", b[:4])
            scopes, head = 0, 4
            if options and not (self.version == 10 and n == 0):
                head = 6
            if len(b) < head or (tid < 256 and n):
                break
            if head == 6 and self.version == 10:
                scopes = be(b[4:6])
            elif head == 6:
                scopes, n = n // 4, n // 4 + be(b[4:6]) // 4
            b = b[head:]
            if not n:
                self.withdraw(tid, options)
                continue
            fields = []
            while len(fields) < n:
                if len(b) < 4:
                    break
                e, length = struct.unpack(">HH", b[:4])
                pen = 0
                if self.version == 10 and e & 0x8000:
                    if len(b) < 8:
                        break
                    e, pen = e & 0x7FFF, be(b[4:8])
                    b = b[4:]
                b = b[4:]
                fields.append((pen, e, length))
            t = Template(options, scopes, fields, self.source)
            if len(fields) < n:
                fault = fault or "bad-input FLOW_TEMPLATE_CUT"
                break
            if n > 1024 or t.least > 65535:
                self.templates.pop(self.key(tid), None)
                fault = fault or "too-large FLOW_TEMPLATE_" + ("FIELDS" if n > 1024 else "LONG")
                continue
            self.templates[self.key(tid)] = t
        return fault

    def withdraw(self, tid, options):
        if tid >= 256:
            self.templates.pop(self.key(tid), None)
        elif tid == (3 if options else 2):
            for k in [k for k, t in self.templates.items()
                      if k[:3] == self.key(0)[:3] and t.options == options]:
                del self.templates[k]

    def data(self, tid, b):
        self.c["data"] += 1
        self.next_boot = 0
        self.records(tid, b)
        if self.next_boot and self.version == 10:
            self.boot[self.sender, self.domain] = self.next_boot

    def records(self, tid, b):
        t = self.templates.get(self.key(tid))
        if t and t.source != self.source and not t.variable:
            t = t if t.least and len(b) % t.least <= 3 else None
        if not t:
            self.c["unmatched"] += 1
            return
        usable = self.usable(t)
        while t.least and len(b) >= t.least:
            record, rest = [], b
            for pen, e, n in t.fields:
                kind = n
                if n == VAR:
                    if not rest:
                        return self.cut()
                    n, rest = rest[0], rest[1:]
                    if n == 255:
                        if len(rest) < 2:
                            return self.cut()
                        n, rest = be(rest[:2]), rest[2:]
                if len(rest) < n:
                    return self.cut()
                record.append((pen, e, kind, rest[:n]))
                rest = rest[n:]
            b = rest
            self.emit([r if u else (0, -1, 0, b"") for r, u in zip(record, usable)], t.options,
                      self.time_of(t, usable))

    def usable(self, t):
        """v9: what is a scope has numbers of its own."""
        return [self.version != 9 or i >= t.scopes for i in range(len(t.fields))]

    def time_of(self, t, usable):
        have = {e for (pen, e, n), u in zip(t.fields, usable) if u and pen == 0 and n != VAR and
                (n == 8 if dict(TIMES).get(e) == "ntp" else 1 <= n <= 8)}
        return next(((0, e) for e, _ in TIMES if e in have), None)

    def cut(self):
        self.c["records"] += 1
        self.error("bad-input FLOW_RECORD_CUT")

    # ---- one record ----

    def emit(self, record, options, time):
        self.c["records"] += 1
        values, ports, host, target, us, taken = [], [0, 0], b"", b"", None, 0
        for pen, e, n, b in record:
            if taken == 24:
                break
            if self.version == 9 and e >= 57472:
                pen, e = 35632, e - 57472
            number = n != VAR and 1 <= n <= 8
            if options:
                if (pen, e) == (0, 160) and number:
                    taken += 1
                    self.next_boot = be(b) or self.next_boot
                continue
            if pen == 0 and (e in ADDRS or self.version == 9 and e in NSEL):
                if n == (16 if e in SIXTEEN else 4):
                    taken += 1
                    if any(b):
                        a = ipaddress.ip_address(b)
                        a = getattr(a, "ipv4_mapped", None) or a
                        if int(a):
                            values.append([ADDRS.get(e) or NSEL[e], str(a)])
            elif pen == 0 and e in (7, 11) and number:
                taken += 1
                ports[e == 11] = be(b)
            elif (pen, e) == (0, 160) and number:
                taken += 1
                self.next_boot = be(b) or self.next_boot
            elif (pen, e) == time and (n == 8 if dict(TIMES)[e] == "ntp" else number):
                taken += 1
                time = None
                us = self.time(dict(TIMES)[e], b)
            elif (pen, e) in TEXTS and n:
                taken += 1
                text = b.rstrip(b"\0")
                if n != VAR and len(text) == n:
                    text = b""
                if text and TEXTS[pen, e] == "target":
                    target = text
                elif text:
                    field = TEXTS[pen, e]
                    host = text if field == "host" else host
                    values.append(["http.host" if field == "host" else field, text.hex()])
        self.url(values, host, target)
        if not values:
            self.c["no_event"] += 1
            return
        if 1 <= ports[0] < 1024 <= ports[1]:
            for v in values:
                v[0] = {"src.ip": "dst.ip", "dst.ip": "src.ip"}.get(v[0], v[0])
        us = self.us if us is None else us
        self.out.append("%d %s %s" % (self.c["records"], "-" if us is None else us,
                                      " ".join("=".join(v) for v in values)))

    def url(self, values, host, target):
        if b"://" in target[:64] and target[:1] != b"/":
            values.append(["http.url", target.hex()])
        elif host and target[:1] == b"/" and len(host + target) <= 8192:
            values.append(["http.url", (host + target).hex()])

    def time(self, kind, b):
        v = be(b)
        if kind == "ms":
            return v * 1000 if 0 < v <= MS_MAX else None
        if kind == "s":
            return v * 10**6 if 0 < v <= MS_MAX // 1000 else None
        if kind == "ntp":
            sec, part = v >> 32, v & 0xFFFFFFFF
            if not sec:
                return None
            sec += 0 if sec >= 1 << 31 else 1 << 32
            return (sec - 2208988800) * 10**6 + (part * 10**6 >> 32)
        if self.us is None:
            return None
        if kind == "before":
            return self.us - v if v <= self.us else None
        uptime = self.uptime_now()
        if uptime is None:
            return None
        diff = (v - uptime) % 2**32
        return self.us + (diff - 2**32 if diff >= 2**31 else diff) * 1000

    def uptime_now(self):
        if self.version != 10:
            return self.uptime
        boot = self.boot.get((self.sender, self.domain))
        return None if boot is None else (self.sec * 1000 - boot) % 2**32


# ---- what the program says ----

def dump(files, *options):
    """A list of lines for each file."""
    run = subprocess.run([DUMP, *options, *files], capture_output=True, text=True)
    if run.returncode:
        sys.exit("flow_dump: " + run.stderr)
    out, one = [], []
    for line in run.stdout.splitlines():
        one.append(line)
        if line.startswith("counts "):
            out.append(one)
            one = []
    return out


def compare(name, want, got):
    for i, (a, b) in enumerate(zip(want + ["nothing"], got + ["nothing"])):
        if a != b:
            sys.exit(f"{name}: line {i + 1}\n  twin: {a}\n  here: {b}")


def compare_blobs(name, blobs, folder, *options):
    """The same inputs through both, templates kept from one to the next."""
    files = []
    for i, blob in enumerate(blobs):
        files.append(os.path.join(folder, str(i)))
        with open(files[-1], "wb") as f:
            f.write(blob)
    twin = Twin()
    want = [twin.decode(b, "-d" in options) for b in blobs]
    for i, (a, b) in enumerate(zip(want, dump(files, *options))):
        compare(f"{name} #{i}", a, b)
    return want


# ---- real files ----

def real():
    return {n: open(os.path.join(REAL, n), "rb").read() for n in sorted(os.listdir(REAL))}


def expected_counts(name, lines, expected):
    """The sets, the messages and the records of v5, as an independent script counted them."""
    e = expected["3-events/netflow-ipfix/" + name]
    c = [int(x) for x in lines[-1].split()[1:]]
    sets = [e["sets"].get(k, 0) for k in ("template", "options", "data")]
    sets.append(sum(e["messages"].values()))
    if c[3:] != sets or (name.startswith("netflow5") and c[0] != e["v5_records"]):
        sys.exit(f"{name}: counted {c}, expected {sets} and {e['v5_records']} records of v5")
    return c


def check_real(files, folder):
    with open(SHARED + "/EXPECTED.json") as f:
        expected = json.load(f)
    sums = [0] * 7
    for name, blob in files.items():
        lines = compare_blobs(name, [blob], folder)[0]
        sums = [a + b for a, b in zip(sums, expected_counts(name, lines, expected))]
        for seed in range(1):
            compare_blobs(f"{name} cut", [blob], folder, "-c", str(seed))
        compare_blobs(f"{name} datagram", [blob], folder, "-d")
    if sums[3:] != [72, 22, 316, 14 + 56 + 101]:
        sys.exit(f"sets and messages: {sums[3:]}")
    for bad in ("netflow5_test_invalid01.dat", "netflow5_test_invalid02.dat"):
        if Twin().decode(files[bad]) != ["error corrupt FLOW_V5_COUNT", "counts 0 0 0 0 0 0 0"]:
            sys.exit(bad)
    return sums


def check_pairs(files, folder):
    """Templates from one file, data from another; events must come of it."""
    order = sorted(files, key=lambda n: (n.split("_data")[0].split("_tpl")[0].split("_opttpl")[0],
                                         "tpl" not in n, n))
    groups = {}
    for n in order:
        vendor = "_".join(n.split("_")[:4])
        groups.setdefault(vendor, []).append(n)
    total = 0
    for vendor, names in groups.items():
        for options in ((), ("-d",)):
            want = compare_blobs(vendor, [files[n] for n in names], folder, *options)
        total += sum(len(w) - 1 for w in want)
    return total


def check_damage(files, folder, rounds):
    """Changed bytes, also of lengths and numbers: both must still say the same."""
    r = random.Random(7)
    small = [n for n, b in files.items() if len(b) < 3000]
    for i in range(rounds):
        blobs = []
        for n in r.choices(small, k=40):
            b = bytearray(files[n])
            for _ in range(r.choice([1, 1, 2, 5])):
                at = r.randrange(min(len(b), r.choice([24, 80, 4000])))
                b[at] = r.choice([0, 1, 2, 3, 5, 9, 10, 255, r.randrange(256)])
            if r.random() < 0.2:
                del b[r.randrange(len(b)):]
            blobs.append(bytes(b))
        compare_blobs(f"damage {i}", blobs, folder, *r.choice([(), ("-d",), ("-c", str(i))]))
    return rounds * 40


# ---- messages made here ----

class Maker:
    """Random exporters; `lines` is what must come of the messages, known without a decoder."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.templates = {}  # (version, domain): {id: fields}
        self.lines, self.records = [], 0

    def addr(self, n):
        return bytes([self.r.choice([1, 9, 100, 0x20])] + [self.r.randrange(256) for _ in range(n - 1)])

    def field(self, version):
        """(specifier, length, a function that makes the bytes and says what comes of them)"""
        r = self.r
        kinds = [(8, 4, "src.ip"), (12, 4, "dst.ip"), (27, 16, "src.ip"), (28, 16, "dst.ip"),
                 (225, 4, "src.ip"), (226, 4, "dst.ip")]
        k = r.randrange(10)
        if k < 5:
            e, n, name = r.choice(kinds)
            return struct.pack(">HH", e, n), n, lambda: self.made_addr(n, name)
        if k == 5 and version == 10:  # a name of variable length, of an enterprise
            return struct.pack(">HHI", 0x8000 | 808, VAR, 8057), VAR, self.made_name
        if k == 6:  # 32 bytes, filled up with zeros
            spec = struct.pack(">HH", 57472 + 205, 32) if version == 9 else \
                struct.pack(">HHI", 0x8000 | 205, 32, 35632)
            return spec, 32, self.made_fixed_name
        n = r.choice([0, 1, 2, 4, 8, 13])
        if k == 7 and version == 10:  # unknown, of an enterprise, or a reverse element
            pen = r.choice([29305, 4242])
            n = r.choice([n, VAR])
            return struct.pack(">HHI", 0x8000 | 8, n, pen), n, lambda: self.made_other(n)
        return struct.pack(">HH", r.choice([1, 2, 10, 60, 85, 300]), n), n, lambda: self.made_other(n)

    def made_addr(self, n, name):
        b = self.addr(n)
        return b, [name + "=" + str(ipaddress.ip_address(b))]

    def made_name(self):
        b = self.name(self.r.choice([0, 5, 40, 254, 255, 300]))
        head = bytes([len(b)]) if len(b) < 255 and self.r.random() < 0.8 else \
            b"\xff" + struct.pack(">H", len(b))
        return head + b, ["tls.sni=" + b.hex()] if b else []

    def made_fixed_name(self):
        b = self.name(self.r.choice([0, 1, 20, 31, 32]))
        return b.ljust(32, b"\0"), ["dns.query=" + b.hex()] if 0 < len(b) < 32 else []

    def made_other(self, n):
        if n != VAR:
            return self.r.randbytes(n), []
        b = self.r.randbytes(self.r.choice([0, 3, 254]))
        return bytes([len(b)]) + b, []

    def name(self, n):
        return bytes(self.r.choices(b"abcdefgh.-", k=n - 1)) + b"z" if n else b""

    def template_set(self, version, domain):
        body = b""
        for _ in range(self.r.randrange(1, 4)):
            tid = self.r.randrange(256, 262)
            fields = [self.field(version) for _ in range(self.r.randrange(1, 12))]
            self.templates.setdefault((version, domain), {})[tid] = fields
            body += struct.pack(">HH", tid, len(fields)) + b"".join(f[0] for f in fields)
        return self.pack_set(0 if version == 9 else 2, body)

    def withdrawal(self, version, domain):
        """Of one, or of all."""
        known = self.templates.setdefault((version, domain), {})
        if version == 9 or not known:
            return b""
        if self.r.random() < 0.5:
            known.clear()
            return self.pack_set(2, struct.pack(">HH", 2, 0))
        tid = self.r.choice(sorted(known))
        del known[tid]
        return self.pack_set(2, struct.pack(">HH", tid, 0))

    def pack_set(self, sid, body):
        return struct.pack(">HH", sid, 4 + len(body)) + body

    def data_set(self, version, domain, when):
        known = self.templates.get((version, domain), {})
        tid = self.r.randrange(256, 262)
        if tid not in known:
            return self.pack_set(tid, self.r.randbytes(self.r.randrange(40)))
        least = sum(1 if f[1] == VAR else f[1] for f in known[tid])
        body = b""
        for _ in range(self.r.choice([1, 2, 5, 70]) if least else 0):
            record, values = b"", []
            for _, _, make in known[tid]:
                b, v = make()
                record += b
                values += v
            if len(body + record) > 15000:
                break
            body += record
            self.records += 1
            if values:
                self.lines.append("%d %d %s" % (self.records, when * 10**6, " ".join(values)))
        padding = self.r.choice([0, 0, 1, 2, 3])
        if padding < least:
            body += bytes(padding)
        return self.pack_set(tid, body)

    def message(self):
        version, domain = self.r.choice([9, 10]), self.r.randrange(3)
        when = self.r.randrange(1, 2**32)
        body = b""
        for _ in range(self.r.randrange(1, 5)):
            kind = self.r.random()
            one = self.template_set(version, domain) if kind < 0.3 else \
                self.withdrawal(version, domain) if kind < 0.4 else \
                self.data_set(version, domain, when)
            body += one
        if version == 10:
            return struct.pack(">HHIII", 10, 16 + len(body), when, 1, domain) + body
        return struct.pack(">HHIIII", 9, 1, 1000, when, 1, domain) + body


def check_made(folder, rounds):
    total = 0
    for seed in range(rounds):
        m = Maker(seed)
        blob = b"".join(m.message() for _ in range(30))
        options = [(), ("-c", str(seed))][seed % 2]
        got = compare_blobs(f"made {seed}", [blob], folder, *options)[0]
        compare(f"made {seed}, what was put in", m.lines, got[:-1])
        total += len(m.lines)
    return total


def main():
    with tempfile.TemporaryDirectory(prefix="cresset-test-") as folder:
        made = check_made(folder, 60)
        print(f"made here: {made} events")
        if not os.path.isdir(REAL):
            print(f"SKIP {REAL}: not beside this clone")
            return
        files = real()
        sums = check_real(files, folder)
        print(f"real files: {len(files)}, records {sums[0]}, without event {sums[1]}")
        print(f"in pairs: {check_pairs(files, folder)} events")
        print(f"damaged: {check_damage(files, folder, 20)} files")


main()
