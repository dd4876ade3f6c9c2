/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ensure.h - assertions that stay on in production.
 *
 * ensure(c): c cannot be false; if it is, the program has a bug and stops here
 * rather than going on with a broken belief. State changes are transactions, so
 * nothing is left half-written. Never use it on input: input returns an error.
 *
 * Room: base. May include: libc.
 */
#pragma once

#define ensure(c) ((c) ? (void)0 : ensure_failed(#c, __FILE__, __LINE__, __func__))

__attribute__((noreturn, cold)) void ensure_failed(const char *claim, const char *file, int line,
						   const char *func);
