//! Reads a longer text: as it is written, `-` for the standard input, `@FILE` for a file.

use super::context::Context;
use super::error::Error;

/// The text that is meant.
pub(super) fn read(text: &str, cx: &mut Context) -> Result<String, Error> {
    if text == "-" {
        return input(cx);
    }
    let Some(path) = text.strip_prefix('@') else { return Ok(text.to_owned()) };
    std::fs::read_to_string(path).map_err(|error| {
        Error::refused(format!("{path} can't be read: {error}"))
            .hint("a text that begins with @ comes from the standard input: body=-")
    })
}

/// All that comes in on the standard input.
pub(super) fn input(cx: &mut Context) -> Result<String, Error> {
    let mut text = String::new();
    match cx.input.read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => Err(Error::refused(format!("the standard input can't be read: {error}"))),
    }
}
