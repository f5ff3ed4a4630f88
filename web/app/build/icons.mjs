// Draws the PNG icons that installed apps need from public/icon.svg: node build/icons.mjs, where the drawing changed.
import { readFileSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const folder = new URL("../public/", import.meta.url);
const svg = readFileSync(new URL("icon.svg", folder), "utf8");

// A mask may cut away all but the middle 80 %, and iOS rounds the corners itself: both get a full square.
const square = svg.replace('rx="9"', "").replace('viewBox="0 0 32 32"', 'viewBox="-4 -4 40 40"');
const filled = square.replace('<rect width="32" height="32"', '<rect x="-4" y="-4" width="40" height="40"');
const icons = [
  ["icon-192.png", 192, svg],
  ["icon-512.png", 512, svg],
  ["icon-maskable-512.png", 512, filled],
  ["apple-touch-icon.png", 180, filled],
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu"],
});
for (const [name, size, drawing] of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const url = `data:image/svg+xml;base64,${Buffer.from(drawing).toString("base64")}`;
  await page.setContent(`<style>body{margin:0}img{display:block;width:100vw}</style><img src="${url}">`);
  await page.waitForFunction(() => document.images[0].complete);
  writeFileSync(new URL(name, folder), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
