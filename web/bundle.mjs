// Prints one script as build.mjs would write it:
//
//	node bundle.mjs src/report/bench.js
import { build } from "esbuild";

const here = new URL("./", import.meta.url);
const part = (name) => new URL(`node_modules/@noble/${name}`, here).pathname;

// What seals in the browser uses one copy of each part of the noble libraries, and syntax that its numbers need: Safari 14
// itself turns destructuring into wrong code.
export const sealing = {
  alias: { "@noble/hashes": part("hashes"), "@noble/curves": part("curves") },
  target: ["chrome80", "firefox78", "safari14.1"],
};

export async function bundle(from, options) {
  const { outputFiles } = await build({
    entryPoints: [new URL(from, here).pathname], bundle: true, minify: true, write: false, format: "iife", ...options,
  });
  return outputFiles[0].text;
}

if (process.argv[1] === new URL(import.meta.url).pathname) process.stdout.write(await bundle(process.argv[2], sealing));
