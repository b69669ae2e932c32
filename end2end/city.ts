import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = process.env.LAGESBILD ?? "../target/debug/lagesbild";
const year = new Date().getFullYear();
const demoYear = Math.max(2026, year);

export async function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** A command of the program on the database in a folder. */
export class City {
  readonly env: NodeJS.ProcessEnv;

  constructor(readonly folder: string, readonly base: string) {
    const database = { DATABASE_URL: `sqlite:${join(folder, "lagesbild.db")}`, LAGESBILD_BASE_URL: base, LAGESBILD_ADDR: base.slice(7) };
    this.env = { ...process.env, ...database, LAGESBILD_SMTP_URL: "smtp://127.0.0.1:9", LAGESBILD_MAIL_FROM: "enkat@example.org" };
  }

  run(...args: string[]): string {
    const options = { env: this.env, input: "prova-lagesbild\n", stdio: ["pipe", "pipe", "ignore"] as ["pipe", "pipe", "ignore"] };
    return execFileSync(program, args, options).toString();
  }

  links(round: number): { organisation: string; lank: string }[] {
    return JSON.parse(this.run("link", "list", "--round", `${round}`, "--format", "json"));
  }

  /** A server, when it has printed or logged `sign`. */
  async serve(args: string[], sign: string): Promise<ChildProcess> {
    const server = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: this.env });
    await new Promise<void>((ready, failed) => {
      for (const stream of [server.stdout, server.stderr]) stream.on("data", (text: Buffer) => text.includes(sign) && ready());
      server.once("exit", (code) => failed(new Error(`the server ended with ${code}`)));
    });
    return server;
  }

  demo = () => this.serve(["demo", "--addr", this.base.slice(7), "--data-dir", this.folder], "Logga in");
}

export async function ended(server: ChildProcess): Promise<void> {
  const exit = new Promise((done) => server.once("exit", done));
  server.kill();
  await exit;
}

export const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const long = "Enheten-för-samordnad-uppföljning-av-förebyggande-insatser-inom-öppen-verksamhet";

/** A city with every type of question, long names, a round that is open and one that is not yet. */
function makeTypes(city: City): void {
  const file = (name: string, text: string) => {
    writeFileSync(join(city.folder, name), text);
    return join(city.folder, name);
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
  for (const [y, from, to] of [[year, -2, 30], [year + 1, 300, 330]] as const) {
    city.run("round", "create", "--year", `${y}`, "--opens", day(from), "--closes", day(to));
    city.run("round", "open", `${y}`);
  }
}

/** Makes a demo city and one with every type of question, once; each worker gets copies. */
export default async function prepare(): Promise<() => void> {
  const root = mkdtempSync(join(tmpdir(), "lagesbild-"));
  const [demo, types] = ["demo", "types"].map((name) => join(root, name)) as [string, string];
  mkdirSync(types);
  makeTypes(new City(types, "http://127.0.0.1:1"));
  await ended(await new City(demo, `http://127.0.0.1:${await freePort()}`).demo());
  process.env.CITIES = root;
  return () => rmSync(root, { recursive: true, force: true });
}

/** Serves copies of the two cities; their addresses are left in this worker's environment. */
export async function serveCopies(): Promise<() => Promise<void>> {
  const root = mkdtempSync(join(tmpdir(), "lagesbild-"));
  cpSync(process.env.CITIES ?? "", root, { recursive: true });
  const city = async (name: string) => new City(join(root, name), `http://127.0.0.1:${await freePort()}`);
  const [demo, types] = [await city("demo"), await city("types")];
  const servers = await Promise.all([demo.demo(), types.serve(["serve"], "listening")]);
  process.env.BASE = demo.base;
  process.env.LINKS = JSON.stringify(demo.links(demoYear));
  process.env.OLD_LINKS = JSON.stringify(demo.links(demoYear - 1));
  const [open, notYet] = [types.links(year), types.links(year + 1)].map((links) => Object.fromEntries(links.map((l) => [l.organisation, l.lank])));
  process.env.TYPES = JSON.stringify({ ...open, inteAn: notYet?.utan });
  return async () => {
    await Promise.all(servers.map(ended));
    rmSync(root, { recursive: true, force: true });
  };
}
