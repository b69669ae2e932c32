//! The command line. Errors are one clear sentence on standard error; the exit code is 0 when
//! done, 1 when refused or failed, 2 for wrong usage.

mod args;
mod demo;
mod doctor;
mod help;
mod keys;
mod manual;
mod output;
mod serve;
mod users;

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use app::domain::ids::RoundId;
use app::domain::round::{Link, State};
use indicatif::{ProgressBar, ProgressStyle};
use zeroize::Zeroizing;

use crate::ambient::Ambient;
use crate::config::Config;
use crate::export::write::{Part, RowWriter};
use crate::export::{Cell, Format};
use crate::services::questionnaires::Taken;
use crate::services::rounds::NewRound;
use crate::services::{
    self, Caller, Central, Context, Error, Refusal, RoundError, backup, closing, history, opening, organisations, questionnaires,
    register, responses, rounds,
};
use crate::store::{Store, files, is_migrated};
use args::{Cli, Command, ConfigCommand, Import, KeysCommand, LinkCommand, ListFormat, QuestionnaireCommand, RoundCommand};

/// How long the process waits for its threads when all is done.
const END: Duration = Duration::from_millis(500);

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = help::parse();
    keep_no_core();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    let done = runtime.block_on(run(cli));
    // What a thread is still reading then, nobody waits for.
    runtime.shutdown_timeout(END);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

/// A process that dies leaves no picture of its memory, where keys and answers are.
fn keep_no_core() {
    if let Err(error) = rlimit::setrlimit(rlimit::Resource::CORE, 0, 0) {
        eprintln!("core dumps could not be turned off ({error})");
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    // A closed pipe is the reader's choice, not a failure to tell of.
    if error.chain().any(|e| e.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)) {
        return ExitCode::FAILURE;
    }
    let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    let mut text = chain[0].clone();
    for cause in &chain[1..] {
        if !text.contains(cause.as_str()) {
            text = format!("{text} ({cause})");
        }
    }
    eprintln!("{text}");
    ExitCode::FAILURE
}

async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Demo { addr, data_dir } => return demo::run(addr, data_dir).await,
        Command::Completions { shell } => {
            manual::complete(shell);
            return Ok(());
        }
        Command::Man { directory } => return Ok(manual::write(&directory)?),
        _ => {}
    }
    let config = Config::load(cli.config.as_deref())?;
    match cli.command {
        Command::Serve => return serve::run(config).await,
        Command::Config(ConfigCommand::Check) => {
            print!("{}", config.describe());
            return can_start(&config).await;
        }
        Command::Doctor => return doctor::run(config).await,
        Command::Restore { file, force } => {
            backup::restore(&config.database_url, &file, force).await.map_err(|e| named(&file, e))?;
            eprintln!("Databasen är återställd från {}.", file.display());
            return Ok(());
        }
        Command::Keys(KeysCommand::Restore { file }) => return keys::restore(&config, &file),
        Command::Round(RoundCommand::Abandon { round }) => return keys::abandon(config, &round).await,
        _ => {}
    }
    // What needs no key is done where the folder is lost, too.
    let without = matches!(cli.command, Command::Backup { .. } | Command::Link(_));
    let cx = match start(config.clone()).await {
        Err(error) if without && is_about_keys(&error) => {
            eprintln!("{error}");
            Context::start_without_keys(connect(&config).await?, Ambient::system(), config).await?
        }
        started => started?,
    };
    let done = work(&cx, cli.command).await;
    cx.store.close().await;
    done
}

async fn start(config: Config) -> anyhow::Result<Context> {
    Context::start(connect(&config).await?, Ambient::system(), config).await
}

fn is_about_keys(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(Error::Refused(Refusal::Key(_))))
}

async fn connect(config: &Config) -> anyhow::Result<Store> {
    Store::connect(&config.database_url).await.map_err(|e| anyhow::Error::new(e).context("Databasen kan inte nås."))
}

/// Whether a server could start with it.
async fn can_start(config: &Config) -> anyhow::Result<()> {
    // A missing SQLite file would be made by the server; a check makes nothing.
    match files::path(&config.database_url) {
        Some(path) if !path.exists() => {
            let folder = files::folder(&path);
            anyhow::ensure!(folder.is_dir(), "Mappen {} finns inte, så databasen kan inte skapas där.", folder.display());
        }
        _ => {
            let store = connect(config).await?;
            let mut db = store.read().await.map_err(|e| anyhow::Error::new(e).context("Databasen kan inte nås."))?;
            // An older database has no keys yet; a start makes them.
            let keys = if is_migrated(&mut db).await { services::keys::verify(&mut db, config).await } else { Ok(()) };
            drop(db);
            store.close().await;
            keys?;
        }
    }
    Ok(())
}

/// A refusal with the file that it is about.
fn named(file: &Path, error: Error) -> anyhow::Error {
    match error {
        Error::Refused(refusal) => {
            let text = refusal.to_string().lines().map(|l| format!("{}: {l}", file.display())).collect::<Vec<_>>().join("\n");
            anyhow::anyhow!(text)
        }
        Error::File(cause) => anyhow::anyhow!("{}: {cause}", file.display()),
        other => other.into(),
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).map_err(|e| anyhow::anyhow!("{}: filen kan inte läsas ({e})", file.display()))
}

/// What stands on standard input, without the end of its line; asked for where somebody sits there.
fn line_of_input(question: &str) -> anyhow::Result<String> {
    if io::stdin().is_terminal() {
        eprint!("{question}");
    }
    let mut text = String::new();
    io::stdin().read_line(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// The same without showing what is typed.
fn passphrase(question: &str) -> anyhow::Result<Zeroizing<String>> {
    if io::stdin().is_terminal() {
        return Ok(Zeroizing::new(rpassword::prompt_password(question)?));
    }
    line_of_input(question).map(Zeroizing::new)
}

async fn work(cx: &Context, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Import(command) => import(cx, command).await?,
        Command::Questionnaire(QuestionnaireCommand::Publish { id }) => {
            match questionnaires::publish(cx, &Caller::Operator.central()?, &id).await? {
                (version, true) => eprintln!("Enkäten {id}, version {version}, är publicerad."),
                (version, false) => eprintln!("Enkäten {id}, version {version}, var redan publicerad."),
            }
        }
        Command::Round(command) => round(cx, command).await?,
        Command::Link(LinkCommand::List { round, format }) => {
            let links = rounds::links(cx, &Caller::Operator.central()?, &round).await?;
            print_links(cx, &links, format)?;
        }
        Command::Export(export) => output::export(cx, export).await?,
        Command::Report(report) => output::report(cx, report).await?,
        Command::User(command) => users::run(cx, command).await?,
        Command::Keys(KeysCommand::Backup { file }) => keys::back_up(cx, &file).await?,
        Command::Keys(KeysCommand::Destroy { round }) => keys::destroy(cx, &round).await?,
        Command::Backup { file, verify: false } => {
            backup::create(cx, &file).await?;
            eprintln!("Kopian ligger i {}.", file.display());
        }
        Command::Backup { file, verify: true } => {
            let figures = backup::create_verified(cx, &file).await?;
            eprintln!("Kopian ligger i {}. {figures} siffror är jämförda, och alla stämmer.", file.display());
        }
        Command::Demo { .. }
        | Command::Completions { .. }
        | Command::Man { .. }
        | Command::Serve
        | Command::Doctor
        | Command::Config(_)
        | Command::Restore { .. }
        | Command::Keys(KeysCommand::Restore { .. }) => {
            unreachable!("run before the database is opened")
        }
    }
    Ok(())
}

async fn import(cx: &Context, command: Import) -> anyhow::Result<()> {
    let operator = Caller::Operator.central()?;
    match command {
        Import::Organisations { file } => {
            let count = organisations::import(cx, &operator, &read(&file)?).await.map_err(|e| named(&file, e))?;
            eprintln!("{count} organisationer inlästa.");
        }
        Import::Units { file, replace } => {
            let done = register::file::import(cx, operator.caller(), &read(&file)?, replace).await;
            let done = done.map_err(|e| named(&file, e))?;
            eprintln!("{} enheter inlästa, {} utgick.", done.taken, done.retired);
            for area in done.unknown_areas {
                eprintln!("Ingen organisation täcker stadsdelsområdet ”{area}”. Är det rätt skrivet?");
            }
        }
        Import::Questionnaire { file } => {
            let (id, taken) = questionnaires::import(cx, &operator, &read(&file)?).await.map_err(|e| named(&file, e))?;
            match taken {
                Taken::Draft(version) => eprintln!("Enkäten {id} finns nu som utkast, version {version}."),
                Taken::Unchanged(version) => eprintln!("Enkäten {id} är oförändrad, version {version}."),
            }
        }
        Import::History { round, file } => {
            let done = history::import(cx, &operator, &read(&file)?, round.as_ref()).await.map_err(|e| named(&file, e))?;
            let rounds: Vec<String> = done.rounds.iter().map(ToString::to_string).collect();
            eprintln!("{} rader inlästa för {}.", done.rows, rounds.join(", "));
        }
        Import::Responses { round, organisation, file } => {
            let bytes = read(&file)?;
            let bar = progress();
            let told = |done: usize, all: usize| {
                bar.set_length(all as u64);
                bar.set_position(done as u64);
            };
            let count = responses::import(cx, &operator, (&round, &organisation), &bytes, told).await;
            bar.finish_and_clear();
            eprintln!("{} svar inlästa.", count.map_err(|e| named(&file, e))?);
        }
    }
    Ok(())
}

async fn round(cx: &Context, command: RoundCommand) -> anyhow::Result<()> {
    let operator = Caller::Operator.central()?;
    match command {
        RoundCommand::Create { year, opens, closes, title, id, period, questionnaire } => {
            let id = match id {
                Some(id) if id.year() == year => id,
                Some(_) => return Err(Error::from(RoundError::RoundOfOtherYear(year)).into()),
                None => year.to_string().parse().map_err(|_| Error::from(RoundError::BadRoundId(year.to_string())))?,
            };
            rounds::create(cx, &operator, NewRound { id, title, opens, closes, period, pinned: questionnaire }).await?;
            eprintln!("Omgången {id} är planerad.");
        }
        RoundCommand::Open { round } => {
            let opened = opening::open(cx, &operator, &round).await?;
            if rounds::find(cx, &round).await?.state == State::Closing {
                close(cx, &Caller::Clock.central()?, &round).await?;
            }
            if rounds::find(cx, &round).await?.state == State::Open {
                eprintln!("Ta nu en kopia av omgångens nyckel: \"lagesbild keys backup FIL\".");
            }
            for other in rounds::list(cx).await?.iter().filter(|r| r.state == State::Open && r.id != round) {
                eprintln!("Omgången {} är också öppen. Den som har fått två länkar kan svara i båda.", other.id);
            }
            for id in &opened.left_out {
                eprintln!("{id} fick ingen länk: det finns ingen publicerad enkät för dess målgrupp.");
            }
            print_links(cx, &opened.links, ListFormat::Csv)?;
        }
        RoundCommand::Close { round } => {
            close(cx, &operator, &round).await?;
            eprintln!("Omgången {round} är stängd.");
        }
        RoundCommand::Abandon { .. } => unreachable!("run before the database is opened"),
    }
    Ok(())
}

/// Closes a round and waits for it, telling how far it has come.
async fn close(cx: &Context, central: &Central, round: &RoundId) -> anyhow::Result<()> {
    let (bar, told) = (progress(), std::sync::atomic::AtomicI64::new(-1));
    let done = closing::close_and_wait(cx, central, round, |progress| {
        bar.set_length(progress.total.unsigned_abs());
        bar.set_position(progress.done.unsigned_abs());
        // Every tenth is a line where there is no terminal.
        let tenth = 10 * progress.done / progress.total.max(1);
        if bar.is_hidden() && told.swap(tenth, std::sync::atomic::Ordering::Relaxed) != tenth {
            eprintln!("Omgången {round} stängs: {} procent klart.", 10 * tenth);
        }
    });
    let done = done.await;
    bar.finish_and_clear();
    Ok(done?)
}

/// A bar on a terminal, nothing elsewhere.
fn progress() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {eta}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style)
}

fn print_links(cx: &Context, links: &[Link], format: ListFormat) -> anyhow::Result<()> {
    let format = match format {
        ListFormat::Csv => Format::Csv,
        ListFormat::Json => Format::Json,
    };
    let mut sheet = RowWriter::new(format, io::stdout(), cx.ambient.today())?;
    sheet.begin(Part { columns: vec!["organisation".into(), "lank".into()], ..Part::default() })?;
    for link in links {
        sheet.row(&[Cell::from(link.organisation.as_str()), Cell::from(cx.address(&link.token))])?;
    }
    sheet.finish()?.flush()?;
    Ok(())
}
