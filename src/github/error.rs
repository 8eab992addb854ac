//! Why GitHub did not do what was asked.

use crate::domain::Timestamp;

/// A failed request, or one failed write of a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No connection was made: nothing was sent.
    #[error("GitHub can't be reached: {why}")]
    Unreachable {
        /// What the network said.
        why: String,
    },
    /// The connection broke or the time ran out after sending: a write may have been made.
    #[error("the connection to GitHub was lost: {why}")]
    Lost {
        /// What the network said.
        why: String,
    },
    /// There is no token to send.
    #[error("there is no token for {host}")]
    NoToken {
        /// Of the web pages: `github.com`.
        host: String,
    },
    /// What stands in place of a token is none.
    #[error("{variable} holds a character that no token has")]
    NotAToken {
        /// Where it was found.
        variable: &'static str,
    },
    /// GitHub does not accept the token.
    #[error("GitHub does not accept the token")]
    BadToken,
    /// The token may not do this.
    #[error("the token lacks a scope: {needed}")]
    MissingScope {
        /// The scopes of which one would do, as GitHub lists them.
        needed: String,
    },
    /// This person may not do this.
    #[error("{message}")]
    Forbidden {
        /// GitHub's words.
        message: String,
    },
    /// It does not exist, or this person may not see it.
    #[error("{message}")]
    NotFound {
        /// GitHub's words.
        message: String,
    },
    /// GitHub understood and declined: a wrong value, an archived item.
    #[error("{message}")]
    Refused {
        /// GitHub's words.
        message: String,
    },
    /// A comment has another text than the one that ours was to replace: nothing was written.
    #[error("the comment was changed meanwhile")]
    Changed {
        /// The text it has.
        text: String,
    },
    /// The points of this hour are used up.
    #[error("the rate limit is used up")]
    RateLimited {
        /// When it ends, where GitHub says.
        until: Option<Timestamp>,
    },
    /// Too many requests in too short a time.
    #[error("GitHub asks to slow down")]
    SlowDown {
        /// Seconds to wait, where GitHub says.
        retry_after: Option<u64>,
    },
    /// The request was too heavy or the server failed: a smaller page may pass. A write may have been made.
    #[error("GitHub could not answer: {message}")]
    Overloaded {
        /// GitHub's words.
        message: String,
    },
    /// Another change was under way and this one was not made.
    #[error("{message}")]
    Busy {
        /// GitHub's words.
        message: String,
    },
    /// The answer was not what this program understands.
    #[error("GitHub's answer can't be read: {why}")]
    Unreadable {
        /// Where and why.
        why: String,
    },
}

impl Error {
    /// Whether the same request may succeed later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::Lost { .. }
            | Self::RateLimited { .. }
            | Self::SlowDown { .. }
            | Self::Overloaded { .. }
            | Self::Busy { .. } => true,
            Self::NoToken { .. }
            | Self::NotAToken { .. }
            | Self::BadToken
            | Self::MissingScope { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::Refused { .. }
            | Self::Changed { .. }
            | Self::Unreadable { .. } => false,
        }
    }

    /// Whether GitHub has understood and declined: asking again for the same is of no use, and says nothing of other requests.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Forbidden { .. } | Self::NotFound { .. } | Self::Refused { .. } | Self::Changed { .. } => {
                true
            }
            Self::Unreachable { .. }
            | Self::Lost { .. }
            | Self::NoToken { .. }
            | Self::NotAToken { .. }
            | Self::BadToken
            | Self::MissingScope { .. }
            | Self::RateLimited { .. }
            | Self::SlowDown { .. }
            | Self::Overloaded { .. }
            | Self::Busy { .. }
            | Self::Unreadable { .. } => false,
        }
    }

    /// Whether a write that failed so may have been made all the same.
    pub fn leaves_doubt(&self) -> bool {
        match self {
            Self::Lost { .. } | Self::Overloaded { .. } | Self::Unreadable { .. } => true,
            Self::Unreachable { .. }
            | Self::NoToken { .. }
            | Self::NotAToken { .. }
            | Self::BadToken
            | Self::MissingScope { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::Refused { .. }
            | Self::Changed { .. }
            | Self::RateLimited { .. }
            | Self::SlowDown { .. }
            | Self::Busy { .. } => false,
        }
    }
}
