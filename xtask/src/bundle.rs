//! The browser bundle: `app` compiled for WebAssembly, its glue, and the start script.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::root;
use crate::step::{cargo, leave_out, step, target, timed};

const WASM: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm-release";

/// Builds the bundle into `bundle/` in the target folder, where the server's build finds it. False
/// if the compiler cannot be had for the browser; then pages are served without islands.
pub(crate) fn build() -> Result<bool> {
    build_with(|command| command)
}

/// The same with something more asked of the compiler.
pub(crate) fn build_with(prepare: fn(&mut Command) -> &mut Command) -> Result<bool> {
    let folder = target()?.join("bundle");
    if !has_target() {
        leave_out("Islands stay asleep: the wasm target is missing and could not be added.".to_owned());
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        return Ok(false);
    }
    step(
        "browser bundle",
        prepare(
            cargo(&["build", "--package", "app", "--lib", "--target", WASM, "--profile", PROFILE, "--features", "hydrate"])
                .env_remove("RUSTFLAGS"),
        ),
    )?;
    timed("browser bundle: JavaScript and files", || pack(&folder))?;
    Ok(true)
}

/// Makes what the browser loads of the module that has been compiled.
fn pack(folder: &Path) -> Result<()> {
    let fresh = target()?.join("bundle-new");
    let module = target()?.join(WASM).join("wasm-release/app.wasm");
    Bindgen::new()
        .input_path(module)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name("lagesbild")
        .generate(&fresh)
        .context("wasm-bindgen")?;
    fs::copy(root().join("app/start.js"), fresh.join("start.js"))?;
    fs::create_dir_all(folder)?;
    for name in ["start.js", "lagesbild.js", "lagesbild_bg.wasm"] {
        replace(&fresh.join(name), &folder.join(name))?;
    }
    Ok(fs::remove_dir_all(fresh)?)
}

/// Copies a file unless it is the same, so that nothing is built again for it.
fn replace(from: &Path, to: &Path) -> Result<()> {
    let content = fs::read(from)?;
    if fs::read(to).ok().as_ref() != Some(&content) {
        fs::write(to, content)?;
    }
    Ok(())
}

fn has_target() -> bool {
    let library = |output: std::process::Output| String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let installed = || {
        let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let found = Command::new(rustc).args(["--print", "target-libdir", "--target", WASM]).current_dir(root()).output();
        found.is_ok_and(|output| Path::new(&library(output)).exists())
    };
    if !installed() {
        let _ = step("the wasm target", Command::new("rustup").args(["target", "add", WASM]));
    }
    installed()
}
