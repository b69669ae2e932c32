import { expect } from "@playwright/test";
import { accessible, answerFor, go, logIn, test, types } from "./people.ts";

test("a board follows the collection while it is open", async ({ page, browser }) => {
  test.skip(!!process.env.NO_ISLANDS, "the board is a plain page without islands");
  await logIn(page, "samordnare-farsta@example.org");
  const lead = page.locator(".hero .lead");
  const before = await lead.innerText();
  const said = Number(before.split(" ")[0]);
  // What is being written on the board stays, whatever changes around it.
  await page.getByText("Lägg till en enhet som saknas").click();
  await page.getByLabel("Enhetens namn").fill("Halvskriven");
  const other = await browser.newContext({ locale: "sv-SE" });
  await answerFor(await other.newPage(), "farsta");
  await expect(lead).toContainText(`${said + 1} av `, { timeout: 20_000 });
  await expect(page.getByRole("status")).toContainText(`${said + 1} av `);
  await expect(page.getByLabel("Enhetens namn")).toHaveValue("Halvskriven");
  await accessible(page);
  await other.close();
});

test("a coordinator fills the desk and writes the underlag", async ({ page }, info) => {
  const mine = info.project.name;
  const year = mine === "phone" ? 2024 : 2025;
  await logIn(page, "samordnare@example.org");
  await page.getByText(/^Omgång \d/).click();
  await page.getByRole("link", { name: `${year}`, exact: true }).click();

  await go(page, "Andra källor");
  await page.getByLabel("Källa").selectOption({ label: "Annan källa" });
  await page.getByLabel("Antal").fill("fyra");
  await page.getByRole("button", { name: "Lägg till" }).click();
  await expect(page.getByRole("alert")).toContainText("Antalet ska vara ett heltal");
  await accessible(page);
  await page.getByLabel("Antal").fill("4");
  await page.getByLabel("Period").fill("våren");
  await page.getByRole("button", { name: "Lägg till" }).click();
  await expect(page.getByRole("row", { name: /Annan källa/ })).toContainText("våren");
  await accessible(page);

  await go(page, "Fritextsvar");
  await page.getByLabel("Tema på texten").first().fill("Stöd");
  await page.getByRole("button", { name: "Sätt tema" }).first().click();
  await expect(page.getByRole("row", { name: /Stöd/ })).toBeVisible();
  await page.getByLabel("Sök i texterna").fill("finns inte");
  await page.getByRole("button", { name: "Sök" }).click();
  await expect(page.getByRole("status")).toHaveText("Ingen text stämmer med sökningen.");
  await accessible(page);

  await go(page, "Underlag");
  await expect(page.getByText("Annan källa: 4 (våren).")).toBeVisible();
  await expect(page.getByText("gäller temat ”Stöd”")).toBeVisible();
  // The form that is there without the island.
  await page.goto(new URL((await page.getByText("Redigera texten").getAttribute("href")) ?? "", page.url()).href);
  await page.getByLabel("Diarienummer").fill("2026/1");
  await page.getByLabel("Stämmer svaren med det som andra källor visar?").fill("Ja, i stort.");
  await page.getByRole("button", { name: "Spara" }).click();
  await expect(page.getByRole("definition").filter({ hasText: "2026/1" })).toBeVisible();
  await expect(page.getByText("Ja, i stort.")).toBeVisible();
  await accessible(page);

  await go(page, "Händelser");
  await page.getByLabel("Typ", { exact: true }).selectOption({ index: 1 });
  await page.getByRole("button", { name: "Visa" }).click();
  await expect(page.getByRole("status").first()).toHaveText(/^(\d+ (av \d+\s)?händelse|Ingen händelse|Inga händelser)/);

  await go(page, "Register");
  await page.getByRole("link", { name: "Lägg till en enhet" }).click();
  await page.getByLabel("Enhet", { exact: true }).fill(`Registrerad på ${mine}`);
  await page.getByRole("button", { name: "Spara" }).click();
  await expect(page.getByRole("row", { name: `Registrerad på ${mine}` })).toBeVisible();
  const file = Buffer.from(`forvaltning;enhet;avdelning\nnorra-innerstaden;Registrerad på ${mine};Ny avdelning\n`);
  await page.getByLabel("Fil", { exact: true }).setInputFiles({ name: "enheter.csv", mimeType: "text/csv", buffer: file });
  await page.getByRole("button", { name: "Visa vad som skulle ändras" }).click();
  await expect(page.getByText(`Registrerad på ${mine}: Avdelning tomt blir Ny avdelning`)).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Genomför ändringarna" }).click();
  await expect(page.getByRole("row", { name: `Registrerad på ${mine}` })).toContainText("Ny avdelning");
  await accessible(page);
});

test("a letter is written, looked at and planned", async ({ page }, info) => {
  await logIn(page, "samordnare@example.org", new URL(types("med")).origin);
  await go(page, "Länk och utskick");
  await page.getByRole("link", { name: "Skriv en påminnelse" }).click();
  await page.getByLabel("Ämne").fill("");
  await page.getByRole("button", { name: "Förhandsgranska" }).click();
  await expect(page.getByRole("alert")).toContainText("Skriv ett ämne");
  await accessible(page);
  await page.getByLabel("Ämne").fill("Svara på enkäten");
  const days = info.project.name === "phone" ? 5 : 12;
  await page.getByLabel("Dag").fill(new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10));
  await page.getByLabel("Klockslag").fill("09:00");
  await page.getByRole("button", { name: "Förhandsgranska" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Så här blir påminnelsen" })).toBeVisible();
  await expect(page.getByText("Vi saknar svar från Enhet")).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Planera utskicket" }).click();
  const row = page.getByRole("row", { name: /Påminnelse/ }).filter({ hasText: "Planerat" }).last();
  await expect(row).toBeVisible();
  await accessible(page);
  await row.getByRole("button", { name: "Avbryt" }).click();
  await expect(page.getByRole("row", { name: /Påminnelse/ }).filter({ hasText: "Avbrutet" }).last()).toBeVisible();
  await page.getByRole("link", { name: "Affisch att skriva ut" }).click();
  await expect(page.getByRole("img", { name: "QR-kod" })).toBeVisible();
  await accessible(page);
});
