//! What in an opened card can be chosen and acted on: task boxes, links, other issues, pull requests.

use super::Section;
use super::kin::{Kin, Relative};
use crate::domain::item::Name;
use crate::domain::markdown::{self, Mark};
use crate::domain::{CommentId, Details, EditId, Item, ItemId, Project, Value};

/// A place in a card: the drawing marks by it what it draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Spot {
    /// In which section.
    pub section: Section,
    /// The how-manieth of its section. In texts all boxes and links count, of comments those of all one after the other.
    pub place: usize,
}

/// The place of the first address in a field; before it is the parent.
pub const FIELD_LINKS: usize = 1;

/// The place of the first comment itself; before it are the boxes and links in all of them.
pub const COMMENTS: usize = usize::MAX / 4;

/// The place of the first comment that waits to be sent.
pub const UNSENT: usize = usize::MAX / 4 * 3;

/// A comment, and the boxes and links in it.
pub(super) type Said = (CommentId, Vec<Mark>);

/// What acting on a spot does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Ticks a box of the text, or takes the tick away: the mark with this place.
    Tick(usize),
    /// Opens a page in the browser.
    Page(String),
    /// Opens a comment to be changed.
    Comment(CommentId),
    /// Opens a comment that waits to be sent, to be changed.
    Unsent(EditId),
    /// Opens another card, which has this page.
    Card(ItemId, String),
}

/// All spots of a card, from top to bottom. `marks` are those of its text and of its comments.
pub(super) fn all(
    project: &Project,
    item: &Item,
    kin: &Kin,
    details: Option<&Details>,
    (text, comments): (&[Mark], &[Said]),
) -> Vec<(Spot, Deed)> {
    let mut spots = Vec::new();
    let mut add = |section, place, deed| spots.push((Spot { section, place }, deed));
    for (place, url) in in_fields(project, item).enumerate() {
        add(Section::Fields, FIELD_LINKS + place, Deed::Page(url.to_owned()));
    }
    if let Some(parent) = &kin.parent {
        add(Section::Fields, 0, to(parent, project));
    }
    for (place, mark) in text.iter().enumerate() {
        match mark {
            Mark::Task { .. } => add(Section::Text, place, Deed::Tick(place)),
            Mark::Link(url) => {
                if let Some(page) = address(url, project, item) {
                    add(Section::Text, place, Deed::Page(page));
                }
            }
        }
    }
    for (place, part) in kin.parts.iter().enumerate() {
        add(Section::Parts, place, to(part, project));
    }
    for (place, other) in kin.blockers.iter().chain(&kin.waiting).enumerate() {
        add(Section::Waiting, place, to(other, project));
    }
    for (place, pull) in pulls(item, details).enumerate() {
        let page = format!("{}/{}/pull/{}", project.web(), pull.0, pull.1);
        add(Section::Pulls, place, Deed::Page(page));
    }
    let mut place = 0;
    for (number, (comment, marks)) in comments.iter().enumerate() {
        add(Section::Comments, COMMENTS + number, Deed::Comment(comment.clone()));
        for mark in marks {
            if let Mark::Link(url) = mark
                && let Some(page) = address(url, project, item)
            {
                add(Section::Comments, place, Deed::Page(page));
            }
            place += 1;
        }
    }
    spots
}

/// The addresses in the texts of the fields, from top to bottom.
fn in_fields<'a>(project: &'a Project, item: &'a Item) -> impl Iterator<Item = &'a str> {
    let texts = project.fields.iter().filter(|field| field.is_stored()).filter_map(|field| {
        if let Some(Value::Text(text)) = item.value(&field.id) { Some(&**text) } else { None }
    });
    texts.flat_map(|text| markdown::addresses(text).into_iter().map(move |place| &text[place]))
}

/// The pull requests of an issue, by repository and number: those with titles where they were read.
fn pulls<'a>(item: &'a Item, details: Option<&'a Details>) -> impl Iterator<Item = (&'a Name, u64)> {
    let read = details.iter().flat_map(|details| &details.pulls).map(|closing| &closing.pull);
    let counted = item.issue().filter(|_| details.is_none());
    let counted = counted.into_iter().flat_map(|issue| &issue.pulls);
    read.chain(counted).map(|pull| (&pull.repository, pull.number)).collect::<Vec<_>>().into_iter()
}

fn to(other: &Relative, project: &Project) -> Deed {
    let page = format!("{}/{}/issues/{}", project.web(), other.link.repository, other.link.number);
    match &other.card {
        Some(card) => Deed::Card(card.clone(), page),
        None => Deed::Page(page),
    }
}

/// Where a link leads: GitHub reads those without a host from the repository. None for what a browser should not be given.
pub fn address(url: &str, project: &Project, item: &Item) -> Option<String> {
    if url.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return None;
    }
    let lower = url.to_ascii_lowercase();
    if ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
        return Some(url.to_owned());
    }
    if url.starts_with('#') {
        return Some(format!("{}{url}", project.page(item)));
    }
    if let Some(path) = url.strip_prefix('/') {
        return Some(format!("{}/{path}", project.web()));
    }
    let repository = item.repository().filter(|_| !url.is_empty() && !url.contains(':'))?;
    Some(format!("{}/{repository}/blob/HEAD/{}", project.web(), url.trim_start_matches("./")))
}
