/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/who.h"

#include <string.h>

enum { AT_ONCE = 256 };

bool event_client(const struct event *ev, struct addr *out)
{
	for (size_t i = 0; i < ev->n; i++)
		if (field_is_client(ev->v[i].field) && event_value_addr(&ev->v[i], out))
			return true;
	*out = (struct addr){ 0 };
	return false;
}

struct passing passing_of(const struct event *ev)
{
	return (struct passing){ .us = ev->has_time ? ev->time.us : PASSING_NO_TIME,
				 .kind = (uint8_t)ev->kind,
				 .family = ev->family };
}

void who_fill_blocks(struct prf *prf, const struct prf_block *clients, struct passing *p, size_t n)
{
	uint64_t who[AT_ONCE];

	for (size_t at = 0; at < n; at += AT_ONCE) {
		size_t now = n - at < AT_ONCE ? n - at : AT_ONCE;

		prf_many(prf, clients + at, now, who);
		for (size_t i = 0; i < now; i++)
			p[at + i].who = !p[at + i].who ? 0 : who[i] ? who[i] : 1;
	}
}

void who_fill(struct prf *prf, const struct addr *clients, struct passing *p, size_t n)
{
	struct prf_block blocks[AT_ONCE];

	for (size_t at = 0; at < n; at += AT_ONCE) {
		size_t now = n - at < AT_ONCE ? n - at : AT_ONCE;

		for (size_t i = 0; i < now; i++) {
			blocks[i] = who_block(&clients[at + i]);
			p[at + i].who = clients[at + i].family != 0;
		}
		who_fill_blocks(prf, blocks, p + at, now);
	}
}
