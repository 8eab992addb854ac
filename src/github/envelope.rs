//! What comes back from GitHub around the answer itself: headers, errors, and data that may be only a part.

use chrono::DateTime;
use http::{HeaderMap, Response, StatusCode};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::domain::Timestamp;

use super::{Error, Meter, text};

/// A response that answers, at least in part.
#[derive(Debug)]
pub(super) struct Answered<T> {
    /// What was asked for; where something went wrong inside, a null with an error beside it.
    pub(super) data: T,
    /// What went wrong, in GitHub's order.
    pub(super) errors: Vec<Fault>,
    /// The headers.
    pub(super) told: Told,
}

/// What the headers say.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// Points and time.
    pub(super) meter: Meter,
    /// Seconds to wait.
    pub(super) retry_after: Option<u64>,
    /// What a classic token may do; fine-grained tokens have no such header.
    pub(super) scopes: Option<Vec<String>>,
}

/// One entry of `errors`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub(super) struct Fault {
    /// GitHub's word for the kind, beside the message; absent on some.
    #[serde(rename = "type", default)]
    pub(super) kind: Option<String>,
    #[serde(default)]
    pub(super) message: String,
    /// Where in the data.
    #[serde(default)]
    pub(super) path: Option<Vec<Segment>>,
}

/// A step of a path into the data.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(super) enum Segment {
    /// A place in a list.
    Index(usize),
    /// A field or alias.
    Key(String),
}

#[derive(Deserialize)]
struct Envelope<T> {
    #[serde(default = "nothing")]
    data: Option<T>,
    #[serde(default)]
    errors: Option<Vec<Fault>>,
    #[serde(default)]
    message: Option<String>,
}

fn nothing<T>() -> Option<T> {
    None
}

/// Reads a response. An error is one of the whole request; errors beside data are kept for the reader to judge.
pub(super) fn open<T: DeserializeOwned>(response: &Response<bytes::Bytes>) -> Result<Answered<T>, Error> {
    let told = Told::from(response.headers());
    let body = response.body();
    if !response.status().is_success() {
        return Err(refusal(response.status(), body, &told));
    }
    match parse::<T>(body) {
        Ok(Envelope { data: Some(data), errors, .. }) => {
            Ok(Answered { data, errors: errors.unwrap_or_default(), told })
        }
        Ok(Envelope { data: None, errors, message }) => Err(whole(errors, message, &told)
            .unwrap_or_else(|| Error::Unreadable { why: "neither data nor errors".to_owned() })),
        // Data that does not fit may have an error beside it that says why.
        Err(why) => Err(parse::<IgnoredAny>(body)
            .ok()
            .and_then(|envelope| whole(envelope.errors, envelope.message, &told))
            .unwrap_or(Error::Unreadable { why })),
    }
}

/// The kind of fault that this program puts in place of a node it does not understand.
const ODD: &str = "NOT_UNDERSTOOD";

/// Reads a response of lists as [`open`] does. A node that can't be understood is left out, with a fault that names its place.
pub(super) fn open_lists<T: DeserializeOwned>(
    response: &Response<bytes::Bytes>,
) -> Result<Answered<T>, Error> {
    let misfit = match open(response) {
        Err(error @ Error::Unreadable { .. }) => error,
        answered => return answered,
    };
    let told = Told::from(response.headers());
    let Ok(Envelope { data: Some(mut data), errors, .. }) = parse::<Value>(response.body()) else {
        return Err(misfit);
    };
    let mut errors = errors.unwrap_or_default();
    loop {
        let (path, message) = match serde_path_to_error::deserialize::<_, T>(&data) {
            Ok(data) => return Ok(Answered { data, errors, told }),
            Err(error) => (place_of_node(error.path()), text::line(&error.to_string())),
        };
        // Each time round one node less is left.
        let Some(path) = path else { return Err(misfit) };
        match data.pointer_mut(&pointer(&path)) {
            Some(node) if !node.is_null() => *node = Value::Null,
            Some(_) | None => return Err(misfit),
        }
        errors.push(Fault { kind: Some(ODD.to_owned()), message, path: Some(path) });
    }
}

/// The way to the outermost node that a path leads into.
fn place_of_node(path: &serde_path_to_error::Path) -> Option<Vec<Segment>> {
    use serde_path_to_error::Segment as Step;
    let mut way: Vec<Segment> = Vec::new();
    for step in path {
        match step {
            Step::Map { key } => way.push(Segment::Key(key.clone())),
            Step::Seq { index } => {
                let in_nodes = way.last() == Some(&Segment::Key("nodes".to_owned()));
                way.push(Segment::Index(*index));
                if in_nodes {
                    return Some(way);
                }
            }
            Step::Enum { .. } | Step::Unknown => {}
        }
    }
    None
}

/// A way into JSON, in the words of serde.
fn pointer(path: &[Segment]) -> String {
    let word = |segment: &Segment| match segment {
        Segment::Index(place) => format!("/{place}"),
        Segment::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
    };
    path.iter().map(word).collect()
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<Envelope<T>, String> {
    let mut json = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut json).map_err(|error| text::line(&error.to_string()))
}

/// The error of a response without data, if it names one.
fn whole(faults: Option<Vec<Fault>>, message: Option<String>, told: &Told) -> Option<Error> {
    let faults = faults.unwrap_or_default();
    let worst = faults.iter().map(|fault| fault.sort(told)).max_by_key(Error::weight);
    worst.or_else(|| Some(Fault { message: message?, ..Fault::default() }.sort(told)))
}

/// The error of a response whose status is one.
fn refusal(status: StatusCode, body: &[u8], told: &Told) -> Error {
    let envelope = parse::<IgnoredAny>(body).ok();
    let (faults, message) = envelope.map_or((None, None), |envelope| (envelope.errors, envelope.message));
    let first = faults.as_deref().and_then(<[Fault]>::first).map(|fault| fault.message.clone());
    let message = message.or(first).map(|message| text::line(&message)).filter(|text| !text.is_empty());
    let said = message.clone().unwrap_or_else(|| format!("HTTP {}", status.as_u16()));
    let spent = told.meter.remaining == Some(0);
    match status.as_u16() {
        401 => Error::BadToken,
        403 | 429 if told.retry_after.is_some() || is_secondary(&said) => {
            Error::SlowDown { retry_after: told.retry_after }
        }
        403 | 429 if spent || is_primary(&said) => Error::RateLimited { until: told.meter.reset_at },
        429 => Error::SlowDown { retry_after: None },
        403 => Error::Forbidden { message: said },
        404 => Error::NotFound { message: said },
        408 | 500..=599 => Error::Overloaded { message: said },
        400..=499 => Error::Refused { message: said },
        _ => Error::Unreadable { why: said },
    }
}

impl Fault {
    /// Whether it stands for a node that this program does not understand.
    pub(super) fn is_odd(&self) -> bool {
        self.kind.as_deref() == Some(ODD)
    }

    /// What this error means for the one who asked.
    pub(super) fn sort(&self, told: &Told) -> Error {
        let message = text::line(&self.message);
        if is_secondary(&message) {
            return Error::SlowDown { retry_after: told.retry_after };
        }
        if is_primary(&message) {
            return Error::RateLimited { until: told.meter.reset_at };
        }
        if message.contains("temporary conflict") {
            return Error::Busy { message };
        }
        match self.kind.as_deref() {
            Some("RATE_LIMITED" | "RATE_LIMIT") => Error::RateLimited { until: told.meter.reset_at },
            Some("INSUFFICIENT_SCOPES") => Error::MissingScope { needed: scopes(&message) },
            Some("NOT_FOUND") => Error::NotFound { message },
            Some("FORBIDDEN") => Error::Forbidden { message },
            Some(
                "RESOURCE_LIMITS_EXCEEDED"
                | "MAX_NODE_LIMIT_EXCEEDED"
                | "SERVICE_UNAVAILABLE"
                | "INTERNAL"
                | "TIMEOUT",
            ) => Error::Overloaded { message },
            Some(_) | None if is_overload(&message) => Error::Overloaded { message },
            Some(_) | None => Error::Refused { message },
        }
    }

    /// Whether the error is that this person may not see a part of the data.
    pub(super) fn is_about_sight(&self) -> bool {
        matches!(self.kind.as_deref(), Some("NOT_FOUND" | "FORBIDDEN"))
    }

    /// The first step of its path, where that is a field or alias.
    pub(super) fn root(&self) -> Option<&str> {
        match self.path.as_deref()?.first()? {
            Segment::Key(key) => Some(key),
            Segment::Index(_) => None,
        }
    }

    /// The place in the list `field`, where its path leads into one.
    pub(super) fn place_in(&self, field: &str) -> Option<usize> {
        let path = self.path.as_deref()?;
        let at = path.iter().position(|segment| *segment == Segment::Key(field.to_owned()))?;
        match path.get(at + 1)? {
            Segment::Index(place) => Some(*place),
            Segment::Key(_) => None,
        }
    }
}

impl Error {
    /// Which of several errors to tell: the one that says most about what to do.
    pub(super) fn weight(&self) -> u8 {
        match self {
            Self::RateLimited { .. } | Self::SlowDown { .. } => 5,
            Self::BadToken | Self::NoToken { .. } | Self::NotAToken { .. } => 4,
            Self::MissingScope { .. } => 3,
            Self::Overloaded { .. } | Self::Busy { .. } => 2,
            Self::Unreachable { .. } | Self::Lost { .. } | Self::Unreadable { .. } => 1,
            Self::Forbidden { .. } | Self::NotFound { .. } | Self::Refused { .. } | Self::Changed { .. } => 0,
        }
    }
}

fn is_secondary(message: &str) -> bool {
    ["secondary rate limit", "abuse detection", "submitted too quickly", "temporarily blocked from content"]
        .iter()
        .any(|words| message.contains(words))
}

fn is_primary(message: &str) -> bool {
    message.contains("API rate limit exceeded") || message.contains("API rate limit already exceeded")
}

fn is_overload(message: &str) -> bool {
    let words = ["Something went wrong while executing", "respond to your request in time", "timed out"];
    words.iter().any(|words| message.contains(words)) || message.to_ascii_lowercase().contains("timeout")
}

/// The scopes a message lists: `… one of the following scopes: ['read:project'], but …`.
fn scopes(message: &str) -> String {
    let list = message.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    list.map_or_else(|| message.to_owned(), |(list, _)| list.replace(['\'', '"'], ""))
}

impl From<&HeaderMap> for Told {
    fn from(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
        let number = |name: &str| text(name)?.parse::<u64>().ok();
        let count = |name: &str| number(name).and_then(|count| u32::try_from(count).ok());
        let moment = |name: &str| DateTime::from_timestamp(i64::try_from(number(name)?).ok()?, 0);
        let date = text("date").and_then(|date| DateTime::parse_from_rfc2822(date).ok());
        let scopes = text("x-oauth-scopes").map(|list| {
            list.split(',').map(|scope| text::line(scope.trim())).filter(|scope| !scope.is_empty()).collect()
        });
        Self {
            meter: Meter {
                cost: None,
                limit: count("x-ratelimit-limit"),
                remaining: count("x-ratelimit-remaining"),
                reset_at: moment("x-ratelimit-reset"),
                server_time: date.map(|date| date.to_utc()),
            },
            retry_after: number("retry-after"),
            scopes,
        }
    }
}

/// The `rateLimit` a query may select.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct RateLimit {
    cost: u32,
    limit: u32,
    remaining: u32,
    #[serde(rename = "resetAt")]
    reset_at: Timestamp,
}

impl Told {
    /// What the query says of its own cost; the headers are fresher and win where both speak.
    pub(super) fn priced(&self, rate_limit: Option<&RateLimit>) -> Meter {
        let mut meter = self.meter.clone();
        if let Some(told) = rate_limit {
            meter.cost = Some(told.cost);
            meter.limit = meter.limit.or(Some(told.limit));
            meter.remaining = meter.remaining.or(Some(told.remaining));
            meter.reset_at = meter.reset_at.or(Some(told.reset_at));
        }
        meter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Response<bytes::Bytes> {
        let mut builder = Response::builder().status(status);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        builder.body(bytes::Bytes::from(body.to_owned())).expect("a valid response")
    }

    fn failure(status: u16, headers: &[(&str, &str)], body: &str) -> Error {
        open::<serde_json::Value>(&response(status, headers, body)).expect_err("a failure")
    }

    fn error_of(kind: &str, message: &str) -> Error {
        let kind = if kind.is_empty() { String::new() } else { format!(r#""type":"{kind}","#) };
        failure(200, &[], &format!(r#"{{"data":null,"errors":[{{{kind}"message":"{message}"}}]}}"#))
    }

    fn at(seconds: i64) -> Option<Timestamp> {
        DateTime::from_timestamp(seconds, 0)
    }

    fn said(words: &str) -> String {
        words.to_owned()
    }

    #[test]
    fn each_status_has_its_meaning() {
        let reset = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1800000000")];
        let secondary = r#"{"message":"You have exceeded a secondary rate limit. Please wait."}"#;
        let html = "<html><title>Unicorn!</title></html>";
        let late = r#"{"message":"We couldn't respond to your request in time."}"#;
        assert_eq!(failure(401, &[], r#"{"message":"Bad credentials"}"#), Error::BadToken);
        assert_eq!(failure(403, &reset, "{}"), Error::RateLimited { until: at(1_800_000_000) });
        assert_eq!(failure(429, &reset, "{}"), Error::RateLimited { until: at(1_800_000_000) });
        assert_eq!(failure(403, &[], secondary), Error::SlowDown { retry_after: None });
        assert_eq!(failure(403, &[("retry-after", "30")], "{}"), Error::SlowDown { retry_after: Some(30) });
        assert_eq!(failure(429, &[], "slow"), Error::SlowDown { retry_after: None });
        let sso = failure(403, &[], r#"{"message":"Resource protected by organization SAML enforcement."}"#);
        assert_eq!(
            sso,
            Error::Forbidden { message: said("Resource protected by organization SAML enforcement.") }
        );
        assert_eq!(
            failure(404, &[], r#"{"message":"Not Found"}"#),
            Error::NotFound { message: said("Not Found") }
        );
        assert_eq!(failure(502, &[], html), Error::Overloaded { message: said("HTTP 502") });
        assert_eq!(
            failure(504, &[], late),
            Error::Overloaded { message: said("We couldn't respond to your request in time.") }
        );
        assert_eq!(
            failure(422, &[], r#"{"message":"Bad body"}"#),
            Error::Refused { message: said("Bad body") }
        );
        assert_eq!(failure(301, &[], ""), Error::Unreadable { why: said("HTTP 301") });
    }

    #[test]
    fn each_error_has_its_meaning() {
        let limited = Error::RateLimited { until: None };
        assert_eq!(error_of("RATE_LIMITED", "API rate limit exceeded for user ID 1."), limited);
        assert_eq!(error_of("", "API rate limit already exceeded for user ID 1."), limited);
        assert_eq!(
            error_of("", "You have exceeded a secondary rate limit."),
            Error::SlowDown { retry_after: None }
        );
        assert_eq!(
            error_of("FORBIDDEN", "was submitted too quickly after another"),
            Error::SlowDown { retry_after: None }
        );
        let words =
            "Your token requires one of the following scopes: ['read:project', 'project'], but has: ['repo']";
        assert_eq!(
            error_of("INSUFFICIENT_SCOPES", words),
            Error::MissingScope { needed: said("read:project, project") }
        );
        assert_eq!(error_of("NOT_FOUND", "no node"), Error::NotFound { message: said("no node") });
        assert_eq!(error_of("FORBIDDEN", "no access"), Error::Forbidden { message: said("no access") });
        let broke = "Something went wrong while executing your query. Please include `A:B`";
        assert_eq!(error_of("", broke), Error::Overloaded { message: said(broke) });
        assert_eq!(
            error_of("RESOURCE_LIMITS_EXCEEDED", "too much"),
            Error::Overloaded { message: said("too much") }
        );
        let busy = "Your change created a temporary conflict. Please try again.";
        assert_eq!(error_of("UNPROCESSABLE", busy), Error::Busy { message: said(busy) });
        let archived = "The item is archived and cannot be updated";
        assert_eq!(error_of("VALIDATION", archived), Error::Refused { message: said(archived) });
        assert_eq!(error_of("STALE_DATA", "stale"), Error::Refused { message: said("stale") });
        assert_eq!(
            error_of("", "Field 'x' doesn't exist"),
            Error::Refused { message: said("Field 'x' doesn't exist") }
        );
    }

    #[test]
    fn words_of_an_error_inside_the_data_mean_nothing() {
        let body = r#"{"data":{"title":"API rate limit exceeded: a secondary rate limit"}}"#;
        let answered = open::<serde_json::Value>(&response(200, &[], body)).expect("data");
        assert!(answered.errors.is_empty());
    }

    #[test]
    fn data_beside_errors_is_kept_with_kind_and_path() {
        let body = r#"{"data":{"nodes":[null]},"errors":[{"type":"NOT_FOUND","path":["nodes",0],"message":"gone"}]}"#;
        let answered = open::<serde_json::Value>(&response(200, &[], body)).expect("partial data");
        assert_eq!(answered.data, serde_json::json!({ "nodes": [null] }));
        assert_eq!(answered.errors[0].kind.as_deref(), Some("NOT_FOUND"));
        assert_eq!(answered.errors[0].root(), Some("nodes"));
        assert_eq!(answered.errors[0].place_in("nodes"), Some(0));
    }

    #[test]
    fn the_gravest_of_several_errors_is_told() {
        let body = r#"{"errors":[{"type":"NOT_FOUND","message":"a"},{"type":"RATE_LIMITED","message":"b"}]}"#;
        assert_eq!(failure(200, &[], body), Error::RateLimited { until: None });
    }

    #[test]
    fn an_answer_that_does_not_fit_says_where() {
        #[derive(Debug, Deserialize)]
        struct Shape {
            #[serde(rename = "number")]
            _number: u32,
        }
        let wrong =
            open::<Shape>(&response(200, &[], r#"{"data":{"number":"seven"}}"#)).expect_err("a misfit");
        let Error::Unreadable { why } = wrong else { panic!("{wrong:?}") };
        assert!(why.starts_with("data.number: invalid type"), "{why}");
        let html = failure(200, &[], "<html>");
        assert!(matches!(html, Error::Unreadable { .. }), "{html:?}");
        assert_eq!(failure(200, &[], "{}"), Error::Unreadable { why: said("neither data nor errors") });
    }

    #[test]
    fn messages_are_free_of_control_characters() {
        assert_eq!(
            error_of("NOT_FOUND", "no\\u001b[2J node\\nhere"),
            Error::NotFound { message: said("no[2J node here") }
        );
    }

    #[test]
    fn headers_tell_points_time_and_scopes() {
        let headers = [
            ("x-ratelimit-limit", "5000"),
            ("x-ratelimit-remaining", "4990"),
            ("x-ratelimit-reset", "1800000000"),
            ("date", "Wed, 21 Oct 2026 07:28:00 GMT"),
            ("x-oauth-scopes", "repo, read:project"),
        ];
        let told = open::<serde_json::Value>(&response(200, &headers, r#"{"data":{}}"#)).expect("data").told;
        assert_eq!(told.meter.limit, Some(5000));
        assert_eq!(told.meter.remaining, Some(4990));
        assert_eq!(told.meter.reset_at, at(1_800_000_000));
        assert_eq!(told.meter.server_time, at(1_792_567_680));
        assert_eq!(told.scopes, Some(vec![said("repo"), said("read:project")]));
    }
}
