//! How a name that a person types is compared with names as they are stored.

/// Whether two names are the same whatever the case.
pub fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!(a.is_ascii() && b.is_ascii()) && a.to_lowercase() == b.to_lowercase())
}

/// A name in small letters without emoji and other signs, its words one blank apart: `🚧 In  Progress` gives `in progress`.
pub fn plain(name: &str) -> String {
    let known = |c: char| c.is_alphanumeric() || c.is_ascii();
    let letters: String = name.chars().filter(|c| known(*c)).flat_map(char::to_lowercase).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Finds what a person means: the same name whatever the case, else the same without emoji, else with `-` and `_` for blanks.
pub fn find<'a, T>(wanted: &str, all: &'a [T], name: impl Fn(&T) -> &str) -> Option<&'a T> {
    let bare = plain(wanted);
    let spaced = spaced(wanted);
    all.iter()
        .find(|one| same(name(one), wanted))
        .or_else(|| all.iter().find(|one| !bare.is_empty() && plain(name(one)) == bare))
        .or_else(|| all.iter().find(|one| !bare.is_empty() && self::spaced(name(one)) == spaced))
}

/// The name that someone who typed `wanted` most likely meant; none when nothing is near.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = spaced(wanted);
    let allowed = 1 + wanted.chars().count() / 3;
    names
        .into_iter()
        .filter_map(|name| {
            let other = spaced(name);
            let begun = wanted.chars().count() >= 2 && other.starts_with(&wanted);
            let distance = if begun { 0 } else { strsim::damerau_levenshtein(&wanted, &other) };
            // Another number is another thing, not a slip of the finger.
            let counted = distance > 0 && without_digits(&wanted) == without_digits(&other);
            (!counted && distance <= allowed && distance < wanted.chars().count()).then_some((distance, name))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn without_digits(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Whether a name, or a word of it, begins with what was typed, emoji and case left aside.
pub fn begins(name: &str, typed: &str) -> bool {
    let (name, typed) = (spaced(name), spaced(typed));
    !typed.is_empty()
        && name.match_indices(&typed).any(|(at, _)| !name[..at].ends_with(char::is_alphanumeric))
}

/// Text in which `*` stands for anything, compared whatever the case, with emoji left out where the other side has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<String>,
    exact: bool,
}

impl Pattern {
    /// Reads a pattern.
    pub fn new(text: &str) -> Self {
        Self { parts: text.split('*').map(str::to_lowercase).collect(), exact: false }
    }

    /// Reads a pattern that knows no forgiveness: only the case may differ, and emoji must be there.
    pub fn exact(text: &str) -> Self {
        Self { exact: true, ..Self::new(text) }
    }

    /// Whether it holds a `*`.
    pub fn is_wild(&self) -> bool {
        self.parts.len() > 1
    }

    /// Whether a name is meant.
    pub fn matches(&self, name: &str) -> bool {
        if name.is_ascii() {
            return self.fits(name);
        }
        self.fits(&name.to_lowercase()) || (!self.exact && self.fits(&plain(name)))
    }

    fn fits(&self, name: &str) -> bool {
        let name = name.as_bytes();
        let Some((first, rest)) = self.parts.split_first() else { return false };
        let Some((last, middle)) = rest.split_last() else {
            return name.eq_ignore_ascii_case(first.as_bytes());
        };
        let (first, last) = (first.as_bytes(), last.as_bytes());
        if name.len() < first.len() + last.len()
            || !name[..first.len()].eq_ignore_ascii_case(first)
            || !name[name.len() - last.len()..].eq_ignore_ascii_case(last)
        {
            return false;
        }
        let mut left = &name[first.len()..name.len() - last.len()];
        for part in middle.iter().map(String::as_bytes).filter(|part| !part.is_empty()) {
            let Some(at) = left.windows(part.len()).position(|window| window.eq_ignore_ascii_case(part))
            else {
                return false;
            };
            left = &left[at + part.len()..];
        }
        true
    }
}

/// A plain name with blanks for `-` and `_`.
fn spaced(name: &str) -> String {
    plain(name).replace(['-', '_'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_whatever_its_case_emoji_and_blanks() {
        let columns = ["📥 Inbox", "In Progress", "🚧 Review", "Done ✅", "done"];
        let found = |wanted: &str| find(wanted, &columns, |name| name).copied();
        assert_eq!(found("inbox"), Some("📥 Inbox"));
        assert_eq!(found("IN PROGRESS"), Some("In Progress"));
        assert_eq!(found("in-progress"), Some("In Progress"));
        assert_eq!(found("🚧 review"), Some("🚧 Review"));
        assert_eq!(found("Done"), Some("done"), "the exact name comes before the one with an emoji");
        assert_eq!(found("doing"), None);
        assert_eq!(found(""), None);
    }

    #[test]
    fn the_nearest_name_forgives_a_slip_but_not_another_word() {
        let names = ["Status", "Priority", "Due date"];
        assert_eq!(nearest("staus", names), Some("Status"));
        assert_eq!(nearest("prio", names), Some("Priority"));
        assert_eq!(nearest("duedate", names), Some("Due date"));
        assert_eq!(nearest("colour", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("x", names), None);
    }

    #[test]
    fn a_star_stands_for_anything() {
        let fits = |pattern: &str, name: &str| Pattern::new(pattern).matches(name);
        assert!(fits("area/*", "Area/Docs"));
        assert!(fits("*bug*", "type:BUG fix"));
        assert!(fits("*bug*", "bug"));
        assert!(fits("a*b*c", "AxxBxxC"));
        assert!(fits("*", ""));
        assert!(fits("ÉTÉ*", "été 2026"));
        assert!(fits("done", "Done ✅"));
        assert!(!fits("aba*aba", "aba"), "the ends may not overlap");
        assert!(!fits("a*b*c", "acb"));
        assert!(!fits("bug", "bugs"));
        assert!(!Pattern::exact("done").matches("Done ✅"), "to the letter, the emoji must be there");
        assert!(Pattern::exact("done ✅").matches("Done ✅"));
    }
}
