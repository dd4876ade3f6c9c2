/* SPDX-License-Identifier: Apache-2.0 */
/* hit.c - the line that `match` prints. */
#include "wire/hit.h"

#include "base/ensure.h"
#include "wire/json.h"
#include "wire/time3339.h"

static void write_time(const struct event *e, struct json_writer *w)
{
	struct buf text = { 0 };

	json_w_key(w, "time");
	if (e->has_time) {
		time3339_write(e->time, &text);
		json_w_str(w, buf_str(&text));
	} else {
		json_w_null(w);
	}
	buf_fini(&text);
}

/* What was seen; of a client never the identifier itself, only a node's token for it. */
static void write_observed(const struct hit *h, struct str token, struct json_writer *w)
{
	struct str shown = field_is_client(h->field) ? token : h->observed;

	json_w_key(w, "observed");
	if (shown.n)
		json_w_str(w, shown);
	else
		json_w_null(w);
}

void hit_write_sources(const struct hit *h, struct json_writer *w)
{
	ensure(h->source_count > 0);
	json_w_text(w, "source", h->sources[0].name);
	json_w_key(w, "sources");
	json_w_array(w);
	for (size_t i = 0; i < h->source_count; i++)
		json_w_str(w, h->sources[i].name);
	json_w_array_end(w);
}

struct str hit_ref(const struct hit *h)
{
	for (size_t i = 0; i < h->source_count; i++)
		if (h->sources[i].ref.n)
			return h->sources[i].ref;
	return STR("");
}

void hit_write(const struct hit *h, struct str file, struct str token, struct buf *out)
{
	struct json_writer w = json_write(out);

	json_w_object(&w);
	write_time(h->event, &w);
	json_w_key(&w, "kind");
	json_w_cstr(&w, indicator_hit_kind(h->kind));
	json_w_key(&w, "indicator");
	json_w_str(&w, h->indicator);
	write_observed(h, token, &w);
	json_w_key(&w, "field");
	json_w_cstr(&w, field_name(h->field));
	hit_write_sources(h, &w);
	json_w_text_or_null(&w, "ref", hit_ref(h));
	json_w_key(&w, "file");
	json_w_str(&w, file);
	json_w_key(&w, "line");
	json_w_u64(&w, h->event->line);
	json_w_object_end(&w);
	buf_c(out, '\n');
}
