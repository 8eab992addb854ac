//! The views of the board: which there are, which one is shown, and what has been changed about it.

use std::sync::Arc;

use super::Board;
use super::filter::Filter;
use crate::app::cx::Cx;
use crate::app::message::Effect;
use crate::app::notice::Tone;
use crate::app::overlay::{self, Overlay, line};
use crate::domain::project::Layout;
use crate::domain::query::{Query, QueryError, Scope};
use crate::domain::view::{self, Own};
use crate::domain::{Arrangement, Project, View, ViewId};
use crate::input::ViewAction;

/// The views there are, and how they were left.
#[derive(Debug, Default)]
pub struct Views {
    /// All cards first, then GitHub's, then the user's own.
    pub all: Vec<View>,
    /// The one that is shown.
    pub current: ViewId,
    /// Those that were left otherwise than they are saved.
    left: Vec<(ViewId, Arrangement)>,
    own: Vec<Own>,
    /// What they were made from.
    project: Option<Arc<Project>>,
}

impl Views {
    /// The views as the user left them; which there are is known once there is a project.
    pub(super) fn new(remembered: Option<&serde_json::Value>, own: Vec<Own>) -> Self {
        let read = |key: &str| remembered.and_then(|all| all.get(key)).cloned();
        let current = read("view").and_then(|id| serde_json::from_value(id).ok()).unwrap_or_default();
        let left = read("left").and_then(|left| serde_json::from_value(left).ok()).unwrap_or_default();
        Self { all: Vec::new(), current, left, own, project: None }
    }

    /// The one that is shown.
    pub fn shown(&self) -> Option<&View> {
        self.get(&self.current)
    }

    fn get(&self, id: &ViewId) -> Option<&View> {
        self.all.iter().find(|view| view.id == *id)
    }

    fn place(&self) -> usize {
        self.all.iter().position(|view| view.id == self.current).unwrap_or(0)
    }

    /// Whether a view is not as it is saved. `now` is how the one that is shown is laid out.
    pub fn is_changed(&self, view: &View, now: &Arrangement) -> bool {
        if view.id == self.current {
            return view.arrangement != *now;
        }
        self.left.iter().any(|(id, left)| *id == view.id && *left != view.arrangement)
    }

    /// All that were left changed, the one that is shown among them.
    pub(super) fn left(&self, now: &Arrangement) -> Vec<(ViewId, Arrangement)> {
        let mut left: Vec<_> = self.left.iter().filter(|(id, _)| *id != self.current).cloned().collect();
        if self.shown().is_none_or(|view| view.arrangement != *now) {
            left.push((self.current.clone(), now.clone()));
        }
        left
    }

    /// Reads a filter of the shown view: to the letter while it is the one that GitHub saved, so that the same cards are shown as
    /// there; with some forgiveness what a person wrote.
    pub(super) fn query(&self, filter: &str) -> Result<Query, QueryError> {
        let is_saved =
            |view: &View| matches!(view.id, ViewId::Saved(_)) && view.arrangement.filter == filter.trim();
        if self.shown().is_some_and(is_saved) { Query::exactly(filter) } else { Query::parse(filter) }
    }

    /// How a view is to look: as it was left, else as it is saved.
    fn arrangement(&self, id: &ViewId) -> Arrangement {
        let left = self.left.iter().find(|(known, _)| known == id).map(|(_, left)| left);
        left.or(self.get(id).map(|view| &view.arrangement)).cloned().unwrap_or_default()
    }
}

impl Board {
    /// Obeys an action.
    pub fn change_view(&mut self, action: ViewAction, cx: &mut Cx<'_>) {
        self.drop_nudged(cx);
        let count = self.views.all.len().max(1);
        let place = self.views.place();
        match action {
            ViewAction::ChooseView => {
                let more = cx.replica.view().project.views.hidden();
                cx.overlays.push(overlay::views::choice(self, more).into());
            }
            ViewAction::NextView => self.open_nth_view((place + 1) % count, cx),
            ViewAction::PreviousView => self.open_nth_view((place + count - 1) % count, cx),
            ViewAction::SortBy => {
                let list = overlay::layout::sort(&cx.replica.view().project, &self.arrangement);
                cx.overlays.push(list.into());
            }
            ViewAction::RowsBy => {
                let list =
                    overlay::layout::rows(&cx.replica.view().project, &self.arrangement, self.columns_by());
                cx.overlays.push(list.into());
            }
            ViewAction::Table => self.toggle_layout(Layout::Table),
            ViewAction::Roadmap => self.toggle_layout(Layout::Roadmap),
            ViewAction::Today => self.show_today(cx),
            ViewAction::HideColumn | ViewAction::FoldColumn if self.is_roadmap() => {
                cx.say(Tone::Info, "A roadmap has no columns.");
            }
            ViewAction::HideColumn if self.has_lines() => self.hide_field(cx),
            ViewAction::HideColumn => self.hide_column(cx),
            ViewAction::FoldColumn if self.has_lines() => {
                cx.say(Tone::Info, "The columns of a table are not collapsed: hide one instead.");
            }
            ViewAction::FoldColumn => self.fold_column(self.cursor.column),
            ViewAction::FoldRow => self.fold_row(self.cursor.band, cx),
            ViewAction::ShowAll => {
                if self.arrangement.layout == Layout::Table {
                    self.show_all_fields(cx);
                }
                self.arrangement.hidden.clear();
                self.arrangement.folded.clear();
                self.arrangement.folded_rows.clear();
            }
            ViewAction::Archived => overlay::archived::open(cx),
            ViewAction::SaveView => self.ask_for_name(cx),
            ViewAction::ResetView => self.reset_view(cx),
        }
        self.settle(cx);
    }

    /// Shows the view with this place among all.
    pub fn open_nth_view(&mut self, place: usize, cx: &mut Cx<'_>) {
        if let Some(id) = self.views.all.get(place).map(|view| view.id.clone()) {
            self.open_view(&id, cx);
        }
    }

    /// Shows another view; how the one before was left is kept.
    pub fn open_view(&mut self, id: &ViewId, cx: &mut Cx<'_>) {
        self.drop_nudged(cx);
        self.views.left = self.views.left(&self.arrangement);
        self.views.current = id.clone();
        self.arrange(self.views.arrangement(id), cx);
        if let Some(view) = self.views.shown()
            && let Some(text) = shortfall(view)
        {
            cx.say(Tone::Info, text);
        }
        self.settle(cx);
    }

    /// Takes in what has become of the views since the project was last looked at.
    pub(super) fn settle_views(&mut self, cx: &mut Cx<'_>) {
        let project = Arc::clone(&cx.replica.view().project);
        if self.views.project.as_ref().is_some_and(|known| Arc::ptr_eq(known, &project)) {
            return;
        }
        let first = self.views.project.is_none();
        let was = self.views.shown().map(|view| (view.name.clone(), view.arrangement.clone()));
        self.views.all = view::views(&project, &self.views.own);
        self.views.project = Some(project);
        let Some(now) = self.views.shown().map(|view| view.arrangement.clone()) else {
            let name = was.map_or_else(|| "The view".to_owned(), |(name, _)| format!("The view {name}"));
            cx.say(Tone::Info, format!("{name} is gone: all cards are shown."));
            self.views.current = ViewId::All;
            return self.arrange(self.views.arrangement(&ViewId::All), cx);
        };
        if first {
            let current = self.views.current.clone();
            self.arrange(self.views.arrangement(&current), cx);
        } else if was.is_some_and(|(_, was)| was == self.arrangement && was != now) {
            self.arrange(now, cx);
        } else {
            self.reread_filter();
        }
    }

    /// Lays the board out. A filter that means nothing here is left out, and that is said.
    fn arrange(&mut self, arrangement: Arrangement, cx: &mut Cx<'_>) {
        let view = cx.replica.view();
        let scope = Scope {
            project: &view.project,
            items: Some(view),
            me: cx.settings.me.as_deref(),
            today: cx.today(),
        };
        let read = self.views.query(&arrangement.filter).and_then(|query| {
            query.prepare(&scope)?;
            Ok(query)
        });
        self.filter = Filter::default();
        match read {
            Ok(query) => self.filter.query = query,
            Err(wrong) => {
                cx.say(
                    Tone::Warn,
                    format!("This view's filter can't be used, all cards are shown: {}", wrong.message),
                );
            }
        }
        self.arrangement = arrangement;
    }

    fn reset_view(&mut self, cx: &mut Cx<'_>) {
        let Some(view) = self.views.shown() else { return };
        let (name, saved) = (view.name.clone(), view.arrangement.clone());
        if saved == self.arrangement {
            return cx.say(Tone::Info, format!("{name} is as it is saved."));
        }
        self.arrange(saved, cx);
        cx.say(Tone::Info, format!("{name} is again as it is saved."));
    }

    fn ask_for_name(&mut self, cx: &mut Cx<'_>) {
        let name = match &self.views.current {
            ViewId::Own(name) => name.as_str(),
            ViewId::All | ViewId::Saved(_) => "",
        };
        cx.overlays.push(Overlay::Line(line::view(name)));
    }

    /// Saves how the board is now as a view of the user's. Fails with why it can't be called so.
    pub fn save_view(&mut self, name: &str, cx: &mut Cx<'_>) -> Result<(), String> {
        let name = name.trim();
        if name.is_empty() {
            return Err("A view needs a name.".to_owned());
        }
        let same = |view: &&View| view.name.eq_ignore_ascii_case(name);
        let taken = self.views.all.iter().find(same).filter(|view| !matches!(view.id, ViewId::Own(_)));
        if let Some(taken) = taken {
            let whose = if taken.id == ViewId::All { "sprintty" } else { "GitHub" };
            return Err(format!("{} is a view of {whose}'s: choose another name.", taken.name));
        }
        let project = Arc::clone(&cx.replica.view().project);
        let own = Own::of(name, &self.arrangement, &project);
        let here = |known: &Own| known.project.as_ref().is_none_or(|of| *of == project.reference);
        self.views.own.retain(|known| !known.name.eq_ignore_ascii_case(&own.name) || !here(known));
        self.views.own.push(own.clone());
        self.views.all = view::views(&project, &self.views.own);
        let is_it = |id: &ViewId| matches!(id, ViewId::Own(known) if known.eq_ignore_ascii_case(&own.name));
        self.views.left.retain(|(id, _)| *id != self.views.current && !is_it(id));
        self.views.current = ViewId::Own(own.name.clone());
        self.arrange(self.views.arrangement(&ViewId::Own(own.name.clone())), cx);
        cx.effects.push(Effect::SaveView(own));
        Ok(())
    }
}

/// What to say of a view that is not here as it is written.
fn shortfall(view: &View) -> Option<String> {
    let name = &view.name;
    match view.unknown.as_slice() {
        [] => None,
        unknown => Some(format!(
            "{name} names what this project does not have, or what makes no columns: {}.",
            unknown.join(", ")
        )),
    }
}
