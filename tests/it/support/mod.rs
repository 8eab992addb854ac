//! What tests share: a project on an emulated GitHub, and a sync that talks to it.

pub(crate) mod cable;
pub(crate) mod desk;
pub(crate) mod ledger;
pub(crate) mod pty;
pub(crate) mod server;
