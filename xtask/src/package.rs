//! `cargo xtask package`: the Debian package.

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};

use crate::packages::on_path;
use crate::step::{cargo, step, target};

/// Where `server/Cargo.toml` looks for what is made here, below the target folder.
const MADE: &str = "release/package";
/// What shells complete, under the names that they look for.
const COMPLETIONS: [(&str, &str); 3] = [("bash", "lagesbild"), ("zsh", "_lagesbild"), ("fish", "lagesbild.fish")];

/// Builds the program and packs it with manual pages and completions.
pub(crate) fn debian() -> Result<()> {
    if on_path("cargo-deb").is_none() {
        bail!("cargo-deb is not installed: `cargo install --locked cargo-deb`");
    }
    super::build()?;
    let target = target()?;
    let (program, made) = (target.join("release/lagesbild"), target.join(MADE));
    step("manual pages", Command::new(&program).arg("man").arg(made.join("man")))?;
    for (shell, name) in COMPLETIONS {
        let script = Command::new(&program).args(["completions", shell]).output()?;
        if !script.status.success() {
            bail!("completions for {shell}: {}", String::from_utf8_lossy(&script.stderr));
        }
        fs::create_dir_all(made.join("completions"))?;
        fs::write(made.join("completions").join(name), script.stdout)?;
    }
    step("package", &mut cargo(&["deb", "--package", "server", "--no-build"]))
}
