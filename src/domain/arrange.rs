//! The order that GitHub's order and our pending edits come to.
//!
//! Places depend on each other: a card dropped below another goes with it when that one is moved later, and replaying such moves on
//! an order that already shows some of them would move cards again. So the places that are pending are kept as a set: each names
//! the neighbours it has in the order that is wanted in the end, and whatever part of them GitHub's order already shows, the result
//! is the same.

use std::collections::HashMap;

use super::{Edit, ItemId, Order, Pending};

/// Where a card is wanted: its neighbours above and below.
type Spot<'a> = (Option<&'a ItemId>, Option<&'a ItemId>);

/// The order once GitHub has made these edits, oldest first. Refused ones do not count.
pub fn arrange<'a>(mut order: Order, edits: impl IntoIterator<Item = &'a Pending>) -> Order {
    let mut spots: HashMap<&ItemId, Spot<'a>> = HashMap::new();
    let mut moved: Vec<&ItemId> = Vec::new();
    for pending in edits.into_iter().filter(|pending| pending.is_in_view()) {
        match &pending.edit {
            Edit::AddDraft { item, .. } | Edit::AddIssue { item, .. } | Edit::PutBack { item, .. } => {
                order.push(item.clone());
            }
            Edit::Delete { item } => order.remove(item),
            Edit::Place { item, after, before } => {
                moved.retain(|known| *known != item);
                moved.push(item);
                spots.insert(item, (after.as_ref(), before.as_ref()));
            }
            Edit::SetField { .. }
            | Edit::Set { .. }
            | Edit::Link { .. }
            | Edit::Convert { .. }
            | Edit::Comment { .. }
            | Edit::SetComment { .. } => {}
        }
    }
    moved.retain(|item| order.contains(item));
    let home: HashMap<&ItemId, Option<ItemId>> =
        moved.iter().map(|item| (*item, order.above(item).cloned())).collect();
    for item in &moved {
        order.remove(item);
    }
    // A card goes in once the card above it is in. What is left names a neighbour that is gone, or each other.
    while !moved.is_empty() {
        let ready = moved.iter().position(|item| {
            let (after, _) = spots[item];
            after.is_none_or(|after| order.contains(after))
        });
        let item = moved.remove(ready.unwrap_or(0));
        let (after, before) = spots[item];
        let above = if ready.is_some() {
            after.cloned()
        } else if let Some(before) = before.filter(|before| order.contains(before)) {
            order.above(before).cloned()
        } else {
            home[item].clone().filter(|home| order.contains(home))
        };
        order.place(item, above.as_ref());
    }
    order
}

/// Renews the neighbours that pending places name, after one of them has changed an order. Returns those that changed.
pub fn anchor<'a>(order: &Order, edits: impl IntoIterator<Item = &'a mut Pending>) -> Vec<Pending> {
    let mut changed = Vec::new();
    for pending in edits.into_iter().filter(|pending| pending.is_in_view()) {
        if let Edit::Place { item, after, before } = &mut pending.edit {
            let (above, below) = (order.above(item).cloned(), order.below(item).cloned());
            if order.contains(item) && (*after != above || *before != below) {
                *after = above;
                *before = below;
                changed.push(pending.clone());
            }
        }
    }
    changed
}
