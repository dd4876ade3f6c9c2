/* SPDX-License-Identifier: Apache-2.0 */
/* demo_data.c - names of the demo; none of these organisations exists. */
#include "cmd/demo_data.h"

const struct demo_pair demo_idn[8] = {
	{ "恶意网站.example", "xn--5bu4mg47dz8d.example" },
	{ "钓鱼页面.test", "xn--c74a88ctxa21j.test" },
	{ "木马下载.example", "xn--ghq052dbr2a3ej.example" },
	{ "假银行.test", "xn--sxqr97k46h.test" },
	{ "病毒站点.example", "xn--8owo8hy4ev7f.example" },
	{ "诈骗商城.test", "xn--czru2dq83fjnm.test" },
	{ "僵尸网络.example", "xn--r2q77ye51amna.example" },
	{ "远控中心.test", "xn--fiqq24blzcm74d.test" },
};

const struct demo_org_name demo_org_names[ORGS] = {
	{ "北岭市人民医院（示例）", "beiling-hospital" },
	{ "临河市供水公司（示例）", "linhe-water" },
	{ "云杉大学（示例）", "yunshan-university" },
	{ "南浦港务集团（示例）", "nanpu-port" },
	{ "青石县政务服务中心（示例）", "qingshi-services" },
	{ "长桥商业银行（示例）", "changqiao-bank" },
	{ "西苑地铁运营公司（示例）", "xiyuan-metro" },
	{ "白鹭电力公司（示例）", "bailu-power" },
	{ "海棠燃气公司（示例）", "haitang-gas" },
	{ "松河物流公司（示例）", "songhe-logistics" },
	{ "明湖图书馆（示例）", "minghu-library" },
	{ "红枫制造集团（示例）", "hongfeng-works" },
	{ "玉溪谷农业合作社（示例）", "yugu-farms" },
	{ "星桥数据中心（示例）", "xingqiao-datacentre" },
	{ "金穗粮食储备（示例）", "jinsui-grain" },
	{ "碧波环保监测站（示例）", "bibo-environment" },
	{ "晨光中学（示例）", "chenguang-school" },
	{ "远山广播站（示例）", "yuanshan-radio" },
	{ "平川气象局（示例）", "pingchuan-weather" },
	{ "竹园社区医院（示例）", "zhuyuan-clinic" },
};

const char *const demo_roles[4] = { "网络安全值班 security duty", "网络运维 network operations",
				    "信息中心主任 head of IT", "应急联络 incident contact" };

/* Counts of what is wrong in a feed are filled in where the feed is written. */
const struct feed demo_feeds[FEEDS] = {
	[F_C2] = { "01-c2-domains.txt", "night-c2", "c2", "Example CERT" },
	[F_SCANNERS] = { "02-scanners.txt", "night-scanners", "scanner", "Example CERT" },
	[F_PHISHING] = { "03-phishing.hosts", "night-phishing", "phishing", "Example Phish Watch" },
	[F_MALWARE] = { "04-malware.csv", "night-malware", "malware", "Example Lab" },
	[F_MISP] = { "05-event.misp.json", "night-misp", "malware", "Example Sharing Group" },
	[F_STIX] = { "06-bundle.stix.json", "night-stix", "botnet", "Example Research" },
};
