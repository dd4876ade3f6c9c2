/* SPDX-License-Identifier: Apache-2.0 */
/* Speed tests: the figures are the archive's, and nothing of who took them comes through. */
#include "test.h"

#include "base/file.h"
#include "wire/ndt.h"
#include "wire/time3339.h"

#include <math.h>

static struct arena *arena;

static struct ndt_test read_ok(const char *json)
{
	struct ndt_test t;
	struct why why = { 0 };

	if (ndt_read(arena, str_of(json), &t, &why) != ERR_OK)
		fail_msg("%s: %s", say_name(why.id), json);
	return t;
}

static void refuses(const char *json, enum say_id id)
{
	struct ndt_test t;
	struct why why = { 0 };

	if (ndt_read(arena, str_of(json), &t, &why) == ERR_OK || why.id != id)
		fail_msg("%s: %s", say_name(why.id), json);
}

static void figure(const struct ndt_test *t, enum ndt_kind kind, double want)
{
	if (!t->figures[kind].has || fabs(t->figures[kind].value - want) > 1e-9 * want)
		fail_msg("figure %d is %.12g, wanted %.12g", kind, t->figures[kind].value, want);
}

static int up(void **state)
{
	(void)state;
	arena = arena_open();
	return 0;
}

static int down(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

#define START "\"StartTime\":\"2025-03-01T10:00:00.123456789Z\""

TEST(a_rate_is_what_the_last_measurement_says)
{
	struct ndt_test t =
		read_ok("{" START ",\"ClientIP\":\"192.0.2.7\",\"Download\":{\"UUID\":\"u-1\","
			"\"ServerMeasurements\":["
			"{\"TCPInfo\":{\"BytesAcked\":9,\"ElapsedTime\":1,\"MinRTT\":1}},"
			"{\"TCPInfo\":{\"BytesAcked\":12500000,\"BytesReceived\":7,\"ElapsedTime\":"
			"10000000,"
			"\"MinRTT\":20500}},{\"BBRInfo\":{}}]}}");

	figure(&t, NDT_DOWNLOAD, 10);
	figure(&t, NDT_DELAY, 20.5);
	assert_false(t.figures[NDT_UPLOAD].has);
	assert_int_equal(t.version, 7);
	assert_true(t.start.us % US_PER_SECOND == 123456);
	t = read_ok("{" START ",\"Upload\":{\"ServerMeasurements\":[{\"TCPInfo\":{\"BytesAcked\":7,"
		    "\"BytesReceived\":5000000,\"ElapsedTime\":10000000,\"MinRTT\":30000}}]}}");
	figure(&t, NDT_UPLOAD, 4);
	assert_false(t.figures[NDT_DOWNLOAD].has);
}

TEST(the_older_protocol_counts_delay_in_nanoseconds)
{
	struct ndt_test t = read_ok("{" START ",\"Control\":{\"UUID\":\"c\"},"
				    "\"C2S\":{\"MeanThroughputMbps\":0.5},"
				    "\"S2C\":{\"MeanThroughputMbps\":2.25,\"MinRTT\":216000000}}");

	figure(&t, NDT_DOWNLOAD, 2.25);
	figure(&t, NDT_UPLOAD, .5);
	figure(&t, NDT_DELAY, 216);
	assert_int_equal(t.version, 5);
	t = read_ok("{" START ",\"C2S\":{\"MeanThroughputMbps\":0.5},"
		    "\"S2C\":{\"Error\":\"timeout\",\"MeanThroughputMbps\":9}}");
	assert_false(t.figures[NDT_DOWNLOAD].has);
	figure(&t, NDT_UPLOAD, .5);
}

TEST(a_row_of_the_tables_says_where)
{
	struct ndt_test t = read_ok(
		"{\"id\":\"x\",\"client\":{\"IPAddress\":\"192.0.2.1\",\"Geo\":{\"CountryCode\":"
		"\"CN\","
		"\"Subdivision1ISOCode\":\"HE\",\"City\":\"Shijiazhuang\",\"Latitude\":38.0}},"
		"\"raw\":{" START ",\"S2C\":{\"MeanThroughputMbps\":3}}}");

	assert_str(t.country, "CN");
	assert_str(t.region, "HE");
	assert_str(t.city, "Shijiazhuang");
	figure(&t, NDT_DOWNLOAD, 3);
	assert_false(t.figures[NDT_DELAY].has);
	t = read_ok("{" START ",\"S2C\":{\"MeanThroughputMbps\":3}}");
	assert_int_equal(t.country.n + t.region.n + t.city.n, 0);
}

TEST(what_is_no_test_is_told)
{
	refuses("{}", SAY_NDT_NO_TEST);
	refuses("[1]", SAY_NDT_NO_TEST);
	refuses("{\"Client\":{\"Geo\":{}},\"UUID\":\"u\"}", SAY_NDT_ANNOTATION);
	refuses("{\"S2C\":{\"MeanThroughputMbps\":3}}", SAY_NDT_NO_TIME);
	refuses("{" START ",\"S2C\":{\"MeanThroughputMbps\":0}}", SAY_NDT_NO_FIGURE);
	refuses("{" START ",\"S2C\":{\"MeanThroughputMbps\":-4}}", SAY_NDT_NO_FIGURE);
	refuses("{" START ",\"S2C\":{\"MeanThroughputMbps\":1e300}}", SAY_NDT_NO_FIGURE);
	refuses("{" START ",\"Download\":{\"ServerMeasurements\":[{\"TCPInfo\":{\"BytesAcked\":5,"
		"\"ElapsedTime\":0}}]}}",
		SAY_NDT_NO_FIGURE);
	refuses("{" START ",\"Download\":{\"ServerMeasurements\":\"none\"}}", SAY_NDT_NO_FIGURE);
}

TEST(the_files_are_told_from_others)
{
	assert_true(ndt_looks_like(STR("{\"Download\":{\"ServerMeasurements\":[{\"TCPInfo\":{")));
	assert_true(ndt_looks_like(STR(" {\"S2C\":{\"MeanThroughputMbps\":3")));
	assert_false(ndt_looks_like(STR("{\"type\":\"bundle\",\"objects\":[]}")));
	assert_false(ndt_looks_like(STR("evil.example\n\"MeanThroughputMbps\"")));
}

static struct ndt_test read_shared(const char *path)
{
	struct str text;

	assert_ok(file_read(path, NDT_BYTES_MAX, arena, &text, NULL));
	assert_true(ndt_looks_like(str_cut(text, 0, 65536)));
	return read_ok(text.p);
}

/* Figures of an independent script over the same files. */
TEST(real_tests_of_both_protocols)
{
	static const struct {
		const char *path;
		double figures[NDT_KINDS];
	} files[] = {
		{ "5-mobile-infra/mlab/NDT7Result/ndt7-download-20200318T000657.568382877Z."
		  "ndt-knwp4_1583603744_000000000000590E.json",
		  { 38.714033637501984, 0, 285.804 } },
		{ "5-mobile-infra/mlab/NDT7Result/ndt7-upload-20200318T001352.496224022Z."
		  "ndt-knwp4_1583603744_0000000000005CF2.json",
		  { 0, 2.6848341983403984, 173.733 } },
		{ "5-mobile-infra/mlab/NDT5Result/ndt-m9pcq_1652405655_000000000014FD22.json",
		  { 0.4230442008110187, 0.196594535535153, 40 } },
		{ "5-mobile-infra/mlab/NDT5Result/ndt-vscqp_1565987984_000000000001A1C2.json",
		  { 0.4063232, 0.19657181846162247, 216 } },
	};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		const char *path = SHARED(files[i].path);

		if (!path)
			skip();
		struct ndt_test t = read_shared(path);

		for (int k = 0; k < NDT_KINDS; k++) {
			assert_int_equal(t.figures[k].has, files[i].figures[k] > 0);
			if (t.figures[k].has)
				figure(&t, (enum ndt_kind)k, files[i].figures[k]);
		}
	}
}

#define EACH(f) CASE_UP(f, up, down)
TESTS("wire/ndt", EACH(a_rate_is_what_the_last_measurement_says),
      EACH(the_older_protocol_counts_delay_in_nanoseconds), EACH(a_row_of_the_tables_says_where),
      EACH(what_is_no_test_is_told), EACH(the_files_are_told_from_others),
      EACH(real_tests_of_both_protocols))
