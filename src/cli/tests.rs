//! The commands against a GitHub in a box.
