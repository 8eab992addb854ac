//! The projects to open: those known here, those that GitHub names, and any other by its name.

use std::collections::{HashMap, HashSet};

use super::list::{Choice, Kind, List};
use crate::app::widget::{Entry, Picker};
use crate::domain::project::Key;
use crate::domain::{ProjectRef, Timestamp};

/// A project that can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Which.
    pub key: Key,
    /// Its title; empty until it was read.
    pub title: String,
    /// What else there is to say of it.
    pub note: String,
    /// Whether it is closed, as far as that is known.
    pub closed: bool,
}

/// What the GitHub of one host has said of the projects there are, so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// `github.com`, or the name of another server.
    pub host: String,
    /// Those that it has named.
    pub projects: Vec<Offered>,
    /// Owners of more projects than it was asked for, and how many more each has.
    pub more: Vec<(String, u32)>,
    /// What can't be listed, and why: whole sentences.
    pub troubles: Vec<String>,
    /// When it had said all; none while it is being asked.
    pub ended: Option<Timestamp>,
}

/// A part of what a GitHub says of the projects there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Some of them.
    Projects(Vec<Offered>),
    /// An owner has more than it was asked for.
    More {
        /// The login.
        owner: String,
        /// How many more.
        count: u32,
    },
    /// Something can't be listed: a sentence.
    Trouble(String),
    /// That is all.
    End,
}

impl Asked {
    /// One that is being asked.
    pub fn new(host: &str) -> Self {
        let host = host.to_owned();
        Self { host, projects: Vec::new(), more: Vec::new(), troubles: Vec::new(), ended: None }
    }

    /// Takes in what it says.
    pub fn hear(&mut self, heard: Heard, now: Timestamp) {
        match heard {
            Heard::Projects(found) => {
                let anew: HashSet<_> = found.iter().map(|project| folded(&project.key)).collect();
                self.projects.retain(|known| !anew.contains(&folded(&known.key)));
                self.projects.extend(found);
            }
            Heard::More { owner, count } => self.more.push((owner, count)),
            Heard::Trouble(sentence) => self.troubles.push(sentence),
            Heard::End => self.ended = Some(now),
        }
    }
}

/// How another project than those listed is named, and what is said below the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The host that is meant when only `OWNER/NUMBER` is typed.
    host: String,
    /// How many lines are listed projects.
    count: usize,
    /// The hosts that are being asked.
    pub waits_for: Vec<String>,
    /// Owners of more projects than are listed, and how many more.
    pub more: Vec<(String, u32)>,
    /// What can't be listed, and why.
    pub troubles: Vec<String>,
}

/// The list. `open` is the project that is open now.
pub fn list(known: &[Offered], asked: &[Asked], open: Option<&Key>) -> List {
    let (entries, elsewhere) = lines(known, asked, open);
    let mut picker = Picker::new(entries);
    // The one to go to is most often the one that was open before.
    let first_is_open = known.first().is_some_and(|known| open.is_some_and(|open| is_same(open, &known.key)));
    picker.cursor = usize::from(first_is_open && picker.entries.len() > 1);
    List { title: "Open project".to_owned(), picker, kind: Kind::Projects(elsewhere) }
}

/// Takes in what GitHub has said meanwhile. What is typed stays, and so does the choice.
pub fn learn(list: &mut List, known: &[Offered], asked: &[Asked], open: Option<&Key>) {
    let Kind::Projects(elsewhere) = &mut list.kind else { return };
    let chosen = list.picker.chosen().cloned();
    (list.picker.entries, *elsewhere) = lines(known, asked, open);
    elsewhere.search(&mut list.picker);
    let is_chosen = |entry: &Entry<Choice>| match (&entry.value, &chosen) {
        (Choice::Project(key), Some(Choice::Project(chosen))) => is_same(key, chosen),
        (_, _) => false,
    };
    let place = list.picker.lines().position(is_chosen);
    list.picker.cursor = place.unwrap_or(0);
}

/// The hosts to ask, that of the open project first.
pub fn hosts(known: &[Offered], open: Option<&Key>) -> Vec<String> {
    let mut hosts: Vec<String> = Vec::new();
    for Key { host, .. } in open.into_iter().chain(known.iter().map(|known| &known.key)) {
        if !hosts.iter().any(|known| known.eq_ignore_ascii_case(host)) {
            hosts.push(host.clone());
        }
    }
    hosts
}

/// The projects opened before, once one of them is opened again; `mine` is what it knew of them when it was open last.
pub fn turned(known: &[Offered], mine: &[Offered], to: &Key) -> Vec<Offered> {
    let it = mine.iter().chain(known).find(|project| is_same(&project.key, to));
    let others = known.iter().filter(|project| !is_same(&project.key, to));
    it.into_iter().chain(others).cloned().collect()
}

/// A project in any case of letters.
fn folded(key: &Key) -> (String, String, u32) {
    (key.host.to_lowercase(), key.project.owner.to_lowercase(), key.project.number)
}

fn is_same(one: &Key, other: &Key) -> bool {
    folded(one) == folded(other)
}

/// Those known here, then those that GitHub names, closed ones last.
fn merged(known: &[Offered], asked: &[Asked]) -> Vec<Offered> {
    let mut all = known.to_vec();
    let mut places: HashMap<_, usize> =
        all.iter().enumerate().map(|(place, project)| (folded(&project.key), place)).collect();
    let named = || asked.iter().flat_map(|asked| &asked.projects);
    for found in named().filter(|found| !found.closed).chain(named().filter(|found| found.closed)) {
        let next = all.len();
        let place = *places.entry(folded(&found.key)).or_insert(next);
        let Some(known) = all.get_mut(place) else {
            all.push(found.clone());
            continue;
        };
        known.closed = found.closed;
        // What is on disk may be older, but is what will be seen first.
        for (mine, theirs) in [(&mut known.title, &found.title), (&mut known.note, &found.note)] {
            if mine.is_empty() {
                mine.clone_from(theirs);
            }
        }
    }
    all
}

fn lines(known: &[Offered], asked: &[Asked], open: Option<&Key>) -> (Vec<Entry<Choice>>, Elsewhere) {
    let all = merged(known, asked);
    let host = open.or(all.first().map(|project| &project.key));
    let host = host.map_or("github.com", |key| &key.host).to_owned();
    let entry = |project: &Offered| {
        let Key { host: on, project: named } = &project.key;
        let place = if *on == host { named.to_string() } else { format!("{on}/{named}") };
        let now = if open.is_some_and(|open| is_same(open, &project.key)) { "open" } else { "" };
        let parts = [now, if project.closed { "closed" } else { "" }, project.note.as_str()];
        let note = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        Entry {
            label: format!("{place}  {}", project.title).trim_end().to_owned(),
            note,
            value: Choice::Project(project.key.clone()),
        }
    };
    let entries: Vec<_> = all.iter().map(entry).collect();
    let waiting = asked.iter().filter(|asked| asked.ended.is_none());
    let elsewhere = Elsewhere {
        host,
        count: entries.len(),
        waits_for: waiting.map(|asked| asked.host.clone()).collect(),
        more: asked.iter().flat_map(|asked| asked.more.clone()).collect(),
        troubles: asked.iter().flat_map(|asked| asked.troubles.clone()).collect(),
    };
    (entries, elsewhere)
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
        let is_listed =
            |entry: &Entry<Choice>| matches!(&entry.value, Choice::Project(listed) if is_same(listed, &key));
        if picker.entries.iter().any(is_listed) {
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
    use crate::app::fixture::now;

    fn key(host: &str, project: &str) -> Key {
        Key { host: host.to_owned(), project: project.parse().expect("a project") }
    }

    fn offered(host: &str, project: &str) -> Offered {
        let (title, note) = ("Release".to_owned(), String::new());
        Offered { key: key(host, project), title, note, closed: false }
    }

    /// What github.com names: `octo/2` or `octo/2 closed`.
    fn named(projects: &[&str]) -> Asked {
        let project = |text: &&str| {
            let closed = text.ends_with(" closed");
            let project = text.trim_end_matches(" closed");
            Offered {
                title: format!("Title {project}"),
                note: "3 items".to_owned(),
                closed,
                ..offered("github.com", project)
            }
        };
        Asked { projects: projects.iter().map(project).collect(), ..Asked::new("github.com") }
    }

    fn typed(list: &mut List, text: &str) -> Vec<String> {
        list.picker.line.insert(text);
        let Kind::Projects(elsewhere) = list.kind.clone() else { panic!("it lists projects") };
        elsewhere.search(&mut list.picker);
        labels(list)
    }

    fn labels(list: &List) -> Vec<String> {
        list.picker.lines().map(|entry| entry.label.clone()).collect()
    }

    #[test]
    fn another_host_is_named_and_the_list_begins_at_the_project_open_before() {
        let projects = [offered("github.com", "octo/1"), offered("ghe.example.com", "core/2")];
        let list = list(&projects, &[], Some(&projects[0].key));
        let labels: Vec<_> = list.picker.lines().map(|entry| (&*entry.label, &*entry.note)).collect();
        assert_eq!(labels, [("octo/1  Release", "open"), ("ghe.example.com/core/2  Release", "")]);
        assert_eq!(list.picker.chosen(), Some(&Choice::Project(projects[1].key.clone())));
        assert_eq!(hosts(&projects, Some(&projects[1].key)), ["ghe.example.com", "github.com"]);
    }

    #[test]
    fn a_project_that_is_not_listed_is_opened_by_its_name_or_address() {
        let projects = [offered("github.com", "octo/1")];
        let new = || list(&projects, &[], Some(&projects[0].key));
        assert_eq!(typed(&mut new(), "other/7"), ["Open other/7"]);
        let mut by_address = new();
        typed(&mut by_address, "https://ghe.example.com/orgs/core/projects/2");
        assert_eq!(by_address.picker.chosen(), Some(&Choice::Project(key("ghe.example.com", "core/2"))));
        assert_eq!(typed(&mut new(), "octo/1"), ["octo/1  Release"]);
        assert_eq!(typed(&mut new(), "Octo/1"), ["octo/1  Release"]);
    }

    #[test]
    fn back_is_always_the_project_that_was_open_before() {
        let [one, two] = ["octo/1", "octo/2"].map(|project| offered("github.com", project));
        // The second was opened when the first was known; now the user goes back to the first, which knows itself alone.
        let known = turned(&[two.clone(), one.clone()], std::slice::from_ref(&one), &one.key);
        assert_eq!(known, [one.clone(), two.clone()]);
        let list = list(&known, &[], Some(&one.key));
        assert_eq!(list.picker.chosen(), Some(&Choice::Project(two.key)));
    }

    #[test]
    fn what_github_names_follows_what_is_known_and_closed_projects_come_last() {
        let known = [
            offered("github.com", "octo/1"),
            Offered { title: String::new(), ..offered("github.com", "acme/9") },
        ];
        let asked = named(&["octo/8 closed", "OCTO/1", "Acme/9", "acme/4"]);
        let list = list(&known, &[asked], Some(&known[0].key));
        let lines: Vec<_> = list.picker.lines().map(|entry| (&*entry.label, &*entry.note)).collect();
        let expected = [
            ("octo/1  Release", "open, 3 items"),
            ("acme/9  Title Acme/9", "3 items"),
            ("acme/4  Title acme/4", "3 items"),
            ("octo/8  Title octo/8", "closed, 3 items"),
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn what_is_typed_and_chosen_stays_when_github_answers() {
        let known = [offered("github.com", "octo/1"), offered("github.com", "octo/2")];
        let open = Some(&known[0].key);
        let mut list = list(&known, &[Asked::new("github.com")], open);
        typed(&mut list, "oct");
        list.picker.cursor = 1;
        learn(&mut list, &known, &[named(&["octo/7", "acme/4"])], open);
        assert_eq!(list.picker.line.text(), "oct");
        assert_eq!(labels(&list).len(), 3);
        assert_eq!(list.picker.chosen(), Some(&Choice::Project(known[1].key.clone())));
    }

    #[test]
    fn a_name_that_was_typed_becomes_the_line_that_github_names() {
        let mut list = list(&[], &[], None);
        assert_eq!(typed(&mut list, "Octo/7"), ["Open Octo/7"]);
        learn(&mut list, &[], &[named(&["acme/4", "octo/7"])], None);
        assert_eq!(labels(&list), ["octo/7  Title octo/7"]);
        assert_eq!(list.picker.chosen(), Some(&Choice::Project(key("github.com", "octo/7"))));
    }

    #[test]
    fn what_is_said_below_tells_of_each_host() {
        let mut there = named(&["octo/1"]);
        there.hear(Heard::More { owner: "octo".into(), count: 3 }, now());
        there.hear(Heard::End, now());
        let mut other = Asked::new("ghe.example.com");
        other.hear(Heard::Trouble("It is away.".into()), now());
        let Kind::Projects(said) = list(&[], &[there, other], None).kind else { panic!("it lists projects") };
        assert_eq!(said.waits_for, ["ghe.example.com"]);
        assert_eq!((said.more, said.troubles), (vec![("octo".into(), 3)], vec!["It is away.".into()]));
    }
}
