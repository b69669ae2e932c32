import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { Provider } from "oidc-provider";
import { City, ended, freePort } from "../city.ts";
import { accessible } from "./people.ts";

const person = "central@example.org";

/** A provider of OpenID Connect on loopback, as the certified library makes one. */
async function provide(port: number, installation: string): Promise<Server> {
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [
      {
        client_id: "lagesbild",
        client_secret: "en-hemlighet-for-provet",
        redirect_uris: [`${installation}/logga-in/staden/klar`],
        post_logout_redirect_uris: [`${installation}/logga-in`],
        backchannel_logout_uri: `${installation}/logga-in/staden/utloggad`,
        backchannel_logout_session_required: true,
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: id, email_verified: true }),
    }),
    features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    cookies: { keys: ["for-provet"] },
    // The library reaches no loopback of its own accord.
    fetch: (url, options) => fetch(url, { method: options?.method, headers: options?.headers, body: options?.body }),
  });
  const server = createServer(provider.callback());
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  return server;
}

/** Logs in at the provider as somebody. */
async function logInThere(page: Page, who: string): Promise<void> {
  await page.fill("input[name=login]", who);
  await page.fill("input[name=password]", "vad som helst");
  await page.click("button[type=submit]");
  await page.click("button[type=submit]"); // agrees to what is asked for
}

test("the city's own login lets in, and out again", async ({ page, context }) => {
  const folder = mkdtempSync(join(tmpdir(), "lagesbild-"));
  const [here, there] = [await freePort(), await freePort()];
  const city = new City(folder, `http://127.0.0.1:${here}`);
  Object.assign(city.env, {
    LAGESBILD_OIDC_ISSUER: `http://127.0.0.1:${there}`,
    LAGESBILD_OIDC_CLIENT_ID: "lagesbild",
    LAGESBILD_OIDC_CLIENT_SECRET: "en-hemlighet-for-provet",
    LAGESBILD_PASSWORDS: "off",
  });
  city.run("user", "add", "--email", person, "--role", "central");
  const server = await city.serve(["serve"], "listening");
  const provider = await provide(there, city.base);
  try {
    await page.goto(`${city.base}/central/konton`);
    await expect(page.getByLabel("Lösenord")).toHaveCount(0);
    await accessible(page);
    await page.getByRole("link", { name: "Logga in med stadens inloggning" }).click();
    await logInThere(page, person);
    await expect(page).toHaveURL(`${city.base}/central/konton`);
    await expect(page.getByRole("row", { name: person })).toContainText("Aktivt");
    await page.goto(`${city.base}/konto`);
    await expect(page.getByRole("region", { name: "Här är du inloggad" }).locator("tbody tr")).toHaveCount(1);
    await accessible(page);

    // What was brought back once is worth nothing a second time.
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`${city.base}/logga-in/staden`);
    const back = requests.find((url) => url.includes("/logga-in/staden/klar?"));
    expect(back).toBeTruthy();
    await page.goto(back ?? "");
    await expect(page.getByRole("main")).toContainText("Börja om");

    // Out here, and out there.
    await page.goto(`${city.base}/logga-ut`);
    await page.getByRole("main").getByRole("button", { name: "Logga ut" }).click();
    await accessible(page);
    await page.getByRole("link", { name: "Logga ut från stadens inloggning" }).click();
    await page.getByRole("button", { name: /yes/i }).click();
    await expect(page).toHaveURL(new RegExp(`^${city.base}/logga-in`));
    await page.getByRole("link", { name: "Logga in med stadens inloggning" }).click();
    await expect(page.locator("input[name=password]")).toBeVisible();

    // Who has no account is told so.
    await logInThere(page, "nobody@example.org");
    await expect(page.getByRole("main")).toContainText("du har inget konto i Lägesbild");

    // Logged out at the provider alone: the next request here is nobody's.
    await context.clearCookies();
    await page.goto(`${city.base}/logga-in/staden`);
    await logInThere(page, person);
    await expect(page).toHaveURL(`${city.base}/central`);
    await page.goto(`http://127.0.0.1:${there}/session/end`);
    await page.getByRole("button", { name: /yes/i }).click();
    await page.goto(`${city.base}/central`);
    await expect(page).toHaveURL(new RegExp(`^${city.base}/logga-in`));
  } finally {
    provider.closeAllConnections();
    provider.close();
    await ended(server);
    rmSync(folder, { recursive: true, force: true });
  }
});
