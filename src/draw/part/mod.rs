//! What screens and overlays are put together from.

pub(super) mod card;
pub(super) mod chrome;
pub(super) mod count;
pub(super) mod facts;
pub(super) mod header;
pub(super) mod hints;
pub(super) mod offers;
pub(super) mod status;
mod tabs;
pub(super) mod waiting;
