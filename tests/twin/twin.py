#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""twin.py LIST --format eve|zeek LOG - a second, naive matcher, written from what the documents say
(doc/formats/events.md and url.md, and what a hit is), not from the program.

It shares no code with the program and trades speed for plainness: Python's own JSON, address and
IDNA modules, dictionaries, and loops. Its answer for a log is the set of (line, field, kind,
indicator); tests hold the program's answer against it. LIST is a plain list of canonical or
careless values, one a line. Names beyond IDNA 2003 and the odd host forms of URLs are out of its
reach: the lists that tests draw have none.
"""
import functools
import gzip
import ipaddress
import json
import re
import sys
from urllib.parse import unquote_to_bytes

HASH_FIELDS = {32: "md5", 40: "sha1", 64: "sha256"}
# What a field of exact values asks for: the kind in the list, and the kind that a hit prints.
FIELD_KINDS = {"file.md5": ("md5", "hash"), "file.sha1": ("sha1", "hash"), "file.sha256": ("sha256", "hash"),
               "tls.ja3": ("ja3", "ja3"), "tls.ja3s": ("ja3", "ja3"), "tls.ja4": ("ja4", "ja4"),
               "tls.cert.sha1": ("cert-sha1", "cert"), "tls.cert.sha256": ("cert-sha256", "cert")}
JA4 = re.compile(r"[tqd][0-9a-z]{9}_[0-9a-f]{12}_[0-9a-f]{12}")


def open_text(path):
    with open(path, "rb") as f:
        head = f.read(2)
    f = gzip.open(path, "rb") if head == b"\x1f\x8b" else open(path, "rb")
    return f


# ---- values ----

@functools.lru_cache(None)
def fold_name(text):
    """The canonical form of a listed domain name or a URL's host, or None."""
    s = text.rstrip(".") if text.endswith(".") and not text.endswith("..") else text
    if not s or ".." in s or s.startswith("."):
        return None
    if not s.isascii():
        try:
            s = s.encode("idna").decode()
        except UnicodeError:
            return None
    s = s.lower()
    if len(s) > 253 or any(not part or len(part) > 63 for part in s.split(".")):
        return None
    if not re.fullmatch(r"[a-z0-9_.-]+", s) or s.split(".")[-1].isdigit():
        return None
    return s


def ascii_form(text):
    """In lower case, and by IDNA where the text is not ASCII; None where it has no such form."""
    try:
        s = text if text.isascii() else text.encode("idna").decode()
    except UnicodeError:
        return None
    # An ideographic full stop at the end is a final dot, too.
    return (s if text.endswith(".") or text.isascii() else s.removesuffix(".")).lower()


def tails(name):
    labels = name.split(".")
    return [".".join(labels[n:]) for n in range(len(labels))]


@functools.lru_cache(None)
def event_names(text):
    """A name in an event, and every tail of it after a dot: one final dot is nothing, and a label may
    hold anything. Where the whole has no ASCII form, its longest tail that has one counts."""
    text = text[:-1] if text.endswith(".") else text
    if not text or fold_addr(text):
        return []
    form = next((f for f in map(ascii_form, tails(text)) if f is not None), "")
    return [t for t in tails(form) if t]


@functools.lru_cache(None)
def fold_addr(text):
    """An ipaddress object; IPv4 in IPv6 is the IPv4 address."""
    try:
        a = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(a, "ipv4_mapped", None)
    return mapped or a


def canonical_path(path):
    raw = path.encode("utf-8", "surrogateescape")
    while True:
        once = unquote_to_bytes(raw)
        if once == raw:
            break
        raw = once
    parts, out = raw.split(b"/")[1:], []
    for p in parts:
        if p == b"..":
            out = out[:-1]
        elif p not in (b"", b"."):
            out.append(p)
    ends = parts and parts[-1] in (b"", b".", b"..")
    text = b"/" + b"/".join(out) + (b"/" if out and ends else b"")
    return "".join(chr(c) if 0x20 < c < 0x7f and c not in b"#?%" else "%%%02X" % c for c in text)


def canonical_query(q):
    raw = q.encode("utf-8", "surrogateescape")
    out = ""
    for i, c in enumerate(raw):
        if c <= 0x20 or c >= 0x7f or (c == 0x25 and not re.match(rb"%[0-9A-Fa-f]{2}", raw[i:i + 3])):
            out += "%%%02X" % c
        else:
            out += chr(c)
    return out


def split_host(host):
    """(host, port). A bare IPv6 address has none, and brackets belong around it where it has one."""
    m = re.fullmatch(r"(.+):([0-9]*)", host, re.S)
    bare = not m or fold_addr(host) or (":" in m.group(1) and fold_addr(m.group(1)))
    return (host, "") if bare else (m.group(1), m.group(2))


def canonical_url(host, target):
    """(host with port, path, query or None), or None where the host is none."""
    if re.match(r"[a-z]+://", target, re.I):  # a proxy's log
        host, slash, rest = target.split("://", 1)[1].partition("/")
        target = slash + rest
    host, port = split_host(host.split("@")[-1])
    addr = fold_addr(host.strip("[]"))
    name = (f"[{addr}]" if addr.version == 6 else str(addr)) if addr else fold_name(host)
    if not name:
        return None
    if port and port.lstrip("0") not in ("80", "443"):
        name += ":" + port.lstrip("0")
    path, q, query = target.split("#")[0].partition("?")
    return name, canonical_path(path or "/"), (canonical_query(query) if q else None), addr is not None


# ---- the list ----

class Lists:
    def __init__(self, path):
        self.names, self.urls, self.values = set(), set(), set()
        self.nets = {4: {}, 6: {}}  # version -> prefix length -> {network: text}
        self.host = functools.lru_cache(None)(self.host)
        if path:
            with open(path, encoding="utf-8") as f:
                for line in f:
                    if line.split("#")[0].strip():
                        self.add(line.split("#")[0].strip())

    def exact(self, field, value):
        listed, shown = FIELD_KINDS[field]
        return (shown, value) if (listed, value) in self.values else None

    def add(self, s):
        if re.fullmatch(r"[0-9a-fA-F]+", s) and len(s) in HASH_FIELDS:
            self.values.add((HASH_FIELDS[len(s)], s.lower()))
        elif JA4.fullmatch(s):
            self.values.add(("ja4", s))
        elif re.match(r"[a-z]+://", s):
            host, slash, rest = s.split("://", 1)[1].partition("/")
            name, path, query, _ = canonical_url(host, slash + rest)
            self.urls.add(name + path + ("?" + query if query is not None else ""))
        else:
            try:
                net = ipaddress.ip_network(s, strict=False)
                self.nets[net.version].setdefault(net.prefixlen, {})[net] = True
            except ValueError:
                name = fold_name(s)
                if name:
                    self.names.add(name)

    def name(self, text):
        return next((("domain", n) for n in event_names(text) if n in self.names), None)

    def addr(self, a):
        for length in sorted(self.nets[a.version], reverse=True):
            net = ipaddress.ip_network((a, length), strict=False)
            if net in self.nets[a.version][length]:
                if length == a.max_prefixlen:
                    return f"ipv{a.version}", str(a)
                return "cidr", str(net)
        return None

    def host(self, text):
        """A host that is an address asks addresses."""
        a = fold_addr(text)
        return self.addr(a) if a else self.name(text)

    def url(self, host, target):
        u = canonical_url(host, target)
        if not u:
            return None
        name, path, query, is_addr = u
        hosts, port = [name], ""
        if not is_addr:
            bare, colon, num = name.partition(":")
            port = colon + num
            labels = bare.split(".")
            hosts += [".".join(labels[-n:]) + port for n in range(min(5, len(labels) - 1), 1, -1)]
        folders = path.split("/")[1:-1]
        paths = ([path + "?" + query] if query is not None else []) + [path] + \
            ["/" + "".join(f + "/" for f in folders[:n]) for n in range(min(len(folders), 3), -1, -1)]
        for h in hosts:
            for p in paths:
                if h + p in self.urls:
                    return "url", h + p
        return None


# ---- logs: (field, value) of a line ----

ANSWER_RECORDS = ("A", "AAAA", "CNAME", "DNAME", "NS", "MX", "PTR", "SRV")


def as_list(v):
    return v if isinstance(v, list) else [] if v is None else [v]


def dns_values(dns):
    """The three shapes of EVE's dns object."""
    if "rdata" in dns:
        yield from answer_values(dns.get("rrtype"), dns["rdata"])
    if "rrname" in dns:
        yield "dns.query", dns["rrname"]
    for q in as_list(dns.get("queries")) + as_list(dns.get("query")):
        if isinstance(q, dict) and "rrname" in q:
            yield "dns.query", q["rrname"]
    for a in as_list(dns.get("answers")):
        yield from answer_values(a.get("rrtype"), a.get("rdata"))
        if isinstance(a.get("srv"), dict):
            yield "dns.answer.name", a["srv"].get("name", "")
    for kind, values in (dns.get("grouped") or {}).items():
        for v in as_list(values):
            if kind == "SRV" and isinstance(v, dict):
                yield "dns.answer.name", v.get("name", "")
            else:
                yield from answer_values(kind, v)
    if isinstance(dns.get("answer"), dict):
        yield from dns_values(dns["answer"])


def answer_values(kind, data):
    """An address or a name by its look: some loggers write the question's type at every record."""
    if isinstance(data, str) and kind in ANSWER_RECORDS:
        yield ("dns.answer.ip" if fold_addr(data) else "dns.answer.name"), data


def tls_values(tls):
    if tls.get("sni"):
        yield "tls.sni", tls["sni"]
    for key in ("ja3", "ja3s"):
        if isinstance(tls.get(key), dict) and tls[key].get("hash"):
            yield "tls." + key, tls[key]["hash"]
    if tls.get("ja4"):
        yield "tls.ja4", tls["ja4"]
    for holder in [tls] + as_list(tls.get("client")):
        yield from cert_values(holder.get("fingerprint"))


def cert_values(fingerprint):
    plain = (fingerprint or "").replace(":", "")
    if len(plain) in (40, 64):
        yield "tls.cert." + HASH_FIELDS[len(plain)], plain


def url_values(host, port, target):
    """An absolute target as it is; else the host and the path, where both are known."""
    if target and re.match(r"[a-z][a-z0-9+.-]*://", target, re.I):
        yield "http.url", ("", target)
    elif host and target and target.startswith("/"):
        yield "http.url", (f"{host}:{port}" if port not in (None, 80) and ":" not in host else host, target)


def eve_values(line):
    e = json.loads(line)
    if e.get("event_type") in (None, "stats"):
        return
    src, dst = e.get("src_ip"), e.get("dest_ip")
    served = [isinstance(p, int) and 0 <= p < 1024 for p in (e.get("src_port"), e.get("dest_port"))]
    if served == [True, False]:
        src, dst = dst, src
    unknown = e.get("event_type") == "fileinfo" and served == [False, False]
    if src:
        yield "src.ip", src
    if dst:
        yield "src.ip" if unknown else "dst.ip", dst
    for dns in as_list(e.get("dns")):
        yield from dns_values(dns)
    http = e.get("http") or {}
    if http.get("hostname"):
        yield "http.host", http["hostname"]
    yield from url_values(http.get("hostname"), http.get("http_port"), http.get("url"))
    for tls in as_list(e.get("tls")) + as_list(e.get("quic")):
        yield from tls_values(tls)
    for info in as_list(e.get("fileinfo")) + as_list(e.get("files")):
        for field in ("md5", "sha1", "sha256"):
            if info.get(field):
                yield "file." + field, info[field]


def unescape(cell):
    """Zeek's \\xHH. Vectors are split behind this: no log that we make hides a comma so."""
    return re.sub(r"\\x([0-9a-fA-F]{2})|\\(\\)", lambda m: m[2] or chr(int(m[1], 16)), cell)


class Zeek:
    def __init__(self):
        self.fields = []

    def values(self, line):
        if line.startswith("#"):
            if line.startswith("#fields\t"):
                self.fields = line.split("\t")[1:]
            return
        if line.startswith("{"):
            row = json.loads(line)
        else:
            cells = line.split("\t")
            if len(cells) != len(self.fields):
                return  # a broken row
            row = {k: unescape(v) for k, v in zip(self.fields, cells) if v not in ("-", "(empty)")}
        yield from self.addresses(row)
        for key, field in (("query", "dns.query"), ("server_name", "tls.sni"), ("ja3", "tls.ja3"), ("ja3s", "tls.ja3s"),
                           ("ja4", "tls.ja4")):
            if isinstance(row.get(key), str):
                yield field, row[key]
        if "host" in row and self.is_http(row):
            yield "http.host", row["host"]
        yield from url_values(row.get("host"), None, row.get("uri"))
        for a in self.vector(row, "answers"):
            if fold_addr(a):
                yield "dns.answer.ip", a
            elif " " not in a:
                yield "dns.answer.name", a
        for f in self.vector(row, "cert_chain_fps") + self.vector(row, "client_cert_chain_fps") + \
                self.vector(row, "fingerprint"):
            yield from cert_values(f)
        for field in ("md5", "sha1", "sha256"):
            if row.get(field):
                yield "file." + field, row[field]

    @staticmethod
    def is_http(row):
        return "uri" in row or "method" in row or "request_body_len" in row

    def addresses(self, row):
        for key in ("id.orig_h", "src", "client_addr", "assigned_addr"):
            if isinstance(row.get(key), str):
                yield "src.ip", row[key]
        for key in ("id.resp_h", "dst", "server_addr"):
            if isinstance(row.get(key), str):
                yield "dst.ip", row[key]
        if isinstance(row.get("host"), str) and not self.is_http(row):
            yield ("dst.ip" if "port_num" in row else "src.ip"), row["host"]
        by_orig = str(row.get("is_orig", "")).lower() in ("t", "true")
        unset = "is_orig" not in row
        for a in self.vector(row, "tx_hosts"):
            yield ("src.ip" if by_orig or unset else "dst.ip"), a
        for a in self.vector(row, "rx_hosts"):
            yield ("dst.ip" if by_orig else "src.ip"), a

    @staticmethod
    def vector(row, key):
        v = row.get(key) or []
        return v.split(",") if isinstance(v, str) else v


def matches(lists, path, form):
    """The set of (line, field, kind, indicator)."""
    zeek, out = Zeek(), set()
    with open_text(path) as f:
        for n, raw in enumerate(f, 1):
            line = raw.rstrip(b"\r\n").decode("utf-8", "surrogateescape")
            if not line:
                continue
            try:
                values = list(eve_values(line) if form == "eve" else zeek.values(line))
            except ValueError:
                continue
            for field, value in values:
                if field == "http.url":
                    hit = lists.url(*value)
                elif field in FIELD_KINDS:
                    hit = lists.exact(field, value.lower())
                elif field == "http.host":
                    host = split_host(value)[0]
                    bare = host[1:].removesuffix("]") if host.startswith("[") else ""
                    hit = lists.host(bare if fold_addr(bare) else host)
                else:
                    hit = lists.host(value)
                if hit:
                    out.add((n, field, *hit))
    return out


def main(argv):
    if len(argv) != 5 or argv[2] != "--format":
        print(__doc__)
        return 2
    for m in sorted(matches(Lists(argv[1]), argv[4], argv[3])):
        print(*m, sep="\t")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
