//! `sprintty add`: makes a card from one line.

use std::collections::HashMap;
use std::sync::Arc;

use clap::Args as Arguments;

use super::change::{self, Change, Manner};
use super::column::Column;
use super::context::{Context, World};
use super::error::Error;
use super::form::{self, Filled};
use super::plan::{self, Ids};
use super::{places, value};
use crate::domain::create::{self, Known, Meaning, NewCard, Place, Wrong};
use crate::domain::item::Name;
use crate::domain::{Edit, ItemId, repository};

/// Make a card at the bottom of the project, from a line like "Fix login @me ~3 >Done"
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// What it is called, with labels, people, effort and so on, as the line of a new card takes them
    #[arg(required_unless_present = "forms", default_value = "", hide_default_value = true)]
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
    /// Start from this issue form or template of the repository
    #[arg(long, value_name = "NAME")]
    form: Option<String>,
    /// Answer a question of the form; options by their names, several with commas between
    #[arg(long, value_name = "QUESTION=TEXT", requires = "form")]
    answer: Vec<String>,
    /// List the issue forms and templates, and what they ask
    #[arg(long, conflicts_with_all = ["title", "form", "column", "body"])]
    forms: bool,
    /// Its text, in Markdown; what a form or template makes comes before it
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    body: String,
    #[command(flatten)]
    manner: Manner,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    let world = cx.load()?;
    let names = repository::of_project(&world.replica.view().project, world.replica.view().items());
    let repo = args.repo.as_ref().map(|repo| chosen(repo, &names)).transpose()?;
    if args.forms {
        return form::list(repo.as_ref(), &world, cx);
    }
    plan::may_change(&world.replica.view().project)?;
    value::title(&args.title)?;
    let filled =
        args.form.as_deref().map(|wanted| form::fill(wanted, &args.answer, repo.as_ref(), &world, cx));
    let filled = filled.transpose()?;
    let repo = filled.as_ref().map(|filled| filled.repository.clone()).or(repo);
    let card = read(args, repo.as_ref(), filled.as_ref(), &world, cx)?;
    if card.title.is_empty() {
        return Err(Error::usage("nothing of the line is a title").hint("add --plain to take it as it is"));
    }
    let ids = Ids::new(cx.clock.now(), world.replica.pending());
    let item = ItemId::local(ids.next());
    let project = &world.replica.view().project;
    let body = [filled.as_ref().map_or("", |filled| filled.body.trim_end()), &args.body];
    let body = body.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n");
    let mut edits = card.edits(&item, &body).unwrap_or_default();
    let gift = filled.iter().flat_map(|filled| &filled.gift).filter(|means| !card.says(means));
    edits.extend(gift.filter_map(|means| means.edit(&item)));
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
    )?;
    // What a form makes of the answers is worth a look before others see it.
    if filled.is_some() && args.manner.is_dry() && !cx.json {
        cx.out.line("")?;
        body.lines().try_for_each(|line| cx.out.line(line))?;
    }
    Ok(())
}

/// The card that the arguments describe.
fn read(
    args: &Args,
    chosen: Option<&Name>,
    filled: Option<&Filled>,
    world: &World,
    cx: &mut Context,
) -> Result<NewCard, Error> {
    let view = world.replica.view();
    let project = &view.project;
    let names = repository::of_project(project, view.items());
    let mut directory = places::directory(cx, &world.key)?;
    // What a name means is told by the repository the card most likely goes to.
    let likely = chosen.or(names.first()).filter(|name| !args.plain && !directory.contains_key(*name));
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
        chosen,
        me: me.as_deref(),
        effort: project.effort(cx.config.effort_field.as_deref()),
        axis: project.status(),
        today: cx.today(),
    };
    let line = if args.plain { create::escaped(&args.title, project) } else { args.title.clone() };
    // What the form begins a title with is no token.
    let begin = filled.map_or("", |filled| filled.title.as_str());
    let begin =
        if line.starts_with(begin.trim_end()) { String::new() } else { create::escaped(begin, project) };
    let line = format!("{begin}{line}");
    let card = create::parse(&line, known);
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
