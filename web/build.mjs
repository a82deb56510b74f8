// Builds what the program embeds: two style sheets (one per direction), the
// scripts and the fonts, into internal/platform/webkit/assets/dist.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";

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

// app.js is on every page, passkey.js where a passkey is asked for.
async function writeScripts() {
  for (const name of ["app.js", "passkey.js"]) {
    const { outputFiles } = await build({
      entryPoints: [new URL(`src/${name}`, here).pathname],
      bundle: true, minify: true, write: false, format: "iife", target: browsers,
    });
    await write(name, outputFiles[0].text);
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
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await writeStyles();
await writeScripts();
await copyFonts();
