//! What a package puts beside the program: manual pages, and what a shell completes.

use std::fs;
use std::io;
use std::path::Path;

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;

use super::help::command;

/// The headings that the library writes, and theirs in Swedish.
const HEADINGS: [(&str, &str); 5] = [
    (".SH NAME", ".SH NAMN"),
    (".SH SYNOPSIS", ".SH ANVÄNDNING"),
    (".SH DESCRIPTION", ".SH BESKRIVNING"),
    (".SH OPTIONS", ".SH FLAGGOR"),
    (".SH SUBCOMMANDS", ".SH KOMMANDON"),
];

/// Prints what a shell reads to complete commands and flags.
pub(super) fn complete(shell: Shell) {
    clap_complete::generate(shell, &mut command(), "lagesbild", &mut io::stdout());
}

/// Writes a manual page for the program and each of its commands into a folder, which is made.
pub(super) fn write(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut command = command();
    command.build();
    write_each(&command, folder)
}

fn write_each(command: &Command, folder: &Path) -> io::Result<()> {
    let (name, page) = page(command)?;
    fs::write(folder.join(name), page)?;
    command.get_subcommands().try_for_each(|inner| write_each(inner, folder))
}

/// A command's page and the name of its file.
fn page(command: &Command) -> io::Result<(String, String)> {
    let man = Man::new(command.clone());
    let mut bytes = Vec::new();
    man.render(&mut bytes)?;
    let page = String::from_utf8_lossy(&bytes).into_owned();
    let page = HEADINGS.iter().fold(page, |page, (english, swedish)| page.replace(english, swedish));
    Ok((man.get_filename(), page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_in_swedish() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path()).expect("written");
        let files: Vec<_> = fs::read_dir(folder.path()).expect("a folder").map(|f| f.expect("a file").path()).collect();
        assert!(files.len() > 25, "{files:?}");
        for file in files {
            let text = fs::read_to_string(&file).expect("a page");
            assert!(text.contains(".SH NAMN") && text.contains(".SH ANVÄNDNING"), "{}: {text}", file.display());
            for word in ["OPTIONS", "SUBCOMMANDS", "Usage", "Print help", "possible values"] {
                assert!(!text.contains(word), "{word} in {}: {text}", file.display());
            }
        }
        let page = fs::read_to_string(folder.path().join("lagesbild-round-create.1")).expect("a page");
        assert!(page.contains("opens") && page.contains("Första dag"), "{page}");
    }

    #[test]
    fn a_shell_completes_commands() {
        let mut script = Vec::new();
        clap_complete::generate(Shell::Bash, &mut command(), "lagesbild", &mut script);
        let script = String::from_utf8(script).expect("text");
        for word in ["doctor", "--verify", "abandon", "--password-stdin"] {
            assert!(script.contains(word), "{word}");
        }
    }
}
