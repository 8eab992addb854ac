//! GitHub in a box.
