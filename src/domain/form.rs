//! Issue templates and issue forms of a repository, and the body that a filled-in form makes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::item::Name;
use super::value::{NoValue, choose};

/// What an issue can start from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its file in the repository, without the folder: `bug.yml`.
    pub file: String,
    /// As people choose it.
    pub name: String,
    /// One line, perhaps empty.
    pub about: String,
    /// What the title begins with, perhaps empty.
    pub title: String,
    /// The names of the labels it puts on the issue.
    pub labels: Vec<Name>,
    /// The logins it assigns the issue to.
    pub assignees: Vec<Name>,
    /// The issue type it sets.
    pub kind: Option<Name>,
    /// What the body is made of.
    pub body: Body,
}

/// What the body of an issue is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// Markdown to write on in.
    Text(String),
    /// Parts to fill in, in order.
    Form(Vec<Part>),
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Markdown for whoever fills the form in: it does not become part of the issue.
    Note(String),
    /// Something to answer.
    Question(Question),
}

/// A question of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The heading above the answer.
    pub label: String,
    /// Markdown, perhaps empty.
    pub description: String,
    /// Whether it must be answered.
    pub required: bool,
    /// How it is answered.
    pub input: Input,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Input {
    /// One line of text.
    Line {
        /// What stands there from the start.
        value: String,
        /// An example, shown while nothing is written.
        placeholder: String,
    },
    /// Several lines.
    Text {
        /// What stands there from the start.
        value: String,
        /// An example, shown while nothing is written.
        placeholder: String,
        /// The language of the code block that the answer becomes: `shell`.
        render: Option<String>,
    },
    /// Options to choose from.
    Choice {
        /// What can be chosen.
        options: Vec<String>,
        /// The place of the option that is chosen from the start.
        chosen: Option<usize>,
        /// Whether more than one may be chosen.
        multiple: bool,
    },
    /// Boxes to tick, each with its text and whether it must be ticked.
    Boxes(Vec<(String, bool)>),
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// To a line or a text.
    Text(String),
    /// The places of the options that are chosen, or of the boxes that are ticked.
    Places(Vec<usize>),
}

impl Template {
    /// Its parts to fill in; none where it is a text.
    pub fn parts(&self) -> &[Part] {
        match &self.body {
            Body::Form(parts) => parts,
            Body::Text(_) => &[],
        }
    }

    /// Whether it is filled in rather than written on.
    pub fn is_form(&self) -> bool {
        matches!(self.body, Body::Form(_))
    }
}

impl Question {
    /// What stands there before anyone has answered.
    pub fn preset(&self) -> Answer {
        match &self.input {
            Input::Line { value, .. } | Input::Text { value, .. } => Answer::Text(value.clone()),
            Input::Choice { chosen, .. } => Answer::Places(chosen.iter().copied().collect()),
            Input::Boxes(_) => Answer::Places(Vec::new()),
        }
    }

    /// Whether an answer will do.
    pub fn accepts(&self, answer: &Answer) -> bool {
        let must_tick = |(place, (_, required)): (usize, &(String, bool))| required.then_some(place);
        match (&self.input, answer) {
            (Input::Line { .. } | Input::Text { .. }, Answer::Text(text)) => {
                !self.required || !text.trim().is_empty()
            }
            (Input::Choice { options, multiple, .. }, Answer::Places(places)) => {
                places.iter().all(|place| *place < options.len())
                    && (*multiple || places.len() <= 1)
                    && (!self.required || !places.is_empty())
            }
            (Input::Boxes(boxes), Answer::Places(places)) => {
                boxes.iter().enumerate().filter_map(must_tick).all(|place| places.contains(&place))
            }
            (Input::Line { .. } | Input::Text { .. }, Answer::Places(_))
            | (Input::Choice { .. } | Input::Boxes(_), Answer::Text(_)) => false,
        }
    }

    /// The names of what can be chosen or ticked; none where text is written.
    pub fn options(&self) -> Vec<&str> {
        match &self.input {
            Input::Line { .. } | Input::Text { .. } => Vec::new(),
            Input::Choice { options, .. } => options.iter().map(String::as_str).collect(),
            Input::Boxes(boxes) => boxes.iter().map(|(text, _)| text.as_str()).collect(),
        }
    }

    /// Reads an answer in words.
    fn read(&self, text: &str) -> Result<Answer, NoValue> {
        let options = self.options();
        if options.is_empty() {
            return Ok(Answer::Text(text.to_owned()));
        }
        let options: Vec<(usize, &str)> = options.into_iter().enumerate().collect();
        let place =
            |name: &str| choose(&self.label, name, &options, |(_, option)| option).map(|(place, _)| *place);
        // A name may have a comma itself.
        place(text).map(|one| Answer::Places(vec![one])).or_else(|wrong| {
            let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
            if !text.contains(',') {
                return Err(wrong);
            }
            names.map(place).collect::<Result<_, _>>().map(Answer::Places)
        })
    }

    /// The answer as GitHub writes it under its heading.
    fn written(&self, answer: &Answer) -> String {
        const NOTHING: &str = "_No response_";
        let text = match (&self.input, answer) {
            (Input::Text { render: Some(language), .. }, Answer::Text(text)) if !text.trim().is_empty() => {
                format!("```{language}\n{}\n```", text.trim_end())
            }
            (_, Answer::Text(text)) => text.trim().to_owned(),
            (Input::Choice { options, .. }, Answer::Places(places)) => {
                let named = places.iter().filter_map(|place| options.get(*place).map(String::as_str));
                named.collect::<Vec<_>>().join(", ")
            }
            (Input::Boxes(boxes), Answer::Places(places)) => {
                let line = |(place, (text, _)): (usize, &(String, bool))| {
                    format!("- [{}] {text}", if places.contains(&place) { 'X' } else { ' ' })
                };
                boxes.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
            }
            (Input::Line { .. } | Input::Text { .. }, Answer::Places(_)) => String::new(),
        };
        if text.is_empty() { NOTHING.to_owned() } else { text }
    }
}

/// The questions of a form, in order.
pub fn questions(parts: &[Part]) -> impl Iterator<Item = &Question> {
    parts.iter().filter_map(|part| match part {
        Part::Question(question) => Some(question),
        Part::Note(_) => None,
    })
}

/// Why an answer in words can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// There is no such question, or no such option.
    #[error(transparent)]
    Unknown(#[from] NoValue),
    /// It has one answer, and was given several.
    #[error("“{0}” has one answer")]
    Several(String),
}

/// The answers of a form, from the labels of its questions and what is said to them; of options and boxes their names, several with
/// commas between. What is said twice to one question is more of the same. The other questions keep what stands there at first.
pub fn answered(parts: &[Part], said: &[(&str, &str)]) -> Result<Vec<Answer>, NoAnswer> {
    let all: Vec<&Question> = questions(parts).collect();
    let labels: Vec<(usize, &str)> = all.iter().map(|question| question.label.as_str()).enumerate().collect();
    let mut answers: Vec<Answer> = all.iter().map(|question| question.preset()).collect();
    let mut begun = BTreeSet::new();
    for (label, text) in said {
        let place = choose("the form", label, &labels, |(_, label)| label)?.0;
        let more = !begun.insert(place);
        let given = all[place].read(text)?;
        match (&mut answers[place], given) {
            (Answer::Text(before), Answer::Text(text)) if more => *before = format!("{before}\n{text}"),
            (Answer::Places(before), Answer::Places(places)) if more => before.extend(places),
            (answer, given) => *answer = given,
        }
        let many = match &all[place].input {
            Input::Line { .. } => !more,
            Input::Choice { multiple: false, .. } => {
                matches!(&answers[place], Answer::Places(places) if places.len() <= 1)
            }
            Input::Text { .. } | Input::Choice { .. } | Input::Boxes(_) => true,
        };
        if !many {
            return Err(NoAnswer::Several(all[place].label.clone()));
        }
    }
    Ok(answers)
}

/// What still has to be answered, by the labels of the questions; of boxes those that must be ticked.
pub fn missing<'a>(parts: &'a [Part], answers: &'a [Answer]) -> impl Iterator<Item = &'a str> {
    let open = questions(parts).zip(answers).filter(|(question, answer)| !question.accepts(answer));
    open.flat_map(|(question, answer)| match (&question.input, answer) {
        (Input::Boxes(boxes), Answer::Places(ticked)) => {
            let open = boxes.iter().enumerate().filter(|(place, (_, must))| *must && !ticked.contains(place));
            open.map(|(_, (text, _))| text.as_str()).collect()
        }
        (Input::Line { .. } | Input::Text { .. } | Input::Choice { .. } | Input::Boxes(_), _) => {
            vec![question.label.as_str()]
        }
    })
}

/// The body of the issue that a form makes with these answers, one for each question, as GitHub would write it.
pub fn body(parts: &[Part], answers: &[Answer]) -> String {
    let answered = questions(parts).zip(answers);
    let sections =
        answered.map(|(question, answer)| format!("### {}\n\n{}", question.label, question.written(answer)));
    sections.collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(label: &str, required: bool, input: Input) -> Question {
        Question { label: label.to_owned(), description: String::new(), required, input }
    }

    fn form() -> Vec<Part> {
        let line = Input::Line { value: String::new(), placeholder: "v1.2".to_owned() };
        let log = Input::Text {
            value: String::new(),
            placeholder: String::new(),
            render: Some("shell".to_owned()),
        };
        let choice = Input::Choice {
            options: vec!["Linux".to_owned(), "macOS".to_owned()],
            chosen: Some(1),
            multiple: false,
        };
        let boxes = Input::Boxes(vec![("I searched".to_owned(), true), ("I can help".to_owned(), false)]);
        vec![
            Part::Note("Thank you!".to_owned()),
            Part::Question(question("Version", true, line)),
            Part::Question(question("Log", false, log)),
            Part::Question(question("System", false, choice)),
            Part::Question(question("Before you send", false, boxes)),
        ]
    }

    #[test]
    fn a_form_becomes_a_heading_and_an_answer_for_each_question() {
        let form = form();
        let answers = [
            Answer::Text("v0.3\n".to_owned()),
            Answer::Text("$ run\nboom\n".to_owned()),
            Answer::Places(vec![1]),
            Answer::Places(vec![0]),
        ];
        let expected = "### Version\n\nv0.3\n\n### Log\n\n```shell\n$ run\nboom\n```\n\n### System\n\nmacOS\n\n\
            ### Before you send\n\n- [X] I searched\n- [ ] I can help";
        assert_eq!(body(&form, &answers), expected);
    }

    #[test]
    fn what_was_not_answered_says_so() {
        let form = form();
        let empty: Vec<Answer> = questions(&form).map(Question::preset).collect();
        assert!(
            body(&form, &empty).starts_with("### Version\n\n_No response_\n\n### Log\n\n_No response_\n\n")
        );
    }

    #[test]
    fn a_required_question_wants_an_answer_and_a_required_box_a_tick() {
        let form = form();
        let accepted: Vec<bool> =
            questions(&form).map(|question| question.accepts(&question.preset())).collect();
        assert_eq!(accepted, [false, true, true, false]);
        let empty: Vec<Answer> = questions(&form).map(Question::preset).collect();
        assert_eq!(missing(&form, &empty).collect::<Vec<_>>(), ["Version", "I searched"]);
        let all: Vec<&Question> = questions(&form).collect();
        assert!(all[0].accepts(&Answer::Text("v1".to_owned())));
        assert!(all[3].accepts(&Answer::Places(vec![0])));
        assert!(!all[2].accepts(&Answer::Places(vec![7])), "there is no such option");
    }

    #[test]
    fn answers_in_words_are_looked_up_by_the_names_of_questions_and_options() {
        let form = form();
        let said = [
            ("version", "v1"),
            ("Log", "$ run"),
            ("log", "boom"),
            ("sys", "linux"),
            ("before", "I searched, I can help"),
        ];
        let expected = [
            Answer::Text("v1".to_owned()),
            Answer::Text("$ run\nboom".to_owned()),
            Answer::Places(vec![0]),
            Answer::Places(vec![0, 1]),
        ];
        assert_eq!(answered(&form, &said), Ok(expected.to_vec()));
        let wrong = |said: &[(&str, &str)]| answered(&form, said).expect_err("it is wrong").to_string();
        assert_eq!(wrong(&[("Sytsem", "Linux")]), "`Sytsem` is not in the form");
        assert_eq!(wrong(&[("System", "Windows")]), "`Windows` is not in System");
        assert_eq!(wrong(&[("System", "Linux, macOS")]), "“System” has one answer");
        assert_eq!(wrong(&[("Version", "v1"), ("Version", "v2")]), "“Version” has one answer");
    }
}
