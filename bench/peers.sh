#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# peers.sh [--full] - other programs on the same events, the same list and the same truth, one core, all CPU of the
# process counted; loading the list is measured apart. Quick: 200,000 events; --full: 1,000,000, and the slow ones.
# What is not installed is named and left out. DuckDB comes by npm into a folder of its own:
# $CRESSET_BENCH_CACHE, else ~/.cache/cresset-bench.
set -eu
cd "$(dirname "$0")/.."
cache=${CRESSET_BENCH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cresset-bench}
mkdir -p "$cache"
[ -f build/build.ninja ] || meson setup build >build-setup.log
ninja -C build cresset bench/gen bench/bench >/dev/null

duckdb=1.5.6-r.1
if command -v npm >/dev/null && [ ! -d "$cache/node_modules/@duckdb/node-api" ]; then
	npm install --silent --no-audit --no-fund --prefix "$cache" "@duckdb/node-api@$duckdb" >&2 ||
		echo "peers: DuckDB could not be installed" >&2
fi
if [ -f /usr/include/simdjson.h ] && command -v g++ >/dev/null; then
	g++ -O3 -march=native -std=c++17 -pthread bench/peers/simdjson.cpp -o "$cache/simdjson" -lsimdjson ||
		rm -f "$cache/simdjson"
fi
if [ -f /usr/include/hs/hs.h ]; then
	cc -O2 bench/peers/vectorscan.c -o "$cache/vectorscan" -lhs || rm -f "$cache/vectorscan"
fi
exec python3 -B bench/peers/peers.py "$cache" "$@"
