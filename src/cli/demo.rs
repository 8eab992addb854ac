//! `sprintty demo`: a GitHub in a box, with a project to try things on.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use clap::Args as Arguments;
use futures::FutureExt;
use tokio::net::TcpListener;

use super::board::{self, Desk};
use super::context::Context;
use super::error::Error;
use super::faults::Faults;
use super::offer;
use crate::clock::Clock;
use crate::domain::ProjectRef;
use crate::emulator::{Emulator, Fault, Rival, Trouble, World, seed};
use crate::github::auth::Token;
use crate::github::{self, Client};
use crate::store::{Key, Store};
use crate::sync::engine::Connect;
use crate::sync::machine::Pace;
use crate::tui::{self, Heard, Offered, Opening, Projects, Start};

/// How long this GitHub takes for an answer.
const LATENCY: Duration = Duration::from_millis(120);
/// Whose projects it has.
const HOST: &str = "github.com";

/// Try it without an account
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// Answer like GitHub on a local port until stopped, for a sprintty elsewhere
    #[arg(long, value_name = "ADDR", num_args = 0..=1, default_missing_value = "127.0.0.1:0")]
    serve: Option<SocketAddr>,
    /// How that GitHub misbehaves: latency=MILLISECONDS, and of 100 requests 502=N, drop=N (before it is done), lose=N (after it was
    /// done) or slow-down=N
    #[arg(long, value_name = "FAULTS", requires = "serve")]
    faults: Option<Faults>,
    /// A colleague does something every so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 25, conflicts_with = "serve")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    colleague: u16,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    match args.serve {
        Some(address) => serve(address, args.faults.as_ref(), cx),
        None => play(Duration::from_secs(args.colleague.into()), cx),
    }
}

/// Opens the demo's board: its GitHub is in this process and its store in memory, so nothing of the user's is touched.
/// A colleague does something `every` so often.
fn play(every: Duration, cx: &mut Context) -> Result<(), Error> {
    board::needs_a_terminal()?;
    tui::crash::install(cx.paths.log_file(), false);
    let clock = Clock::running_from(seed::demo_time());
    let emulator = emulator(seed::release(), &clock);
    emulator.fault(Fault::always(Trouble::Latency(LATENCY)));
    let (projects, project) = emulator.read(|world| {
        let offered = world.projects.iter().map(|project| Offered {
            key: Key {
                host: HOST.to_owned(),
                project: ProjectRef { owner: project.owner.clone(), number: project.number },
            },
            title: project.title.clone(),
            note: String::new(),
            closed: false,
        });
        (offered.collect::<Vec<_>>(), world.projects[0].id)
    });
    let first = projects[0].key.clone();
    let mut settings = board::settings(&cx.config, &clock);
    settings.wip.entry("In Progress".to_owned()).or_insert(5.into());
    let desk = Desk {
        connect: connect(&emulator)?,
        clock: clock.clone(),
        pace: Pace { interval: 10, ..Pace::default() },
        look: board::look(&cx.config, &cx.paths)?,
        keymap: board::keymap(&cx.config)?,
        settings,
    };
    let (stop, stopped) = channel::<()>();
    let rival = std::thread::spawn(move || {
        let mut rival = Rival::new("carol", project, 7);
        while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
            emulator.edit(|world, now| rival.step(world, now));
        }
    });
    // Its stores are in memory, so what was opened before is known here only.
    let mut before: Vec<Offered> = Vec::new();
    let mut open = |key: &Key| {
        let known = projects.iter().find(|project| project.key == *key).cloned();
        let known = known.ok_or_else(|| format!("The demo has no project {}.", key.project))?;
        let opening = desk.opening(Store::in_memory(), key).map_err(|error| error.message)?;
        before.retain(|project| project.key != *key);
        before.insert(0, known);
        Ok(Opening { start: Start { projects: before.clone(), ..opening.start }, ..opening })
    };
    let connect = desk.connect.clone();
    let find = Arc::new(move |host: &str, tell: &mut dyn FnMut(Heard)| {
        let here = if host == HOST { Ok(connect.clone()) } else { Err("the demo is on its own".to_owned()) };
        offer::ask(host, here, tell);
    });
    let done = open(&first)
        .map_err(Error::refused)
        .and_then(|first| board::stay(first, &clock, Projects { open: &mut open, find }));
    drop(stop);
    drop(rival.join());
    done
}

fn emulator(world: World, clock: &Clock) -> Emulator {
    let clock = clock.clone();
    Emulator::new(world, Arc::new(move || clock.now()))
}

/// The way to a GitHub in this process: the same client, without a network.
pub(super) fn connect(emulator: &Emulator) -> Result<Connect, Error> {
    let token = Token::new("demo")?.ok_or(github::Error::BadToken)?;
    let emulator = emulator.clone();
    Ok(Arc::new(move || {
        let emulator = emulator.clone();
        let answer = move |request| {
            let emulator = emulator.clone();
            async move { emulator.answer(request).await.map_err(Into::into) }.boxed()
        };
        let client = Client::through(answer, token.clone());
        async move { Ok(client) }.boxed()
    }))
}

fn serve(address: SocketAddr, faults: Option<&Faults>, cx: &mut Context) -> Result<(), Error> {
    if !address.ip().is_loopback() {
        return Err(Error::usage(format!("{address} is not an address of this machine"))
            .hint("the demo has a token that everyone knows: use 127.0.0.1:PORT"));
    }
    // Those who ask have the real time.
    let emulator = emulator(seed::release_before(cx.clock.now()), &cx.clock);
    for fault in faults.iter().flat_map(|faults| &faults.0) {
        emulator.fault(fault.clone());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await.map_err(|error| {
            Error::refused(format!("the address {address} can't be used: {error}"))
                .hint("choose another port")
        })?;
        let address = listener.local_addr()?;
        cx.out.line(&format!("listening on http://{address}"))?;
        cx.out.line("in another terminal:")?;
        cx.out.line(&format!("SPRINTTY_TOKEN=demo sprintty --api-url http://{address} --project lumen/1"))?;
        let stop = async { drop(tokio::signal::ctrl_c().await) };
        Ok(emulator.serve(listener, stop).await?)
    })
}
