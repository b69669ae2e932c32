import { expect } from "@playwright/test";
import { accessible, base, go, logIn, test } from "./people.ts";

test("a coordinator sees who is missing, has the link to send, and reads last year's figures", async ({ page }, info) => {
  await logIn(page, "samordnare@example.org");
  await expect(page.getByRole("heading", { level: 1, name: "Norra innerstadens stadsdelsförvaltning" })).toBeVisible();
  await expect(page.locator(".big")).toHaveText(/^\d+\s%$/);
  await accessible(page);

  const missing = page.getByRole("row").filter({ hasText: "Har inte svarat" }).first();
  const name = await missing.getByRole("rowheader").innerText();
  await missing.getByText("Ska inte svara i år").click();
  await missing.getByRole("button", { name: "Ta bort för i år" }).click();
  await expect(page.getByRole("alert")).toContainText("Ange en orsak");
  await accessible(page);
  const again = page.getByRole("row").filter({ hasText: name });
  await again.getByText("Ska inte svara i år").click();
  await again.getByLabel("Orsak").fill("Enheten är nedlagd");
  await again.getByRole("button", { name: "Ta bort för i år" }).click();
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("Ska inte svara: Enheten är nedlagd");
  await page.getByRole("row").filter({ hasText: name }).getByRole("button", { name: "Ska svara ändå" }).click();
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("Har inte svarat");

  const added = `Nya enheten ${info.project.name}`;
  await page.getByText("Lägg till en enhet som saknas").click();
  await accessible(page);
  await page.getByLabel("Enhetens namn").fill(added);
  await page.getByRole("button", { name: "Lägg till" }).click();
  await expect(page.getByRole("row").filter({ hasText: added })).toContainText("Har inte svarat");

  await page.getByRole("link", { name: "Påminn dem som saknas" }).click();
  await expect(page.getByLabel("Adresser")).toHaveValue(/@example\.org; /);
  await expect(page.getByLabel("Text att kopiera")).toHaveValue(/\/e\//);
  await expect(page.getByRole("img", { name: "QR-kod" })).toBeVisible();
  await page.getByText("Notera en påminnelse").click();
  await page.getByRole("button", { name: "Notera påminnelsen" }).click();
  await expect(page.getByRole("row", { name: /^Påminnelse/ }).first()).toContainText("Skickad på annat sätt");
  await accessible(page);
  await page.getByRole("row", { name: /^Påminnelse/ }).first().getByRole("button", { name: "Ta bort" }).click();
  await go(page, "Läget");

  await page.getByText(/^Omgång \d/).click();
  await page.getByRole("link", { name: "2022" }).click();
  await expect(page.getByText("Norrmalms stadsdelsförvaltning").first()).toBeVisible();
  await expect(page.getByRole("row", { name: /Chefer som känner till handlingsplanen/ })).toContainText("%");
  await accessible(page);

  await page.getByRole("link", { name: "Underlag för lägesbilden" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Underlag för lokal lägesbild 2022" })).toBeVisible();
  await accessible(page);
  const word = page.waitForEvent("download");
  await page.getByRole("link", { name: "Hämta som Word-dokument" }).click();
  expect((await word).suggestedFilename()).toBe("underlag-norra-innerstaden-2022.docx");

  const others = await page.goto(`${base()}/forvaltning?organisation=farsta`);
  expect(others?.status()).toBe(404);
  const central = await page.goto(`${base()}/central`);
  expect(central?.status()).toBe(403);
  await accessible(page);
});

test("the central office compares, opens, extends, closes and exports", async ({ page }, info) => {
  await logIn(page, "central@example.org");
  await expect(page.getByRole("heading", { level: 1, name: "Svarsfrekvens i staden" })).toBeVisible();
  await accessible(page);
  await page.getByRole("columnheader", { name: "Återstår" }).getByRole("link").click();
  await expect(page.getByRole("columnheader", { name: "Återstår" })).toHaveAttribute("aria-sort", "ascending");
  await page.getByRole("columnheader", { name: "Återstår" }).getByRole("link").click();
  await expect(page.getByRole("columnheader", { name: "Återstår" })).toHaveAttribute("aria-sort", "descending");
  for (const name of ["Kännedom", "Brev", "Enkäter", "Organisationer", "Länkar till stöd", "Konton", "Nycklar", "Logg", "Omgångar"]) {
    await go(page, name);
    await expect(page.locator(".top [aria-current=page]")).toHaveText(name);
    await accessible(page);
  }
  const year = info.project.name === "phone" ? "2031" : "2032";
  await page.getByLabel("År", { exact: true }).fill(year);
  await page.getByRole("button", { name: "Planera omgången" }).click();
  await expect(page.getByRole("alert")).toContainText("Välj den första dagen.");
  await accessible(page);
  await page.getByLabel("Första dag").fill(`${year}-10-01`);
  await page.getByLabel("Sista dag", { exact: true }).fill(`${year}-10-31`);
  await page.getByRole("button", { name: "Planera omgången" }).click();
  await expect(page.getByRole("status")).toHaveText("Omgången är planerad.");
  await accessible(page);
  await page.getByRole("link", { name: "Gå vidare" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Öppna Enkät ${year}` })).toBeVisible();
  await expect(page.getByRole("row", { name: /Farsta stadsdelsförvaltning/ })).toContainText("samordnare-farsta@example.org");
  await accessible(page);
  await page.getByRole("button", { name: "Öppna omgången" }).click();
  await expect(page.getByRole("row", { name: /Farsta stadsdelsförvaltning/ })).toContainText("/e/");
  await accessible(page);
  await page.getByLabel("Ny sista dag").fill(`${year}-11-15`);
  await page.getByRole("button", { name: "Ändra sista dag" }).click();
  await expect(page.locator(".lead")).toContainText(`15 november ${year}`);
  await page.getByText("Stäng omgången i förtid").click();
  await page.getByRole("button", { name: "Stäng omgången" }).click();
  // The server's worker closes it; the page tells how far it has come when it is asked for again.
  await expect(async () => {
    await page.reload();
    await expect(page.locator(".lead")).toContainText("stängd");
  }).toPass();
  await accessible(page);

  await page.goto(`${base()}/central/kannedom?ar=2025`);
  await expect(page.getByRole("row", { name: /Hela staden/ })).toContainText("%");
  await expect(page.getByRole("row", { name: /Kulturförvaltningen/ })).toContainText("färre än fem svar");
  await accessible(page);
  // Paper keeps every column, and says why a row has no figures.
  const columns = await page.getByRole("columnheader").count();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("columnheader")).toHaveCount(columns);
  await expect(page.getByRole("row", { name: /Kulturförvaltningen/ }).getByText("färre än fem svar")).toBeVisible();
  await page.emulateMedia({ media: null });
  const download = page.waitForEvent("download");
  await page.getByRole("listitem").filter({ hasText: "Indikatorer" }).getByRole("link", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toBe("indikatorer-2025.csv");

  await page.goto(`${base()}/central/konton`);
  await page.getByLabel("E-postadress").fill(`ny-${info.project.name}@example.org`);
  await page.locator("#organisation").selectOption({ label: "Farsta stadsdelsförvaltning" });
  await page.getByRole("button", { name: "Skapa inbjudan" }).click();
  const invitation = await page.getByRole("status").locator(".link").innerText();
  await page.goto(invitation);
  await accessible(page);
  await page.getByLabel("Lösenord").fill("ett nytt långt lösenord");
  await page.getByRole("button", { name: "Spara lösenordet" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Farsta stadsdelsförvaltning" })).toBeVisible();
});
