import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type APIRequestContext, type Page, request } from "@playwright/test";
import { City, day, ended, freePort } from "../city.ts";
import { go, logIn } from "./people.ts";

/** How many answer. */
const RESPONDENTS = 60;

/** A city that had last year's enkät and has sixteen organisations with units and coordinators. */
async function found(): Promise<{ city: City; organisations: string[]; end: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "lagesbild-"));
  const city = new City(folder, `http://127.0.0.1:${await freePort()}`);
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const rows = readFileSync("../server/demo/organisationer.csv", "utf8").replace(/^\uFEFF/, "").trim().split(/\r?\n/);
  const [head, ...all] = rows.map((row) => row.split(";"));
  const at = (column: string) => head?.indexOf(column) ?? -1;
  // Those that have not been taken over by others, and answer the enkät of the stadsdelar.
  const still = all.filter((row) => !row[at("efterfoljare")] && row[at("typ")] !== "extern").slice(0, 16);
  const typed = still.map((row) => row.map((cell, i) => (i === at("typ") ? "stadsdelsforvaltning" : cell)).join(";"));
  city.run("import", "organisations", file("organisationer.csv", [head?.join(";"), ...typed].join("\n") + "\n"));
  const organisations = still.map((row) => row[0] ?? "");
  const units = organisations.flatMap((id) => [1, 2, 3, 4, 5].map((n) => `${id};Enhet ${n};enhet${n}@example.org`));
  city.run("import", "units", file("enheter.csv", `forvaltning;enhet;epost\n${units.join("\n")}\n`));
  city.run("import", "questionnaire", "../app/enkat/vbe-stadsdel.json");
  city.run("questionnaire", "publish", "vbe-stadsdel");
  city.run("user", "add", "--email", "central@example.org", "--role", "central", "--password-stdin");
  for (const id of organisations.slice(1)) {
    city.run("user", "add", "--email", `${id}@example.org`, "--role", "samordnare", "--organisation", id, "--password-stdin");
  }
  const server = await city.serve(["serve"], "listening");
  const end = async () => {
    await ended(server);
    rmSync(folder, { recursive: true, force: true });
  };
  return { city, organisations, end };
}

/** Answers through a link as a browser without scripts would; everything that is required, with the first choice. */
async function respond(context: APIRequestContext, link: string, unit: number): Promise<void> {
  const start = await (await context.get(link)).text();
  const ids = [...start.matchAll(/<option value="([^"]+)"/g)].map((match) => match[1] ?? "");
  let answer = await context.post(link, { form: { enhet: ids[unit] ?? "" } });
  for (let pages = 0; pages < 30; pages += 1) {
    const address = new URL(answer.url());
    if (address.pathname.endsWith("/kvitto")) return;
    const form = new Map<string, string>([["nav", "nasta"]]);
    const html = await answer.text();
    const attribute = (tag: string, name: string) => tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1] ?? "";
    for (const [tag] of html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) form.set(attribute(tag, "name"), attribute(tag, "value"));
    // The last choice of each question is the one that leads to no more of them.
    for (const [tag] of html.matchAll(/<input[^>]*type="radio"[^>]*>/g)) form.set(attribute(tag, "name"), attribute(tag, "value"));
    answer = await context.post(address.href, { form: Object.fromEntries(form) });
    expect(answer.ok(), `${address.pathname}: ${answer.status()}`).toBe(true);
  }
  throw new Error("the answers came to no end");
}

/** A whole year of the central office, in its browser. What is on the way is looked at. */
export async function year(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  const { city, organisations, end } = await found();
  try {
    await logIn(page, "central@example.org", city.base);
    await look("begin");

    // Last year's enkät is copied, and two of its questions are changed.
    await go(page, "Enkäter");
    await page.getByLabel("Titel").fill("Enkät om våldsbejakande extremism");
    await page.getByLabel("Börja från").selectOption("vbe-stadsdel");
    await page.getByRole("button", { name: "Skapa utkast" }).click();
    await expect(page.locator(".author")).toBeVisible();
    const question = async (was: RegExp, now: string) => {
      const pane = async (name: string) => {
        const tab = page.locator(".tabs").getByRole("button", { name, exact: true });
        if (await tab.isVisible()) await tab.click();
      };
      await pane("Innehåll");
      await page.getByRole("navigation", { name: "Innehåll" }).getByRole("button", { name: was }).first().click();
      await page.getByRole("region", { name: "Skriv", exact: true }).getByLabel("Frågan", { exact: true }).fill(now);
      await expect(page.locator(".standing")).toHaveText("Sparat");
    };
    await question(/Vad behöver ni|behöver/i, "Vad behöver ni för att arbeta vidare?");
    await question(/märkt något/i, "Har ni under perioden märkt något som kan ha med våldsbejakande extremism att göra?");
    await look("edit");
    await page.getByRole("link", { name: "Granska och publicera" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Granska");
    await look("review");
    for (const same of await page.getByLabel("Mäter samma sak").all()) if (await same.isVisible()) await same.check();
    await page.getByRole("button", { name: "Publicera" }).click();
    await expect(page.getByRole("status").first()).toContainText("publicerad");

    // The round is planned, looked at and opened.
    await go(page, "Omgångar");
    await look("rounds");
    await page.getByLabel("År", { exact: true }).fill(`${new Date().getFullYear()}`);
    await page.getByLabel("Första dag").fill(day(0));
    await page.getByLabel("Sista dag").fill(day(14));
    await page.getByRole("button", { name: "Planera omgången" }).click();
    await expect(page.getByText("Omgången är planerad.")).toBeVisible();
    await look("planned");
    await page.getByRole("link", { name: "Gå vidare" }).click();
    await expect(page.getByText("16\u00a0organisationer får en länk.")).toBeVisible();
    await look("opening");
    await page.getByRole("button", { name: "Öppna omgången" }).click();
    await expect(page.getByText("Omgången är öppnad.")).toBeVisible();
    const links = await page.locator("#lankar ~ * code, section:has(#lankar) code").allInnerTexts();
    expect(new Set(links).size).toBe(16);

    // Sixty answer, some organisations more than others.
    for (let i = 0; i < RESPONDENTS; i += 1) {
      const context = await request.newContext();
      const organisation = i % 15;
      await respond(context, links[organisation] ?? "", Math.floor(i / 15));
      await context.dispose();
    }
    await go(page, "Svarsfrekvens");
    await expect(page.getByText("60 av 80 har svarat.")).toBeVisible();
    await look("rates");

    // One organisation gets more time, and its coordinator a letter.
    await go(page, "Omgångar");
    await page.getByRole("link", { name: `${new Date().getFullYear()}`, exact: true }).click();
    await look("open");
    const late = organisations[15] ?? "";
    await page.locator("#organisation").selectOption(late);
    await page.getByLabel("Svarar till och med").fill(day(21));
    await page.getByRole("button", { name: "Förläng" }).click();
    await expect(page.getByText(/kan svara till och med/)).toBeVisible();
    await go(page, "Brev");
    await page.getByRole("link", { name: "Låg svarsfrekvens" }).click();
    await page.getByRole("button", { name: "Visa breven" }).click();
    await expect(page.getByRole("heading", { name: "Så blir breven" })).toBeVisible();
    await look("letters");
    await page.getByRole("button", { name: "Jag har skickat dem själv" }).click();
    await expect(page.getByRole("cell", { name: "Låg svarsfrekvens" }).first()).toBeVisible();

    // It is closed before its day, and its figures can be read.
    await go(page, "Omgångar");
    await page.getByRole("link", { name: `${new Date().getFullYear()}`, exact: true }).click();
    await page.getByText("Stäng omgången i förtid").click();
    await page.getByRole("button", { name: "Stäng omgången" }).click();
    await expect(async () => {
      await page.goto(`${city.base}/central/kannedom`);
      await expect(page.getByRole("heading", { level: 1, name: /Kännedom/ })).toBeVisible({ timeout: 500 });
      await expect(page.locator("tbody tr").first()).toBeVisible({ timeout: 500 });
    }).toPass();
    await look("awareness");
    await go(page, "Svarsfrekvens");
    await expect(page.getByText("60 av 80 har svarat.")).toBeVisible();
    await look("closed");
    await go(page, "Logg");
    for (const done of ["publicerade enkät", "öppnade omgång", "ändrade sista dag", "noterade utskick", "stängde omgång"]) {
      await expect(page.getByRole("cell", { name: done }).first(), done).toBeVisible();
    }
    await look("log");
    const indicators = city.run("export", "indicators", "--round", `${new Date().getFullYear()}`);
    expect(indicators.split("\n").length).toBeGreaterThan(17);
  } finally {
    await end();
  }
}
