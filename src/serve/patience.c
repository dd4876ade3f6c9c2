/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/patience.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/mem.h"

#include <pthread.h>
#include <sys/socket.h>
#include <time.h>

static const uint64_t second_ns = 1000000000;

struct waiting {
	struct patience *p;
	struct waiting *next, **link; /* *link is this one */
	int fd;
	uint64_t until; /* UINT64_MAX: as long as it likes */
};

struct patience {
	uint64_t ns;
	pthread_t thread;
	pthread_mutex_t m; /* guards what follows and all that waits */
	pthread_cond_t wake;
	struct waiting *first;
	bool closing;
};

/* ---- the connections ---- */

static void set_until(struct waiting *w, uint64_t until)
{
	pthread_mutex_lock(&w->p->m);
	w->until = until;
	pthread_mutex_unlock(&w->p->m);
}

struct waiting *waiting_begin(struct patience *p, int fd)
{
	struct waiting *w = mem_zero(1, sizeof *w);

	*w = (struct waiting){ .p = p, .fd = fd, .until = clock_mono_ns() + p->ns };
	pthread_mutex_lock(&p->m);
	w->next = p->first;
	w->link = &p->first;
	if (w->next)
		w->next->link = &w->next;
	p->first = w;
	pthread_mutex_unlock(&p->m);
	return w;
}

void waiting_end(struct waiting *w)
{
	struct patience *p = w->p;

	pthread_mutex_lock(&p->m);
	*w->link = w->next;
	if (w->next)
		w->next->link = w->link;
	pthread_mutex_unlock(&p->m);
	mem_free(w);
}

void waiting_pause(struct waiting *w)
{
	set_until(w, UINT64_MAX);
}

void waiting_at_most(struct waiting *w, unsigned seconds)
{
	set_until(w, clock_mono_ns() + seconds * second_ns);
}

void waiting_again(struct waiting *w)
{
	set_until(w, clock_mono_ns() + w->p->ns);
}

/* ---- the thread ---- */

/* Held: p->m, so that no fd here can have become somebody else's. */
static void shut_late(struct patience *p)
{
	uint64_t now = clock_mono_ns();

	for (struct waiting *w = p->first; w; w = w->next) {
		if (w->until > now)
			continue;
		shutdown(w->fd, SHUT_RDWR);
		w->until = UINT64_MAX;
	}
}

static void *watch(void *arg)
{
	struct patience *p = arg;

	pthread_mutex_lock(&p->m);
	while (!p->closing) {
		struct timespec t;

		ensure(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
		t.tv_sec++;
		(void)pthread_cond_timedwait(&p->wake, &p->m, &t);
		shut_late(p);
	}
	pthread_mutex_unlock(&p->m);
	return NULL;
}

struct patience *patience_open(unsigned seconds)
{
	struct patience *p = mem_zero(1, sizeof *p);
	pthread_condattr_t attr;

	p->ns = seconds * second_ns;
	ensure(pthread_condattr_init(&attr) == 0);
	ensure(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
	ensure(pthread_mutex_init(&p->m, NULL) == 0);
	ensure(pthread_cond_init(&p->wake, &attr) == 0);
	pthread_condattr_destroy(&attr);
	ensure(pthread_create(&p->thread, NULL, watch, p) == 0);
	return p;
}

void patience_close(struct patience *p)
{
	if (!p)
		return;
	ensure(!p->first);
	pthread_mutex_lock(&p->m);
	p->closing = true;
	pthread_cond_signal(&p->wake);
	pthread_mutex_unlock(&p->m);
	pthread_join(p->thread, NULL);
	pthread_cond_destroy(&p->wake);
	pthread_mutex_destroy(&p->m);
	mem_free(p);
}
