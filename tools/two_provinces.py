#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""two_provinces.py FOLDER [SEED] - two made-up years of two provinces: registers, figures, cases, filled forms.

Writes register.ndjson (load it first), records.ndjson, forms/*.csv (returns of the first quarter of 2026; some debtors file
nothing) and truth.json: what measures must say at AT, counted here and not by the program. Areas are real codes; every
organisation is made up. What the desk will write one day (case_step, clock, receipt, relation) is written here.
"""
import csv
import datetime as dt
import json
import os
import random
import sys

AT = "2026-05-15T04:00:00Z"
TODAY = dt.date(2026, 5, 15)
PROVINCES = {"130000": ("河北省", ("130100", "石家庄市"), ("130600", "保定市"), ("130700", "张家口市")),
             "140000": ("山西省", ("140100", "太原市"), ("140200", "大同市"), ("140300", "阳泉市"))}
CLASSES = ("urban", "rural", "poor")


class World:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.register, self.records, self.truth = [], [], {}

    def day(self, first=dt.date(2024, 1, 1), last=TODAY):
        return first + dt.timedelta(days=self.rng.randrange((last - first).days))

    def put(self, type_, /, **fields):
        self.records.append({"type": type_, **fields})

    def rate(self, measure, judged, direction=None):
        """The truth of a share: judged is a list of yes and no."""
        self.truth[measure] = {"num": sum(judged), "den": len(judged), "value": 100.0 * sum(judged) / len(judged)}


def text(day):
    return day.isoformat()


def instant(day, hour=2):
    return f"{day.isoformat()}T{hour:02}:00:00Z"


def cities():
    return [c for p in PROVINCES.values() for c in p[1:]]


def register(w):
    w.register.append({"type": "area", "code": "100000", "name": "全国", "level": "country"})
    for code, (name, *below) in PROVINCES.items():
        w.register.append({"type": "area", "code": code, "name": name, "level": "province", "parent": "100000"})
        for city, city_name in below:
            w.register.append({"type": "area", "code": city, "name": city_name, "level": "city", "parent": code,
                               "population": 1000000 + int(city) % 7 * 100000, "households": 300000,
                               "class": ["urban", "rural"] + (["poor"] if city.endswith("700") or city.endswith("300") else [])})
    for code, (name, *_) in PROVINCES.items():
        p = code[:2]
        for k, (kind, label) in enumerate((("telecom-operator", "甲通信"), ("telecom-operator", "乙通信"), ("government-office", "统计局"),
                                           ("government-office", "通信管理局"), ("information-provider", "信息服务公司"),
                                           ("idc", "数据中心公司"), ("firm", "终端企业"), ("regulator", "主管部门"))):
            w.register.append({"type": "party", "registration_no": f"91{p}0000EXAMPLE{k:02}", "name": f"示例{name}{label}",
                               "kind": kind, "area": code, "founded": "2015-01-01"})
        w.register += [{"type": "asset", "name": f"{name}示例数据中心{i}", "kind": "data-centre", "area": code, "capacity": c,
                        "owner": f"91{p}0000EXAMPLE05"} for i, c in ((1, 10), (2, 30))]
        w.register += [{"type": "asset", "name": f"{name}示例关键系统{i}", "kind": "system", "area": code, "cii": True, "level": "3",
                        "owner": f"91{p}0000EXAMPLE0{i % 2}", "responsible": f"91{p}0000EXAMPLE0{i % 2}"} for i in range(5)]
        w.register += [{"type": "service", "name": f"{name}示例应用{i}", "provider": f"91{p}0000EXAMPLE04", "kind": "app",
                        "preinstalled": i < 4, "removable": i != 3, "launched": "2023-01-01"} for i in range(8)]


def permits(w):
    judged = []
    for i in range(400):
        province = w.rng.choice(list(PROVINCES))
        accepted = w.day()
        due = accepted + dt.timedelta(days=28)
        decided = accepted + dt.timedelta(days=w.rng.choice((10, 15, 20, 25, 28, 30)))
        done = decided <= TODAY
        w.put("permit", number=f"XK-{i:04}", kind=w.rng.choice(("licence", "filing", "approval")), area=province,
              holder=f"91{province[:2]}0000EXAMPLE04", state="granted" if done else "review", submitted=text(accepted),
              complete_first=i % 4 != 0, accepted=text(accepted), due=text(due), **({"decided": text(decided)} if done else {}))
        if TODAY - dt.timedelta(days=365) < due and (done or due < TODAY):
            judged.append(done and decided <= due)
    w.rate("M001", judged)


def observation(w, metric, subject, value, first, last, publisher, unit, area=None, dim="all"):
    w.put("observation", metric=metric, subject=subject, dim=dim, period_start=first, period_end=last, publisher=publisher,
          value=value, unit=unit, quality="reported", **({"area": area} if area else {}))


def quarters():
    for year in (2024, 2025):
        for q in range(4):
            last = (dt.date(year + (q == 3), (q * 3 + 4 - 1) % 12 + 1, 1) - dt.timedelta(days=1))
            yield text(dt.date(year, q * 3 + 1, 1)), text(last), (year - 2024) * 4 + q


def networks(w):
    """Coverage by quarter and operator, traffic, power use: the poor areas come last, IPv6 stays below its aim."""
    pue, capacity = 0.0, 0.0
    for first, last, step in quarters():
        for city, _ in cities():
            for k in (0, 1):
                publisher = f"91{city[:2]}0000EXAMPLE0{k}"
                for c, start in zip(CLASSES, (90, 78, 64)):
                    observation(w, "covered_4g", city, 1000 * (start + step - k), first, last, publisher, "persons", city, c)
                observation(w, "traffic_volume", city, 1000, first, last, publisher, "gigabytes", city, "mobile")
                observation(w, "traffic_ipv6", city, 400 + 20 * step, first, last, publisher, "gigabytes", city, "mobile")
    for city, _ in cities():
        for c in CLASSES:
            observation(w, "residents_by_class", city, 100000, "2025-01-01", "2025-12-31", f"91{city[:2]}0000EXAMPLE02", "persons",
                        city, c)
    for code, (name, *_) in PROVINCES.items():
        for i, (c, value) in enumerate(((10, 1.6), (30, 1.3)), 1):
            observation(w, "pue", f"{name}示例数据中心{i}", value, "2025-01-01", "2025-12-31", f"91{code[:2]}0000EXAMPLE05", "ratio")
            pue, capacity = pue + c * value, capacity + c
    w.truth["M027"] = {"value": pue / capacity}
    # The newest quarter, of the operator that covers most: the first one, with 7 steps behind it.
    w.truth["M013"] = {"value": (64 - 78) * 1.0}
    w.truth["M010"] = {"value": 97.0}


def tariffs(w):
    for code in PROVINCES:
        for k in (0, 1):
            for i, (gb, price) in enumerate(((5, 2900), (20, 5900), (100, 12900))):
                w.put("tariff", code=f"TC-{code}-{k}-{i}", provider=f"91{code[:2]}0000EXAMPLE0{k}", name=f"示例套餐{i}",
                      kind="mobile-bundle", components=["流量", "语音"][:i + 1], price=price + 100 * k, currency="CNY", data_gb=gb,
                      areas=[code], target_group="all", on_sale_from="2024-03-01")
    for city, _ in cities():
        observation(w, "disposable_income_month", city, 2500 if city < "140000" else 2000, "2025-01-01", "2025-12-31",
                    f"91{city[:2]}0000EXAMPLE02", "cny", city)


def security(w):
    reviewed = []
    for code, (name, *_) in PROVINCES.items():
        for i in range(5):
            assessed = TODAY - dt.timedelta(days=w.rng.choice((30, 200, 400)))
            w.put("assessment", code=f"CII-{code}-{i}", scheme="cii", asset=f"{name}示例关键系统{i}", assessed=text(assessed),
                  decided=text(assessed), decision="approved")
            reviewed.append((TODAY - assessed).days <= 365)
    w.rate("M082", reviewed)
    w.truth["M101"] = {"value": 2.0}
    for i in range(60):
        province = w.rng.choice(list(PROVINCES))
        opened = w.day(dt.date(2025, 1, 1))
        closed = opened + dt.timedelta(days=w.rng.randrange(5, 60))
        w.put("finding", code=f"WT-{i:03}", kind="vulnerability", asset=f"{PROVINCES[province][0]}示例关键系统{i % 5}", result="unmet",
              severity=w.rng.choice(("critical", "high", "medium")), state="closed" if closed <= TODAY else "open",
              opened=text(opened), due=text(opened + dt.timedelta(days=30)), **({"closed": text(closed)} if closed <= TODAY else {}))


def complaints(w):
    """Each with its steps and its clock, as the desk will write them."""
    judged = []
    for i in range(300):
        province = w.rng.choice(list(PROVINCES))
        opened = w.day(dt.date(2024, 6, 1), TODAY - dt.timedelta(days=1))
        due, answered = opened + dt.timedelta(days=15), opened + dt.timedelta(days=w.rng.choice((3, 8, 14, 15, 18)))
        done = answered <= TODAY - dt.timedelta(days=1)
        number = f"TS-{i:04}"
        w.put("case", number=number, flow="W11", kind="complaint", state="answered" if done else "with-provider", severity="low",
              party=f"91{province[:2]}0000EXAMPLE0{i % 2}", area=province, opened=instant(opened, 1), by_public=True)
        for seq, (step, was, to, day, role) in enumerate((("accept", "received", "accepted", opened, "complaint-desk"),
                                                          ("answer", "with-provider", "answered", answered, "provider")), 1):
            if day <= TODAY - dt.timedelta(days=1):
                w.put("case_step", in_case=[number], seq=seq, step=step, from_state=was, to_state=to, at=instant(day, 2), role=role,
                      actor=f"91{province[:2]}0000EXAMPLE0{i % 2}")
        w.put("clock", in_case=[number], subject=number, name="provider", seq=1, started=instant(opened, 2), due=instant(due, 2),
              state=("met" if answered <= due else "missed") if done else "running", calendar="cn", span="15 days",
              **({"stopped": instant(answered, 2)} if done else {}))
        begun = dt.datetime.combine(opened, dt.time(2)) >= dt.datetime(2026, 5, 15, 4) - dt.timedelta(days=365)
        if begun and (done or due < TODAY):
            judged.append(done and answered <= due)
    w.rate("M104", judged)


def notices(w):
    for i in range(20):
        issued = w.day(dt.date(2025, 1, 1))
        w.put("notice", number=f"TB-{i:03}", kind="warning", colour=w.rng.choice(("blue", "yellow", "orange")), title=f"示例预警{i}",
              issuer="91130000EXAMPLE07", areas=["130000"], issued=instant(issued), state="issued")
        for k in (0, 1):
            seen = w.rng.random() < 0.8
            w.put("receipt", notice=f"TB-{i:03}", party=f"91130000EXAMPLE0{k}", channel="webhook", sent=instant(issued, 3),
                  delivered=instant(issued, 3), due=instant(issued + dt.timedelta(days=1), 3),
                  **({"acknowledged": instant(issued, 5)} if seen else {}))
    for code in PROVINCES:
        w.put("relation", kind="supplies", from_type="party", from_key=f"91{code[:2]}0000EXAMPLE06", to_type="party",
              to_key=f"91{code[:2]}0000EXAMPLE00", since="2024-01-01")


def forms(w, folder):
    """One operator a province files its coverage for the first quarter of 2026, the other files nothing."""
    os.makedirs(os.path.join(folder, "forms"))
    for code, (_, *below) in PROVINCES.items():
        with open(os.path.join(folder, "forms", f"coverage-{code}.csv"), "w", encoding="utf-8-sig", newline="") as f:
            out = csv.writer(f)
            out.writerows((["报表", "coverage"], ["填报单位", f"91{code[:2]}0000EXAMPLE00"], ["报告期", "2026年第一季度"],
                           ["地区代码", "地区类别", "4G网络覆盖人口（人）", "5G网络覆盖人口（人）", "备注"]))
            for city, _ in below:
                for c, covered in zip(("城市", "农村", "贫困地区"), (97, 85, 71)):
                    out.writerow([city, c, f"{covered * 1000:,}", f"{covered * 500:,}", ""])
    w.truth["coverage"] = {"owed": 4, "filed": 2, "overdue": 2}


def make(folder, seed=1):
    w = World(seed)
    register(w)
    for part in (permits, networks, tariffs, security, complaints, notices):
        part(w)
    os.makedirs(folder, exist_ok=True)
    forms(w, folder)
    for name, rows in (("register", w.register), ("records", w.records)):
        with open(os.path.join(folder, name + ".ndjson"), "w", encoding="utf-8") as f:
            f.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
    with open(os.path.join(folder, "truth.json"), "w", encoding="utf-8") as f:
        json.dump({"at": AT, "measures": w.truth}, f, ensure_ascii=False, indent=1)
    return w


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    made = make(sys.argv[1], int(sys.argv[2]) if len(sys.argv) == 3 else 1)
    print(f"{len(made.register)} entries of the register, {len(made.records)} records, at {AT}")
