//! `cargo xtask test`: everything that must hold before a change lands, and `--fast` for in between.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::packages::{install, on_path};
use crate::step::{cargo, leave_out, step, summary, target};
use crate::{browser, bundle, office, postgres};

const CLIPPY: &str = "clippy-driver";

/// The tests that start the program itself or click through every page, and take a third of the time.
const SLOW: [&str; 3] = ["clicks::", "process::", "letters::"];

/// Formatting, lints and the quick tests on SQLite.
pub(crate) fn fast() -> Result<()> {
    formatting()?;
    let mut tests = tests();
    tests.arg("--").args(SLOW.iter().flat_map(|name| ["--skip", name])).env_remove(postgres::VARIABLE);
    step("build with lints, and quick tests on SQLite", &mut tests)?;
    summary();
    Ok(())
}

/// Everything.
pub(crate) fn whole() -> Result<()> {
    formatting()?;
    dependencies()?;
    let bundled = bundle::build_with(with_lints)?;
    // Of the whole workspace, as the tests: built alone, the server would have its dependencies with other features, and each
    // would be compiled twice.
    step("build with lints, benchmarks", with_lints(&mut cargo(&["build", "--workspace", "--benches"])))?;
    let mut tests = tests();
    let verdicts = target()?.join("verdicts.jsonl");
    tests.env(browser::VERDICTS, &verdicts);
    let postgres = postgres::start()?;
    tests.envs(postgres.as_ref().map(postgres::Server::variable));
    tests.envs(office::find().map(|office| ("TEST_OFFICE", office)));
    monitoring();
    step("build with lints, and tests", &mut tests)?;
    drop(postgres);
    journeys(bundled, &verdicts)?;
    summary();
    Ok(())
}

/// Has the programs that read what operators get: rules, metrics and the unit of the service.
fn monitoring() {
    for (program, package) in [("promtool", "prometheus"), ("systemd-analyze", "systemd")] {
        if on_path(program).is_none() {
            install(program, &[package]);
        }
        if on_path(program).is_none() {
            leave_out(format!("What {program} would look at is not tried: it is not installed."));
        }
    }
}

/// Kills the server so many times under load, on each engine.
pub(crate) fn crash(kills: u32, seed: u64) -> Result<()> {
    let postgres = postgres::start()?;
    let mut test = cargo(&["test", "--package", "server", "--test", "it", "--", "crash::", "--nocapture"]);
    test.env("CRASHES", kills.to_string()).env("CRASH_SEED", seed.to_string());
    step("kills", test.envs(postgres.as_ref().map(postgres::Server::variable)))?;
    summary();
    Ok(())
}

fn formatting() -> Result<()> {
    step("formatting", &mut cargo(&["fmt", "--all", "--check"]))
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

/// All tests.
fn tests() -> Command {
    let mut tests = cargo(&["test", "--workspace"]);
    with_lints(tests.env("INSTA_UPDATE", "no"));
    tests
}

/// Has clippy's compiler build this workspace's crates, as `cargo clippy` does it: what is linted is what is
/// tried, and everything is compiled once. A warning is an error.
fn with_lints(command: &mut Command) -> &mut Command {
    if on_path(CLIPPY).is_none() {
        leave_out("Lints are not tried: clippy is not installed (`rustup component add clippy`).".to_owned());
        return command;
    }
    command.env("RUSTC_WORKSPACE_WRAPPER", CLIPPY).env("CLIPPY_ARGS", "--deny__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__")
}

/// The journeys, against the server that the tests were built with.
fn journeys(bundled: bool, verdicts: &Path) -> Result<()> {
    browser::packages()?;
    let Some(chromium) = browser::chromium() else {
        leave_out("The journeys are not tried: no Chromium.".to_owned());
        return Ok(());
    };
    if !bundled {
        leave_out("Journeys that need islands are not tried: no browser bundle.".to_owned());
    }
    let program = target()?.join("debug").join(format!("lagesbild{}", env::consts::EXE_SUFFIX));
    browser::run_in(&chromium, "test", &program, bundled, Some(verdicts)).context("journeys in the browser")
}
