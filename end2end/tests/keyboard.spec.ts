import { expect, type Page } from "@playwright/test";
import { link, tabTo, test } from "./people.ts";

const enter = (page: Page) => Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);

/** The first field on the page that has no answer and can be given one by a key or a word. */
const unanswered = (page: Page) =>
  page.evaluate(() => {
    type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
    const all = [...document.querySelectorAll<Control>("main form [name]:not([type=hidden], [type=month], button)")];
    const visible = all.filter((control) => control.checkVisibility());
    const picked = (control: Control) => control.matches(":checked") || !control.matches("[type=radio], [type=checkbox]") && control.value !== "";
    const open = visible.find((control) => !visible.some((other) => other.name === control.name && picked(other)));
    return open && { name: open.name, kind: open.matches("[type=radio], [type=checkbox]") ? "choice" : open.tagName };
  });

/** Answers everything on the page, what follows from an answer too, by the keyboard alone. */
async function section(page: Page): Promise<void> {
  for (let field = await unanswered(page); field; field = await unanswered(page)) {
    await tabTo(page, `[name="${field.name}"]`);
    await page.keyboard.press(field.kind === "choice" ? "Space" : field.kind === "SELECT" ? "ArrowDown" : "x");
  }
}

for (const [organisation, steps] of [["kungsholmen", 5], ["kultur", 5], ["bra-farsta", 4]] as const) {
  test(`${organisation} answers by the keyboard alone`, async ({ page }) => {
    await page.goto(link(organisation));
    if (await page.locator("#enhet").count()) {
      await tabTo(page, "#enhet");
      const free = await page.evaluate(() => {
        const options = [...(document.querySelector<HTMLSelectElement>("#enhet")?.options ?? [])];
        return options.findIndex((o) => o.value && !o.text.endsWith("har svarat"));
      });
      for (let option = 0; option < free; option += 1) await page.keyboard.press("ArrowDown");
    }
    await tabTo(page, "form.begin button");
    await enter(page);
    // Without islands a section comes again with what followed from its answers.
    for (let turns = 0; turns < steps + 1 && page.url().includes("/fraga/"); turns += 1) {
      await expect(page.getByRole("heading", { level: 1 })).toContainText(`av ${steps}`);
      await section(page);
      await tabTo(page, ".buttons [value=nasta]");
      await enter(page);
    }
    await expect(page.getByRole("heading", { level: 1, name: "Granska dina svar" })).toBeVisible();
    await tabTo(page, "form .buttons button");
    await enter(page);
    await expect(page.getByRole("heading", { level: 1, name: "Tack!" })).toBeVisible();
  });
}
