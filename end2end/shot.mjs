import { chromium } from "@playwright/test";
const [,, out, ...paths] = process.argv;
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const [name, width, dark] of [["p", 360, false], ["d", 1280, false], ["x", 1280, true]]) {
  if (process.env.ONLY && !process.env.ONLY.includes(name)) continue;
  const c = await b.newContext({ viewport: { width, height: 800 }, colorScheme: dark ? "dark" : "light", locale: "sv-SE" });
  const p = await c.newPage();
  await p.goto("http://127.0.0.1:3111/logga-in");
  await p.fill("[name=epost]", process.env.WHO ?? "samordnare@example.org"); await p.fill("[name=losenord]", "prova-lagesbild");
  await p.click("main button");
  for (const [i, path] of paths.entries()) {
    await p.goto("http://127.0.0.1:3111" + path, {waitUntil: "networkidle"});
    await p.screenshot({ path: `${out}-${i}-${name}.png`, fullPage: true });
  }
}
await b.close();
