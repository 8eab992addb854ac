//! Connections: the page a request asks for, and the cursors that lead from one to the next.

use std::rc::Rc;

use apollo_compiler::resolvers::ResolveInfo;

use super::{Answer, Part, Thing};
use crate::emulator::refusal::Refusal;
use crate::emulator::world::Item;

/// The most that `first` and `last` may ask for.
const LARGEST: i64 = 100;

/// One page of a connection.
pub(in crate::emulator) struct Page<'a> {
    pub(super) type_name: &'static str,
    /// Whether what is below is as old as the `items` connection.
    pub(super) lags: bool,
    total: usize,
    nodes: Vec<Thing<'a>>,
    more_before: bool,
    more_after: bool,
    start: Option<Cursor>,
    end: Option<Cursor>,
}

/// A place in a list: an offset, and for items the one it stood on, which may have left since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cursor {
    offset: usize,
    /// The item and how often it had moved.
    item: Option<(u32, u32)>,
}

/// What makes a cursor look like nothing a client should take apart.
const SEAL: &str = "Y3Vyc29yOnYyO";

impl Cursor {
    fn text(self) -> String {
        let (index, moves) = self.item.unwrap_or((u32::MAX, 0));
        format!("{SEAL}{:08x}{index:08x}{moves:08x}", self.offset)
    }

    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(SEAL).filter(|digits| digits.len() == 24 && digits.is_ascii())?;
        let number = |from: usize| u32::from_str_radix(&digits[from..from + 8], 16).ok();
        let (offset, index, moves) = (number(0)? as usize, number(8)?, number(16)?);
        Some(Self { offset, item: (index != u32::MAX).then_some((index, moves)) })
    }

    /// Where the place is in today's list: its item if that has not moved, else where it was.
    fn resume(self, items: Option<&[&Item]>, forward: bool) -> usize {
        if let (Some((index, moves)), Some(items)) = (self.item, items) {
            let same = |item: &&Item| item.id.index == index && item.moves == moves;
            return match items.iter().position(same) {
                Some(place) if forward => place + 1,
                Some(place) => place,
                None => self.offset,
            };
        }
        if forward { self.offset + 1 } else { self.offset }
    }
}

/// The part of a list of `total` that the arguments ask for.
fn range(
    info: &ResolveInfo<'_>,
    total: usize,
    items: Option<&[&Item]>,
) -> Result<std::ops::Range<usize>, Refusal> {
    let cursor = |name: &str| match info.arguments().get(name).and_then(|value| value.as_str()) {
        None => Ok(None),
        Some(text) => Cursor::parse(text).map(Some).ok_or_else(|| Refusal::BadCursor(text.to_owned())),
    };
    let mut start = cursor("after")?.map_or(0, |cursor| cursor.resume(items, true)).min(total);
    let mut end = cursor("before")?.map_or(total, |cursor| cursor.resume(items, false)).clamp(start, total);
    let (first, last) = (size(info, "first")?, size(info, "last")?);
    if first.is_none() && last.is_none() {
        return Err(Refusal::NoPageSize(info.field_name().to_owned()));
    }
    if let Some(first) = first {
        end = end.min(start + first);
    }
    if let Some(last) = last {
        start = start.max(end.saturating_sub(last));
    }
    Ok(start..end)
}

/// `first` or `last`, if it was given and is allowed.
fn size(info: &ResolveInfo<'_>, argument: &'static str) -> Result<Option<usize>, Refusal> {
    let Some(asked) = info.arguments().get(argument).and_then(apollo_compiler::response::JsonValue::as_i64)
    else {
        return Ok(None);
    };
    let connection = info.field_name().to_owned();
    if asked > LARGEST {
        return Err(Refusal::PageTooLarge { asked, connection, argument });
    }
    match usize::try_from(asked) {
        Ok(size) if size > 0 => Ok(Some(size)),
        Ok(_) | Err(_) => Err(Refusal::PageTooSmall { connection, argument }),
    }
}

/// The page asked for of a list that is at hand.
pub(super) fn page<'a>(info: &ResolveInfo<'_>, type_name: &'static str, all: Vec<Thing<'a>>) -> Answer<'a> {
    let total = all.len();
    let range = range(info, total, None)?;
    let cursor = |offset| Cursor { offset, item: None };
    let page = Page {
        type_name,
        lags: false,
        total,
        more_before: range.start > 0,
        more_after: range.end < total,
        start: (!range.is_empty()).then(|| cursor(range.start)),
        end: (!range.is_empty()).then(|| cursor(range.end - 1)),
        nodes: all.into_iter().skip(range.start).take(range.len()).collect(),
    };
    Ok(Part::One(Thing::Page(Rc::new(page))))
}

/// The page asked for of a project's items; the node at `withheld` is refused.
pub(super) fn of_items<'a>(
    info: &ResolveInfo<'_>,
    all: &[&'a Item],
    largest: Option<usize>,
    withheld: Option<usize>,
) -> Answer<'a> {
    let range = range(info, all.len(), Some(all))?;
    let asked = size(info, "first")?.or(size(info, "last")?);
    if let (Some(asked), Some(largest)) = (asked, largest)
        && asked > largest
    {
        return Err(Refusal::TooMuchWork);
    }
    let cursor = |offset: usize| {
        let item = all[offset];
        Cursor { offset, item: Some((item.id.index, item.moves)) }
    };
    let node = |(place, item): (usize, &&'a Item)| {
        if withheld == Some(place) {
            Thing::Withheld(Refusal::NotAccessible.sealed())
        } else {
            Thing::Item(item)
        }
    };
    let page = Page {
        type_name: "ProjectV2ItemConnection",
        lags: true,
        total: all.len(),
        more_before: range.start > 0,
        more_after: range.end < all.len(),
        start: (!range.is_empty()).then(|| cursor(range.start)),
        end: (!range.is_empty()).then(|| cursor(range.end - 1)),
        nodes: all[range].iter().enumerate().map(node).collect(),
    };
    Ok(Part::One(Thing::Page(Rc::new(page))))
}

impl<'a> Page<'a> {
    pub(super) fn resolve(&self, info: &ResolveInfo<'_>) -> Part<'a> {
        match info.field_name() {
            "totalCount" | "issueCount" => Part::leaf(self.total),
            "nodes" => Part::Many(self.nodes.clone()),
            "pageInfo" => {
                let place =
                    |cursor: Option<Cursor>| cursor.map_or_else(Part::null, |at| Part::leaf(at.text()));
                let parts = vec![
                    ("hasNextPage", Part::leaf(self.more_after)),
                    ("endCursor", place(self.end)),
                    ("hasPreviousPage", Part::leaf(self.more_before)),
                    ("startCursor", place(self.start)),
                ];
                Part::record("PageInfo", parts)
            }
            _ => Part::Unknown,
        }
    }
}
