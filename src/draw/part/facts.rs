//! What there is to say about a card, each as a sign and as words.

use ratatui::style::Style;

use crate::app::Model;
use crate::app::cx::{local, today};
use crate::domain::item::{Checks, Content, Cut, IssueState, Item, PullStage, PullState, Review, State};
use crate::domain::{Edit, Field, FieldId, Progress, Replica, value};
use crate::draw::pen::Pen;
use crate::draw::text;

/// One fact.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::draw) struct Fact {
    /// As short as can be.
    pub(in crate::draw) sign: String,
    /// In words.
    pub(in crate::draw) words: String,
    /// In which style.
    pub(in crate::draw) style: Style,
}

fn fact(sign: impl Into<String>, words: impl Into<String>, style: Style) -> Fact {
    Fact { sign: sign.into(), words: words.into(), style }
}

/// What stands out: what is on its way to GitHub, what blocks, what fails. The gravest first.
pub(in crate::draw) fn urgent(model: &Model, replica: &Replica, item: &Item, pen: &Pen<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    facts.extend(progress(model, replica, item, pen));
    let (theme, glyphs) = (pen.theme, pen.glyphs);
    if let Some(issue) = item.issue() {
        if issue.open_blockers > 0 {
            let (before, after) = glyphs.blocked;
            let count = issue.open_blockers;
            facts.push(fact(format!("{before}{count}{after}"), format!("blocked by {count}"), theme.bad));
        }
        if let Some(first) = issue.pulls.some.first() {
            let mut fact = self::pull(&first.state, pen);
            if let more @ 1.. = issue.pulls.total.saturating_sub(1) {
                fact.sign = format!("{}+{more}", fact.sign);
                fact.words = format!("{} and {more} more", fact.words);
            }
            facts.push(fact);
        }
        if issue.blocking > 0 {
            let (before, after) = glyphs.blocking;
            let count = issue.blocking;
            let wait = if count == 1 { "waits" } else { "wait" };
            facts.push(fact(format!("{before}{count}{after}"), format!("{count} {wait} for it"), theme.warn));
        }
    }
    if let Content::PullRequest(pull) = &item.content {
        facts.push(self::pull(&pull.pull, pen));
    }
    facts.extend(ageing(model, replica, item, pen));
    facts
}

/// That an open card that was begun has been where it is for too long.
fn ageing(model: &Model, replica: &Replica, item: &Item, pen: &Pen<'_>) -> Option<Fact> {
    let most = model.settings.ageing?;
    let field = replica.view().project.status()?;
    let stage = item.value(&field.id).filter(|stage| field.is_between(stage))?;
    let is_old = working_days_in(model, item, &field.id)? > i64::from(most);
    let words = || format!("ageing: over {most} working days in {}", field.show(stage));
    (is_old && item.state() == State::Open).then(|| fact(pen.glyphs.ageing, words(), pen.theme.warn))
}

/// How far the edits of a card are, the most urgent of them.
fn progress(model: &Model, replica: &Replica, item: &Item, pen: &Pen<'_>) -> Option<Fact> {
    let (theme, glyphs) = (pen.theme, pen.glyphs);
    let facts = replica.pending_of(&item.id).filter_map(|pending| {
        let clash = model.clashes.iter().any(|clash| clash.edit == pending.id);
        Some(match &pending.progress {
            Progress::Refused(refusal) => {
                (4, fact(glyphs.refused, format!("refused: {}", refusal.message), theme.bad))
            }
            Progress::Unknown { .. } => {
                (3, fact(glyphs.unknown, "unknown whether GitHub took it", theme.warn))
            }
            Progress::Queued | Progress::Sending { .. } if clash => {
                (2, fact(glyphs.conflict, "changed by someone else too", theme.warn))
            }
            Progress::Sending { .. } => (1, fact(glyphs.sending, "sending", theme.info)),
            Progress::Queued => (0, fact(glyphs.queued, "queued", theme.info)),
            Progress::Accepted { .. } => return None,
        })
    });
    facts.max_by_key(|(weight, _)| *weight).map(|(_, fact)| fact)
}

pub(in crate::draw) fn pull(state: &PullState, pen: &Pen<'_>) -> Fact {
    let (theme, glyphs) = (pen.theme, pen.glyphs);
    let (sign, words, style) = match (state.stage, state.checks) {
        (PullStage::Merged, _) => (glyphs.passing, "merged", theme.good),
        (PullStage::Closed, _) => (glyphs.dropped, "pull request closed", theme.muted),
        (PullStage::Open, Some(Checks::Failing)) => (glyphs.failing, "checks fail", theme.bad),
        (PullStage::Open, Some(Checks::Running)) => (glyphs.running, "checks run", theme.warn),
        (PullStage::Open, Some(Checks::Passing)) => (glyphs.passing, "checks pass", theme.good),
        (PullStage::Open, None) => ("", "pull request open", theme.muted),
    };
    let review = match state.review {
        Some(Review::Approved) => ", approved",
        Some(Review::ChangesRequested) => ", changes requested",
        Some(Review::Required) => ", review required",
        None => "",
    };
    fact(format!("{}{sign}", glyphs.pull), format!("{words}{review}"), style)
}

/// What kind of card it is, where it is not an open issue.
pub(in crate::draw) fn kind(item: &Item, pen: &Pen<'_>) -> Option<Fact> {
    let (theme, glyphs) = (pen.theme, pen.glyphs);
    Some(match &item.content {
        Content::Issue(issue) => match issue.state {
            IssueState::Open => return None,
            IssueState::Completed => fact(glyphs.done, "done", theme.good),
            IssueState::NotPlanned => fact(glyphs.dropped, "not planned", theme.muted),
            IssueState::Duplicate => fact(glyphs.dropped, "duplicate", theme.muted),
        },
        Content::PullRequest(_) => fact(glyphs.pull, "pull request", theme.muted),
        Content::Draft(_) => fact(glyphs.draft, "draft", theme.muted),
        Content::Hidden => fact(glyphs.hidden, "hidden from you", theme.muted),
    })
}

/// The state of any card, open ones too.
pub(in crate::draw) fn state(item: &Item, pen: &Pen<'_>) -> Fact {
    kind(item, pen).unwrap_or_else(|| fact(pen.glyphs.open, "open", pen.theme.text))
}

/// Days since the card came into its column, where GitHub says.
pub(in crate::draw) fn days_here(model: &Model, item: &Item) -> Option<i64> {
    let project = &model.replica.as_ref()?.view().project;
    let since = item.entry(&model.board.stage(project, &model.settings)?.id)?.since()?;
    Some((today(model.now, &model.settings) - local(since, &model.settings).date_naive()).num_days())
}

/// Whether it is there as a step was taken back: it was there before, and GitHub does not tell since when.
pub(in crate::draw) fn came_back(model: &Model, item: &Item) -> bool {
    let project = model.replica.as_ref().map(|replica| &replica.view().project);
    let Some(stage) = project.and_then(|project| model.board.stage(project, &model.settings)) else {
        return false;
    };
    let sets = |edit: &Edit| matches!(edit, Edit::SetField { item: of, field, .. } if *of == item.id && *field == stage.id);
    let last = model.journal.steps().iter().rev().find(|step| step.done.iter().any(sets));
    last.is_some_and(|step| step.undone)
}

/// Working days since then.
pub(in crate::draw) fn working_days_here(model: &Model, item: &Item) -> Option<i64> {
    let project = &model.replica.as_ref()?.view().project;
    working_days_in(model, item, &model.board.stage(project, &model.settings)?.id)
}

/// Working days since the card got its value of a field.
fn working_days_in(model: &Model, item: &Item, field: &FieldId) -> Option<i64> {
    let since = local(item.entry(field)?.since()?, &model.settings).date_naive();
    Some(value::working_days(since, today(model.now, &model.settings)))
}

/// The age of a card in its column, once it is worth a look.
pub(in crate::draw) fn age(model: &Model, item: &Item) -> Option<String> {
    working_days_here(model, item).filter(|days| *days >= 2).map(|days| format!("{days} wd"))
}

/// The size of the work, where it is known.
pub(in crate::draw) fn effort(item: &Item, field: Option<&Field>) -> Option<String> {
    match item.value(&field?.id)? {
        crate::domain::Value::Number(number) => Some(text::effort(*number)),
        crate::domain::Value::Text(_)
        | crate::domain::Value::Date(_)
        | crate::domain::Value::SingleSelect(_)
        | crate::domain::Value::MultiSelect(_)
        | crate::domain::Value::Iteration(_) => None,
    }
}

/// The people it is assigned to; `+2` stands for those that do not fit.
pub(in crate::draw) fn people(item: &Item, most: usize) -> Option<String> {
    let people = item.assignees();
    let first = people.iter().take(most).map(|login| format!("@{login}")).collect::<Vec<_>>().join(" ");
    let more = people.len().saturating_sub(most) + item.more_of(Cut::Assignees) as usize;
    match (people.len(), more) {
        (0, _) => None,
        (_, 0) => Some(first),
        (_, more) => Some(format!("{first} +{more}")),
    }
}
