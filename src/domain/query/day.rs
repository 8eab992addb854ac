//! Days as people write them in a query: `2026-11-20`, `@today`, `@today-7d`, `@today+2w`, `@today-1m`.

use chrono::{Days, Months};

use crate::domain::Date;

/// Reads a day; none if the text is not one.
pub fn day(text: &str, today: Date) -> Option<Date> {
    match keyword(text, "@today") {
        Some("") => Some(today),
        Some(offset) => away(today, offset),
        None => text.parse().ok(),
    }
}

/// What follows a keyword, whatever its case; none if the text does not begin with it.
pub(super) fn keyword<'a>(text: &'a str, keyword: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(keyword.len())?;
    head.eq_ignore_ascii_case(keyword).then_some(rest)
}

/// The day that lies so far away: `+3`, `-7d`, `+2w`, `-1m`, `-1y`. A month from the 31st ends with the month.
fn away(today: Date, offset: &str) -> Option<Date> {
    let (number, unit) =
        offset.split_at(offset.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(offset.len()));
    let count = signed(number)?;
    let months = |months: i64| {
        let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
        if months < 0 { today.checked_sub_months(count) } else { today.checked_add_months(count) }
    };
    match unit.to_ascii_lowercase().as_str() {
        "" | "d" => shifted(today, count),
        "w" => shifted(today, count.checked_mul(7)?),
        "m" => months(count),
        "y" => months(count.checked_mul(12)?),
        _ => None,
    }
}

/// A number with its sign.
pub(super) fn signed(text: &str) -> Option<i64> {
    text.starts_with(['+', '-']).then(|| text.parse::<i32>().ok())?.map(i64::from)
}

/// A day so many days later, or earlier for a negative number; none beyond the calendar.
pub fn shifted(day: Date, days: i64) -> Option<Date> {
    let count = Days::new(days.unsigned_abs());
    if days < 0 { day.checked_sub_days(count) } else { day.checked_add_days(count) }
}

/// How many days ago: `7days`, `1day`, `3d`.
pub(super) fn ago(text: &str) -> Option<i64> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).filter(|digits| *digits > 0)?;
    let unit = text[digits..].to_ascii_lowercase();
    if !matches!(unit.as_str(), "d" | "day" | "days") {
        return None;
    }
    text[..digits].parse::<u32>().ok().map(i64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_date_or_counted_from_today() {
        let today: Date = "2026-11-20".parse().unwrap();
        let read = |text: &str| day(text, today).map(|day| day.to_string());
        assert_eq!(read("2026-02-28").as_deref(), Some("2026-02-28"));
        assert_eq!(read("@today").as_deref(), Some("2026-11-20"));
        assert_eq!(read("@Today-7d").as_deref(), Some("2026-11-13"));
        assert_eq!(read("@today+7").as_deref(), Some("2026-11-27"));
        assert_eq!(read("@today+2w").as_deref(), Some("2026-12-04"));
        assert_eq!(read("@today-1m").as_deref(), Some("2026-10-20"));
        assert_eq!(read("@today+1y").as_deref(), Some("2027-11-20"));
        let leap: Date = "2028-03-31".parse().unwrap();
        assert_eq!(day("@today-1m", leap).map(|day| day.to_string()).as_deref(), Some("2028-02-29"));
        for wrong in
            ["", "2026-02-30", "@today7", "@today+", "@today+xd", "@tomorrow", "@today+9999999999d", "é"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(day("@today+2147483647w", today), None);
    }

    #[test]
    fn an_age_is_a_number_of_days() {
        assert_eq!(ago("7days"), Some(7));
        assert_eq!(ago("1day"), Some(1));
        assert_eq!(ago("30d"), Some(30));
        assert_eq!(ago("days"), None);
        assert_eq!(ago("7weeks"), None);
    }
}
