//! The real program on a store of 50,000 items, without a network: how long until its first frame, how much memory it holds, what
//! it does while nobody touches it, and how much memory a filter takes.
//!
//! `cargo bench --bench start`; `IDLE_SECONDS=5` shortens the minute of idling, `STARTS=30` makes more starts.

#![expect(clippy::print_stdout, reason = "a bench prints figures")]

mod large;

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use sprintty::store::Key;

const WIDTH: u16 = 140;
const HEIGHT: u16 = 40;
/// How the title of the first card begins.
const TITLE: &str = "Let a gateway";
/// Nothing listens there.
const NOWHERE: &str = "127.0.0.1:9";

fn main() {
    let folder = tempfile::tempdir().expect("a place for the store");
    let key = Key { host: NOWHERE.to_owned(), ..large::key() };
    drop(large::filled(&folder.path().join("store.sqlite3"), &key));
    let size = std::fs::metadata(folder.path().join("store.sqlite3")).map_or(0, |file| file.len());
    println!("{} items in a store of {} MB; {WIDTH}x{HEIGHT}", large::ITEMS, size / 1_000_000);
    let starts = number("STARTS", 12);
    let mut times: Vec<Duration> = (0..starts).map(|_| Run::start(folder.path()).first_frame).collect();
    times.sort();
    let ms = |place: usize| times[place].as_secs_f64() * 1000.0;
    println!(
        "from the start of the process to the first card on screen, {starts} times: min {:.0} ms, median {:.0} ms, max {:.0} ms",
        ms(0),
        ms(times.len() / 2),
        ms(times.len() - 1)
    );
    let mut run = Run::start(folder.path());
    run.bytes(Duration::from_secs(3));
    memory("at the start", run.pid());
    idle(&mut run);
    for key in "/label:area/7 sched load".chars() {
        write!(run.keys, "{key}").expect("it takes keys");
        run.bytes(Duration::from_millis(200));
    }
    memory("after a filter was typed", run.pid());
}

/// What nobody asked for: draws and wake-ups.
fn idle(run: &mut Run) {
    let seconds = number("IDLE_SECONDS", 60);
    let before = wake_ups(run.pid());
    let bytes = run.bytes(Duration::from_secs(seconds));
    let woken = wake_ups(run.pid()).zip(before).map(|(after, before)| after - before);
    println!("in {seconds} idle seconds: {bytes} bytes drawn, {} wake-ups", shown(woken));
}

fn memory(when: &str, pid: u32) {
    let line = |name: &str| field(Path::new(&format!("/proc/{pid}/status")), name).map(|kb| kb / 1024);
    println!("resident memory {when}: {} MB; at most {} MB", shown(line("VmRSS:")), shown(line("VmHWM:")));
}

/// How often the threads of a process went to sleep.
fn wake_ups(pid: u32) -> Option<u64> {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    threads.flatten().map(|thread| field(&thread.path().join("status"), "voluntary_ctxt_switches:")).sum()
}

/// A number from a file of `/proc`; there is none but on Linux.
fn field(file: &Path, name: &str) -> Option<u64> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

fn shown(number: Option<u64>) -> String {
    number.map_or_else(|| "(only on Linux)".to_owned(), |number| number.to_string())
}

#[expect(clippy::disallowed_methods, reason = "a bench has no other way to be told")]
fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// The program in a pseudo-terminal.
struct Run {
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Receiver<usize>,
    first_frame: Duration,
}

impl Run {
    fn start(folder: &Path) -> Self {
        let size = PtySize { rows: HEIGHT, cols: WIDTH, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let (tell, output) = channel();
        let (seen, first) = channel();
        std::thread::spawn(move || {
            let cells = |n: u16| NonZero::new(n).expect("not empty");
            let mut parser = vt100::Parser::new(cells(HEIGHT), cells(WIDTH), 0);
            let mut waiting = true;
            let mut buffer = [0; 16_384];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                let at = clock();
                parser.process(&buffer[..read]);
                if waiting && parser.screen().contents().contains(TITLE) {
                    waiting = false;
                    seen.send(at).ok();
                }
                tell.send(read).ok();
            }
        });
        let started = clock();
        let child = pair.slave.spawn_command(command(folder)).expect("the program starts");
        drop(pair.slave);
        let shown = first.recv_timeout(Duration::from_secs(20)).expect("a card is shown");
        let keys = pair.master.take_writer().expect("a writer");
        Self { child, _master: pair.master, keys, output, first_frame: shown - started }
    }

    fn pid(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    /// How many bytes it writes from now on for so long.
    fn bytes(&mut self, patience: Duration) -> usize {
        while self.output.try_recv().is_ok() {}
        let end = clock() + patience;
        let mut bytes = 0;
        while let Some(left) = end.checked_duration_since(clock()) {
            bytes += self.output.recv_timeout(left).unwrap_or(0);
        }
        bytes
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn command(folder: &Path) -> CommandBuilder {
    let config = folder.join("config.toml");
    std::fs::write(&config, "").expect("a config file");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_sprintty"));
    command.args(["--api-url", &format!("http://{NOWHERE}"), "--project", "octo-org/5"]);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("SPRINTTY_DATA", folder);
    command.env("SPRINTTY_CONFIG", config);
    command.env("SPRINTTY_TOKEN", "none");
    command.env("HOME", folder);
    command
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn clock() -> Instant {
    Instant::now()
}
