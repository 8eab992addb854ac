//! `sprintty completions`: completions for a shell.

use clap::{Args as Arguments, CommandFactory};
use clap_complete::Shell;

use super::print::Output;
use super::{Cli, Error};

/// Print completions for a shell
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// Which shell
    shell: Shell,
}

pub(super) fn run(args: &Args, out: &mut Output) -> Result<(), Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "sprintty", &mut script);
    out.raw(&script)
}
