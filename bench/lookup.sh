#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# lookup.sh CRESSET [PORT] - one million values over POST /api/v1/lookup on loopback: seconds, and ratios to
# yardsticks of the same run (moving the same bytes through a socket; a Python loop over a set of the same names).
set -eu
cresset=$(realpath "$1")
port=${2:-18497}
dir=$(mktemp -d)
pid=
trap 'test -z "$pid" || kill "$pid"; rm -rf "$dir"' EXIT
cd "$dir"
python3 - <<'PY'
import random
r = random.Random(16)
word = lambda n: "".join(r.choice("abcdefghijklmnop") for _ in range(n))
listed = [f"{word(8)}{i}.{r.choice(['example', 'com', 'net', 'org', 'cn'])}" for i in range(1000000)]
open("feed.txt", "w").write("\n".join(listed) + "\n")
with open("values.txt", "w") as f:
    for i in range(1000000):
        x = r.random()
        if x < 0.10:
            f.write(("a.b." if x < 0.05 else "") + r.choice(listed) + "\n")
        elif x < 0.30:
            f.write("%d.%d.%d.%d\n" % (r.randrange(1, 224), r.randrange(256), r.randrange(256), r.randrange(256)))
        elif x < 0.40:
            f.write(f"http://www.{i}.host{i % 1000}.com/path/{i}?x={i}\n")
        else:
            f.write(f"www.site{r.randrange(10**6)}.dom{r.randrange(10**5)}.com\n")
PY
"$cresset" init n >/dev/null
"$cresset" load -n n --publisher bench --category c2 feed.txt >/dev/null
"$cresset" run -n n --listen "127.0.0.1:$port" >run.log 2>&1 &
pid=$!
i=0
until curl -sf "http://127.0.0.1:$port/readyz" >/dev/null; do
	i=$((i + 1))
	test $i -lt 300 || { cat run.log; exit 1; }
	sleep 0.1
done
best=99
for _ in 1 2 3 4 5; do
	t=$(curl -s -o out -w '%{time_total}' -H 'Content-Type: text/plain' -H 'Expect:' --data-binary @values.txt \
		"http://127.0.0.1:$port/api/v1/lookup")
	best=$(echo "$best $t" | awk '{ print $1 < $2 ? $1 : $2 }')
done
tail -n 1 out
load=$(cut -d' ' -f1 /proc/loadavg)
BEST=$best LOAD=$load python3 - <<'PY'
import json, os, socket, threading, time
best = float(os.environ["BEST"])
summary = json.loads(open("out").read().rsplit("\n", 2)[1])["summary"]
listed = set(open("feed.txt").read().split())
began = time.monotonic()
hits = 0
for v in open("values.txt"):
    v = v.rstrip("\n")
    host = v.split("/")[2] if "://" in v else v
    while host:
        if host in listed:
            hits += 1
            break
        host = host.partition(".")[2]
loop = time.monotonic() - began
a, b = socket.socketpair()
data = open("values.txt", "rb").read() + open("out", "rb").read()
t = threading.Thread(target=lambda: (a.sendall(data), a.close()))
began = time.monotonic()
t.start()
while b.recv(65536):
    pass
t.join()
move = time.monotonic() - began
print(json.dumps({"bench": "lookup", "values": summary["keys"], "seconds": round(best, 3), "truth_ok": summary["hits"] == hits,
                  "hits": hits, "us_per_value": round(best, 3), "load": float(os.environ["LOAD"]),
                  "ratio_to_moving_the_bytes": round(best / move, 1), "ratio_to_python_loop": round(best / loop, 2)}))
PY
