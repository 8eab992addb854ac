//! The ids of what edits name: people, labels, milestones, types, repositories. Asked when they are needed, and kept.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use serde_json::json;

use crate::domain::item::Name;

use super::client::Client;
use super::read::{Query, absent};
use super::wire::{Connection, MaybeId};
use super::{Error, envelope::Fault};

pub(super) const NAMES: &str = include_str!("../../assets/graphql/names.graphql");

/// What people call a thing that GitHub wants by its id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Called {
    /// A login.
    Person(Name),
    /// `owner/name`.
    Repository(Name),
    /// A label of a repository.
    Label(Name, Name),
    /// A milestone of a repository, by its title.
    Milestone(Name, Name),
    /// An issue type that a repository can use.
    Kind(Name, Name),
}

/// The ids that are known.
#[derive(Debug, Default)]
pub(super) struct Known(Mutex<HashMap<Called, String>>);

/// The ids of what one request names, or why there is none.
pub(super) type Ids = HashMap<Called, Result<String, Error>>;

impl Known {
    fn get(&self, called: &Called) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(called).cloned()
    }

    fn keep(&self, called: Called, id: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(called, id);
    }

    /// Something may have been deleted, and made again under its name.
    pub(super) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[derive(Debug, Deserialize)]
struct Found {
    person: Option<Person>,
    repository: Option<Repository>,
}

#[derive(Debug, Deserialize)]
struct Person {
    #[serde(rename = "__typename")]
    kind: String,
    id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Repository {
    id: String,
    label: Option<MaybeId>,
    milestones: Option<Connection<Milestone>>,
    issue_type: Option<MaybeId>,
}

#[derive(Debug, Deserialize)]
struct Milestone {
    id: String,
    title: String,
}

/// Looks up what is not known yet, one request each. An error is one that stops all: nothing has been sent then.
pub(super) async fn ids(client: &Client, wanted: impl IntoIterator<Item = Called>) -> Result<Ids, Error> {
    let mut ids = Ids::new();
    for called in wanted {
        if ids.contains_key(&called) {
            continue;
        }
        let id = match client.names().get(&called) {
            Some(id) => Ok(id),
            None => look_up(client, &called).await,
        };
        match &id {
            Ok(id) => client.names().keep(called.clone(), id.clone()),
            Err(error) if error.is_refusal() => {}
            // Only a question has failed: no edit was sent.
            Err(error) if error.leaves_doubt() => return Err(Error::Busy { message: error.to_string() }),
            Err(error) => return Err(error.clone()),
        }
        ids.insert(called, id);
    }
    Ok(ids)
}

async fn look_up(client: &Client, called: &Called) -> Result<String, Error> {
    let (repository, name) = match called {
        Called::Person(login) => ("", login),
        Called::Repository(repository) => (&**repository, repository),
        Called::Label(repository, name)
        | Called::Milestone(repository, name)
        | Called::Kind(repository, name) => (&**repository, name),
    };
    let (owner, short) = repository.split_once('/').unwrap_or((repository, ""));
    let is_person = matches!(called, Called::Person(_));
    let variables = json!({
        "owner": owner, "repository": short, "name": name,
        "person": is_person, "place": !is_person,
        "label": matches!(called, Called::Label(..)),
        "milestone": matches!(called, Called::Milestone(..)),
        "type": matches!(called, Called::Kind(..)),
    });
    let answered = client.send::<Found>(&Query::new(NAMES, variables)).await?;
    let Found { person, repository } = answered.data;
    let id = match called {
        Called::Person(_) => person.filter(|person| person.kind == "User").and_then(|person| person.id),
        Called::Repository(_) => repository.map(|repository| repository.id),
        Called::Label(..) => repository.and_then(|repository| repository.label?.id),
        Called::Milestone(_, title) => repository.and_then(|repository| {
            let mut all = repository.milestones?.nodes.into_iter().flatten();
            all.find(|milestone| *milestone.title == **title).map(|milestone| milestone.id)
        }),
        Called::Kind(..) => repository.and_then(|repository| repository.issue_type?.id),
    };
    let sight: Vec<Fault> = answered.errors.into_iter().filter(|fault| !fault.is_about_sight()).collect();
    id.ok_or_else(|| {
        let error = absent(&sight, &answered.told, "");
        let is_missing = matches!(error, Error::NotFound { .. });
        if is_missing { Error::NotFound { message: no_such(called) } } else { error }
    })
}

fn no_such(called: &Called) -> String {
    match called {
        Called::Person(login) => format!("There is nobody called {login}."),
        Called::Repository(name) => format!("There is no repository {name}, or you may not see it."),
        Called::Label(repository, name) => format!("There is no label “{name}” in {repository}."),
        Called::Milestone(repository, title) => format!("There is no milestone “{title}” in {repository}."),
        Called::Kind(repository, name) => format!("Issues of {repository} have no type “{name}”."),
    }
}
