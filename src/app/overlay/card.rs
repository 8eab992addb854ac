//! One card, whole: its text is read when it is opened.

use std::sync::Arc;

use super::{Fate, Overlay};
use crate::app::cx::Cx;
use crate::app::message::Effect;
use crate::app::model::Extent;
use crate::app::notice::Tone;
use crate::domain::{Details, Entry, ItemId};
use crate::input::CardAction;
use crate::sync::Command;

/// An opened card.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Which.
    pub item: ItemId,
    /// Its text.
    pub body: Body,
    /// Comments and relations, as they were last read; none when they never were.
    pub details: Option<Arc<Details>>,
    /// What happened to it, the newest first.
    pub activity: Vec<Entry>,
    /// How many lines are scrolled out at the top.
    pub scroll: usize,
}

/// The text of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// It was asked for.
    Loading,
    /// It was never read from GitHub.
    Unread,
    /// Markdown, perhaps empty.
    Text(String),
}

/// Opens a card and asks for its text.
pub fn open(item: ItemId, cx: &mut Cx<'_>) {
    cx.effects.push(Effect::Sync(Command::Load(item.clone())));
    cx.overlays.push(Overlay::Card(Card {
        item,
        body: Body::Loading,
        details: None,
        activity: Vec::new(),
        scroll: 0,
    }));
}

impl Card {
    /// Obeys an action.
    pub fn update(&mut self, action: CardAction, cx: &mut Cx<'_>) -> Fate {
        let half = (cx.extent.lines / 2).max(1);
        match action {
            CardAction::ScrollDown => self.scroll(1, cx.extent),
            CardAction::ScrollUp => self.scroll = self.scroll.saturating_sub(1),
            CardAction::ScrollPageDown => self.scroll(half, cx.extent),
            CardAction::ScrollPageUp => self.scroll = self.scroll.saturating_sub(half),
            CardAction::ScrollTop => self.scroll = 0,
            CardAction::ScrollBottom => self.scroll(usize::MAX, cx.extent),
            CardAction::BrowseOpen => self.with_page(cx, Effect::Open),
            CardAction::CopyOpen => {
                self.with_page(cx, Effect::Copy);
                cx.say(Tone::Info, "Copied the link.");
            }
            CardAction::CloseCard => return Fate::Closes,
        }
        Fate::Stays
    }

    /// Scrolls on, never past the end.
    pub fn scroll(&mut self, lines: usize, extent: Extent) {
        self.scroll = self.scroll.saturating_add(lines).min(extent.length.saturating_sub(extent.lines));
    }

    fn with_page(&self, cx: &mut Cx<'_>, effect: fn(String) -> Effect) {
        let view = cx.replica.view();
        if let Some(item) = view.item(&self.item) {
            let page = view.project.page(item);
            cx.effects.push(effect(page));
        }
    }
}
