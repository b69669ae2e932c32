//! The developer's commands: `cargo xtask run`, `test`, `dev`, `bundle`, `bench`, `lighthouse`, `screenshots`.

mod browser;
mod bundle;
mod office;
mod postgres;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs, thread};

use anyhow::{Context, Result, bail};

const HELP: &str = "cargo xtask COMMAND

  run          build everything in release and serve the demo (ADDR as an argument, if wanted)
  test         formatting, lints, tests on both engines, the browser's journeys
  dev          serve the demo from a debug build, and again after each change
  bundle       build the browser bundle alone
  bench        speed and size, as ratios measured in one run; `bench storm`: nobody stops the others
  lighthouse   the respondent's pages on a telephone with a slow line
  screenshots  pictures of every page, into end2end/pictures";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        Some("run") => run(&arguments[1..]),
        Some("test") => test(),
        Some("dev" | "watch") => dev(),
        Some("bundle") => bundle::build().map(|_| ()),
        Some("bench") => bench(arguments.get(1).map_or("load", String::as_str)),
        Some("lighthouse") => with_server(browser::lighthouse),
        Some("screenshots") => with_server(browser::screenshots),
        _ => {
            println!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The project's folder.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The target folder: the one that this program was built into.
pub(crate) fn target() -> Result<PathBuf> {
    let program = env::current_exe()?;
    Ok(program.ancestors().nth(2).context("no target folder")?.to_owned())
}

/// Runs a step, saying what is waited for and how long it took.
pub(crate) fn step(what: &str, command: &mut Command) -> Result<()> {
    eprintln!("→ {what}");
    let begun = Instant::now();
    let status = command.current_dir(root()).status().with_context(|| format!("{what}: could not start"))?;
    if !status.success() {
        bail!("{what}: failed ({status})");
    }
    eprintln!("  done in {} s", begun.elapsed().as_secs());
    Ok(())
}

/// Where a program is.
pub(crate) fn on_path(name: &str) -> Option<String> {
    let found = Command::new("sh").args(["-c", &format!("command -v {name}")]).output().ok()?;
    let path = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    (!path.is_empty()).then_some(path)
}

/// Installs packages of the system.
pub(crate) fn packages(what: &str, names: &[&str]) -> Result<()> {
    step("package lists", Command::new("apt-get").args(["update", "-qq"]))?;
    step(what, Command::new("apt-get").args(["install", "-y", "-qq"]).args(names))
}

/// Cargo, as it runs this program.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// A step in `end2end`.
pub(crate) fn npm(arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(["--prefix", "end2end"]).args(arguments);
    command
}

fn run(arguments: &[String]) -> Result<()> {
    eprintln!("From nothing this takes some minutes on two cores: first the browser bundle, then the server.");
    bundle::build()?;
    step("server, release (the longest step)", &mut cargo(&["build", "--release", "--package", "server"]))?;
    let addr = arguments.first().map_or("127.0.0.1:3000", String::as_str);
    step("demo (Ctrl-C ends it)", Command::new(target()?.join("release/lagesbild")).args(["demo", "--addr", addr]))
}

fn test() -> Result<()> {
    step("formatting", &mut cargo(&["fmt", "--all", "--check"]))?;
    step("lints", &mut cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))?;
    let bundled = bundle::build()?;
    if bundled {
        step("lints of what runs in the browser", &mut cargo(bundle::LINTS))?;
    }
    let postgres = postgres::start()?;
    let mut tests = cargo(&["test", "--workspace"]);
    if let Some(server) = &postgres {
        tests.env("TEST_POSTGRES_URL", server.url());
    }
    if let Some(office) = office::find() {
        tests.env("TEST_OFFICE", office);
    }
    step("tests", tests.env("INSTA_UPDATE", "no"))?;
    step("server, debug", &mut cargo(&["build", "--package", "server"]))?;
    browser::journeys(&target()?.join("debug/lagesbild"), bundled)
}

/// Builds what is looked at in a browser, and looks.
fn with_server(look: fn(&Path) -> Result<()>) -> Result<()> {
    bundle::build()?;
    step("server, debug", &mut cargo(&["build", "--package", "server"]))?;
    look(&target()?.join("debug/lagesbild"))
}

fn bench(name: &str) -> Result<()> {
    bundle::build()?;
    step("server, release", &mut cargo(&["build", "--release", "--package", "server"]))?;
    let postgres = postgres::start()?;
    let mut bench = cargo(&["bench", "--package", "server", "--bench", name]);
    bench.env("LAGESBILD", target()?.join("release/lagesbild"));
    if let Some(server) = &postgres {
        bench.env("TEST_POSTGRES_URL", server.url());
    }
    step("measurements", &mut bench)
}

/// Builds, serves, and starts over whenever a source file is newer than the last build.
fn dev() -> Result<()> {
    let data = target()?.join("dev");
    loop {
        #[allow(clippy::disallowed_methods)] // a tool for developers, not the product
        let built = SystemTime::now();
        let mut server = match step("server, debug", &mut cargo(&["build", "--package", "server"])) {
            Ok(()) => {
                let mut demo = Command::new(target()?.join("debug/lagesbild"));
                Some(demo.arg("demo").arg("--data-dir").arg(&data).current_dir(root()).spawn()?)
            }
            Err(error) => {
                eprintln!("{error:#}");
                None
            }
        };
        while !changed_since(&root(), built) {
            thread::sleep(Duration::from_millis(400));
        }
        if let Some(server) = &mut server {
            server.kill()?;
            server.wait()?;
        }
    }
}

fn changed_since(folder: &Path, time: SystemTime) -> bool {
    ["app/src", "server/src", "server/demo", "style", "migrations"].iter().any(|part| newer(&folder.join(part), time))
}

fn newer(path: &Path, time: SystemTime) -> bool {
    if path.is_dir() {
        return fs::read_dir(path).is_ok_and(|entries| entries.flatten().any(|e| newer(&e.path(), time)));
    }
    path.metadata().and_then(|m| m.modified()).is_ok_and(|m| m > time)
}
