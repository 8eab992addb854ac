//! The program: calls [`sprintty::cli`] and nothing else.

fn main() -> std::process::ExitCode {
    sprintty::cli::main()
}
