import { copyFileSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";

/** The editor's module, as wasm-bindgen makes it. */
interface Editor {
  initSync(source: { module: Uint8Array }): unknown;
  verdict(file: string): string;
}

test("browser and server say the same of every definition", async ({}, info) => {
  const verdicts = process.env.VERDICTS;
  test.skip(verdicts === undefined || process.env.NO_ISLANDS !== undefined, "what the server says was not left by its tests");
  test.skip(info.project.name !== "desktop", "no page is opened");
  const bundle = join(dirname(process.env.LAGESBILD!), "../bundle");
  const script = info.outputPath("editor.mjs");
  copyFileSync(join(bundle, "editor.js"), script);
  const editor = (await import(pathToFileURL(script).href)) as Editor;
  editor.initSync({ module: readFileSync(join(bundle, "editor_bg.wasm")) });
  const lines = readFileSync(verdicts!, "utf8").trimEnd().split("\n");
  expect(lines.length).toBeGreaterThanOrEqual(10_000);
  const said = lines.map((line) => JSON.parse(line) as [string, string]);
  const differ = said.filter(([file, verdict]) => editor.verdict(file) !== verdict);
  expect(differ.slice(0, 3)).toEqual([]);
  expect(new Set(said.map(([, verdict]) => verdict)).size).toBeGreaterThan(1_000);
});
