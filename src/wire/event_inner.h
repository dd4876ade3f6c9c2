/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_inner.h - what the files of the event reader share. Private to them.
 *
 * Each format has a file with one read function; they add values to the event of the current
 * line through the helpers here, which hold the limits and the lifetimes.
 *
 * Room: wire. May include: base.
 */
#pragma once

#include "base/vec.h"
#include "wire/event_columns.h"
#include "wire/json.h"

struct zeek;
struct event_map;

struct event_reader {
	enum event_format format;
	struct arena *a;       /* as long as the reader */
	struct arena *scratch; /* as long as a line */
	VEC(struct event_value) values;
	bool too_many;
	struct str line;
	uint64_t number;
	struct event *ev;
	struct zeek *zeek;
	struct event_map *map;
	uint64_t columns_version; /* counts header lines */
};

/* Adds a value unless it is empty. The text must live as long as the line or the scratch. */
void event_add(struct event_reader *r, enum field field, struct str text);
/* The text of a JSON token, made to live as long as the line. */
struct str event_keep(struct event_reader *r, struct str text);
/* A fingerprint without its colons: SHA-1 or SHA-256 by its length, else nothing. */
void event_add_cert(struct event_reader *r, struct str text);
/* "host/path", when both are there and the target is one: origin-form or absolute. port may be
 * empty. */
void event_add_url(struct event_reader *r, struct str host, struct str port, struct str target);
/* Text that is written as an address (not whether it is a good one)? */
bool event_is_addr(struct str text);
void event_set_time(struct event_reader *r, struct str text);

/* A JSON reader over the line. duplicates: enum JSON_DUP_... */
struct json_reader *event_json(struct event_reader *r, int duplicates);
/* The JSON reader's error, at the line of the file. */
enum err event_json_error(struct event_reader *r, const struct json_reader *j, struct why *why);
/* A duplicate key where the reader stands. */
enum err event_duplicate(struct event_reader *r, const struct json_reader *j, struct why *why);
enum err event_no_object(struct event_reader *r, struct why *why);

enum err eve_read(struct event_reader *r, struct why *why);
/* Adds a key to a list for event_reader_keys(); of keys told twice the classes must agree, or become one
 * that covers both. false: the list is full. */
bool event_key_add(struct event_key *out, size_t *n, struct event_key key);
bool eve_keys(struct event_key *out, size_t *n);
bool zeek_keys(struct event_key *out, size_t *n);
bool event_map_keys(const struct event_map *m, struct event_key *out, size_t *n);
void zeek_columns(const struct event_reader *r, struct event_columns *out);
void event_map_columns(const struct event_map *m, struct event_columns *out);

struct zeek *zeek_open(struct arena *a);
enum err zeek_read(struct event_reader *r, struct why *why);
enum err event_map_open(struct arena *a, struct str text, bool csv, struct event_map **out,
			struct why *why);
enum err event_csv_read(struct event_reader *r, struct why *why);
enum err event_ndjson_read(struct event_reader *r, struct why *why);
