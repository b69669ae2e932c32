//! Serving a debug build, and again after each change.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};
use std::{fs, thread};

use anyhow::Result;

use crate::root;
use crate::step::{cargo, step, target};

/// Folders whose files the server is built from. The browser bundle is built by `cargo xtask bundle`.
const WATCHED: [&str; 6] = ["app/src", "app/enkat", "server/src", "server/demo", "style", "migrations"];

/// Builds, serves, and starts over whenever a source file is newer than the last build.
pub(crate) fn serve_and_watch() -> Result<()> {
    let data = target()?.join("dev");
    loop {
        #[expect(clippy::disallowed_methods)] // a tool for developers, not the product
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
        while !WATCHED.iter().any(|folder| is_newer(&root().join(folder), built)) {
            thread::sleep(Duration::from_millis(400));
        }
        if let Some(server) = &mut server {
            server.kill()?;
            server.wait()?;
        }
    }
}

/// Whether a file, or any in a folder, has changed since.
fn is_newer(path: &Path, time: SystemTime) -> bool {
    if path.is_dir() {
        return fs::read_dir(path).is_ok_and(|entries| entries.flatten().any(|e| is_newer(&e.path(), time)));
    }
    path.metadata().and_then(|m| m.modified()).is_ok_and(|m| m > time)
}
