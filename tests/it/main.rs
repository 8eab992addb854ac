//! One binary for all tests that cross layers, so that linking happens once.

mod bad_input;
mod edits;
mod kill;
mod pty;
mod readme;
mod support;
mod sync;
