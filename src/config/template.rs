//! The shell line of a user's command: text with placeholders, which become variables and never text of the line.

use std::fmt;

use crate::domain::name;

/// What every variable that a card's part is handed over in begins with.
pub const PREFIX: &str = "SPRINTTY_CARD_";

/// A part of a card that a line may name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the reference says what each is")]
pub enum Part {
    Number,
    Title,
    Url,
    Repo,
    Owner,
    Host,
    State,
    Assignees,
    Labels,
    Milestone,
    Column,
    Id,
    Body,
    /// A field of the project, by its name.
    Field(String),
}

const PARTS: [(&str, Part); 13] = [
    ("number", Part::Number),
    ("title", Part::Title),
    ("url", Part::Url),
    ("repo", Part::Repo),
    ("owner", Part::Owner),
    ("host", Part::Host),
    ("state", Part::State),
    ("assignees", Part::Assignees),
    ("labels", Part::Labels),
    ("milestone", Part::Milestone),
    ("column", Part::Column),
    ("id", Part::Id),
    ("body", Part::Body),
];

/// A line that a shell can be given whatever a card says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The line, every placeholder a quoted variable.
    pub line: String,
    /// Each variable, and the part of a card that it holds.
    pub variables: Vec<(String, Part)>,
}

/// A line that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// There is nothing to run.
    #[error("`run` is empty: write a line for the shell")]
    Empty,
    /// A card has no such part.
    #[error("`{{{name}}}` is no part of a card{}", meant(near.as_ref()))]
    Unknown {
        /// What is written.
        name: String,
        /// What was probably meant.
        near: Option<&'static str>,
    },
    /// A placeholder stands in quotes.
    #[error(
        "`{{{0}}}` stands in quotes: write it without, as in `echo \"Card: \"{{{0}}}`. It is one word whatever it holds"
    )]
    Quoted(String),
    /// A backslash or a dollar sign stands before a placeholder.
    #[error("`{1}` stands before `{{{0}}}`: write `{{{0}}}` alone. It is one word whatever it holds")]
    Marked(String, char),
    /// A quote is opened and not closed.
    #[error("the quote {0} is not closed")]
    Open(char),
    /// A text follows that is no words of the line.
    #[error("`<<` can't be used: write the text into a script, and run that")]
    Document,
}

fn meant(near: Option<&&'static str>) -> String {
    if let Some(near) = near {
        return format!(": did you mean `{{{near}}}`?");
    }
    let names: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
    format!(": there are {} and field:NAME", names.join(", "))
}

/// What the shell makes of a character at some place of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Words, blanks, operators.
    Plain,
    /// Between `'`.
    Single,
    /// Between `"`.
    Double,
    /// After `#`, until the line ends.
    Comment,
}

impl Template {
    /// Reads a line. No placeholder may stand where the shell would not keep its value together.
    pub fn read(text: &str) -> Result<Self, Wrong> {
        if text.trim().is_empty() {
            return Err(Wrong::Empty);
        }
        let mut template = Self { line: String::new(), variables: Vec::new() };
        let mut place = Place::Plain;
        let mut before = ' ';
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some((name, after)) = braces(rest)
                && template.take(name, place, before)?
            {
                (rest, before) = (after, '}');
                continue;
            }
            let mut taken = c.len_utf8();
            match (place, c) {
                (Place::Plain | Place::Double, '\\') => {
                    let next = rest[1..].chars().next();
                    // What a backslash stands before is itself, but a placeholder there would be a mistake.
                    if next != Some('{') {
                        taken += next.map_or(0, char::len_utf8);
                    }
                }
                (Place::Plain, '<') if rest.starts_with("<<") => return Err(Wrong::Document),
                (Place::Plain, '\'') => place = Place::Single,
                (Place::Plain, '"') => place = Place::Double,
                (Place::Plain, '#') if before.is_whitespace() || ";&|()".contains(before) => {
                    place = Place::Comment;
                }
                (Place::Single, '\'') | (Place::Double, '"') | (Place::Comment, '\n') => place = Place::Plain,
                (_, _) => {}
            }
            template.line.push_str(&rest[..taken]);
            before = if taken > c.len_utf8() { ' ' } else { c };
            rest = &rest[taken..];
        }
        match place {
            Place::Single => Err(Wrong::Open('\'')),
            Place::Double => Err(Wrong::Open('"')),
            Place::Plain | Place::Comment => Ok(template),
        }
    }

    /// Takes a placeholder. False if it is the shell's own.
    fn take(&mut self, name: &str, place: Place, before: char) -> Result<bool, Wrong> {
        let Some(part) = Part::named(name) else {
            // `HEAD@{upstream}`, `${HOME}` and whatever a script in quotes says are not for us.
            if place != Place::Plain || "@$".contains(before) {
                return Ok(false);
            }
            let near = name::nearest(name, PARTS.iter().map(|(name, _)| *name));
            return Err(Wrong::Unknown { name: name.to_owned(), near });
        };
        match place {
            Place::Plain if "\\$".contains(before) => Err(Wrong::Marked(name.to_owned(), before)),
            Place::Plain => {
                let variable = self.variable(part);
                self.line.extend(["\"$", &variable, "\""]);
                Ok(true)
            }
            Place::Comment => Ok(false),
            Place::Single | Place::Double => Err(Wrong::Quoted(name.to_owned())),
        }
    }

    /// The variable that holds a part.
    fn variable(&mut self, part: Part) -> String {
        if let Some((variable, _)) = self.variables.iter().find(|(_, known)| *known == part) {
            return variable.clone();
        }
        let name = match PARTS.iter().find(|(_, known)| *known == part) {
            Some((name, _)) => name.to_uppercase(),
            None => format!("FIELD_{}", self.variables.len() + 1),
        };
        let variable = format!("{PREFIX}{name}");
        self.variables.push((variable.clone(), part));
        variable
    }
}

impl Part {
    fn named(name: &str) -> Option<Self> {
        if let Some(field) = name.strip_prefix("field:") {
            return Some(Self::Field(field.trim().to_owned())).filter(|_| !field.trim().is_empty());
        }
        PARTS.iter().find(|(known, _)| *known == name).map(|(_, part)| part.clone())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match PARTS.iter().find(|(_, part)| part == self) {
            Some((name, _)) => f.write_str(name),
            None if let Self::Field(field) = self => write!(f, "field:{field}"),
            None => Ok(()),
        }
    }
}

/// The word in braces that a text begins with, and what follows: `{title}`, `{field:Due date}`, not `{ ls; }` or `{a,b}`.
fn braces(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix('{')?.split_once('}')?;
    let is_word = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    (is_word || name.starts_with("field:") && !name.contains('\n')).then_some((name, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> String {
        Template::read(text).map_or_else(|wrong| wrong.to_string(), |template| template.line)
    }

    #[test]
    fn a_placeholder_becomes_a_variable_in_quotes() {
        let template = Template::read("gh issue view {number} -R {owner}/{repo} # {title}").unwrap();
        assert_eq!(
            template.line,
            "gh issue view \"$SPRINTTY_CARD_NUMBER\" -R \"$SPRINTTY_CARD_OWNER\"/\"$SPRINTTY_CARD_REPO\" # {title}"
        );
        let parts: Vec<_> = template.variables.iter().map(|(_, part)| part.to_string()).collect();
        assert_eq!(parts, ["number", "owner", "repo"]);
        let template = Template::read("log {field:Due date} {field:Effort} {field:Due date}").unwrap();
        assert_eq!(
            template.line,
            "log \"$SPRINTTY_CARD_FIELD_1\" \"$SPRINTTY_CARD_FIELD_2\" \"$SPRINTTY_CARD_FIELD_1\""
        );
    }

    #[test]
    fn what_is_the_shells_own_stays() {
        for text in [
            "git log HEAD@{upstream}..",
            "echo ${HOME} {a,b} '{print}' \"${x}\"",
            "{ ls; }; find . -exec ls {} +",
            "awk '{print $1}' f",
            "echo it\\'s # don't",
        ] {
            assert_eq!(line(text), text);
        }
        assert_eq!(line("echo $(basename {title})"), "echo $(basename \"$SPRINTTY_CARD_TITLE\")");
    }

    #[test]
    fn a_line_that_would_not_be_safe_says_why() {
        for text in
            ["echo \"{title}\"", "echo 'a {title}'", "echo \"$(basename {title})\"", "echo \"\\\"{title}\""]
        {
            assert!(line(text).starts_with("`{title}` stands in quotes: write it without"), "{text}");
        }
        assert!(line("echo ${title}").starts_with("`$` stands before `{title}`"));
        assert!(line("echo \\{title}").starts_with("`\\` stands before `{title}`"));
        assert_eq!(line("echo {titel}"), "`{titel}` is no part of a card: did you mean `{title}`?");
        assert!(
            line("echo {wombat}").starts_with("`{wombat}` is no part of a card: there are number, title")
        );
        assert_eq!(line("echo 'a"), "the quote ' is not closed");
        assert!(line("cat <<E\n\"\nE\necho {title}").starts_with("`<<` can't be used"));
        assert!(line(" ").starts_with("`run` is empty"));
    }
}
