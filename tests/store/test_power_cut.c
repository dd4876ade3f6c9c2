/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_power_cut.c - the power fails for the whole folder, at every sync and in between.
 *
 * test_power.c looks at the database alone; here the order of files, names and database counts. A
 * node takes batches, each of which names a set file that was published before it. Images of the
 * folder are taken as a power cut could leave it. Each must open, agree with itself, hold every
 * batch that had been acknowledged, and of the one on its way all or nothing.
 */
/*
 * test_power_cut.c - the power fails for the whole folder, at every sync and in between.
 *
 * test_power.c looks at the database alone; here the order of files, names and database counts. A node takes batches, each of which names a set file that was published before it. Images of the
 * disk are taken as a power cut could leave it. Each must open, agree with itself, hold every batch
 * that had been acknowledged, and of the one on its way all or nothing.
 */
#include "fixture.h"
#include "power_image.h"
#include "power_sync.h"

#include "base/file.h"
#include "base/hash.h"
#include "store/doctor.h"

enum { ROWS = 12, ROUNDS = 2, BATCHES = 4, IMAGES_MAX = 400 };

struct image {
	int acknowledged, begun;
};

static struct image images[IMAGES_MAX];
static size_t image_count;
static int acknowledged, begun;

static void image_path(char *out, size_t size, size_t i)
{
	snprintf(out, size, "%s/image-%zu", fx_root, i);
}

static void take_image(void)
{
	char to[100];

	if (image_count == IMAGES_MAX)
		return;
	image_path(to, sizeof to, image_count);
	images[image_count++] = (struct image){ .acknowledged = acknowledged, .begun = begun };
	power_cut(to);
}

/* Batch i: a file that it names, rows that all say i, and a tally. */
static struct batch *make_batch(int i)
{
	struct batch *b = batch_open(STR("t"), STR("r"));
	char rel[40], path[160], text[60];

	snprintf(rel, sizeof rel, "sets/%d.set", i);
	snprintf(path, sizeof path, "%s/%s", fx_dir, rel);
	snprintf(text, sizeof text, "the file of batch %d", i);
	fx_ok(file_publish(path, str_of(text), 0600, FX));
	batch_once(b, STR("test"), str_of(rel));
	batch_file(b, str_of(rel), hash_sha256(str_of(text)));
	snprintf(text, sizeof text, "{\"text\":\"%d\"}", i);
	for (int k = 0; k < ROWS; k++)
		batch_put(b, STR("remark"), STR(""), str_of(text), 1);
	batch_tally(b, STR("sighting"), STR("{\"indicator\":\"i\",\"count\":1}"));
	return b;
}

static void commit_one(struct door *d)
{
	struct arena *a = arena_open();
	struct batch_result r;
	struct batch *b;

	begun++;
	b = make_batch(begun);
	fx_ok(door_commit(d, b, a, &r, FX));
	acknowledged++;
	take_image();
	batch_close(b);
	arena_close(a);
}

/* Each round ends with the log folded into the database. */
static void work(void)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct node *n = NULL;
		struct door *d = NULL;

		fx_ok(node_open(fx_dir, &n, FX));
		fx_ok(door_open(n, &d, FX));
		for (int i = 0; i < BATCHES; i++)
			commit_one(d);
		door_close(d);
		node_close(n);
	}
	take_image();
}

/* ---- after the power is back ---- */

static int64_t number(struct node *n, const char *sql)
{
	struct reader *r = NULL;
	int64_t v = -1;

	if (reader_open(n, &r, FX) != ERR_OK)
		return -1;
	if (reader_begin(r, 0, FX) == ERR_OK) {
		if (query_one(reader_db(r), sql, &v, FX) != ERR_OK)
			v = -1;
		reader_end(r);
	}
	reader_close(r);
	return v;
}

static void on_fault(void *ctx, const struct why *why)
{
	(void)ctx;
	(void)why; /* counted */
}

static bool agrees(struct node *n, const struct image *im)
{
	int64_t batches = number(n, "SELECT count(DISTINCT text) FROM remark");
	struct store_report r;

	return store_check(n, on_fault, NULL, &r, FX) == ERR_OK && !r.faults &&
	       batches >= im->acknowledged && batches <= im->begun &&
	       number(n, "SELECT ifnull(max(CAST(text AS INTEGER)), 0) FROM remark") == batches &&
	       number(n, "SELECT count(*) FROM remark") == batches * ROWS &&
	       number(n, "SELECT ifnull(sum(count), 0) FROM sighting") == batches &&
	       number(n, "SELECT count(*) FROM batch") == batches &&
	       number(n, "SELECT count(*) FROM file") == batches;
}

static bool survives(size_t i)
{
	struct node *n = NULL;
	struct door *d = NULL;
	char dir[100];
	bool ok;

	image_path(dir, sizeof dir, i);
	ok = node_open(dir, &n, FX) == ERR_OK && door_open(n, &d, FX) == ERR_OK &&
	     agrees(n, &images[i]);
	door_close(d);
	node_close(n);
	return ok;
}

static size_t count_lost(void)
{
	size_t lost = 0;

	for (size_t i = 0; i < image_count; i++)
		lost += !survives(i);
	return lost;
}

/* The node is made, and works, on a disk that forgets; `lie` is what the disk only says to keep. */
static void live(uint64_t seed, const char *lie)
{
	char other[140];

	snprintf(other, sizeof other, "%s/made-by-the-fixture", fx_root);
	assert_int_equal(rename(fx_dir, other), 0);
	image_count = 0;
	acknowledged = begun = 0;
	snprintf(other, sizeof other, "%s.tmp.%d", fx_dir, (int)getpid());
	power_watch(other, seed); /* where it is made, before it is moved to its place */
	power.lie = lie;
	fx_ok(node_create(fx_dir, &fx_setup, FX));
	snprintf(power.root, sizeof power.root, "%s", fx_dir);
	power.before_sync = take_image;
	work();
	assert_true(power.syncs > ROUNDS * BATCHES * 3);
	power_end();
}

TEST(what_was_acknowledged_survives_a_power_cut_at_any_sync)
{
	live(1, NULL);
	assert_true(image_count > ROUNDS * BATCHES * 3);
	for (size_t i = 0; i < image_count; i++) {
		if (survives(i))
			continue;
		why_print(FX, stderr);
		fail_msg("image %zu, %d acknowledged, %d begun", i, images[i].acknowledged,
			 images[i].begun);
	}
}

TEST(a_disk_that_lies_about_the_log_is_caught_by_this_test)
{
	live(2, "-wal");
	assert_true(count_lost() > 0);
}

TEST(a_disk_that_lies_about_set_files_is_caught_by_this_test)
{
	live(3, ".set.tmp"); /* so they are called until they are renamed */
	assert_true(count_lost() > 0);
}

#define C(name) CASE_UP(name, fx_up, fx_down)
TESTS("store/power_cut", C(what_was_acknowledged_survives_a_power_cut_at_any_sync),
      C(a_disk_that_lies_about_the_log_is_caught_by_this_test),
      C(a_disk_that_lies_about_set_files_is_caught_by_this_test))
