import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test as playwright } from "@playwright/test";
import { serveCopies } from "../city.ts";

/** A test has the cities of its worker, so that workers do not answer for each other's units. */
export const test = playwright.extend<object, { cities: void }>({
  cities: [
    async ({}, use) => {
      const end = await serveCopies();
      await use();
      await end();
    },
    { scope: "worker", auto: true, timeout: 120_000 },
  ],
});

export const base = (): string => process.env.BASE ?? "";

/** The address that an organisation's respondents get. */
export function link(organisation: string): string {
  const links = JSON.parse(process.env.LINKS ?? "[]") as { organisation: string; lank: string }[];
  return links.find((l) => l.organisation === organisation)?.lank ?? "";
}

/** The link of an organisation's closed round. */
export function oldLink(organisation: string): string {
  const links = JSON.parse(process.env.OLD_LINKS ?? "[]") as { organisation: string; lank: string }[];
  return links.find((l) => l.organisation === organisation)?.lank ?? "";
}

/** A link of the city with every type of question: `utan` and `med` a register, `inteAn` not open yet. */
export const types = (which: "utan" | "med" | "inteAn"): string => JSON.parse(process.env.TYPES ?? "{}")[which] ?? "";

/** Pages whose browser runs no scripts, where axe would wait for ever. */
export const plain = new WeakSet<Page>();

/**
 * No rule of WCAG 2.2 AA is broken, without exceptions; and nothing needs sideways scrolling. With `rules`
 * only these are tried.
 */
export async function accessible(page: Page, rules?: string[]): Promise<void> {
  const examined = plain.has(page) ? await copy(page) : page;
  // No page has a frame of another site, so axe need not open a page of its own to put its findings together.
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const axe = new AxeBuilder({ page: examined }).options({ resultTypes: ["violations"] }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(tags)).analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`), page.url()).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
  if (examined !== page) await examined.context().close();
}

/** What other colours can break: the markup and where it stands are the same. */
const COLOURS = ["color-contrast", "link-in-text-block"];

const STATES: [string, (page: Page) => Promise<void>, string[]?][] = [
  ["as it is", async () => {}],
  ["dark", (page) => page.emulateMedia({ colorScheme: "dark" }), COLOURS],
  ["the reader's own colours", (page) => page.emulateMedia({ forcedColors: "active" }), COLOURS],
  ["still", (page) => page.emulateMedia({ reducedMotion: "reduce" }), COLOURS],
  ["320 px wide", (page) => page.setViewportSize({ width: 320, height: 640 })],
  ["text of 200 %", (page) => page.evaluate(() => void (document.documentElement.style.fontSize = "225%"))],
];

/** The same in every state that a reader may have a page in. */
export async function accessibleEverywhere(page: Page): Promise<void> {
  const size = page.viewportSize();
  for (const [state, take, rules] of STATES) {
    await test.step(`${page.url()} ${state}`, async () => {
      await take(page);
      await accessible(page, rules);
    });
    await page.emulateMedia({ colorScheme: null, forcedColors: null, reducedMotion: null });
    if (size) await page.setViewportSize(size);
    await page.evaluate(() => void (document.documentElement.style.fontSize = ""));
  }
}

/** The same page where axe can run, which needs scripts; its own are taken out. */
async function copy(page: Page): Promise<Page> {
  const context = await page.context().browser()?.newContext({ viewport: page.viewportSize(), javaScriptEnabled: true });
  if (!context) throw new Error("no browser");
  const body = (await page.content()).replace(/<script[^]*?<\/script>/g, "");
  const twin = await context.newPage();
  await twin.route(page.url().split("#")[0] ?? "", (route) => route.fulfill({ body, contentType: "text/html; charset=utf-8" }));
  await twin.goto(page.url());
  return twin;
}

/** Starts answering for the first unit that has not. */
export async function begin(page: Page, organisation: string): Promise<void> {
  await page.goto(link(organisation));
  await accessible(page);
  const free = page.locator("#enhet option:not([value=''])").filter({ hasNotText: "har svarat" }).first();
  await page.selectOption("#enhet", (await free.getAttribute("value")) ?? "");
  await page.getByRole("button", { name: "Börja svara" }).click();
}

export const next = (page: Page) => page.getByRole("button", { name: "Nästa", exact: true }).click();

/** Waits until the island has taken over the page's questions. */
export const awake = (page: Page) => expect(page.locator("[data-later]")).toHaveCount(0);

/** Tabs to the first control that matches; fails when the page has been gone through. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${selector} is not reached by the tab key`);
}

/** From the first section of a standard questionnaire to the incidents. */
export async function toIncidents(page: Page): Promise<void> {
  await page.getByLabel("Förskola").check();
  for (let section = 0; section < 3; section += 1) await next(page);
  await expect(page.getByRole("heading", { level: 1, name: "Oro och händelser" })).toBeVisible();
}

/** The question whether anything was noticed; what follows from it has answers of the same names. */
export const noticed = (page: Page) => page.getByRole("group", { name: /under perioden märkt något/ });

/** Answers for a unit that has not, with nothing but what is asked for. */
export async function answerFor(page: Page, organisation: string): Promise<void> {
  await begin(page, organisation);
  await toIncidents(page);
  await noticed(page).getByLabel("Nej").check();
  await next(page);
  await next(page);
  await page.getByRole("button", { name: "Skicka in" }).click();
  await expect(page.getByText("Kvittokod").first()).toBeVisible();
}

export async function logIn(page: Page, email: string, address = base()): Promise<void> {
  await page.goto(`${address}/logga-in`);
  await accessible(page);
  await page.getByLabel("E-postadress").fill(email);
  await page.getByLabel("Lösenord").fill("prova-lagesbild");
  await page.getByRole("button", { name: "Logga in" }).click();
}

/** Opens the row of pages, where that is a menu. */
async function openMenu(page: Page): Promise<void> {
  const menu = page.getByRole("button", { name: "Meny" });
  if (await menu.isVisible()) await menu.click();
}

export async function logOut(page: Page): Promise<void> {
  await openMenu(page);
  await page.getByRole("button", { name: "Logga ut" }).click();
}

/** To a page of the row. */
export async function go(page: Page, name: string): Promise<void> {
  await openMenu(page);
  await page.getByRole("navigation", { name: "Sidor" }).getByRole("link", { name, exact: true }).click();
}
