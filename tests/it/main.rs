//! One binary for all tests that cross layers, so that linking happens once.

mod support;
mod sync;
