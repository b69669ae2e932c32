import { type Page, test } from "@playwright/test";
import { begin, link, logIn, next } from "../tests/people.ts";

const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 } } as const;

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`${size}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme });
      const picture = (page: Page, name: string) =>
        page.screenshot({ path: `pictures/${name}-${size}-${colorScheme}.png`, fullPage: true });

      test("respondent", async ({ page }) => {
        await page.goto(link("skarpnack"));
        await picture(page, "start");
        await begin(page, "skarpnack");
        await picture(page, "section");
        await next(page);
        await picture(page, "section-faulty");
        await page.getByLabel("Förskola").check();
        await next(page);
        await picture(page, "section-matrix");
        await next(page);
        await next(page);
        await page.getByLabel("Nej", { exact: true }).check();
        await next(page);
        await next(page);
        await picture(page, "check");
        await page.getByRole("button", { name: "Skicka in" }).click();
        await picture(page, "receipt");
      });

      test("staff", async ({ page }) => {
        await logIn(page, "samordnare@example.org");
        await picture(page, "coordinator");
        await page.getByRole("link", { name: "2025" }).click();
        await picture(page, "coordinator-results");
        await page.getByRole("button", { name: "Logga ut" }).click();
        await logIn(page, "central@example.org");
        await picture(page, "rates");
        await page.getByRole("link", { name: "Kännedom" }).click();
        await picture(page, "awareness");
        await page.getByRole("link", { name: "Omgångar" }).click();
        await picture(page, "rounds");
      });
    });
  }
}
