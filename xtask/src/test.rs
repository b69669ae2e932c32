//! `cargo xtask test`: everything that must hold before a change lands, and `--fast` for in between.

use std::env;
use std::process::Command;

use anyhow::{Context, Result};

use crate::packages::on_path;
use crate::step::{cargo, leave_out, step, summary, target};
use crate::{browser, bundle, office, postgres};

/// Formatting, lints and the tests on SQLite.
pub(crate) fn fast() -> Result<()> {
    formatting_and_lints()?;
    step("tests on SQLite", tests(&["--workspace"]).env_remove(postgres::VARIABLE))?;
    summary()
}

/// Everything.
pub(crate) fn whole() -> Result<()> {
    formatting_and_lints()?;
    documentation(false)?;
    dependencies()?;
    let bundled = bundle::build()?;
    if bundled {
        step("lints of what runs in the browser", &mut cargo(bundle::LINTS))?;
    }
    let mut tests = tests(&["--workspace"]);
    let postgres = postgres::start()?;
    tests.envs(postgres.as_ref().map(postgres::Server::variable));
    tests.envs(office::find().map(|office| ("TEST_OFFICE", office)));
    step("tests", &mut tests)?;
    drop(postgres);
    journeys(bundled)?;
    summary()
}

fn formatting_and_lints() -> Result<()> {
    step("formatting", &mut cargo(&["fmt", "--all", "--check"]))?;
    step("lints", &mut cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
}

/// Builds the documentation of this workspace's crates; a warning is an error.
pub(crate) fn documentation(open: bool) -> Result<()> {
    let mut doc = cargo(&["doc", "--workspace", "--no-deps"]);
    doc.args(open.then_some("--open"));
    step("documentation", doc.env("RUSTDOCFLAGS", "--deny warnings"))
}

/// Has cargo-deny look at the dependencies, where it is installed.
pub(crate) fn dependencies() -> Result<()> {
    if on_path("cargo-deny").is_none() {
        eprintln!("! cargo-deny is not installed: dependencies are not looked at (`cargo install --locked cargo-deny`).");
        return Ok(());
    }
    step("dependencies", &mut cargo(&["deny", "--offline", "check", "bans", "licenses", "sources"]))
}

/// All tests of these packages, by nextest where it is installed.
fn tests(packages: &[&str]) -> Command {
    let runner: &[&str] = if on_path("cargo-nextest").is_some() { &["nextest", "run"] } else { &["test"] };
    let mut tests = cargo(runner);
    tests.args(packages).env("INSTA_UPDATE", "no");
    tests
}

/// The journeys, against the server that the tests were built with.
fn journeys(bundled: bool) -> Result<()> {
    browser::packages()?;
    let Some(chromium) = browser::chromium() else {
        leave_out("The journeys are not tried: no Chromium.".to_owned());
        return Ok(());
    };
    if !bundled {
        leave_out("Journeys that need islands are not tried: no browser bundle.".to_owned());
    }
    let program = target()?.join("debug").join(format!("lagesbild{}", env::consts::EXE_SUFFIX));
    browser::run_in(&chromium, "test", &program, bundled).context("journeys in the browser")
}
