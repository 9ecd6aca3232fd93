// What the pages' tests share: headless Chromium, what it complains of, and, with --site, the server of the static pages.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { serve } from './server.mjs';

export const { values: given } = parseArgs({
  options: {
    site: { type: 'string' }, rheobase: { type: 'string' }, pictures: { type: 'string' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
  },
});
export const server = given.site ? await serve({ site: given.site, rheobase: given.rheobase }) : null;
export const address = server ? `http://127.0.0.1:${server.address().port}/` : 'http://127.0.0.1:';
const browser = await chromium.launch({ executablePath: given.chromium, args: ['--no-sandbox'] });
export const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
page.setDefaultTimeout(30000);

export const complaints = [];
page.on('console', (message) => {
  if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
});
page.on('pageerror', (error) => complaints.push(String(error)));
page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
page.on('response', (response) => {
  if (!/^(blob:)?http:\/\/127\.0\.0\.1:/.test(response.url())) {
    complaints.push(`${response.url()}: not from here`);
  }
});

export async function close() {
  await browser.close();
  server?.close();
}

// Pixels of a colour in an element's canvas.
export const coloured = (selector, name) =>
  page.evaluate(([plot, variable]) => {
    const canvas = document.querySelector(`${plot} canvas`);
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    const wanted = getComputedStyle(document.documentElement).getPropertyValue(variable).match(/[0-9a-f]{2}/gi)
      .map((digits) => parseInt(digits, 16));
    let count = 0;
    for (let k = 0; k < data.length; k += 4) {
      if (wanted.every((part, channel) => data[k + channel] === part)) count += 1;
    }
    return count;
  }, [selector, name]);

// At a desktop's width and a phone's, light and dark: calls check(name, width) and takes a picture, if --pictures is given.
export async function in_all_sizes(prefix, check) {
  for (const [name, width, height, scheme] of [
    ['desktop', 1280, 800, 'light'], ['desktop-dark', 1280, 800, 'dark'], ['phone', 390, 844, 'light'], ['phone-dark', 390, 844, 'dark'],
  ]) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme });
    await page.waitForTimeout(300);
    if (given.pictures) await page.screenshot({ path: path.join(given.pictures, `${prefix}${name}.png`), fullPage: width < 500 });
    await check(name, width);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
}
