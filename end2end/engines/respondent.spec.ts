import { expect } from "@playwright/test";
import { By, Key, type WebDriver, type WebElement, until } from "selenium-webdriver";
import { link, test } from "../tests/people.ts";
import { Driver, type Engine } from "./drivers.ts";

const WAIT = 15_000;

/** A page as a person with a telephone uses it: by what she reads. */
class Reader {
  constructor(readonly browser: WebDriver) {}

  open = (address: string) => this.browser.get(address);

  /** The first element of a path that is shown. */
  async at(path: string, within = ""): Promise<WebElement> {
    const shown = async () => {
      for (const element of await this.browser.findElements(By.xpath(`${within}${path}`))) if (await element.isDisplayed()) return element;
      return null;
    };
    const found = await this.browser.wait(() => shown().catch(() => null), WAIT, `nothing is shown at ${within}${path}`);
    return found as WebElement;
  }

  /** Where a smooth scroll cannot move it away from under the finger. */
  async tap(element: WebElement, within?: WebElement): Promise<void> {
    await this.browser.executeScript("arguments[0].scrollIntoView({ behavior: 'instant', block: 'center' })", within ?? element);
    await element.click();
  }

  sees = (text: string) => this.at(`//*[not(self::script)][contains(normalize-space(.), "${text}")][not(*[contains(normalize-space(.), "${text}")])]`);
  heading = (text: string) => this.at(`//h1[contains(normalize-space(.), "${text}")]`);
  press = async (name: string) => this.tap(await this.at(`//button[not(@aria-hidden)][normalize-space(.)="${name}"] | //a[contains(normalize-space(.), "${name}")]`));

  /** The field of a label, in the group of questions whose legend begins so. */
  async field(label: string, group?: string): Promise<WebElement> {
    const within = group ? `//fieldset[legend[contains(normalize-space(.), "${group}")]]` : "";
    const name = await this.at(`//label[contains(normalize-space(.), "${label}")]`, within);
    const id = await name.getAttribute("for");
    return id ? this.browser.findElement(By.id(id)) : name.findElement(By.css("input, select, textarea"));
  }

  async choose(label: string, group?: string): Promise<void> {
    const field = await this.field(label, group);
    await this.tap(field);
    await this.browser.wait(() => field.isSelected(), WAIT, `${label} is not chosen`);
  }

  async chosen(label: string, group?: string): Promise<boolean> {
    return (await this.field(label, group)).isSelected();
  }

  async write(label: string, text: string): Promise<void> {
    const field = await this.field(label);
    await this.tap(field);
    await field.clear();
    await field.sendKeys(text);
  }

  /** Chooses a month; how it is typed or picked is each engine's own. */
  async month(label: string, value: string): Promise<void> {
    const set = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', { bubbles: true }))";
    await this.browser.executeScript(set, await this.field(label), value);
  }

  async select(label: string, option: string): Promise<void> {
    const field = await this.field(label);
    await this.tap(await field.findElement(By.xpath(`.//option[contains(normalize-space(.), "${option}")]`)), field);
  }

  /** The first unit that has not answered, and begins. */
  async begin(organisation: string): Promise<void> {
    await this.open(link(organisation));
    await this.freeUnit();
    await this.press("Börja svara");
  }

  async freeUnit(): Promise<void> {
    const free = await this.at(`//select[@id="enhet"]`);
    await this.tap(await free.findElement(By.xpath(`.//option[@value != ""][not(contains(., "har svarat"))]`)), free);
  }

  /** That the island has taken the page over. */
  awake = () => this.browser.wait(async () => (await this.browser.findElements(By.css("[data-later]"))).length === 0, WAIT, "asleep");

  /** Nothing is wider than the page. */
  async fits(): Promise<void> {
    const over = await this.browser.executeScript<number>("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    expect(over, `${await this.browser.getCurrentUrl()} scrolls sideways`).toBeLessThanOrEqual(0);
  }
}

const focused = (browser: WebDriver) => browser.switchTo().activeElement();

for (const engine of ["chromium", "firefox", "webkit"] as Engine[]) {
  test.describe(engine, () => {
    test.skip(!(process.env.ENGINES ?? "chromium firefox webkit").split(" ").includes(engine), "its driver was not found");
    let driver: Driver;
    test.beforeAll(async () => {
      driver = await Driver.start(engine);
    });
    test.afterEach(() => driver.quit());
    test.afterAll(() => driver.end());

    test("an enhetschef answers with an incident, after faults", async () => {
      const reader = new Reader(await driver.browser());
      await reader.begin("norra-innerstaden");
      await reader.heading("Din verksamhet");
      await reader.fits();
      await reader.awake();

      await reader.press("Nästa");
      const summary = await reader.at(`//*[@role="alert"]`);
      expect(await (await focused(reader.browser)).getId()).toBe(await summary.getId());
      await (await summary.findElement(By.css("a"))).click();
      expect(await (await focused(reader.browser)).getAttribute("name")).toBe("omrade");

      await reader.choose("Förskola");
      await reader.press("Nästa");
      await reader.heading("Kännedom");
      await reader.choose("Både jag och mina medarbetare", "Stadens vägledning");
      await reader.fits();
      await reader.press("Nästa");
      await reader.press("Nästa");

      await reader.heading("Oro och händelser");
      await reader.awake();
      await reader.choose("Ja", "under perioden märkt något");
      await reader.choose("Ensamagerande utan känd miljö", "Oro eller händelse 1");
      await reader.choose("Klotter", "Oro eller händelse 1");
      await reader.select("I vilket stadsdelsområde", "Norrmalm");
      await reader.month("Ungefär när", "2999-01");
      await reader.press("Nästa");
      await reader.sees("Månaden har inte börjat än");
      await reader.month("Ungefär när", new Date().toISOString().slice(0, 7));
      await reader.press("Lägg till oro eller händelse");
      await reader.at(`//fieldset[legend[contains(normalize-space(.), "Oro eller händelse 2")]]`);
      expect(await reader.chosen("Klotter", "Oro eller händelse 1")).toBe(true);
      await reader.press("Ta bort oro eller händelse 2");
      await reader.fits();
      await reader.press("Nästa");

      await reader.write("Vad behöver ni", "Fråga på 070-174 06 05.");
      await reader.press("Nästa");
      await reader.sees("telefonnummer");
      await reader.write("Vad behöver ni", "Mer stöd till Ängsgården, å ä ö.");
      await reader.press("Nästa");
      await reader.heading("Granska dina svar");
      await reader.sees("Mer stöd till Ängsgården, å ä ö.");
      await reader.fits();
      await reader.press("Skicka in");
      await reader.heading("Tack!");
      await reader.press("Visa dina svar");
      await reader.sees("Ensamagerande utan känd miljö");
    });

    test("what is written is saved, and goes on on another device", async () => {
      const reader = new Reader(await driver.browser());
      await reader.begin("farsta");
      await reader.awake();
      await reader.choose("Äldreomsorg");
      await reader.sees("Sparat");
      await reader.browser.navigate().refresh();
      expect(await reader.chosen("Äldreomsorg")).toBe(true);
      await reader.press("Spara och fortsätt senare");
      await reader.heading("Dina svar är sparade");
      const code = await (await reader.at(`//*[contains(@class, "code")]`)).getText();
      // One session at a time is all that some drivers give: what this browser knows is taken from it.
      await reader.browser.manage().deleteAllCookies();
      await reader.open(link("farsta"));
      await reader.press("började på en annan telefon");
      await reader.write("Kod", code);
      await reader.freeUnit();
      await reader.press("Fortsätt");
      expect(await reader.chosen("Äldreomsorg")).toBe(true);
    });

    test("a unit is searched and begun with the keyboard", async () => {
      const reader = new Reader(await driver.browser());
      await reader.open(link("bromma"));
      await reader.write("Sök i listan", "HEMTJANST");
      await reader.browser.wait(until.elementLocated(By.css(".hits button")), WAIT);
      await (await reader.field("Sök i listan")).sendKeys(Key.ENTER);
      await reader.browser.wait(async () => (await (await focused(reader.browser)).getAttribute("id")) === "enhet", WAIT, "the list has no focus");
      const chosen = await reader.browser.findElement(By.css("#enhet option:checked"));
      expect(await chosen.getText()).toContain("Hemtjänsten");
    });
  });
}
