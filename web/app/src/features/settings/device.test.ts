import { expect, test } from "vitest";
import { deviceName, howToInstall, isPhone, keptWords, limits, size } from "./device";

const webKit = "AppleWebKit/537.36 (KHTML, like Gecko)";

test.each([
  [`Mozilla/5.0 (X11; Linux x86_64) ${webKit} Chrome/156.0 Safari/537.36`, "Chrome on Linux", false],
  [`Mozilla/5.0 (Windows NT 10.0) ${webKit} Chrome/156.0 Safari/537.36 Edg/156.0`, "Edge on Windows", false],
  ["Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows", false],
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) ${webKit} Version/19 Safari/604.1`, "Safari on iOS", true],
  [`Mozilla/5.0 (Linux; Android 16) ${webKit} Chrome/156.0 Mobile Safari/537.36`, "Chrome on Android", true],
  ["curl/8.5", "curl/8.5", false],
  ["", "A device without a name", false],
])("%s is %s", (agent, name, phone) => {
  expect(deviceName(agent)).toBe(name);
  expect(isPhone(agent)).toBe(phone);
});

test.each([
  [0, "0 KB"],
  [1, "1 KB"],
  [640_000, "640 KB"],
  [20_000_000, "20 MB"],
  [2_000_000_000, "2 GB"],
  [2_140_000_000, "2.1 GB"],
])("%s bytes are %s", (bytes, words) => {
  expect(size(bytes)).toBe(words);
});

test("the present limit can be chosen again, whatever it is", () => {
  expect(limits(500_000_000).map(({ label }) => label)).toEqual(["20 MB", "100 MB", "500 MB", "2 GB"]);
  expect(limits(60_000).map(({ label }) => label)).toEqual(["60 KB", "20 MB", "100 MB", "500 MB", "2 GB"]);
});

test("what is kept is said with what had to go", () => {
  expect(keptWords({ count: 1_493, bytes: 2_000_000, evicted: 0 })).toBe("1,493 documents, 2 MB");
  expect(keptWords({ count: 1, bytes: 900, evicted: 1 })).toBe("1 document, 1 KB; 1 was removed");
});

test.each([
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${webKit} Version/18.1 Mobile/15E148`, 5, /Home Screen/],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webKit} Version/18.1 Safari/605.1.15`, 5, /Home Screen/],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webKit} Version/18.1 Safari/605.1.15`, 0, /Add to Dock/],
  ["Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142 Mobile Safari/537.36", 5, /menu/],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/142 Safari/537.36", 0, /address bar/],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", 0, /Firefox installs no apps/],
])("%s with %d touches is told how to install the app", (userAgent, touches, told) => {
  expect(howToInstall(userAgent, touches, false)).toMatch(told);
  expect(howToInstall(userAgent, touches, true)).toBeUndefined();
});
