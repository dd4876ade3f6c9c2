/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/ndt.h"

#include "wire/json.h"
#include "wire/time3339.h"

#include <math.h>

#define MBIT_MAX 1e6
#define MS_MAX 600e3

static bool has_word(struct str s, const char *word)
{
	return str_find_str(s, str_of(word)) != SIZE_MAX;
}

bool ndt_looks_like(struct str head)
{
	if (!str_starts(str_trim(head), STR("{")))
		return false;
	if (has_word(head, "\"ServerMeasurements\"") && has_word(head, "\"TCPInfo\""))
		return true;
	if (has_word(head, "\"MeanThroughputMbps\""))
		return true;
	/* Where a test was, without the test: recognised, to say so. */
	return has_word(head, "\"Geo\"") && has_word(head, "\"UUID\"") &&
	       has_word(head, "\"AccuracyRadiusKm\"");
}

static void set_figure(struct ndt_test *t, enum ndt_kind kind, double v)
{
	double most = kind == NDT_DELAY ? MS_MAX : MBIT_MAX;

	if (isfinite(v) && v > 0 && v <= most)
		t->figures[kind] = (struct ndt_figure){ true, v };
}

static double number(const struct json *obj, const char *key)
{
	double v;

	return json_double(json_get(obj, key), &v) ? v : NAN;
}

static bool failed(const struct json *direction)
{
	return json_str(json_get(direction, "Error"), STR("")).n > 0;
}

/* ---- NDT7 ---- */

static const struct json *last_measured(const struct json *direction)
{
	const struct json *list = json_get(direction, "ServerMeasurements"), *last = NULL;

	if (!list || list->kind != JSON_ARRAY)
		return NULL;
	for (const struct json *m = list->child; m; m = m->next)
		if (json_get(m, "TCPInfo"))
			last = json_get(m, "TCPInfo");
	return last;
}

static bool read_seven(const struct json *doc, const char *name, const char *bytes,
		       enum ndt_kind kind, struct ndt_test *t)
{
	const struct json *direction = json_get(doc, name);
	const struct json *last = last_measured(direction);

	if (!last || failed(direction))
		return direction && direction->kind == JSON_OBJECT;
	set_figure(t, kind, 8 * number(last, bytes) / number(last, "ElapsedTime"));
	set_figure(t, NDT_DELAY, number(last, "MinRTT") / 1e3);
	return true;
}

/* ---- NDT5 ---- */

static bool read_five(const struct json *doc, const char *name, enum ndt_kind kind,
		      struct ndt_test *t)
{
	const struct json *direction = json_get(doc, name);

	if (!direction || direction->kind != JSON_OBJECT)
		return false;
	if (failed(direction))
		return true;
	set_figure(t, kind, number(direction, "MeanThroughputMbps"));
	if (kind == NDT_DOWNLOAD)
		set_figure(t, NDT_DELAY, number(direction, "MinRTT") / 1e6);
	return true;
}

/* ---- both ---- */

/* The archive's name of the test; a file that has none is known by when it began. */
static void read_id(const struct json *doc, struct ndt_test *t)
{
	static const char *const places[] = { "Download", "Upload", "Control", "S2C", "C2S" };
	struct str id = json_str(json_get(doc, "UUID"), STR(""));

	for (size_t i = 0; !id.n && i < sizeof places / sizeof *places; i++)
		id = json_str(json_get(json_get(doc, places[i]), "UUID"), STR(""));
	t->id = raw_id_of(RAW_TEST, id.n ? id : json_str(json_get(doc, "StartTime"), STR("")));
}

/* Names come from a foreign file: short ones are taken, others are none. */
static struct str place(struct arena *a, const struct json *geo, const char *key)
{
	struct str s = json_str(json_get(geo, key), STR(""));

	return s.n <= 64 ? str_keep(a, s) : STR("");
}

static void read_place(struct arena *a, const struct json *root, struct ndt_test *t)
{
	const struct json *client = json_get(root, "client");
	const struct json *geo = json_get(client ? client : json_get(root, "Client"), "Geo");

	t->country = place(a, geo, "CountryCode");
	t->region = place(a, geo, "Subdivision1ISOCode");
	t->city = place(a, geo, "City");
}

static enum err read_test(struct arena *a, const struct json *root, struct ndt_test *t,
			  struct why *why)
{
	const struct json *doc = json_get(root, "raw") ? json_get(root, "raw") : root;
	bool is_test = read_seven(doc, "Download", "BytesAcked", NDT_DOWNLOAD, t);
	struct str start = json_str(json_get(doc, "StartTime"), STR(""));

	is_test |= read_seven(doc, "Upload", "BytesReceived", NDT_UPLOAD, t);
	t->version = is_test ? 7 : 5;
	is_test |= read_five(doc, "S2C", NDT_DOWNLOAD, t);
	is_test |= read_five(doc, "C2S", NDT_UPLOAD, t);
	if (!is_test && json_get(root, "Client"))
		return why_set(why, ERR_UNSUPPORTED, SAY_NDT_ANNOTATION);
	if (!is_test)
		return why_set(why, ERR_UNSUPPORTED, SAY_NDT_NO_TEST);
	if (!time3339_read(start, false, &t->start))
		return why_set(why, ERR_UNSUPPORTED, SAY_NDT_NO_TIME);
	if (!t->figures[NDT_DOWNLOAD].has && !t->figures[NDT_UPLOAD].has &&
	    !t->figures[NDT_DELAY].has)
		return why_set(why, ERR_UNSUPPORTED, SAY_NDT_NO_FIGURE);
	read_id(doc, t);
	read_place(a, root, t);
	return ERR_OK;
}

enum err ndt_read(struct arena *a, struct str json, struct ndt_test *out, struct why *why)
{
	struct json *root;
	enum err e;

	*out = (struct ndt_test){ 0 };
	if (json.n > NDT_BYTES_MAX)
		return why_set(why, ERR_LIMIT, SAY_NDT_LARGE, A((int)NDT_BYTES_MAX));
	e = json_parse(a, json, (struct json_limits){ 0 }, &root, why);
	return e == ERR_OK ? read_test(a, root, out, why) : e;
}
