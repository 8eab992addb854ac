//! The projects to open when none is named.

use super::list::{Choice, List};
use crate::app::widget::{Entry, Picker};

/// The projects by their place in the list given at the start.
pub fn offered(projects: &[String]) -> List {
    let entries = projects.iter().enumerate().map(|(place, label)| Entry {
        label: label.clone(),
        note: String::new(),
        value: Choice::Project(place),
    });
    List::plain("Open project", Picker::new(entries.collect()))
}
