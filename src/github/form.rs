//! Reads an issue form: the YAML of a file in `.github/ISSUE_TEMPLATE`.

use serde::Deserialize;

use super::text;
use crate::domain::form::{Body, Input, Part, Question, Template};
use crate::domain::item::Name;

/// A form, as GitHub documents it. What it does not document is passed over.
#[derive(Debug, Deserialize)]
struct Form {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    labels: List,
    #[serde(default)]
    assignees: List,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    body: Vec<Element>,
}

/// Names as a sequence, or in one text with commas between them.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum List {
    #[default]
    Nothing,
    Text(String),
    Many(Vec<String>),
}

#[derive(Debug, Deserialize)]
struct Element {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    attributes: Attributes,
    #[serde(default)]
    validations: Validations,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Attributes {
    label: String,
    description: String,
    placeholder: String,
    value: String,
    render: Option<String>,
    options: Vec<Choice>,
    multiple: bool,
    default: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Validations {
    required: bool,
}

/// An option of a list, or a box to tick.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Choice {
    Text(String),
    /// Written without quotes, such as a version.
    Number(f64),
    Box {
        label: String,
        #[serde(default)]
        required: bool,
    },
}

/// Whether a file of the folder is a form: `config.yml` sets the chooser up instead.
pub(super) fn is_form(file: &str) -> bool {
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    matches!(ending, "yml" | "yaml") && stem != "config"
}

/// A form; none where the text is not one.
pub(super) fn read(file: &str, yaml: &str) -> Option<Template> {
    let form: Form = serde_saphyr::from_str(yaml).ok()?;
    Some(Template {
        file: text::line(file),
        name: text::line(&form.name),
        about: text::line(&form.description),
        title: text::line(&form.title.unwrap_or_default()),
        labels: names(form.labels),
        assignees: names(form.assignees),
        kind: form.kind.filter(|kind| !kind.is_empty()).map(|kind| text::name(&kind)),
        body: Body::Form(form.body.into_iter().filter_map(part).collect()),
    })
}

fn names(list: List) -> Vec<Name> {
    let all: Vec<String> = match list {
        List::Nothing => Vec::new(),
        List::Text(text) => text.split(',').map(str::to_owned).collect(),
        List::Many(all) => all,
    };
    all.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).map(text::name).collect()
}

/// A part of the form; none where its kind is newer than this program.
fn part(element: Element) -> Option<Part> {
    let Element { kind, attributes, validations } = element;
    let Attributes { label, description, placeholder, value, render, options, multiple, default } =
        attributes;
    let placeholder = text::lines(&placeholder);
    let input = match kind.as_str() {
        "markdown" => return Some(Part::Note(text::lines(&value))),
        "input" => Input::Line { value: text::line(&value), placeholder },
        "textarea" => {
            let render = render.map(|language| text::line(&language)).filter(|language| !language.is_empty());
            Input::Text { value: text::lines(&value), placeholder, render }
        }
        "dropdown" => {
            let options: Vec<String> = options.into_iter().map(|choice| boxed(choice).0).collect();
            let chosen = default.filter(|place| *place < options.len());
            Input::Choice { options, chosen, multiple }
        }
        "checkboxes" => Input::Boxes(options.into_iter().map(boxed).collect()),
        _ => return None,
    };
    let (label, description) = (text::line(&label), text::lines(&description));
    Some(Part::Question(Question { label, description, required: validations.required, input }))
}

/// The words of an option, and whether it must be ticked.
fn boxed(choice: Choice) -> (String, bool) {
    match choice {
        Choice::Text(label) => (text::line(&label), false),
        Choice::Number(number) => (number.to_string(), false),
        Choice::Box { label, required } => (text::line(&label), required),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUG: &str = r#"
name: Bug report
description: Something does not work
title: "[Bug]: "
labels: ["bug", "needs: triage"]
assignees: octocat, hubot
type: Bug
projects: ["octo-org/1"]
body:
  - type: markdown
    attributes:
      value: |
        Thanks!
        Two lines.
  - type: input
    id: version
    attributes:
      label: Version
      description: As `--version` says.
      placeholder: ex. 1.2
    validations:
      required: true
  - type: textarea
    attributes: { label: Log, render: shell }
  - type: dropdown
    attributes:
      label: System
      multiple: true
      options: [Linux, 10.15, "Yes", "no"]
      default: 1
  - type: checkboxes
    attributes:
      label: Rules
      options:
        - label: I agree
          required: true
        - label: I can help
  - type: hologram
    attributes: { label: Later }
"#;

    #[test]
    fn a_form_says_what_it_asks_and_what_it_sets() {
        let form = read("bug.yml", BUG).expect("it is a form");
        assert_eq!((form.name.as_str(), form.title.as_str()), ("Bug report", "[Bug]: "));
        assert_eq!(form.labels, ["bug", "needs: triage"].map(Name::from));
        assert_eq!(form.assignees, ["octocat", "hubot"].map(Name::from));
        assert_eq!(form.kind.as_deref(), Some("Bug"));
        let question = |label: &str, required: bool, input: Input| {
            let description = if label == "Version" { "As `--version` says." } else { "" };
            let (label, description) = (label.to_owned(), description.to_owned());
            Part::Question(Question { label, description, required, input })
        };
        let nothing = String::new;
        let options = ["Linux", "10.15", "Yes", "no"].map(str::to_owned).to_vec();
        let boxes = vec![("I agree".to_owned(), true), ("I can help".to_owned(), false)];
        let expected = vec![
            Part::Note("Thanks!\nTwo lines.\n".to_owned()),
            question("Version", true, Input::Line { value: nothing(), placeholder: "ex. 1.2".to_owned() }),
            question(
                "Log",
                false,
                Input::Text { value: nothing(), placeholder: nothing(), render: Some("shell".to_owned()) },
            ),
            question("System", false, Input::Choice { options, chosen: Some(1), multiple: true }),
            question("Rules", false, Input::Boxes(boxes)),
        ];
        assert_eq!(form.body, Body::Form(expected));
    }

    #[test]
    fn what_is_no_form_is_passed_over() {
        for yaml in ["", "just words", "name: No body", "name: [", "body: []", "name: A\nbody: {type: input}"]
        {
            assert_eq!(read("x.yml", yaml), None, "{yaml}");
        }
        assert!(is_form("bug.yml") && is_form("feature.v2.yaml"));
        assert!(!is_form("config.yml") && !is_form("bug.md") && !is_form("yml"));
    }

    #[test]
    fn a_form_cannot_smuggle_control_characters_or_blow_up() {
        let form = read("x.yml", "name: \"a\\e[31mb\"\nbody: []").expect("it is a form");
        assert_eq!(form.name, "a[31mb");
        let level = |n: u32| format!("l{n}: &l{n} [{}]\n", format!("*l{},", n - 1).repeat(9));
        let levels = (1..12).map(level).collect::<Vec<_>>().concat();
        assert_eq!(read("x.yml", &format!("l0: &l0 [lol]\n{levels}name: A\nbody: *l11\n")), None);
    }
}
