/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_dump [-d | -c SEED] FILE... - what the decoder makes of flow files, one line a record that gives an
 * event, then one line of counts a file; for tests/wire/flow_twin.py. Templates hold across the files.
 * -d: each file is a datagram. -c: the bytes come cut at random places.
 */
#include "base/ensure.h"
#include "base/file.h"
#include "base/rand.h"
#include "wire/event_stream.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct prng cuts;
static bool cut, datagrams;

static void print_event(const struct event *ev)
{
	printf("%" PRIu64 " ", ev->line);
	if (ev->has_time)
		printf("%" PRId64, ev->time.us);
	else
		printf("-");
	for (size_t i = 0; i < ev->n; i++) {
		const struct event_value *v = &ev->v[i];
		char text[ADDR_TEXT_MAX];

		printf(" %s=", field_name(v->field));
		if (v->addr.family)
			printf("%.*s", (int)addr_text(v->addr, text), text);
		for (size_t k = 0; k < v->text.n; k++)
			printf("%02x", (unsigned char)v->text.p[k]);
	}
	printf("\n");
}

static void drain(struct event_stream *s)
{
	struct event ev[EVENT_BATCH];
	struct why why;
	enum err e;
	size_t n;

	do {
		e = event_stream_next(s, ev, &n, &why);
		for (size_t i = 0; i < n; i++)
			print_event(&ev[i]);
		if (e != ERR_OK)
			printf("error %s %s\n", err_name(e), say_name(why.id));
	} while (n || e != ERR_OK);
}

static void read_stream(struct event_stream *s, struct str bytes)
{
	bool last = false;

	while (!last) {
		size_t n = cut ? prng_below(&cuts, 200) : bytes.n;

		n = n < bytes.n ? n : bytes.n;
		last = n == bytes.n;
		/* A place of exactly that many bytes, so that the sanitizer sees a step beyond. */
		struct arena *a = arena_open();

		event_stream_give(s, str_keep(a, str_cut(bytes, 0, n)), last);
		drain(s);
		arena_close(a);
		bytes = str_cut(bytes, n, bytes.n);
	}
}

static void print_counts(struct stream_counts c)
{
	uint64_t all[] = { c.records, c.no_event, c.unmatched, c.templates,
			   c.options, c.data,     c.messages };

	printf("counts");
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		printf(" %" PRIu64, all[i]);
	printf("\n");
}

static void read_file(struct event_stream *s, const char *name, struct arena *a)
{
	struct str bytes;

	ensure(file_read(name, 16 << 20, a, &bytes, NULL) == ERR_OK);
	event_stream_restart(s);
	if (datagrams) {
		event_stream_datagram(s, bytes, 7);
		drain(s);
	} else {
		read_stream(s, bytes);
	}
	print_counts(event_stream_counts(s));
}

int main(int argc, char **argv)
{
	struct arena *a = arena_open();
	struct event_stream *s;
	int o;

	while ((o = getopt(argc, argv, "dc:")) != -1) {
		ensure(o == 'd' || o == 'c');
		datagrams |= o == 'd';
		cut |= o == 'c';
		if (o == 'c')
			cuts = prng_of(strtoull(optarg, NULL, 10));
	}
	ensure(event_stream_open(a, STREAM_FLOW, &s, NULL) == ERR_OK);
	for (; optind < argc; optind++)
		read_file(s, argv[optind], a);
	event_stream_close(s);
	arena_close(a);
	return 0;
}
