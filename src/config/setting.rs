//! How the text of a setting is understood, the same in a file, in the environment and in a flag.

use chrono::FixedOffset;

use super::Density;
use crate::domain::ProjectRef;
use crate::input::Preset;

/// Text that means "work it out".
const AUTO: &str = "auto";

pub(super) fn project(text: &str) -> Result<Option<ProjectRef>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error: crate::domain::project::NotAProject| error.to_string())
}

pub(super) fn api_url(text: &str) -> Result<String, String> {
    let url = text.trim().trim_end_matches('/');
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_host =
        |host: &str| !host.is_empty() && !host.starts_with(['/', ':']) && !host.contains(char::is_whitespace);
    match host {
        Some(host) if is_host(host) => Ok(url.to_owned()),
        Some(_) | None => Err(format!("`{text}` is not an address such as https://api.github.com")),
    }
}

pub(super) fn density(text: &str) -> Result<Density, String> {
    match text {
        "compact" => Ok(Density::Compact),
        "normal" => Ok(Density::Normal),
        "roomy" => Ok(Density::Roomy),
        _ => Err(format!("`{text}` is not compact, normal or roomy")),
    }
}

pub(super) fn keymap(text: &str) -> Result<Preset, String> {
    Preset::named(text).ok_or_else(|| format!("`{text}` is not vim, github or linear"))
}

pub(super) fn effort_field(text: &str) -> Result<Option<String>, String> {
    match text.trim() {
        "" => Err(format!("write the name of a field, or \"{AUTO}\"")),
        AUTO => Ok(None),
        name => Ok(Some(name.to_owned())),
    }
}

pub(super) fn utc_offset(text: &str) -> Result<Option<FixedOffset>, String> {
    if text == AUTO {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| format!("`{text}` is not a time zone such as +02:00, or \"{AUTO}\""))
}

pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "0" | "false" | "no" | "off" => Ok(false),
        _ => Err(format!("`{text}` is neither true nor false")),
    }
}

pub(super) fn count(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("`{text}` is not a whole number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_a_scheme_and_a_host() {
        assert_eq!(api_url("https://ghe.example.com/api/").as_deref(), Ok("https://ghe.example.com/api"));
        for wrong in ["", "api.github.com", "https://", "http:///x", "ftp://x", "https://a b"] {
            assert!(api_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_time_zone_is_hours_and_minutes_from_utc() {
        assert_eq!(
            utc_offset("+02:00").map(|offset| offset.map(|offset| offset.local_minus_utc())),
            Ok(Some(7200))
        );
        assert_eq!(utc_offset("auto"), Ok(None));
        for wrong in ["", "2", "Berlin", "+25:00"] {
            assert!(utc_offset(wrong).is_err(), "{wrong}");
        }
    }
}
