/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/node_view.h"

#include "base/ensure.h"

void node_view_open(struct node_view *v, const struct node *n, const struct pack *p)
{
	*v = (struct node_view){ .node = n, .pack = p, .started = clock_now() };
	ensure(pthread_mutex_init(&v->lock, NULL) == 0);
}

void node_view_close(struct node_view *v)
{
	node_view_publish(v, NULL);
	pthread_mutex_destroy(&v->lock);
}

void node_view_publish(struct node_view *v, struct lookup *l)
{
	struct lookup *old;

	pthread_mutex_lock(&v->lock);
	if (l) {
		l->holders = 1; /* the view itself */
		l->serial = ++v->published;
	}
	old = v->lookup;
	v->lookup = l;
	pthread_mutex_unlock(&v->lock);
	node_view_unpin(v, old);
}

struct lookup *node_view_pin(struct node_view *v)
{
	struct lookup *l;

	pthread_mutex_lock(&v->lock);
	l = v->lookup;
	if (l)
		l->holders++;
	pthread_mutex_unlock(&v->lock);
	return l;
}

void node_view_unpin(struct node_view *v, struct lookup *l)
{
	bool last;

	if (!l)
		return;
	pthread_mutex_lock(&v->lock);
	ensure(l->holders > 0);
	last = --l->holders == 0;
	pthread_mutex_unlock(&v->lock);
	if (last && l->drop)
		l->drop(l);
}
