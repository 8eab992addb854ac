//! Asks GitHub which projects there are, each host on a thread of its own: to find a token or a name may block for seconds.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::TimeDelta;
use tokio::sync::mpsc::UnboundedSender;

use super::crash;
use crate::app::overlay::projects::{Asked, Heard};
use crate::domain::Timestamp;

/// Asks the GitHub of a host, and tells what it says as it comes. It may block.
pub type Find = Arc<dyn Fn(&str, &mut dyn FnMut(Heard)) + Send + Sync>;

/// What a host says.
#[derive(Debug)]
pub(super) struct Answer {
    host: String,
    /// Which ask it answers.
    ask: usize,
    /// None when the thread has ended.
    heard: Option<Heard>,
}

/// For how long an answer holds, in minutes.
const HOLDS: i64 = 60;

/// What was asked in this session.
pub(super) struct Search {
    find: Find,
    tell: UnboundedSender<Answer>,
    asked: Vec<Asked>,
    /// The number of the last ask of each host: what an older one says late is not for it.
    asks: HashMap<String, usize>,
}

/// Speaks for a thread, and says that it has ended, however it ends.
struct Mouth {
    host: String,
    ask: usize,
    tell: UnboundedSender<Answer>,
}

impl Mouth {
    fn say(&self, heard: Option<Heard>) {
        drop(self.tell.send(Answer { host: self.host.clone(), ask: self.ask, heard }));
    }
}

impl Drop for Mouth {
    fn drop(&mut self) {
        self.say(None);
    }
}

impl Search {
    /// One that knows some answers already.
    pub(super) fn new(find: Find, tell: UnboundedSender<Answer>, asked: Vec<Asked>) -> Self {
        Self { find, tell, asked, asks: HashMap::new() }
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
            let ask = self.asks.entry(host.clone()).or_default();
            *ask += 1;
            let mouth = Mouth { host: host.clone(), ask: *ask, tell: self.tell.clone() };
            let find = Arc::clone(&self.find);
            let listing = move || find(&mouth.host, &mut |heard| mouth.say(Some(heard)));
            // Without a thread its mouth is dropped, which says that nothing more comes.
            drop(std::thread::Builder::new().name(crash::SPARE.to_owned()).spawn(listing));
        }
        self.asked.iter().filter(|asked| hosts.contains(&asked.host)).cloned().collect()
    }

    /// Takes in what a host says. None where that answers an ask before the last.
    pub(super) fn hear(&mut self, answer: Answer, now: Timestamp) -> Option<Asked> {
        let Answer { host, ask, heard } = answer;
        if self.asks.get(&host) != Some(&ask) {
            return None;
        }
        let asked = self.asked.iter_mut().find(|asked| asked.host == host)?;
        match heard {
            Some(heard) => asked.hear(heard, now),
            // It has panicked; the projects known here can be opened all the same.
            None if asked.ended.is_none() => {
                let sentence =
                    format!("The list of {host} is not whole: asking for it hit a bug in sprintty.");
                asked.hear(Heard::Trouble(sentence), now);
                asked.hear(Heard::End, now);
            }
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
            while let Some(answer) = answers.blocking_recv() {
                let is_last = answer.heard.is_none();
                known = search.hear(answer, now).into_iter().collect();
                if is_last {
                    break;
                }
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
    fn a_thread_that_ends_before_it_has_said_so_is_a_trouble_and_no_end() {
        let (_, known) = answered(&[Heard::Projects(Vec::new())], 5);
        assert!(known[0].ended.is_some());
        assert!(known[0].troubles[0].contains("github.com is not whole"), "{known:?}");
    }

    #[test]
    fn what_an_older_ask_says_late_does_not_end_the_one_that_runs() {
        let (tell, mut answers) = unbounded_channel();
        let find: Find = Arc::new(|_, tell| {
            tell(Heard::Trouble("It is away.".to_owned()));
            tell(Heard::End);
        });
        let mut search = Search::new(find, tell, Vec::new());
        search.ask(&hosts(), fixture::now());
        for _ in 0..2 {
            search.hear(answers.blocking_recv().expect("it answers"), fixture::now());
        }
        // The first thread has said all, not yet that it has ended, when the list is asked for again.
        let last = answers.blocking_recv().expect("it ends");
        assert!(last.heard.is_none());
        search.ask(&hosts(), fixture::now());
        assert_eq!(search.hear(last, fixture::now()), None);
        let said = search.hear(answers.blocking_recv().expect("it answers"), fixture::now());
        assert_eq!(said.map(|asked| (asked.troubles.len(), asked.ended)), Some((1, None)));
    }
}
