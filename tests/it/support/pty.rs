//! The real program in a pseudo-terminal, read as a person reads it.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};

/// Longer than anything here takes; only a failing test waits this long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A command of the program with an environment of its own.
pub(crate) fn command(data: &Path, arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_sprintty"));
    command.args(arguments);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("SPRINTTY_DATA", data);
    command.env("SPRINTTY_CONFIG", data.join("config.toml"));
    command.env("SPRINTTY_UTC_OFFSET", "+00:00");
    command.env("SPRINTTY_TOKEN", "demo");
    command.env("HOME", data);
    std::fs::write(data.join("config.toml"), "sync_interval = 5\nresend_after = 0\n").expect("a config file");
    command
}

struct Seen {
    parser: vt100::Parser,
    bytes: usize,
    raw: Vec<u8>,
    closed: bool,
}

/// A terminal with the program in it.
pub(crate) struct Terminal {
    seen: Arc<(Mutex<Seen>, Condvar)>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    /// How the terminal was set before the program touched it.
    settings: String,
}

impl Seen {
    /// Whether the screen, the cursor, the mouse and the clipboard work as a shell expects it.
    fn is_given_back(&self) -> bool {
        let screen = self.parser.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }
}

/// How a terminal treats what is typed: echoed or not, by lines or by keys.
fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().expect("the terminal can be asked"))
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Terminal {
    pub(crate) fn start(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).expect("a pseudo-terminal");
        let settings = settings(&*pair.master);
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let cells = |n: u16| NonZero::new(n).expect("not empty");
        let parser = vt100::Parser::new(cells(rows), cells(columns), 0);
        let seen = Seen { parser, bytes: 0, raw: Vec::new(), closed: false };
        let seen = Arc::new((Mutex::new(seen), Condvar::new()));
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let keys = pair.master.take_writer().expect("a writer");
        let shared = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut buffer = [0; 16_384];
            loop {
                let read = reader.read(&mut buffer).unwrap_or(0);
                let (seen, news) = &*shared;
                let mut seen = seen.lock().expect("nobody panicked");
                seen.parser.process(&buffer[..read]);
                seen.raw.extend_from_slice(&buffer[..read]);
                seen.bytes += read;
                seen.closed = read == 0;
                news.notify_all();
                if read == 0 {
                    return;
                }
            }
        });
        Self { seen, master: pair.master, keys, child, settings }
    }

    fn wait(&self, what: &str, so: impl Fn(&Seen) -> bool) {
        let (seen, news) = &*self.seen;
        let seen = seen.lock().expect("nobody panicked");
        let (seen, timeout) =
            news.wait_timeout_while(seen, PATIENCE, |seen| !so(seen)).expect("nobody panicked");
        let screen = seen.parser.screen().contents();
        assert!(!timeout.timed_out(), "never saw {what}; the screen is:\n{screen}");
    }

    /// Waits until a text is on the screen.
    pub(crate) fn until(&self, text: &str) {
        self.wait(&format!("{text:?}"), |seen| seen.parser.screen().contents().contains(text));
    }

    /// Waits until the program has sent some bytes, whatever the terminal makes of them.
    pub(crate) fn until_sent(&self, bytes: &str) {
        self.wait(&format!("the bytes {bytes:?}"), |seen| sent(&seen.raw, bytes));
    }

    /// Whether the program has sent some bytes so far.
    pub(crate) fn has_sent(&self, bytes: &str) -> bool {
        sent(&self.seen.0.lock().expect("nobody panicked").raw, bytes)
    }

    /// Waits until a text is no longer on the screen.
    pub(crate) fn until_gone(&self, text: &str) {
        self.wait(&format!("{text:?} go"), |seen| !seen.parser.screen().contents().contains(text));
    }

    /// Waits until the screen satisfies something.
    pub(crate) fn until_screen(&self, what: &str, so: impl Fn(&str) -> bool) {
        self.wait(what, |seen| so(&seen.parser.screen().contents()));
    }

    /// Waits until the program has written anything.
    pub(crate) fn until_written(&self) {
        self.wait("a byte", |seen| seen.bytes > 0);
    }

    /// Waits until the program has taken the terminal over, and drawn a text.
    pub(crate) fn until_taken(&self, text: &str) {
        let drawn = |screen: &vt100::Screen| screen.alternate_screen() && screen.contents().contains(text);
        self.wait(&format!("a board with {text:?}"), |seen| drawn(seen.parser.screen()));
        assert_ne!(settings(&*self.master), self.settings, "keys are still echoed");
    }

    /// Waits until the program has stopped as a job does, and the terminal is as it was before the program began.
    pub(crate) fn until_suspended(&self) {
        let pid = process(self.pid());
        let stopped = waitpid(Some(pid), WaitOptions::UNTRACED).expect("it is ours");
        assert!(stopped.is_some_and(|(_, status)| status.stopped()), "{stopped:?}");
        self.wait("the terminal given back", Seen::is_given_back);
        assert_eq!(settings(&*self.master), self.settings);
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(process(self.pid()), signal).expect("it runs");
    }

    /// Types text or control sequences.
    pub(crate) fn keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("the program reads");
        self.keys.flush().expect("the program reads");
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        let cells = |n: u16| NonZero::new(n).expect("not empty");
        let mut seen = self.seen.0.lock().expect("nobody panicked");
        seen.parser.screen_mut().set_size(cells(rows), cells(columns));
        drop(seen);
        self.master.resize(size(columns, rows)).expect("the terminal can be resized");
    }

    /// How many bytes the program has written so far: it has drawn nothing while this stays the same.
    pub(crate) fn bytes(&self) -> usize {
        self.seen.0.lock().expect("nobody panicked").bytes
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    /// The exit code, if the program has ended by itself.
    pub(crate) fn code(&mut self) -> Option<u32> {
        self.child.try_wait().expect("it can be asked").map(|status| status.exit_code())
    }

    /// What is on the screen.
    pub(crate) fn screen(&self) -> String {
        self.seen.0.lock().expect("nobody panicked").parser.screen().contents()
    }

    /// Ends the program at once, as `kill -9` does.
    pub(crate) fn kill(mut self) {
        // The library's own way begins with a hang-up, which the program would hear.
        self.signal(Signal::KILL);
        drop(self.child.wait());
    }

    /// Waits until the program has ended by itself. Returns its exit code, and whether the terminal was given back.
    pub(crate) fn ended(mut self) -> (u32, bool) {
        let status = self.child.wait().expect("it ran");
        self.wait("the end", |seen| seen.closed);
        let seen = self.seen.0.lock().expect("nobody panicked");
        (status.exit_code(), seen.is_given_back() && settings(&*self.master) == self.settings)
    }
}

fn sent(raw: &[u8], bytes: &str) -> bool {
    raw.windows(bytes.len()).any(|part| part == bytes.as_bytes())
}

fn process(id: u32) -> Pid {
    let id = i32::try_from(id).ok().and_then(Pid::from_raw);
    id.expect("ids of processes are small and positive")
}
