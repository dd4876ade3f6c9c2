/* SPDX-License-Identifier: Apache-2.0 */
#include "store/frame.h"

#include "base/clock.h"
#include "wire/json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- bytes ---- */

/*
 * The socket's own timeout is for one call; who sends a byte at a time would never meet it, and
 * would keep a place and memory from the others.
 */
static uint64_t deadline(size_t n)
{
	return clock_mono_ns() + (FRAME_TIMEOUT_S + n / FRAME_SLOWEST) * 1000000000ull;
}

static bool send_all(int fd, struct str s)
{
	const uint64_t end = deadline(s.n);

	while (s.n) {
		ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || clock_mono_ns() > end)
			return false;
		s = str_cut(s, (size_t)n, s.n);
	}
	return true;
}

bool frame_send(int fd, struct str bytes)
{
	unsigned char head[FRAME_HEAD] = { 'C', 'R', 'S', '1' };

	for (int i = 0; i < 4; i++)
		head[4 + i] = (unsigned char)(bytes.n >> (24 - 8 * i));
	return bytes.n <= UINT32_MAX && send_all(fd, str_n((const char *)head, sizeof head)) &&
	       send_all(fd, bytes);
}

static bool recv_all(int fd, char *to, size_t n, uint64_t end)
{
	while (n) {
		ssize_t got = recv(fd, to, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || clock_mono_ns() > end)
			return false;
		to += got;
		n -= (size_t)got;
	}
	return true;
}

bool frame_head(int fd, size_t limit, size_t *n)
{
	unsigned char head[FRAME_HEAD];

	/* The first byte may take as long as the other side works; then no more waiting. */
	if (!recv_all(fd, (char *)head, 1, UINT64_MAX) ||
	    !recv_all(fd, (char *)head + 1, sizeof head - 1, deadline(0)) ||
	    memcmp(head, "CRS1", 4) != 0)
		return false;
	*n = 0;
	for (int i = 0; i < 4; i++)
		*n = *n << 8 | head[4 + i];
	return *n <= limit;
}

bool frame_body(int fd, size_t n, struct buf *out)
{
	enum { PIECE = 1 << 20 };
	uint64_t end = deadline(n);

	/* Memory follows what really comes, not what was announced. */
	while (n) {
		size_t piece = n < PIECE ? n : PIECE;

		if (!recv_all(fd, buf_reserve(out, piece), piece, end))
			return false;
		out->n += piece;
		n -= piece;
	}
	return true;
}

/* ---- results ---- */

static void write_why(struct json_writer *w, const struct why *why)
{
	size_t at = 0;

	json_w_object(w);
	json_w_key(w, "code");
	json_w_cstr(w, err_name(why->code));
	json_w_key(w, "say");
	json_w_cstr(w, say_name(why->id));
	json_w_key(w, "args");
	json_w_array(w);
	for (size_t i = 0; i < why->n; at += why->len[i], i++)
		json_w_str(w, str_n(why->args + at, why->len[i]));
	json_w_array_end(w);
	json_w_key(w, "file");
	json_w_cstr(w, why->file);
	json_w_key(w, "line");
	json_w_u64(w, why->line);
	json_w_key(w, "column");
	json_w_u64(w, why->column);
	json_w_object_end(w);
}

/* The numbers of a result, by name. */
#define COUNTS(r) \
	{ \
		{ "added", &(r)->added }, { "changed", &(r)->changed }, \
			{ "unchanged", &(r)->unchanged }, { "retired", &(r)->retired }, \
			{ "tallied", &(r)->tallied }, { "refused", &(r)->refused }, \
			{ "leaf_from", &(r)->leaf_from }, \
		{ \
			"leaf_to", &(r)->leaf_to \
		} \
	}
enum { COUNT_NAMES = 8 };

void frame_result_write(enum err err, const struct why *why, const struct batch_result *result,
			struct buf *out)
{
	struct batch_result r = *result;
	const struct {
		const char *name;
		uint64_t *v;
	} counts[COUNT_NAMES] = COUNTS(&r);
	struct json_writer w = json_write(out);

	json_w_object(&w);
	if (err != ERR_OK) {
		json_w_key(&w, "why");
		write_why(&w, why);
	}
	json_w_key(&w, "repeated");
	json_w_bool(&w, r.repeated);
	for (size_t i = 0; i < COUNT_NAMES; i++) {
		json_w_key(&w, counts[i].name);
		json_w_u64(&w, *counts[i].v);
	}
	json_w_key(&w, "refusals");
	json_w_array(&w);
	for (size_t i = 0; i < r.refusal_count; i++)
		write_why(&w, &r.refusals[i].why);
	json_w_array_end(&w);
	json_w_object_end(&w);
}

static uint64_t number(const struct json *v, const char *key)
{
	int64_t n = 0;

	return json_int(json_get(v, key), &n) && n > 0 ? (uint64_t)n : 0;
}

static enum err code_of(struct str name)
{
	for (enum err e = ERR_ARG; e < ERR_COUNT; e++) {
		if (str_eq(name, str_of(err_name(e))))
			return e;
	}
	return ERR_CORRUPT;
}

/* A sentence that this program does not have (another version at the other end) is told by name. */
static enum say_id say_of(struct str name)
{
	for (unsigned i = 1; i < SAY_COUNT; i++) {
		if (str_eq(name, str_of(say_name((enum say_id)i))))
			return (enum say_id)i;
	}
	return SAY_NONE;
}

static enum err read_why(const struct json *v, struct arena *a, struct why *why)
{
	struct say_arg args[SAY_ARGS_MAX];
	struct str name = json_str(json_get(v, "say"), STR(""));
	enum say_id id = say_of(name);
	enum err e = code_of(json_str(json_get(v, "code"), STR("")));
	size_t n = 0;

	for (const struct json *x = json_get(v, "args") ? json_get(v, "args")->child : NULL;
	     x && n < SAY_ARGS_MAX; x = x->next)
		args[n++] = say_arg_str(json_str(x, STR("")));
	if (id == SAY_NONE)
		why_set(why, e, SAY_FRAME_UNKNOWN, A(name));
	else
		why_set_(why, e, id, args, n);
	if (why) {
		struct str file = json_str(json_get(v, "file"), STR(""));

		why_at(why, file.n ? str_keep(a, file).p : NULL, number(v, "line"),
		       number(v, "column"));
	}
	return e;
}

enum err frame_result_read(struct str bytes, struct arena *a, struct batch_result *result,
			   struct why *why)
{
	const struct {
		const char *name;
		uint64_t *v;
	} counts[COUNT_NAMES] = COUNTS(result);
	struct json *v;
	const struct json *list;

	*result = (struct batch_result){ 0 };
	if (json_parse(a, bytes, (struct json_limits){ 0 }, &v, NULL) != ERR_OK ||
	    v->kind != JSON_OBJECT)
		return why_set(why, ERR_CORRUPT, SAY_FRAME_RESULT);
	if (json_get(v, "why"))
		return read_why(json_get(v, "why"), a, why);
	result->repeated = json_bool(json_get(v, "repeated"), false);
	for (size_t i = 0; i < COUNT_NAMES; i++)
		*counts[i].v = number(v, counts[i].name);
	list = json_get(v, "refusals");
	if (!list || !list->count)
		return ERR_OK;
	result->refusals = arena_array(a, struct batch_refusal, list->count);
	for (const struct json *r = list->child; r; r = r->next) {
		struct batch_refusal *to = &result->refusals[result->refusal_count++];

		read_why(r, a, &to->why);
		to->line = to->why.line;
	}
	return ERR_OK;
}

/* ---- the socket ---- */

/* A socket's path has 107 bytes, a folder's may have more: the folder is named by a descriptor. */
static int open_at(const char *dir, struct sockaddr_un *at)
{
	int fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

	*at = (struct sockaddr_un){ .sun_family = AF_UNIX };
	snprintf(at->sun_path, sizeof at->sun_path, "/proc/self/fd/%d/node.sock", fd);
	return fd;
}

bool frame_peer_ok(int fd)
{
	struct ucred peer;
	socklen_t n = sizeof peer;

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 &&
	       (peer.uid == geteuid() || peer.uid == 0);
}

static int fresh_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

int frame_connect(const char *dir)
{
	struct sockaddr_un at;
	int folder = open_at(dir, &at), fd = folder < 0 ? -1 : fresh_socket();

	if (fd >= 0 &&
	    (connect(fd, (struct sockaddr *)&at, sizeof at) != 0 || !frame_peer_ok(fd))) {
		close(fd);
		fd = -1;
	}
	if (folder >= 0)
		close(folder);
	return fd;
}

int frame_listen(const char *dir, int backlog)
{
	struct sockaddr_un at;
	int folder = open_at(dir, &at), fd = folder < 0 ? -1 : fresh_socket();

	/* Who holds the lock may: a socket that stands there is of a process that is gone. */
	if (fd >= 0)
		unlink(at.sun_path);
	if (fd >= 0 && (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
			chmod(at.sun_path, 0600) != 0 || listen(fd, backlog) != 0)) {
		close(fd);
		fd = -1;
	}
	if (folder >= 0)
		close(folder);
	return fd;
}
