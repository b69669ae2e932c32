import { type Page } from "@playwright/test";
import { year } from "../tests/year.ts";
import { awake, base, begin, go, link, logIn, logOut, next, noticed, oldLink, test, toIncidents, types } from "../tests/people.ts";

const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 } } as const;

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`${size}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme });
      const picture = async (page: Page, name: string) => {
        const whole = await page.evaluate(() => document.documentElement.scrollHeight);
        const clip = { x: 0, y: 0, width: viewport.width, height: Math.min(whole, 1500) };
        await page.screenshot({ path: `pictures/${name}-${size}-${colorScheme}.png`, fullPage: true, clip });
      };

      test("respondent", async ({ page }) => {
        await page.goto(link("skarpnack"));
        await picture(page, "start");
        await page.goto(`${link("skarpnack")}/hjalp`);
        await picture(page, "help");
        await page.goto(`${link("skarpnack")}/fragor`);
        await picture(page, "questions");
        await page.goto(`${link("skarpnack")}/fortsatt`);
        await picture(page, "resume");
        await page.goto(`${link("skarpnack")}/andra`);
        await picture(page, "change");
        await begin(page, "skarpnack");
        await picture(page, "section");
        await next(page);
        await picture(page, "section-faulty");
        await page.getByLabel("Förskola").check();
        await next(page);
        await picture(page, "section-matrix");
        await page.goBack();
        await toIncidents(page);
        await awake(page);
        await noticed(page).getByLabel("Ja").check();
        await page.getByLabel("Beskriv kort vad som hände").fill("Ring 070-174 06 05 om klottret.");
        await page.locator(".caution").filter({ hasText: "telefonnummer" }).waitFor();
        await picture(page, "section-incident");
        await noticed(page).getByLabel("Nej").check();
        await page.getByText("Visa alla steg").click();
        await page.locator(".saved").filter({ hasText: "Sparat" }).waitFor();
        await picture(page, "section-saved");
        await next(page);
        await page.getByLabel("Vad behöver ni").fill("Karin i receptionen vill ha material på fler språk.");
        await page.getByRole("button", { name: "Spara och fortsätt senare" }).click();
        await picture(page, "saved");
        await page.getByRole("link", { name: "Fortsätt nu" }).click();
        await next(page);
        await picture(page, "check");
        await page.getByLabel("Jag har kontrollerat").check();
        await page.getByRole("button", { name: "Skicka in" }).click();
        await picture(page, "receipt");
        await page.getByRole("link", { name: "Visa dina svar" }).click();
        await picture(page, "copy");
        await page.goto(link("skarpnack"));
        await page.selectOption("#enhet", { index: 1 });
        const answered = page.locator("#enhet option").filter({ hasText: "har svarat" }).first();
        await page.selectOption("#enhet", (await answered.getAttribute("value")) ?? "");
        await page.getByRole("button", { name: "Börja svara" }).click();
        await picture(page, "answered");
        for (const [name, address] of [["closed", oldLink("farsta")], ["not-yet", types("inteAn")], ["unknown", `${link("farsta")}x`]]) {
          await page.goto(address ?? "");
          await picture(page, name ?? "");
        }
        for (const [name, path] of [["privacy", "/personuppgifter"], ["accessibility", "/tillganglighet"]]) {
          await page.goto(new URL(path ?? "", link("farsta")).href);
          await picture(page, name ?? "");
        }
      });

      test("a year", async ({ page }) => {
        test.setTimeout(240_000);
        await year(page, (name) => picture(page, `year-${name}`));
      });

      test("staff", async ({ page }) => {
        await page.goto(new URL("/logga-in", link("farsta")).href);
        await picture(page, "log-in");
        await logIn(page, "samordnare@example.org");
        await picture(page, "coordinator");
        await page.getByText(/^Omgång \d/).click();
        await page.getByRole("link", { name: "2025" }).click();
        await picture(page, "coordinator-results");
        await page.getByRole("link", { name: "Underlag för lägesbilden" }).click();
        await picture(page, "underlag");
        for (const [name, path] of [["results", "resultat"], ["texts", "fritext"], ["incidents", "handelser"],
          ["sources", "kallor"], ["reports", "kallor/rapporter"], ["register", "register"], ["poster", "affisch"], ["underlag-form", "underlag"]] as const) {
          await page.goto(`${base()}/forvaltning/${path}?ar=2025`);
          await picture(page, name);
        }
        await logOut(page);
        const other = new URL(types("med")).origin;
        await logIn(page, "samordnare@example.org", other);
        await page.goto(`${other}/forvaltning/utskick`);
        await picture(page, "letters");
        await page.goto(`${other}/forvaltning/utskick/brev?slag=inbjudan`);
        await page.getByRole("button", { name: "Förhandsgranska" }).click();
        await picture(page, "letter");
        await logOut(page);
        await logIn(page, "central@example.org");
        await picture(page, "rates");
        for (const [name, link] of [["awareness", "Kännedom"], ["rounds", "Omgångar"], ["questionnaires", "Enkäter"],
          ["organisations", "Organisationer"], ["accounts", "Konton"], ["log", "Logg"]] as const) {
          await go(page, link);
          await picture(page, name);
        }
        for (const [name, path] of [["indicator", "kannedom/handlingsplan_chef"], ["question", "fragor"],
          ["city-incidents", "handelser"], ["city-underlag", "underlag"]] as const) {
          await page.goto(`${base()}/central/${path}?ar=2025`);
          await picture(page, name);
        }
        await page.goto(`${base()}/konto/lasnycklar`);
        await picture(page, "reading-tokens");
      });
    });
  }
}
