import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
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

/** Serves a demo city; the address and every organisation's link are left in the environment. */
export default async function city(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "lagesbild-"));
  const base = `http://127.0.0.1:${await freePort()}`;
  const server = spawn(program, ["demo", "--addr", base.slice(7), "--data-dir", folder], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise<void>((ready, failed) => {
    server.stdout.once("data", () => ready());
    server.once("exit", (code) => failed(new Error(`the demo ended with ${code}`)));
  });
  const year = Math.max(2026, new Date().getFullYear());
  const links = execFileSync(program, ["link", "list", "--round", `${year}`, "--format", "json"], {
    env: { ...process.env, DATABASE_URL: `sqlite:${join(folder, "lagesbild.db")}`, LAGESBILD_BASE_URL: base },
  });
  process.env.BASE = base;
  process.env.LINKS = links.toString();
  return () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
}
