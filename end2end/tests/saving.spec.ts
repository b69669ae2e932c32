import { expect } from "@playwright/test";
import { accessible, awake, begin, next, noticed, test, toIncidents } from "./people.ts";

test.skip(!!process.env.NO_ISLANDS, "the bundle could not be built");

test("each change is saved while she fills in the page", async ({ page, context }) => {
  await begin(page, "bromma");
  await awake(page);
  await page.getByLabel("Socialtjänst").check();
  await expect(page.locator(".saved")).toHaveText(/^Sparat \d\d:\d\d$/);
  // The tab is gone without a button pressed; the same browser finds everything.
  const url = page.url();
  await page.close();
  const again = await context.newPage();
  await again.goto(url);
  await expect(again.getByLabel("Socialtjänst")).toBeChecked();
  await accessible(again);
});

test("what was typed last is kept although the tab is closed at once", async ({ page, context }) => {
  await begin(page, "hagersten-alvsjo");
  await awake(page);
  await page.getByLabel("Annat", { exact: true }).check();
  await page.getByLabel("Annat: beskriv kort").fill("sista ordet");
  const url = page.url();
  await page.close();
  const again = await context.newPage();
  await expect(async () => {
    await again.goto(url);
    await expect(again.getByLabel("Annat: beskriv kort")).toHaveValue("sista ordet", { timeout: 500 });
  }).toPass();
});

test("what is hidden and shown again is still there", async ({ page }) => {
  await begin(page, "farsta");
  await toIncidents(page);
  await awake(page);
  await noticed(page).getByLabel("Ja").check();
  await expect(page.locator("form").getByRole("status").last()).toHaveText("7 nya frågor visas efter den här.");
  await page.getByLabel("Beskriv kort vad som hände").fill("Klistermärken på en skylt.");
  await noticed(page).getByLabel("Nej").check();
  await expect(page.getByLabel("Beskriv kort vad som hände")).toHaveCount(0);
  await noticed(page).getByLabel("Ja").check();
  await expect(page.getByLabel("Beskriv kort vad som hände")).toHaveValue("Klistermärken på en skylt.");
});

test("items come, go and keep their answers, and the focus follows", async ({ page }) => {
  await begin(page, "skarpnack");
  await toIncidents(page);
  await awake(page);
  await noticed(page).getByLabel("Ja").check();
  for (const [number, text] of [[1, "den första"], [2, "den andra"], [3, "den tredje"]] as const) {
    if (number > 1) await page.getByRole("button", { name: "Lägg till oro eller händelse" }).click();
    const item = page.getByRole("group", { name: `Oro eller händelse ${number}` });
    if (number > 1) await expect(item).toBeFocused();
    await item.getByLabel("Beskriv kort vad som hände").fill(text);
    await item.getByLabel(number === 3 ? "Våld" : "Klotter", { exact: true }).check();
  }
  await accessible(page);
  // The one that no longer has three: another may be on its way.
  const saved = page.waitForResponse((response) => response.url().endsWith("/spara") && !response.request().postData()?.includes("handelser.3."));
  await page.getByRole("button", { name: "Ta bort oro eller händelse 2" }).click();
  await expect(page.locator("#handelser")).toBeFocused();
  const last = page.getByRole("group", { name: "Oro eller händelse 2" });
  await expect(last.getByLabel("Beskriv kort vad som hände")).toHaveValue("den tredje");
  await expect(last.getByLabel("Våld", { exact: true })).toBeChecked();
  await saved;
  await page.reload();
  await expect(page.getByRole("group", { name: "Oro eller händelse 2" }).getByLabel("Beskriv kort vad som hände")).toHaveValue("den tredje");
  await expect(page.getByRole("group", { name: "Oro eller händelse 3" })).toHaveCount(0);
  await page.getByRole("button", { name: "Ta bort oro eller händelse 2" }).click();
  await expect(page.getByRole("button", { name: /Ta bort/ })).toHaveCount(0);
});

test("a text that points somebody out is noticed gently while it is written", async ({ page }) => {
  await begin(page, "farsta");
  await toIncidents(page);
  await awake(page);
  await noticed(page).getByLabel("Ja").check();
  const text = page.getByLabel("Beskriv kort vad som hände");
  await text.pressSequentially("Ring 070-174 06 05");
  await expect(page.locator(".caution").filter({ hasText: "telefonnummer" })).toHaveText(/Det ser ut som ett telefonnummer: ”070-174 06 05”/);
  await expect(page.locator(".saved")).toContainText("utom det som behöver ändras");
  await accessible(page);
  await text.fill("Ring samordnaren");
  await expect(page.locator(".caution").filter({ hasText: "telefonnummer" })).toHaveCount(0);
  await expect(page.locator(".saved")).toHaveText(/^Sparat \d\d:\d\d$/);
});

test("without contact nothing is lost, and the page goes on when it is back", async ({ page, context }) => {
  await begin(page, "bromma");
  await awake(page);
  await context.setOffline(true);
  await page.getByLabel("Förskola").check();
  await expect(page.getByRole("alert")).toContainText("Ingen kontakt med servern");
  await accessible(page);
  await next(page);
  await expect(page.getByRole("alert")).toContainText("Sidan går vidare så snart den är tillbaka");
  await expect(page).toHaveURL(/verksamhet$/);
  await context.setOffline(false);
  await expect(page).toHaveURL(/kannedom$/);
  await page.goBack();
  await expect(page.getByLabel("Förskola")).toBeChecked();
});

test("a tab whose answers are not the newest says so", async ({ page, context }) => {
  await begin(page, "farsta");
  await awake(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await awake(other);
  await page.getByLabel("Socialtjänst").check();
  await expect(page.locator(".saved")).toHaveText(/^Sparat/);
  await expect(other.getByRole("alert")).toContainText("har ändrats i en annan flik");
  await accessible(other);
  await other.getByRole("link", { name: "Visa de senaste svaren" }).click();
  await expect(other.getByLabel("Socialtjänst")).toBeChecked();
});

test("a stale tab overwrites nothing that it does not show", async ({ page, context }) => {
  await begin(page, "idrott");
  const other = await context.newPage();
  await other.route("**/*.wasm", (route) => route.abort());
  await other.goto(page.url());
  await page.getByLabel("I vilket stadsdelsområde").selectOption("Farsta");
  await page.getByLabel("Idrott").check();
  await next(page);
  await other.getByLabel("Idrott").check();
  await next(other);
  await expect(other.getByRole("alert")).toContainText("har ändrats på ett annat ställe");
  await expect(other.getByRole("alert")).toBeFocused();
  await expect(other.getByLabel("I vilket stadsdelsområde")).toHaveValue("Farsta");
  await accessible(other);
  await next(other);
  await expect(other).toHaveURL(/kannedom$/);
});
