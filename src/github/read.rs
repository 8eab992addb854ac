//! The questions a sync asks, and their answers.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::domain::{ItemId, ProjectId, ProjectRef};

use super::client::Client;
use super::convert::{self, Names};
use super::envelope::{Answered, Fault, Told};
use super::wire::{self, ByNode, ByNodes, Connection, WithItems};
use super::{Answer, Cursor, Error, Page, Probe, Refreshed, Reply, Stamp, Touched, text};

/// A document and its variables.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Query {
    pub(super) query: Cow<'static, str>,
    pub(super) variables: Value,
}

impl Query {
    pub(super) fn new(document: &'static str, variables: Value) -> Self {
        Self { query: Cow::Borrowed(document), variables }
    }
}

pub(super) const PROBE: &str = include_str!("../../assets/graphql/probe.graphql");
pub(super) const META: &str = include_str!("../../assets/graphql/meta.graphql");
pub(super) const ITEMS: &str = include_str!("../../assets/graphql/items.graphql");
pub(super) const WALK: &str = include_str!("../../assets/graphql/walk.graphql");
pub(super) const REFRESH: &str = include_str!("../../assets/graphql/refresh.graphql");
pub(super) const CHANGED: &str = include_str!("../../assets/graphql/changed.graphql");

pub(super) async fn probe(client: &Client, project: &ProjectRef) -> Result<Reply, Error> {
    let variables = json!({ "login": project.owner, "number": project.number });
    let answered = ask::<wire::Probe>(client, PROBE, variables).await?;
    let meter = answered.told.priced(answered.data.rate_limit.as_ref());
    let found = answered.data.repository_owner.and_then(|owner| owner.project);
    let found = found.ok_or_else(|| {
        let missing = format!("there is no project {project}, or you may not see it");
        let error = absent(&answered.errors, &answered.told, &missing);
        if matches!(error, Error::NotFound { .. }) { Error::NotFound { message: missing } } else { error }
    })?;
    let probe = Probe {
        id: found.id.into(),
        updated_at: found.updated_at,
        total: found.items.total(),
        viewer: answered.data.viewer.map(|viewer| text::line(&viewer.login)),
    };
    Ok(Reply { answer: Answer::Probe(probe), meter })
}

pub(super) async fn meta(client: &Client, project: &ProjectId) -> Result<Reply, Error> {
    let answered = ask_for_list::<ByNode<wire::Project>>(client, META, json!({ "id": project })).await?;
    let meter = answered.told.priced(answered.data.rate_limit.as_ref());
    let found = answered.data.node.and_then(convert::project);
    let found = found.ok_or_else(|| no_project(&answered.errors, &answered.told, project))?;
    Ok(Reply { answer: Answer::Meta(Arc::new(found)), meter })
}

pub(super) async fn items(
    client: &Client,
    project: &ProjectId,
    after: Option<&Cursor>,
    first: u32,
    fields: u32,
) -> Result<Reply, Error> {
    let variables = json!({ "id": project, "after": after, "first": page(first), "values": page(fields) });
    let answered = ask_for_list::<ByNode<WithItems<wire::Item>>>(client, ITEMS, variables).await?;
    let (page, meter) = nodes(answered, project)?;
    let mut names = Names::default();
    Ok(Reply { answer: Answer::Items(page.sift(|raw| convert::item(raw, &mut names))), meter })
}

pub(super) async fn walk(
    client: &Client,
    project: &ProjectId,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Reply, Error> {
    let variables = json!({ "id": project, "after": after, "first": page(first) });
    let answered = ask_for_list::<ByNode<WithItems<wire::Stamp>>>(client, WALK, variables).await?;
    let (page, meter) = nodes(answered, project)?;
    let stamp = |raw: wire::Stamp| {
        Some(Stamp {
            item: raw.id.into(),
            updated_at: raw.updated_at,
            content_updated_at: raw.content.and_then(|content| content.updated_at),
            archived: raw.is_archived,
        })
    };
    Ok(Reply { answer: Answer::Walk(page.sift(stamp)), meter })
}

pub(super) async fn refresh(client: &Client, items: &[ItemId], fields: u32) -> Result<Reply, Error> {
    let variables = json!({ "ids": items, "values": page(fields) });
    let answered = ask_for_list::<ByNodes<wire::Item>>(client, REFRESH, variables).await?;
    let meter = answered.told.priced(answered.data.rate_limit.as_ref());
    let mut names = Names::default();
    let mut nodes = answered.data.nodes.into_iter();
    let refreshed = items.iter().enumerate().map(|(place, id)| {
        let about = |fault: &&Fault| {
            fault
                .place_in("nodes")
                .map_or_else(|| fault.message.contains(&format!("'{id}'")), |faulty| faulty == place)
        };
        let mut faults = answered.errors.iter().filter(about).peekable();
        let node = nodes.next().flatten();
        let damaged = faults.peek().is_some() && !faults.clone().all(Fault::is_about_sight);
        match node.filter(|_| !damaged).and_then(|raw| convert::item(raw, &mut names)) {
            Some(fetched) => Refreshed::Found(fetched),
            None if faults.any(|fault| fault.kind.as_deref() == Some("NOT_FOUND")) => {
                Refreshed::Gone(id.clone())
            }
            None => Refreshed::Withheld(id.clone()),
        }
    });
    Ok(Reply { answer: Answer::Refresh(refreshed.collect()), meter })
}

pub(super) async fn changed(
    client: &Client,
    search: &str,
    project: &ProjectId,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Reply, Error> {
    let variables = json!({ "query": search, "after": after, "first": page(first) });
    let answered = ask_for_list::<wire::Changed>(client, CHANGED, variables).await?;
    let meter = answered.told.priced(answered.data.rate_limit.as_ref());
    let search = answered.data.search;
    let mut page =
        Page { total: search.issue_count, nodes: Vec::new(), next: search.page_info.next(), withheld: 0 };
    for found in search.nodes {
        let known = found.and_then(|found| Some((found.project_items?, found.updated_at?)));
        let Some((cards, updated_at)) = known else {
            page.withheld += 1;
            continue;
        };
        let cut = usize::try_from(cards.total()).is_ok_and(|total| total > cards.nodes.len());
        let here = |card: &wire::OnProject| {
            card.project.as_ref().and_then(|on| on.id.as_deref()) == Some(project.as_str())
        };
        match cards.nodes.into_iter().flatten().find(here) {
            Some(card) => page.nodes.push(Touched { item: card.id.into(), updated_at }),
            // It is on more projects than were listed.
            None if cut => page.withheld += 1,
            None => {}
        }
    }
    Ok(Reply { answer: Answer::Changed(page), meter })
}

/// Asks, and takes an answer only if what is wrong with it is that this person may not see parts of it, or damage that
/// the reader can place.
pub(super) async fn ask<T: DeserializeOwned>(
    client: &Client,
    document: &'static str,
    variables: Value,
) -> Result<Answered<T>, Error> {
    judge(client.send::<T>(&Query::new(document, variables)).await?)
}

/// As [`ask`], for an answer that is a list: a node that this program does not understand counts as one that GitHub withheld.
async fn ask_for_list<T: DeserializeOwned>(
    client: &Client,
    document: &'static str,
    variables: Value,
) -> Result<Answered<T>, Error> {
    judge(client.send_for_list::<T>(&Query::new(document, variables)).await?)
}

fn judge<T>(answered: Answered<T>) -> Result<Answered<T>, Error> {
    let spoils =
        |error: &Error| error.is_passing() || matches!(error, Error::MissingScope { .. } | Error::BadToken);
    let faults = answered.errors.iter().filter(|fault| !fault.is_odd());
    let errors = faults.map(|fault| fault.sort(&answered.told));
    match errors.filter(spoils).max_by_key(Error::weight) {
        Some(error) => Err(error),
        None => Ok(answered),
    }
}

/// Why something is not in the answer.
pub(super) fn absent(faults: &[Fault], told: &Told, otherwise: &str) -> Error {
    faults
        .iter()
        .map(|fault| fault.sort(told))
        .max_by_key(Error::weight)
        .unwrap_or_else(|| Error::NotFound { message: otherwise.to_owned() })
}

fn no_project(faults: &[Fault], told: &Told, project: &ProjectId) -> Error {
    absent(faults, told, &format!("`{project}` is not a project."))
}

/// A page of an answer, its damaged nodes left out.
fn nodes<T>(
    answered: Answered<ByNode<WithItems<T>>>,
    project: &ProjectId,
) -> Result<(Page<T>, super::Meter), Error> {
    let meter = answered.told.priced(answered.data.rate_limit.as_ref());
    let items = answered.data.node.and_then(|node| node.items);
    let items = items.ok_or_else(|| no_project(&answered.errors, &answered.told, project))?;
    let damaged: Vec<usize> = answered
        .errors
        .iter()
        .filter(|fault| !fault.is_about_sight())
        .filter_map(|fault| fault.place_in("nodes"))
        .collect();
    Ok((Page::of(items, &damaged), meter))
}

impl<T> Page<T> {
    /// What a connection holds, without the nodes at the damaged places.
    pub(super) fn of(connection: Connection<T>, damaged: &[usize]) -> Self {
        let mut page =
            Self { total: connection.total(), next: connection.next(), nodes: Vec::new(), withheld: 0 };
        for (place, node) in connection.nodes.into_iter().enumerate() {
            match node.filter(|_| !damaged.contains(&place)) {
                Some(node) => page.nodes.push(node),
                None => page.withheld += 1,
            }
        }
        page
    }

    /// The same page of other things; what can't be converted counts as withheld.
    pub(super) fn sift<U>(self, convert: impl FnMut(T) -> Option<U>) -> Page<U> {
        let before = self.nodes.len();
        let nodes: Vec<U> = self.nodes.into_iter().filter_map(convert).collect();
        let lost = u32::try_from(before - nodes.len()).unwrap_or(u32::MAX);
        Page { withheld: self.withheld + lost, nodes, total: self.total, next: self.next }
    }
}

/// GitHub's page sizes go from 1 to 100.
fn page(size: u32) -> u32 {
    size.clamp(1, 100)
}

#[cfg(test)]
mod tests {
    use super::super::Ask;
    use super::super::fixture::Scripted;
    use super::*;
    use crate::domain::project::LeftOut;

    fn field(id: &str) -> Value {
        json!({ "__typename": "ProjectV2Field", "id": id, "name": id, "dataType": "TEXT", "issueField": null })
    }

    fn view(name: &str) -> Value {
        json!({ "number": 1, "name": name, "layout": "BOARD_LAYOUT", "filter": "", "fields": { "nodes": [] },
            "groupByFields": { "nodes": [] }, "verticalGroupByFields": { "nodes": [] },
            "sortByFields": { "nodes": [] } })
    }

    async fn asked(fields: Vec<Value>, views: Vec<Value>) -> Result<Answer, Error> {
        let project = json!({
            "__typename": "ProjectV2", "id": "PVT_1", "number": 1, "title": "Roadmap",
            "url": "https://github.com/orgs/octo/projects/1", "closed": false,
            "updatedAt": "2026-11-20T10:00:00Z", "viewerCanUpdate": true, "owner": { "login": "octo" },
            "fields": { "totalCount": fields.len(), "nodes": fields },
            "views": { "totalCount": views.len(), "nodes": views },
            "repositories": { "totalCount": 0, "nodes": [] },
        });
        let github = Scripted::saying(&json!({ "data": { "node": project } }));
        Ok(github.client().ask(&Ask::Meta("PVT_1".into())).await?.answer)
    }

    #[tokio::test]
    async fn a_kind_of_field_or_view_that_is_not_known_is_left_out_and_counted() {
        let mood = json!({ "__typename": "ProjectV2MoodField" });
        let mut ladder = field("F_ladder");
        ladder["options"] = json!([{ "rungs": 7 }]);
        let mut orbit = view("Orbit");
        orbit["layout"] = json!({ "shape": "ROUND" });
        let answer = asked(vec![field("F_a"), mood, ladder, field("F_b")], vec![orbit, view("Board")]).await;
        let Ok(Answer::Meta(project)) = answer else { panic!("{answer:?}") };
        let fields: Vec<&str> = project.fields.iter().map(|field| field.name.as_str()).collect();
        let views: Vec<&str> = project.views.iter().map(|view| view.name.as_str()).collect();
        assert_eq!((fields, views), (vec!["F_a", "F_b"], vec!["Board"]));
        assert_eq!(project.left_out, LeftOut { fields: 2, views: 1 });
    }

    #[tokio::test]
    async fn a_project_of_known_kinds_leaves_nothing_out() {
        let answer = asked(vec![field("F_a")], vec![view("Board")]).await;
        let Ok(Answer::Meta(project)) = answer else { panic!("{answer:?}") };
        assert_eq!(project.left_out, LeftOut::default());
    }
}
