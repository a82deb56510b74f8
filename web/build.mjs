// Builds what the program embeds: two style sheets (one per direction), the
// scripts and the fonts, into internal/platform/webkit/assets/dist.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { transform } from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";
import { bundle, sealing } from "./bundle.mjs";

const here = new URL("./", import.meta.url);
const out = new URL("../internal/platform/webkit/assets/dist/", here);
const browsers = ["chrome80", "firefox78", "safari14"];

const fonts = {
  "noto-ethiopic": "noto-sans-ethiopic/files/noto-sans-ethiopic-ethiopic",
  "noto-arabic": "noto-sans-arabic/files/noto-sans-arabic-arabic",
  "noto-vietnamese": "noto-sans/files/noto-sans-vietnamese",
};

async function writeStyles() {
  const { css } = sass.compile(new URL("src/app.scss", here).pathname, { quietDeps: true });
  for (const [name, text] of [["app.css", css], ["app.rtl.css", rtlcss.process(css)]]) {
    const { code } = await transform(text, {
      loader: "css", minify: true, legalComments: "none", target: browsers,
    });
    await write(name, code);
  }
}

// app.js is on every page, the others where they are asked for.
const scripts = {
  "app.js": { from: "src/app.js" },
  "passkey.js": { from: "src/passkey.js" },
  "report.js": { from: "src/report/report.js", ...sealing, most: 45_000 },
  "intake.js": { from: "src/intake/intake.js", ...sealing },
};

async function writeScripts() {
  for (const [name, { from, most, ...options }] of Object.entries(scripts)) {
    const packed = await write(name, await bundle(from, { target: browsers, ...options }));
    if (packed > most) throw new Error(`${name} is ${packed} bytes packed, at most ${most}`);
  }
}

async function copyFonts() {
  for (const [name, source] of Object.entries(fonts)) {
    for (const weight of [400, 700]) {
      await copyFile(
        new URL(`node_modules/@fontsource/${source}-${weight}-normal.woff2`, here),
        new URL(`${name}-${weight}.woff2`, out));
    }
  }
  await copyFile(new URL("node_modules/@fontsource/noto-sans/LICENSE", here), new URL("fonts-license.txt", out));
}

async function write(name, text) {
  await writeFile(new URL(name, out), text);
  const packed = gzipSync(await readFile(new URL(name, out)), { level: 9 }).length;
  console.log(`${name}: ${Buffer.byteLength(text)} bytes, ${packed} packed`);
  return packed;
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await writeStyles();
await writeScripts();
await copyFonts();
