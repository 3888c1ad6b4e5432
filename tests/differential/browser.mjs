// How tests and measurements start the system's Chromium (KELP_CHROMIUM names another), by playwright-core.

export const browserOptions = {
  executablePath: process.env.KELP_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
};
