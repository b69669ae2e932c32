import { expect } from "@playwright/test";
import { next, test, types } from "./people.ts";

/** What a screen reader is told of each type of question; the snapshots stand beside this file. */
test("each type of question has its name, role, hint and fault", async ({ page }) => {
  test.skip(page.viewportSize()?.width !== 1280, "told the same at every width");
  // Without the island, which speaks when it likes.
  await page.route("**/*.wasm", (route) => route.abort());
  const questions = page.locator(".questions");
  await page.goto(types("utan"));
  await page.getByRole("button", { name: "Börja svara" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveAccessibleName("Steg 1 av 2: Första steget");
  await expect(questions).toMatchAriaSnapshot({ name: "info-text-number-date-choices.aria.yml" });
  await next(page);
  await expect(page.getByRole("alert")).toMatchAriaSnapshot({ name: "faults.aria.yml" });
  await expect(page.getByLabel("Ett heltal")).toHaveAccessibleDescription("Fel: Fyll i ett svar.");
  await page.locator("[name=antal]").fill("101");
  await next(page);
  await page.locator("[name='m.r1']").first().check();
  await page.locator("[name='m.r2']").last().check();
  await next(page);
  await expect(questions).toMatchAriaSnapshot({ name: "scale-matrix-long-text.aria.yml" });
  await page.locator("[name='folj']").fill("Därför.");
  await next(page);
  await page.getByRole("button", { name: /^Lägg till/ }).click();
  await expect(questions).toMatchAriaSnapshot({ name: "group-month-area-choice.aria.yml" });
  await page.locator("[name='g.1.plats']").selectOption("Farsta");
  await page.locator("[name='g.1.hur'][value=annat]").check();
  await next(page);
  await next(page);
  await expect(page.locator("main dl")).toHaveCount(4);
  await expect(page.getByRole("link", { name: "Ändra svaret på: Ett heltal" })).toBeVisible();
});
