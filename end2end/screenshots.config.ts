import { defineConfig } from "@playwright/test";
import { chromium } from "./browser.ts";

/** Pictures of the pages, for the README. */
export default defineConfig({
  testDir: "screenshots",
  globalSetup: "./city.ts",
  workers: 1,
  reporter: [["list"]],
  outputDir: "test-results",
  use: { ...chromium, locale: "sv-SE", timezoneId: "Europe/Stockholm" },
});
