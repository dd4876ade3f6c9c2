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

/* An IPv4 address is its IPv4-mapped form (RFC 4291 section 2.5.5.2): one client, one block. */
static struct prf_block block_of(const struct addr *a)
{
	struct prf_block b = { { 0 } };

	if (a->family == 4) {
		b.b[10] = b.b[11] = 0xff;
		memcpy(b.b + 12, a->b, 4);
	} else {
		memcpy(b.b, a->b, sizeof b.b);
	}
	return b;
}

static void some(struct prf *prf, const struct addr *clients, struct passing *p, size_t n)
{
	struct prf_block blocks[AT_ONCE];
	uint64_t who[AT_ONCE];

	for (size_t i = 0; i < n; i++)
		blocks[i] = block_of(&clients[i]);
	prf_many(prf, blocks, n, who);
	for (size_t i = 0; i < n; i++)
		p[i].who = !clients[i].family ? 0 : who[i] ? who[i] : 1;
}

void who_fill(struct prf *prf, const struct addr *clients, struct passing *p, size_t n)
{
	for (size_t at = 0; at < n; at += AT_ONCE)
		some(prf, clients + at, p + at, n - at < AT_ONCE ? n - at : AT_ONCE);
}
