//! The browser bundles: `app` compiled for WebAssembly, its glue, and the start script. Respondents load one, staff
//! another, and whoever writes a questionnaire a third.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::root;
use crate::step::{cargo, leave_out, step, target, timed};

const WASM: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm-release";
/// Names, which are the features of `app` too.
const BUNDLES: [&str; 3] = ["respondent", "staff", "editor"];

/// Builds the bundles into `bundle/` in the target folder, where the server's build finds them. False
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
    for name in BUNDLES {
        let mut build =
            cargo(&["build", "--package", "app", "--lib", "--target", WASM, "--profile", PROFILE, "--features", name]);
        step(&format!("browser bundle: {name}"), prepare(build.env_remove("RUSTFLAGS")))?;
        timed("browser bundle: JavaScript and files", || pack(&folder, name))?;
    }
    Ok(true)
}

/// Makes what the browser loads of the module that has been compiled.
fn pack(folder: &Path, name: &str) -> Result<()> {
    let fresh = target()?.join("bundle-new");
    let module = target()?.join(WASM).join("wasm-release/app.wasm");
    Bindgen::new()
        .input_path(module)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name(name)
        .generate(&fresh)
        .context("wasm-bindgen")?;
    fs::create_dir_all(folder)?;
    for file in [format!("{name}.js"), format!("{name}_bg.wasm")] {
        replace(&fresh.join(&file), &folder.join(&file))?;
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
