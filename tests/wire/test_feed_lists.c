/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_feed_lists.c - lists, hosts files, blockers' rules and zones; then every real list beside
 * this clone against EXPECTED.json, type by type (doc/feeds.md has the same table in words).
 */
#include "test.h"

#include "base/file.h"
#include "base/map.h"
#include "list_tally.h"

#include <zstd.h>

enum { FILE_LIMIT = 256 << 20 };

/* ---- small samples ---- */

static struct tally read_text(feed_part *part, const char *text)
{
	struct tally t;
	struct feed_sink sink = tally_start(&t, true);
	struct why why;

	assert_ok(part(str_of(text), (struct str){ 0 }, &sink, &why));
	return t;
}

/* One line, one entry: taken as (kind, value), or refused with that reason. */
static void one(feed_part *part, const char *line, enum indicator_kind kind, const char *value)
{
	struct tally t = read_text(part, line);

	if (t.kind[kind] != 1 || tally_entries(&t) != 1 || strcmp(t.last, value) != 0)
		fail_msg("\"%s\": %s, %d entries", line, t.last, (int)tally_entries(&t));
	tally_end(&t);
}

static void refused(feed_part *part, const char *line, enum say_id id)
{
	struct tally t = read_text(part, line);

	if (t.reason[id] != 1 || tally_entries(&t) != 1)
		fail_msg("\"%s\": %s, %d entries", line, t.last, (int)tally_entries(&t));
	tally_end(&t);
}

static void aside(feed_part *part, const char *line, const char *word)
{
	struct tally t = read_text(part, line);

	if (tally_word(&t, word) != 1 || tally_entries(&t) != 1)
		fail_msg("\"%s\": %d entries", line, (int)tally_entries(&t));
	tally_end(&t);
}

static void nothing(feed_part *part, const char *text)
{
	struct tally t = read_text(part, text);

	if (tally_entries(&t) != 0)
		fail_msg("\"%s\": %d entries", text, (int)tally_entries(&t));
	tally_end(&t);
}

TEST(a_list_line_gives_its_value_whatever_notes_stand_beside_it)
{
	one(feed_list_read, "Evil.Example", IND_DOMAIN, "evil.example");
	one(feed_list_read, "  evil.example \r\n", IND_DOMAIN, "evil.example");
	one(feed_list_read, "evil.example # why", IND_DOMAIN, "evil.example");
	one(feed_list_read, "evil.example\t# why", IND_DOMAIN, "evil.example");
	one(feed_list_read, "192.0.2.0/24 ; SBL1", IND_CIDR, "192.0.2.0/24");
	one(feed_list_read, "192.0.2.1\t10", IND_IPV4, "192.0.2.1");
	one(feed_list_read, "192.0.2.1\t10\tmore", IND_IPV4, "192.0.2.1");
	one(feed_list_read, "192.0.2.1,10", IND_IPV4, "192.0.2.1");
	one(feed_list_read, "192.0.2.1 10", IND_IPV4, "192.0.2.1");
	one(feed_list_read, "192.0.2.1:8080", IND_IPV4, "192.0.2.1");
	one(feed_list_read, "evil.example,Domain used by x,2016-11-12 15:02", IND_DOMAIN,
	    "evil.example");
	one(feed_list_read, "mass_scanner\t192.0.2.1\t# who", IND_IPV4, "192.0.2.1");
	one(feed_list_read, "malware/xyz-1\tevil.example/a,b?c=1,2", IND_URL,
	    "evil.example/a,b?c=1,2");
	one(feed_list_read, "192.0.2.0\t192.0.2.255\t24\tJP", IND_CIDR, "192.0.2.0/24");
	one(feed_list_read, "http://evil.example/x#frag", IND_URL, "evil.example/x");
	one(feed_list_read, "//evil.example/x", IND_URL, "evil.example/x");
	one(feed_list_read, "d41d8cd98f00b204e9800998ecf8427e\tname", IND_MD5,
	    "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(comments_and_blank_lines_are_no_entries)
{
	nothing(feed_list_read, "");
	nothing(feed_list_read, "\n\r\n \t \n# a\n; b\n! c\n// d e\n//\n#\n//word\n");
}

TEST(a_bad_line_costs_itself_and_keeps_its_number)
{
	struct tally t = read_text(feed_list_read, "a.example\n\n^x$\n# c\nb.example");

	assert_int_equal(t.taken, 2);
	assert_int_equal(t.refused, 1);
	assert_int_equal(t.last_line, 5);
	tally_end(&t);
	t = read_text(feed_list_read, "a.example\n\n^x$");
	assert_int_equal(t.last_line, 3);
	tally_end(&t);
	refused(feed_list_read, "192.0.2.0\t192.0.2.6", SAY_FEED_LIST_RANGE);
	refused(feed_list_read, "///path", SAY_INDICATOR_PATH);
	refused(feed_list_read, "two words.example", SAY_DOMAIN_CHAR);
	aside(feed_list_read, "victim@example.org", "email");
}

TEST(a_line_above_the_limit_is_refused_and_the_next_is_read)
{
	struct buf b = { 0 };
	struct tally t;

	memset(buf_reserve(&b, FEED_LINE_MAX + 1), 'a', FEED_LINE_MAX + 1);
	b.n = FEED_LINE_MAX + 1;
	buf_puts(&b, "\nevil.example\n");
	t = read_text(feed_list_read, buf_cstr(&b));
	assert_int_equal(t.reason[SAY_FEED_LIST_LONG], 1);
	assert_int_equal(t.kind[IND_DOMAIN], 1);
	tally_end(&t);
	buf_fini(&b);
}

TEST(a_hosts_file_lists_the_names_that_it_points_nowhere)
{
	struct tally t;

	one(feed_hosts_read, "0.0.0.0 evil.example", IND_DOMAIN, "evil.example");
	one(feed_hosts_read, "127.0.0.1\tevil.example # x", IND_DOMAIN, "evil.example");
	one(feed_hosts_read, ":: evil.example", IND_DOMAIN, "evil.example");
	one(feed_hosts_read, "evil.example", IND_DOMAIN, "evil.example");
	nothing(feed_hosts_read, "127.0.0.1 localhost\n::1 ip6-localhost ip6-loopback\n"
				 "255.255.255.255 broadcasthost\nfe80::1%lo0 localhost\n# x\n");
	refused(feed_hosts_read, "192.0.2.1 good.example", SAY_FEED_HOSTS_TARGET);
	refused(feed_hosts_read, "evil.example other.example", SAY_FEED_HOSTS_LINE);
	t = read_text(feed_hosts_read, "0.0.0.0 a.example b.example localhost c.example");
	assert_int_equal(t.kind[IND_DOMAIN], 3);
	tally_end(&t);
}

TEST(an_adblock_rule_counts_when_it_blocks_the_whole_name)
{
	one(feed_adblock_read, "||evil.example^", IND_DOMAIN, "evil.example");
	one(feed_adblock_read, "||evil.example^$third-party,important", IND_DOMAIN, "evil.example");
	one(feed_adblock_read, "||*.evil.example^|", IND_DOMAIN, "evil.example");
	one(feed_adblock_read, "|http://evil.example/x|", IND_URL, "evil.example/x");
	one(feed_adblock_read, "||evil.example/kit/", IND_URL, "evil.example/kit/");
	one(feed_adblock_read, "||192.0.2.1^", IND_IPV4, "192.0.2.1");
	one(feed_adblock_read, "evil.example", IND_DOMAIN, "evil.example");
	nothing(feed_adblock_read, "[Adblock Plus 2.0]\n! Title: x\n# note\n");
	aside(feed_adblock_read, "@@||good.example^", "exception");
	aside(feed_adblock_read, "||evil.example^$script", "conditional");
	aside(feed_adblock_read, "||evil.example^$domain=a.example", "conditional");
	aside(feed_adblock_read, "example.org##.banner", "cosmetic");
	aside(feed_adblock_read, "##.banner", "cosmetic");
	refused(feed_adblock_read, "/banner[0-9]+/", SAY_INDICATOR_PATH);
	refused(feed_adblock_read, "||evil*.example^", SAY_INDICATOR_PATTERN);
}

TEST(a_dnsmasq_line_counts_when_it_answers_nothing)
{
	struct tally t = read_text(feed_dnsmasq_read, "address=/a.example/b.example/0.0.0.0");

	assert_int_equal(t.kind[IND_DOMAIN], 2);
	tally_end(&t);
	one(feed_dnsmasq_read, "address=/evil.example/#", IND_DOMAIN, "evil.example");
	one(feed_dnsmasq_read, "address=/evil.example/", IND_DOMAIN, "evil.example");
	one(feed_dnsmasq_read, "local=/evil.example/", IND_DOMAIN, "evil.example");
	one(feed_dnsmasq_read, "server=/evil.example/ # x", IND_DOMAIN, "evil.example");
	aside(feed_dnsmasq_read, "server=/corp.example/192.0.2.53", "forward");
	aside(feed_dnsmasq_read, "server=/corp.example/#", "forward");
	aside(feed_dnsmasq_read, "address=/printer.example/192.0.2.9", "forward");
	aside(feed_dnsmasq_read, "cache-size=1000", "option");
	aside(feed_dnsmasq_read, "no-resolv", "option");
	refused(feed_dnsmasq_read, "address=evil.example", SAY_FEED_DNSMASQ_LINE);
	refused(feed_dnsmasq_read, "evil.example", SAY_FEED_DNSMASQ_LINE);
	refused(feed_dnsmasq_read, "address=/com/", SAY_INDICATOR_SINGLE);
	nothing(feed_dnsmasq_read, "# x\n");
}

TEST(an_unbound_zone_counts_when_its_type_blocks)
{
	one(feed_unbound_read, "local-zone: \"evil.example.\" always_null", IND_DOMAIN,
	    "evil.example");
	one(feed_unbound_read, "local-zone: evil.example always_nxdomain # x", IND_DOMAIN,
	    "evil.example");
	one(feed_unbound_read, "  local-data: \"evil.example. 60 IN A 0.0.0.0\"", IND_DOMAIN,
	    "evil.example");
	aside(feed_unbound_read, "local-zone: \"good.example\" transparent", "exception");
	aside(feed_unbound_read, "local-data: \"printer.example A 192.0.2.9\"", "local-data");
	aside(feed_unbound_read, "verbosity: 1", "option");
	nothing(feed_unbound_read, "# x\nserver:\n");
	refused(feed_unbound_read, "local-zone: \"evil.example\" sometimes", SAY_FEED_UNBOUND_LINE);
	refused(feed_unbound_read, "evil.example", SAY_FEED_UNBOUND_LINE);
}

TEST(a_policy_zone_lists_names_and_addresses)
{
	static const char zone[] = "$TTL 60\n"
				   "$ORIGIN rpz.example.net.\n"
				   "@ IN SOA ns.example.net. root.example.net. (\n"
				   "  1 ; serial\n"
				   "  3600 600 86400 60 )\n"
				   "  NS localhost.\n"
				   "; note\n"
				   "evil.example CNAME .\n"
				   "*.evil.example CNAME . ; and below\n"
				   "walled.example 3600 IN A 192.0.2.9\n"
				   "abs.example.rpz.example.net. CNAME *.\n"
				   "good.example CNAME rpz-passthru.\n"
				   "24.0.2.0.192.rpz-ip CNAME .\n"
				   "32.1.2.0.192.rpz-ip CNAME rpz-drop.\n"
				   "32.zz.db8.2001.rpz-ip CNAME .\n"
				   "32.9.2.0.192.rpz-client-ip CNAME .\n"
				   "ns.evil.example.rpz-nsdname CNAME .\n"
				   "what is this\n";
	struct tally t = read_text(feed_rpz_read, zone);

	assert_int_equal(t.kind[IND_DOMAIN], 4);
	assert_int_equal(map_count(t.distinct), 6);
	assert_non_null(map_get(t.distinct, STR("\x01"
						"abs.example")));
	assert_non_null(map_get(t.distinct, STR("\x04"
						"192.0.2.0/24")));
	assert_non_null(map_get(t.distinct, STR("\x04"
						"2001:db8::/32")));
	assert_non_null(map_get(t.distinct, STR("\x02"
						"192.0.2.1")));
	assert_int_equal(tally_word(&t, "exception"), 1);
	assert_int_equal(tally_word(&t, "rpz-client-ip"), 1);
	assert_int_equal(tally_word(&t, "rpz-nsdname"), 1);
	assert_int_equal(t.reason[SAY_FEED_RPZ_LINE], 1);
	assert_int_equal(t.last_line, 18);
	assert_int_equal(tally_entries(&t), 11);
	tally_end(&t);
	one(feed_rpz_read, "128.1.zz.db8.2001.rpz-ip CNAME .", IND_IPV6, "2001:db8::1");
	one(feed_rpz_read, "128.1.0.0.0.0.0.db8.2001.rpz-ip CNAME .", IND_IPV6, "2001:db8::1");
	one(feed_rpz_read, "48.zz.1.db8.2001.rpz-ip CNAME .", IND_CIDR, "2001:db8:1::/48");
	refused(feed_rpz_read, "24.rpz-ip CNAME .", SAY_FEED_RPZ_LINE);
}

/* ---- the real lists ---- */

static const struct group {
	const char *fmt; /* of EXPECTED.json */
	feed_part *read;
	bool distinct; /* their distinct texts are our distinct values */
} groups[] = {
	{ "scale", feed_list_read, false },
	{ "maltrail", feed_list_read, false },
	{ "list", feed_list_read, false },
	{ "ip-list", feed_list_read, true },
	{ "hosts", feed_list_read, true },
	{ "hash-list", feed_list_read, false },
	{ "blocklist-domains", feed_list_read, true },
	{ "blocklist-wildcard", feed_list_read, false },
	{ "blocklist-hosts", feed_hosts_read, true },
	{ "blocklist-adblock", feed_adblock_read, true },
	{ "blocklist-dnsmasq", feed_dnsmasq_read, true },
	{ "blocklist-unbound", feed_unbound_read, true },
};
enum { GROUPS = sizeof groups / sizeof *groups };

/* What becomes of an entry of their type, unless `moves` says otherwise. */
static const char *const usual[][2] = {
	{ "domain", "domain" },    { "ipv4", "ipv4" },           { "ipv4:port", "ipv4" },
	{ "ipv6", "ipv6" },        { "cidr4", "cidr" },          { "url", "url" },
	{ "url-noscheme", "url" }, { "path", "INDICATOR_PATH" }, { "md5", "md5" },
	{ "sha1", "sha1" },        { "sha256", "sha256" },
};

/* The exceptions, each explained in doc/feeds.md. The test fails on one more or one less. */
static const struct move {
	const char *fmt, *from, *to;
	uint64_t n;
} moves[] = {
	{ "scale", "domain", "INDICATOR_SUFFIX", 664 },
	{ "scale", "domain", "DOMAIN_LABEL_LONG", 1 },
	{ "scale", "cidr4", "ipv4", 3 },
	{ "scale", "other", "domain", 89 },
	{ "scale", "other", "ipv6", 9 },
	{ "scale", "other", "ipv4", 2 },
	{ "scale", "other", "INDICATOR_SINGLE", 52 },
	{ "scale", "other", "INDICATOR_PATTERN", 26 },
	{ "scale", "other", "INDICATOR_PORT", 14 },
	{ "scale", "other", "DOMAIN_CHAR", 8 },
	{ "scale", "other", "INDICATOR_SUFFIX", 6 },
	{ "scale", "other", "INDICATOR_NUMBER", 5 },
	{ "scale", "other", "DOMAIN_IDN", 1 },
	{ "maltrail", "other", "INDICATOR_PATTERN", 9 },
	{ "maltrail", "other", "DOMAIN_CHAR", 3 },
	{ "maltrail", "other", "INDICATOR_NUMBER", 3 },
	{ "list", "domain", "INDICATOR_SUFFIX", 35 },
	{ "list", "other", "url", 6 },
	{ "list", "other", "domain", 2 },
	{ "list", "other", "personal", 2 },
	{ "list", "other", "DOMAIN_CHAR", 1 },
	{ "hash-list", "sha1", "INDICATOR_SINGLE", 1 },
	{ "blocklist-wildcard", "domain", "INDICATOR_SUFFIX", 4 },
	{ "blocklist-unbound", "unparsed", "none", 1 },
};

/* Their count of each outcome, after the moves. */
static uint64_t wanted(const char *fmt, const struct map *types, const char *outcome)
{
	uint64_t n = 0;

	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
		struct map_entry *e = map_get(types, str_of(usual[i][0]));

		if (e && strcmp(usual[i][1], outcome) == 0)
			n += e->u;
	}
	for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
		if (strcmp(moves[i].fmt, fmt) != 0)
			continue;
		for (size_t k = 0; k < sizeof usual / sizeof *usual; k++)
			if (strcmp(moves[i].from, usual[k][0]) == 0 &&
			    strcmp(usual[k][1], outcome) == 0)
				n -= moves[i].n;
		if (strcmp(moves[i].to, outcome) == 0)
			n += moves[i].n;
	}
	return n;
}

/* Every entry of a type that has no usual fate must have been moved. */
static unsigned unmoved(const char *fmt, const struct map *types)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < map_count(types); i++) {
		const struct map_entry *e = map_at(types, i);
		uint64_t left = e->u;

		for (size_t k = 0; k < sizeof usual / sizeof *usual; k++)
			if (str_eq(e->key, str_of(usual[k][0])))
				left = 0;
		for (size_t k = 0; left && k < sizeof moves / sizeof *moves; k++)
			if (strcmp(moves[k].fmt, fmt) == 0 && str_eq(e->key, str_of(moves[k].from)))
				left -= moves[k].n;
		wrong += left != 0;
	}
	return wrong;
}

struct sum {
	struct map *types; /* their by_type, summed over the files of a group */
	struct tally ours;
	uint64_t files;
};

static void add_tally(struct tally *to, const struct tally *t)
{
	for (int k = 0; k < IND_KINDS; k++)
		to->kind[k] += t->kind[k];
	for (int k = 0; k < SAY_COUNT; k++)
		to->reason[k] += t->reason[k];
	to->taken += t->taken;
	to->refused += t->refused;
	to->aside += t->aside;
	to->personal += t->personal;
}

static struct str bytes_of(const char *path, struct arena *a)
{
	struct str file, name = str_of(path);
	unsigned long long n;
	char *p;

	assert_ok(file_read(path, FILE_LIMIT, a, &file, NULL));
	if (!str_ends(name, STR(".zst")))
		return file;
	n = ZSTD_getFrameContentSize(file.p, file.n);
	if (n > FILE_LIMIT) /* not stated in the frame */
		n = FILE_LIMIT;
	p = arena_alloc(a, n);
	n = ZSTD_decompress(p, n, file.p, file.n);
	assert_false(ZSTD_isError(n));
	return str_n(p, n);
}

/* Their types of this file, added to the group's; the number of their entries. */
static uint64_t add_types(struct sum *sum, const struct json *file)
{
	const struct json *types = json_get(file, "by_type");
	uint64_t entries = 0;
	int64_t n;

	if (!types)
		types = json_get(file, "hashes");
	for (const struct json *t = types ? types->child : NULL; t; t = t->next) {
		assert_true(json_int(t, &n));
		map_put(sum->types, t->key, NULL)->u += (uint64_t)n;
		entries += str_eq(t->key, STR("unparsed")) ? 0 : (uint64_t)n;
	}
	return entries;
}

static void read_file(const struct group *g, struct sum *sum, const struct json *file)
{
	struct arena *a = arena_open();
	const char *path = SHARED(arena_printf(a, "%.*s", STR_FMT(file->key)).p);
	feed_part *read = str_ends(file->key, STR(".adblock")) ? feed_adblock_read : g->read;
	struct feed_sink sink;
	struct tally t;
	int64_t distinct;

	assert_non_null(path);
	sink = tally_start(&t, g->distinct);
	assert_ok(read(bytes_of(path, a), (struct str){ 0 }, &sink, NULL));
	if (tally_entries(&t) != add_types(sum, file))
		fail_msg("%s: %d entries", path, (int)tally_entries(&t));
	if (g->distinct) {
		assert_true(json_int(json_get(file, "distinct_ci"), &distinct));
		assert_int_equal(map_count(t.distinct), distinct);
	}
	add_tally(&sum->ours, &t);
	sum->files++;
	tally_end(&t);
	arena_close(a);
}

static unsigned compare(const char *fmt, const struct sum *s, const char *outcome, uint64_t got)
{
	uint64_t want = wanted(fmt, s->types, outcome);

	if (got != want)
		print_error("%s: %s: %llu, wanted %llu\n", fmt, outcome, (unsigned long long)got,
			    (unsigned long long)want);
	return got != want;
}

static unsigned check_group(const struct group *g, const struct json *all)
{
	struct sum sum = { .types = map_open() };
	unsigned wrong = 0;

	for (const struct json *f = all->child; f; f = f->next)
		if (str_starts(f->key, STR("1-indicators/")) &&
		    str_eq(json_str(json_get(f, "fmt"), STR("")), str_of(g->fmt)))
			read_file(g, &sum, f);
	assert_true(sum.files > 0);
	for (int k = IND_NONE + 1; k < IND_KINDS; k++)
		wrong += compare(g->fmt, &sum, indicator_kind_name(k), sum.ours.kind[k]);
	for (int k = SAY_NONE + 1; k < SAY_COUNT; k++)
		wrong += compare(g->fmt, &sum, say_name(k), sum.ours.reason[k]);
	wrong += compare(g->fmt, &sum, "personal", sum.ours.personal);
	wrong += compare(g->fmt, &sum, "aside", sum.ours.aside);
	wrong += unmoved(g->fmt, sum.types);
	map_close(sum.types);
	return wrong;
}

TEST(every_real_list_gives_the_expected_counts_or_the_explained_ones)
{
	const char *path = SHARED("EXPECTED.json");
	struct arena *a = arena_open();
	struct json *all;
	struct str text;
	unsigned wrong = 0;

	if (!path) {
		arena_close(a);
		skip();
	}
	assert_ok(file_read(path, FILE_LIMIT, a, &text, NULL));
	assert_ok(json_parse(a, text, (struct json_limits){ 0 }, &all, NULL));
	for (int i = 0; i < GROUPS; i++)
		wrong += check_group(&groups[i], all);
	arena_close(a);
	assert_int_equal(wrong, 0);
}

TESTS("wire/feed_lists", CASE(a_list_line_gives_its_value_whatever_notes_stand_beside_it),
      CASE(comments_and_blank_lines_are_no_entries),
      CASE(a_bad_line_costs_itself_and_keeps_its_number),
      CASE(a_line_above_the_limit_is_refused_and_the_next_is_read),
      CASE(a_hosts_file_lists_the_names_that_it_points_nowhere),
      CASE(an_adblock_rule_counts_when_it_blocks_the_whole_name),
      CASE(a_dnsmasq_line_counts_when_it_answers_nothing),
      CASE(an_unbound_zone_counts_when_its_type_blocks),
      CASE(a_policy_zone_lists_names_and_addresses),
      CASE(every_real_list_gives_the_expected_counts_or_the_explained_ones))
