//! The projects to open: those known here, and any other by its name.

use super::list::{Choice, Kind, List};
use crate::app::widget::{Entry, Picker};
use crate::domain::ProjectRef;
use crate::domain::project::Key;

/// A project that can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Which.
    pub key: Key,
    /// Its title; empty until it was read.
    pub title: String,
    /// What else there is to say of it.
    pub note: String,
}

/// How another project than those listed is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The host that is meant when only `OWNER/NUMBER` is typed.
    host: String,
    /// How many lines are listed projects.
    count: usize,
}

/// The list. `open` is the project that is open now.
pub fn list(projects: &[Offered], open: Option<&Key>) -> List {
    let host = open.or(projects.first().map(|project| &project.key));
    let host = host.map_or("github.com", |key| &key.host).to_owned();
    let entry = |project: &Offered| {
        let Key { host: on, project: named } = &project.key;
        let place = if *on == host { named.to_string() } else { format!("{on}/{named}") };
        let now = if open == Some(&project.key) { "open" } else { "" };
        let parts = [now, project.note.as_str()];
        let note = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        Entry {
            label: format!("{place}  {}", project.title).trim_end().to_owned(),
            note,
            value: Choice::Project(project.key.clone()),
        }
    };
    let mut picker = Picker::new(projects.iter().map(entry).collect());
    // The one to go to is most often the one that was open before.
    picker.cursor = usize::from(open.is_some() && projects.len() > 1 && open == Some(&projects[0].key));
    let kind = Kind::Projects(Elsewhere { host, count: projects.len() });
    List { title: "Open project".to_owned(), picker, kind }
}

impl Elsewhere {
    /// Finds what fits what is typed; a name or address that is not listed can be opened too.
    pub fn search(&self, picker: &mut Picker<Choice>) {
        picker.entries.truncate(self.count);
        picker.search();
        let typed = picker.line.text().trim();
        let Ok(project) = typed.parse::<ProjectRef>() else { return };
        let host = typed.split_once("://").and_then(|(_, rest)| rest.split('/').next());
        let key = Key { host: host.unwrap_or(&self.host).to_owned(), project };
        if picker.entries.iter().any(|entry| entry.value == Choice::Project(key.clone())) {
            return;
        }
        let entry = Entry {
            label: format!("Open {}", key.project),
            note: key.host.clone(),
            value: Choice::Project(key),
        };
        picker.shown.push(picker.entries.len());
        picker.entries.push(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(host: &str, project: &str) -> Key {
        Key { host: host.to_owned(), project: project.parse().expect("a project") }
    }

    fn offered(host: &str, project: &str) -> Offered {
        Offered { key: key(host, project), title: "Release".to_owned(), note: String::new() }
    }

    fn typed(list: &mut List, text: &str) -> Vec<String> {
        list.picker.line.insert(text);
        let Kind::Projects(elsewhere) = list.kind.clone() else { panic!("it lists projects") };
        elsewhere.search(&mut list.picker);
        list.picker.lines().map(|entry| entry.label.clone()).collect()
    }

    #[test]
    fn another_host_is_named_and_the_list_begins_at_the_project_open_before() {
        let projects = [offered("github.com", "octo/1"), offered("ghe.example.com", "core/2")];
        let list = list(&projects, Some(&projects[0].key));
        let labels: Vec<_> = list.picker.lines().map(|entry| (&*entry.label, &*entry.note)).collect();
        assert_eq!(labels, [("octo/1  Release", "open"), ("ghe.example.com/core/2  Release", "")]);
        assert_eq!(list.picker.chosen(), Some(&Choice::Project(projects[1].key.clone())));
    }

    #[test]
    fn a_project_that_is_not_listed_is_opened_by_its_name_or_address() {
        let projects = [offered("github.com", "octo/1")];
        let new = || list(&projects, Some(&projects[0].key));
        assert_eq!(typed(&mut new(), "other/7"), ["Open other/7"]);
        let mut by_address = new();
        typed(&mut by_address, "https://ghe.example.com/orgs/core/projects/2");
        assert_eq!(by_address.picker.chosen(), Some(&Choice::Project(key("ghe.example.com", "core/2"))));
        assert_eq!(typed(&mut new(), "octo/1"), ["octo/1  Release"]);
    }
}
