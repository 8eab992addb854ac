//! What a new card starts from: the forms and templates of its repository.

use std::sync::Arc;

use super::form::{Filling, Written};
use super::{At, Create};
use crate::app::cx::Cx;
use crate::app::message::Effect;
use crate::app::notice::Tone;
use crate::app::overlay::Fate;
use crate::app::overlay::list::{Choice, List};
use crate::app::screen::Board;
use crate::app::widget::{Entry, Line, Picker, Text};
use crate::domain::create::start::{self, Gift};
use crate::domain::create::{Place, escaped};
use crate::domain::form::{self, Body, Template};
use crate::domain::item::Name;
use crate::domain::repository::NewIssues;
use crate::domain::{Repository, Snapshot};
use crate::input::{CreateAction, FormAction, Stroke, TypingAction};

/// A template of a repository.
pub type Start = (Name, Template);

impl Create {
    /// The repositories whose templates are offered: the one it goes to, or all that take issues.
    fn homes(&self) -> Vec<&Arc<Repository>> {
        let fits = |known: &&Arc<Repository>| match &self.card.place {
            Place::Issue(name) => known.name.eq_ignore_ascii_case(name),
            Place::Draft | Place::Nowhere => known.new_issues == NewIssues::Welcome,
        };
        self.reading.repositories.iter().filter(fits).collect()
    }

    /// How many forms and how many templates there are for the issue that it is; none while it is a draft.
    pub fn offered_starts(&self) -> (usize, usize) {
        let homes = if self.card.place == Place::Draft { Vec::new() } else { self.homes() };
        let forms = |is: bool| {
            homes.iter().flat_map(|home| &home.templates).filter(|one| one.is_form() == is).count()
        };
        (forms(true), forms(false))
    }

    /// Goes on with the form it starts from; without one, lists what it can start from.
    pub(super) fn start_from(&mut self, cx: &mut Cx<'_>) {
        self.wrong = None;
        if self.at != At::Form && self.filling.as_ref().is_some_and(|filling| filling.template.is_form()) {
            self.at = At::Form;
            return;
        }
        self.list(cx);
    }

    /// Lists the forms and templates, and an issue without any.
    fn list(&self, cx: &mut Cx<'_>) {
        let homes = self.homes();
        if homes.iter().all(|home| home.templates.is_empty()) {
            let text = match &homes[..] {
                [] => "No repository of this project takes issues.".to_owned(),
                [one] if one.read_at.is_none() => {
                    format!("The forms of {} were not read yet: that takes one sync.", one.name)
                }
                [one] => format!("{} has neither issue forms nor templates.", one.name),
                _ => "These repositories have neither issue forms nor templates.".to_owned(),
            };
            return cx.say(Tone::Info, text);
        }
        let several = homes.len() > 1;
        let mut entries = Vec::new();
        for home in &homes {
            for template in &home.templates {
                let place = if several { home.name.as_ref() } else { "" };
                let note = [place, &template.about].into_iter().filter(|part| !part.is_empty());
                entries.push(Entry {
                    label: template.name.clone(),
                    note: note.collect::<Vec<_>>().join(" · "),
                    value: Choice::Begin(Some(Box::new((home.name.clone(), template.clone())))),
                });
            }
        }
        let (closed, open): (Vec<&Arc<Repository>>, Vec<_>) = homes.iter().partition(|home| wants_form(home));
        let note = match closed.first() {
            Some(home) => format!("{} takes none", home.name),
            None => "without form or template".to_owned(),
        };
        let value = if open.is_empty() { Choice::Nothing } else { Choice::Begin(None) };
        entries.push(Entry { label: "Blank issue".to_owned(), note, value });
        cx.overlays.push(List::plain("Start from", Picker::new(entries)).into());
    }

    /// Starts from a form or template, or from nothing. What was written in another form is kept until the card is made.
    pub fn begin(&mut self, start: Option<Start>, view: &Snapshot) {
        if let Some(old) = self.filling.take() {
            let prefix = escaped(old.template.title.trim(), &view.project);
            let rest = self.line.text().strip_prefix(prefix.as_str()).filter(|_| !prefix.is_empty());
            if let Some(rest) = rest.map(str::trim_start) {
                self.line = Line::new(rest);
            }
            if let Body::Text(text) = &old.template.body
                && Text::new(text).lines() == self.body.lines()
            {
                self.body = Text::default();
            }
            if old.is_touched() {
                self.aside.push(old);
            }
        }
        self.at = At::Line;
        self.wrong = None;
        let Some((repository, template)) = start else {
            // An issue all the same: of the repository it would go to.
            let home = self.homes().iter().find(|home| !wants_form(home)).map(|home| home.name.clone());
            self.chosen = self.chosen.take().or(home);
            return self.read(view);
        };
        self.chosen = Some(repository.clone());
        let prefix = escaped(&template.title, &view.project);
        if !self.line.text().starts_with(prefix.trim_end()) {
            self.line = Line::new(&format!("{prefix}{}", self.line.text()));
        }
        match &template.body {
            Body::Form(_) => self.at = At::Form,
            Body::Text(text) => {
                let own = self.body.lines().join("\n").trim_end().to_owned();
                let whole = if own.is_empty() { text.clone() } else { format!("{own}\n\n{text}") };
                self.body = Text::new(&whole);
                self.at = At::Body;
            }
        }
        let known = self.aside.iter().position(|filling| filling.is_of(&repository, &template));
        self.filling = Some(match known {
            Some(place) => self.aside.remove(place),
            None => Filling::new(repository, template),
        });
        self.read(view);
    }

    /// Goes on with what was written before the program had to end.
    pub(super) fn resume(&mut self, filling: Option<Filling>) {
        let Some(filling) = filling else { return };
        self.chosen = Some(filling.repository.clone());
        if filling.template.is_form() {
            self.at = At::Form;
        }
        self.filling = Some(filling);
    }

    /// Whether anything but the line was written.
    pub(super) fn is_written(&self) -> bool {
        let preset = self.filling.as_ref().and_then(|filling| match &filling.template.body {
            Body::Text(text) => Some(text),
            Body::Form(_) => None,
        });
        let is_preset = preset.is_some_and(|text| Text::new(text).lines() == self.body.lines());
        let answered = self.filling.iter().chain(&self.aside).any(Filling::is_touched);
        answered || !(self.body.is_blank() || is_preset)
    }

    /// What the template gives beside its text.
    pub fn gift(&self) -> Gift {
        let gift = self.filling.as_ref().and_then(|filling| {
            let home = self.reading.repositories.iter().find(|known| known.name == filling.repository)?;
            Some(start::gift(&filling.template, home))
        });
        gift.unwrap_or_default()
    }

    /// The text of the card: what the form makes of the answers, then what was written beside it.
    pub(super) fn whole_body(&self) -> String {
        let own = self.body.lines().join("\n").trim_end().to_owned();
        let form = self.filling.as_ref().filter(|filling| filling.template.is_form());
        let Some(filling) = form else { return own };
        let form = form::body(filling.template.parts(), &filling.answers());
        if own.is_empty() { form } else { format!("{form}\n\n{own}") }
    }

    /// Why the form, or that there is none, keeps the card from being made.
    pub(super) fn unfilled(&mut self) -> Option<String> {
        let Some(filling) = &mut self.filling else {
            let Place::Issue(name) = &self.card.place else { return None };
            let home = self.reading.repositories.iter().find(|known| known.name == *name)?;
            return wants_form(home).then(|| {
                format!("{name} takes no issue without a form: choose one of its {}.", home.templates.len())
            });
        };
        let Template { name, title, .. } = &filling.template;
        let goes = match &self.card.place {
            Place::Issue(place) if *place == filling.repository => None,
            Place::Issue(place) => Some(format!("into {place}")),
            Place::Draft | Place::Nowhere => Some("nowhere as an issue".to_owned()),
        };
        if let Some(goes) = goes {
            return Some(format!("“{name}” belongs to {}, and the card goes {goes}.", filling.repository));
        }
        if self.card.title == title.trim() {
            filling.at = 0;
            return Some(format!("Write a title behind “{}”.", title.trim()));
        }
        let answers = filling.answers();
        let missing: Vec<&str> = form::missing(filling.template.parts(), &answers).collect();
        if missing.is_empty() {
            return None;
        }
        let missing = missing.join(" · ");
        let stop = if missing.ends_with(['?', '.', '!']) { "" } else { "." };
        let sentence = format!("Still to answer: {missing}{stop}");
        filling.seek();
        self.at = At::Form;
        Some(sentence)
    }

    /// The answer that has the keys; none where the line or the text has them.
    pub(super) fn answer(&mut self) -> Option<&mut Written> {
        if self.at != At::Form {
            return None;
        }
        self.filling.as_mut()?.here()
    }

    /// Whether the keys go to an answer of several lines.
    fn in_text(&mut self) -> bool {
        matches!(self.answer(), Some(Written::Text(_)))
    }

    /// Obeys an action in the form.
    pub fn in_form(&mut self, action: FormAction, board: &mut Board, cx: &mut Cx<'_>) -> Fate {
        match action {
            FormAction::SendForm => return self.update(CreateAction::SaveCard, board, cx),
            FormAction::OtherForm => self.list(cx),
            FormAction::LeaveForm => {
                self.at = At::Line;
                self.wrong = None;
            }
            FormAction::NextQuestion => {
                let before = self.line.text().to_owned();
                if self.answer().is_none() {
                    self.complete(cx.replica.view());
                }
                if self.line.text() == before {
                    self.turn_to(true);
                }
            }
            FormAction::PreviousQuestion => self.turn_to(false),
            FormAction::GoOn if self.in_text() => self.typed(Stroke::Breaks, cx),
            FormAction::GoOn => self.turn_to(true),
            FormAction::OptionBelow if self.in_text() => self.typed(Stroke::Does(TypingAction::LineDown), cx),
            FormAction::OptionAbove if self.in_text() => self.typed(Stroke::Does(TypingAction::LineUp), cx),
            FormAction::OptionBelow | FormAction::OptionAbove => {
                let down = action == FormAction::OptionBelow;
                let stepped = self.answer().is_some_and(|answer| answer.step(down));
                if !stepped {
                    self.turn_to(down);
                }
            }
            FormAction::TickOption => match self.answer() {
                Some(answer @ Written::Places { .. }) => {
                    answer.tick();
                    self.wrong = None;
                }
                Some(Written::Line(_) | Written::Text(_)) | None => self.typed(Stroke::Types(' '), cx),
            },
            FormAction::UndoAnswer | FormAction::RedoAnswer => {
                let back = action == FormAction::UndoAnswer;
                self.wrong = None;
                if let Some(answer) = self.answer() {
                    answer.turn(back);
                } else {
                    let _ = if back { self.line.undo() } else { self.line.redo() };
                    self.read(cx.replica.view());
                }
            }
            FormAction::AnswerOutside => match self.answer() {
                Some(Written::Text(text)) => cx.effects.push(Effect::Edit(text.lines().join("\n"))),
                Some(Written::Line(_) | Written::Places { .. }) | None => {
                    cx.say(Tone::Info, "Only an answer of several lines is written in the editor.");
                }
            },
        }
        Fate::Stays
    }

    fn turn_to(&mut self, next: bool) {
        if let Some(filling) = &mut self.filling {
            filling.next(next);
        }
        // What can complete the title is only offered where the cursor is.
        self.offers = None;
    }

    /// Takes an answer anew, as another program has left it.
    pub fn replace(&mut self, text: &str) {
        if let Some(Written::Text(area)) = self.answer() {
            *area = Text::new(text.strip_suffix('\n').unwrap_or(text));
            self.wrong = None;
        }
    }

    /// Turns to a question that was clicked, 0 for the title, and chooses the clicked option.
    pub fn press(&mut self, question: usize, option: Option<usize>) {
        let Some(filling) = &mut self.filling else { return };
        filling.at = question.min(filling.answers.len());
        if let (Some(Written::Places { at, .. }), Some(option)) = (filling.here(), option) {
            *at = option;
            if let Some(answer) = filling.here() {
                answer.tick();
            }
            self.wrong = None;
        }
    }
}

/// Whether this person can only open issues there with a form or template.
fn wants_form(home: &Repository) -> bool {
    !home.blank_issues && !home.writable && !home.templates.is_empty()
}
