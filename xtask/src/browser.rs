//! What is done in a browser, and what it needs: npm packages and a Chromium.

use std::path::Path;

use anyhow::{Result, bail};

use crate::packages::{install, on_path};
use crate::step::{npm, step};

const CANDIDATES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The variable that names the file in which the tests leave what the server says of definitions.
pub(crate) const VERDICTS: &str = "VERDICTS";

/// A browser that was found.
pub(crate) enum Chromium {
    /// The system's, at this path.
    System(String),
    /// The one that Playwright has installed for itself.
    Playwright,
}

/// Brings what the scripts in `end2end` need.
pub(crate) fn packages() -> Result<()> {
    step("npm packages", &mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    step("types", &mut npm(&["run", "types"]))
}

/// Runs one of the scripts against servers of its own.
///
/// # Errors
/// There is no Chromium, or the script failed.
pub(crate) fn run(script: &str, program: &Path) -> Result<()> {
    packages()?;
    match chromium() {
        Some(chromium) => run_in(&chromium, script, program, true, None),
        None => bail!("no Chromium: install it and try again"),
    }
}

/// The same in a browser that was found, with islands if the bundle could be built, and with what the tests of the same
/// code have left.
pub(crate) fn run_in(chromium: &Chromium, script: &str, program: &Path, islands: bool, verdicts: Option<&Path>) -> Result<()> {
    let mut command = npm(&["run", script]);
    command.env("LAGESBILD", program);
    command.envs(verdicts.map(|verdicts| (VERDICTS, verdicts)));
    if let Chromium::System(path) = chromium {
        command.env("CHROMIUM", path);
    }
    if !islands {
        command.env("NO_ISLANDS", "1");
    }
    step(script, &mut command)
}

/// The path of the system's Chromium.
pub(crate) fn on_system() -> Option<String> {
    CANDIDATES.iter().find_map(|name| on_path(name))
}

/// The system's Chromium, or Playwright's own, or the system's installed now.
pub(crate) fn chromium() -> Option<Chromium> {
    let system = || on_system().map(Chromium::System);
    if let Some(found) = system() {
        return Some(found);
    }
    eprintln!("! Chromium is missing: Playwright is asked for its own.");
    if step("Playwright's browser", &mut npm(&["exec", "playwright", "install", "chromium"])).is_ok() {
        return Some(Chromium::Playwright);
    }
    install("Chromium", &["chromium"]);
    system()
}
