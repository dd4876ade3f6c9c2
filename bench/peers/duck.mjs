// SPDX-License-Identifier: Apache-2.0
// duck.mjs LIST EVENTS MODULES exact|suffix [REPS] - DuckDB: read_json and semi-joins, one thread. exact: whole values;
// suffix: names and their parents, three levels. LIST here has IPv6 in all digits, as the events have. No prefixes; of
// URLs only equal ones: what a query of one page does.
import { createRequire } from "node:module";

const [list, events, modules, mode, reps = "3"] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(modules + "/")("@duckdb/node-api");
const cpu = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1e6; };

const db = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
const one = async (sql) => Number((await db.runAndReadAll(sql)).getRows()[0][0]);

const began = cpu();
await db.run(`create table list as select * from read_csv('${list}', columns = {'v': 'varchar'}, header = false, delim = '\\t')`);
await db.run(`create table url as select substr(v, 8) as v from list where v like 'http://%'`);
await db.run(`create table ip as select v from list where regexp_full_match(v, '[0-9.]+') or v like '%:%:%'`);
await db.run(`create table sha as select v from list where length(v) = 64 and not contains(v, '.')`);
await db.run(`create table dom as select v from list where not contains(v, '/') and not contains(v, ':')
  and not regexp_full_match(v, '[0-9.]+') and not (length(v) = 64 and not contains(v, '.'))`);
const loaded = cpu();

const source = `read_json('${events}', format = 'newline_delimited', columns = {src_ip: 'varchar', dest_ip: 'varchar',
  dns: 'struct(rrname varchar, answers struct(rrtype varchar, rdata varchar)[])', http: 'struct(hostname varchar, url varchar)',
  fileinfo: 'struct(sha256 varchar)'})`;
const parent = (x, n) => `array_to_string(string_split(${x}, '.')[${n}:], '.')`;
const name = (x) => mode === "exact" ? `(lower(${x}) in (from dom))` :
  `(lower(${x}) in (from dom) or ${parent(`lower(${x})`, 2)} in (from dom) or ${parent(`lower(${x})`, 3)} in (from dom))`;
const address = (x) => `(${x} in (from ip))`;
const tests = [address("src_ip"), address("dest_ip"), name("dns.rrname"), address("dns.answers[1].rdata"),
  address("dns.answers[2].rdata"), name("http.hostname"), address("http.hostname"),
  "(http.hostname || http.url in (from url))", "(fileinfo.sha256 in (from sha))"];
const sql = `select count(*) as n, sum(${tests.map((t) => `coalesce(${t}, false)::int`).join(" + ")})::bigint as hits from ${source}`;

const times = [];
let row;
for (let i = 0; i < +reps; i++) {
  const at = cpu();
  row = (await db.runAndReadAll(sql)).getRows()[0];
  times.push(cpu() - at);
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({ events: Number(row[0]), hits: Number(row[1]), load_s: loaded - began, run_s: times[times.length >> 1] }));
