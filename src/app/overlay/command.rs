//! Commands that are typed into the palette: `set effort 3`, `label bug`, `assign @me`, `close not planned`, `filter label:bug`.

use super::list::Choice;
use super::offers;
use super::pick::{self, Held, Offer};
use crate::app::change;
use crate::app::cx::Sight;
use crate::app::widget::Entry;
use crate::app::widget::picker::rank;
use crate::domain::query::{Query, Scope};
use crate::domain::value::{self, NoValue, Now};
use crate::domain::wish::Wish;
use crate::domain::{Attribute, Field, Item, ItemId, name};

/// How many ways to go on are offered.
const OFFERED: usize = 20;

/// What a typed line would do to cards, the likeliest first; nothing if it is no command.
pub fn read(typed: &str, cards: &[ItemId], sight: Sight<'_>) -> Vec<Entry<Choice>> {
    let typed = typed.trim_start();
    let (word, rest) = typed.split_once(' ').unwrap_or((typed, ""));
    let rest = rest.trim();
    let items: Vec<&Item> =
        cards.iter().filter_map(|card| sight.view.item(card)).map(|item| &**item).collect();
    let said = Said { rest, cards, items: &items, sight };
    let word = word.to_lowercase();
    if word == "filter" {
        return said.filter();
    }
    // Everything else is about cards.
    if items.is_empty() {
        return Vec::new();
    }
    let mut entries = match word.as_str() {
        "set" => said.set(),
        "clear" => said.clear(),
        "label" => said.entries(&offers::labels(&items, sight), Some(true)),
        "unlabel" => said.entries(&offers::labels(&items, sight), Some(false)),
        "assign" => said.entries(&offers::people(&items, sight), Some(true)),
        "unassign" => said.entries(&offers::people(&items, sight), Some(false)),
        "milestone" => said.entries(&offers::milestones(&items, sight), None),
        "type" => said.entries(&offers::types(&items, sight), None),
        "close" => said.entries(&offers::closings(&items), None),
        "title" if !rest.is_empty() && items.len() == 1 => {
            vec![said.entry(Wish::Set(Attribute::Title(rest.to_owned())))]
        }
        "comment" if !rest.is_empty() => vec![said.entry(Wish::Comment(rest.to_owned()))],
        _ => Vec::new(),
    };
    entries.truncate(OFFERED);
    entries
}

/// What follows the first word, and whom it is about.
struct Said<'a> {
    rest: &'a str,
    cards: &'a [ItemId],
    items: &'a [&'a Item],
    sight: Sight<'a>,
}

impl Said<'_> {
    /// A line that says what it does.
    fn entry(&self, wish: Wish) -> Entry<Choice> {
        let who = change::who(self.cards, self.sight.view);
        let label = wish.label(&who, &self.sight.view.project);
        pick::entry(&label, String::new(), Offer { wish, held: Held::None, swatch: None })
    }

    /// Those lines of an editor that fit what is typed, in words of their own; entries of lists are put on or taken off.
    fn entries(&self, lines: &[Entry<Choice>], on: Option<bool>) -> Vec<Entry<Choice>> {
        let wanted = self.rest.strip_prefix('@').unwrap_or(self.rest);
        let wanted = match self.sight.me {
            Some(me) if self.rest.eq_ignore_ascii_case("@me") => me,
            Some(_) | None => wanted,
        };
        let places = rank(wanted, lines.iter().map(|line| line.label.as_str()));
        // A name that is written out is meant before all that only hold its letters.
        let (exact, others): (Vec<usize>, Vec<usize>) =
            places.into_iter().partition(|place| name::same(&lines[*place].label, wanted));
        let wish = |place: usize| {
            let Choice::Offer(offer) = &lines[place].value else { return None };
            Some(match (&offer.wish, on) {
                (Wish::Entry(member, _), Some(on)) => Wish::Entry(member.clone(), on),
                (wish, _) => wish.clone(),
            })
        };
        exact.into_iter().chain(others).filter_map(wish).map(|wish| self.entry(wish)).collect()
    }

    /// The field that what is typed begins with, and what follows it: `due date fri`, `effort=3`.
    fn field(&self) -> Option<(&Field, &str)> {
        let fields = &self.sight.view.project.fields;
        let ends = self.rest.char_indices().filter(|(_, c)| matches!(c, ' ' | '=')).map(|(at, _)| at);
        // The longest name first: `Due date` before `Due`.
        let ends: Vec<usize> = ends.chain([self.rest.len()]).collect();
        let split =
            |end: &usize| (self.rest[..*end].trim(), self.rest[*end..].trim_start_matches([' ', '=']));
        let named = ends.iter().rev().find_map(|end| {
            let (field, value) = split(end);
            Some((name::find(field, fields, |field| &field.name)?, value))
        });
        named.or_else(|| {
            let (field, value) = split(ends.first()?);
            let mut begun = fields.iter().filter(|one| name::begins(&one.name, field));
            let only = begun.next()?;
            begun.next().is_none().then_some((only, value))
        })
    }

    fn set(&self) -> Vec<Entry<Choice>> {
        let Some((field, text)) = self.field() else {
            let fields = self.sight.view.project.fields.iter().map(|field| field.name.as_str());
            return told(&format!("Set which field? {}", fields.collect::<Vec<_>>().join(", ")));
        };
        let lines = offers::lines_of(field, self.items, self.sight.today).map(|(_, lines)| lines);
        if text.is_empty() {
            return match lines {
                Some(lines) => Said { rest: "", ..*self }.entries(&lines, None),
                None => told(&format!("Set {} to what?", field.name)),
            };
        }
        let was = self.items.first().and_then(|item| item.value(&field.id));
        match (value::read(field, text, Now { today: self.sight.today, was }), lines) {
            (Ok(_), _) => vec![self.entry(Wish::Typed(field.id.clone(), text.to_owned()))],
            (Err(NoValue::Several { .. } | NoValue::Unknown { .. }), Some(lines)) => {
                let fitting = Said { rest: text, ..*self }.entries(&lines, None);
                if fitting.is_empty() { told(&format!("{} has no `{text}`.", field.name)) } else { fitting }
            }
            (Err(wrong), _) => told(&match wrong.hint() {
                Some(hint) => format!("{wrong}: {hint}"),
                None => wrong.to_string(),
            }),
        }
    }

    fn clear(&self) -> Vec<Entry<Choice>> {
        match self.field() {
            Some((field, "")) => vec![self.entry(Wish::Value(field.id.clone(), None))],
            Some(_) | None => Vec::new(),
        }
    }

    fn filter(&self) -> Vec<Entry<Choice>> {
        let Sight { view, me, today, .. } = self.sight;
        let query = Query::parse(self.rest).and_then(|query| {
            query.prepare(&Scope { project: &view.project, items: Some(view), me, today })?;
            Ok(query)
        });
        match query {
            Ok(_) => {
                let label = match self.rest {
                    "" => "Show all cards".to_owned(),
                    text => format!("Show only {text}"),
                };
                let value = Choice::Filter(self.rest.to_owned());
                vec![Entry { label, note: String::new(), value }]
            }
            Err(wrong) => told(&wrong.message),
        }
    }
}

/// A line that only tells something.
fn told(text: &str) -> Vec<Entry<Choice>> {
    vec![Entry { label: text.to_owned(), note: String::new(), value: Choice::Nothing }]
}

#[cfg(test)]
mod tests {
    use super::super::Overlay;
    use super::super::editor_tests::rich;
    use crate::app::fixture::{press, pushed};

    const BOARD: &str = "Todo: Fix login (@bob 3 bug), Write docs | Doing: Ship (pr) | Done:";

    /// What the first line of the palette is after some typing, and how many edits choosing it makes.
    fn first(typed: &str) -> (String, usize) {
        let mut model = rich(BOARD, 100, 30);
        press(&mut model, &format!(": \"{typed}\""));
        let Some(Overlay::List(list)) = model.overlays.last() else { panic!("the palette") };
        let label = list.picker.lines().next().map_or_else(String::new, |line| line.label.clone());
        let edits = pushed(&press(&mut model, "enter"));
        (label, edits.concat().len())
    }

    #[test]
    fn a_command_says_what_it_would_do_and_does_it() {
        for (typed, label) in [
            ("set effort 5", "Set Effort of #1 to 5"),
            ("set effort=+1", "Set Effort of #1 to +1"),
            ("set status don", "Set Status of #1 to don"),
            ("set due fri", "Set Due of #1 to fri"),
            ("clear effort", "Clear Effort of #1"),
            ("label docs", "Label #1 docs"),
            ("unlabel bug", "Take the label bug off #1"),
            ("assign @me", "Assign #1 to @ann"),
            ("unassign bob", "Unassign @bob from #1"),
            ("milestone v0.3", "Put #1 into the milestone v0.3"),
            ("type bug", "Set the type of #1 to Bug"),
            ("close not", "Close #1 as not planned"),
            ("title Mend the login", "Rename #1 to “Mend the login”"),
            ("comment Done soon", "Comment on #1"),
        ] {
            assert_eq!(first(typed), (label.to_owned(), 1), "{typed}");
        }
    }

    #[test]
    fn what_is_not_whole_yet_tells_how_to_go_on() {
        for (typed, label) in [
            ("set status", "Set Status of #1 to Todo"),
            ("set effort many", "`many` is no number: write a number; +1 and -1 count from the present one"),
            ("set effort", "Set Effort to what?"),
            ("set status q", "Status has no `q`."),
        ] {
            assert_eq!(first(typed).0, label, "{typed}");
        }
    }

    #[test]
    fn a_filter_is_set_from_the_palette() {
        let mut model = rich(BOARD, 100, 30);
        press(&mut model, ": \"filter label:bug\" enter");
        assert_eq!(model.board.filter.query.text(), "label:bug");
        assert_eq!(first("filter nonsense:x").1, 0);
    }

    #[test]
    fn actions_are_found_as_before() {
        assert!(first("undo").0.starts_with("undo"));
    }
}
