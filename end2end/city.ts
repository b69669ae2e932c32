import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = process.env.LAGESBILD ?? "../target/debug/lagesbild";

async function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** A server of its own, until `stop`; `sign` is what it prints or logs when it answers. */
async function serve(base: string, folder: string, args: string[], sign: string) {
  const env = { ...process.env, DATABASE_URL: `sqlite:${join(folder, "lagesbild.db")}`, LAGESBILD_BASE_URL: base, LAGESBILD_ADDR: base.slice(7), LAGESBILD_SMTP_URL: "smtp://127.0.0.1:9", LAGESBILD_MAIL_FROM: "enkat@example.org" };
  const server = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env });
  await new Promise<void>((ready, failed) => {
    for (const stream of [server.stdout, server.stderr]) stream.on("data", (text: Buffer) => text.includes(sign) && ready());
    server.once("exit", (code) => failed(new Error(`the server ended with ${code}`)));
  });
  const run = (...command: string[]) => execFileSync(program, command, { env, input: "prova-lagesbild\n", stdio: ["pipe", "pipe", "ignore"] }).toString();
  return { run, stop: () => server.kill() };
}

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const long = "Enheten-för-samordnad-uppföljning-av-förebyggande-insatser-inom-öppen-verksamhet";

/** A city with every type of question, long names, a round that is open and one that is not yet. */
async function types(folder: string): Promise<{ link: Record<string, string>; stop: () => void }> {
  const base = `http://127.0.0.1:${await freePort()}`;
  const city = await serve(base, folder, ["serve"], "listening");
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const organisations = `id;namn;typ;omraden;efterfoljare;upphor;forvantat_antal
utan;Lokala rådet;extern;Bromma;;;20
med;${long} och mycket annat i hela staden;extern;Farsta;;;
`;
  const units = ["Liten enhet", `${long} och ännu mer`, ...Array.from({ length: 10 }, (_, i) => `Enhet ${i + 1}`)];
  city.run("import", "organisations", file("organisationer.csv", organisations));
  city.run("import", "units", file("enheter.csv", `forvaltning;enhet;epost\n${units.map((u, i) => `med;${u};enhet${i}@example.org\n`).join("")}`));
  city.run("import", "questionnaire", "../app/enkat/exempel-alla-typer.json");
  city.run("questionnaire", "publish", "exempel-alla-typer");
  city.run("user", "add", "--email", "samordnare@example.org", "--role", "samordnare", "--organisation", "med", "--password-stdin");
  const year = new Date().getFullYear();
  const opened = (y: number, from: number, to: number) => {
    city.run("round", "create", "--year", `${y}`, "--opens", day(from), "--closes", day(to));
    return Object.fromEntries(
      city.run("round", "open", `${y}`).trim().split("\n").slice(1).map((line) => line.split(";") as [string, string]),
    );
  };
  const link = opened(year, -2, 30);
  return { link: { ...link, inteAn: opened(year + 1, 300, 330).utan ?? "" }, stop: city.stop };
}

/** Serves a demo city and one with every type of question; addresses are left in the environment. */
export default async function city(): Promise<() => void> {
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), "lagesbild-"))) as [string, string];
  const base = `http://127.0.0.1:${await freePort()}`;
  const demo = await serve(base, folders[0], ["demo", "--addr", base.slice(7), "--data-dir", folders[0]], "Logga in");
  const year = Math.max(2026, new Date().getFullYear());
  const every = await types(folders[1]);
  process.env.BASE = base;
  process.env.LINKS = demo.run("link", "list", "--round", `${year}`, "--format", "json");
  process.env.OLD_LINKS = demo.run("link", "list", "--round", `${year - 1}`, "--format", "json");
  process.env.TYPES = JSON.stringify(every.link);
  return () => {
    demo.stop();
    every.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  };
}
