import { defineConfig } from "@playwright/test";

/** The respondent's journey in the three engines that people have, over WebDriver. */
export default defineConfig({
  testDir: "engines",
  globalSetup: "./city.ts",
  workers: 1,
  timeout: 180_000,
  reporter: [["list"]],
  outputDir: "test-results",
});
