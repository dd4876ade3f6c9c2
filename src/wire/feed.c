/* SPDX-License-Identifier: Apache-2.0 */
/* feed.c - the formats by name, and the door to their readers. */
#include "wire/feed_parts.h"

#include "base/ensure.h"

static const size_t feed_max = (size_t)1 << 30;

static const struct {
	const char *name;
	feed_part *read;
} formats[FEED_FORMATS] = {
	[FEED_GUESS] = { "guess", NULL },
	[FEED_LIST] = { "list", feed_list_read },
	[FEED_HOSTS] = { "hosts", feed_hosts_read },
	[FEED_ADBLOCK] = { "adblock", feed_adblock_read },
	[FEED_DNSMASQ] = { "dnsmasq", feed_dnsmasq_read },
	[FEED_UNBOUND] = { "unbound", feed_unbound_read },
	[FEED_RPZ] = { "rpz", feed_rpz_read },
	[FEED_CSV] = { "csv", feed_csv_read },
	[FEED_ZEEK_INTEL] = { "zeek-intel", feed_zeek_intel_read },
	[FEED_MISP] = { "misp", feed_misp_read },
	[FEED_STIX] = { "stix", feed_stix_read },
	[FEED_WARNINGLIST] = { "warninglist", feed_warninglist_read },
	[FEED_DUMP] = { "dump", feed_dump_read },
};

const char *feed_format_name(enum feed_format f)
{
	ensure(f < FEED_FORMATS);
	return formats[f].name;
}

bool feed_format_of(struct str name, enum feed_format *out)
{
	for (unsigned f = FEED_GUESS + 1; f < FEED_FORMATS; f++) {
		if (str_eq_nocase(name, str_of(formats[f].name))) {
			*out = (enum feed_format)f;
			return true;
		}
	}
	return false;
}

enum err feed_read(enum feed_format format, struct str bytes, struct str map,
		   const struct feed_sink *sink, struct why *why)
{
	enum err e = ERR_OK;

	ensure(format < FEED_FORMATS);
	if (bytes.n > feed_max)
		return why_set(why, ERR_LIMIT, SAY_FEED_LARGE, A((uint64_t)feed_max));
	if (format == FEED_GUESS)
		e = feed_guess(str_cut(bytes, 0, 64 << 10), NULL, &format, why);
	if (e != ERR_OK)
		return e;
	if (str_starts(bytes, STR("\xEF\xBB\xBF")))
		bytes = str_cut(bytes, 3, bytes.n);
	return formats[format].read(bytes, map, sink, why);
}
