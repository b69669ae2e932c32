//! Steps: commands that are announced, timed and listed at the end, with what had to be left out.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use std::{env, mem};

use anyhow::{Context, Result, bail};

use crate::root;

static DONE: Mutex<Vec<(String, Duration)>> = Mutex::new(Vec::new());
static LEFT_OUT: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Runs a command in the project's folder and says how long it took.
///
/// # Errors
/// It could not be started, or did not succeed.
pub(crate) fn step(what: &str, command: &mut Command) -> Result<()> {
    timed(what, || {
        let status = command.current_dir(root()).status().with_context(|| format!("{what}: could not start"))?;
        if !status.success() {
            bail!("{what}: failed ({status})");
        }
        Ok(())
    })
}

/// Does some work as a step.
pub(crate) fn timed<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("→ {what}");
    let begun = Instant::now();
    let result = work()?;
    let time = begun.elapsed();
    eprintln!("  {what}: done in {} s", time.as_secs());
    if let Ok(mut done) = DONE.lock() {
        done.push((what.to_owned(), time));
    }
    Ok(result)
}

/// Says that something is not tried, now and in the list at the end.
pub(crate) fn leave_out(what: String) {
    eprintln!("! {what}");
    if let Ok(mut left_out) = LEFT_OUT.lock() {
        left_out.push(what);
    }
}

/// Lists the steps and what was left out.
pub(crate) fn summary() {
    let done = DONE.lock().map(|mut done| mem::take(&mut *done)).unwrap_or_default();
    let left_out = LEFT_OUT.lock().map(|mut left_out| mem::take(&mut *left_out)).unwrap_or_default();
    eprintln!("\n   s  step");
    for (what, time) in &done {
        eprintln!("{:4}  {what}", time.as_secs());
    }
    for what in &left_out {
        eprintln!("   !  {what}");
    }
}

/// The target folder: the one that this program was built into.
pub(crate) fn target() -> Result<PathBuf> {
    let program = env::current_exe()?;
    Ok(program.ancestors().nth(2).context("no target folder")?.to_owned())
}

/// Cargo, as it runs this program.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    // All that follows belongs into the folder that this program is in.
    if let Ok(target) = target() {
        command.env("CARGO_TARGET_DIR", target);
    }
    command
}

/// npm in `end2end`.
pub(crate) fn npm(arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(["--prefix", "end2end"]).args(arguments);
    command
}
