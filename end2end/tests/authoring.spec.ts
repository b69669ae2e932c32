import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { accessible, base, logIn, test } from "./people.ts";

test.skip(!!process.env.NO_ISLANDS, "the bundle could not be built");
test.setTimeout(120_000);

type Json = { [key: string]: unknown };
interface Option extends Json {
  id: string;
  text: string;
}
interface Question extends Json {
  id: string;
  type: string;
  text: string;
  options?: Option[];
  columns?: Option[];
  rows?: Option[];
  questions?: Question[];
}

const expected = (name: string) => JSON.parse(readFileSync(`../app/enkat/${name}.json`, "utf8")) as Json & { sections: (Json & { questions: Question[] })[]; indicators: Json[] };

/** The editor of a questionnaire, by what is read on it. */
class Author {
  constructor(readonly page: Page, readonly id: string) {}

  async open(): Promise<void> {
    await this.page.goto(`${base()}/central/enkater/${this.id}`);
    await expect(this.page.locator(".author")).toBeVisible();
  }

  readonly sheet = () => this.page.getByRole("region", { name: "Skriv", exact: true });
  readonly contents = () => this.page.getByRole("navigation", { name: "Innehåll" });

  /** On a phone one pane is shown at a time. */
  async pane(name: "Innehåll" | "Skriv" | "Så ser den ut"): Promise<void> {
    const tab = this.page.locator(".tabs").getByRole("button", { name, exact: true });
    if (await tab.isVisible()) await tab.click();
  }

  async saved(): Promise<void> {
    await expect(this.page.locator(".standing")).toHaveText("Sparat");
  }

  /** The newest version as a file. */
  async json(): Promise<unknown> {
    let newest: unknown;
    for (let version = 1; ; version += 1) {
      const response = await this.page.request.get(`${base()}/central/enkater/${this.id}/${version}/json`);
      if (!response.ok()) return newest;
      newest = await response.json();
    }
  }
}

/** Keys alone: what is not reached by them is not reached. */
class Keys {
  constructor(readonly page: Page) {}

  /** Goes on to a control by its name as a screen reader would say it, in the order of the page. */
  async to(role: "button" | "textbox" | "combobox" | "checkbox", name: string | RegExp, within = ".sheet"): Promise<void> {
    const control = this.page.locator(within).getByRole(role, { name, exact: typeof name === "string" }).first();
    // What is written meanwhile may put another in its place.
    await expect(async () => {
      await control.focus();
      await expect(control).toBeFocused({ timeout: 1_000 });
    }).toPass();
  }

  async press(name: string | RegExp, within?: string): Promise<void> {
    await this.to("button", name, within);
    await this.page.keyboard.press("Enter");
  }

  async write(name: string | RegExp, text: string, within?: string): Promise<void> {
    await this.to("textbox", name, within);
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(text);
    await this.page.keyboard.press("Tab");
  }

  /** Chooses in a list by typing what it says. */
  async choose(name: string, value: string): Promise<void> {
    await this.to("combobox", name);
    const list = this.page.locator(".sheet").getByRole("combobox", { name, exact: true }).first();
    const steps = await list.evaluate((select: HTMLSelectElement, value) => {
      const at = [...select.options].findIndex((option) => option.value === value);
      if (at < 0) throw new Error(`${value} is not in the list`);
      return at - select.selectedIndex;
    }, value);
    for (let i = 0; i < Math.abs(steps); i += 1) {
      await this.page.keyboard.press(steps > 0 ? "ArrowDown" : "ArrowUp");
      // A choice may build the form anew; the list keeps the focus.
      await expect(list).toBeFocused();
    }
    await expect(list).toHaveValue(value);
  }

  async tick(name: string, on: boolean, within?: string): Promise<void> {
    const box = this.page.locator(within ?? ".sheet").getByRole("checkbox", { name, exact: true }).first();
    if ((await box.isChecked()) === on) return;
    await this.to("checkbox", name, within);
    await this.page.keyboard.press("Space");
    await expect(box).toBeChecked({ checked: on });
  }

  /** Opens what is folded. */
  async unfold(selector: string): Promise<void> {
    const summary = this.page.locator(`.sheet ${selector} > summary`).first();
    await summary.focus();
    if ((await summary.locator("xpath=..").getAttribute("open")) === null) await this.page.keyboard.press("Enter");
  }
}

/** What the options are called that decide over a question here. */
const YES: Record<string, string> = { ja: "Ja" };

const LIST = { options: "Lägg till alternativ", columns: "Lägg till kolumn", rows: "Lägg till rad" } as const;

async function writeList(keys: Keys, list: keyof typeof LIST, options: Option[]): Promise<void> {
  const items = keys.page.locator(`.sheet fieldset.options:has(legend:text-is("${{ options: "Svarsalternativ", columns: "Kolumner", rows: "Rader" }[list]}")) > ol > li`);
  for (let have = await items.count(); have < options.length; have += 1) {
    await keys.press(LIST[list]);
    await expect(items).toHaveCount(have + 1);
  }
  for (const [i, option] of options.entries()) {
    const item = items.nth(i);
    const field = item.getByRole("textbox").first();
    await field.focus();
    await keys.page.keyboard.press("ControlOrMeta+a");
    await keys.page.keyboard.insertText(option.text);
    await keys.page.keyboard.press("Tab");
    const details = item.locator("details");
    await details.locator("> summary").focus();
    await keys.page.keyboard.press("Enter");
    const id = details.getByLabel(/^Id i filer/);
    if ((await id.inputValue()) !== option.id) {
      await id.focus();
      await keys.page.keyboard.press("ControlOrMeta+a");
      await keys.page.keyboard.insertText(option.id);
      await keys.page.keyboard.press("Tab");
    }
    for (const [key, name] of [["other_text", "Har ett fält för egna ord"], ["exclusive", "Utesluter de andra"], ["non_answer", "Räknas inte med, som ”vet inte”"]] as const) {
      if (!option[key]) continue;
      await details.getByRole("checkbox", { name }).focus();
      await keys.page.keyboard.press("Space");
    }
    if (option.short) {
      await details.getByLabel("Kortare ord, mitt i en mening i rapporten").focus();
      await keys.page.keyboard.insertText(option.short as string);
      await keys.page.keyboard.press("Tab");
    }
    if (option.meaning) {
      const choice = details.getByLabel("Vad alternativet står för");
      await choice.focus();
      for (let steps = 0; steps < 5 && (await choice.inputValue()) !== option.meaning; steps += 1) await keys.page.keyboard.press("ArrowDown");
      await expect(choice).toHaveValue(option.meaning as string);
    }
  }
}

async function writeQuestion(keys: Keys, question: Question): Promise<void> {
  await keys.write("Frågan", question.text);
  await keys.choose("Svarstyp", question.type);
  if (question.meaning) await keys.choose("Vad frågan används till", question.meaning as string);
  if (question.rows) await writeList(keys, "rows", question.rows);
  if (question.columns) await writeList(keys, "columns", question.columns);
  if (question.options) await writeList(keys, "options", question.options);
  for (const [key, name] of [["min_label", "Det lägsta kallas"], ["max_label", "Det högsta kallas"], ["item_text", "Varje del kallas"]] as const) {
    if (question[key] !== undefined) await keys.write(name, question[key] as string);
  }
  for (const [key, name] of [["min", "Lägsta tal"], ["max", "Högsta tal"], ["max_length", "Högst så många tecken"], ["min_items", "Minst så många"], ["max_items", "Högst så många"]] as const) {
    if (question[key] !== undefined) await keys.write(name, `${question[key]}`);
  }
  if (question.required) await keys.tick("Måste besvaras", true);
  if (question.hint) await keys.write("Hjälptext", question.hint as string);
  if (question.show_if) {
    const condition = question.show_if as { question: string; in: string[] };
    await keys.choose("Visas", "all");
    await keys.choose("Frågan som avgör", condition.question);
    for (const option of condition.in) await keys.tick(YES[option] ?? option, true, ".test");
  }
  await keys.unfold("> details:last-of-type");
  await keys.write("Id i filer", question.id);
}

test("the questionnaire for the council is written from nothing by keyboard alone", async ({ page }, info) => {
  test.skip(info.project.name === "phone", "keys are for a keyboard");
  test.setTimeout(180_000);
  await logIn(page, "central@example.org");
  const goal = expected("vbe-bra");
  await page.goto(`${base()}/central/enkater`);
  await page.getByLabel("Titel").fill("Pejling av rådet");
  await page.getByLabel("Målgrupp").selectOption("extern");
  await page.getByRole("button", { name: "Skapa utkast" }).click();
  const author = new Author(page, "pejling-av-radet");
  await expect(page.locator(".author")).toBeVisible();
  const keys = new Keys(page);

  await keys.write("Enkätens titel", goal.title as string);
  await keys.write("Inledning", goal.intro as string);
  await keys.write("Minuter som det tar att svara", `${goal.minutes}`);
  await keys.unfold("> details");
  for (const [key, name] of [["one", "En av dem"], ["many", "Flera"], ["the_many", "Alla, i bestämd form"], ["unit", "Vad en av dem svarar för"], ["units", "Flera sådana"]] as const) {
    await keys.write(name, (goal.respondent as Record<string, string>)[key] ?? "");
  }

  for (const [s, section] of goal.sections.entries()) {
    if (s > 0) await keys.press("Lägg till avsnitt", ".outline");
    else await keys.press("(utan text) (Det här återstår)", ".outline");
    await expect(page.getByRole("heading", { level: 2, name: `Avsnitt ${s + 1}` })).toBeVisible();
    await keys.write("Avsnittets rubrik", section.title as string);
    if (section.intro) await keys.write("Inledning", section.intro as string);
    for (const link of (section.links as string[] | undefined) ?? []) await keys.tick({ samordnare: "Samordnaren" }[link] ?? link, true);
    await keys.unfold("> details:last-of-type");
    await keys.write("Id i filer", section.id as string);
    for (const [q, question] of section.questions.entries()) {
      await expect(page.locator(".outline").getByRole("button", { name: section.title as string, exact: true })).toBeVisible();
      if (q > 0) await keys.press(`Lägg till fråga ${section.title}`, ".outline");
      else await keys.press("(utan text) (Det här återstår)", ".outline");
      await writeQuestion(keys, question);
      for (const [i, inner] of (question.questions ?? []).entries()) {
        if (i > 0) {
          await keys.press(new RegExp(`^${question.text}`), ".outline");
          await keys.press("Lägg till fråga i gruppen");
        } else {
          await keys.press("(utan text) (Det här återstår)", ".outline");
        }
        await writeQuestion(keys, inner);
      }
    }
  }
  for (const indicator of goal.indicators) {
    await keys.press("Lägg till indikator", ".outline");
    await keys.write("Indikatorns namn", indicator.label as string);
    await keys.choose("Fråga som räknas", indicator.row ? `${indicator.question}.${indicator.row}` : (indicator.question as string));
    await keys.choose("Vad som är bättre", (indicator.direction as string | undefined) ?? "higher_is_better");
    await keys.choose("Vilka den handlar om", indicator.about as string);
    const counted = goal.sections.flatMap((section) => section.questions).find((question) => question.id === indicator.question);
    for (const id of (indicator.counts as string[] | undefined) ?? []) {
      await keys.tick([...(counted?.options ?? []), ...(counted?.columns ?? [])].find((option) => option.id === id)?.text ?? id, true);
    }
    const phrasing = ["knows", "has_done", "assesses"].find((way) => indicator[way]) ?? "";
    await keys.choose("I rapporter", phrasing);
    await keys.write("Orden i meningen", indicator[phrasing] as string);
    await keys.unfold("> details:last-of-type");
    await keys.write("Id i filer", indicator.id as string);
  }
  await author.saved();
  await accessible(page);
  expect(await author.json()).toEqual({ ...goal, id: "pejling-av-radet" });

  await page.getByRole("link", { name: "Granska och publicera" }).click();
  await expect(page.getByText("Ingenting återstår.")).toBeVisible();
  await accessible(page);
});

test("five things are changed, tried, taken back and published", async ({ page }) => {
  await logIn(page, "central@example.org");
  const author = new Author(page, "vbe-stadsdel");
  await author.open();
  await accessible(page);
  const before = (await author.json()) as ReturnType<typeof expected>;
  const sheet = author.sheet();

  // A text, an option, a question that follows from it, an order, and something that goes.
  await author.pane("Innehåll");
  await author.contents().getByRole("button", { name: before.sections[0]?.questions[0]?.text }).click();
  await accessible(page);
  await sheet.getByLabel("Frågan", { exact: true }).fill("Vilken verksamhet svarar du för?");
  await sheet.getByRole("button", { name: "Lägg till alternativ" }).click();
  await expect(sheet.getByRole("textbox", { name: /^Alternativ \d+$/ }).last()).toBeFocused();
  await sheet.getByRole("textbox", { name: /^Alternativ \d+$/ }).last().fill("Parkförvaltning");
  await author.pane("Innehåll");
  await author.contents().getByRole("button", { name: /^Lägg till fråga/ }).first().click();
  await expect(sheet.getByLabel("Frågan", { exact: true })).toBeFocused();
  await sheet.getByLabel("Frågan", { exact: true }).fill("Vilken park?");
  await sheet.getByLabel("Svarstyp").selectOption("short_text");
  await sheet.getByLabel("Visas").selectOption("all");
  await sheet.getByLabel("Frågan som avgör").selectOption({ label: "Vilken verksamhet svarar du för?" });
  await sheet.getByLabel("Parkförvaltning").check();
  await accessible(page);
  await author.pane("Så ser den ut");
  await page.locator(".preview").getByLabel("Parkförvaltning").check();
  await expect(page.locator(".preview").getByLabel("Vilken park?")).toBeVisible();
  await page.locator(".preview").getByLabel(before.sections[0]?.questions[0]?.options?.[0]?.text ?? "").first().check();
  await expect(page.locator(".preview").getByLabel("Vilken park?")).toHaveCount(0);
  await author.pane("Skriv");
  await sheet.getByRole("button", { name: "Flytta upp" }).first().click();
  await expect(page.getByRole("status").filter({ hasText: "Flyttat till plats" })).toHaveCount(1);
  await page.getByRole("button", { name: "Ångra" }).click();
  await sheet.getByRole("button", { name: "Flytta upp" }).first().click();
  await page.getByRole("button", { name: "Ångra" }).click();
  await author.pane("Innehåll");
  const last = before.sections.at(-1)?.questions.at(-1);
  await author.contents().getByRole("button", { name: last?.text, exact: true }).click();
  await sheet.getByLabel("Hjälptext").fill("Högst några meningar.");
  await author.saved();

  const after = (await author.json()) as ReturnType<typeof expected>;
  const goal = structuredClone(before);
  const [first] = goal.sections[0]?.questions ?? [];
  if (!first || !last) throw new Error("no question");
  first.text = "Vilken verksamhet svarar du för?";
  first.options?.push({ id: "parkforvaltning", text: "Parkförvaltning" });
  goal.sections[0]?.questions.push({
    id: "vilken_park", type: "short_text", text: "Vilken park?", required: false, max_length: 200,
    show_if: { question: first.id, in: ["parkforvaltning"] },
  });
  Object.assign(goal.sections.at(-1)?.questions.at(-1) ?? {}, { hint: "Högst några meningar." });
  expect(after).toEqual(goal);

  await page.reload();
  await expect(page.locator(".author")).toBeVisible();
  await page.getByRole("link", { name: "Granska och publicera" }).click();
  await expect(page.getByText("svarsalternativet ”Parkförvaltning” tillkom.")).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Publicera" }).click();
  await expect(page.getByRole("status").first()).toContainText("är publicerad");
});

test("one writes, the other sees it arrive and takes over, and nothing is lost", async ({ page, browser }, info) => {
  test.skip(info.project.name === "phone", "the same on any width");
  await logIn(page, "central@example.org");
  const first = new Author(page, "vbe-fack");
  await first.open();
  const other = await (await browser.newContext({ locale: "sv-SE" })).newPage();
  await logIn(other, "central@example.org");
  await first.sheet().getByLabel("Enkätens titel").fill("Den förstas titel");
  await first.saved();
  // Her own page elsewhere looks on until it takes over; the older one is told, and nothing that she writes there is lost.
  const second = new Author(other, "vbe-fack");
  await second.open();
  await expect(second.sheet().getByLabel("Enkätens titel")).toHaveValue("Den förstas titel");
  await expect(other.getByText("Just nu skriver du själv på en annan sida.")).toBeVisible();
  await first.sheet().getByLabel("Enkätens titel").fill("Den förstas titel, ändrad");
  await expect(second.sheet().getByLabel("Enkätens titel")).toHaveValue("Den förstas titel, ändrad");
  await other.getByRole("button", { name: "Ta över" }).click();
  await expect(page.getByText("Just nu skriver du själv på en annan sida.")).toBeVisible();
  await accessible(page);
  await second.sheet().getByLabel("Enkätens titel").fill("Den andras titel");
  await expect(first.sheet().getByLabel("Enkätens titel")).toHaveValue("Den andras titel");

  // Without contact she writes on; meanwhile the first takes over.
  await other.context().setOffline(true);
  await second.sheet().getByLabel("Enkätens titel").fill("Skrivet utan kontakt");
  await expect(other.getByRole("alert")).toContainText("Ingen kontakt med servern");
  await page.getByRole("button", { name: "Ta över" }).click();
  await first.sheet().getByLabel("Enkätens titel").fill("Övertaget");
  await first.saved();
  await other.context().setOffline(false);
  await expect(other.getByText("hann inte sparas innan utkastet ändrades")).toBeVisible();
  await expect(second.sheet().getByLabel("Enkätens titel")).toHaveValue("Övertaget");
  await accessible(other);
  await other.getByRole("button", { name: "Ersätt med min version" }).click();
  await expect(second.sheet().getByLabel("Enkätens titel")).toHaveValue("Skrivet utan kontakt");
  await expect(first.sheet().getByLabel("Enkätens titel")).toHaveValue("Skrivet utan kontakt");

  // Who reloads goes on writing; who leaves leaves it to the other.
  await other.reload();
  await expect(other.getByText("Just nu skriver")).toHaveCount(0);
  await second.sheet().getByLabel("Enkätens titel").fill("Efter omladdning");
  await second.saved();
  await other.goto(`${base()}/central`);
  await expect(page.getByText("Just nu skriver")).toHaveCount(0);
  await first.sheet().getByLabel("Enkätens titel").fill("Nu skriver den första");
  await first.saved();

  // Without contact the review waits: it is of what is saved.
  await page.context().setOffline(true);
  await first.sheet().getByLabel("Enkätens titel").fill("Inte sparat än");
  await expect(page.locator(".standing")).toHaveText("Inte sparat");
  await page.getByRole("link", { name: "Granska och publicera" }).click();
  await expect(page.getByText("Allt är inte sparat.")).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByRole("heading", { level: 1, name: "Granska och publicera" })).toBeVisible();
  await other.context().close();
});
