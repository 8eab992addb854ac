//! Where GitHub's API lives.

use std::fmt;
use std::str::FromStr;

use http::Uri;

/// The address of an API: `https://api.github.com`, `https://HOST/api` on an Enterprise Server, `http://127.0.0.1:PORT`
/// for a local one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    base: Uri,
}

/// The text is no address of an API.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnApi {
    /// It can't be read as `https://HOST` with an optional path.
    #[error("`{0}` is not an address such as https://api.github.com or https://HOST/api")]
    Malformed(String),
    /// A token would travel in the clear.
    #[error("`{0}` is not encrypted: only an address on this machine may start with http://")]
    Unencrypted(String),
}

impl Default for Api {
    /// The one of github.com.
    fn default() -> Self {
        Self { base: Uri::from_static("https://api.github.com") }
    }
}

impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.base.to_string().trim_end_matches('/'))
    }
}

impl FromStr for Api {
    type Err = NotAnApi;

    fn from_str(text: &str) -> Result<Self, NotAnApi> {
        let malformed = || NotAnApi::Malformed(without_login(text));
        let base: Uri = text.trim().trim_end_matches('/').parse().map_err(|_| malformed())?;
        let authority = base.authority().ok_or_else(malformed)?;
        if authority.as_str().contains('@') || base.query().is_some() || authority.host().is_empty() {
            return Err(malformed());
        }
        match base.scheme_str() {
            Some("https") => Ok(Self { base }),
            Some("http") if is_loopback(authority.as_str()) => Ok(Self { base }),
            Some("http") => Err(NotAnApi::Unencrypted(text.to_owned())),
            _ => Err(malformed()),
        }
    }
}

impl Api {
    /// Where GraphQL requests go.
    pub fn graphql(&self) -> Uri {
        format!("{self}/graphql").parse().expect("a path can follow an address without a query")
    }

    /// The API of a host: what [`Api::host`] gives leads back to it.
    pub fn of_host(host: &str) -> Result<Self, NotAnApi> {
        if host == "github.com" || host.ends_with(".ghe.com") {
            format!("https://api.{host}").parse()
        } else if is_loopback(host) {
            format!("http://{host}").parse()
        } else {
            format!("https://{host}/api").parse()
        }
    }

    /// The host whose web pages and tokens belong to this API, with its port where it names one: `github.com`.
    pub fn host(&self) -> &str {
        let authority = self.base.authority().map_or("github.com", |authority| authority.as_str());
        match authority.strip_prefix("api.") {
            Some(host) if host == "github.com" || host.ends_with(".ghe.com") => host,
            Some(_) | None => authority,
        }
    }
}

/// An address as it may be shown: a name and a password before the host are left out.
fn without_login(address: &str) -> String {
    let start = address.find("://").map_or(0, |place| place + "://".len());
    match address[start..].rfind('@') {
        Some(at) => format!("{}…{}", &address[..start], &address[start + at..]),
        None => address.to_owned(),
    }
}

/// Whether a host, perhaps with a port, is this machine.
pub fn is_loopback(host: &str) -> bool {
    let bare = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.split(':').next().unwrap_or(host),
    };
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_leads_to_its_api_and_back() {
        for host in ["github.com", "octo.ghe.com", "ghe.example.com", "127.0.0.1:8080", "localhost:1"] {
            assert_eq!(Api::of_host(host).map(|api| api.host().to_owned()).as_deref(), Ok(host));
        }
        assert_eq!(
            Api::of_host("ghe.example.com").map(|api| api.to_string()).as_deref(),
            Ok("https://ghe.example.com/api")
        );
    }

    #[test]
    fn graphql_is_found_below_the_base_and_the_host_beside_it() {
        let found = |text: &str| {
            let api: Api = text.parse().expect("an address");
            (api.graphql().to_string(), api.host().to_owned())
        };
        let pair = |uri: &str, host: &str| (uri.to_owned(), host.to_owned());
        assert_eq!(found("https://api.github.com/"), pair("https://api.github.com/graphql", "github.com"));
        assert_eq!(
            found("https://api.octo.ghe.com"),
            pair("https://api.octo.ghe.com/graphql", "octo.ghe.com")
        );
        assert_eq!(found("https://git.corp/api"), pair("https://git.corp/api/graphql", "git.corp"));
        assert_eq!(found("https://git.corp/g"), pair("https://git.corp/g/graphql", "git.corp"));
        assert_eq!(found("http://127.0.0.1:80"), pair("http://127.0.0.1:80/graphql", "127.0.0.1:80"));
        assert_eq!(found("http://[::1]:99"), pair("http://[::1]:99/graphql", "[::1]:99"));
        assert_eq!(Api::default().graphql(), "https://api.github.com/graphql");
    }

    #[test]
    fn a_token_never_travels_in_the_clear_over_a_network() {
        let refused = "http://git.corp/api".parse::<Api>();
        assert_eq!(refused, Err(NotAnApi::Unencrypted("http://git.corp/api".into())));
        for text in ["", "api.github.com", "ftp://x", "https://git.corp?x=1", "https://"] {
            assert_eq!(text.parse::<Api>(), Err(NotAnApi::Malformed(text.into())), "{text}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_not_repeated() {
        for (text, shown) in [
            ("https://me:pw@git.corp/api", "https://…@git.corp/api"),
            ("https://me:p@w:pw@[git.corp", "https://…@[git.corp"),
            ("me:pw@git.corp", "…@git.corp"),
        ] {
            assert_eq!(text.parse::<Api>(), Err(NotAnApi::Malformed(shown.into())));
        }
    }
}
