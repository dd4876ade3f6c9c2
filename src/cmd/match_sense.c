/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/match_sense.h"

#include "base/log.h"
#include "base/mem.h"

static enum err new_key(struct match_sense *m, const struct node *node, struct instant now,
			struct why *why)
{
	struct sketch_key k;
	enum err e = sketch_key_of(node_dir(node), now, &k, why);

	if (e == ERR_OK && strcmp(k.day, m->day) != 0) {
		prf_close(m->prf);
		m->prf = prf_open(&k.key);
		memcpy(m->day, k.day, sizeof m->day);
	}
	mem_wipe(&k, sizeof k);
	return e;
}

enum err match_sense_begin(struct match_sense *m, const struct node *node, struct tally_place place,
			   struct why *why)
{
	enum err e = new_key(m, node, place.arrival, why);

	m->waiting = 0;
	sense_close(m->sense);
	m->sense = sense_open((struct sense_place){ place, str_of(m->day) });
	return e;
}

void match_sense_end(struct match_sense *m)
{
	sense_close(m->sense);
	prf_close(m->prf);
	mem_wipe(m, sizeof *m);
}

struct prf *match_sense_prf(struct match_sense *m)
{
	return m->prf;
}

static void pass_waiting(struct match_sense *m)
{
	who_fill(m->prf, m->client, m->passing, m->waiting);
	sense_passing(m->sense, m->passing, m->waiting);
	mem_wipe(m->client, m->waiting * sizeof *m->client);
	m->waiting = 0;
}

void match_sense_event(struct match_sense *m, const struct event *ev)
{
	m->passing[m->waiting] = passing_of(ev);
	event_client(ev, &m->client[m->waiting]);
	if (++m->waiting == MATCH_SENSE_WAIT)
		pass_waiting(m);
}

void match_sense_passing(struct match_sense *m, const struct passing *p, size_t n)
{
	sense_passing(m->sense, p, n);
}

enum err match_sense_hit(struct match_sense *m, const struct hit *h, struct str asset,
			 struct str party)
{
	struct passing p = { 0 };
	struct addr client;

	if (event_client(h->event, &client))
		who_fill(m->prf, &client, &p, 1);
	mem_wipe(&client, sizeof client);
	return sense_hit(m->sense, h, asset, party, p.who);
}

size_t match_sense_rows(const struct match_sense *m)
{
	return sense_rows(m->sense);
}

void match_sense_write(struct match_sense *m, const struct node *node, struct batch *b)
{
	size_t n;
	const struct rec_type *types = node_types(node, &n);

	pass_waiting(m);
	if (sense_left_out(m->sense))
		log_say(LOG_WARN, SAY_MATCH_LEFT_OUT, A(sense_left_out(m->sense)));
	sense_write(m->sense, types, n, b);
}
