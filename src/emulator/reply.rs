//! Answers that need no world: refused tokens, limits, broken gateways.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{HeaderValue, Response, StatusCode};
use serde::Serialize;
use serde_json::json;

use super::rate::{LIMIT, Rate};

/// An answer under way: what to say, and what to put in its headers.
pub(super) struct Reply {
    status: StatusCode,
    body: Bytes,
    content_type: &'static str,
    retry_after: Option<u32>,
}

/// What headers tell about whoever asked.
pub(super) struct Account {
    pub(super) rate: Rate,
    pub(super) scopes: String,
}

impl Reply {
    pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).expect("answers have string keys and no failing values").into();
        Self { status, body, content_type: "application/json; charset=utf-8", retry_after: None }
    }

    pub(super) fn ok(body: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, body)
    }

    pub(super) fn not_found() -> Self {
        let body = json!({"message": "Not Found", "documentation_url": "https://docs.github.com/graphql", "status": "404"});
        Self::json(StatusCode::NOT_FOUND, &body)
    }

    pub(super) fn unreadable() -> Self {
        Self::json(StatusCode::BAD_REQUEST, &json!({"message": "Problems parsing JSON", "status": "400"}))
    }

    pub(super) fn bad_credentials() -> Self {
        let body = json!({"message": "Bad credentials", "documentation_url": "https://docs.github.com/graphql", "status": "401"});
        Self::json(StatusCode::UNAUTHORIZED, &body)
    }

    pub(super) fn bad_gateway() -> Self {
        const PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
            <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
        let body = Bytes::from_static(PAGE.as_bytes());
        Self { status: StatusCode::BAD_GATEWAY, body, content_type: "text/html", retry_after: None }
    }

    pub(super) fn primary_limit(user: u32, typed: bool) -> Self {
        let error = if typed {
            json!({"type": "RATE_LIMITED", "message": format!("API rate limit exceeded for user ID {user}.")})
        } else {
            json!({"message": format!("API rate limit already exceeded for user ID {user}.")})
        };
        Self::ok(&json!({"errors": [error]}))
    }

    pub(super) fn secondary_limit(seconds: u32) -> Self {
        let message =
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
        let url = "https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#secondary-rate-limits";
        let body = json!({"message": message, "documentation_url": url});
        Self { retry_after: Some(seconds), ..Self::json(StatusCode::FORBIDDEN, &body) }
    }

    pub(super) fn too_many_nodes(nodes: u64) -> Self {
        let message = format!(
            "This query requests up to {nodes} possible nodes which exceeds the maximum limit of 500,000."
        );
        Self::ok(&json!({"errors": [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": message}]}))
    }

    /// The answer as it goes over the wire.
    pub(super) fn send(self, request: u64, now: DateTime<Utc>, account: Option<&Account>) -> Response<Bytes> {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        let mut put = |name: &'static str, value: String| {
            headers.insert(name, HeaderValue::try_from(value).expect("digits, letters and signs"));
        };
        put("content-type", self.content_type.to_owned());
        put("date", now.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
        put("x-github-request-id", format!("E0B0:{:04X}:{request:08X}", request % 0xffff));
        if let Some(seconds) = self.retry_after {
            put("retry-after", seconds.to_string());
        }
        if let Some(Account { rate, scopes }) = account {
            put("x-oauth-scopes", scopes.clone());
            put("x-ratelimit-limit", LIMIT.to_string());
            put("x-ratelimit-remaining", rate.remaining().to_string());
            put("x-ratelimit-used", rate.used.to_string());
            put("x-ratelimit-reset", rate.reset.timestamp().to_string());
            put("x-ratelimit-resource", "graphql".to_owned());
        }
        response
    }
}
