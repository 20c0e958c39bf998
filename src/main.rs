//! The program: arguments and settings in, one edge started.

use std::fs::{File, Metadata};
use std::io::{self, IsTerminal, Read, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
#[cfg(feature = "discord")]
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::Context;
use clap::Parser;
use crosscheck::classify::Addressed;
use crosscheck::cli::{Cli, Command, ExplainArgs, Rules};
use crosscheck::commands::rules::{New, NewError, Shown};
use crosscheck::commands::{self, Classify, Eval, Explain, Progress};
use crosscheck::console::{self, Look, Messages};
#[cfg(feature = "discord")]
use crosscheck::discord;
use crosscheck::helpdesk::Knowledge;
#[cfg(feature = "discord")]
use crosscheck::logging;
use crosscheck::rules::{AppId, LoadError, RuleSet};
use crosscheck::service::{RuleSource, Service};
use crosscheck::settings::{Settings, SettingsError};
#[cfg(feature = "discord")]
use crosscheck::store;

/// Something could not be read, a rule is faulty or a floor was missed.
const FAILED: u8 = 1;

/// Bad arguments or settings; clap's own code for bad arguments.
const BAD_SETTINGS: u8 = 2;

/// What goes wrong in a way of its own; everything else is [`FAILED`].
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error("there is no token: set DISCORD_TOKEN (or DISCORD_TOKEN_FILE), or run `crosscheck chat` for the terminal")]
    NoToken,
    #[cfg(feature = "discord")]
    #[error(transparent)]
    Store(#[from] store::StoreError),
    #[error("this build has no Discord: build it with the feature `discord`")]
    #[cfg(not(feature = "discord"))]
    NoDiscord,
    #[error(transparent)]
    New(NewError),
    #[error("there is no {0} {1:?}; `crosscheck rules list` shows them all")]
    NoSuchId(&'static str, String),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = anstream::AutoStream::auto(io::stdout()).lock();
    match run(cli, &mut out).and_then(|done| Ok(out.flush().map(|()| done)?)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(FAILED),
        // Whoever read our output has seen enough.
        Err(error) if broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to be done if standard error is closed too.
            let _ = writeln!(io::stderr(), "crosscheck: {error:#}");
            ExitCode::from(exit_code(&error))
        }
    }
}

fn exit_code(error: &anyhow::Error) -> u8 {
    #[cfg(feature = "discord")]
    if let Some(ended) = error.downcast_ref::<discord::BotError>() {
        return ended.exit_code();
    }
    if error.is::<Failure>() { BAD_SETTINGS } else { FAILED }
}

fn broken_pipe(error: &anyhow::Error) -> bool {
    let kinds = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
    let json =
        error.chain().filter_map(|cause| cause.downcast_ref::<serde_json::Error>()).filter_map(|e| e.io_error_kind());
    kinds.chain(json).any(|kind| kind == io::ErrorKind::BrokenPipe)
}

/// Runs one command; false when it was done but something is amiss (faulty rules, a floor missed).
fn run(cli: Cli, out: &mut dyn Write) -> anyhow::Result<bool> {
    let settings = Settings::read().map_err(Failure::from)?;
    match cli.command {
        None if settings.token.is_some() => bot(&settings),
        None => {
            writeln!(io::stderr(), "No DISCORD_TOKEN is set, so this is the conversation in the terminal.")?;
            chat(&settings, out)
        }
        Some(Command::Bot) => bot(&settings),
        Some(Command::Chat) => chat(&settings, out),
        Some(Command::Explain(how)) => explain(&settings, how, out),
        Some(Command::Classify { file, asked, threads }) => {
            let addressed = if asked { Addressed::Asked } else { Addressed::Overheard };
            let threads = threads.and_then(|threads| NonZeroUsize::new(threads.into()));
            let threads = threads.unwrap_or_else(commands::all_cores);
            let (knowledge, input) = (knowledge(&settings)?, input(file.as_deref())?);
            let how = Classify { addressed, threads, progress: progress(file.as_deref()) };
            // JSON has no colours to take out, and a gigabyte of it should not be searched for them.
            commands::classify(&knowledge, how, input, &mut io::stdout().lock())?;
            Ok(true)
        }
        Some(Command::FollowUp { file }) => {
            commands::follow_up(&knowledge(&settings)?, input(file.as_deref())?, out)?;
            Ok(true)
        }
        Some(Command::Redact { file }) => {
            commands::redact(input(file.as_deref())?, out)?;
            Ok(true)
        }
        Some(Command::Eval { files, asked, json, floor }) => {
            commands::eval(&knowledge(&settings)?, &Eval { files, asked, json, floor }, out, &mut io::stderr())
        }
        Some(Command::Rules(command)) => rules(&settings, command, out),
    }
}

fn bot(settings: &Settings) -> anyhow::Result<bool> {
    if settings.token.is_none() {
        return Err(Failure::NoToken.into());
    }
    #[cfg(feature = "discord")]
    {
        logging::start(settings.log.as_deref(), settings.log_format);
        let (source, rules) = RuleSource::load(settings.rules_dir.as_deref()).map_err(cannot_load)?;
        let memory = store::start(&settings.database_url).map_err(Failure::from)?;
        let service = Service::remembering(Knowledge::new(rules), memory.store()).reloading(source);
        discord::run(settings, Arc::new(service))?;
        Ok(true)
    }
    #[cfg(not(feature = "discord"))]
    Err(Failure::NoDiscord.into())
}

fn chat(settings: &Settings, out: &mut dyn Write) -> anyhow::Result<bool> {
    let knowledge = knowledge(settings)?;
    if !io::stdin().is_terminal() {
        let how = Explain { app: None, json: false, why: false, look: Look::of_stdout(false) };
        commands::explain(&knowledge, &how, &piped()?, SystemTime::now(), out)?;
        return Ok(true);
    }
    let service = Service::new(knowledge);
    console::chat(&service, Messages::from_input(io::stdin()), out, Look::of_stdout(true), SystemTime::now)?;
    Ok(true)
}

fn explain(settings: &Settings, how: ExplainArgs, out: &mut dyn Write) -> anyhow::Result<bool> {
    let knowledge = knowledge(settings)?;
    if let Some(app) = how.app.as_ref().filter(|app| knowledge.rules().app(app).is_none()) {
        return Err(Failure::NoSuchId("app", app.clone()).into());
    }
    let text = if how.text.is_empty() { piped()? } else { how.text.join(" ") };
    let ExplainArgs { json, why, app, .. } = how;
    let how = Explain { app: app.map(AppId::new), json, why, look: Look::of_stdout(false) };
    commands::explain(&knowledge, &how, &text, SystemTime::now(), out)?;
    Ok(true)
}

fn rules(settings: &Settings, command: Rules, out: &mut dyn Write) -> anyhow::Result<bool> {
    let (id, shown) = match command {
        Rules::Check { folder } => {
            let added = settings.rules_dir.as_deref();
            return commands::rules::check(folder.as_deref(), added, SystemTime::now(), out);
        }
        Rules::List => {
            commands::rules::list(knowledge(settings)?.rules(), out)?;
            return Ok(true);
        }
        Rules::Show { id, toml } => {
            let shown = if toml {
                commands::rules::show_toml(&id, out)?
            } else {
                commands::rules::show(knowledge(settings)?.rules(), &id, out)?
            };
            (id, shown)
        }
        Rules::New { id, from, folder, anyway } => {
            let new = New { id, folder, rules_dir: settings.rules_dir.clone(), anyway };
            return new_rule(settings, &new, from.as_deref(), out);
        }
        Rules::Docs { out: file } => {
            let knowledge = knowledge(settings)?;
            let mut page = Vec::new();
            commands::rules::docs(knowledge.rules(), SystemTime::now(), &mut page)?;
            match file {
                Some(file) => {
                    std::fs::write(&file, page).with_context(|| format!("{} cannot be written", file.display()))?;
                }
                None => out.write_all(&page)?,
            }
            return Ok(true);
        }
        Rules::Schema { out: Some(folder), .. } => {
            commands::rules::write_schemas(&folder, out)?;
            return Ok(true);
        }
        Rules::Schema { kind, out: None } => {
            commands::rules::print_schema(&kind, out)?;
            return Ok(true);
        }
        Rules::Preview { id } => {
            #[cfg(feature = "discord")]
            let discord: Option<Shown<'_>> = Some(&discord::preview);
            #[cfg(not(feature = "discord"))]
            let discord: Option<Shown<'_>> = None;
            let looks = (Look::of_stdout(false), discord);
            let shown = commands::rules::preview(&knowledge(settings)?, &id, looks, SystemTime::now(), out)?;
            (id, shown)
        }
    };
    if shown { Ok(true) } else { Err(Failure::NoSuchId("rule or how-to", id).into()) }
}

/// Drafts a rule. Earlier drafts may stand half written in the same folder: then only what is built in counts as known.
fn new_rule(settings: &Settings, new: &New, from: Option<&Path>, out: &mut dyn Write) -> anyhow::Result<bool> {
    let from = from.filter(|path| *path != Path::new("-"));
    if from.is_none() && io::stdin().is_terminal() {
        writeln!(io::stderr(), "Paste the message, then press Enter and Ctrl-D (on Windows Ctrl-Z and Enter).")?;
    }
    let (paste, cut) = console::everything(input(from)?).context("the paste cannot be read")?;
    if cut {
        writeln!(io::stderr(), "{}", console::CUT)?;
    }
    let built_in = || RuleSet::built_in().map_err(LoadError::Faults);
    let rules = match &settings.rules_dir {
        Some(folder) => RuleSet::with_folder(folder).or_else(|_| built_in()),
        None => built_in(),
    };
    match commands::rules::new(new, &paste, &Knowledge::new(rules?), out) {
        Err(error @ (NewError::Id { .. } | NewError::Taken { .. })) => Err(Failure::New(error).into()),
        Err(NewError::System(error)) => Err(error),
        Err(error) => Err(error.into()),
        Ok(written) => Ok(written),
    }
}

/// The rules in force, compiled.
fn knowledge(settings: &Settings) -> anyhow::Result<Knowledge> {
    let (_, rules) = RuleSource::load(settings.rules_dir.as_deref()).map_err(cannot_load)?;
    Ok(Knowledge::new(rules))
}

fn cannot_load(error: LoadError) -> anyhow::Error {
    match error {
        LoadError::Folder { .. } => error.into(),
        LoadError::Faults(faults) => {
            anyhow::anyhow!("the rules cannot be used: run `crosscheck rules check` to see why\n\n{faults}")
        }
    }
}

/// Where to show how far it is, if somebody would see it: not over what they type, nor between the results.
fn progress(file: Option<&Path>) -> Option<Progress> {
    let watched = io::stderr().is_terminal() && !io::stdout().is_terminal();
    if !watched || (file.is_none() && io::stdin().is_terminal()) {
        return None;
    }
    let columns = terminal_size::terminal_size_of(io::stderr()).map_or(80, |(width, _)| usize::from(width.0));
    // Also of what a shell redirects from a file, where the system has a name for it.
    let input = file.unwrap_or(Path::new("/dev/stdin"));
    let size = input.metadata().ok().filter(Metadata::is_file).map(|file| file.len());
    Some(Progress::on(Box::new(io::stderr()), columns, size))
}

/// FILE, or standard input without one.
fn input(file: Option<&Path>) -> anyhow::Result<Box<dyn Read + Send>> {
    let Some(path) = file.map(PathBuf::from) else {
        return Ok(Box::new(io::stdin()));
    };
    let opened = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    anyhow::ensure!(!opened.metadata().is_ok_and(|found| found.is_dir()), "{} is a folder, not a file", path.display());
    Ok(Box::new(opened))
}

/// All of standard input as one text.
fn piped() -> anyhow::Result<String> {
    let (text, cut) = console::everything(io::stdin()).context("standard input cannot be read")?;
    if cut {
        writeln!(io::stderr(), "{}", console::CUT)?;
    }
    Ok(text)
}
