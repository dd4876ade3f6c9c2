/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assets.h - the files that the pages ask for, kept in the program (serve/assets/).
 *
 * Room: serve. May include: all but cmd.
 */
#pragma once

#include "pack/embedded.h"

extern const struct embedded embedded_assets[]; /* ends with a NULL path */
