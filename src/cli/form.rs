//! The issue forms of a project's repositories, filled in from the shell.

use std::sync::Arc;

use super::context::{Context, World};
use super::error::Error;
use super::json::{FormJson, QuestionJson};
use super::places;
use super::table::Yield;
use crate::domain::create::Meaning;
use crate::domain::create::start::gift;
use crate::domain::form::{self, Body, Input, NoAnswer, Template};
use crate::domain::item::Name;
use crate::domain::value::{self, NoValue};
use crate::domain::{Repository, repository};

/// Where columns give way: what a form is about, then what it asks.
const YIELDS: [Yield; 2] = [Yield::Text(2, 16), Yield::List(3, 16)];

/// What a form makes of the answers.
pub(super) struct Filled {
    pub(super) repository: Name,
    /// What the title begins with.
    pub(super) title: String,
    pub(super) body: String,
    /// Labels, people and the type that it sets.
    pub(super) gift: Vec<Meaning>,
}

/// Fills in the form of this name. `answers` are written as `QUESTION=TEXT`.
pub(super) fn fill(
    wanted: &str,
    answers: &[String],
    repo: Option<&Name>,
    world: &World,
    cx: &mut Context,
) -> Result<Filled, Error> {
    let (home, template) = find(wanted, repo, world, cx)?;
    let asked: Vec<&str> =
        form::questions(template.parts()).map(|question| question.label.as_str()).collect();
    let said = answers.iter().map(|answer| pair(answer, &asked)).collect::<Result<Vec<_>, _>>()?;
    let body = match &template.body {
        Body::Text(_) if !said.is_empty() => {
            let why = format!("“{}” is a template: it asks nothing", template.name);
            return Err(Error::usage(why).hint("write the text with --body"));
        }
        Body::Text(text) => text.clone(),
        Body::Form(parts) => {
            let answers = form::answered(parts, &said).map_err(|wrong| refused(&wrong))?;
            let missing: Vec<&str> = form::missing(parts, &answers).collect();
            if let Some(first) = missing.first() {
                let asks =
                    form::questions(parts).zip(&answers).find(|(question, answer)| !question.accepts(answer));
                let label = asks.map_or(*first, |(question, _)| question.label.as_str());
                let example = if label == *first { "TEXT" } else { first };
                return Err(Error::refused(format!("still to answer: {}", missing.join(" · "))).hint(
                    format!(
                        "add --answer \"{label}={example}\"; `sprintty add --forms` lists what each asks"
                    ),
                ));
            }
            form::body(parts, &answers)
        }
    };
    let gift = gift(&template, &home).meanings;
    Ok(Filled { repository: home.name.clone(), title: template.title.clone(), body, gift })
}

/// Prints the forms and templates that a card can start from.
pub(super) fn list(repo: Option<&Name>, world: &World, cx: &mut Context) -> Result<(), Error> {
    let all = templates(repo, world, cx)?;
    if cx.json {
        let forms: Vec<FormJson> = all.iter().map(|(home, template)| shown(home, template)).collect();
        return cx.out.json(&forms);
    }
    if all.is_empty() {
        return cx.out.line("no repository of this project has issue forms or templates");
    }
    let row = |(home, template): &(Arc<Repository>, Template)| {
        let ask = |question: &form::Question| {
            let must = !question.accepts(&question.preset());
            format!("{}{}", question.label, if must { "*" } else { "" })
        };
        let asks: Vec<String> = form::questions(template.parts()).map(ask).collect();
        vec![template.name.clone(), home.name.to_string(), template.about.clone(), asks.join(", ")]
    };
    let rows: Vec<Vec<String>> = all.iter().map(row).collect();
    cx.out.table(&["FORM", "REPOSITORY", "ABOUT", "ASKS (* must be answered)"], &rows, &YIELDS)
}

fn shown(home: &Repository, template: &Template) -> FormJson {
    let question = |question: &form::Question| QuestionJson {
        label: question.label.clone(),
        required: !question.accepts(&question.preset()),
        kind: match &question.input {
            Input::Line { .. } => "line",
            Input::Text { .. } => "text",
            Input::Choice { multiple: false, .. } => "one",
            Input::Choice { multiple: true, .. } => "several",
            Input::Boxes(_) => "boxes",
        },
        options: question.options().into_iter().map(str::to_owned).collect(),
    };
    FormJson {
        name: template.name.clone(),
        repository: home.name.to_string(),
        about: template.about.clone(),
        title: template.title.clone(),
        questions: form::questions(template.parts()).map(question).collect(),
    }
}

/// The forms and templates of a repository, or of all of the project.
fn templates(
    repo: Option<&Name>,
    world: &World,
    cx: &mut Context,
) -> Result<Vec<(Arc<Repository>, Template)>, Error> {
    let view = world.replica.view();
    let names = match repo {
        Some(name) => vec![name.clone()],
        None => repository::of_project(&view.project, view.items()),
    };
    let mut all = Vec::new();
    for name in &names {
        let home = places::repository(cx, world, name)?;
        all.extend(home.templates.iter().map(|template| (Arc::clone(&home), template.clone())));
    }
    Ok(all)
}

/// The one that is meant, by its name or its file.
fn find(
    wanted: &str,
    repo: Option<&Name>,
    world: &World,
    cx: &mut Context,
) -> Result<(Arc<Repository>, Template), Error> {
    let all = templates(repo, world, cx)?;
    let is = |template: &Template| {
        let stem = template.file.rsplit_once('.').map_or(&*template.file, |(stem, _)| stem);
        [&*template.name, &*template.file, stem].iter().any(|name| name.eq_ignore_ascii_case(wanted))
    };
    let same: Vec<&(Arc<Repository>, Template)> = all.iter().filter(|(_, template)| is(template)).collect();
    if let [_, _, ..] = same[..] {
        let homes: Vec<&str> = same.iter().map(|(home, _)| &*home.name).collect();
        return Err(Error::refused(format!("`{wanted}` is a form of {}", homes.join(" and ")))
            .hint(format!("add --repo {}", homes[0])));
    }
    if let Some(one) = same.first() {
        return Ok((*one).clone());
    }
    let found = value::choose("the issue forms", wanted, &all, |(_, template)| &template.name);
    found.cloned().map_err(|wrong| {
        let hint = wrong.hint().unwrap_or_else(|| "`sprintty add --forms` lists them".to_owned());
        Error::refused(wrong.to_string()).hint(hint)
    })
}

/// A question and its answer. A question may have a `=` in it: the longest one that the answer begins with is meant.
fn pair<'a>(answer: &'a str, questions: &[&str]) -> Result<(&'a str, &'a str), Error> {
    let split = |label: &str| {
        let (said, rest) = answer.trim_start().split_at_checked(label.len())?;
        let text = rest.trim_start().strip_prefix('=')?;
        said.eq_ignore_ascii_case(label).then_some((said, text))
    };
    let known = questions.iter().filter_map(|label| split(label.trim()));
    if let Some(known) = known.max_by_key(|(label, _)| label.len()) {
        return Ok(known);
    }
    answer.split_once('=').map(|(label, text)| (label.trim(), text)).ok_or_else(|| {
        Error::usage(format!("`{answer}` is no answer")).hint("write --answer \"QUESTION=TEXT\"")
    })
}

fn refused(wrong: &NoAnswer) -> Error {
    let hint = match wrong {
        NoAnswer::Unknown(wrong) => NoValue::hint(wrong),
        NoAnswer::Several(_) => Some("give it one --answer with one value".to_owned()),
    };
    Error::refused(wrong.to_string())
        .hint(hint.unwrap_or_else(|| "`sprintty add --forms` lists what each form asks".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_with_an_equals_sign_in_it_can_be_answered() {
        let said = |answer| pair(answer, &["Does a", "Does a = b hold?"]).ok();
        assert_eq!(said("does a = b hold?=yes=no"), Some(("does a = b hold?", "yes=no")));
        assert_eq!(said("Does a= b"), Some(("Does a", " b")));
        assert_eq!(said("Else =x"), Some(("Else", "x")));
        assert_eq!(said("nothing"), None);
    }
}
