/* SPDX-License-Identifier: Apache-2.0 */
/* demo_zeek.c - drafts as rows of Zeek's dns, conn, ssl and http logs (TSV). */
#include "cmd/demo_night.h"

#define CONN_FIELDS "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\t"
#define CONN_TYPES "time\tstring\taddr\tport\taddr\tport\t"

static const struct zeek_kind {
	const char *path, *fields, *types;
} kinds[EVENT_KINDS] = {
	[EVENT_DNS] = { "dns",
			"proto\ttrans_id\trtt\tquery\tqclass\tqclass_name\tqtype\tqtype_"
			"name\trcode\t"
			"rcode_name\tAA\tTC\tRD\tRA\tZ\tanswers\tTTLs\trejected",
			"enum\tcount\tinterval\tstring\tcount\tstring\tcount\tstring\tcount\t"
			"string\tbool\tbool\tbool\tbool\tcount\tvector[string]\tvector[interval]\t"
			"bool" },
	[EVENT_FLOW] = { "conn",
			 "proto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_"
			 "orig\t"
			 "local_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\t"
			 "resp_ip_bytes\ttunnel_parents",
			 "enum\tstring\tinterval\tcount\tcount\tstring\tbool\tbool\tcount\tstring\t"
			 "count\tcount\tcount\tcount\tset[string]" },
	[EVENT_TLS] = { "ssl",
			"version\tcipher\tcurve\tserver_name\tresumed\tlast_alert\tnext_protocol\t"
			"established\tssl_history\tcert_chain_fps\tclient_cert_chain_fps\t"
			"sni_matches_cert",
			"string\tstring\tstring\tstring\tbool\tstring\tstring\tbool\tstring\t"
			"vector[string]\tvector[string]\tbool" },
	[EVENT_HTTP] = { "http",
			 "trans_depth\tmethod\thost\turi\treferrer\tversion\tuser_agent\torigin\t"
			 "request_body_len\tresponse_body_len\tstatus_code\tstatus_msg",
			 "count\tstring\tstring\tstring\tstring\tstring\tstring\tstring\tcount\t"
			 "count\tcount\tstring" },
};

void zeek_head(enum event_kind kind, struct str opened, struct buf *b)
{
	const struct zeek_kind *k = &kinds[kind];

	buf_printf(b,
		   "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n"
		   "#path\t%s\n#open\t%.*s-20-00-00\n",
		   k->path, STR_FMT(opened));
	buf_printf(b, "#fields\t" CONN_FIELDS "%s\n#types\t" CONN_TYPES "%s\n", k->fields,
		   k->types);
}

static void put_dns(struct world *w, const struct draft *d, struct buf *b)
{
	buf_printf(b, "udp\t%u\t0.000870\t%.*s\t1\tC_INTERNET\t%s\t0\tNOERROR\tF\tF\tT\tT\t0\t",
		   demo_pick(w, 65536), STR_FMT(d->name), d->v6 ? "28\tAAAA" : "1\tA");
	for (unsigned i = 0; i < d->answer_count; i++) {
		bool txt = strcmp(d->answers[i].type, "TXT") == 0;

		buf_puts(b, i ? "," : "");
		if (txt)
			buf_printf(b, "TXT %zu ", d->answers[i].data.n);
		buf_put(b, d->answers[i].data);
	}
	if (!d->answer_count)
		buf_c(b, '-');
	buf_c(b, '\t');
	for (unsigned i = 0; i < d->answer_count; i++)
		buf_printf(b, "%s300.000000", i ? "," : "");
	buf_puts(b, d->answer_count ? "\tF\n" : "-\tF\n");
}

static void put_tls(const struct draft *d, struct buf *b)
{
	buf_printf(b,
		   "TLSv12\tTLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\tx25519\t%.*s\tF\t-\th2\tT\t"
		   "CsxknGIi\t%.*s\t-\tT\n",
		   STR_FMT(d->name), STR_FMT(d->chain.n ? d->chain : STR("-")));
}

static void put_http(struct world *w, const struct draft *d, struct buf *b)
{
	buf_printf(b, "1\tGET\t%.*s\t%.*s\t-\t1.1\t%.*s\t-\t0\t%u\t200\tOK\n", STR_FMT(d->name),
		   STR_FMT(d->uri), STR_FMT(d->agent), demo_pick(w, 90000));
}

void zeek_put(struct world *w, const struct draft *d, struct buf *b)
{
	struct str uid = demo_hex(w, 16);

	buf_printf(b, "%lld.%06lld\tC%.*s\t%.*s\t%u\t%.*s\t%u\t",
		   (long long)(d->at.us / US_PER_SECOND), (long long)(d->at.us % US_PER_SECOND),
		   STR_FMT(uid), STR_FMT(d->client), d->client_port, STR_FMT(d->server),
		   d->server_port);
	if (d->kind == EVENT_DNS)
		put_dns(w, d, b);
	else if (d->kind == EVENT_TLS)
		put_tls(d, b);
	else if (d->kind == EVENT_HTTP)
		put_http(w, d, b);
	else
		buf_printf(b,
			   "tcp\tssl\t1.250000\t%"
			   "u\t4096\tSF\tF\tF\t0\tShADadFf\t9\t1024\t8\t4500\t-\n",
			   1 + demo_skewed(w, 14));
}
