//! What is wrong with a command line, said as every other error is.

use std::error::Error as _;

use clap::error::ErrorKind;

use super::error::Error;
use super::list;

/// The error for a command line that can't be read.
pub(super) fn error(error: &clap::Error) -> Error {
    let text = list::unprotected(&error.to_string());
    let mut paragraphs = text.split("\n\n").map(str::trim);
    let first = paragraphs.next().unwrap_or_default();
    let first = first.strip_prefix("error:").unwrap_or(first);
    let (mut tip, mut usage) = (None, None);
    for paragraph in paragraphs {
        tip = tip.or_else(|| paragraph.strip_prefix("tip:"));
        usage = usage.or_else(|| paragraph.strip_prefix("Usage:"));
    }
    // Where a value is wrong, what is wrong with it says enough.
    let value = error.source().filter(|_| error.kind() == ErrorKind::ValueValidation);
    let message = value.map_or_else(|| one_line(first), |value| one_line(&value.to_string()));
    let hint = match (tip, usage) {
        (Some(tip), _) => one_line(tip),
        (None, Some(usage)) => format!("write `{}`; with --help it says more", one_line(usage)),
        (None, None) => "`sprintty --help` shows how it is written".to_owned(),
    };
    Error::usage(message).hint(hint)
}

/// The lines of a paragraph as one; what a colon announces is listed.
fn one_line(paragraph: &str) -> String {
    let mut lines = paragraph.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let rest: Vec<&str> = lines.collect();
    let gap = if first.ends_with(':') { ", " } else { " " };
    format!("{first} {}", rest.join(gap)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &[&str]) -> (String, String) {
        let words = std::iter::once("sprintty").chain(line.iter().copied()).map(Into::into);
        let wrong = super::super::read(words).expect_err("the line is wrong");
        let error = error(&wrong);
        (error.message, error.hint.expect("there is always a way on"))
    }

    #[test]
    fn a_wrong_line_is_one_sentence_and_one_way_on() {
        let cases = [
            (
                &["move"][..],
                "the following required arguments were not provided: <REF>..., <COLUMN>",
                "write `sprintty move <REF>... <COLUMN>`; with --help it says more",
            ),
            (
                &["mvoe", "12", "Done"],
                "unrecognized subcommand 'mvoe'",
                "a similar subcommand exists: 'move'",
            ),
            (
                &["--project", "octo", "list"],
                "`octo` does not name a project: write OWNER/NUMBER or paste the project's URL",
                "`sprintty --help` shows how it is written",
            ),
            (
                &["sync", "-x1"],
                "unexpected argument '-x' found",
                "write `sprintty sync [OPTIONS]`; with --help it says more",
            ),
        ];
        for (line, message, hint) in cases {
            assert_eq!(said(line), (message.to_owned(), hint.to_owned()), "{line:?}");
        }
    }
}
