//! Writes a view of the user's own into the settings file, and leaves everything else there as it is.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

use super::{Error, Written};
use crate::domain::view::Own;

/// Adds a view to a settings file, in the place of one for the same project that has its name in whatever case. Makes the file if there is none.
pub fn save_view(path: &Path, view: &Own) -> Result<(), Error> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(unwritable(path, &error)),
    };
    // What can't be read must not be written over.
    Written::read(path, &text)?;
    let text = with_view(&text, view).ok_or_else(|| Error::Unwritable {
        path: path.to_owned(),
        why: "`views` there is not a list of [[views]]".to_owned(),
    })?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| unwritable(path, &error))?;
    }
    // A new file in the old one's place: a crash leaves one of the two.
    let new = path.with_extension("toml.new");
    fs::write(&new, text).and_then(|()| fs::rename(&new, path)).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::Unwritable { path: path.to_owned(), why: error.to_string() }
}

/// The text of a settings file with a view; none if it keeps its views in another form.
fn with_view(text: &str, view: &Own) -> Option<String> {
    let mut file: DocumentMut = text.parse().ok()?;
    let written: DocumentMut = toml::to_string(view).ok()?.parse().ok()?;
    let mut table = written.as_table().clone();
    let views = file.entry("views").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let views = views.as_array_of_tables_mut()?;
    let is = |table: &Table, key: &str, value: Option<&str>| table.get(key).and_then(Item::as_str) == value;
    let project = view.project.as_ref().map(ToString::to_string);
    let same = |known: &Table| {
        known.get("name").and_then(Item::as_str).is_some_and(|name| name.eq_ignore_ascii_case(&view.name))
            && (is(known, "project", project.as_deref()) || is(known, "project", None))
    };
    let place = views.iter().position(same);
    if let Some(known) = place.and_then(|place| views.get_mut(place)) {
        *table.decor_mut() = known.decor().clone();
        table.set_position(known.position());
        *known = table;
    } else {
        views.push(table);
    }
    Some(file.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(filter: &str) -> Own {
        Own {
            name: "Mine".to_owned(),
            project: "octo/1".parse().ok(),
            filter: filter.to_owned(),
            sort: vec!["Priority".to_owned(), "-Updated".to_owned()],
            ..Own::default()
        }
    }

    const FILE: &str = "# my settings\ntheme = \"dark\" # at night\n\n[wip]\nDoing = 3\n";

    #[test]
    fn a_view_is_added_and_all_else_stays() {
        let text = with_view(FILE, &view("assignee:@me")).expect("there is room for views");
        let added = "\n[[views]]\nname = \"Mine\"\nproject = \"octo/1\"\nfilter = \"assignee:@me\"\nsort = [\"Priority\", \"-Updated\"]\n";
        assert_eq!(text, format!("{FILE}{added}"));
        assert_eq!(
            Written::read(Path::new("x"), &text).expect("it can be read").views,
            [view("assignee:@me")]
        );
    }

    #[test]
    fn a_view_of_the_same_name_is_replaced() {
        let once = with_view(FILE, &view("is:open")).expect("there is room for views");
        let noted = once.replace("[[views]]", "# what I do\n[[views]]");
        let twice = with_view(&noted, &view("is:closed")).expect("there is room for views");
        assert_eq!(twice, noted.replace("is:open", "is:closed"));
    }

    #[test]
    fn a_view_is_replaced_whatever_the_case_of_its_name() {
        let once = with_view(FILE, &view("is:open")).expect("there is room for views");
        let twice = with_view(&once, &Own { name: "MINE".to_owned(), ..view("is:open") });
        assert_eq!(twice.as_deref(), Some(once.replace("\"Mine\"", "\"MINE\"").as_str()));
    }

    #[test]
    fn a_file_that_is_broken_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("deep/config.toml");
        save_view(&path, &view("")).expect("the file is made");
        fs::write(&path, "views = [").expect("the folder can be written to");
        assert!(matches!(save_view(&path, &view("")), Err(Error::Malformed { .. })));
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "views = [");
    }
}
