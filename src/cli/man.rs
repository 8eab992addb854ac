//! `sprintty man`: the manual page.

use clap::{Args as Arguments, CommandFactory};

use super::print::Output;
use super::{Cli, Error};

/// Print the manual page
#[derive(Debug, Arguments)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, out: &mut Output) -> Result<(), Error> {
    let mut page = Vec::new();
    let mut command = Cli::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for command in command.get_subcommands().filter(|command| !command.is_hide_set()) {
        let name = command.get_name().to_owned();
        if name != "help" {
            page.extend(format!(".SH \"SPRINTTY {}\"\n", name.to_uppercase()).bytes());
            let man = clap_mangen::Man::new(command.clone());
            man.render_synopsis_section(&mut page)?;
            man.render_description_section(&mut page)?;
            man.render_options_section(&mut page)?;
        }
    }
    out.raw(&page)
}
