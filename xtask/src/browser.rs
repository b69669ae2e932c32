//! The journeys in a browser, and what they need: npm packages and a Chromium.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::{npm, on_path, packages, step};

const CANDIDATES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Runs every journey against a server of its own.
pub(crate) fn journeys(program: &Path, bundled: bool) -> Result<()> {
    let mut command = prepared(&["run", "test"], program)?;
    if !bundled {
        eprintln!("! Journeys that need islands are left out.");
        command.env("NO_ISLANDS", "1");
    }
    step("journeys in the browser", &mut command)
}

/// Has Lighthouse look at the respondent's pages.
pub(crate) fn lighthouse(program: &Path) -> Result<()> {
    step("Lighthouse", &mut prepared(&["run", "lighthouse"], program)?)
}

/// Takes a picture of every page.
pub(crate) fn screenshots(program: &Path) -> Result<()> {
    step("screenshots", &mut prepared(&["run", "screenshots"], program)?)
}

fn prepared(script: &[&str], program: &Path) -> Result<Command> {
    step("npm packages", &mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    step("types", &mut npm(&["run", "types"]))?;
    let mut command = npm(script);
    command.env("LAGESBILD", program);
    // Playwright's own browser serves where it is; otherwise the system's.
    if let Some(chromium) = chromium()? {
        command.env("CHROMIUM", chromium);
    }
    Ok(command)
}

fn chromium() -> Result<Option<String>> {
    if let Some(found) = chromium_on_path() {
        return Ok(Some(found));
    }
    let own = npm(&["exec", "playwright", "install", "chromium"]);
    if step("Playwright's browser", &mut { own }).is_ok() {
        return Ok(None);
    }
    packages("Chromium", &["chromium"])?;
    match chromium_on_path() {
        Some(found) => Ok(Some(found)),
        None => bail!("no Chromium: install it and try again"),
    }
}

fn chromium_on_path() -> Option<String> {
    CANDIDATES.iter().find_map(|name| on_path(name))
}
