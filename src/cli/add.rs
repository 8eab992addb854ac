//! `sprintty add`: makes a card from one line.

use std::collections::HashMap;
use std::sync::Arc;

use clap::Args as Arguments;

use super::change::{self, Change, Manner};
use super::column::Column;
use super::context::{Context, World};
use super::error::Error;
use super::plan::{self, Ids};
use super::{places, value};
use crate::domain::create::{self, Known, Meaning, NewCard, Place, Wrong};
use crate::domain::item::Name;
use crate::domain::{Edit, ItemId, repository};

/// Make a card at the bottom of the project, from a line like "Fix login #bug @me ~3 >Done"
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// What it is called, with labels, people, effort and so on, as the line of a new card takes them
    title: String,
    /// Take the title as it is: for scripts, where it comes from elsewhere
    #[arg(long)]
    plain: bool,
    /// Make it an issue of this repository; otherwise it is a draft
    #[arg(long, value_name = "OWNER/NAME")]
    repo: Option<String>,
    /// The column to put it into
    #[arg(long, value_name = "COLUMN")]
    column: Option<String>,
    /// Its text, in Markdown
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    body: String,
    #[command(flatten)]
    manner: Manner,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let world = cx.load()?;
    plan::may_change(&world.replica.view().project)?;
    value::title(&args.title)?;
    let card = read(args, &world, cx)?;
    if card.title.is_empty() {
        return Err(Error::usage("nothing of the line is a title").hint("add --plain to take it as it is"));
    }
    let ids = Ids::new(cx.clock.now(), world.replica.pending());
    let item = ItemId::local(ids.next());
    let project = &world.replica.view().project;
    let mut edits = card.edits(&item, &args.body).unwrap_or_default();
    if let Some(column) = &args.column {
        let column = Column::named(project, column)?;
        if card.sets(&column.field) {
            return Err(Error::usage("the column is named by the line and by --column"));
        }
        if column.value.is_some() {
            edits.push(Edit::SetField { item, field: column.field, to: column.value });
        }
    }
    let label = format!("Add {}", card.title);
    change::make(
        &world,
        Change { label, edits, texts: HashMap::new(), manner: args.manner.clone() },
        &ids,
        cx,
    )
}

/// The card that the arguments describe.
fn read(args: &Args, world: &World, cx: &mut Context) -> Result<NewCard, Error> {
    let view = world.replica.view();
    let project = &view.project;
    let names = repository::of_project(project, view.items());
    let chosen = args.repo.as_ref().map(|repo| chosen(repo, &names)).transpose()?;
    let mut directory = places::directory(cx, &world.key)?;
    // What a name means is told by the repository the card most likely goes to.
    let likely =
        chosen.as_ref().or(names.first()).filter(|name| !args.plain && !directory.contains_key(*name));
    if let Some(name) = likely.filter(|_| has_names(&args.title)) {
        places::ask(cx, &world.key, name)?;
        directory = places::directory(cx, &world.key)?;
    }
    let repositories: Vec<_> =
        names.iter().map(|name| repository::look_up(&directory, name, view.items())).collect();
    // Who that is may have to be asked of GitHub.
    let me = if !args.plain && args.title.to_lowercase().contains("@me") {
        Some(cx.me(&world.key)?)
    } else {
        None
    };
    let known = Known {
        project,
        repositories: &repositories,
        chosen: chosen.as_ref(),
        me: me.as_deref(),
        effort: project.effort(cx.config.effort_field.as_deref()),
        axis: project.status(),
        today: cx.today(),
    };
    let escaped = create::escaped(&args.title, project);
    let line = if args.plain { &escaped } else { &args.title };
    let card = create::parse(line, known);
    if let Some((token, wrong)) = card.wrong() {
        return Err(refused(&line[token.span.clone()], wrong));
    }
    let said = chosen.is_some() || card.meanings().any(|means| matches!(means, Meaning::Repository(_)));
    // What others can see is opened only where somebody has said so.
    let unsaid = card.meanings().find(|means| !said && means.needs_issue(project));
    if let Some(means) = unsaid {
        let likely = match &card.place {
            Place::Issue(name) => name,
            Place::Draft | Place::Nowhere => "OWNER/NAME",
        };
        return Err(Error::refused(format!("a draft can't have the {}", means.words(known)))
            .hint(format!("add --repo {likely} to make it an issue")));
    }
    Ok(card)
}

/// Whether something of a line may be the name of a label, a person, a milestone or a type.
fn has_names(line: &str) -> bool {
    line.split_whitespace().any(|word| word.starts_with(['#', '@', '^']) || word.contains(':'))
}

/// The repository that is meant: one of the project's by its whole name or the part behind the owner, or any by its whole name.
fn chosen(repo: &str, names: &[Name]) -> Result<Name, Error> {
    let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let is = |name: &&Name| name.eq_ignore_ascii_case(repo) || last(name).eq_ignore_ascii_case(repo);
    match names.iter().find(is) {
        Some(name) => Ok(Arc::clone(name)),
        None if repo.split('/').filter(|part| !part.is_empty()).count() == 2 => Ok(repo.into()),
        None => Err(Error::usage(format!("`{repo}` names no repository")).hint("write OWNER/NAME")),
    }
}

fn refused(token: &str, wrong: &Wrong) -> Error {
    let way = format!("write \\{token} to keep it in the title, or add --plain");
    Error::refused(format!("{token}: {wrong}")).hint(match wrong.hint() {
        Some(hint) => format!("{hint}; {way}"),
        None => way,
    })
}
