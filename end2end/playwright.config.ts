import { availableParallelism } from "node:os";
import { defineConfig } from "@playwright/test";
import { chromium } from "./browser.ts";

/** Journeys at phone and desktop width. Each worker has a demo city of its own: see `test` in tests/people.ts. */
export default defineConfig({
  testDir: "tests",
  globalSetup: "./city.ts",
  fullyParallel: true,
  workers: availableParallelism(),
  forbidOnly: true,
  timeout: 90_000,
  // A worker may wait for another one's work.
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  outputDir: "test-results",
  use: { ...chromium, locale: "sv-SE", timezoneId: "Europe/Stockholm" },
  projects: [
    { name: "phone", use: { viewport: { width: 360, height: 740 }, hasTouch: true } },
    { name: "desktop", use: { viewport: { width: 1280, height: 900 } } },
  ],
});
