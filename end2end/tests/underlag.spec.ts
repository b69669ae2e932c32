import { expect, type Locator, type Page } from "@playwright/test";
import { accessible, accessibleEverywhere, base, logIn, plain, tabTo, test } from "./people.ts";

const report = (year: number) => `${base()}/rapport/${year}/norra-innerstaden`;

/** Opens the underlag of a year when it can be edited where it stands. */
async function open(page: Page, year: number): Promise<void> {
  await page.goto(report(year));
  await expect(page.locator("[data-alive]")).toHaveCount(1);
}

/** The nth sentence of a part, wherever it stands later. */
async function nth(page: Page, part: string, n: number): Promise<Locator> {
  const place = await page.locator(`[data-place^="${part}."]`).nth(n).getAttribute("data-place");
  return page.locator(`[data-place="${place}"]`);
}

const field = (page: Page) => page.locator(".editor :is(textarea, input)");
const button = (page: Page, name: string) => page.locator(".editor").getByRole("button", { name, exact: true });
const saved = (page: Page) => expect(page.locator(".editor .saved")).toHaveText(/^Sparat \d\d:\d\d$/);

test.describe("the text is edited where it stands", () => {
  test.skip(!!process.env.NO_ISLANDS, "the bundle could not be built");

  test.beforeEach(async ({ page }) => {
    await logIn(page, "samordnare@example.org");
  });

  test("a click opens a sentence, which is saved as she types and there after a reload", async ({ page }) => {
    await open(page, 2025);
    await expect(page.getByText("Klicka på en text för att skriva om den")).toBeVisible();
    await expect(page.getByText("Redigera texten")).toBeHidden();
    await accessible(page);
    const sentence = await nth(page, "analys", 1);
    const figures = (await sentence.textContent()) ?? "";
    await sentence.click();
    await expect(field(page)).toBeFocused();
    await expect(field(page)).toHaveValue(figures);
    await accessible(page);
    await field(page).fill("De flesta chefer känner till planen.\nDet är bra.");
    await saved(page);
    await page.reload();
    await expect(sentence).toHaveText("De flesta chefer känner till planen.\nDet är bra.", { useInnerText: true });
    // The tab is closed at once: what was typed last is kept.
    await sentence.click();
    await field(page).press("ControlOrMeta+End");
    await field(page).pressSequentially(" Mycket bra.");
    const other = await page.context().newPage();
    await page.close();
    await expect(async () => {
      await other.goto(report(2025));
      await expect(other.getByText("Det är bra. Mycket bra.")).toBeVisible({ timeout: 500 });
    }).toPass();
  });

  test("the figures' sentence is one click away, and so is the way back", async ({ page }) => {
    await open(page, 2025);
    const sentence = await nth(page, "analys", 2);
    const figures = (await sentence.textContent()) ?? "";
    await sentence.click();
    await expect(button(page, "Siffrornas text")).toBeHidden();
    await field(page).fill("Mitt eget.");
    await saved(page);
    await button(page, "Siffrornas text").click();
    await expect(field(page)).toHaveValue(figures);
    await expect(field(page)).toBeFocused();
    await saved(page);
    await expect(button(page, "Siffrornas text")).toBeHidden();
    await button(page, "Ångra").click();
    await expect(field(page)).toHaveValue("Mitt eget.");
    await button(page, "Ångra").click();
    await expect(field(page)).toHaveValue(figures);
    await button(page, "Gör om").click();
    await expect(field(page)).toHaveValue("Mitt eget.");
    await saved(page);
    // Another sentence is opened with one click, although the page moves under it.
    const next = await nth(page, "analys", 3);
    await next.click();
    await expect(field(page)).toHaveValue((await next.textContent()) ?? "");
    await expect(sentence).toHaveText("Mitt eget.");
    await page.reload();
    await expect(sentence).toHaveText("Mitt eget.");
  });

  test("by the keyboard alone", async ({ page }) => {
    await open(page, 2024);
    const place = (await page.locator("[data-place^='lagesbild.'], [data-place^='analys.']").first().getAttribute("data-place")) ?? "";
    const sentence = page.locator(`[data-place="${place}"]`);
    await expect(sentence).toHaveRole("button");
    await tabTo(page, `[data-place="${place}"]`);
    await page.keyboard.press("Enter");
    await expect(field(page)).toBeFocused();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("Skrivet med tangenter.");
    await saved(page);
    await page.keyboard.press("Escape");
    await expect(page.locator(".editor")).toHaveCount(0);
    await expect(sentence).toBeFocused();
    await expect(sentence).toHaveText("Skrivet med tangenter.");
    await expect(page.getByRole("status").last()).toHaveText("Texten är sparad.");
    // Space opens it too; the tab key goes through the buttons and on, which closes it.
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await expect(button(page, "Klar")).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(button(page, "Ångra")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(field(page)).not.toHaveValue("Skrivet med tangenter.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(field(page)).toHaveValue("Skrivet med tangenter.");
    await tabTo(page, `[data-place]:not([data-place="${place}"])`);
    await expect(page.locator(".editor")).toHaveCount(0);
    await page.reload();
    await expect(sentence).toHaveText("Skrivet med tangenter.");
  });

  test("the title page, and questions that are answered", async ({ page }) => {
    await open(page, 2023);
    await page.getByRole("button", { name: "Diarienummer: Fyll i" }).click();
    await field(page).fill("NI 2026/949");
    await field(page).press("Enter");
    await expect(page.getByRole("button", { name: "Diarienummer: NI 2026/949" })).toBeFocused();
    await page.getByRole("button", { name: /^Datum: / }).click();
    await field(page).fill("2026-11-03");
    await saved(page);
    await accessible(page);
    await button(page, "Klar").click();
    await expect(page.getByRole("button", { name: "Datum: 3 november 2026" })).toBeFocused();
    await page.getByRole("button", { name: /^Nämnd: / }).click();
    await expect(field(page)).toHaveValue("Norra innerstadens stadsdelsnämnd");
    await field(page).fill("Kommunstyrelsen");
    await saved(page);
    await button(page, "Förvaltningens nämnd").click();
    await expect(field(page)).toHaveValue("Norra innerstadens stadsdelsnämnd");
    await saved(page);
    const answer = page.getByRole("button", { name: /^Vilka svarade inte.*Skriv ett svar$/ });
    await answer.click();
    await field(page).fill("Tre förskolor.");
    await saved(page);
    await page.reload();
    await expect(page.getByRole("definition").nth(1)).toHaveText("3 november 2026");
    await expect(page.getByRole("definition").nth(2)).toHaveText("NI 2026/949");
    await expect(page.getByText("Tre förskolor.")).toBeVisible();
    await accessible(page);
  });

  test("the Word file waits for what was typed last", async ({ page }) => {
    await open(page, 2023);
    let release = () => {};
    const held = new Promise<void>((done) => (release = done));
    await page.route("**/underlag/spara", async (route) => {
      await held;
      await route.continue();
    });
    const fetched: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith(".docx")) fetched.push(request.url());
    });
    const sentence = await nth(page, "analys", 1);
    await sentence.click();
    await field(page).fill("Det här skrevs sist.");
    await page.getByRole("link", { name: "Hämta som Word-dokument" }).click();
    expect(fetched).toEqual([]);
    const download = page.waitForEvent("download");
    release();
    await download;
    expect(fetched).toHaveLength(1);
  });

  test("the key that takes a step back does what the button does", async ({ page }) => {
    await open(page, 2023);
    const sentence = await nth(page, "analys", 2);
    await sentence.click();
    await field(page).fill("Egen text.");
    await button(page, "Siffrornas text").click();
    await expect(field(page)).not.toHaveValue("Egen text.");
    await field(page).press("ControlOrMeta+z");
    await expect(field(page)).toHaveValue("Egen text.");
    await field(page).press("ControlOrMeta+Shift+z");
    await expect(field(page)).not.toHaveValue("Egen text.");
  });

  test("what is too long stands in its field with the reason", async ({ page }) => {
    await open(page, 2024);
    const sentence = await nth(page, "analys", 4);
    const figures = (await sentence.textContent()) ?? "";
    await sentence.click();
    await field(page).fill("x ".repeat(1001));
    await expect(page.getByRole("alert")).toHaveText("Texten är för lång, högst 2000 tecken.");
    await accessible(page);
    await page.keyboard.press("Escape");
    await expect(page.locator("mark").filter({ hasText: "[Inte sparad]" })).toBeVisible();
    await sentence.click();
    await button(page, "Ångra").click();
    await saved(page);
    await expect(field(page)).toHaveValue(figures);
    await expect(page.getByRole("alert")).toBeHidden();
  });

  test("figures that have changed since are marked, and looked over", async ({ page }, info) => {
    const sources = `${base()}/forvaltning/kallor?ar=2022`;
    const add = async (count: string) => {
      await page.goto(sources);
      await page.getByLabel("Källa").selectOption({ label: "Annan källa" });
      await page.getByLabel("Antal").fill(count);
      await page.getByRole("button", { name: "Lägg till" }).click();
    };
    await add("4");
    await page.goto(report(2022));
    await expect(page.locator("[data-alive]")).toHaveCount(1);
    const derived = page.locator("[data-derived^='Annan källa: 4']");
    const place = (await derived.getAttribute("data-place")) ?? "";
    const sentence = page.locator(`[data-place="${place}"]`);
    await sentence.click();
    await field(page).fill("Fyra anmälningar kom in.");
    await saved(page);
    await page.goto(sources);
    await page.getByRole("row", { name: /Annan källa/ }).getByRole("button", { name: /Ta bort/ }).first().click();
    await add("7");
    await page.goto(report(2022));
    await expect(page.locator("[data-alive]")).toHaveCount(1);
    const mark = page.locator("mark.outdated");
    await expect(mark).toHaveCount(1);
    await expect(mark).toContainText("Siffrorna har ändrats sedan texten skrevs");
    await page.locator("[data-outdated]").click();
    await expect(page.locator(".changed")).toContainText("Siffrorna har ändrats sedan du skrev.");
    // The states have widths of their own.
    await (info.project.name === "desktop" ? accessibleEverywhere : accessible)(page);
    await button(page, "Jag har sett över texten").click();
    await expect(page.locator(".changed")).toBeHidden();
    await saved(page);
    await page.keyboard.press("Escape");
    await expect(mark).toHaveCount(0);
    await page.reload();
    await expect(page.getByText("Fyra anmälningar kom in.")).toBeVisible();
    await expect(mark).toHaveCount(0);
  });

  test("two who write in the same sentence are told of each other", async ({ page, context }) => {
    await open(page, 2025);
    const other = await context.newPage();
    await open(other, 2025);
    const [mine, theirs] = [await nth(page, "analys", 5), await nth(other, "analys", 5)];
    await theirs.click();
    await field(other).fill("Kollegans text.");
    await saved(other);
    await mine.click();
    await field(page).fill("Min text.");
    await expect(page.getByRole("alert")).toContainText("Texten har skrivits om någon annanstans");
    await expect(page.getByRole("alert")).toContainText("Kollegans text.");
    await accessible(page);
    await button(page, "Använd den andra texten").click();
    await expect(field(page)).toHaveValue("Kollegans text.");
    await saved(page);
    await button(page, "Ångra").click();
    await saved(page);
    await field(other).fill("Kollegans andra.");
    await expect(other.getByRole("alert")).toContainText("Min text.");
    await button(other, "Använd min text").click();
    await saved(other);
    await page.reload();
    await expect(mine).toHaveText("Kollegans andra.");
  });

  test("without contact, and without a session, the text stays and is saved later", async ({ page, context }) => {
    await open(page, 2024);
    const sentence = await nth(page, "analys", 6);
    await sentence.click();
    await context.setOffline(true);
    await field(page).fill("Utan nät.");
    await expect(page.getByRole("alert")).toContainText("Ingen kontakt med servern");
    await accessible(page);
    await context.setOffline(false);
    await saved(page);
    await context.clearCookies();
    await field(page).fill("Utan session.");
    await expect(page.getByRole("alert")).toContainText("Du är utloggad");
    await accessible(page);
    const [log] = await Promise.all([context.waitForEvent("page"), page.getByRole("link", { name: "Logga in i en ny flik" }).click()]);
    await log.getByLabel("E-postadress").fill("samordnare@example.org");
    await log.getByLabel("Lösenord").fill("prova-lagesbild");
    await log.getByRole("button", { name: "Logga in" }).click();
    await expect(log).toHaveURL(report(2024));
    await expect(field(page)).toHaveValue("Utan session.");
    await button(page, "Spara igen").click();
    await saved(page);
    await log.reload();
    await expect(log.getByText("Utan session.")).toBeVisible();
  });

  test("paper has the text and no trace of the editing", async ({ page }) => {
    await open(page, 2025);
    const sentence = await nth(page, "analys", 0);
    await sentence.click();
    await page.emulateMedia({ media: "print" });
    await expect(page.locator(".editor")).toBeHidden();
    await expect(sentence).toBeVisible();
    await expect(page.getByText("Klicka på en text")).toBeHidden();
    for (const placeholder of await page.locator(".awake-only").all()) await expect(placeholder).toBeHidden();
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the form is the way to the text", async ({ page }) => {
    plain.add(page);
    await logIn(page, "samordnare@example.org");
    await page.goto(report(2025));
    await expect(page.getByText("Klicka på en text")).toBeHidden();
    await expect(page.locator("main").getByRole("button")).toHaveCount(0);
    await accessible(page);
    await page.getByRole("link", { name: "Redigera texten" }).click();
    await accessible(page);
    await page.getByLabel("Diarienummer").fill("UTAN/1");
    await page.getByLabel("Datum").fill("2026-11-04");
    await page.getByRole("button", { name: "Spara" }).click();
    await expect(page.getByRole("definition").nth(1)).toHaveText("4 november 2026");
    await expect(page.getByRole("definition").nth(2)).toHaveText("UTAN/1");
  });
});
