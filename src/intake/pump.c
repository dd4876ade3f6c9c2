/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/pump.h"

#include "base/ensure.h"
#include "base/mem.h"
#include "intake/input.h"

#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum work { WORK_NONE, WORK_UNPACK, WORK_HASH };

/* queue: unpacked pieces for the reader, or read ones that are to be hashed. */
struct pump {
	struct unpack *u;
	pump_read_fn *read; /* instead of u */
	void *read_ctx;
	enum work work;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t freed, queued;
	struct piece *free, *queue, **queue_end;
	size_t made, most;
	bool stop, ended; /* ended: nothing will be queued any more */
	int wake;         /* eventfd: ends a wait for the descriptor */
	struct why why;   /* of the end; why.code ERR_OK: a good one */
};

static struct piece *new_piece(struct pump *p)
{
	struct piece *x = mem_zero(1, sizeof *x);

	x->pump = p;
	return x;
}

static void free_piece(struct piece *x)
{
	if (x)
		buf_fini(&x->mem);
	mem_free(x);
}

/* A free piece, waited for; NULL: asked to stop. */
static struct piece *get_free(struct pump *p)
{
	struct piece *x;

	pthread_mutex_lock(&p->mutex);
	while (!p->stop && !p->free && p->made >= p->most)
		pthread_cond_wait(&p->freed, &p->mutex);
	x = p->stop ? NULL : p->free;
	if (x) {
		p->free = x->next;
	} else if (!p->stop) {
		x = new_piece(p);
		p->made++;
	}
	pthread_mutex_unlock(&p->mutex);
	if (!x)
		return NULL;
	x->users = 1;
	x->from = x->to = PIECE_HEAD;
	buf_reserve(&x->mem, PIECE_HEAD + INPUT_BLOCK + INPUT_PAD);
	return x;
}

static void put_back(struct piece *x)
{
	struct pump *p = x->pump;

	if (x->apart) {
		free_piece(x);
		return;
	}
	x->next = p->free;
	p->free = x;
	pthread_cond_signal(&p->freed);
}

void piece_hold(struct piece *x)
{
	pthread_mutex_lock(&x->pump->mutex);
	x->users++;
	pthread_mutex_unlock(&x->pump->mutex);
}

void piece_release(struct piece *x)
{
	struct pump *p;

	if (!x)
		return;
	p = x->pump;
	pthread_mutex_lock(&p->mutex);
	ensure(x->users);
	if (--x->users == 0)
		put_back(x);
	pthread_mutex_unlock(&p->mutex);
}

static void enqueue(struct pump *p, struct piece *x)
{
	x->next = NULL;
	*p->queue_end = x;
	p->queue_end = &x->next;
	pthread_cond_signal(&p->queued);
}

static struct piece *dequeue(struct pump *p)
{
	struct piece *x = p->queue;

	if (!x)
		return NULL;
	p->queue = x->next;
	if (!p->queue)
		p->queue_end = &p->queue;
	return x;
}

/* One read of the input into a free piece; NULL at its end or when asked to stop. */
static struct piece *read_piece(struct pump *p, struct why *why)
{
	struct piece *x = get_free(p);
	size_t got;
	char *to;
	enum err e;

	if (!x)
		return NULL;
	to = x->mem.p + x->from;
	e = p->read ? p->read(p->read_ctx, to, INPUT_BLOCK, &got, why) :
		      unpack_read(p->u, to, INPUT_BLOCK, &got, why);
	if (e != ERR_OK)
		got = 0;
	x->to += got;
	if (got)
		return x;
	piece_release(x);
	return NULL;
}

static void *unpack_thread(void *arg)
{
	struct pump *p = arg;
	struct why why = { 0 };
	bool ended = false;

	while (!ended) {
		struct piece *x = read_piece(p, &why);

		pthread_mutex_lock(&p->mutex);
		if (x)
			enqueue(p, x);
		else
			p->why = why;
		ended = p->ended = !x;
		pthread_cond_signal(&p->queued);
		pthread_mutex_unlock(&p->mutex);
	}
	return NULL;
}

/* Hashes what is queued; all of it, also when asked to stop. */
static void *hash_thread(void *arg)
{
	struct pump *p = arg;
	struct piece *x;

	pthread_mutex_lock(&p->mutex);
	for (;;) {
		while (!p->queue && !p->stop)
			pthread_cond_wait(&p->queued, &p->mutex);
		x = dequeue(p);
		if (!x)
			break;
		pthread_mutex_unlock(&p->mutex);
		unpack_hash(p->u, str_n(x->mem.p + PIECE_HEAD, x->to - PIECE_HEAD));
		pthread_mutex_lock(&p->mutex);
		if (--x->users == 0)
			put_back(x);
	}
	pthread_mutex_unlock(&p->mutex);
	return NULL;
}

/* Signals are the main thread's. */
static void start(struct pump *p)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	ensure(pthread_create(&p->thread, NULL, p->work == WORK_HASH ? hash_thread : unpack_thread,
			      p) == 0);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void init_waiting(struct pump *p)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&p->mutex, NULL);
	pthread_cond_init(&p->freed, NULL);
	pthread_cond_init(&p->queued, &attr);
	pthread_condattr_destroy(&attr);
}

static struct pump *new_pump(void)
{
	struct pump *p = mem_zero(1, sizeof *p);

	p->most = PUMP_PIECES;
	p->queue_end = &p->queue;
	p->wake = -1;
	init_waiting(p);
	return p;
}

struct pump *pump_open(struct unpack *u, bool hash, bool threads)
{
	struct pump *p = new_pump();

	p->u = u;
	if (threads && unpack_is_packed(u)) {
		p->work = WORK_UNPACK;
		p->wake = eventfd(0, EFD_CLOEXEC);
		ensure(p->wake >= 0);
		unpack_stop_on(u, p->wake);
	} else if (threads && hash && unpack_hash_apart(u)) {
		p->work = WORK_HASH;
	}
	if (p->work)
		start(p);
	return p;
}

struct pump *pump_open_on(pump_read_fn *read, void *ctx)
{
	struct pump *p = new_pump();

	p->read = read;
	p->read_ctx = ctx;
	return p;
}

void pump_stop(struct pump *p)
{
	if (!p->work)
		return;
	pthread_mutex_lock(&p->mutex);
	p->stop = true;
	pthread_cond_broadcast(&p->freed);
	pthread_cond_broadcast(&p->queued);
	pthread_mutex_unlock(&p->mutex);
	if (p->wake >= 0)
		ensure(eventfd_write(p->wake, 1) == 0);
	pthread_join(p->thread, NULL);
	unpack_stop_on(p->u, -1);
	p->work = WORK_NONE;
	p->ended = true;
	for (struct piece *x = dequeue(p); x; x = dequeue(p))
		piece_release(x);
}

void pump_close(struct pump *p)
{
	size_t back = 0;

	if (!p)
		return;
	pump_stop(p);
	while (p->free) {
		struct piece *x = p->free;

		p->free = x->next;
		free_piece(x);
		back++;
	}
	ensure(back == p->made);
	if (p->wake >= 0)
		close(p->wake);
	pthread_cond_destroy(&p->freed);
	pthread_cond_destroy(&p->queued);
	pthread_mutex_destroy(&p->mutex);
	mem_free(p);
}

void pump_allow(struct pump *p, size_t more)
{
	pthread_mutex_lock(&p->mutex);
	p->most += more;
	pthread_mutex_unlock(&p->mutex);
}

bool pump_reads_ahead(const struct pump *p)
{
	return p->work == WORK_UNPACK;
}

/* false: `wait` ended it. The mutex is held before and after, not while `wait` is called. */
static bool wait_queued(struct pump *p, bool (*wait)(void *ctx), void *ctx)
{
	struct timespec until;
	bool go_on = true;

	if (!wait) {
		pthread_cond_wait(&p->queued, &p->mutex);
		return true;
	}
	pthread_mutex_unlock(&p->mutex);
	go_on = wait(ctx);
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	pthread_mutex_lock(&p->mutex);
	if (go_on && !p->queue && !p->ended)
		pthread_cond_timedwait(&p->queued, &p->mutex, &until);
	return go_on;
}

static enum err next_queued(struct pump *p, bool (*wait)(void *ctx), void *ctx, struct piece **out,
			    struct why *why)
{
	bool go_on = true;

	pthread_mutex_lock(&p->mutex);
	while (go_on && !p->queue && !p->ended)
		go_on = wait_queued(p, wait, ctx);
	*out = go_on ? dequeue(p) : NULL;
	if (go_on && !*out && p->why.code && why)
		*why = p->why;
	pthread_mutex_unlock(&p->mutex);
	return go_on && !*out ? p->why.code : ERR_OK;
}

enum err pump_next(struct pump *p, bool (*wait)(void *ctx), void *ctx, struct piece **out,
		   struct why *why)
{
	*out = NULL;
	if (p->work == WORK_UNPACK)
		return next_queued(p, wait, ctx, out, why);
	if (!p->ended)
		*out = read_piece(p, &p->why);
	p->ended = !*out;
	if (!*out && p->why.code && why)
		*why = p->why;
	if (*out && p->work == WORK_HASH) {
		pthread_mutex_lock(&p->mutex);
		(*out)->users++;
		enqueue(p, *out);
		pthread_mutex_unlock(&p->mutex);
	}
	return *out ? ERR_OK : p->why.code;
}

struct piece *pump_adopt(struct pump *p, struct buf *mem, size_t from)
{
	struct piece *x = new_piece(p);

	x->mem = *mem;
	x->from = from;
	x->to = mem->n;
	x->users = 1;
	x->apart = true;
	*mem = (struct buf){ 0 };
	return x;
}
