//! Starts [`sprintty::cli`].

use std::process::ExitCode;

/// Half a million small texts and lists are made before the first frame of a large project.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    sprintty::cli::main()
}
