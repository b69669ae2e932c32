import { expect, type Page } from "@playwright/test";
import { accessibleEverywhere, awake, base, begin, link, logIn, next, noticed, oldLink, test, toIncidents, types } from "./people.ts";

const words = "Mångårigförebyggandesamverkan".repeat(6);

/** Every page, in every state, for every reader. */
test.describe("every page in every state", () => {
  test.skip(({ viewport }) => viewport?.width !== 1280, "the states have widths of their own");
  test.slow();

  test("before the questions", async ({ page }) => {
    for (const path of ["", "/hjalp", "/fragor", "/fortsatt", "/andra"]) {
      await page.goto(types("med") + path);
      await accessibleEverywhere(page);
    }
    for (const [button, path] of [["Börja svara", ""], ["Fortsätt", "/fortsatt"], ["Hämta svaret", "/andra"]] as const) {
      await page.goto(types("med") + path);
      await page.getByRole("button", { name: button }).click();
      await expect(page).toHaveTitle(/^Fel: /);
      await accessibleEverywhere(page);
    }
    // A city without a register asks for no unit.
    await page.goto(types("utan"));
    await expect(page.getByRole("combobox")).toHaveCount(0);
    await accessibleEverywhere(page);
  });

  test("links that take no answers, and what is not there", async ({ page }) => {
    for (const [address, heading] of [
      [types("inteAn"), "Enkäten har inte öppnat än"],
      [oldLink("farsta"), "Enkäten har stängt"],
      [`${link("farsta")}x`, "Länken finns inte"],
      [`${link("farsta")}/finns/inte`, "Sidan finns inte"],
      [new URL("/personuppgifter", link("farsta")).href, "Så hanteras svaren"],
      [new URL("/tillganglighet", link("farsta")).href, "Tillgänglighet"],
    ] as const) {
      await page.goto(address);
      await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
      await accessibleEverywhere(page);
    }
  });

  test("every type of question: empty, wrong, filled in, long, and after it", async ({ page }) => {
    await page.goto(types("med"));
    await page.selectOption("#enhet", { label: "Liten enhet" });
    await page.getByRole("button", { name: "Börja svara" }).click();
    await accessibleEverywhere(page);
    await next(page);
    await expect(page).toHaveTitle(/^Fel: /);
    await accessibleEverywhere(page);
    await fillIn(page);
    await accessibleEverywhere(page);
    await next(page);
    await expect(page.getByRole("heading", { level: 1, name: /^Steg 2 av 3/ })).toBeVisible();
    await page.getByText("Visa alla steg").click();
    await accessibleEverywhere(page);
    await next(page);
    await accessibleEverywhere(page);
    await page.locator("[name=syns]").first().check();
    for (const row of ["r1", "r2"]) await page.locator(`[name='m.${row}']`).last().check();
    await next(page);
    if (page.url().endsWith("/b")) {
      await page.locator("[name=folj]").fill(words);
      await next(page);
    }
    await page.getByRole("button", { name: /^Lägg till/ }).click();
    await accessibleEverywhere(page);
    await next(page);
    // An item that was added and left blank is no item.
    await expect(page.getByRole("heading", { level: 1, name: "Granska dina svar" })).toBeVisible();
    await accessibleEverywhere(page);
    await page.goBack();
    await page.getByRole("button", { name: "Spara och fortsätt senare" }).click();
    await accessibleEverywhere(page);
    await page.getByRole("link", { name: "Fortsätt nu" }).click();
    await page.getByRole("button", { name: "Skicka in" }).click();
    await accessibleEverywhere(page);
    await page.getByRole("link", { name: "Visa dina svar" }).click();
    await accessibleEverywhere(page);
    await page.goto(types("med"));
    await page.selectOption("#enhet", { label: "Liten enhet – har svarat" });
    await page.getByRole("button", { name: "Börja svara" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Liten enhet har redan svarat" })).toBeVisible();
    await accessibleEverywhere(page);
  });

  test("the staff's pages", async ({ page }) => {
    await page.goto(`${base()}/logga-in`);
    await accessibleEverywhere(page);
    await page.getByRole("button", { name: "Logga in" }).click();
    await expect(page).toHaveTitle(/^Fel: /);
    await accessibleEverywhere(page);
    for (const [email, paths] of [
      ["samordnare@example.org", ["/forvaltning", "/forvaltning?ar=2025", "/forvaltning?ar=2022", "/rapport/2025/norra-innerstaden", "/central"]],
      ["central@example.org", ["", "/kannedom", "/kannedom/handlingsplan_chef", "/fragor", "/handelser", "/underlag", "/underlag/redigera", "/omgangar", "/enkater", "/organisationer", "/lankar", "/konton", "/nycklar", "/logg", "/brev"].map((p) => `/central${p}`).concat("/konto/lasnycklar")],
    ] as const) {
      await logIn(page, email);
      for (const path of paths) {
        await page.goto(base() + path);
        await accessibleEverywhere(page);
      }
      await page.context().clearCookies();
    }
  });

  test("the coordinator's desk", async ({ page }) => {
    const other = new URL(types("med")).origin;
    const pages = ["/utskick", "/affisch", "/register", "/register/enhet", "/lankar", "/resultat", "/fritext", "/handelser", "/kallor",
      "/kallor/rapporter", "/underlag"];
    const letters = ["/utskick", "/utskick/brev?slag=inbjudan", "/utskick/brev?slag=paminnelse", "/register"];
    await logIn(page, "samordnare@example.org");
    for (const path of [...pages.map((p) => `/forvaltning${p}?ar=2025`), "/forvaltning/resultat"]) {
      await page.goto(base() + path);
      await accessibleEverywhere(page);
    }
    await page.goto(`${base()}/forvaltning/handelser?ar=2025`);
    await page.getByRole("link", { name: /^(Bedöm|Ändra) / }).first().click();
    await accessibleEverywhere(page);
    await page.context().clearCookies();
    await logIn(page, "samordnare@example.org", other);
    for (const path of letters) {
      await page.goto(`${other}/forvaltning${path}`);
      await accessibleEverywhere(page);
    }
    await page.goto(`${other}/forvaltning/utskick/brev?slag=inbjudan`);
    await page.getByRole("button", { name: "Förhandsgranska" }).click();
    await accessibleEverywhere(page);
  });

  test("a draft that is resumed, refused and warned about", async ({ page, context }) => {
    await begin(page, "farsta");
    await toIncidents(page);
    await page.goto(link("farsta"));
    await expect(page.getByRole("button", { name: "Ta bort det och börja om" })).toBeVisible();
    await accessibleEverywhere(page);
    await page.getByRole("button", { name: "Fortsätt" }).click();
    await noticed(page).getByLabel("Nej").check();
    await next(page);
    await page.getByLabel("Vad behöver ni").fill(`Fråga på 070-174 06 05. ${words}`);
    await next(page);
    await accessibleEverywhere(page);
    await page.getByLabel("Vad behöver ni").fill(`Karin vill ha mer stöd. ${words}`);
    await next(page);
    await page.getByRole("button", { name: "Skicka in" }).click();
    await expect(page.getByRole("alert")).toContainText("Kontrollera orden");
    await accessibleEverywhere(page);
    await page.goBack();
    if (process.env.NO_ISLANDS) return;
    await page.goto(`${link("farsta")}/fraga/behov`);
    await awake(page);
    await context.setOffline(true);
    await page.getByLabel("Vad behöver ni").fill("Mer tid.");
    await expect(page.getByRole("alert")).toContainText("Ingen kontakt");
    await accessibleEverywhere(page);
    await context.setOffline(false);
  });
});

/** The first section of the questionnaire with every type, as long as it may be. */
async function fillIn(page: Page): Promise<void> {
  await page.locator("[name=namnfri]").fill(words.slice(0, 60));
  await page.locator("[name=antal]").fill("101");
  await page.locator("[name=datum]").fill("2026-03-05");
  await page.locator("[name=val]").first().check();
}
