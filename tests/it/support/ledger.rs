//! Two accounts of the same edits: what a store kept, in the order it was done, and what the server was made to change.

use std::collections::{BTreeMap, HashMap, HashSet};

use sprintty::domain::{Edit, ItemId, Step, Value};
use sprintty::emulator::{Emulator, Id};

/// An item and one of its fields, by their ids.
type Cell = (String, String);

/// Values in words, none for a cleared field, in the order they were given.
type Values = Vec<Option<String>>;

/// Values, places and creations, each in the order they came.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    values: BTreeMap<Cell, Values>,
    /// How often each item was moved.
    places: BTreeMap<String, usize>,
    /// The titles of the drafts that were made.
    pub(crate) drafts: Vec<String>,
}

impl Ledger {
    /// What the undo journal says was done.
    pub(crate) fn of_journal(steps: &[Step], emulator: &Emulator) -> Self {
        let mut ledger = Self::default();
        // A draft may be called by its local id here, though GitHub has given it another.
        let mut names: HashMap<&ItemId, String> = HashMap::new();
        for edit in steps.iter().flat_map(|step| &step.done) {
            let id = names.get(edit.item()).cloned().unwrap_or_else(|| edit.item().to_string());
            match edit {
                Edit::SetField { field, to, .. } => {
                    let to = to.as_ref().map(words);
                    ledger.values.entry((id, field.to_string())).or_default().push(to);
                }
                Edit::Place { .. } => *ledger.places.entry(id).or_default() += 1,
                Edit::AddDraft { item, title, .. } => {
                    let made = emulator.read(|world| world.item_titled(title).map(|item| item.id));
                    names.insert(item, made.map_or_else(String::new, |id| id.to_string()));
                    ledger.drafts.push(title.clone());
                }
                Edit::Delete { .. }
                | Edit::Set { .. }
                | Edit::Link { .. }
                | Edit::AddIssue { .. }
                | Edit::PutBack { .. }
                | Edit::Convert { .. }
                | Edit::Comment { .. }
                | Edit::SetComment { .. } => panic!("this is not done here: {edit:?}"),
            }
        }
        ledger
    }

    /// What the server was made to change since it was as `first`. Being told again what is so already is no change.
    ///
    /// A place is counted where the card passes one that `journal` never moved. Where it stands among the moved ones follows from
    /// all their places together: a place whose answer was lost names, when it is sent again, the neighbour of now.
    pub(crate) fn of_server(emulator: &Emulator, first: &Emulator, journal: &Self) -> Self {
        let mut ledger = Self::default();
        let mut order: Vec<String> = first
            .read(|world| world.items_of(world.projects[0].id).map(|item| item.id.to_string()).collect());
        let still: HashSet<String> =
            order.iter().filter(|id| !journal.places.contains_key(*id)).cloned().collect();
        for applied in emulator.log().into_iter().filter(|applied| applied.effective) {
            let text = |name: &str| applied.input[name].as_str().unwrap_or_default().to_owned();
            let item = applied.item.to_string();
            match applied.operation.as_str() {
                "updateProjectV2ItemFieldValue" | "clearProjectV2ItemFieldValue" => {
                    let value = applied.input.get("value").and_then(|value| value.as_object());
                    let to = value.and_then(|value| value.values().next()).map(|value| {
                        value.as_f64().map_or_else(
                            || value.as_str().unwrap_or_default().to_owned(),
                            |number| number.to_string(),
                        )
                    });
                    ledger.values.entry((item, text("fieldId"))).or_default().push(to);
                }
                "updateProjectV2ItemPosition" => {
                    let from = passed(&order, &item, &still);
                    order.retain(|id| *id != item);
                    let above = order.iter().position(|id| *id == text("afterId"));
                    order.insert(above.map_or(0, |above| above + 1), item.clone());
                    if passed(&order, &item, &still) != from {
                        *ledger.places.entry(item).or_default() += 1;
                    }
                }
                "addProjectV2DraftIssue" => {
                    order.push(item);
                    ledger.drafts.push(text("title"));
                }
                other => panic!("nobody asked for {other}"),
            }
        }
        ledger
    }

    /// How many edits there are.
    pub(crate) fn len(&self) -> usize {
        let values: usize = self.values.values().map(Vec::len).sum();
        values + self.places.values().sum::<usize>() + self.drafts.len()
    }

    /// Whether some draft, or some text or number, was done.
    pub(crate) fn has(&self, what: &str) -> bool {
        let mut values = self.values.values().flatten().flatten();
        self.drafts.iter().any(|title| title == what) || values.any(|value| value == what)
    }

    /// What is wrong with the server's account, if this one says what was done.
    pub(crate) fn audit(&self, server: &Self, before: &dyn Fn(&Cell) -> Option<String>) -> Vec<String> {
        let mut wrong = Vec::new();
        let none = Vec::new();
        for (cell, done) in &self.values {
            let seen = server.values.get(cell).unwrap_or(&none);
            let was = before(cell);
            // One that a later one made needless may be left out; none may be out of turn, or there twice.
            let mut turn = done.iter();
            let in_order = seen.iter().all(|value| turn.any(|next| next == value));
            let last = seen.last().unwrap_or(&was);
            let complete = done.last() == Some(last);
            // Nothing makes a single edit needless, unless it changes nothing.
            let once = done.len() > 1 || seen.len() == usize::from(done[0] != was);
            if !(in_order && complete && once) {
                wrong.push(format!("{cell:?} was {was:?}, was set to {done:?}, and became {seen:?}"));
            }
        }
        for (cell, seen) in server.values.iter().filter(|(cell, _)| !self.values.contains_key(*cell)) {
            wrong.push(format!("nobody set {cell:?} to {seen:?}"));
        }
        for (item, seen) in &server.places {
            let done = self.places.get(item).copied().unwrap_or(0);
            if *seen > done {
                wrong.push(format!("{item} was moved {done} times and changed its place {seen} times"));
            }
        }
        for title in self.drafts.iter().chain(&server.drafts) {
            let times = |ledger: &Self| ledger.drafts.iter().filter(|other| *other == title).count();
            if (times(self), times(server)) != (1, 1) {
                let (written, made) = (times(self), times(server));
                wrong.push(format!("{title:?} was written {written} times and made {made} times"));
            }
        }
        wrong
    }
}

/// How many of the cards that stay are above a card.
fn passed(order: &[String], item: &String, still: &HashSet<String>) -> usize {
    order.iter().take_while(|id| *id != item).filter(|id| still.contains(*id)).count()
}

fn words(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Date(day) => day.to_string(),
        Value::SingleSelect(option) => option.to_string(),
        Value::Iteration(iteration) => iteration.to_string(),
        Value::MultiSelect(_) => panic!("nothing sets several options here"),
    }
}

/// The value in words that an item of the server has, as [`Ledger`] words it.
pub(crate) fn held(emulator: &Emulator, (item, field): &Cell) -> Option<String> {
    use sprintty::emulator::world::Value;
    emulator.read(|world| {
        let (item, field): (Id, Id) = (item.parse().ok()?, field.parse().ok()?);
        Some(match world.item(item)?.value(field)? {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Date(day) => day.to_string(),
            Value::SingleSelect(option) | Value::Iteration(option) => option.to_string(),
            Value::MultiSelect(_) => panic!("nothing sets several options here"),
        })
    })
}
