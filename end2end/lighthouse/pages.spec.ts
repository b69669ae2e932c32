import { expect } from "@playwright/test";
import lighthouse from "lighthouse";
import { chromium } from "playwright-core";
import { chromium as own } from "../browser.ts";
import { begin, link, next, noticed, test, toIncidents } from "../tests/people.ts";

const PORT = 9333;
const kinds = ["performance", "accessibility", "best-practices"] as const;

/** A telephone with a slow line, as Lighthouse has it: start, sections and check page. */
test("Lighthouse, mobile", async () => {
  test.slow();
  const { executablePath, args } = own.launchOptions;
  const context = await chromium.launchPersistentContext("", { executablePath, args: [...args, `--remote-debugging-port=${PORT}`] });
  const page = await context.newPage();
  await page.goto(link("bromma"));
  const addresses = [page.url()];
  await begin(page, "bromma");
  addresses.push(page.url());
  await toIncidents(page);
  addresses.push(page.url());
  await noticed(page).getByLabel("Nej").check();
  await next(page);
  await next(page);
  addresses.push(page.url());
  for (const address of addresses) {
    const run = await lighthouse(address, { port: PORT, output: "json", onlyCategories: [...kinds], disableStorageReset: true });
    if (!run) throw new Error(`Lighthouse has nothing to say of ${address}`);
    const { categories, audits } = run.lhr;
    const scores = kinds.map((kind) => `${kind} ${Math.round((categories[kind]?.score ?? 0) * 100)}`);
    const short = kinds.flatMap((kind) => categories[kind]?.auditRefs ?? []).flatMap(({ id, weight }) => {
      const audit = audits[id];
      return weight > 0 && audit?.score !== null && (audit?.score ?? 1) < 1 ? [`${id}: ${audit?.displayValue ?? ""}`] : [];
    });
    console.log(`${new URL(address).pathname.replace(/^\/e\/[^/]+/, "/e/…")}: ${scores.join(", ")}${short.length ? `; short of it: ${short.join(", ")}` : ""}`);
    // Speed is the machine's too; the others are the page's alone.
    expect(categories.accessibility?.score, `${address}: ${short.join(", ")}`).toBe(1);
    expect(categories["best-practices"]?.score, `${address}: ${short.join(", ")}`).toBe(1);
  }
  await context.close();
});
