import { defineConfig } from "@playwright/test";
import { chromium } from "./browser.ts";

/** Journeys against a demo city of their own, at phone and desktop width. */
export default defineConfig({
  testDir: "tests",
  globalSetup: "./city.ts",
  // One city, so that one journey does not answer for the unit that another has chosen.
  workers: 1,
  forbidOnly: true,
  timeout: 90_000,
  reporter: [["list"]],
  outputDir: "test-results",
  use: { ...chromium, locale: "sv-SE", timezoneId: "Europe/Stockholm" },
  projects: [
    { name: "phone", use: { viewport: { width: 360, height: 740 }, hasTouch: true } },
    { name: "desktop", use: { viewport: { width: 1280, height: 900 } } },
  ],
});
