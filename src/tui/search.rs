//! Asks GitHub which projects there are, each host on a thread of its own: to find a token or a name may block for seconds.

use std::sync::Arc;

use chrono::TimeDelta;
use tokio::sync::mpsc::UnboundedSender;

use crate::app::overlay::projects::{Asked, Heard};
use crate::domain::Timestamp;

/// Asks the GitHub of a host, and tells what it says as it comes. It may block.
pub type Find = Arc<dyn Fn(&str, &mut dyn FnMut(Heard)) + Send + Sync>;

/// What a host says; none when its thread has ended.
pub(super) type Answer = (String, Option<Heard>);

/// For how long an answer holds, in minutes.
const HOLDS: i64 = 60;

/// What was asked in this session.
pub(super) struct Search {
    find: Find,
    tell: UnboundedSender<Answer>,
    asked: Vec<Asked>,
}

/// Says that a thread has ended, however it ends.
struct Mouth(String, UnboundedSender<Answer>);

impl Drop for Mouth {
    fn drop(&mut self) {
        drop(self.1.send((std::mem::take(&mut self.0), None)));
    }
}

impl Search {
    /// One that knows some answers already.
    pub(super) fn new(find: Find, tell: UnboundedSender<Answer>, asked: Vec<Asked>) -> Self {
        Self { find, tell, asked }
    }

    /// Asks those hosts whose answer is not known yet, or was not all, or is old. Returns what is known of them so far.
    pub(super) fn ask(&mut self, hosts: &[String], now: Timestamp) -> Vec<Asked> {
        for host in hosts {
            let known = self.asked.iter_mut().find(|asked| asked.host == *host);
            match known.as_ref().map(|asked| (asked.ended, asked.troubles.is_empty())) {
                Some((None, _)) => continue,
                Some((Some(ended), true)) if now - ended < TimeDelta::minutes(HOLDS) => continue,
                Some(_) | None => {}
            }
            let new = Asked::new(host);
            match known {
                // What it has named before stays in the list meanwhile.
                Some(known) => {
                    let projects = std::mem::take(&mut known.projects);
                    *known = Asked { projects, ..new };
                }
                None => self.asked.push(new),
            }
            let (find, mouth) = (Arc::clone(&self.find), Mouth(host.clone(), self.tell.clone()));
            std::thread::spawn(move || {
                find(&mouth.0, &mut |heard| drop(mouth.1.send((mouth.0.clone(), Some(heard)))));
            });
        }
        self.asked.iter().filter(|asked| hosts.contains(&asked.host)).cloned().collect()
    }

    /// Takes in what a host says. None where its thread has ended before that was all: it has panicked.
    pub(super) fn hear(&mut self, (host, heard): Answer, now: Timestamp) -> Option<Asked> {
        let asked = self.asked.iter_mut().find(|asked| asked.host == host)?;
        match heard {
            Some(heard) => asked.hear(heard, now),
            None if asked.ended.is_none() => return None,
            None => {}
        }
        Some(asked.clone())
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;

    use super::*;
    use crate::app::fixture;

    fn hosts() -> Vec<String> {
        vec!["github.com".to_owned()]
    }

    /// A search on which GitHub says this, and what has arrived when it was asked and all was heard.
    fn answered(said: &[Heard], again_after: i64) -> (usize, Vec<Asked>) {
        let (tell, mut answers) = unbounded_channel();
        let said = said.to_vec();
        let find: Find = Arc::new(move |_, tell| said.iter().cloned().for_each(tell));
        let mut search = Search::new(find, tell, Vec::new());
        let mut threads = 0;
        let mut known = Vec::new();
        for now in [fixture::now(), fixture::now() + TimeDelta::minutes(again_after)] {
            known = search.ask(&hosts(), now);
            if known[0].ended.is_some() {
                continue;
            }
            threads += 1;
            while let Some((host, heard)) = answers.blocking_recv() {
                let is_last = heard.is_none();
                known = search.hear((host, heard), now).into_iter().collect();
                if is_last {
                    break;
                }
            }
            if known.is_empty() {
                break;
            }
        }
        (threads, known)
    }

    #[test]
    fn an_answer_holds_for_the_session_or_an_hour_and_trouble_is_asked_again_at_once() {
        let trouble = Heard::Trouble("It is away.".to_owned());
        for (said, after, threads) in
            [(vec![Heard::End], 5, 1), (vec![Heard::End], 61, 2), (vec![trouble, Heard::End], 0, 2)]
        {
            let (asked, known) = answered(&said, after);
            assert_eq!((asked, known.len()), (threads, 1), "{said:?}");
        }
    }

    #[test]
    fn a_thread_that_ends_before_it_has_said_so_has_panicked() {
        assert_eq!(answered(&[Heard::Projects(Vec::new())], 5), (1, Vec::new()));
    }
}
