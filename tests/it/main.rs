//! One binary for all tests that cross layers, so that linking happens once.

mod bad_input;
mod pty;
mod support;
mod sync;
