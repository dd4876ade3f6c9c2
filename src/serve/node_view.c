/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/node_view.h"

void node_view_open(struct node_view *v, const struct node *n, const struct pack *p)
{
	*v = (struct node_view){
		.node = n, .pack = p, .started = clock_now(), .current = current_open()
	};
}

void node_view_close(struct node_view *v)
{
	current_close(v->current);
	v->current = NULL;
}

void node_view_publish(struct node_view *v, struct lookup *l)
{
	current_publish(v->current, l);
}

struct lookup *node_view_pin(struct node_view *v)
{
	return current_pin(v->current);
}

void node_view_unpin(struct node_view *v, struct lookup *l)
{
	current_unpin(v->current, l);
}
