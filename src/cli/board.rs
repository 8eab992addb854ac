//! The board: what runs without a command.

use super::context::Context;
use super::error::Error;

/// Opens the project's board.
pub(super) fn run(_: &mut Context) -> Result<(), Error> {
    Err(Error::refused("the board is not part of this build").hint("`sprintty --help` lists the commands"))
}

/// Opens the board of the demo's project.
pub(super) fn demo(_: &mut Context) -> Result<(), Error> {
    Err(Error::refused("the board is not part of this build")
        .hint("`sprintty demo --serve` serves the project"))
}
