import { expect, type Page } from "@playwright/test";
import { accessible, begin, link, next, noticed, plain, test } from "./people.ts";

/** From the start page to the receipt and back, with one incident and a possible name. */
async function answer(page: Page, followUpsAtOnce: boolean): Promise<void> {
  await begin(page, "norra-innerstaden");
  await expect(page.getByRole("heading", { level: 1, name: "Steg 1 av 5: Din verksamhet" })).toBeVisible();
  await accessible(page);

  await next(page);
  await expect(page).toHaveTitle(/^Fel: Steg 1 av 5: Din verksamhet/);
  await expect(page.getByRole("alert")).toBeFocused();
  await accessible(page);
  await page.getByRole("alert").getByRole("link").first().click();
  await expect(page.locator("#omrade")).toBeFocused();

  await page.getByLabel("Förskola").check();
  await next(page);
  await accessible(page);
  await page.getByRole("group", { name: /^Stadens vägledning/ }).getByLabel("Både jag och mina medarbetare").check();
  await next(page);
  await accessible(page);
  await page.getByRole("group", { name: /din egen kunskap/ }).getByLabel("4").check();

  // The way back, and forth again; what stands on the page comes along.
  await page.getByText("Visa alla steg").click();
  await accessible(page);
  await page.getByRole("button", { name: "Kännedom om stöd och rutiner" }).click();
  await expect(page.getByRole("group", { name: /^Stadens vägledning/ }).getByLabel("Både jag")).toBeChecked();
  await next(page);
  await expect(page.getByRole("group", { name: /din egen kunskap/ }).getByLabel("4")).toBeChecked();
  await next(page);

  await noticed(page).getByLabel("Ja").check();
  if (!followUpsAtOnce) {
    await expect(page.getByRole("group", { name: "Oro eller händelse 1" })).toHaveCount(0);
    await next(page);
  }
  const incident = page.getByRole("group", { name: "Oro eller händelse 1" });
  await expect(incident).toBeVisible();
  await accessible(page);
  await incident.getByLabel("Ensamagerande utan känd miljö").check();
  await incident.getByLabel("Klotter").check();
  await incident.getByLabel("I vilket stadsdelsområde").selectOption("Norrmalm");
  await page.getByRole("button", { name: "Lägg till oro eller händelse" }).click();
  await expect(page.getByRole("group", { name: "Oro eller händelse 2" })).toBeVisible();
  await expect(incident.getByLabel("Klotter")).toBeChecked();
  await accessible(page);
  await page.getByRole("button", { name: "Ta bort oro eller händelse 2" }).click();
  await expect(page.getByRole("group", { name: "Oro eller händelse 2" })).toHaveCount(0);
  await next(page);

  await page.getByLabel("Vad behöver ni").fill("Fråga på 070-174 06 05.");
  await next(page);
  await expect(page.locator(".found mark")).toHaveText("070-174 06 05");
  await accessible(page);
  await page.getByLabel("Vad behöver ni").fill("Karin i receptionen vill ha mer stöd.");
  await next(page);
  await expect(page.getByRole("heading", { level: 1, name: "Granska dina svar" })).toBeVisible();
  await expect(page.locator("dd mark")).toHaveText("Karin");
  await accessible(page);
  await page.getByRole("button", { name: "Skicka in" }).click();
  await expect(page.getByRole("alert")).toContainText("Kontrollera orden");
  await accessible(page);
  await page.getByLabel("Jag har kontrollerat").check();
  await page.getByRole("button", { name: "Skicka in" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Tack!" })).toBeVisible();
  await accessible(page);
  const code = await page.locator(".code").innerText();
  await page.getByRole("link", { name: "Visa dina svar" }).click();
  await expect(page.getByText("Ensamagerande utan känd miljö")).toBeVisible();
  await accessible(page);
  await page.goBack();
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

/** Save, and go on where nothing is known of it. */
async function resume(page: Page, device: () => Promise<Page>): Promise<void> {
  await begin(page, "farsta");
  await page.getByLabel("Äldreomsorg").check();
  await page.getByRole("button", { name: "Spara och fortsätt senare" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Dina svar är sparade" })).toBeVisible();
  await accessible(page);
  const code = await page.locator(".code").innerText();

  const other = await device();
  await other.goto(link("farsta"));
  await other.getByRole("link", { name: /började på en annan telefon/ }).click();
  await other.getByLabel("Kod", { exact: true }).fill(code);
  await other.getByRole("button", { name: "Fortsätt" }).click();
  await expect(other.getByRole("alert")).toContainText("Välj din enhet");
  await accessible(other);
  const free = other.locator("#enhet option:not([value=''])").filter({ hasNotText: "har svarat" }).first();
  await other.selectOption("#enhet", (await free.getAttribute("value")) ?? "");
  await other.getByRole("button", { name: "Fortsätt" }).click();
  await expect(other.getByLabel("Äldreomsorg")).toBeChecked();
  await other.context().close();

  // Here it is still there too, for as long as the round is open.
  await page.goto(link("farsta"));
  await page.getByRole("button", { name: "Fortsätt" }).click();
  await expect(page.getByLabel("Äldreomsorg")).toBeChecked();
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("an enhetschef answers, and changes her answer", async ({ page }) => {
    plain.add(page);
    await answer(page, false);
  });

  test("an answer goes on on another device", async ({ page, browser }) => {
    plain.add(page);
    await resume(page, async () => {
      const other = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
      plain.add(other);
      return other;
    });
  });
});

test("an enhetschef answers although WebAssembly is blocked", async ({ page }) => {
  let blocked = 0;
  await page.route("**/*.wasm", (route) => {
    blocked += 1;
    return route.abort();
  });
  await answer(page, false);
  expect(blocked > 0 || !!process.env.NO_ISLANDS).toBe(true);
});

test.describe("with islands", () => {
  test.skip(!!process.env.NO_ISLANDS, "the bundle could not be built");

  test("an enhetschef answers, with follow-up questions at once", async ({ page }) => answer(page, true));

  test("an answer goes on on another device", async ({ page, browser }) =>
    resume(page, async () => (await browser.newContext({ locale: "sv-SE" })).newPage()));

  test("the list of units is searched as she types", async ({ page }) => {
    await page.goto(link("bromma"));
    // However she writes it.
    await page.getByLabel("Sök i listan").fill("HEMTJANST");
    await expect(page.getByRole("status")).toHaveText(/^\d+ av \d+ enheter$/);
    await expect(page.locator(".hits button").first()).toContainText("Hemtjänsten");
    await accessible(page);
    const first = await page.locator(".hits button").first().innerText();
    await page.getByLabel("Sök i listan").press("Enter");
    await expect(page.locator("#enhet option:checked")).toHaveText(first);
    await expect(page.locator("#enhet")).toBeFocused();
    await expect(page.locator(".hits button")).toHaveCount(0);
    await page.getByLabel("Sök i listan").fill("hemtjänst");
    await page.locator(".hits button").last().click();
    await expect(page.locator("#enhet")).toBeFocused();
    await page.getByLabel("Sök i listan").fill("finns inte");
    await expect(page.getByRole("status")).toContainText("Ingen enhet heter så");
  });
});

test("a unit that has answered sees that, and where to turn", async ({ page }) => {
  await page.goto(link("bromma"));
  const answered = page.locator("#enhet option").filter({ hasText: "har svarat" }).first();
  await page.selectOption("#enhet", (await answered.getAttribute("value")) ?? "");
  await page.getByRole("button", { name: "Börja svara" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /har redan svarat$/ })).toBeVisible();
  await accessible(page);
  await page.getByRole("link", { name: "Någon annan har svarat för min enhet" }).click();
  await expect(page.getByRole("heading", { name: "Vem du frågar" })).toBeVisible();
  await accessible(page);
});

test("two links in one browser do not mix", async ({ page }) => {
  await begin(page, "bromma");
  await page.getByLabel("Äldreomsorg").check();
  await next(page);
  await begin(page, "skarpnack");
  await expect(page.getByLabel("Äldreomsorg")).not.toBeChecked();
  await page.goto(`${link("bromma")}/fraga/verksamhet`);
  await expect(page.getByLabel("Äldreomsorg")).toBeChecked();
});

test("back, reload, a double click and a duplicated tab end well", async ({ page, context }) => {
  await begin(page, "hagersten-alvsjo");
  await next(page);
  await expect(page).toHaveTitle(/^Fel: /);
  await page.getByLabel("Fritid och förebyggande").check();
  await next(page);
  await expect(page).toHaveURL(/kannedom$/);
  // Back to a page that was the answer to a form, which cannot be asked for again.
  await page.goBack();
  await expect(page.getByLabel("Fritid och förebyggande")).toBeChecked();
  const copy = await context.newPage();
  await copy.goto(page.url());
  await page.getByRole("button", { name: "Nästa", exact: true }).dblclick();
  await expect(page).toHaveURL(/kannedom$/);
  await page.goBack();
  await expect(page.getByLabel("Fritid och förebyggande")).toBeChecked();
  await page.reload();
  await expect(page.getByLabel("Fritid och förebyggande")).toBeChecked();
  for (let section = 0; section < 3; section += 1) await next(page);
  await noticed(page).getByLabel("Nej").check();
  await next(page);
  await next(page);
  await page.getByRole("button", { name: "Skicka in" }).dblclick();
  await expect(page.getByRole("heading", { level: 1, name: "Tack!" })).toBeVisible();
  // The other tab, which knows of nothing, is led to the receipt.
  await copy.getByRole("button", { name: "Nästa", exact: true }).click();
  await expect(copy.getByRole("heading", { level: 1, name: "Tack!" })).toBeVisible();
  await copy.goto(`${link("hagersten-alvsjo")}/fraga/behov`);
  await expect(copy.getByRole("heading", { level: 1, name: "Tack!" })).toBeVisible();
});
