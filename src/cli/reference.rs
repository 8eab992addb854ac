//! Finds the item that a person names: `12`, `#12`, `owner/repo#12`, its address, its id, or a part of its title.

use std::sync::Arc;

use super::error::Error;
use crate::domain::name::same;
use crate::domain::{Item, Snapshot};

/// How many candidates an error lists.
const LISTED: usize = 8;

/// The one item that is meant.
pub(super) fn find(view: &Snapshot, text: &str) -> Result<Arc<Item>, Error> {
    let text = text.trim();
    if let Some(item) = view.item(&text.into()) {
        return Ok(Arc::clone(item));
    }
    let found = match number(text) {
        Some((repository, number)) => candidates(view, |item| {
            item.number() == Some(number) && repository.is_none_or(|wanted| is_of(item, wanted))
        }),
        None => titled(view, text),
    };
    match found.as_slice() {
        [item] => Ok(Arc::clone(item)),
        [] => Err(Error::refused(format!("the project has no item `{text}`"))
            .hint("write a number, owner/repo#12, or a part of a title; `sprintty list` shows them all")),
        many => {
            let names: Vec<String> = many.iter().take(LISTED).map(|item| long_name(item)).collect();
            let more = many.len().saturating_sub(LISTED);
            let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
            Err(Error::refused(format!("`{text}` may be any of\n  {}{more}", names.join("\n  ")))
                .hint("write owner/repo#12, or more of the title"))
        }
    }
}

/// All items that are meant, in the order they are named, each once.
pub(super) fn find_all(view: &Snapshot, texts: &[String]) -> Result<Vec<Arc<Item>>, Error> {
    let mut items: Vec<Arc<Item>> = Vec::new();
    for text in texts {
        let item = find(view, text)?;
        if !items.iter().any(|known| known.id == item.id) {
            items.push(item);
        }
    }
    Ok(items)
}

/// How an item is told from all others: `octo-org/app#12`, or the title of a draft and its id.
pub(super) fn long_name(item: &Item) -> String {
    match item.work().filter(|work| work.number != 0) {
        Some(work) => format!("{}#{} {}", work.repository, work.number, work.title),
        None => format!("{} ({})", item.title(), item.id),
    }
}

/// Reads a number with or without its repository: the last part of it, or all.
fn number(text: &str) -> Option<(Option<&str>, u64)> {
    if let Some((_, path)) = text.split_once("://") {
        let mut parts = path.split(['?', '#']).next()?.splitn(3, '/');
        let (_, owner, rest) = (parts.next()?, parts.next()?, parts.next()?);
        let mut parts = rest.split('/');
        let (name, kind, number) = (parts.next()?, parts.next()?, parts.next()?);
        let start = path.find(owner)?;
        let repository = &path[start..=start + owner.len() + name.len()];
        return matches!(kind, "issues" | "pull").then_some((Some(repository), number.parse().ok()?));
    }
    let (repository, number) = text.rsplit_once('#').unwrap_or(("", text));
    Some(((!repository.is_empty()).then_some(repository), number.parse().ok()?))
}

fn is_of(item: &Item, wanted: &str) -> bool {
    item.repository().is_some_and(|name| {
        same(name, wanted) || name.split_once('/').is_some_and(|(_, name)| same(name, wanted))
    })
}

/// An exact title comes before a part of one.
fn titled(view: &Snapshot, text: &str) -> Vec<Arc<Item>> {
    let wanted = text.to_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    let exact = candidates(view, |item| same(item.title(), text));
    if exact.is_empty() {
        candidates(view, |item| item.title().to_lowercase().contains(&wanted))
    } else {
        exact
    }
}

/// A hidden card has no name.
fn candidates(view: &Snapshot, meant: impl Fn(&Item) -> bool) -> Vec<Arc<Item>> {
    let hidden = |item: &Item| matches!(item.content, crate::domain::Content::Hidden);
    view.items().filter(|item| !hidden(item) && meant(item)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample;

    fn found(text: &str) -> Result<String, String> {
        find(&sample::snapshot(), text).map(|item| item.id.to_string()).map_err(|error| error.message)
    }

    #[test]
    fn an_item_is_named_in_many_ways() {
        for name in [
            "12",
            "#12",
            "octo-org/app#12",
            "APP#12",
            "A",
            "fix login",
            "https://github.com/octo-org/app/issues/12",
            "https://github.com/octo-org/app/issues/12#issuecomment-1",
        ] {
            assert_eq!(found(name).as_deref(), Ok("A"), "{name}");
        }
        assert_eq!(found("https://github.com/octo-org/web/pull/120").as_deref(), Ok("C"));
        assert_eq!(found("release notes").as_deref(), Ok("D"));
    }

    #[test]
    fn a_name_for_nothing_or_for_several_is_an_error() {
        assert_eq!(found("99"), Err("the project has no item `99`".into()));
        assert_eq!(found("octo-org/web#12"), Err("the project has no item `octo-org/web#12`".into()));
        assert_eq!(found(""), Err("the project has no item ``".into()));
        assert_eq!(found("can't see"), Err("the project has no item `can't see`".into()));
        let several = "`slow` may be any of\n  octo-org/app#12 Fix login on slow networks\n  \
                       octo-org/web#120 Retry when the network is slow";
        assert_eq!(found("slow"), Err(several.into()));
    }
}
