/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_membership.c - the attack: is this address in that sketch?
 *
 * The attacker has the sketch as it left the node, the whole disk of the parent that received it, the
 * program, and for training half of the answers (which addresses were members). Missing is what is
 * destroyed or stays home: the key. They try every 16 bytes on that disk as the key, and what a
 * careless programmer might have used (zeros, the date, a hash of names), keep the best on the
 * training half, and are judged on the other half: more than three sigma from coin tossing is a
 * failure. The same attacker with the key on the disk must win, or the test could not fail.
 */
#include "sense_node.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/rand.h"
#include "index/sketch_hll.h"
#include "sense/distinct.h"
#include "wire/who.h"

#include <dirent.h>
#include <math.h>

enum { MEMBERS = 200, PEOPLE = 2 * MEMBERS, TRAIN = PEOPLE / 2, PRE = 24, DISK_MAX = 64 << 20 };
#define T0 (1794996000LL * US_PER_SECOND)

struct victim {
	struct addr people[PEOPLE];
	bool member[PEOPLE]; /* in random order: the first half is for training */
	struct prf_key key;
	struct buf sketch; /* as it left */
};

static struct victim make_victim(uint64_t seed)
{
	struct victim v = { .key = prf_key_random() };
	struct prf *prf = prf_open(&v.key);
	struct hll *h = hll_open();
	struct buf body = { 0 };
	struct prng r = prng_of(seed);
	int left = MEMBERS;
	bool few;

	for (int i = 0; i < PEOPLE; i++) {
		struct passing p;

		v.people[i] = (struct addr){ 4, { 198, 18, (uint8_t)(i >> 8), (uint8_t)i } };
		v.member[i] = prng_below(&r, (uint64_t)(PEOPLE - i)) < (uint64_t)left;
		left -= v.member[i];
		who_fill(prf, &v.people[i], &p, 1);
		if (v.member[i])
			hll_add(h, p.who);
	}
	hll_write(h, &body);
	assert_ok(distinct_export(buf_str(&body), &v.sketch, &few, NULL));
	assert_false(few);
	buf_fini(&body);
	hll_close(h);
	prf_close(prf);
	return v;
}

/* ---- the attacker ---- */

struct attack {
	const struct victim *v;
	unsigned char reg[HLL_REGISTERS];
	struct prf_block block[PEOPLE];
	int best, tried;
	double result; /* right answers on the judged half, for the best key so far */
};

/* A member's register is at least its rank. */
static bool guess(const struct attack *a, uint64_t hash)
{
	return a->reg[hll_index(hash)] >= hll_rank(hash);
}

static int right(const struct attack *a, struct prf *prf, int from, int n)
{
	uint64_t hash[PEOPLE];
	int good = 0;

	prf_many(prf, a->block + from, (size_t)n, hash);
	for (int i = 0; i < n; i++)
		good += guess(a, hash[i]) == a->v->member[from + i];
	return good;
}

static void try_key(struct attack *a, const unsigned char *bytes)
{
	struct prf_key k;
	struct prf *prf;
	int good;

	memcpy(&k, bytes, sizeof k);
	prf = prf_open(&k);
	a->tried++;
	good = right(a, prf, 0, PRE); /* a quick look spares most of the work */
	if (good > PRE / 2)
		good += right(a, prf, PRE, TRAIN - PRE);
	if (good > a->best) {
		a->best = good;
		a->result = right(a, prf, TRAIN, PEOPLE - TRAIN);
	}
	prf_close(prf);
}

static void try_all(struct attack *a, struct str disk)
{
	for (size_t i = 0; i + PRF_KEY <= disk.n; i++) {
		bool flat = true; /* pages of zeros and of one byte need one try */

		for (size_t k = 1; k < PRF_KEY && flat; k++)
			flat = disk.p[i + k] == disk.p[i];
		if (!flat || i == 0 || disk.p[i - 1] != disk.p[i])
			try_key(a, (const unsigned char *)disk.p + i);
	}
}

static void try_careless(struct attack *a)
{
	static const char *const words[] = { "",           "cresset",         "sketch",
					     "2026-11-18", "sketch-20261118", "clients-of-sensor" };
	unsigned char zero[PRF_KEY] = { 0 };

	try_key(a, zero);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct sha256 d = hash_sha256(str_of(words[i]));
		char padded[PRF_KEY + 1] = { 0 };

		try_key(a, d.b);
		try_key(a, d.b + PRF_KEY);
		memcpy(padded, words[i], strnlen(words[i], PRF_KEY));
		try_key(a, (const unsigned char *)padded);
	}
}

static struct attack start(const struct victim *v)
{
	struct attack a = { .v = v, .best = -1 };
	struct hll *h;

	assert_ok(hll_read(buf_str(&v->sketch), &h, NULL));
	memcpy(a.reg, hll_registers(h), sizeof a.reg);
	hll_close(h);
	for (int i = 0; i < PEOPLE; i++) {
		a.block[i].b[10] = a.block[i].b[11] = 0xff;
		memcpy(a.block[i].b + 12, v->people[i].b, 4);
	}
	return a;
}

/* ---- the parent's disk ---- */

static void read_below(const char *path, struct arena *a, struct buf *disk)
{
	DIR *d = opendir(path);
	struct dirent *e;

	if (!d) {
		struct str bytes;

		assert_ok(file_read(path, DISK_MAX, a, &bytes, NULL));
		buf_put(disk, bytes);
		return;
	}
	while ((e = readdir(d)))
		if (e->d_name[0] != '.')
			read_below(arena_printf(a, "%s/%s", path, e->d_name).p, a, disk);
	closedir(d);
}

/* The parent merges what it was sent into its own store, beside its own sketches and keys. */
static struct buf parents_disk(const struct victim *v)
{
	struct packed_node n = sense_node_up();
	struct batch *b = batch_open(STR("peer"), STR("sketches"));
	struct batch_result result;
	struct buf row = { 0 }, disk = { 0 };
	struct door *door;
	struct why why = { 0 };

	buf_puts(
		&row,
		"{\"summary\":\"clients-of-sensor\",\"window\":\"2026-11-18T10:00:00Z\","
		"\"sensor\":\"s\",\"area\":\"990100\",\"epoch\":\"2026-11-18\",\"sketch_body\":\"");
	buf_hex(&row, v->sketch.p, v->sketch.n);
	buf_puts(&row, "\"}");
	batch_tally(b, STR("sketch"), buf_str(&row));
	must(door_open(n.node, &door, &why), &why);
	must(door_commit(door, b, n.a, &result, &why), &why);
	assert_int_equal(result.tallied, 1);
	door_close(door);
	batch_close(b);
	buf_fini(&row);
	read_below(n.path, n.a, &disk);
	packed_node_down(&n);
	return disk;
}

/* The chance of a coin: half of the judged, give or take. */
static double sigmas(double rightly)
{
	double judged = PEOPLE - TRAIN;

	return (rightly - judged / 2) / sqrt(judged / 4);
}

static double attack_disk(uint64_t seed)
{
	struct victim v = make_victim(seed);
	struct buf disk = parents_disk(&v);
	struct attack a = start(&v);

	try_careless(&a);
	try_all(&a, buf_str(&disk));
	printf("note: %d keys tried, the best is %.1f sigma from chance\n", a.tried,
	       sigmas(a.result));
	assert_true(a.tried > 50000);
	buf_fini(&disk);
	buf_fini(&v.sketch);
	return fabs(sigmas(a.result));
}

/* A coin itself is three sigma off once in 370: who really can tell will do so again. */
TEST(without_the_key_the_whole_disk_of_the_parent_helps_no_better_than_a_coin)
{
	assert_true(attack_disk(1) <= 3 || attack_disk(3) <= 3);
}

TEST(the_same_attacker_wins_when_the_key_lies_on_the_disk)
{
	struct victim v = make_victim(2);
	struct attack a = start(&v);
	struct buf disk = { 0 };

	buf_puts(&disk, "somewhere in a page ");
	buf_put(&disk, str_n((const char *)v.key.b, sizeof v.key.b));
	buf_puts(&disk, " of the store");
	try_careless(&a);
	try_all(&a, buf_str(&disk));
	assert_true(sigmas(a.result) > 10);
	buf_fini(&disk);
	buf_fini(&v.sketch);
}

TESTS("sense/membership",
      CASE(without_the_key_the_whole_disk_of_the_parent_helps_no_better_than_a_coin),
      CASE(the_same_attacker_wins_when_the_key_lies_on_the_disk))
