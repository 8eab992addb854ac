//! Days as people write them in a query: `2026-11-20`, `@today`, `@today-7d`, `@today+2w`.

use chrono::Days;

use crate::domain::Date;

/// Reads a day; none if the text is not one.
pub fn day(text: &str, today: Date) -> Option<Date> {
    match keyword(text, "@today") {
        Some(offset) => shifted(today, days(offset)?),
        None => text.parse().ok(),
    }
}

/// What follows a keyword, whatever its case; none if the text does not begin with it.
pub(super) fn keyword<'a>(text: &'a str, keyword: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(keyword.len())?;
    head.eq_ignore_ascii_case(keyword).then_some(rest)
}

/// A signed number of days: nothing, `+3`, `-7d`, `+2w`.
fn days(text: &str) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    let (text, days) = match text.as_bytes().last()? {
        b'd' | b'D' => (&text[..text.len() - 1], 1),
        b'w' | b'W' => (&text[..text.len() - 1], 7),
        _ => (text, 1),
    };
    signed(text)?.checked_mul(days)
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
