//! What the board says of the projects that GitHub names, and of those that it does not.

use super::projects::{self, Part};
use crate::domain::Timestamp;
use crate::domain::project::Key;
use crate::github::{self, Client, ProjectSummary};
use crate::sync::engine::Connect;
use crate::tui::{Asked, Heard, Offered};

/// How many pages of 50 projects are asked for of each owner.
const PAGES: usize = 4;

/// Asks the GitHub of a host, and tells what it says as it comes, to the end. Blocks meanwhile.
pub(super) fn ask(host: &str, connect: Result<Connect, String>, tell: &mut dyn FnMut(Heard)) {
    match connect {
        Ok(connect) => {
            let asked = async {
                let client = connect().await?;
                projects::all(&client, PAGES, &mut |part| tell(heard(host, part))).await
            };
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let answer = runtime.map_err(|error| error.to_string()).map(|runtime| {
                let answer = runtime.block_on(asked);
                // A look-up of a host name cannot be interrupted: it is left behind.
                runtime.shutdown_background();
                answer
            });
            match answer {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tell(Heard::Trouble(trouble(host, &error))),
                Err(why) => tell(Heard::Trouble(format!("{host} can't be asked: {why}."))),
            }
        }
        Err(why) => tell(Heard::Trouble(format!("{host} can't be asked: {why}."))),
    }
    tell(Heard::End);
}

/// The same in one piece, where nothing can be shown before.
pub(super) async fn all(client: &Client, host: &str, now: Timestamp) -> Result<Asked, github::Error> {
    let mut asked = Asked::new(host);
    projects::all(client, PAGES, &mut |part| asked.hear(heard(host, part), now)).await?;
    asked.hear(Heard::End, now);
    Ok(asked)
}

/// What a part of GitHub's answer means for the list.
fn heard(host: &str, part: Part) -> Heard {
    match part {
        Part::Projects(found) => {
            Heard::Projects(found.into_iter().map(|project| offered(host, project)).collect())
        }
        Part::More { owner, count } => Heard::More { owner, count },
        Part::Withheld { owner, error } => Heard::Trouble(format!("{owner} shows you no projects: {error}")),
        Part::Alone(error) => Heard::Trouble(alone(&error)),
    }
}

fn offered(host: &str, project: ProjectSummary) -> Offered {
    let items = if project.items == 1 { "1 item".to_owned() } else { format!("{} items", project.items) };
    Offered {
        key: Key { host: host.to_owned(), project: project.reference },
        title: project.title,
        note: items,
        closed: project.closed,
    }
}

/// Why only the person's own projects are there.
pub(super) fn alone(why: &github::Error) -> String {
    format!("Those of your organizations are not listed: {why}.")
}

/// Why the list is not what it could be, and what helps.
fn trouble(host: &str, error: &github::Error) -> String {
    use github::Error as E;
    let next = match error {
        E::Unreachable { .. } | E::Lost { .. } => {
            return format!("{host} can't be reached: what is listed is known from before.");
        }
        E::NoToken { .. } | E::NotAToken { .. } | E::BadToken => {
            "`sprintty auth` says where a token comes from."
        }
        E::MissingScope { .. } => "`sprintty auth` says how it gets the scope.",
        E::RateLimited { .. } | E::SlowDown { .. } | E::Overloaded { .. } | E::Busy { .. } => {
            "Close the list and open it later: it asks again."
        }
        E::Forbidden { .. }
        | E::NotFound { .. }
        | E::Refused { .. }
        | E::Changed { .. }
        | E::Unreadable { .. } => "`sprintty doctor` checks the address and the token.",
    };
    format!("{host} names no more projects: {error}. {next}")
}

#[cfg(test)]
mod tests {
    use super::super::demo;
    use super::*;
    use crate::emulator::seed::blank;
    use crate::emulator::{By, Emulator, Fault, Trouble};

    /// A board of alice's, and one of her organization that is closed.
    fn hub() -> (Emulator, Timestamp) {
        let mut world = blank(&["Todo"]).world;
        let now = world.projects[0].updated_at;
        let closed = world.add_project(By::new("alice", now), "acme", "Last year");
        let closed = world.projects.iter_mut().find(|project| project.id == closed).expect("it was added");
        (closed.closed, closed.public) = (true, true);
        (Emulator::new(world, std::sync::Arc::new(move || now)), now)
    }

    fn told(hub: &Emulator) -> Vec<String> {
        let mut told = Vec::new();
        ask("github.com", demo::connect(hub).map_err(|error| error.message), &mut |heard| {
            told.push(match heard {
                Heard::Projects(all) => {
                    let line = |project: &Offered| {
                        let closed = if project.closed { " closed" } else { "" };
                        format!("{} {}, {}{closed}", project.key.project, project.title, project.note)
                    };
                    all.iter().map(line).collect::<Vec<_>>().join("; ")
                }
                Heard::More { owner, count } => format!("{count} more of {owner}"),
                Heard::Trouble(sentence) => sentence,
                Heard::End => "end".to_owned(),
            });
        });
        told
    }

    #[test]
    fn the_projects_of_the_person_and_of_the_organizations_are_told_as_they_come() {
        let (hub, _) = hub();
        assert_eq!(told(&hub), ["alice/1 Board, 0 items", "acme/1 Last year, 0 items closed", "end"]);
    }

    #[test]
    fn without_the_scope_for_organizations_ones_own_are_there_and_the_rest_is_said() {
        let (hub, _) = hub();
        hub.edit(|world, _| world.add_token("demo", "alice", &["project"]));
        assert_eq!(
            told(&hub),
            [
                "Those of your organizations are not listed: the token lacks a scope: read:org.",
                "alice/1 Board, 0 items",
                "end"
            ]
        );
        hub.edit(|world, _| world.add_token("demo", "alice", &["read:org"]));
        assert_eq!(
            told(&hub),
            [
                "github.com names no more projects: the token lacks a scope: read:project, project. \
                 `sprintty auth` says how it gets the scope.",
                "end"
            ]
        );
    }

    #[test]
    fn without_a_network_or_a_way_the_list_ends_with_a_sentence() {
        let (hub, _) = hub();
        hub.fault(Fault::always(Trouble::Offline));
        let sentence = "github.com can't be reached: what is listed is known from before.";
        assert_eq!(told(&hub), [sentence, "end"]);
        let mut heard = Vec::new();
        ask("core", Err("it is no address".to_owned()), &mut |part| heard.push(part));
        assert_eq!(heard, [Heard::Trouble("core can't be asked: it is no address.".to_owned()), Heard::End]);
    }

    #[test]
    fn of_an_owner_with_very_many_projects_the_rest_is_counted() {
        let (hub, now) = hub();
        hub.edit(|world, _| {
            for number in 0..230 {
                world.add_project(By::new("alice", now), "alice", &format!("Number {number}"));
            }
        });
        let told = told(&hub);
        let more = told.iter().position(|line| line == "31 more of alice");
        assert_eq!((more, told.len()), (Some(4), 7), "{told:?}");
    }
}
