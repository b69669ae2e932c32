//! The developer's commands: `cargo xtask --help` lists them.

mod browser;
mod bundle;
mod dev;
mod engines;
mod office;
mod package;
mod packages;
mod postgres;
mod step;
mod test;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};

use step::{cargo, step, target};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The developer's commands")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything in release: the whole product is target/release/lagesbild.
    Build,
    /// Build everything in release and serve the demo.
    Run {
        /// Where to listen.
        #[arg(default_value = "127.0.0.1:3000")]
        addr: SocketAddr,
    },
    /// Formatting, lints, dependencies, tests on both engines, and the journeys in a browser.
    Test {
        /// Formatting, lints and the quick tests on SQLite: what to run before a commit.
        #[arg(long, conflicts_with = "engines")]
        fast: bool,
        /// The respondent's journey alone, in three engines.
        #[arg(long)]
        engines: bool,
    },
    /// The journeys in a browser alone.
    Journeys,
    /// Serve the demo from a debug build, and again after each change.
    #[command(visible_alias = "watch")]
    Dev,
    /// Format the Rust code.
    Fmt,
    /// The code's documentation, without warnings.
    Doc {
        /// Open it in a browser.
        #[arg(long)]
        open: bool,
    },
    /// Licences, sources, duplicates and known faults of dependencies.
    Deny,
    /// Build the browser bundles alone.
    Bundle,
    /// Kill the server under load, many times, on both engines: nothing acknowledged is lost.
    Crash {
        /// How often, on each engine.
        #[arg(default_value_t = 1000)]
        kills: u32,
        /// Where the random moments begin.
        #[arg(long, default_value_t = 7)]
        seed: u64,
    },
    /// A Debian package in target/debian, with manual pages and what shells complete.
    Package,
    /// Speed and size of a release build, as ratios measured in one run.
    Bench {
        #[arg(default_values = ["answer", "load"])]
        names: Vec<Bench>,
    },
    /// Have Lighthouse look at the respondent's pages on a telephone with a slow line.
    Lighthouse,
    /// Take pictures of every page, into end2end/pictures.
    Screenshots,
}

#[derive(Clone, Copy, ValueEnum)]
enum Bench {
    /// What one answer costs the server.
    Answer,
    /// Requests a second, and bytes.
    Load,
    /// Respondents, viewers and attackers at once: nobody stops the others.
    Storm,
}

fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Build => build(),
        Task::Run { addr } => run(addr),
        Task::Test { fast: true, .. } => test::fast(),
        Task::Test { engines: true, .. } => server().and_then(|server| engines::run(&server)),
        Task::Test { .. } => test::whole(),
        Task::Journeys => server().and_then(|server| browser::run("test", &server)),
        Task::Dev => dev::serve_and_watch(),
        Task::Fmt => step("formatting", &mut cargo(&["fmt", "--all"])),
        Task::Doc { open } => test::documentation(open),
        Task::Deny => test::dependencies(),
        Task::Bundle => bundle::build().map(|_| ()),
        Task::Crash { kills, seed } => test::crash(kills, seed),
        Task::Package => package::debian(),
        Task::Bench { names } => bench(&names),
        Task::Lighthouse => server().and_then(|server| browser::run("lighthouse", &server)),
        Task::Screenshots => server().and_then(|server| browser::run("screenshots", &server)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The whole product in one file.
pub(crate) fn build() -> Result<()> {
    eprintln!("From nothing this takes some minutes on two cores: first the browser bundles, then the server.");
    bundle::build()?;
    step("server, release (the longest step)", &mut cargo(&["build", "--release", "--package", "server"]))
}

fn run(addr: SocketAddr) -> Result<()> {
    build()?;
    let mut demo = Command::new(target()?.join("release/lagesbild"));
    step("demo (Ctrl-C ends it)", demo.args(["demo", "--addr", &addr.to_string()]))
}

/// Builds the server that is looked at in a browser.
fn server() -> Result<PathBuf> {
    bundle::build()?;
    // With the features that the tests build it with.
    step("server, debug", &mut cargo(&["build", "--workspace", "--bins"]))?;
    Ok(target()?.join("debug/lagesbild"))
}

fn bench(names: &[Bench]) -> Result<()> {
    build()?;
    let postgres = postgres::start()?;
    for name in names {
        let name = match name {
            Bench::Answer => "answer",
            Bench::Load => "load",
            Bench::Storm => "storm",
        };
        let mut bench = cargo(&["bench", "--package", "server", "--bench", name]);
        bench.envs(postgres.as_ref().map(postgres::Server::variable));
        step("measurements", bench.env("LAGESBILD", target()?.join("release/lagesbild")))?;
    }
    Ok(())
}

/// The project's folder.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
