//! A PostgreSQL of the tests' own: in a temporary folder, on a free port, gone afterwards.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Result, ensure};

use crate::packages::is_root;
use crate::step::leave_out;

/// The variable in which the tests look for it.
pub(crate) const VARIABLE: &str = "TEST_POSTGRES_URL";

/// A running server.
pub(crate) struct Server {
    folder: PathBuf,
    programs: PathBuf,
    port: u16,
}

impl Server {
    /// Its address as the tests take it; they make databases of their own there.
    pub(crate) fn variable(&self) -> (&'static str, String) {
        (VARIABLE, format!("postgres://postgres@127.0.0.1:{}/postgres", self.port))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        let _ = as_owner(&self.programs.join("pg_ctl")).arg("-D").arg(data).args(["-m", "immediate", "stop"]).output();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Starts one, or says clearly that there is none.
pub(crate) fn start() -> Result<Option<Server>> {
    let Some(programs) = programs() else {
        let what = "Nothing is tried on PostgreSQL: no initdb and pg_ctl. By hand (Debian's name): postgresql";
        leave_out(what.to_owned());
        return Ok(None);
    };
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let folder = env::temp_dir().join(format!("lagesbild-postgres-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    if is_root() {
        ensure!(Command::new("chown").arg("postgres").arg(&folder).status()?.success(), "chown postgres failed");
    }
    let server = Server { folder, programs, port };
    let data = server.folder.join("data");
    let initdb = as_owner(&server.programs.join("initdb"))
        .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"])
        .arg(&data)
        .output()?;
    ensure!(initdb.status.success(), "initdb: {}", String::from_utf8_lossy(&initdb.stderr));
    // Without waiting for the disk: what is tried here is the product, not the machine's power cord.
    let options = format!("-p {port} -h 127.0.0.1 -k {} -c fsync=off -c max_connections=300", server.folder.display());
    let started = as_owner(&server.programs.join("pg_ctl"))
        .arg("-D")
        .arg(&data)
        .arg("-l")
        .arg(server.folder.join("log"))
        .args(["-w", "-o", &options, "start"])
        .status()?;
    ensure!(started.success(), "PostgreSQL did not start; see {}", server.folder.join("log").display());
    eprintln!("→ PostgreSQL in {}, port {port}", server.folder.display());
    Ok(Some(server))
}

/// PostgreSQL refuses to run as root.
fn as_owner(program: &Path) -> Command {
    if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program).current_dir("/");
        return command;
    }
    let mut command = Command::new(program);
    command.current_dir("/");
    command
}

/// The folder with `initdb` and `pg_ctl`: where Debian keeps the newest, or one on the path.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|v| v.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    folders.into_iter().find(|f| f.join("initdb").exists() && f.join("pg_ctl").exists())
}
