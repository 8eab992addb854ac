//! `sprintty config`: every setting with its default.

use clap::Args as Arguments;

use super::Error;
use super::print::Output;
use crate::config::REFERENCE;

/// Print every setting with its default and what it does, ready to be a settings file
#[derive(Debug, Arguments)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, out: &mut Output) -> Result<(), Error> {
    out.raw(REFERENCE.as_bytes())
}
