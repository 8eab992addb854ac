//! Sentences that tell what just happened and fade.

use chrono::TimeDelta;

use crate::domain::Timestamp;

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// It worked.
    Info,
    /// Worth a look.
    Warn,
    /// It did not work.
    Bad,
}

/// One sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How much it matters.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
    /// When it has faded.
    pub until: Timestamp,
}

/// The notices that have not faded yet.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    all: Vec<Notice>,
}

impl Notices {
    /// Says something.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>, now: Timestamp) {
        let seconds = match tone {
            Tone::Info => 4,
            Tone::Warn => 7,
            Tone::Bad => 12,
        };
        self.all.retain(|notice| notice.tone > tone);
        self.all.push(Notice { tone, text: text.into(), until: now + TimeDelta::seconds(seconds) });
    }

    /// The one to show: the gravest, and of those the latest.
    pub fn current(&self) -> Option<&Notice> {
        self.all.iter().max_by_key(|notice| notice.tone)
    }

    /// Forgets those that have faded. Returns whether there were any.
    pub fn fade(&mut self, now: Timestamp) -> bool {
        let before = self.all.len();
        self.all.retain(|notice| notice.until > now);
        before != self.all.len()
    }

    /// Forgets what only confirmed: the user has moved on. What went wrong stays until it fades.
    pub fn hear(&mut self) {
        self.all.retain(|notice| notice.tone > Tone::Info);
    }

    /// When the next one fades.
    pub fn next_fade(&self) -> Option<Timestamp> {
        self.all.iter().map(|notice| notice.until).min()
    }
}
