//! One binary for all tests that cross layers, so that linking happens once.

mod pty;
mod support;
mod sync;
