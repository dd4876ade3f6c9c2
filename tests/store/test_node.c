/* SPDX-License-Identifier: Apache-2.0 */
/* test_node.c - a node's folder: made at once, opened with care, read beside the writer. */
#include "fixture.h"

#include "base/file.h"
#include "store/config.h"
#include "wire/json.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

static unsigned mode_of(const char *rel)
{
	struct stat st;
	char path[200];

	snprintf(path, sizeof path, "%s/%s", fx_dir, rel);
	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

static int entries(const char *dir)
{
	DIR *d = opendir(dir);
	int n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

TEST(a_new_node_has_its_folders_and_keeps_its_keys_to_itself)
{
	static const char *const folders[] = { ".", "store", "sets", "ledger", "evidence", "keys" };

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		assert_int_equal(mode_of(folders[i]), 0700);
	assert_int_equal(mode_of("keys/node.key"), 0600);
	assert_int_equal(mode_of("keys/token-1.key"), 0600);
	assert_int_equal(mode_of("store/cresset.db"), 0600);
	assert_int_equal(mode_of("cresset.yaml"), 0600);
	assert_int_equal(entries(fx_root), 1); /* no temporary name stays */
}

TEST(what_was_set_up_is_what_is_opened)
{
	struct node *n = NULL;
	size_t count;

	fx_ok(node_open(fx_dir, &n, FX));
	assert_str(node_name(n), "测试 \"node\": #1");
	assert_str(node_area(n), "130000");
	assert_str(node_listen(n), "127.0.0.1:8421");
	assert_str(node_pack(n), "test");
	assert_true(str_starts(node_pack_frozen(n), STR("{\"id\":\"test\"")));
	assert_memory_equal(node_pack_hash(n).b, hash_sha256(node_pack_frozen(n)).b, 32);
	node_types(n, &count);
	assert_int_equal(count, FX_TYPES);
	assert_int_equal(node_type(n, STR("asset"))->field_count, 12);
	assert_null(node_type(n, STR("nothing")));
	node_close(n);
}

TEST(descriptors_come_back_from_the_pack_as_they_went_in)
{
	struct buf one = { 0 }, two = { 0 };
	struct json_writer w = json_write(&one), x = json_write(&two);
	struct node *n = NULL;

	fx_ok(node_open(fx_dir, &n, FX));
	for (size_t i = 0; i < FX_TYPES; i++) {
		rectype_write(&fx_types[i], &w);
		rectype_write(node_type(n, fx_types[i].name), &x);
	}
	assert_true(str_eq(buf_str(&one), buf_str(&two)));
	buf_fini(&one);
	buf_fini(&two);
	node_close(n);
}

TEST(a_folder_with_something_in_it_is_left_alone)
{
	struct why why;
	char path[200];

	assert_int_equal(node_create(fx_dir, &fx_setup, &why), ERR_CONFLICT);
	snprintf(path, sizeof path, "%s/empty/", fx_root);
	assert_int_equal(mkdir(path, 0755), 0);
	fx_ok(node_create(path, &fx_setup, FX));
	snprintf(path, sizeof path, "%s/no/where", fx_root);
	assert_int_equal(node_create(path, &fx_setup, &why), ERR_IO);
	assert_int_equal(entries(fx_root), 2);
}

TEST(a_pack_that_cannot_be_tables_makes_nothing)
{
	static const char *const bad[] = {
		"{\"types\":[{\"name\":\"x\\\"; DROP TABLE leaf; --\"}]}",
		"{\"types\":[{\"name\":\"leaf\"}]}",
		"{\"types\":[{\"name\":\"a\"},{\"name\":\"a\"}]}",
		"{\"types\":[{\"name\":\"a_now\"}]}",
		"{\"types\":[{\"name\":\"a\",\"fields\":[{\"name\":\"source\"}]}]}",
		"{\"types\":[{\"name\":\"a\",\"fields\":[{\"name\":\"x y\"}]}]}",
		"{\"types\":[{\"name\":\"a\",\"fields\":[{\"name\":\"x\"},{\"name\":\"x\"}]}]}",
		"{\"types\":[{\"name\":\"a\",\"fields\":[{\"name\":\"x\",\"type\":\"prefix\"},"
		"{\"name\":\"x_lo\"}]}]}",
		"{\"types\":[{\"name\":\"a\",\"fields\":[{\"name\":\"b_c\",\"list\":true}]},"
		"{\"name\":\"a_b\",\"fields\":[{\"name\":\"c\",\"list\":true}]}]}",
		"{\"types\":[{\"name\":\"a\",\"fields\":[{\"name\":\"x\",\"type\":\"ref\","
		"\"ref\":\"b\"}]}]}",
		"{\"types\":[{\"name\":\"a\",\"fields\":[{\"name\":\"x\",\"type\":\"word\"}]}]}",
		"{\"types\":[{\"name\":\"a\",\"shape\":\"x\"}]}",
		"{\"types\":[{\"name\":\"a\",\"fields\":[{\"name\":\"x\",\"privacy\":\"sealed\","
		"\"key\":true,\"required\":true}]}]}",
		"{\"types\":[{\"name\":\"a\",\"storage\":\"aggregate\"}]}",
		"{\"types\":[{\"name\":\"a\",\"storage\":\"aggregate\",\"fields\":[{\"name\":\"x\","
		"\"key\":true},{\"name\":\"y\",\"merge\":\"sum\"}]}]}",
		"{\"types\":7}",
		"{}",
		"[",
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct node_setup s = fx_setup;
		struct why why = { 0 };
		struct buf b = { 0 };
		char path[200];

		s.pack_frozen = str_of(bad[i]);
		snprintf(path, sizeof path, "%s/bad", fx_root);
		if (node_create(path, &s, &why) == ERR_OK)
			fail_msg("accepted: %s", bad[i]);
		why_sentence(&why, LANG_ZH, &b);
		assert_true(b.n > 0);
		assert_int_equal(entries(fx_root), 1);
		buf_fini(&b);
	}
}

static enum err config(const char *text, struct config *c, uint64_t *line)
{
	static struct arena *a;
	struct why why = { 0 };
	enum err e;

	if (a)
		arena_close(a);
	a = arena_open();
	e = config_read(a, str_of(text), "cresset.yaml", c, &why);
	*line = why.line;
	return e;
}

TEST(settings_are_read_as_a_person_writes_them)
{
	struct config c;
	uint64_t line;

	assert_ok(config("# x\n\nname: 河北 node 1\r\nlisten:   127.0.0.1:80 \narea: \"13\\n\"\n",
			 &c, &line));
	assert_str(c.name, "河北 node 1");
	assert_str(c.listen, "127.0.0.1:80");
	assert_str(c.area, "13\n");
}

TEST(what_could_mean_something_else_in_yaml_is_refused_with_its_line)
{
	static const char *const bad[] = {
		"- a",           "port: 1",    "name: [a]", "name: 'a'", "name: a #b",
		"name: a: b",    "name: &x a", "name: |",   "name:",     "name: \"a",
		"name: \"a\" b", "name: {a}",  " name: b",  "area: *x",  "name: a\nname: b"
	};
	struct config c;
	uint64_t line;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char text[100];

		snprintf(text, sizeof text, "# c\n%s\n", bad[i]);
		if (config(text, &c, &line) == ERR_OK)
			fail_msg("accepted: %s", bad[i]);
		assert_int_equal(line, i == 14 ? 3 : 2);
	}
	assert_int_equal(config("area: 13\n", &c, &line), ERR_SYNTAX);
}

static void overwrite(const char *rel, off_t at, char byte)
{
	char path[300];
	int fd;

	snprintf(path, sizeof path, "%s/%s", fx_dir, rel);
	fd = open(path, O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	close(fd);
}

TEST(a_changed_pack_file_is_not_believed)
{
	struct arena *a = arena_open();
	struct str hash = fx_rows(a, 0, "SELECT value FROM meta WHERE name = 'pack_hash'");
	struct node *n;
	struct why why;

	overwrite(arena_printf(a, "store/pack-%.*s.json", STR_FMT(hash)).p, 8, 'T');
	assert_int_equal(node_open(fx_dir, &n, &why), ERR_CORRUPT);
	arena_close(a);
}

TEST(what_is_no_node_is_said_to_be_none)
{
	struct node *n;
	struct why why;

	assert_int_equal(node_open(fx_root, &n, &why), ERR_NOTFOUND);
	assert_int_equal(node_open("/nonexistent", &n, &why), ERR_NOTFOUND);
	assert_null(n);
}

TEST(the_ledger_begins_with_the_pack)
{
	struct arena *a = arena_open();
	struct node *n = NULL;
	struct reader *r = NULL;
	struct instant at;

	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(reader_open(n, &r, FX));
	assert_int_equal(reader_leaves(r, &at), 1);
	assert_true(at.us > 0);
	reader_close(r);
	node_close(n);
	assert_rows(a, 0, "SELECT json_extract(CAST(bytes AS TEXT), '$.kind') FROM leaf", "pack");
	assert_rows(a, 0, "SELECT count(*) FROM asset", "0");
	arena_close(a);
}

TEST(a_reader_cannot_write)
{
	struct node *n = NULL;
	struct reader *r = NULL;

	fx_ok(node_open(fx_dir, &n, FX));
	fx_ok(reader_open(n, &r, FX));
	assert_int_equal(sqlite3_exec(reader_db(r), "DELETE FROM cursor", 0, 0, 0),
			 SQLITE_READONLY);
	reader_close(r);
	node_close(n);
}

#define C(name) CASE_UP(name, fx_up, fx_down)
TESTS("store/node", C(a_new_node_has_its_folders_and_keeps_its_keys_to_itself),
      C(what_was_set_up_is_what_is_opened), C(descriptors_come_back_from_the_pack_as_they_went_in),
      C(a_folder_with_something_in_it_is_left_alone), C(a_pack_that_cannot_be_tables_makes_nothing),
      CASE(settings_are_read_as_a_person_writes_them),
      CASE(what_could_mean_something_else_in_yaml_is_refused_with_its_line),
      C(a_changed_pack_file_is_not_believed), C(what_is_no_node_is_said_to_be_none),
      C(the_ledger_begins_with_the_pack), C(a_reader_cannot_write))
