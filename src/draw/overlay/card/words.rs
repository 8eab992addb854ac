//! Moments and people as an opened card names them.

use super::Sight;
use crate::app::cx::{local, today};
use crate::domain::{Date, Timestamp, value};

impl Sight<'_> {
    /// The day where the user is.
    pub(super) fn today(&self) -> Date {
        today(self.model.now, &self.model.settings)
    }

    /// The day of a moment: `Thu 31 Jul`, with the year where it is another one.
    pub(super) fn day(&self, at: Timestamp) -> String {
        value::spelled(local(at, &self.model.settings).date_naive(), self.today())
    }

    /// A moment as short as is clear: `14:02` today, `Tue 14:02` in the last week, else the day.
    pub(super) fn moment(&self, at: Timestamp) -> String {
        let at_home = local(at, &self.model.settings);
        match (self.today() - at_home.date_naive()).num_days() {
            0 => at_home.format("%H:%M").to_string(),
            1..=6 => at_home.format("%a %H:%M").to_string(),
            _ => self.day(at),
        }
    }

    /// How long ago, in working days; none on the day itself.
    pub(super) fn working_days(&self, at: Timestamp) -> Option<i64> {
        let days = value::working_days(local(at, &self.model.settings).date_naive(), self.today());
        (days > 0).then_some(days)
    }

    /// A person; oneself by `you`.
    pub(super) fn who(&self, login: Option<&str>) -> String {
        match login {
            Some(login) if self.model.settings.me.as_deref() == Some(login) => "you".to_owned(),
            Some(login) => format!("@{login}"),
            None => "someone".to_owned(),
        }
    }
}
