/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_element.c - the elements of flow records that are looked at.
 *
 * IANA's numbers: the registry "IP Flow Information Export (IPFIX) Entities"; NetFlow v9 shares them,
 * as far as it knows them. Enterprises' numbers are those of their own documents: CERT NetSA's YAF,
 * ntop's nProbe (whose v9 numbers are 57472 higher), Citrix NetScaler, Ixia, CESNET, Flowmon,
 * Masaryk University, and Cisco's NSEL.
 */
#include "wire/flow_template.h"

enum {
	IANA = 0,
	IXIA = 3054,
	NETSCALER = 5951,
	CERT = 6871,
	CESNET = 8057,
	MUNI = 16982,
	NTOP = 35632,
	FLOWMON = 39499,
	NTOP_V9 = 57472, /* what nProbe adds to its numbers, since v9 has no enterprises */
};

static const struct flow_element elements[] = {
	{ IANA, 8, FLOW_ADDR4, FIELD_SRC_IP },            /* sourceIPv4Address */
	{ IANA, 12, FLOW_ADDR4, FIELD_DST_IP },           /* destinationIPv4Address */
	{ IANA, 27, FLOW_ADDR6, FIELD_SRC_IP },           /* sourceIPv6Address */
	{ IANA, 28, FLOW_ADDR6, FIELD_DST_IP },           /* destinationIPv6Address */
	{ IANA, 225, FLOW_ADDR4, FIELD_SRC_IP },          /* postNATSourceIPv4Address */
	{ IANA, 226, FLOW_ADDR4, FIELD_DST_IP },          /* postNATDestinationIPv4Address */
	{ IANA, 281, FLOW_ADDR6, FIELD_SRC_IP },          /* postNATSourceIPv6Address */
	{ IANA, 282, FLOW_ADDR6, FIELD_DST_IP },          /* postNATDestinationIPv6Address */
	{ FLOW_V9_PEN, 40001, FLOW_ADDR4, FIELD_SRC_IP }, /* NF_F_XLATE_SRC_ADDR_IPV4 */
	{ FLOW_V9_PEN, 40002, FLOW_ADDR4, FIELD_DST_IP }, /* NF_F_XLATE_DST_ADDR_IPV4 */
	{ IANA, 7, FLOW_SRC_PORT, 0 },                    /* sourceTransportPort */
	{ IANA, 11, FLOW_DST_PORT, 0 },                   /* destinationTransportPort */
	{ IANA, 160, FLOW_BOOT, 0 },                      /* systemInitTimeMilliseconds */

	{ IANA, 152, FLOW_MILLISECONDS, 0, 1 },  /* flowStartMilliseconds */
	{ IANA, 154, FLOW_NTP, 0, 2 },           /* flowStartMicroseconds */
	{ IANA, 156, FLOW_NTP, 0, 3 },           /* flowStartNanoseconds */
	{ IANA, 150, FLOW_SECONDS, 0, 4 },       /* flowStartSeconds */
	{ IANA, 158, FLOW_BEFORE, 0, 5 },        /* flowStartDeltaMicroseconds */
	{ IANA, 22, FLOW_UPTIME, 0, 6 },         /* flowStartSysUpTime */
	{ IANA, 153, FLOW_MILLISECONDS, 0, 7 },  /* flowEndMilliseconds */
	{ IANA, 155, FLOW_NTP, 0, 8 },           /* flowEndMicroseconds */
	{ IANA, 157, FLOW_NTP, 0, 9 },           /* flowEndNanoseconds */
	{ IANA, 151, FLOW_SECONDS, 0, 10 },      /* flowEndSeconds */
	{ IANA, 159, FLOW_BEFORE, 0, 11 },       /* flowEndDeltaMicroseconds */
	{ IANA, 21, FLOW_UPTIME, 0, 12 },        /* flowEndSysUpTime */
	{ IANA, 323, FLOW_MILLISECONDS, 0, 13 }, /* observationTimeMilliseconds */
	{ IANA, 324, FLOW_NTP, 0, 14 },          /* observationTimeMicroseconds */
	{ IANA, 325, FLOW_NTP, 0, 15 },          /* observationTimeNanoseconds */
	{ IANA, 322, FLOW_SECONDS, 0, 16 },      /* observationTimeSeconds */

	{ IANA, 460, FLOW_HOST, FIELD_HTTP_HOST },       /* httpRequestHost */
	{ IANA, 461, FLOW_TARGET, FIELD_HTTP_URL },      /* httpRequestTarget */
	{ CERT, 117, FLOW_HOST, FIELD_HTTP_HOST },       /* httpHost */
	{ CERT, 179, FLOW_TEXT, FIELD_DNS_QUERY },       /* dnsQName */
	{ CERT, 180, FLOW_TEXT, FIELD_DNS_ANSWER_NAME }, /* dnsCName */
	{ CERT, 182, FLOW_TEXT, FIELD_DNS_ANSWER_NAME }, /* dnsMXExchange */
	{ CERT, 183, FLOW_TEXT, FIELD_DNS_ANSWER_NAME }, /* dnsNSDName */
	{ CERT, 184, FLOW_TEXT, FIELD_DNS_ANSWER_NAME }, /* dnsPTRDName */
	{ CERT, 219, FLOW_TEXT, FIELD_DNS_ANSWER_NAME }, /* dnsSRVTarget */
	{ CERT, 294, FLOW_TEXT, FIELD_TLS_SNI },         /* sslServerName */
	{ NTOP, 180, FLOW_TARGET, FIELD_HTTP_URL },      /* HTTP_URL */
	{ NTOP, 187, FLOW_HOST, FIELD_HTTP_HOST },       /* HTTP_HOST */
	{ NTOP, 188, FLOW_TEXT, FIELD_TLS_SNI },         /* TLS_SERVER_NAME */
	{ NTOP, 205, FLOW_TEXT, FIELD_DNS_QUERY },       /* DNS_QUERY */
	{ NTOP, 489, FLOW_TEXT, FIELD_TLS_JA3 },         /* JA3C_HASH */
	{ NTOP, 490, FLOW_TEXT, FIELD_TLS_JA3S },        /* JA3S_HASH */
	{ NTOP, 576, FLOW_TEXT, FIELD_TLS_JA4 },         /* JA4C_HASH */
	{ NETSCALER, 130, FLOW_TARGET, FIELD_HTTP_URL }, /* httpReqUrl */
	{ NETSCALER, 142, FLOW_HOST, FIELD_HTTP_HOST },  /* httpReqHost */
	{ IXIA, 183, FLOW_HOST, FIELD_HTTP_HOST },       /* HTTP host name */
	{ IXIA, 184, FLOW_TARGET, FIELD_HTTP_URL },      /* HTTP URI */
	{ CESNET, 2, FLOW_TEXT, FIELD_DNS_QUERY },       /* DNSName */
	{ CESNET, 808, FLOW_TEXT, FIELD_TLS_SNI },       /* TLSSNI */
	{ CESNET, 890, FLOW_TEXT, FIELD_TLS_SNI },       /* quicSNI */
	{ FLOWMON, 1, FLOW_HOST, FIELD_HTTP_HOST },      /* httpHost */
	{ FLOWMON, 2, FLOW_TARGET, FIELD_HTTP_URL },     /* httpUrl */
	{ FLOWMON, 121, FLOW_TEXT, FIELD_DNS_QUERY },    /* dnsQname */
	{ FLOWMON, 338, FLOW_TEXT, FIELD_TLS_SNI },      /* tlsSni */
	{ MUNI, 501, FLOW_HOST, FIELD_HTTP_HOST },       /* HTTPRequestHost */
	{ MUNI, 502, FLOW_TARGET, FIELD_HTTP_URL },      /* HTTPRequestURL */
	{ MUNI, 811, FLOW_TEXT, FIELD_TLS_SNI },         /* tlsServerName */
};

static const struct flow_element *find(int64_t pen, unsigned id)
{
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (elements[i].pen == pen && elements[i].id == id)
			return &elements[i];
	return NULL;
}

const struct flow_element *flow_element_find(unsigned version, uint32_t pen, unsigned id)
{
	const struct flow_element *e;

	if (version != 9)
		return find(pen, id);
	e = find(IANA, id);
	if (!e)
		e = find(FLOW_V9_PEN, id);
	return !e && id >= NTOP_V9 ? find(NTOP, id - NTOP_V9) : e;
}
