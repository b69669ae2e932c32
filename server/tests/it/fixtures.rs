//! The published figures of Östermalm 2022, through the command line and on the pages.

use app::domain::account::Role;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::app::{ORGANISATIONS, TestApp, on_both};

on_both!(the_published_figures_come_out_of_the_command_line, the_same_figures_stand_on_the_coordinators_page);

const EXPECTED: &str = include_str!("../../demo/forvantat-ostermalm-2022.csv");

/// The binary, in a folder of its own, on the engine under test.
pub struct Shell {
    url: String,
    pub keys: PathBuf,
    folder: tempfile::TempDir,
}

impl Shell {
    pub fn new(app: &TestApp) -> Self {
        Self::of(app, app.url.clone())
    }

    /// With the database at another address.
    pub fn of(app: &TestApp, url: String) -> Self {
        Self { url, keys: app.cx.config.key_dir.clone(), folder: tempfile::tempdir().expect("a folder") }
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path.display().to_string()
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, "")
    }

    /// With something on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_lagesbild"))
            .args(arguments)
            .env("DATABASE_URL", &self.url)
            .env("LAGESBILD_KEY_DIR", &self.keys)
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary");
        // Who asks for nothing may have ended by now.
        let _ = child.stdin.take().expect("its input").write_all(input.as_bytes());
        child.wait_with_output().expect("it ends")
    }

    pub fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8").trim_start_matches('\u{feff}').replace("\r\n", "\n")
    }

    /// Exit code and sentence of what is refused.
    pub fn refused(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(arguments);
        let text = String::from_utf8(output.stderr).expect("UTF-8").trim().to_owned();
        (output.status.code().expect("a code"), text)
    }
}

async fn the_published_figures_come_out_of_the_command_line(app: TestApp) {
    let shell = Shell::new(&app);
    shell.ok(&["import", "organisations", &shell.file("o.csv", ORGANISATIONS)]);
    shell.ok(&["import", "units", &shell.file("e.csv", crate::app::UNITS)]);
    shell.ok(&["import", "questionnaire", &shell.file("q.json", crate::app::STADSDEL)]);
    shell.ok(&["questionnaire", "publish", "vbe-stadsdel"]);
    shell.ok(&["round", "create", "--year", "2022", "--opens", "2022-09-15", "--closes", "2022-10-31"]);
    let links = shell.ok(&["round", "open", "2022"]);
    assert!(links.starts_with("organisation;lank\nostermalm;http://127.0.0.1:3000/e/"), "{links}");
    let answers = shell.file("s.csv", crate::app::ANSWERS);
    shell.ok(&["import", "responses", "--round", "2022", "--organisation", "ostermalm", &answers]);
    shell.ok(&["round", "close", "2022"]);
    let (code, _) = shell.refused(&["round", "open", "2022"]);
    assert_eq!(code, 1, "a closed round is not opened again");

    let rates = shell.ok(&["export", "rates", "--round", "2022"]);
    assert!(rates.contains("\nostermalm;;26;0;0;17;65,4\n"), "{rates}");
    assert!(rates.ends_with("\n;;26;0;0;17;65,4\n"), "{rates}");
    let indicators = shell.ok(&["export", "indicators", "--round", "2022", "--organisation", "ostermalm"]);
    let told: Vec<String> = indicators
        .lines()
        .skip(1)
        .map(|l| {
            let cells: Vec<&str> = l.split(';').collect();
            [cells[2], cells[4], cells[5], cells[6]].join(";")
        })
        .collect();
    let expected: Vec<String> = EXPECTED.lines().skip(2).map(|l| l.split(';').take(4).collect::<Vec<_>>().join(";")).collect();
    assert_eq!(told, expected);
}

async fn the_same_figures_stand_on_the_coordinators_page(app: TestApp) {
    app.ostermalm().await;
    app.account("s@example.org", Role::Samordnare, Some("ostermalm")).await;
    let page = app.logged_in("s@example.org").await.get("/forvaltning").await;
    assert_eq!(page.texts(".big"), ["65\u{a0}%"], "the rate");
    let expected = EXPECTED.lines().skip(2).map(|line| {
        let cells: Vec<&str> = line.split(';').collect();
        // The page has whole percent, and means with one decimal.
        let (count, base): (i64, i64) = (cells[1].parse().expect("antal"), cells[2].parse().expect("bas"));
        if cells[0].starts_with("kunskap") {
            let tenths = (20 * count + base) / (2 * base);
            format!("{},{} {base} svar", tenths / 10, tenths % 10)
        } else {
            format!("{}\u{a0}% {count} av {base}", (200 * count + base) / (2 * base))
        }
    });
    let shown: Vec<String> = page.rows("Resultat").into_iter().map(|row| row[1].clone()).collect();
    assert_eq!(shown, expected.collect::<Vec<_>>());
}
