//! The commands: what a person asks for on a command line, done by the same engine as the board.

mod add;
mod auth;
mod board;
mod change;
mod close;
mod column;
mod comment;
mod completions;
pub mod context;
mod delete;
mod demo;
mod doctor;
mod error;
mod faults;
mod flags;
mod form;
mod json;
mod list;
mod man;
mod r#move;
mod offer;
mod outbox;
mod places;
mod plan;
pub mod print;
mod progress;
mod projects;
mod reference;
mod seen;
mod session;
mod set;
mod settings;
#[cfg(test)]
mod settings_tests;
mod show;
mod sync;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod usage;
mod value;
mod wishes;

use std::ffi::OsString;
use std::io::stderr;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::clock::Clock;
use crate::config::{self, Config, Paths};
use context::Context;
pub use error::{Code, Error};
use flags::Flags;
use print::Output;

/// A kanban and sprint board for GitHub Projects in the terminal
///
/// Without a command it opens the board.
#[derive(Debug, Parser)]
#[command(name = "sprintty", version, max_term_width = 100, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
    Sync(sync::Args),
    List(list::Args),
    Show(show::Args),
    Move(r#move::Args),
    Set(set::Args),
    Close(close::Args),
    Reopen(close::Reopen),
    Comment(comment::Args),
    Delete(delete::Args),
    Add(add::Args),
    Outbox(outbox::Args),
    Projects(projects::Args),
    Auth(auth::Args),
    Doctor(doctor::Args),
    Config(settings::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// What to do about an address that is none.
const API_HINT: &str =
    "correct --api-url, SPRINTTY_API_URL or `api_url` in the settings; github.com needs none of them";

/// Does what the command line asks for.
pub fn main() -> ExitCode {
    guarded(command).unwrap_or_else(|bug| bug.report(&mut stderr()))
}

/// Ends as a bug does, where there is a panic: its hook has said what there is to say.
fn guarded<T>(f: impl FnOnce() -> T) -> Result<T, Error> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(f)).map_err(|_| Error::told())
}

fn command() -> ExitCode {
    let cli = match read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => return usage::error(&error).report(&mut stderr()),
        // Help and version come this way too.
        Err(error) => {
            // There is nobody left to tell that this can't be printed.
            drop(error.print());
            return ExitCode::SUCCESS;
        }
    };
    match start(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.report(&mut stderr()),
    }
}

/// Reads a command line, the program's name first.
fn read(line: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(list::protected(line.into_iter().collect()))
}

fn start(cli: &Cli) -> Result<(), Error> {
    // These work whatever the settings are.
    match &cli.command {
        Some(Command::Completions(_) | Command::Man(_) | Command::Config(_)) if cli.flags.json => {
            return Err(no_json());
        }
        Some(Command::Completions(args)) => return completions::run(args, &mut Output::standard()),
        Some(Command::Man(args)) => return man::run(args, &mut Output::standard()),
        Some(Command::Config(args)) => return settings::run(args, &mut Output::standard()),
        Some(_) | None => {}
    }
    let paths = Paths::find(cli.flags.config.clone(), &config::environment)?;
    let (config, unusable) = settings(cli, &config::environment, &paths)?;
    let api: crate::github::Api = config
        .api_url
        .parse()
        .map_err(|error: crate::github::api::NotAnApi| Error::usage(error.to_string()).hint(API_HINT))?;
    let mut context = Context {
        json: cli.flags.json,
        connect: context::connect_to(api.clone()),
        clock: Clock::system(),
        out: Output::standard(),
        err: Box::new(stderr()),
        input: Box::new(std::io::stdin()),
        unusable,
        variable: crate::github::auth::variable(api.host(), &config::environment),
        config,
        paths,
        api,
    };
    run(cli, &mut context)
}

/// The settings. Where they can't be used only `doctor` goes on, to say so among all else that it sees.
fn settings(
    cli: &Cli,
    environment: &dyn Fn(&str) -> Option<String>,
    paths: &Paths,
) -> Result<(Config, Option<Error>), Error> {
    match Config::load(cli.flags.written(), environment, paths) {
        Ok(config) => Ok((config, None)),
        Err(error) if matches!(cli.command, Some(Command::Doctor(_))) => {
            Ok((Config::bare(cli.flags.written()), Some(error.into())))
        }
        Err(error) => Err(error.into()),
    }
}

/// What is no JSON is not handed out as such.
fn no_json() -> Error {
    Error::usage("there is no JSON for this").hint("leave --json away: it prints what it is for")
}

fn run(cli: &Cli, cx: &mut Context) -> Result<(), Error> {
    match &cli.command {
        Some(Command::Completions(_) | Command::Man(_) | Command::Config(_)) if cx.json => Err(no_json()),
        None => board::run(cx),
        Some(Command::Demo(args)) => demo::run(args, cx),
        Some(Command::Sync(args)) => sync::run(args, cx),
        Some(Command::List(args)) => list::run(args, cx),
        Some(Command::Show(args)) => show::run(args, cx),
        Some(Command::Move(args)) => r#move::run(args, cx),
        Some(Command::Set(args)) => set::run(args, cx),
        Some(Command::Close(args)) => close::run(args, cx),
        Some(Command::Reopen(args)) => close::reopen(args, cx),
        Some(Command::Comment(args)) => comment::run(args, cx),
        Some(Command::Delete(args)) => delete::run(args, cx),
        Some(Command::Add(args)) => add::run(args, cx),
        Some(Command::Outbox(args)) => outbox::run(args, cx),
        Some(Command::Projects(args)) => projects::run(args, cx),
        Some(Command::Auth(args)) => auth::run(args, cx),
        Some(Command::Doctor(args)) => doctor::run(args, cx),
        Some(Command::Completions(args)) => completions::run(args, &mut cx.out),
        Some(Command::Man(args)) => man::run(args, &mut cx.out),
        Some(Command::Config(args)) => settings::run(args, &mut cx.out),
    }
}
