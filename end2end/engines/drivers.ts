import { type ChildProcess, spawn } from "node:child_process";
import { Builder, type WebDriver } from "selenium-webdriver";
import { freePort } from "../city.ts";

const args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=500,900"];

/** What drives each engine, and how it is asked for a browser; the paths come from the environment. */
const ENGINES = {
  chromium: {
    driver: process.env.CHROMEDRIVER ?? "chromedriver",
    capabilities: { browserName: "chrome", "goog:chromeOptions": { binary: process.env.CHROMIUM, args } },
  },
  firefox: {
    driver: process.env.GECKODRIVER ?? "geckodriver",
    capabilities: {
      browserName: "firefox",
      "moz:firefoxOptions": { binary: process.env.FIREFOX, args: ["-headless", "--width=500", "--height=900"] },
    },
  },
  webkit: {
    driver: process.env.WEBKITDRIVER ?? "WebKitWebDriver",
    capabilities: {
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: process.env.MINIBROWSER ?? "MiniBrowser", args: ["--automation"] },
    },
  },
};

export type Engine = keyof typeof ENGINES;

/** A driver of an engine, with one browser at a time. */
export class Driver {
  readonly #process: ChildProcess;
  #browser?: WebDriver;

  private constructor(readonly engine: Engine, readonly port: number) {
    this.#process = spawn(ENGINES[engine].driver, [`--port=${port}`], { stdio: "ignore" });
  }

  static async start(engine: Engine): Promise<Driver> {
    return new Driver(engine, await freePort());
  }

  /** A browser that has nothing stored. */
  async browser(): Promise<WebDriver> {
    const builder = new Builder().usingServer(`http://127.0.0.1:${this.port}`).withCapabilities(ENGINES[this.engine].capabilities);
    this.#browser = await builder.build();
    return this.#browser;
  }

  async quit(): Promise<void> {
    await this.#browser?.quit();
    this.#browser = undefined;
  }

  end(): void {
    this.#process.kill();
  }
}
