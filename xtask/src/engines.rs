//! The respondent's journey in three engines: Chromium, Firefox, and the one of every iPhone.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::browser;
use crate::packages::{install, on_path};
use crate::step::{cargo, leave_out, step, target};

/// Debian's packages for what is not there.
const PACKAGES: [(&str, &str); 4] = [
    ("chromedriver", "chromium-driver"),
    ("firefox-esr", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("xvfb-run", "xvfb"),
];
/// Where Debian has the third engine's own browser, which only drivers start.
const MINI_BROWSER: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

/// Runs it in each engine that can be had, and says which cannot.
pub(crate) fn run(program: &Path) -> Result<()> {
    browser::packages()?;
    let missing: Vec<&str> = PACKAGES.iter().filter(|(name, _)| on_path(name).is_none()).map(|(_, package)| *package).collect();
    if !missing.is_empty() {
        install("A driver of a browser", &missing);
    }
    let screen = on_path("xvfb-run");
    // WebKit's browser has no mode without a screen.
    let mut journey = Command::new(screen.as_deref().map_or("npm", |_| "xvfb-run"));
    journey.args(screen.iter().flat_map(|_| ["--auto-servernum", "npm"])).args(["--prefix", "end2end", "run", "engines"]);
    let mut engines = vec![];
    let mut has = |engine, paths: [(&str, Option<String>); 2]| {
        if paths.iter().any(|(_, path)| path.is_none()) {
            leave_out(format!("The journey is not tried in {engine}: it is not installed."));
            return;
        }
        journey.envs(paths.into_iter().filter_map(|(name, path)| Some((name.to_owned(), path?))));
        engines.push(engine);
    };
    has("chromium", [("CHROMIUM", browser::on_system()), ("CHROMEDRIVER", on_path("chromedriver"))]);
    has("firefox", [("FIREFOX", on_path("firefox-esr").or_else(|| on_path("firefox"))), ("GECKODRIVER", geckodriver())]);
    has(
        "webkit",
        [("MINIBROWSER", screen.as_ref().and_then(|_| existing(MINI_BROWSER))), ("WEBKITDRIVER", on_path("WebKitWebDriver"))],
    );
    journey.env("ENGINES", engines.join(" ")).env("LAGESBILD", program);
    step("journey in three engines", &mut journey)
}

/// The driver of Firefox, which is a crate.
fn geckodriver() -> Option<String> {
    let tools: PathBuf = target().ok()?.join("tools");
    let installed = || on_path("geckodriver").or_else(|| existing(tools.join("bin/geckodriver").to_str()?));
    if let Some(found) = installed() {
        return Some(found);
    }
    let mut cargo = cargo(&["install", "geckodriver", "--locked", "--root"]);
    step("geckodriver, the driver of Firefox", cargo.arg(&tools)).ok()?;
    installed()
}

fn existing(path: &str) -> Option<String> {
    Path::new(path).exists().then(|| path.to_owned())
}
