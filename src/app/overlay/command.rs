//! Commands that are typed into the palette: `set effort 3`, `label bug`, `assign @me`, `close not planned`, `filter label:bug`.

use super::list::Choice;
use super::pick::{self, Held, Offer};
use super::{editor, offers};
use crate::app::change;
use crate::app::cx::Sight;
use crate::app::widget::Entry;
use crate::app::widget::picker::rank;
use crate::domain::query::{Query, Scope};
use crate::domain::value::{self, NoValue, Now};
use crate::domain::wish::Wish;
use crate::domain::{Aspect, Attribute, Field, Item, ItemId, name};

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
    match word.as_str() {
        "filter" => return said.filter(),
        "sort" if typed.contains(' ') => return said.order("sort", Choice::SortBy, |_| true),
        "rows" if typed.contains(' ') => return said.order("rows", Choice::RowsBy, Aspect::groups),
        _ => {}
    }
    // Everything else is about cards.
    if items.is_empty() {
        return if typed.contains(' ') && COMMANDS.contains(&word.as_str()) {
            told("There is no card here to change.")
        } else {
            Vec::new()
        };
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
    // Whoever has typed a command is told what is wrong with it before anything else is offered.
    if entries.is_empty() && typed.contains(' ') {
        return said.wrong(&word).map_or_else(Vec::new, |text| told(&text));
    }
    entries.truncate(OFFERED);
    entries
}

/// The words that begin a command for cards.
const COMMANDS: [&str; 11] = [
    "set",
    "clear",
    "label",
    "unlabel",
    "assign",
    "unassign",
    "milestone",
    "type",
    "close",
    "title",
    "comment",
];

/// What follows the first word, and whom it is about.
struct Said<'a> {
    rest: &'a str,
    cards: &'a [ItemId],
    items: &'a [&'a Item],
    sight: Sight<'a>,
}

impl Said<'_> {
    /// What is wrong with a command that comes to nothing; none if it is no command.
    fn wrong(&self, word: &str) -> Option<String> {
        let who = change::who(self.cards, self.sight.view);
        let rest = self.rest;
        Some(match word {
            "label" | "unlabel" => format!("No label is called `{rest}`."),
            "assign" | "unassign" => format!("Nobody is called `{}`.", rest.trim_start_matches('@')),
            "milestone" => format!("No milestone is called `{rest}`."),
            "type" => format!("No type is called `{rest}`."),
            "close" => {
                let reasons = offers::closings(self.items);
                let reasons: Vec<&str> = reasons.iter().map(|line| line.label.as_str()).collect();
                format!("`{rest}` is no reason: choose one of {}", reasons.join(", "))
            }
            "title" if self.items.len() > 1 => "Titles are changed one by one.".to_owned(),
            "title" => format!("Rename {who} to what?"),
            "comment" => format!("Say what about {who}?"),
            _ => return None,
        })
    }

    /// Ways to lay the board out whose name fits what is typed.
    fn order(
        &self,
        word: &str,
        choice: impl Fn(Option<Aspect>) -> Choice,
        may: impl Fn(&Aspect) -> bool,
    ) -> Vec<Entry<Choice>> {
        let project = &self.sight.view.project;
        let wanted = self.rest.strip_prefix("by").map_or(self.rest, str::trim_start);
        let all: Vec<Aspect> = Aspect::all(project).into_iter().filter(may).collect();
        let places = rank(wanted, all.iter().map(|by| by.name(project)));
        let (exact, others): (Vec<usize>, Vec<usize>) =
            places.into_iter().partition(|place| name::same(all[*place].name(project), wanted));
        let verb = if word == "sort" { "Sort by" } else { "Rows by" };
        let entry = |place: usize| Entry {
            label: format!("{verb} {}", all[place].name(project)),
            note: String::new(),
            value: choice(Some(all[place].clone())),
        };
        let entries: Vec<_> = exact.into_iter().chain(others).map(entry).collect();
        match (entries.is_empty(), word) {
            (false, _) => entries,
            (true, "sort") => told(&format!("Nothing to sort by is called `{wanted}`.")),
            (true, _) => told(&format!("Nothing that makes rows is called `{wanted}`.")),
        }
    }

    /// That there is no field of the name that is typed, and which there are.
    fn no_field(&self) -> Vec<Entry<Choice>> {
        let fields = self.sight.view.project.fields.iter().filter(|field| field.is_stored());
        let names = fields.map(|field| field.name.as_str()).collect::<Vec<_>>().join(", ");
        match self.rest.split([' ', '=']).next().unwrap_or_default() {
            "" => told(&format!("Which field? {names}")),
            word => told(&format!("There is no field `{word}`: there are {names}")),
        }
    }

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
        let meant = || {
            ends.iter().rev().find_map(|end| {
                let (word, value) = split(end);
                Some((editor::meant(&self.sight.view.project, word)?, value))
            })
        };
        named.or_else(meant).or_else(|| {
            let (field, value) = split(ends.first()?);
            let mut begun = fields.iter().filter(|one| name::begins(&one.name, field));
            let only = begun.next()?;
            begun.next().is_none().then_some((only, value))
        })
    }

    fn set(&self) -> Vec<Entry<Choice>> {
        let Some((field, text)) = self.field() else { return self.no_field() };
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
            (Err(wrong @ (NoValue::Several { .. } | NoValue::Unknown { .. })), Some(lines)) => {
                let fitting = Said { rest: text, ..*self }.entries(&lines, None);
                // Of several names that are typed only one is wrong.
                let is_part = text.contains(',') || text.starts_with(['+', '-']);
                match (fitting.is_empty(), is_part) {
                    (false, _) => fitting,
                    (true, true) => mistaken(&wrong),
                    (true, false) => told(&format!("{} has no `{text}`.", field.name)),
                }
            }
            (Err(wrong), _) => mistaken(&wrong),
        }
    }

    fn clear(&self) -> Vec<Entry<Choice>> {
        match self.field() {
            Some((field, "")) => vec![self.entry(Wish::Value(field.id.clone(), None))],
            Some((field, more)) => told(&format!("Clear {}: what is `{more}` for?", field.name)),
            None => self.no_field(),
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

/// A line that tells why a text is no value, and what to write instead.
fn mistaken(wrong: &NoValue) -> Vec<Entry<Choice>> {
    told(&match wrong.hint() {
        Some(hint) => format!("{wrong}: {hint}"),
        None => wrong.to_string(),
    })
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
            ("set effort=+1", "Change Effort of #1 by +1"),
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
    fn a_command_that_is_wrong_says_so_and_does_nothing_else() {
        for (typed, label) in [
            ("label nope", "No label is called `nope`."),
            ("assign nobody", "Nobody is called `nobody`."),
            ("milestone v9", "No milestone is called `v9`."),
            ("type Epic", "No type is called `Epic`."),
            ("close maybe", "`maybe` is no reason: choose one of Completed, Not planned, Duplicate"),
            (
                "set nope 3",
                "There is no field `nope`: there are Status, Effort, Priority, Due, Sprint, Areas, Note",
            ),
            (
                "clear nope",
                "There is no field `nope`: there are Status, Effort, Priority, Due, Sprint, Areas, Note",
            ),
            ("sort nope", "Nothing to sort by is called `nope`."),
            ("title ", "Rename #1 to what?"),
            ("comment ", "Say what about #1?"),
            ("set areas +docs,-apo", "`apo` is not in Areas: did you mean `API`?"),
        ] {
            let mut model = rich(BOARD, 100, 30);
            press(&mut model, &format!(": \"{typed}\""));
            let Some(Overlay::List(list)) = model.overlays.last() else { panic!("the palette") };
            assert_eq!(list.picker.lines().next().map(|line| line.label.as_str()), Some(label), "{typed}");
            let effects = press(&mut model, "enter");
            assert!(pushed(&effects).is_empty(), "{typed}");
            assert!(matches!(model.overlays[..], [Overlay::List(_)]), "{typed}: the palette stays");
        }
    }

    #[test]
    fn a_list_is_changed_with_plus_and_minus() {
        assert_eq!(first("set areas +docs,-api"), ("Set Areas of #1 to +docs,-api".to_owned(), 1));
    }

    #[test]
    fn due_is_the_field_for_the_day_whatever_it_is_called() {
        let mut model = rich(BOARD, 100, 30);
        let mut project =
            crate::domain::Project::clone(&model.replica.as_ref().expect("a project").view().project);
        let due = project.fields.iter_mut().find(|field| field.name == "Due").expect("it has one");
        due.name = "Target".to_owned();
        let pull = crate::app::fixture::project_read(project);
        let seen_at = model.now;
        let read = crate::sync::Event::Pulled { pull, seen_at };
        crate::app::update(&mut model, crate::app::Message::Sync(read));
        press(&mut model, ": \"set due fri\"");
        let Some(Overlay::List(list)) = model.overlays.last() else { panic!("the palette") };
        assert_eq!(
            list.picker.lines().next().map(|line| line.label.as_str()),
            Some("Set Target of #1 to fri")
        );
        assert_eq!(pushed(&press(&mut model, "enter")).concat().len(), 1);
    }

    #[test]
    fn the_board_is_sorted_by_a_typed_name() {
        let mut model = rich(BOARD, 100, 30);
        press(&mut model, ": \"sort effort\" enter");
        assert_eq!(model.board.arrangement.sort.len(), 1);
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
