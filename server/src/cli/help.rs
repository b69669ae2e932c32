//! The help of the command line in Swedish, with the words that clap has in English replaced.

use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

use super::args::Cli;

const TEMPLATE: &str = "{about-with-newline}\nAnvändning: {usage}\n\n{all-args}";

/// What was asked for on the command line; ends the process where that is help or cannot be read.
pub(super) fn parse() -> Cli {
    let matches = command().get_matches();
    Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// The command with its help in Swedish.
pub(super) fn command() -> Command {
    in_swedish(Cli::command(), "lagesbild").disable_version_flag(true).arg(
        Arg::new("version").short('V').long("version").action(ArgAction::Version).help("Visa versionen").help_heading("Flaggor"),
    )
}

fn in_swedish(command: Command, path: &str) -> Command {
    let has_commands = command.has_subcommands();
    let arguments: Vec<String> = command.get_positionals().map(named).collect();
    let usage = [path, "[FLAGGOR]", if has_commands { "<KOMMANDO>" } else { "" }, &arguments.join(" ")];
    let usage = usage.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).filter(|name| name != "help").collect();
    let command = command
        .help_template(TEMPLATE)
        .override_usage(usage)
        .subcommand_help_heading("Kommandon")
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .mut_args(argument)
        .arg(Arg::new("hjalp").short('h').long("help").action(ArgAction::Help).help("Visa hjälpen").help_heading("Flaggor"));
    names.into_iter().fold(command, |command, name| {
        let path = format!("{path} {name}");
        command.mut_subcommand(name, |inner| in_swedish(inner, &path))
    })
}

/// A positional argument in the line of usage.
fn named(argument: &Arg) -> String {
    let name = argument.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    format!("<{}>", name.unwrap_or_else(|| argument.get_id().as_str().to_uppercase()))
}

/// An argument with its default and its values in words.
fn argument(argument: Arg) -> Arg {
    let heading = if argument.is_positional() { "Argument" } else { "Flaggor" };
    let list = |values: Vec<String>| values.join(", ");
    let possible = argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect::<Vec<_>>();
    let takes_one = argument.get_action().takes_values();
    let default: Vec<String> = argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let mut help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    for (what, values) in [("något av", possible), ("annars", default)] {
        if takes_one && !values.is_empty() {
            help = format!("{help} [{what}: {}]", list(values));
        }
    }
    argument.help(help).help_heading(heading).hide_default_value(takes_one).hide_possible_values(takes_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every help text, of the command and of all that it has.
    fn helps(command: &mut Command) -> Vec<String> {
        let mut texts = vec![command.render_long_help().to_string()];
        let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
        for name in names {
            texts.extend(command.find_subcommand_mut(&name).map(helps).unwrap_or_default());
        }
        texts
    }

    #[test]
    fn no_help_speaks_english() {
        let mut command = command();
        command.build();
        let texts = helps(&mut command);
        assert!(texts.len() > 25, "{}", texts.len());
        for text in texts {
            for word in
                ["Usage", "Options", "Commands", "Arguments", "Print", "possible values", "default", "OPTIONS", "COMMAND>"]
            {
                assert!(!text.contains(word), "{word}: {text}");
            }
            assert!(text.contains("Användning: lagesbild") && text.contains("Visa hjälpen"), "{text}");
        }
    }
}
