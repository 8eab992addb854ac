//! One binary for all tests that cross layers, so that linking happens once.

mod around;
mod bad_input;
mod clashes;
mod details;
mod edits;
mod faults;
mod filter;
mod full_disk;
mod hosts;
mod kill;
mod looks;
mod lost;
mod others;
mod pty;
mod put_back;
mod readme;
mod support;
mod sync;
mod taken_off;
mod undo;
mod undone;
mod written;
