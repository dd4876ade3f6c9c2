/* SPDX-License-Identifier: Apache-2.0 */
/* demo_eve.c - drafts as Suricata EVE lines (JSON), in the shape that Suricata 6 and 7 write. */
#include "cmd/demo_night.h"

#include <stdio.h>
#include <time.h>

/* Local time with its offset, as a sensor in UTC+8 writes it. */
static void put_time(struct buf *b, struct instant at)
{
	time_t local = (time_t)(at.us / US_PER_SECOND) + 8 * 3600;
	struct tm tm;
	char text[32];

	gmtime_r(&local, &tm);
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
	buf_printf(b, "%s.%06d+0800", text, (int)(at.us % US_PER_SECOND));
}

/* Suricata writes IPv6 addresses in full. */
static void put_addr(struct buf *b, struct str s)
{
	unsigned a, c, d;

	if (sscanf(s.p, "2001:db8:%x:%x::%x", &a, &c, &d) == 3)
		buf_printf(b, "2001:0db8:%04x:%04x:0000:0000:0000:%04x", a, c, d);
	else
		buf_put(b, s);
}

static void put_head(struct world *w, const struct draft *d, const char *type, struct buf *b)
{
	bool turned = d->reversed || d->kind == EVENT_FILE;
	bool udp = d->kind == EVENT_DNS;

	buf_puts(b, "{\"timestamp\":\"");
	put_time(b, d->at);
	buf_printf(b,
		   "\",\"flow_id\":%llu,\"in_iface\":\"eth0\",\"event_type\":\"%s\",\"src_ip\":\"",
		   (unsigned long long)(prng_next(&w->r) >> 13), type);
	put_addr(b, turned ? d->server : d->client);
	buf_printf(b, "\",\"src_port\":%u,\"dest_ip\":\"",
		   turned ? d->server_port : d->client_port);
	put_addr(b, turned ? d->client : d->server);
	buf_printf(b, "\",\"dest_port\":%u,\"proto\":\"%s\"",
		   turned ? d->client_port : d->server_port, udp ? "UDP" : "TCP");
}

static void put_dns(struct world *w, const struct draft *d, struct buf *b)
{
	bool answer = d->answer_count > 0;

	buf_printf(b, ",\"dns\":{\"version\":2,\"type\":\"%s\",\"id\":%u,\"rrname\":\"%.*s\",",
		   answer ? "answer" : "query", demo_pick(w, 65536), STR_FMT(d->name));
	buf_printf(b, "\"rrtype\":\"%s\"", d->v6 ? "AAAA" : "A");
	if (!answer) {
		buf_puts(b, ",\"tx_id\":0}");
		return;
	}
	buf_puts(b, ",\"flags\":\"8180\",\"qr\":true,\"rd\":true,\"ra\":true,"
		    "\"rcode\":\"NOERROR\",\"answers\":[");
	for (unsigned i = 0; i < d->answer_count; i++)
		buf_printf(b,
			   "%s{\"rrname\":\"%.*s\",\"rrtype\":\"%s\",\"ttl\":300,\"rdata\":"
			   "\"%.*s\"}",
			   i ? "," : "", STR_FMT(d->name), d->answers[i].type,
			   STR_FMT(d->answers[i].data));
	buf_puts(b, "]}");
}

static void put_http(struct world *w, const struct draft *d, struct buf *b)
{
	buf_printf(b, ",\"tx_id\":0,\"http\":{\"hostname\":\"%.*s\",\"url\":\"%.*s\",",
		   STR_FMT(d->name), STR_FMT(d->uri));
	buf_printf(
		b,
		"\"http_user_agent\":\"%.*s\",\"http_content_type\":\"text/html\","
		"\"http_method\":\"GET\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"length\":%u}",
		STR_FMT(d->agent), demo_pick(w, 90000));
}

static void put_tls(const struct draft *d, struct buf *b)
{
	buf_printf(b, ",\"tls\":{\"subject\":\"CN=%.*s\",\"issuerdn\":\"CN=Example CA\",",
		   STR_FMT(d->name));
	if (d->fingerprint.n) {
		buf_puts(b, "\"fingerprint\":\"");
		for (size_t i = 0; i < d->fingerprint.n; i += 2)
			buf_printf(b, "%s%.2s", i ? ":" : "", d->fingerprint.p + i);
		buf_puts(b, "\",");
	}
	buf_printf(b, "\"sni\":\"%.*s\",\"version\":\"TLS 1.2\"", STR_FMT(d->name));
	if (d->ja3.n)
		buf_printf(b, ",\"ja3\":{\"hash\":\"%.*s\",\"string\":\"771,4865-4866,0-23,29,0\"}",
			   STR_FMT(d->ja3));
	if (d->ja4.n)
		buf_printf(b, ",\"ja4\":\"%.*s\"", STR_FMT(d->ja4));
	buf_c(b, '}');
}

static void put_file(struct world *w, const struct draft *d, struct buf *b)
{
	buf_printf(b,
		   ",\"fileinfo\":{\"filename\":\"/pub/update.bin\",\"gaps\":false,\"state\":"
		   "\"CLOSED\",\"md5\":\"%.*s\",\"sha1\":\"%.*s\",",
		   STR_FMT(d->md5), STR_FMT(d->sha1));
	buf_printf(b, "\"sha256\":\"%.*s\",\"stored\":false,\"size\":%u,\"tx_id\":0}",
		   STR_FMT(d->sha256), 1000 + demo_pick(w, 1000000));
}

void eve_put(struct world *w, const struct draft *d, struct buf *b)
{
	static const char *const types[EVENT_KINDS] = {
		[EVENT_DNS] = "dns", [EVENT_FLOW] = "flow",     [EVENT_HTTP] = "http",
		[EVENT_TLS] = "tls", [EVENT_FILE] = "fileinfo",
	};

	put_head(w, d, types[d->kind], b);
	if (d->kind == EVENT_DNS)
		put_dns(w, d, b);
	else if (d->kind == EVENT_HTTP)
		put_http(w, d, b);
	else if (d->kind == EVENT_TLS)
		put_tls(d, b);
	else if (d->kind == EVENT_FILE)
		put_file(w, d, b);
	else
		buf_printf(b,
			   ",\"app_proto\":\"tls\",\"flow\":{\"pkts_toserver\":%u,\"state\":"
			   "\"closed\",\"reason\":\"timeout\"}",
			   1 + demo_skewed(w, 12));
	buf_puts(b, "}\n");
}
