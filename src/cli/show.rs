//! `sprintty show`: one item with all that is known of it.

use clap::Args as Arguments;

use super::context::Context;
use super::error::Error;
use super::{json, outbox, reference};
use crate::domain::item::{Cut, Link};
use crate::domain::{Content, Item, Project, Replica, wording};

/// Show one item
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// 12, owner/repo#12, its address, or a part of its title
    #[arg(value_name = "REF")]
    item: String,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let world = cx.load()?;
    let item = reference::find(world.replica.view(), &args.item)?;
    let stored = cx.body(&world.key, &item.id)?;
    let body = stored.map(|stored| world.replica.body(&item.id, &stored).to_owned());
    if cx.json {
        return cx.out.json(&json::shown(&item, &world.replica, body));
    }
    let project = &world.replica.view().project;
    cx.out.line(&heading(&item))?;
    cx.out.line(&summary(&item))?;
    cx.out.line(&project.page(&item))?;
    cx.out.line("")?;
    cx.out.facts(&facts(&item, project, &world.replica))?;
    match body.filter(|body| !body.trim().is_empty()) {
        Some(body) => {
            cx.out.line("")?;
            cx.out.line(body.trim_end())
        }
        None => Ok(()),
    }
}

fn heading(item: &Item) -> String {
    item.number().map_or_else(|| item.title().to_owned(), |number| format!("#{number} {}", item.title()))
}

fn summary(item: &Item) -> String {
    let (state, reason) = json::state(item);
    let closed = reason.map(|reason| format!("closed as {}", reason.replace('_', " ")));
    let parts = [
        item.repository().map(ToString::to_string),
        Some(json::kind(item).replace('_', " ")),
        closed.or_else(|| state.map(str::to_owned)),
        item.archived.then(|| "archived".to_owned()),
        item.work().and_then(|work| work.author.as_ref()).map(|author| format!("by {author}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn facts(item: &Item, project: &Project, replica: &Replica) -> Vec<(String, String)> {
    let fields = project.fields.iter().filter(|field| field.is_stored()).filter_map(|field| {
        let value = item.value(&field.id)?;
        Some((field.name.clone(), field.show(value)))
    });
    let mut facts: Vec<(String, String)> = fields.collect();
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            facts.push((name.to_owned(), value));
        }
    };
    let link = |link: &Link| {
        let state = if link.open { "open" } else { "closed" };
        format!("{}#{} {} ({state})", link.repository, link.number, link.title)
    };
    let all = |names: String, list: Cut| match item.more_of(list) {
        0 => names,
        more => format!("{names} and {more} more"),
    };
    fact("Assignees", all(item.assignees().join(", "), Cut::Assignees));
    let labels: Vec<&str> = item.labels().iter().map(|label| label.name.as_ref()).collect();
    fact("Labels", all(labels.join(", "), Cut::Labels));
    if let Some(milestone) = item.milestone() {
        let due = milestone.due.map_or_else(String::new, |due| format!(" (due {due})"));
        fact("Milestone", format!("{}{due}", milestone.title));
    }
    if let Some(issue) = item.issue() {
        fact("Type", issue.kind.as_ref().map_or_else(String::new, ToString::to_string));
        fact("Parent", issue.parent.as_deref().map(link).unwrap_or_default());
        issue.blocked_by.iter().for_each(|by| fact("Blocked by", link(by)));
        fact("Blocked by", all(String::new(), Cut::BlockedBy).trim_start().to_owned());
        if issue.sub_issues.total > 0 {
            fact("Sub-issues", format!("{} of {} done", issue.sub_issues.done, issue.sub_issues.total));
        }
        let pulls: Vec<String> =
            issue.pulls.iter().map(|pull| format!("{}#{}", pull.repository, pull.number)).collect();
        fact("Pull requests", all(pulls.join(", "), Cut::Pulls));
    }
    if let Content::PullRequest(pull) = &item.content {
        fact("Reviewers", all(pull.reviewers.some.join(", "), Cut::Reviewers));
    }
    let pending = || replica.pending_of(&item.id);
    let edits = wording::of_edits(pending().map(|pending| &pending.edit), replica.base());
    for (pending, edit) in pending().zip(edits) {
        fact("Your edit", format!("{edit} ({})", outbox::progress(pending)));
    }
    facts
}
