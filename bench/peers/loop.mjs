// SPDX-License-Identifier: Apache-2.0
// loop.mjs LIST EVENTS - the same loop as loop.py in Node: JSON.parse, Sets, full semantics.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

const cpu = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1e6; };
const lines = (path) => createInterface({ input: createReadStream(path, { highWaterMark: 1 << 20 }), crlfDelay: Infinity });

const names = new Set(), addrs = new Set(), urls = new Set(), digests = new Set(), nets = new Map();

const v4 = (s) => { const p = s.split("."); return p.length === 4 ? ((p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3]) >>> 0) : -1; };
const mask = (n) => n ? (0xffffffff << (32 - n)) >>> 0 : 0;

function exploded(s) {
  const [head, tail] = s.split("::");
  const left = head ? head.split(":") : [], right = tail ? tail.split(":") : [];
  const fill = Array(8 - left.length - right.length).fill("0");
  return [...left, ...fill, ...right].map((g) => g.padStart(4, "0")).join(":");
}

function add(v) {
  if (v.includes("://")) urls.add(v.slice(v.indexOf("://") + 3));
  else if (v.includes("/")) {
    const [a, n] = v.split("/");
    if (!nets.has(+n)) nets.set(+n, new Set());
    nets.get(+n).add(v4(a));
  } else if (v.includes(":")) addrs.add(exploded(v));
  else if (/^[0-9.]+$/.test(v)) addrs.add(v);
  else if (v.length === 64 && !v.includes(".")) digests.add(v);
  else names.add(v);
}

function nameHits(name) {
  for (let s = name.toLowerCase(), at = 0; at >= 0; s = s.slice(at + 1)) {
    if (names.has(s)) return 1;
    at = s.indexOf(".");
    if (at < 0) return 0;
  }
  return 0;
}

function addrHits(s) {
  if (addrs.has(s)) return 1;
  if (s.includes(":")) return 0;
  const a = v4(s);
  for (const [n, listed] of nets) if (listed.has((a & mask(n)) >>> 0)) return 1;
  return 0;
}

function urlHits(host, target) {
  const labels = host.toLowerCase().split("."), path = target.split("?")[0], folders = path.split("/");
  const paths = [target, path];
  for (let n = 1; n < Math.min(folders.length, 5); n++) paths.push(folders.slice(0, n).join("/") + "/");
  for (let n = 0; n < Math.min(labels.length - 1, 5); n++) {
    const h = labels.slice(n).join(".");
    for (const p of paths) if (urls.has(h + p)) return 1;
  }
  return 0;
}

const isAddr = (host) => /[0-9]$/.test(host);

function eventHits(e) {
  let n = addrHits(e.src_ip) + addrHits(e.dest_ip);
  if (e.dns) {
    n += nameHits(e.dns.rrname);
    for (const a of e.dns.answers ?? []) n += a.rrtype === "CNAME" ? nameHits(a.rdata) : addrHits(a.rdata);
  }
  if (e.http) {
    n += isAddr(e.http.hostname) ? addrHits(e.http.hostname) : nameHits(e.http.hostname);
    n += urlHits(e.http.hostname, e.http.url);
  }
  if (e.fileinfo) n += digests.has(e.fileinfo.sha256.toLowerCase()) ? 1 : 0;
  return n;
}

const began = cpu();
for await (const line of lines(process.argv[2])) add(line);
const loaded = cpu();
let events = 0, hits = 0;
for await (const line of lines(process.argv[3])) { hits += eventHits(JSON.parse(line)); events++; }
console.log(JSON.stringify({ events, hits, load_s: loaded - began, run_s: cpu() - loaded }));
