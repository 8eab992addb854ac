//! An emulated GitHub on a loopback port, for programs of their own.

use sprintty::emulator::seed::blank;
use sprintty::emulator::{Emulator, World};
use tokio::sync::oneshot;

use super::desk::github;

/// Serves until it is dropped.
pub(crate) struct Server {
    pub(crate) emulator: Emulator,
    url: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// A board with four columns and four cards.
pub(crate) fn small() -> World {
    let mut blank = blank(&["Inbox", "This Month", "In Progress", "Done"]);
    blank.issue("Fix login", "Inbox");
    blank.issue("Write docs", "Inbox");
    blank.draft("Think about caching", "This Month");
    blank.pull_request("Speed up start", "In Progress");
    blank.world
}

impl Server {
    pub(crate) fn start(world: World) -> Self {
        let emulator = github(world);
        let serving = emulator.clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
                tell.send(listener.local_addr().expect("it is bound")).expect("someone waits");
                let stop = async { drop(stopped.await) };
                serving.serve(listener, stop).await.expect("it serves");
            });
        });
        let url = format!("http://{}", told.recv().expect("it starts"));
        Self { emulator, url, stop: Some(stop), thread: Some(thread) }
    }

    /// The host under which a store keeps what is read from here.
    pub(crate) fn host(&self) -> String {
        self.url.trim_start_matches("http://").to_owned()
    }

    /// The flags that lead a program here.
    pub(crate) fn arguments(&self) -> [&str; 4] {
        ["--api-url", &self.url, "--project", "alice/1"]
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
