//! What can't be changed is known before anything is sent: archived cards, names that another repository has.

use std::sync::Arc;

use super::Overlay;
use super::editor_tests::rich;
use super::list::Choice;
use crate::app::fixture::{press, pushed};
use crate::app::{Message, Model, update};
use crate::domain::repository::{NewIssues, guess};
use crate::domain::{Attribute, Content, Edit, Fetched, Item, Member, Pull, Repository};
use crate::sync::Event;

fn said(model: &Model) -> &str {
    model.notices.current().map_or("", |notice| notice.text.as_str())
}

/// What a list that is open shows: each line with its note.
fn listed(model: &Model) -> Vec<String> {
    let Some(Overlay::List(list)) = model.overlays.last() else { panic!("a list is open") };
    list.picker.entries.iter().map(|entry| format!("{}: {}", entry.label, entry.note)).collect()
}

/// Two cards, the first of octo/engine, the second of octo/web, which has other labels, people and milestones; `read` says how
/// it was read.
fn of_two_repositories(read: impl FnOnce(&mut Repository)) -> Model {
    let mut model = rich("Todo: Fix login, Write docs | Doing:", 100, 30);
    let known = model.replica.as_ref().and_then(|replica| replica.view().item(&"I2".into()).cloned());
    let mut item = Item::clone(&known.expect("the second card"));
    if let Content::Issue(issue) = &mut item.content {
        issue.work.repository = "octo/web".into();
    }
    let seen_at = model.now;
    let fetched = Fetched { item: item.into(), body: String::new() };
    let pull = Pull { items: vec![fetched], ..Pull::default() };
    update(&mut model, Message::Sync(Event::Pulled { pull, seen_at }));
    let mut web = Repository {
        writable: true,
        people: vec!["ann".into(), "Bob".into()].into(),
        read_at: Some(seen_at),
        ..guess(&"octo/web".into(), [])
    };
    read(&mut web);
    update(&mut model, Message::Sync(Event::Directory(vec![Arc::new(web)])));
    model
}

/// The cards that the keys change, and why the last of the others stay.
fn changed(model: &mut Model, keys: &str) -> (Vec<String>, String) {
    let edits = pushed(&press(model, keys)).concat();
    (edits.iter().map(|edit| edit.item().to_string()).collect(), said(model).to_owned())
}

#[test]
fn what_the_repository_of_a_card_lacks_is_not_sent_for_it() {
    for (keys, why) in [
        ("* e l \"docs\" enter", "octo/web has no label docs"),
        ("* e a \"carol\" enter", "octo/web has no assignee carol"),
        ("* e m \"v0.4\" enter", "octo/web has no milestone v0.4"),
        ("* e y \"bug\" enter", "octo/web has no issue type Bug"),
    ] {
        let mut model = of_two_repositories(|_| ());
        let told = format!("1 changed, 1 not: {why}.");
        assert_eq!(changed(&mut model, keys), (vec!["I1".to_owned()], told), "{keys}");
        assert_eq!(listed(&model), [format!("#2 Write docs: {why}")], "{keys}");
    }
}

#[test]
fn what_it_may_have_though_it_is_not_known_here_is_sent() {
    let sent = |read: fn(&mut Repository), keys: &str| changed(&mut of_two_repositories(read), keys).0;
    let both = ["I1".to_owned(), "I2".to_owned()];
    assert_eq!(sent(|web| web.read_at = None, "* e l \"docs\" enter"), both, "it was never read");
    assert_eq!(sent(|web| web.labels.total = 300, "* e l \"docs\" enter"), both, "there are more labels");
    assert_eq!(sent(|_| (), "* e a \"bob\" enter"), both, "GitHub takes Bob for bob");
}

#[test]
fn what_a_card_has_can_be_taken_off_though_its_repository_has_it_no_more() {
    let mut model = rich("Todo: Fix login (@zoe ui) | Doing:", 100, 30);
    let off = |entry: &Edit| matches!(entry, Edit::Link { on: false, .. });
    for keys in ["e l \"ui\" enter", "e a \"zoe\" enter"] {
        let edits = pushed(&press(&mut model, keys)).concat();
        assert!(edits.len() == 1 && edits.iter().all(off), "{keys}: {edits:?}");
    }
}

#[test]
fn a_draft_does_not_become_an_issue_where_none_can_be_opened() {
    let mut model = rich("Todo: Think (draft) | Doing:", 100, 30);
    let closed = Repository {
        new_issues: NewIssues::Disabled,
        read_at: Some(model.now),
        ..guess(&"octo/engine".into(), [])
    };
    update(&mut model, Message::Sync(Event::Directory(vec![Arc::new(closed)])));
    assert_eq!(pushed(&press(&mut model, "e c enter")), Vec::<Vec<Edit>>::new());
    assert_eq!(
        said(&model),
        "“Think” stays as it is: no issue can be opened in octo/engine: its issues are switched off."
    );
}

#[test]
fn an_archived_draft_stays_a_draft_and_an_archived_issue_can_be_closed() {
    let mut model = rich("Todo: Think (draft archived), Old (archived) | Doing:", 100, 30);
    press(&mut model, "v b");
    let Some(Overlay::List(list)) = model.overlays.last() else { panic!("the archived cards are listed") };
    let is_draft = |value: &Choice| *value == Choice::Show("I1".into());
    let place = list.picker.entries.iter().position(|entry| is_draft(&entry.value)).expect("it is listed");
    press(&mut model, &format!("{}enter", "down ".repeat(place)));
    for keys in ["e c", "e t", "e d", "e a"] {
        assert_eq!(pushed(&press(&mut model, keys)), Vec::<Vec<Edit>>::new());
        assert_eq!(said(&model), "“Think” stays as it is: it is archived: bring it back first.", "{keys}");
    }
    let card = crate::domain::ItemId::from("I2");
    let mut model = rich("Todo: Think (draft archived), Old (archived) | Doing:", 100, 30);
    press(&mut model, &format!("v b {}enter", "down ".repeat(1 - place)));
    let edits = pushed(&press(&mut model, "e x enter")).concat();
    assert!(matches!(&*edits, [Edit::Set { item, to: Attribute::State(_) }] if *item == card), "{edits:?}");
}

#[test]
fn assigning_yourself_asks_the_repository_too() {
    let mut model = of_two_repositories(|web| web.people = vec!["bob".into()].into());
    let edits = pushed(&press(&mut model, "* i")).concat();
    assert!(
        matches!(&*edits, [Edit::Link { item, entry: Member::Assignee(_), on: true }] if *item == "I1".into())
    );
    assert_eq!(said(&model), "1 changed, 1 not: octo/web has no assignee ann.");
}
