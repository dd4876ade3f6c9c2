/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An event as a line: Suricata's EVE (keys in the order in which Suricata writes them), Zeek's TSV
 * and JSON, CSV. Agents and types are there because real lines have them: an EVE line has 472 bytes
 * in the mean.
 */
#include "gen_inner.h"

#include "base/ensure.h"

static bool chance(struct prng *r, unsigned one_in)
{
	return prng_below(r, one_in) == 0;
}

static bool escapes(const struct gen *g)
{
	return g->o.mix == MIX_ESCAPED && g->ev.odd;
}

static char in_case(const struct gen *g, char c)
{
	return g->o.mix == MIX_UPPER && c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

/* ---- pieces ---- */

/* "2026-01-01T00:00:00.000000" and the zone: a run never leaves the first day. */
static void put_time(uint64_t us, const char *zone, struct buf *out)
{
	uint64_t t = us - 1767225600000000, s = t / 1000000;

	ensure(s < 86400);
	buf_printf(out, "2026-01-01T%02u:%02u:%02u.%06u%s", (unsigned)(s / 3600),
		   (unsigned)(s / 60 % 60), (unsigned)(s % 60), (unsigned)(t % 1000000), zone);
}

/* A JSON string; where the mix wants it, one character in four is written by its number. */
static void put_json(struct gen *g, struct str s, bool fold, struct buf *out)
{
	buf_c(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		char c = fold ? in_case(g, s.p[i]) : s.p[i];

		if (escapes(g) && c == '/')
			buf_puts(out, "\\/");
		else if (escapes(g) && chance(&g->ev.r, 4))
			buf_printf(out, "\\u%04x", (unsigned char)c);
		else
			buf_c(out, c);
	}
	buf_c(out, '"');
}

static void put_key(struct gen *g, const char *key, struct buf *out)
{
	if (escapes(g) && chance(&g->ev.r, 4))
		buf_printf(out, "\"\\u%04x%s\":", (unsigned char)*key, key + 1);
	else
		buf_printf(out, "\"%s\":", key);
}

static void put_text(struct gen *g, const char *key, struct str s, bool fold, struct buf *out)
{
	put_key(g, key, out);
	put_json(g, s, fold, out);
}

static void put_name(struct gen *g, const char *key, const struct buf *name, struct buf *out)
{
	put_text(g, key, buf_str(name), true, out);
}

static void put_ip(struct gen *g, const char *key, struct ip ip, bool full, struct buf *out)
{
	buf_clear(&g->scratch);
	gen_ip(ip, full, &g->scratch);
	put_text(g, key, buf_str(&g->scratch), true, out);
}

static void put_indicator(struct gen *g, const char *key, enum gen_kind k, struct buf *out)
{
	uint64_t n = gen_count(g, k);

	buf_clear(&g->scratch);
	if (n)
		gen_indicator(g, k, prng_below(&g->ev.r, n), &g->scratch);
	put_text(g, key, buf_str(&g->scratch), true, out);
}

static const char *agent(const struct gen_event *e)
{
	static const char *const agents[] = {
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
		"Chrome/126.0.0.0 Safari/537.36",
		"Mozilla/5.0 (Linux; Android 13; SM-A536B) AppleWebKit/537.36 (KHTML, like Gecko) "
		"Chrome/125.0.0.0 Mobile Safari/537.36",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
		"(KHTML, "
		"like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
		"okhttp/4.12.0",
		"Dalvik/2.1.0 (Linux; U; Android 12; M2102J20SG)",
		"Microsoft-CryptoAPI/10.0",
		"curl/8.5.0",
	};

	return agents[e->flow % (sizeof agents / sizeof *agents)];
}

/* ---- EVE ---- */

static void eve_answers(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;
	bool other = g->o.mix == MIX_OTHEROBJECT && e->odd;

	buf_puts(out, ",\"answers\":[");
	if (e->alias.n) {
		buf_c(out, '{');
		put_name(g, "rrname", &e->name, out);
		buf_puts(out, ",\"rrtype\":\"CNAME\",\"ttl\":300,");
		put_name(g, "rdata", &e->alias, out);
		buf_puts(out, "},");
	}
	buf_c(out, '{');
	if (other)
		put_indicator(g, "rrname", KIND_DOMAIN, out);
	else
		put_name(g, "rrname", e->alias.n ? &e->alias : &e->name, out);
	buf_printf(out, ",\"rrtype\":\"%s\",\"ttl\":%u,", e->answer.family == 4 ? "A" : "AAAA",
		   (unsigned)(e->flow % 3600));
	put_ip(g, "rdata", e->answer, true, out);
	buf_puts(out, "}]");
	if (!other)
		return;
	buf_puts(out, ",\"authorities\":[{");
	put_indicator(g, "rrname", KIND_DOMAIN, out);
	buf_puts(out, ",\"rrtype\":\"NS\",\"ttl\":60,");
	put_indicator(g, "rdata", KIND_DOMAIN, out);
	buf_puts(out, "}]");
}

static void eve_dns(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;
	bool answer = e->answer.family != 0;
	const char *type = e->answer.family == 6 ? "AAAA" : "A";
	unsigned id = (unsigned)(e->flow & 0xffff);

	buf_puts(out, ",\"dns\":{");
	if (answer)
		buf_printf(out,
			   "\"version\":2,\"type\":\"answer\",\"id\":%u,\"flags\":\"8180\",\"qr\":"
			   "true,"
			   "\"rd\":true,\"ra\":true,",
			   id);
	else
		buf_printf(out, "\"type\":\"query\",\"id\":%u,", id);
	put_name(g, "rrname", &e->name, out);
	buf_printf(out, ",\"rrtype\":\"%s\"", type);
	if (answer) {
		buf_puts(out, ",\"rcode\":\"NOERROR\"");
		eve_answers(g, out);
	} else {
		buf_puts(out, ",\"tx_id\":0,\"opcode\":0");
	}
	if (e->doubled && chance(&e->r, 2)) {
		buf_c(out, ',');
		put_indicator(g, "rrname", KIND_DOMAIN, out);
	}
	buf_c(out, '}');
}

static void eve_http(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;

	buf_puts(out, ",\"http\":{");
	if (e->doubled && chance(&e->r, 2)) {
		put_indicator(g, "hostname", KIND_DOMAIN, out);
		buf_c(out, ',');
	}
	put_name(g, "hostname", &e->name, out);
	buf_c(out, ',');
	put_text(g, "url", buf_str(&e->target), false, out);
	buf_c(out, ',');
	put_text(g, "http_user_agent", str_of(agent(e)), false, out);
	if (g->o.mix == MIX_OTHEROBJECT && e->odd) {
		buf_c(out, ',');
		put_indicator(g, "http_refer", KIND_URL, out);
	}
	buf_printf(out,
		   ",\"http_content_type\":\"text/html\",\"http_method\":\"GET\",\"protocol\":"
		   "\"HTTP/1.1\",\"status\":200,\"length\":%u}",
		   (unsigned)(e->flow % 65536));
}

static void eve_file(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;

	eve_http(g, out);
	buf_puts(out, ",\"app_proto\":\"http\",\"fileinfo\":{\"filename\":");
	put_json(g, buf_str(&e->target), false, out);
	buf_puts(out, ",\"gaps\":false,\"state\":\"CLOSED\",");
	put_text(g, "sha256", str_of(e->sha256), true, out);
	buf_printf(out, ",\"stored\":false,\"size\":%u,\"tx_id\":0}",
		   (unsigned)(e->flow % 1000000));
}

/* The outer addresses of a tunnel, and variables that rules set: no values of this event. */
static void eve_other(struct gen *g, struct buf *out)
{
	buf_puts(out, ",\"tunnel\":{");
	put_indicator(g, "src_ip", KIND_IPV4, out);
	buf_puts(out, ",\"src_port\":0,");
	put_indicator(g, "dest_ip", KIND_IPV4, out);
	buf_puts(out,
		 ",\"dest_port\":0,\"proto\":\"GRE\",\"depth\":0},\"metadata\":{\"flowvars\":[{");
	put_indicator(g, "hostname", KIND_DOMAIN, out);
	buf_c(out, ',');
	put_indicator(g, "sha256", KIND_SHA256, out);
	buf_puts(out, "}]}");
}

/* A key twice: one that nobody reads does no harm; one that is read makes the line ambiguous. */
static void eve_double(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;

	if (chance(&e->r, 2)) {
		buf_printf(out, ",\"flow_id\":%u", (unsigned)e->n);
		return;
	}
	e->doubled = true;
	buf_c(out, ',');
	put_indicator(g, chance(&e->r, 2) ? "dest_ip" : "src_ip", KIND_IPV4, out);
}

/* A file event is logged from its sender, the server. */
static void eve_ends(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;
	bool back = e->type == TYPE_FILE;

	put_ip(g, "src_ip", back ? e->dst : e->src, true, out);
	buf_printf(out, ",\"src_port\":%u,", back ? e->dport : e->sport);
	put_ip(g, "dest_ip", back ? e->src : e->dst, true, out);
	buf_printf(out, ",\"dest_port\":%u,\"proto\":\"%s\"", back ? e->sport : e->dport,
		   e->type == TYPE_DNS ? "UDP" : "TCP");
}

void gen_eve(struct gen *g, struct buf *out)
{
	static const char *const types[] = { "dns", "http", "fileinfo" };
	struct gen_event *e = &g->ev;

	buf_puts(out, "{\"timestamp\":\"");
	put_time(e->us, "+0000", out);
	buf_printf(out, "\",\"flow_id\":%llu,\"in_iface\":\"eth1\",\"event_type\":\"%s\",",
		   (unsigned long long)e->flow, types[e->type]);
	eve_ends(g, out);
	if (g->o.mix == MIX_DUPKEYS && e->odd)
		eve_double(g, out);
	if (g->o.mix == MIX_OTHEROBJECT && e->odd)
		eve_other(g, out);
	if (e->type == TYPE_HTTP)
		buf_puts(out, ",\"tx_id\":0");
	if (e->type == TYPE_DNS)
		eve_dns(g, out);
	else if (e->type == TYPE_HTTP)
		eve_http(g, out);
	else
		eve_file(g, out);
	buf_c(out, '}');
}

/* ---- Zeek ---- */

#define ZEEK_HEADER(path) \
	"#separator " \
	"\\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t" path \
	"\n#open\t2026-01-01-00-00-00\n#fields\tts\t"
const char *const gen_zeek_header[3] = {
	ZEEK_HEADER("dns") "uid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\ttrans_"
			   "id\trtt\tquery\t"
			   "qclass\tqclass_name\tqtype\tqtype_name\trcode\trcode_"
			   "name\tAA\tTC\tRD\tRA\tZ\t"
			   "answers\tTTLs\trejected",
	ZEEK_HEADER("http") "uid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttrans_"
			    "depth\tmethod\thost\turi\t"
			    "referrer\tversion\tuser_agent\torigin\trequest_body_len\tresponse_"
			    "body_len\t"
			    "status_code\tstatus_msg\ttags\tresp_fuids\tresp_mime_types",
	ZEEK_HEADER("files") "fuid\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_"
			     "p\tsource\tdepth\tanalyzers\t"
			     "mime_type\tfilename\tduration\tis_orig\tseen_bytes\ttotal_"
			     "bytes\tmissing_bytes\t"
			     "overflow_bytes\ttimedout\tmd5\tsha1\tsha256\textracted",
};

static void put_uid(char first, uint64_t x, struct buf *out)
{
	buf_c(out, first);
	x = gen_mix64(x);
	for (int i = 0; i < 17; i++, x = x >> 3 | x << 61)
		buf_c(out,
		      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(x + i) %
										       62]);
}

static void zeek_time(const struct gen_event *e, struct buf *out)
{
	buf_printf(out, "%llu.%06u", (unsigned long long)(e->us / 1000000),
		   (unsigned)(e->us % 1000000));
}

static void tsv(struct gen *g, struct str s, bool fold, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = fold ? in_case(g, s.p[i]) : s.p[i];

		if (escapes(g) && chance(&g->ev.r, 4) && c != '.' && c != ':')
			buf_printf(out, "\\x%02x", (unsigned char)c);
		else
			buf_c(out, c);
	}
}

static void zeek_ends(const struct gen_event *e, struct buf *out)
{
	gen_ip(e->src, false, out);
	buf_printf(out, "\t%u\t", e->sport);
	gen_ip(e->dst, false, out);
	buf_printf(out, "\t%u\t", e->dport);
}

static void zeek_dns(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;
	bool six = e->answer.family == 6;

	buf_printf(out, "udp\t%u\t0.0%05u\t", (unsigned)(e->flow & 0xffff),
		   (unsigned)(e->flow % 99999));
	tsv(g, buf_str(&e->name), true, out);
	buf_printf(out, "\t1\tC_INTERNET\t%s\t", six ? "28\tAAAA" : "1\tA");
	if (!e->answer.family) {
		buf_puts(out, "-\t-\tF\tF\tT\tF\t0\t-\t-\tF");
		return;
	}
	buf_puts(out, "0\tNOERROR\tF\tF\tT\tT\t0\t");
	if (e->alias.n) {
		tsv(g, buf_str(&e->alias), true, out);
		buf_c(out, ',');
	}
	gen_ip(e->answer, false, out);
	buf_printf(out, "\t%s%u.000000\tF", e->alias.n ? "300.000000," : "",
		   (unsigned)(e->flow % 3600));
}

static void zeek_http(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;

	buf_puts(out, "1\tGET\t");
	tsv(g, buf_str(&e->name), true, out);
	buf_c(out, '\t');
	tsv(g, buf_str(&e->target), false, out);
	buf_printf(out, "\t-\t1.1\t%s\t-\t0\t%u\t200\tOK\t(empty)\t", agent(e),
		   (unsigned)(e->flow % 65536));
	put_uid('F', e->flow, out);
	buf_puts(out, "\ttext/html");
}

static void zeek_file(struct gen *g, struct buf *out)
{
	unsigned size = (unsigned)(g->ev.flow % 1000000);

	buf_puts(out, "HTTP\t0\tSHA256\tapplication/x-dosexec\t-\t0.010000\tF\t");
	buf_printf(out, "%u\t%u\t0\t0\tF\t-\t-\t", size, size);
	tsv(g, str_of(g->ev.sha256), true, out);
	buf_puts(out, "\t-");
}

void gen_zeek_row(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;

	zeek_time(e, out);
	buf_c(out, '\t');
	if (e->type == TYPE_FILE) {
		put_uid('F', e->flow, out);
		buf_c(out, '\t');
	}
	put_uid('C', e->flow ^ e->n, out);
	buf_c(out, '\t');
	zeek_ends(e, out);
	if (e->type == TYPE_DNS)
		zeek_dns(g, out);
	else if (e->type == TYPE_HTTP)
		zeek_http(g, out);
	else
		zeek_file(g, out);
}

static void json_dns(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;

	buf_printf(out, ",\"proto\":\"udp\",\"trans_id\":%u,", (unsigned)(e->flow & 0xffff));
	put_name(g, "query", &e->name, out);
	buf_printf(out, ",\"qclass\":1,\"qclass_name\":\"C_INTERNET\",\"qtype_name\":\"%s\"",
		   e->answer.family == 6 ? "AAAA" : "A");
	if (e->answer.family) {
		buf_puts(out, ",\"rcode\":0,\"rcode_name\":\"NOERROR\"");
		buf_puts(out, ",\"answers\":[");
		if (e->alias.n) {
			put_json(g, buf_str(&e->alias), true, out);
			buf_c(out, ',');
		}
		buf_clear(&g->scratch);
		gen_ip(e->answer, false, &g->scratch);
		put_json(g, buf_str(&g->scratch), true, out);
		buf_puts(out, "],\"TTLs\":[60.0]");
	}
	if (e->doubled && chance(&e->r, 2)) {
		buf_c(out, ',');
		put_indicator(g, "query", KIND_DOMAIN, out);
	}
	buf_puts(out,
		 ",\"AA\":false,\"TC\":false,\"RD\":true,\"RA\":false,\"Z\":0,\"rejected\":false");
}

static void json_http(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;

	buf_puts(out, ",\"trans_depth\":1,\"method\":\"GET\",");
	put_name(g, "host", &e->name, out);
	buf_c(out, ',');
	put_text(g, "uri", buf_str(&e->target), false, out);
	if (g->o.mix == MIX_OTHEROBJECT && e->odd) {
		buf_c(out, ',');
		put_indicator(g, "referrer", KIND_URL, out);
	}
	buf_printf(out,
		   ",\"version\":\"1.1\",\"user_agent\":\"%s\",\"request_body_len\":0,"
		   "\"response_body_len\":%u,\"status_code\":200,\"status_msg\":\"OK\",\"tags\":[]",
		   agent(e), (unsigned)(e->flow % 65536));
}

static void json_file(struct gen *g, struct buf *out)
{
	unsigned size = (unsigned)(g->ev.flow % 1000000);

	buf_puts(out, ",\"fuid\":\"");
	put_uid('F', g->ev.flow, out);
	buf_printf(
		out,
		"\",\"source\":\"HTTP\",\"depth\":0,\"analyzers\":[\"SHA256\"],\"is_orig\":false,"
		"\"seen_bytes\":%u,\"total_bytes\":%u,",
		size, size);
	put_text(g, "sha256", str_of(g->ev.sha256), true, out);
}

/* Names below another object have dots in Zeek's keys; here one that says what it is not. */
static void json_other(struct gen *g, struct buf *out)
{
	buf_puts(out, ",\"tunnel\":{");
	put_indicator(g, "id.resp_h", KIND_IPV4, out);
	buf_c(out, ',');
	put_indicator(g, "query", KIND_DOMAIN, out);
	buf_c(out, '}');
}

static void json_ends(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;

	put_ip(g, "id.orig_h", e->src, false, out);
	buf_printf(out, ",\"id.orig_p\":%u,", e->sport);
	put_ip(g, "id.resp_h", e->dst, false, out);
	buf_printf(out, ",\"id.resp_p\":%u", e->dport);
	if (g->o.mix == MIX_OTHEROBJECT && e->odd)
		json_other(g, out);
	if (g->o.mix != MIX_DUPKEYS || !e->odd)
		return;
	if (chance(&e->r, 2)) {
		buf_puts(out, ",\"uid\":\"again\"");
		return;
	}
	e->doubled = true;
	buf_c(out, ',');
	put_indicator(g, "id.resp_h", KIND_IPV4, out);
}

void gen_zeek_json(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;

	buf_puts(out, "{\"ts\":");
	zeek_time(e, out);
	buf_puts(out, ",\"uid\":\"");
	put_uid('C', e->flow ^ e->n, out);
	buf_puts(out, "\",");
	json_ends(g, out);
	if (e->type == TYPE_DNS)
		json_dns(g, out);
	else if (e->type == TYPE_HTTP)
		json_http(g, out);
	else
		json_file(g, out);
	buf_c(out, '}');
}

/* ---- CSV ---- */

const char *const gen_csv_header =
	"time,src.ip,dst.ip,dns.query,dns.answer.name,dns.answer.ip,http.host,http.url,file.sha256";

/* The comma, and the cell; quoted where the mix is about that. */
static void cell(struct gen *g, const char *scheme, struct str host, struct str rest,
		 struct buf *out)
{
	const char *quote = escapes(g) ? "\"" : "";

	buf_printf(out, ",%s%s", quote, scheme);
	for (size_t i = 0; i < host.n; i++)
		buf_c(out, in_case(g, host.p[i]));
	buf_put(out, rest);
	buf_puts(out, quote);
}

static void ip_cell(struct gen *g, struct ip ip, struct buf *out)
{
	buf_clear(&g->scratch);
	if (ip.family)
		gen_ip(ip, false, &g->scratch);
	cell(g, "", buf_str(&g->scratch), STR(""), out);
}

void gen_csv(struct gen *g, struct buf *out)
{
	struct gen_event *e = &g->ev;
	struct str name = buf_str(&e->name), none = STR("");
	bool dns = e->type == TYPE_DNS, http = e->type == TYPE_HTTP;

	put_time(e->us, "Z", out);
	ip_cell(g, e->src, out);
	ip_cell(g, e->dst, out);
	cell(g, "", dns ? name : none, none, out);
	cell(g, "", dns ? buf_str(&e->alias) : none, none, out);
	ip_cell(g, dns ? e->answer : (struct ip){ 0 }, out);
	cell(g, "", http ? name : none, none, out);
	if (http)
		cell(g, "http://", name, buf_str(&e->target), out);
	else
		cell(g, "", none, none, out);
	cell(g, "", e->type == TYPE_FILE ? str_of(e->sha256) : none, none, out);
}
