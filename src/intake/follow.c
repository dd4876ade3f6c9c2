/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/follow.h"

#include "base/ensure.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* LINGER_NS: so long a file that was renamed must have been at rest, as not all of its writers may have
 * heard of it. SIBLINGS are looked at when the place is sought. */
enum { LINGER_NS = 1000000000, SIBLINGS = 4096 };

struct followed {
	int fd;
	uint64_t inode, born_us, device;
};

struct follow {
	char path[PATH_MAX];
	struct followed file[FOLLOW_FILES]; /* the first is read, the others wait */
	size_t n;
	uint64_t offset; /* in the first; what was read lies before it */
	bool in_line;    /* the last byte read was no newline */
	uint64_t files, bytes;
	bool resumed, lost;
};

static uint64_t us_of(struct statx_timestamp t)
{
	return (uint64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Opens what is there now, if it is a file. */
static enum err open_file(int folder, const char *path, struct followed *out, struct why *why)
{
	struct statx st;
	int fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 && errno == ENOENT)
		return why_set(why, ERR_NOTFOUND, SAY_INPUT_MISSING);
	if (fd < 0)
		return why_set(why, ERR_IO, SAY_FILE_OPEN, A(path), A(strerror(errno)));
	if (statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &st) != 0 ||
	    !S_ISREG(st.stx_mode)) {
		close(fd);
		return why_set(why, ERR_ARG, SAY_FOLLOW_NO_FILE);
	}
	*out = (struct followed){ .fd = fd,
				  .inode = st.stx_ino,
				  .device = (uint64_t)st.stx_dev_major << 32 | st.stx_dev_minor };
	if (st.stx_mask & STATX_BTIME)
		out->born_us = us_of(st.stx_btime);
	return ERR_OK;
}

static bool is_place(const struct followed *x, struct follow_place place)
{
	return x->inode == place.inode &&
	       (!x->born_us || !place.born_us || x->born_us == place.born_us);
}

static bool same_file(const struct followed *a, const struct followed *b)
{
	return a->inode == b->inode && a->device == b->device;
}

static uint64_t size_of(const struct followed *x)
{
	struct stat st;

	return fstat(x->fd, &st) == 0 ? (uint64_t)st.st_size : 0;
}

static void push(struct follow *f, struct followed x)
{
	ensure(f->n < FOLLOW_FILES);
	f->file[f->n++] = x;
}

/* A rotated sibling's name: the file's own, and behind it nothing but numbers and dates. */
static bool is_sibling(const char *name, const char *own)
{
	size_t n = strlen(own);

	return strncmp(name, own, n) == 0 && (name[n] == '.' || name[n] == '-') && name[n + 1] &&
	       !name[n + 1 + strspn(name + n + 1, "0123456789.-_TZ+:")];
}

struct sibling {
	char name[NAME_MAX + 1];
	uint64_t inode;
	struct timespec written;
};

static int by_time(const void *a, const void *b)
{
	const struct timespec *x = &((const struct sibling *)a)->written,
			      *y = &((const struct sibling *)b)->written;

	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? -1 : 1;
	return x->tv_nsec < y->tv_nsec ? -1 : x->tv_nsec > y->tv_nsec;
}

/* The folder of the path, open; NULL if there is none. */
static DIR *open_folder(const struct follow *f, const char **own)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(f->path, '/');

	*own = slash ? slash + 1 : f->path;
	snprintf(dir, sizeof dir, "%.*s", slash ? (int)(slash + 1 - f->path) : 1,
		 slash ? f->path : ".");
	return opendir(dir);
}

/* The rotated files beside the path, oldest first; the later ones are left out where they are too many. */
static size_t list_siblings(DIR *folder, const char *own, struct sibling s[static SIBLINGS])
{
	struct dirent *d;
	size_t n = 0;

	while (n < SIBLINGS && (d = readdir(folder))) {
		struct stat st;

		if (!is_sibling(d->d_name, own) ||
		    fstatat(dirfd(folder), d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		snprintf(s[n].name, sizeof s[n].name, "%s", d->d_name);
		s[n].inode = st.st_ino;
		s[n++].written = st.st_mtim;
	}
	qsort(s, n, sizeof *s, by_time);
	return n;
}

/* Pushes a sibling unless it is the file at the path. It must be the place's own if it is the first. */
static bool push_sibling(struct follow *f, int folder, const char *name, struct followed now,
			 struct follow_place from)
{
	struct followed x;

	if (f->n + 1 >= FOLLOW_FILES || open_file(folder, name, &x, NULL) != ERR_OK)
		return false;
	if ((f->n == 0 && !is_place(&x, from)) || (now.fd >= 0 && same_file(&now, &x))) {
		close(x.fd);
		return false;
	}
	push(f, x);
	return true;
}

/*
 * Pushes the rotated files behind one that is told by its number: `from` itself, or those behind the last
 * one that is open. now: the file at the path, which may have been renamed since it was opened.
 */
static void push_siblings(struct follow *f, struct follow_place from, struct followed now)
{
	struct sibling *s = mem_zero(SIBLINGS, sizeof *s);
	const char *own;
	DIR *folder = open_folder(f, &own);
	size_t n = folder ? list_siblings(folder, own, s) : 0;
	uint64_t last = f->n ? f->file[f->n - 1].inode : 0;
	bool behind = false;

	for (size_t i = 0; i < n; i++) {
		if (behind || (!last && s[i].inode == from.inode))
			behind = push_sibling(f, dirfd(folder), s[i].name, now, from) || behind;
		behind = behind || (last && s[i].inode == last);
	}
	if (folder)
		closedir(folder);
	mem_free(s);
}

/* The file of the place under another name, and those that came between it and the one at the path. */
static void find_rotated(struct follow *f, struct follow_place from)
{
	struct followed now = { .fd = -1 };

	if (f->n)
		now = f->file[--f->n];
	push_siblings(f, from, now);
	f->lost = f->n == 0;
	if (now.fd >= 0)
		push(f, now);
}

/* Is there a newer file at the path? Then others may have come and gone since the last look. */
static void look(struct follow *f)
{
	struct followed x;
	struct stat st;

	if (f->n == FOLLOW_FILES || stat(f->path, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	if (f->n && f->file[f->n - 1].inode == st.st_ino)
		return; /* it is open: its number is not given to another on this device */
	if (open_file(AT_FDCWD, f->path, &x, NULL) != ERR_OK)
		return;
	if (f->n && same_file(&x, &f->file[f->n - 1])) {
		close(x.fd);
		return;
	}
	if (f->n)
		push_siblings(f, (struct follow_place){ 0 }, x);
	push(f, x);
}

/* Where in the first file: at the place, if it is still there. */
static void go_to(struct follow *f, struct follow_place from)
{
	char before = '\n';

	if (f->lost || size_of(&f->file[0]) < from.offset)
		return; /* truncated: from the beginning */
	if (from.offset && pread(f->file[0].fd, &before, 1, (off_t)from.offset - 1) != 1)
		return;
	/* A last line without newline may have been ended when its file was left. */
	if (before != '\n' && size_of(&f->file[0]) > from.offset)
		return; /* truncated, and written since */
	f->offset = from.offset;
	f->resumed = from.offset > 0;
}

enum err follow_open(const char *path, struct follow_place from, struct follow **out,
		     struct why *why)
{
	struct follow *f = mem_zero(1, sizeof *f);
	struct followed x;
	enum err e = open_file(AT_FDCWD, path, &x, why);

	*out = NULL;
	snprintf(f->path, sizeof f->path, "%s", path);
	if (e == ERR_OK)
		push(f, x);
	if (from.inode && (e == ERR_OK || e == ERR_NOTFOUND) &&
	    (!f->n || !is_place(&f->file[0], from)))
		find_rotated(f, from);
	if (!f->n) {
		why_at(why, path, 0, 0);
		follow_close(f);
		return e;
	}
	if (from.inode)
		go_to(f, from);
	f->files = 1;
	*out = f;
	return ERR_OK;
}

void follow_close(struct follow *f)
{
	for (size_t i = 0; f && i < f->n; i++)
		close(f->file[i].fd);
	mem_free(f);
}

static void begin_file(struct follow *f)
{
	f->offset = 0;
	f->in_line = false;
	f->files++;
}

static void next_file(struct follow *f)
{
	close(f->file[0].fd);
	f->n--;
	memmove(f->file, f->file + 1, f->n * sizeof *f->file);
	begin_file(f);
}

static bool at_rest(const struct followed *x)
{
	struct timespec now;
	struct stat st;
	int64_t ns;

	clock_gettime(CLOCK_REALTIME, &now);
	if (fstat(x->fd, &st) != 0)
		return true;
	ns = (now.tv_sec - st.st_mtim.tv_sec) * INT64_C(1000000000) + now.tv_nsec -
	     st.st_mtim.tv_nsec;
	return ns < 0 || ns >= LINGER_NS;
}

/* Is the first file to be left? Only when the one behind it, or a later one, has begun. */
static bool is_left(const struct follow *f)
{
	if (f->n > 1 && !at_rest(&f->file[0]))
		return false;
	for (size_t i = 1; i < f->n; i++)
		if (size_of(&f->file[i]))
			return true;
	return false;
}

static enum err read_at(struct follow *f, char *to, size_t n, size_t *got, struct why *why)
{
	ssize_t r;

	do
		r = pread(f->file[0].fd, to, n, (off_t)f->offset);
	while (r < 0 && errno == EINTR);
	*got = r > 0 ? (size_t)r : 0;
	if (r < 0)
		return why_set(why, ERR_IO, SAY_FILE_READ, A(f->path), A(strerror(errno)));
	f->offset += *got;
	f->bytes += *got;
	if (*got)
		f->in_line = to[*got - 1] != '\n';
	return ERR_OK;
}

/* A line that will not be ended by its producer. */
static void end_line(struct follow *f, char *to, size_t *got)
{
	*to = '\n';
	*got = 1;
	f->in_line = false;
}

enum err follow_read(struct follow *f, char *to, size_t n, size_t *got, struct why *why)
{
	for (;;) {
		bool left, shorter;
		enum err e;

		look(f);
		left = is_left(f); /* before the last read: what was written until then is read */
		e = read_at(f, to, n, got, why);
		if (e != ERR_OK || *got)
			return e;
		shorter = size_of(&f->file[0]) < f->offset;
		if (!shorter && !left)
			return ERR_OK;
		if (f->in_line) {
			end_line(f, to, got);
			return ERR_OK;
		}
		if (shorter)
			begin_file(f);
		else
			next_file(f);
	}
}

size_t follow_head(struct follow *f, char *to, size_t n)
{
	ssize_t r = 0;

	look(f);
	for (size_t i = 0; i < f->n && r <= 0; i++)
		r = pread(f->file[i].fd, to, n, 0);
	return r > 0 ? (size_t)r : 0;
}

void follow_pause(void)
{
	struct timespec t = { .tv_nsec = FOLLOW_POLL_MS * 1000000L };

	nanosleep(&t, NULL);
}

struct follow_place follow_place(const struct follow *f)
{
	return (struct follow_place){ f->file[0].inode, f->file[0].born_us, f->offset };
}

uint64_t follow_files(const struct follow *f)
{
	return f->files;
}

uint64_t follow_bytes(const struct follow *f)
{
	return f->bytes;
}

bool follow_resumed(const struct follow *f)
{
	return f->resumed;
}

bool follow_lost(const struct follow *f)
{
	return f->lost;
}
