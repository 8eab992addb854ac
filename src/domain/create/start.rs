//! What a template gives a new card beside its text: labels, people, an issue type.

use super::Meaning;
use crate::domain::Repository;
use crate::domain::form::Template;

/// What a template gives a card, and the names of what it can't give.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gift {
    /// Labels, then people, then the type.
    pub meanings: Vec<Meaning>,
    /// What the repository does not have, or what this person may not set.
    pub left_out: Vec<String>,
}

/// What a template of a repository gives a card there. GitHub passes over names that the repository does not have.
pub fn gift(template: &Template, repository: &Repository) -> Gift {
    let may = repository.writable || repository.read_at.is_none();
    let mut gift = Gift::default();
    let mut give = |name: &str, found: Option<Meaning>| match found.filter(|_| may) {
        Some(meaning) => gift.meanings.push(meaning),
        None => gift.left_out.push(name.to_owned()),
    };
    for name in &template.labels {
        let label = repository.labels.iter().find(|label| label.name.eq_ignore_ascii_case(name));
        give(name, label.cloned().map(Meaning::Label));
    }
    for login in &template.assignees {
        let known = repository.people.iter().find(|known| known.eq_ignore_ascii_case(login));
        // Of many people only some are listed.
        let person = known.or((repository.people.hidden() > 0).then_some(login));
        give(&format!("@{login}"), person.cloned().map(Meaning::Person));
    }
    if let Some(name) = &template.kind {
        let kind = repository.kinds.iter().find(|kind| kind.name.eq_ignore_ascii_case(name));
        give(name, kind.map(|kind| Meaning::Kind(kind.name.clone())));
    }
    gift
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::Body;
    use crate::domain::item::{Label, Name};
    use crate::domain::repository;

    fn template() -> Template {
        let names = |names: &[&str]| names.iter().map(|name| Name::from(*name)).collect();
        Template {
            file: "bug.yml".to_owned(),
            name: "Bug report".to_owned(),
            about: String::new(),
            title: "[Bug] ".to_owned(),
            labels: names(&["BUG", "triage"]),
            assignees: names(&["ann", "zoe"]),
            kind: None,
            body: Body::Text(String::new()),
        }
    }

    #[test]
    fn what_the_repository_does_not_have_is_left_out() {
        let mut known = repository::guess(&"octo/app".into(), []);
        let bug = Label { name: "bug".into(), colour: 1 };
        known.writable = true;
        known.labels = vec![bug.clone()].into();
        known.people = vec!["ann".into()].into();
        let given = gift(&template(), &known);
        assert_eq!(given.meanings, [Meaning::Label(bug), Meaning::Person("ann".into())]);
        assert_eq!(given.left_out, ["triage", "@zoe"]);
        // Of a list that is cut nobody can say who is not on it.
        known.people.total = 9;
        assert!(gift(&template(), &known).meanings.contains(&Meaning::Person("zoe".into())));
        // Who may not triage sets none of it.
        (known.writable, known.read_at) = (false, Some(crate::domain::Timestamp::UNIX_EPOCH));
        assert_eq!(gift(&template(), &known).meanings, []);
    }
}
