import { defineConfig } from "@playwright/test";

/** Lighthouse on the respondent's pages. */
export default defineConfig({
  testDir: "lighthouse",
  globalSetup: "./city.ts",
  workers: 1,
  timeout: 120_000,
  reporter: [["list"]],
  outputDir: "test-results",
});
