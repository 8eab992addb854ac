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

/// What is said now: the newest sentence, whatever was said before.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    newest: Option<Notice>,
}

impl Notices {
    /// Says something in place of what was said before: that may be true no longer.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>, now: Timestamp) {
        self.newest = Some(Notice { tone, text: text.into(), until: now + lasts(tone) });
    }

    /// Says something more of what was said at the same moment.
    pub fn add(&mut self, tone: Tone, text: &str, now: Timestamp) {
        match &mut self.newest {
            Some(notice) if notice.until == now + lasts(notice.tone) => {
                let tone = notice.tone.max(tone);
                let text = format!("{} {text}", notice.text);
                self.say(tone, text, now);
            }
            Some(_) | None => self.say(tone, text, now),
        }
    }

    /// The one to show.
    pub fn current(&self) -> Option<&Notice> {
        self.newest.as_ref()
    }

    /// Forgets it once it has faded. Returns whether it has.
    pub fn fade(&mut self, now: Timestamp) -> bool {
        self.newest.take_if(|notice| notice.until <= now).is_some()
    }

    /// Forgets what only confirmed: the user has moved on. What went wrong stays until it fades.
    pub fn hear(&mut self) {
        self.newest.take_if(|notice| notice.tone == Tone::Info);
    }

    /// Forgets what was said before now, as something was done since: that may be true no longer. What did not work stays.
    pub fn outdate(&mut self, now: Timestamp) {
        self.newest.take_if(|notice| notice.tone != Tone::Bad && notice.until < now + lasts(notice.tone));
    }

    /// Forgets it, as something else needs its place.
    pub fn clear(&mut self) {
        self.newest = None;
    }

    /// When it fades.
    pub fn next_fade(&self) -> Option<Timestamp> {
        self.newest.as_ref().map(|notice| notice.until)
    }
}

fn lasts(tone: Tone) -> TimeDelta {
    TimeDelta::seconds(match tone {
        Tone::Info => 4,
        Tone::Warn => 7,
        Tone::Bad => 12,
    })
}
