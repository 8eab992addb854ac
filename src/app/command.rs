//! Commands of the user's own: a line for the shell, and the parts of a card that it is handed as variables.

use super::message::Effect;
use super::model::Model;
use super::notice::Tone;
use super::overlay::Overlay;
use super::overlay::card::Body;
use crate::config::Command;
use crate::config::template::Part;
use crate::domain::item::{Content, IssueState, PullStage};
use crate::domain::{FieldId, Item, Project, name};

/// A line that the shell is to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// What the command is called.
    pub name: String,
    /// The line; nothing of a card stands in it.
    pub line: String,
    /// What the line's variables hold.
    pub variables: Vec<(String, String)>,
    /// Whether it is given the terminal, until a key was pressed after it has ended.
    pub wait: bool,
}

/// Runs a command for the opened card, else for the focused one.
pub(super) fn run(model: &mut Model, place: usize, effects: &mut Vec<Effect>) {
    model.dirty = true;
    let Some(command) = model.settings.commands.get(place) else { return };
    match errand(model, command) {
        Ok(errand) => {
            if !errand.wait {
                model.notices.say(Tone::Info, format!("Runs {} \u{2026}", errand.name), model.now);
            }
            effects.push(Effect::Run(errand));
        }
        Err(why) => model.notices.say(Tone::Warn, format!("{}: {why}", command.name), model.now),
    }
}

fn errand(model: &Model, command: &Command) -> Result<Errand, String> {
    let opened = match model.overlays.last() {
        Some(Overlay::Card(card)) => Some(card),
        Some(_) | None => None,
    };
    let card = opened.map(|card| &card.item).or(model.board.cursor.item.as_ref());
    let replica = model.replica.as_ref();
    let item = replica.zip(card).and_then(|(replica, card)| replica.view().item(card));
    let (Some(replica), Some(item)) = (replica, item) else {
        return Err("no card has the focus.".to_owned());
    };
    let subject = Subject {
        item,
        project: &replica.view().project,
        host: model.key.as_ref().map_or("github.com", |key| key.host.as_str()),
        axis: model.board.stage(&replica.view().project, &model.settings).map(|field| &field.id),
        body: opened.map(|card| &card.body),
    };
    let variables = command.run.variables.iter().map(|(variable, part)| {
        // No variable of the environment can hold a NUL.
        Ok((variable.clone(), subject.part(part)?.replace('\0', "")))
    });
    Ok(Errand {
        name: command.name.clone(),
        line: command.run.line.clone(),
        variables: variables.collect::<Result<_, String>>()?,
        wait: command.wait,
    })
}

/// What a command is about.
struct Subject<'a> {
    item: &'a Item,
    project: &'a Project,
    host: &'a str,
    axis: Option<&'a FieldId>,
    body: Option<&'a Body>,
}

impl Subject<'_> {
    /// A part of the card as text, or why there is none. A part that is only empty is no reason not to run.
    fn part(&self, part: &Part) -> Result<String, String> {
        let item = self.item;
        let names = |names: &mut dyn Iterator<Item = &str>| names.collect::<Vec<_>>().join(",");
        Ok(match part {
            Part::Number => match item.number().filter(|number| *number != 0) {
                Some(number) => number.to_string(),
                None => return Err(format!("{} has no number on GitHub.", self.called())),
            },
            Part::Owner => self.repository()?.0.to_owned(),
            Part::Repo => self.repository()?.1.to_owned(),
            Part::Title => item.title().to_owned(),
            Part::Url => self.project.page(item),
            Part::Host => self.host.to_owned(),
            Part::State => state(item).to_owned(),
            Part::Assignees => names(&mut item.assignees().iter().map(|login| &**login)),
            Part::Labels => names(&mut item.labels().iter().map(|label| &*label.name)),
            Part::Milestone => item.milestone().map(|one| one.title.to_string()).unwrap_or_default(),
            Part::Column => self.axis.map(|axis| self.value(axis)).unwrap_or_default(),
            Part::Id => item.id.to_string(),
            Part::Body => match self.body {
                Some(Body::Text(text)) => text.clone(),
                Some(Body::Loading | Body::Unread) => {
                    return Err("the text of the card is not read yet.".to_owned());
                }
                None => return Err("it needs the text of the card: open the card first.".to_owned()),
            },
            Part::Field(wanted) => {
                let field = name::find(wanted, &self.project.fields, |field| &field.name);
                let field = field.ok_or_else(|| format!("this project has no field {wanted}."))?;
                self.value(&field.id)
            }
        })
    }

    fn value(&self, field: &FieldId) -> String {
        let value = self.project.field(field).zip(self.item.value(field));
        value.map(|(field, value)| field.show(value)).unwrap_or_default()
    }

    fn repository(&self) -> Result<(&str, &str), String> {
        let repository = self.item.repository().and_then(|name| name.split_once('/'));
        repository.ok_or_else(|| format!("{} is in no repository.", self.called()))
    }

    fn called(&self) -> &'static str {
        match self.item.content {
            Content::Draft(_) => "a draft",
            Content::Hidden => "a card you may not see",
            Content::Issue(_) | Content::PullRequest(_) => "a card that is not sent yet",
        }
    }
}

/// One word.
fn state(item: &Item) -> &'static str {
    match &item.content {
        Content::Draft(_) => "draft",
        Content::Hidden => "hidden",
        Content::PullRequest(pull) => match pull.pull.stage {
            PullStage::Open => "open",
            PullStage::Merged => "merged",
            PullStage::Closed => "closed",
        },
        Content::Issue(issue) if issue.state == IssueState::Open => "open",
        Content::Issue(_) => "closed",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::fixture::{model as board, press, read, replica, started};
    use crate::app::{Message, update};
    use crate::config::template::Template;
    use crate::domain::{Replica, Snapshot};
    use crate::input::preset::{Keys, Preset};
    use crate::input::{Keymap, Own};

    /// The board with a command on `B`.
    fn commanded(mut model: Model, run: &str) -> Model {
        let run = Template::read(run).expect("a line of a test");
        let keys = vec!["B".to_owned(), "e v".to_owned()];
        let own = [Own { name: "try", keys: &keys }];
        model.keymap = Keymap::new(Preset::default(), &Keys::new(), &own).expect("the keys are free");
        let about = "Try something".to_owned();
        model.settings.commands = vec![Command { name: "try".to_owned(), keys, run, wait: false, about }];
        model
    }

    /// The values that the command would be given, or what is said instead.
    fn values(model: &mut Model, keys: &str) -> Result<Vec<String>, String> {
        let effects = press(model, keys);
        let errand = effects.into_iter().find_map(|effect| {
            let Effect::Run(errand) = effect else { return None };
            Some(errand)
        });
        let values = |errand: Errand| errand.variables.into_iter().map(|(_, value)| value).collect();
        errand
            .map(values)
            .ok_or_else(|| model.notices.current().map(|notice| notice.text.clone()).unwrap_or_default())
    }

    const BOARD: &str = "Todo: Fix login (@bob 3 bug urgent), Plan (draft) | Doing: Ship (pr)";

    #[test]
    fn a_command_is_given_parts_of_the_focused_card() {
        let run = "x {number} {title} {owner} {repo} {state} {assignees} {labels} {column} {field:effort} {milestone}";
        let mut model = commanded(board(BOARD, 100, 30), run);
        let first = values(&mut model, "B").expect("it runs");
        let repository =
            model.replica.as_ref().and_then(|all| all.view().items().next()?.repository().cloned());
        let repository = repository.expect("an issue is in one");
        let (owner, name) = repository.split_once('/').expect("it has an owner");
        assert_eq!(first, ["1", "Fix login", owner, name, "open", "bob", "bug,urgent", "Todo", "3", ""]);
        assert_eq!(
            values(&mut model, "l e v").expect("it runs")[7],
            "Doing",
            "the other card, by the other key"
        );
    }

    #[test]
    fn a_part_that_is_not_there_is_told_and_nothing_runs() {
        let mut model = commanded(board(BOARD, 100, 30), "x {number}");
        assert_eq!(values(&mut model, "j B").unwrap_err(), "try: a draft has no number on GitHub.");
        let mut model = commanded(board(BOARD, 100, 30), "x {field:Wombats}");
        assert_eq!(values(&mut model, "B").unwrap_err(), "try: this project has no field Wombats.");
        let mut model = commanded(board("Todo: | Doing:", 100, 30), "x");
        assert_eq!(values(&mut model, "B").unwrap_err(), "try: no card has the focus.");
        let mut model = commanded(started(None, 100, 30), "x");
        assert_eq!(values(&mut model, "B").unwrap_err(), "try: no card has the focus.");
    }

    #[test]
    fn the_text_is_there_in_an_opened_card() {
        let mut model = commanded(board(BOARD, 100, 30), "x {body}");
        assert!(values(&mut model, "B").unwrap_err().ends_with("open the card first."));
        assert!(values(&mut model, "enter B").unwrap_err().ends_with("is not read yet."));
        let item = model.board.cursor.item.clone().expect("a card has the focus");
        update(&mut model, Message::Sync(read(item, "# Why\nBecause")));
        assert_eq!(values(&mut model, "B"), Ok(vec!["# Why\nBecause".to_owned()]));
    }

    #[test]
    fn the_palette_runs_it_and_a_lifted_card_does_not() {
        let mut model = commanded(board(BOARD, 100, 30), "x {number}");
        assert_eq!(values(&mut model, ": \"try something\" enter"), Ok(vec!["1".to_owned()]));
        assert!(model.overlays.is_empty());
        press(&mut model, "space");
        assert!(values(&mut model, "B").is_err());
        assert!(model.board.is_lifted());
    }

    /// A board whose one card has a title.
    fn titled(title: &str) -> Model {
        let one = replica("Todo: x");
        let mut snapshot: Snapshot = one.view().clone();
        let id = snapshot.items().next().expect("one card").id.clone();
        snapshot.alter(&id, |item| {
            if let Content::Issue(issue) = &mut item.content {
                title.clone_into(&mut issue.work.title);
            }
        });
        started(Some(Replica::new(snapshot, Vec::new())), 100, 30)
    }

    /// What a real shell prints for a command.
    fn printed(title: &str, run: &str) -> String {
        let mut model = commanded(titled(title), run);
        let effects = press(&mut model, "B");
        let Some(Effect::Run(errand)) = effects.last() else { panic!("it runs: {effects:?}") };
        let shell = std::process::Command::new("sh")
            .arg("-c")
            .arg(&errand.line)
            .envs(errand.variables.iter().cloned())
            .output()
            .expect("there is a shell");
        assert!(shell.status.success(), "{title:?}: {}", String::from_utf8_lossy(&shell.stderr));
        String::from_utf8(shell.stdout).expect("text in, text out")
    }

    #[test]
    fn a_hostile_title_is_a_word_like_any_other() {
        for title in [
            "'; exit 3; '",
            "\"; exit 3; \"",
            "$(exit 3)",
            "`exit 3`",
            "a\nb\n\n",
            "-rf --",
            "* ? [a-z]*",
            "$HOME ${PATH} $SPRINTTY_CARD_NUMBER {number}",
            "\\ %s %n \\0",
            " two  blanks ",
            "",
            "a && exit 3 || exit 4 & | > /dev/full",
            "🚧 ünïcode \u{202e}",
        ] {
            assert_eq!(printed(title, "printf %s {title}"), title);
            assert_eq!(printed(title, "printf '%s|' a-{title}-b {number}"), format!("a-{title}-b|1|"));
            assert_eq!(printed(title, "set -- {title}; printf %s $#"), "1");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn whatever_a_title_holds_the_shell_gives_it_back(title in "[-'\"`$(){};&|<>\\\\*?#!~= \n\ta-z0-9é%]{0,24}") {
            prop_assert_eq!(printed(&title, "printf %s {title}"), title.clone());
            prop_assert_eq!(printed(&title, "x=$(printf '%s.' {title}); printf %s \"$x\""), format!("{title}."));
        }
    }
}
