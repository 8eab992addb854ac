//! What a full read of 2,000 items costs this program itself: GitHub's answers are recorded once and played back, so that neither the
//! network nor the emulated GitHub is in the figure.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::FutureExt;
use http::{Request, Response};
use sprintty::clock::Clock;
use sprintty::domain::ProjectRef;
use sprintty::emulator::{Emulator, seed};
use sprintty::github::Client;
use sprintty::github::auth::Token;
use sprintty::store::{Key, Store};
use sprintty::sync::engine::{Connect, Engine, Setup};
use sprintty::sync::machine::Pace;
use sprintty::sync::{Command, Event};

const ITEMS: usize = 2_000;

fn main() {
    divan::main();
}

/// GitHub's answers by request.
#[derive(Clone, Default)]
struct Tape(Arc<Mutex<HashMap<Bytes, (http::HeaderMap, Bytes)>>>);

impl Tape {
    fn connect(&self, emulator: Option<Emulator>) -> Connect {
        let tape = self.clone();
        Arc::new(move || {
            let (tape, emulator) = (tape.clone(), emulator.clone());
            let answer = move |request: Request<Bytes>| {
                let (tape, emulator) = (tape.clone(), emulator.clone());
                async move {
                    let asked = request.body().clone();
                    let known = tape.0.lock().expect("nobody panicked").get(&asked).cloned();
                    if let Some((headers, body)) = known {
                        let mut response = Response::new(body);
                        *response.headers_mut() = headers;
                        return Ok(response);
                    }
                    let Some(emulator) = emulator else {
                        // What is asked after the read is not measured: it gets no answer.
                        return std::future::pending().await;
                    };
                    let response = emulator.answer(request).await?;
                    let entry = (response.headers().clone(), response.body().clone());
                    tape.0.lock().expect("nobody panicked").insert(asked, entry);
                    Ok(response)
                }
                .boxed()
            };
            let token = Token::new("demo").expect("plain letters").expect("not empty");
            async move { Ok(Client::through(answer, token)) }.boxed()
        })
    }
}

fn read(folder: &Path, key: &Key, connect: Connect) {
    let clock = Clock::system();
    let store = Store::open(&folder.join("store.sqlite3"), clock.now()).expect("a new store").store;
    let (tell, events) = channel();
    let setup = Setup { store, key: key.clone(), loaded: None, connect, clock, pace: Pace::default() };
    let engine = Engine::start(setup, move |event| drop(tell.send(event))).expect("a thread");
    let done = |event: Event| matches!(event, Event::Status(status) if status.synced_at.is_some());
    assert!(events.iter().any(done), "the read ends");
    engine.send(Command::Quit);
    engine.join();
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn full_read_of_2000_items(bencher: divan::Bencher<'_, '_>) {
    let clock = Clock::system();
    let emulator = Emulator::new(seed::large(ITEMS), Arc::new(move || clock.now()));
    let (owner, number) = emulator.read(|world| (world.projects[0].owner.clone(), world.projects[0].number));
    let key = Key { host: "github.com".to_owned(), project: ProjectRef { owner, number } };
    let tape = Tape::default();
    let folder = tempfile::tempdir().expect("a place");
    read(folder.path(), &key, tape.connect(Some(emulator)));
    bencher.with_inputs(|| tempfile::tempdir().expect("a place")).bench_local_values(|folder| {
        read(folder.path(), &key, tape.connect(None));
        folder
    });
}
