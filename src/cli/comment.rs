//! `sprintty comment`: says something about a card.

use clap::Args as Arguments;

use super::context::Context;
use super::error::Error;
use super::{change, text};
use crate::domain::Wish;

/// Write a comment under an issue or a pull request
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// 12, owner/repo#12, its address, or a part of its title
    #[arg(value_name = "REF")]
    item: String,
    /// In Markdown; - reads it from the standard input
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let text = if args.text == "-" { text::input(cx)? } else { args.text.clone() };
    let text = text.trim_end().to_owned();
    if text.trim().is_empty() {
        return Err(
            Error::usage("there is nothing to say").hint("write the comment behind the card, in quotes")
        );
    }
    change::wish(std::slice::from_ref(&args.item), &Wish::Comment(text), args.dry_run, cx)
}
