//! Programs of the system, and Debian's packages that hold them.

use std::process::Command;

use crate::step::step;

/// Where a program is.
pub(crate) fn on_path(name: &str) -> Option<String> {
    let found = Command::new("sh").args(["-c", &format!("command -v {name}")]).output().ok()?;
    let path = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    (!path.is_empty()).then_some(path)
}

pub(crate) fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.trim_ascii() == b"0")
}

/// Installs packages after saying which; where that may not be done, says what to install by hand.
pub(crate) fn install(what: &str, names: &[&str]) {
    let list = names.join(" ");
    let hindrance = if on_path("apt-get").is_none() {
        "there is no apt-get"
    } else if !is_root() {
        "only root may"
    } else {
        eprintln!("! {what} is missing: apt-get now installs the packages {list}, with what they depend on.");
        let mut update = Command::new("apt-get");
        let mut install = Command::new("apt-get");
        install.args(["install", "--yes", "--quiet=2", "--no-install-recommends"]).args(names);
        let done = step("package lists", update.args(["update", "--quiet=2"])).and_then(|()| step(what, &mut install));
        if let Err(error) = done {
            eprintln!("! {error:#}");
        }
        return;
    };
    eprintln!("! {what} is missing and cannot be installed from here, {hindrance}. By hand (Debian's names): {list}");
}
