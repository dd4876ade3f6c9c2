#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""binary_twin.py STREAM_DUMP - another reader of dnstap and captures, written from the formats alone, must
see the same events as ours: in files made here, and in the real ones beside this clone."""
import datetime
import glob
import ipaddress
import json
import os
import random
import struct
import subprocess
import sys
import tempfile

ANSWER_NAMES = {2: 0, 5: 0, 12: 0, 15: 2, 33: 6, 39: 0}
DNS_PORT = 53


class Broken(Exception):
    """The values before it stand."""


# ---- DNS ----

def name(msg, at):
    labels, octets, jumps, after = [], 1, 0, None
    while True:
        if at >= len(msg):
            raise Broken
        n = msg[at]
        if n >= 0xC0:
            jumps += 1
            if at + 1 >= len(msg) or jumps > 126:
                raise Broken
            after = at + 2 if after is None else after
            at = (n & 0x3F) << 8 | msg[at + 1]
            continue
        if n > 63 or at + 1 + n > len(msg):
            raise Broken
        at += 1 + n
        if not n:
            break
        octets += 1 + n
        if octets > 255:
            raise Broken
        labels.append(msg[at - n:at].replace(b".", b"\\046"))
    return b".".join(labels), at if after is None else after


def skip(msg, at):
    while True:
        if at >= len(msg):
            raise Broken
        n = msg[at]
        if n >= 0xC0:
            if at + 1 >= len(msg):
                raise Broken
            return at + 2
        if n > 63 or at + 1 + n > len(msg):
            raise Broken
        at += 1 + n
        if not n:
            return at


def address(b):
    if len(b) == 16 and b[:12] == b"\0" * 10 + b"\xff\xff":
        b = b[12:]
    return str(ipaddress.ip_address(b))


def data(msg, kind, cls, at, n, values):
    """One answer's value; false: its data is wrong."""
    if kind in (1, 28):
        if cls != 1:
            return True
        if n != (4 if kind == 1 else 16):
            return False
        values.append(("dns.answer.ip", address(msg[at:at + n])))
    elif kind in ANSWER_NAMES:
        before = ANSWER_NAMES[kind]
        if n <= before:
            return False
        try:
            text, after = name(msg, at + before)
        except Broken:
            return False
        if after <= at + n and text:
            values.append(("dns.answer.name", text))
        return after == at + n
    return True


def dns(msg, values):
    """Adds the values; is the message good?"""
    if len(msg) < 12:
        return False
    flags, questions, answers = struct.unpack(">HHH", msg[2:8])
    at, good = 12, True
    try:
        for i in range(questions):
            if i == 16:
                return False
            text, at = name(msg, at)
            if text:
                values.append(("dns.query", text))
            if at + 4 > len(msg):
                return False
            at += 4
        if flags >> 11 & 15 == 5:
            return True
        for _ in range(answers):
            at = skip(msg, at)
            if at + 10 > len(msg):
                return False
            kind, cls, _ttl, n = struct.unpack(">HHIH", msg[at:at + 10])
            at += 10
            if at + n > len(msg):
                return False
            good &= data(msg, kind, cls, at, n, values)
            at += n
    except Broken:
        return False
    return good


# ---- events as lines ----

def plain(b):
    b = b.encode() if isinstance(b, str) else b
    return "".join(chr(c) if c == 10 or 32 <= c < 127 else f"\\x{c:02x}" for c in b)


def line(number, us, values):
    family = 0
    for field, v in values:
        if field.endswith("ip") and field != "dns.answer.ip":
            family = family or (6 if ":" in v else 4)
    when = "-"
    if us is not None and 0 <= us < 253402300800 * 10**6:
        t = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=us)
        when = t.strftime("%Y-%m-%dT%H:%M:%S") + (f".{us % 10**6:06d}".rstrip("0") if us % 10**6 else "") + "Z"
    return f"{number}: dns {family} {when}" + "".join(f" {f}={plain(v)}" for f, v in values)


class Told:
    """What a reader tells: lines, the numbers of records with a fault, how many records."""

    def __init__(self):
        self.lines, self.faults, self.records, self.ended = [], set(), 0, False

    def event(self, us, values, good):
        if values:
            self.lines.append(line(self.records, us, values))
        if not good:
            self.faults.add(self.records)


# ---- dnstap ----

def varint(b, at):
    v = shift = 0
    while True:
        c = b[at]
        v |= (c & 127) << shift
        at, shift = at + 1, shift + 7
        if c < 128:
            return v, at


def fields(b):
    at, out = 0, {}
    while at < len(b):
        tag, at = varint(b, at)
        if tag & 7 == 0:
            v, at = varint(b, at)
        else:
            n, at = varint(b, at) if tag & 7 == 2 else ({1: 8, 5: 4}[tag & 7], at)
            v, at = b[at:at + n], at + n
            if len(v) < n:
                raise Broken
        out[tag >> 3] = v
    return out


def dnstap_frame(b, told):
    frame = fields(b)
    m = fields(frame[14]) if 14 in frame else {}
    if frame.get(15, 1) != 1 or not 1 <= m.get(1, 0) <= 14:
        return
    halves = [(m.get(8), m.get(9), m.get(10)), (m.get(12), m.get(13), m.get(14))]
    if m[1] % 2 == 0:
        halves.reverse()
    sec, nsec, _ = halves[0] if halves[0][0] is not None else halves[1]
    us = None if sec is None else sec * 10**6 + int.from_bytes(nsec or b"", "little") // 1000
    values = [(f, address(m[k])) for f, k in (("src.ip", 4), ("dst.ip", 5)) if len(m.get(k, b"")) in (4, 16)]
    good = dns(halves[0][2], values) if halves[0][2] else True
    if halves[1][2] and not any(f == "dns.query" for f, _ in values):
        good &= dns(halves[1][2], values)
    told.event(us, values, good)


def dnstap(b):
    told, at = Told(), 0
    while at + 4 <= len(b):
        n = struct.unpack(">I", b[at:at + 4])[0]
        if n == 0:
            n, kind = struct.unpack(">II", b[at + 4:at + 12])
            if kind == 2 and n > 4 and b"protobuf:dnstap.Dnstap" not in b[at:at + 8 + n]:
                told.ended = True
                return told
            at += 8 + n
            continue
        told.records += 1
        dnstap_frame(b[at + 4:at + 4 + n], told)
        at += 4 + n
    return told


# ---- captures ----

def ip_packet(b):
    """(next header, source, destination, payload, first of several fragments) or None"""
    if not b:
        return None
    if b[0] >> 4 == 4 and len(b) >= 20:
        head, total, frag = (b[0] & 15) * 4, *struct.unpack(">HxxH", b[2:8])
        if head < 20 or frag & 0x1FFF or (total and total < head) or len(b) < head:
            return None
        return b[9], b[12:16], b[16:20], b[head:total or len(b)], bool(frag & 0x2000)
    if b[0] >> 4 != 6 or len(b) < 40:
        return None
    n, kind = struct.unpack(">HB", b[4:7])
    rest, fragment = b[40:40 + n] if n else b[40:], False
    while kind in (0, 43, 44, 51, 60):
        if len(rest) < 8:
            return None
        size = 8 if kind == 44 else 8 + rest[1] * (4 if kind == 51 else 8)
        if kind == 44:
            if struct.unpack(">H", rest[2:4])[0] & 0xFFF8:
                return None
            fragment = bool(rest[3] & 1)
        if size > len(rest):
            return None
        kind, rest = rest[0], rest[size:]
    return kind, b[8:24], b[24:40], rest, fragment


def ether(b, kind):
    while kind in (0x8100, 0x88A8, 0x9100) and len(b) >= 4:
        kind, b = struct.unpack(">H", b[2:4])[0], b[4:]
    if kind == 0x8864 and len(b) >= 8:
        b = b[6:]
        kind = {0x21: 0x800, 0x57: 0x86DD}.get(struct.unpack(">H", b[:2])[0])
        b = b[2:]
    ok = b and {0x800: 4, 0x86DD: 6}.get(kind) == b[0] >> 4
    return ip_packet(b) if ok else None


def unwrap(link, b):
    heads = {1: (14, 12), 10: (21, 19), 113: (16, 14), 276: (20, 0)}
    if link in heads:
        n, at = heads[link]
        return ether(b[n:], struct.unpack(">H", b[at:at + 2])[0]) if len(b) >= n else None
    if link in (0, 108):
        return ip_packet(b[4:])
    if link == 9:
        b = b[2:] if b[:2] == b"\xff\3" else b
        return ip_packet(b[2:]) if b[:2] in (b"\0\x21", b"\0\x57") else None
    return ip_packet(b) if link in (12, 14, 101, 228, 229) else None


def messages(tcp, b):
    """The DNS messages of a payload, or none."""
    if not tcp:
        return [b] if b else []
    out = []
    while b:
        n = struct.unpack(">H", b[:2])[0] if len(b) >= 2 else 0
        if n < 12 or len(b) < 2 + n:
            return []
        out.append(b[2:2 + n])
        b = b[2 + n:]
    return out


def packet(link, b, us, told):
    told.records += 1
    ip = unwrap(link, b)
    if not ip or ip[0] not in (6, 17):
        return
    kind, src, dst, rest, fragment = ip
    if len(rest) < (20 if kind == 6 else 8):
        return
    sport, dport = struct.unpack(">HH", rest[:4])
    if DNS_PORT not in (sport, dport):
        return
    if kind == 6:
        head = (rest[12] >> 4) * 4
        if head < 20 or head > len(rest):
            return
        whole = messages(True, rest[head:])
    else:
        n = struct.unpack(">H", rest[4:6])[0]
        whole = messages(False, rest[8:n] if n >= 8 else rest[8:])
    if not whole:
        return
    if sport == dport and len(whole[0]) > 2:
        to_server = not whole[0][2] & 0x80
    else:
        to_server = dport == DNS_PORT
    values = [("src.ip", address(src if to_server else dst)), ("dst.ip", address(dst if to_server else src))]
    good = True
    for m in whole:
        good &= dns(m, values)
    told.event(us, values, good or fragment)


KNOWN = (0, 1, 9, 10, 12, 14, 101, 108, 113, 228, 229, 276)


def classic(b, told):
    o = "<" if b[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    per_us = 1000 if b"\x3c" in b[:4] else 1
    link, at = struct.unpack(o + "I", b[20:24])[0] & 0xFFFF, 24
    while at + 16 <= len(b):
        sec, sub, n, _ = struct.unpack(o + "4I", b[at:at + 16])
        packet(link, b[at + 16:at + 16 + n], sec * 10**6 + sub // per_us, told)
        if link not in KNOWN and told.records == 1:
            told.faults.add(1)
        at += 16 + n


def blocks(b, told):
    at, o, links = 0, "<", []
    while at + 12 <= len(b):
        if b[at:at + 4] == b"\n\r\r\n":
            o, links = "<" if b[at + 8:at + 12] == b"\x4d\x3c\x2b\x1a" else ">", []
        kind, n = struct.unpack(o + "II", b[at:at + 8])
        body = b[at + 8:at + n - 4]
        if kind == 1:
            ticks, i = 10**6, 8
            while i + 4 <= len(body):
                code, size = struct.unpack(o + "HH", body[i:i + 4])
                if code == 0:
                    break
                if code == 9:
                    r = body[i + 4]
                    ticks = 2**(r & 127) if r & 128 else 10**r
                i += 4 + (size + 3) // 4 * 4
            links.append((struct.unpack(o + "H", body[:2])[0], ticks, struct.unpack(o + "I", body[4:8])[0]))
        elif kind == 3:
            size = struct.unpack(o + "I", body[:4])[0]
            size = min(size, links[0][2] or size)
            packet(links[0][0], body[4:4 + size], None, told)
        elif kind in (2, 6):
            i = struct.unpack(o + ("I" if kind == 6 else "H"), body[:4 if kind == 6 else 2])[0]
            hi, lo, size, _ = struct.unpack(o + "4I", body[4:20])
            packet(links[i][0], body[20:20 + size], (hi << 32 | lo) * 10**6 // links[i][1], told)
        at += n


def capture(b):
    told = Told()
    (blocks if b[:4] == b"\n\r\r\n" else classic)(b, told)
    return told


# ---- files made here ----

def labels(r):
    return [bytes(r.choice(b"abcxyz0189-_.\\ \xff\xe4") for _ in range(r.choice((1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 63))))
            for _ in range(r.randrange(5))]


class Writer:
    """A message with names that point to earlier ones, as servers write them."""

    def __init__(self, r, flags):
        self.r, self.b, self.seen, self.counts = r, bytearray(struct.pack(">HH8x", r.randrange(65536), flags)), {}, [0, 0]

    def name(self, parts, b):
        for i in range(len(parts)):
            key = tuple(parts[i:])
            if key in self.seen and self.r.random() < 0.9:
                return b + struct.pack(">H", 0xC000 | self.seen[key])
            if len(self.b) + len(b) < 0x3FFF:
                self.seen[key] = len(self.b) + len(b)
            b += bytes([len(parts[i])]) + parts[i]
        return b + b"\0"

    def question(self, parts):
        self.b += self.name(parts, b"") + struct.pack(">HH", 1, 1)
        self.counts[0] += 1

    def answer(self, parts, kind, value):
        cls = self.r.choice((1, 1, 1, 3))
        owner = self.name(parts, b"")
        self.b += owner
        if kind in ANSWER_NAMES:
            lead = bytes(10 + ANSWER_NAMES[kind])
            rdata = self.name(value, lead)[10:]
        else:
            rdata = value
        self.b += struct.pack(">HHIH", kind, cls, 60, len(rdata)) + rdata
        self.counts[1] += 1

    def done(self):
        struct.pack_into(">HH", self.b, 4, *self.counts)
        return bytes(self.b)


def message(r, response):
    w = Writer(r, (0x8180 if response else 0x0100) | (r.random() < 0.05) * 0x2800)
    names = [labels(r) for _ in range(3)]
    for _ in range(r.choice((1, 1, 1, 1, 0, 2))):
        w.question(r.choice(names))
    for _ in range(r.randrange(5) if response else 0):
        kind = r.choice((1, 28, 5, 2, 12, 15, 33, 39, 16, 6))
        sizes = {1: 4, 28: 16}
        value = r.choice(names)[-3:] if kind in ANSWER_NAMES else r.randbytes(sizes.get(kind, r.randrange(20)))
        w.answer(r.choice(names), kind, value)
    b = w.done()
    if r.random() < 0.15:
        b = bytearray(b)
        for _ in range(r.randrange(1, 4)):
            b[r.randrange(12, len(b)) if len(b) > 12 else 0] = r.randrange(256)
        b = bytes(b)[:r.choice((len(b), r.randrange(len(b) + 1)))]
    return b


def enc(v):
    out = bytearray()
    while v > 127:
        out.append(v & 127 | 128)
        v >>= 7
    return bytes(out) + bytes([v])


def pb(parts):
    out = b""
    for field, v in parts:
        if isinstance(v, int):
            out += enc(field << 3) + enc(v)
        elif isinstance(v, tuple):
            out += enc(field << 3 | 5) + struct.pack("<I", v[0])
        else:
            out += enc(field << 3 | 2) + enc(len(v)) + v
    return out


def addr(r):
    return r.randbytes(16) if r.random() < 0.3 else b"\0" * 10 + b"\xff\xff" + r.randbytes(4) if r.random() < 0.05 else r.randbytes(4)


def made_dnstap(r):
    kind = b"protobuf:dnstap.Dnstap"
    out = struct.pack(">IIIII", 0, 12 + len(kind), 2, 1, len(kind)) + kind
    for _ in range(300):
        t = r.randrange(16)
        parts = [(1, t), (2, 1), (3, 1), (4, addr(r)), (5, addr(r)), (6, r.randrange(65536)), (7, 53)]
        if r.random() < 0.9:
            parts += [(8, r.choice((1767225600, 0, 2**40, r.randrange(2**34)))), (9, (r.randrange(10**9),)), (10, message(r, False))]
        if t % 2 == 0 or r.random() < 0.1:
            parts += [(11, b"\0"), (12, 1767225601), (13, (r.randrange(10**9),)), (14, message(r, True))]
        parts += [(99, 7)] if r.random() < 0.1 else []
        if r.random() < 0.2:
            r.shuffle(parts)
        parts = [p for p in parts if r.random() < 0.97]
        frame = pb([(1, b"id"), (14, pb(parts)), (15, r.choice((1, 1, 1, 1, 1, 2)))])
        out += struct.pack(">I", len(frame)) + frame
    return out + struct.pack(">III", 0, 4, 3)


def made_packet(r):
    """(link, bytes)"""
    response = r.random() < 0.5
    ports = r.choice(((40000, 53), (53, 40000), (53, 53), (40000, 5353), (1, 2)))
    v6, tcp = r.random() < 0.4, r.random() < 0.2
    ms = [message(r, response) for _ in range(r.choice((1, 1, 2)) if tcp else 1)]
    if tcp:
        body = b"".join(struct.pack(">H", len(m)) + m for m in ms)
        body = body[:r.choice((len(body), len(body), r.randrange(len(body) + 1)))]
        body = struct.pack(">HHIIBBHHH", *ports, 1, 1, r.choice((0x50, 0x60)), 0x18, 1, 0, 0) + body
    else:
        body = struct.pack(">HHHH", *ports, r.choice((8 + len(ms[0]), 8 + len(ms[0]), 0)), 0) + ms[0]
    kind = 6 if tcp else 17
    if v6:
        for ext in r.choice(((), (), (0,), (60, 44), (51,))):
            lead = struct.pack(">BBHI", kind, 0, r.choice((0, 0, 1, 8)) if ext == 44 else 0, 0)
            body, kind = lead + body, ext
        body = struct.pack(">IHBB", 6 << 28, len(body), kind, 64) + r.randbytes(32) + body
    else:
        frag = r.choice((0, 0, 0, 0x2000, 5))
        body = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 1, frag, 64, kind, 0) + r.randbytes(8) + body
    body += r.choice((b"", b"", b"padding"))
    typ = struct.pack(">H", 0x86DD if v6 else 0x800)
    link = r.choice(KNOWN)
    tags = r.choice((b"", b"", b"\x81\0\0\7", b"\x88\xa8\0\7\x81\0\0\7"))
    if link == 1:
        return link, r.randbytes(12) + tags + typ + body
    wrap = {0: b"\2\0\0\0", 108: b"\0\0\0\2", 9: b"\xff\3\0" + (b"\x57" if v6 else b"\x21"), 10: bytes(19) + typ,
            113: bytes(14) + typ, 276: typ + bytes(18)}
    if link in (228, 229):
        link = 229 if v6 else 228
    return link, wrap.get(link, b"") + body


def made_pcap(r):
    o, link = r.choice("<>"), None
    nano = r.random() < 0.5
    out = b""
    while len(out) < 30000:
        n_link, b = made_packet(r)
        if link is None:
            link = n_link
        if n_link != link:
            continue
        out += struct.pack(o + "4I", r.randrange(2**32), r.randrange(10**9 if nano else 10**6), len(b), len(b)) + b
    return struct.pack(o + "IHHIIII", 0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, 0, 0, 65535, link) + out


def made_pcapng(r):
    out = b""
    for _ in range(2):
        o = r.choice("<>")

        def block(kind, body, o=o):
            body += bytes(-len(body) % 4)
            return struct.pack(o + "II", kind, 12 + len(body)) + body + struct.pack(o + "I", 12 + len(body))
        out += block(0x0A0D0D0A, struct.pack(o + "IHHq", 0x1A2B3C4D, 1, 0, -1))
        ticks = []
        for link in KNOWN:
            res = r.choice((3, 6, 9, 0x80 | 10))
            ticks.append(2**(res & 127) if res & 128 else 10**res)
            out += block(1, struct.pack(o + "HHI", link, 0, 0) + struct.pack(o + "HHB3xHH", 9, 1, res, 0, 0))
        for _ in range(60):
            link, b = made_packet(r)
            i, kind = KNOWN.index(link), r.choice((6, 6, 2, 5))
            t = r.randrange(2**31) * ticks[i]
            lead = struct.pack(o + ("I" if kind == 6 else "Hxx"), i)
            out += block(kind, lead + struct.pack(o + "4I", t >> 32, t & 0xFFFFFFFF, len(b), len(b)) + b)
    return out


# ---- agreement ----

def ours(dump, form, path):
    r = subprocess.run([dump, form, path], stdout=subprocess.PIPE, check=True)
    out = r.stdout.decode().split("\n")
    lines = [s for s in out if s and s[0] not in "!="]
    faults = {int(s.split(" ", 2)[1].rstrip(":")) for s in out if s.startswith("!") and s.split(" ", 2)[1][0].isdigit()}
    return lines, faults, int([s for s in out if s.startswith("=")][0][1:])


def compare(dump, form, path, b):
    """(events, or None where both disagree; records)"""
    twin = dnstap(b) if form == "dnstap" else capture(b)
    lines, faults, records = ours(dump, form, path)
    wanted = "\n".join(twin.lines).split("\n") if twin.lines else []
    wanted = [s for s in wanted if s]
    if (lines, faults, records) == (wanted, twin.faults, twin.records):
        return len(lines), records
    for mine, theirs in zip(lines, wanted):
        if mine != theirs:
            print(f"{path}: only ours: {mine}\n{path}: only the twin's: {theirs}")
            break
    print(f"{path}: {len(lines)} events, twin {len(wanted)}; {records} records, twin {twin.records}; "
          f"faults in {sorted(faults ^ twin.faults)[:10]} differ")
    return None, records


def main(dump):
    bad = events = faults = files = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(20):
            r = random.Random(seed)
            for form, make in (("dnstap", made_dnstap), ("pcap", made_pcap), ("pcap", made_pcapng)):
                b, path = make(r), os.path.join(folder, f"{make.__name__}-{seed}")
                with open(path, "wb") as f:
                    f.write(b)
                n, _ = compare(dump, form, path, b)
                bad += n is None
                events += n or 0
                faults += len((dnstap if form == "dnstap" else capture)(b).faults)
    print(f"{events} events in files made here, {faults} with a fault")
    shared = os.path.join(os.environ.get("CRESSET_SHARED", "../shared"), "data")
    real = [("dnstap", p) for p in glob.glob(f"{shared}/3-events/dnstap/*")]
    real += [("pcap", p) for p in glob.glob(f"{shared}/**/*.pcap*", recursive=True) if os.path.isfile(p)]
    if not real:
        print("SKIP real files: not beside this clone")
    counts, packets = {}, 0
    if os.path.exists(f"{shared}/EXPECTED.json"):
        with open(f"{shared}/EXPECTED.json", encoding="utf-8") as f:
            counts = json.load(f)
    for form, path in sorted(real):
        with open(path, "rb") as f:
            n, records = compare(dump, form, path, f.read())
        bad += n is None
        files += 1
        wanted = counts.get(os.path.relpath(path, shared), {}).get("packets")
        if wanted is not None:
            packets += wanted
            if records != wanted:
                print(f"{path}: {records} packets, but {wanted} are expected")
                bad += 1
    print(f"{packets} packets as expected")
    print(f"{files} real files")
    return 1 if bad or not events or not faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
