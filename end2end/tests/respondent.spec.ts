import { expect, type Page, test } from "@playwright/test";
import { accessible, begin, link, next, plain } from "./people.ts";

/** From the start page to the receipt, with one incident and a possible name. */
async function answer(page: Page, followUpsAtOnce: boolean): Promise<void> {
  await begin(page, "norra-innerstaden");
  await expect(page.getByRole("heading", { level: 1, name: "Din verksamhet" })).toBeVisible();
  await accessible(page);

  await next(page);
  await expect(page).toHaveTitle(/^Fel: /);
  await expect(page.getByRole("alert")).toBeFocused();
  await accessible(page);
  await page.getByRole("alert").getByRole("link").first().click();
  await expect(page.locator("#omrade")).toBeFocused();

  await page.getByLabel("Förskola").check();
  await next(page);
  await accessible(page);
  await page.getByRole("group", { name: "Stadens vägledning" }).getByLabel("Ja, både jag och mina medarbetare").check();
  await next(page);
  await accessible(page);
  await page.getByRole("group", { name: /din egen kunskap/ }).getByLabel("4").check();
  await next(page);

  await page.getByLabel("Ja", { exact: true }).check();
  if (!followUpsAtOnce) {
    await expect(page.getByRole("group", { name: "Händelse 1" })).toHaveCount(0);
    await next(page);
  }
  const incident = page.getByRole("group", { name: "Händelse 1" });
  await expect(incident).toBeVisible();
  await accessible(page);
  await incident.getByLabel("Ensamagerande utan känd miljö").check();
  await incident.getByLabel("Klotter").check();
  await incident.getByLabel("I vilket stadsdelsområde").selectOption("Norrmalm");
  await page.getByRole("button", { name: "Lägg till en händelse till" }).click();
  await expect(page.getByRole("group", { name: "Händelse 2" })).toBeVisible();
  await expect(incident.getByLabel("Klotter")).toBeChecked();
  await accessible(page);
  await page.getByRole("button", { name: "Ta bort händelse 2" }).click();
  await expect(page.getByRole("group", { name: "Händelse 2" })).toHaveCount(0);
  await next(page);

  await page.getByLabel("Vad behöver ni").fill("Karin i receptionen vill ha mer stöd.");
  await next(page);
  await expect(page.getByRole("heading", { level: 1, name: "Granska dina svar" })).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Skicka in" }).click();
  await expect(page.getByRole("alert")).toContainText("Kontrollera orden");
  await accessible(page);
  await page.getByLabel("Jag har kontrollerat").check();
  await page.getByRole("button", { name: "Skicka in" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Tack!" })).toBeVisible();
  await accessible(page);
  const code = await page.locator(".code").innerText();
  await page.goBack();
  await page.goto(`${link("norra-innerstaden")}/granska`);
  await expect(page.getByRole("heading", { level: 1, name: "Tack!" })).toBeVisible();

  await page.goto(`${link("norra-innerstaden")}/andra`);
  await accessible(page);
  await page.getByLabel("Kvittokod").fill("ABCD-EFGH-JKLM");
  await page.getByRole("button", { name: "Hämta svaret" }).click();
  await expect(page).toHaveTitle(/^Fel: /);
  await accessible(page);
  await page.getByLabel("Kvittokod").fill(code.toLowerCase());
  await page.getByRole("button", { name: "Hämta svaret" }).click();
  await expect(page.getByText("Ensamagerande utan känd miljö")).toBeVisible();
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("an enhetschef answers, and changes her answer", async ({ page }) => {
    plain.add(page);
    await answer(page, false);
  });
});

test.describe("with islands", () => {
  test.skip(!!process.env.NO_ISLANDS, "the bundle could not be built");

  test("follow-up questions appear at once", async ({ page }) => answer(page, true));

  test("the list of units is searched as she types", async ({ page }) => {
    await page.goto(link("bromma"));
    await page.getByLabel("Sök i listan").fill("hemtj");
    await expect(page.getByRole("status")).toHaveText(/^\d+ av \d+ enheter$/);
    await expect(page.locator("#enhet option:not([hidden], [value=''])").first()).toContainText("Hemtjänsten");
    await accessible(page);
  });

  test("what is hidden and shown again is still there", async ({ page }) => {
    await begin(page, "farsta");
    await page.getByLabel("Förskola").check();
    for (let section = 0; section < 3; section += 1) await next(page);
    await page.getByLabel("Ja", { exact: true }).check();
    await page.getByLabel("Beskriv kort vad som hände").fill("Klistermärken på en skylt.");
    await page.getByLabel("Nej", { exact: true }).check();
    await expect(page.getByLabel("Beskriv kort vad som hände")).toHaveCount(0);
    await page.getByLabel("Ja", { exact: true }).check();
    await expect(page.getByLabel("Beskriv kort vad som hände")).toHaveValue("Klistermärken på en skylt.");
  });
});

test("pages that take no answers say why and where to go", async ({ page }) => {
  for (const path of [`${link("farsta")}x`, `${link("farsta")}/fragor`, "/personuppgifter", "/tillganglighet"]) {
    await page.goto(new URL(path, process.env.BASE).href);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await accessible(page);
  }
});
