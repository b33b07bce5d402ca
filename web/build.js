// Builds what is committed under dist/. `--check` builds again and compares bytes; `--tests` builds the tests.

import { readdirSync, readFileSync, rmSync } from "node:fs";
import { build } from "esbuild";

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  charset: "utf8",
  format: "esm",
  legalComments: "none",
  logLevel: "error",
  platform: "node",
  target: "node20",
};

/** @param {boolean} write */
const command = (write) =>
  build({
    ...common,
    entryPoints: { "tellers-count": "counter/main.ts" },
    outdir: "dist",
    write,
  });

async function check() {
  const { outputFiles } = await command(false);
  for (const { path, contents } of outputFiles ?? []) {
    if (!readFileSync(path).equals(contents)) {
      console.error(`${path} is not what the sources give: run "make web" and commit it`);
      process.exitCode = 1;
    }
  }
}

async function tests() {
  const outdir = "node_modules/.tests";
  rmSync(`${import.meta.dirname}/${outdir}`, { recursive: true, force: true });
  const sources = readdirSync(`${import.meta.dirname}/tests`).filter((name) => name.endsWith(".test.ts"));
  await build({
    ...common,
    entryPoints: sources.map((name) => `tests/${name}`),
    outdir,
    outExtension: { ".js": ".mjs" },
  });
}

if (process.argv.includes("--check")) await check();
else if (process.argv.includes("--tests")) await tests();
else await command(true);
