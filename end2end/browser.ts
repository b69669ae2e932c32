/** The system's Chromium where CHROMIUM names one; otherwise Playwright's own. */
export const chromium = {
  launchOptions: {
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  },
};
