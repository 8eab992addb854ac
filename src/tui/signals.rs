//! What the system asks of the program.

#[cfg(not(unix))]
use std::io;

/// A wish of the system's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// End, with everything put away.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is nothing but ctrl+c"))]
    Leave,
    /// The same, typed on the keyboard or sent by another program.
    Interrupt,
    /// Go to the background. Only systems with job control ask this.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is no job control"))]
    Suspend,
}

#[cfg(unix)]
mod unix {
    use std::io;

    use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

    use super::Signal;

    pub(in crate::tui) struct Signals {
        terminate: Stream,
        hang_up: Stream,
        interrupt: Stream,
        stop: Stream,
    }

    impl Signals {
        pub(in crate::tui) fn listen() -> io::Result<Self> {
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
                hang_up: signal(SignalKind::hangup())?,
                interrupt: signal(SignalKind::interrupt())?,
                stop: signal(SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw()))?,
            })
        }

        pub(in crate::tui) async fn next(&mut self) -> Signal {
            tokio::select! {
                _ = self.terminate.recv() => Signal::Leave,
                _ = self.hang_up.recv() => Signal::Leave,
                _ = self.interrupt.recv() => Signal::Interrupt,
                _ = self.stop.recv() => Signal::Suspend,
            }
        }
    }

    /// Stops this process until it is told to go on. `SIGTSTP` itself is ours to hear, so the one nobody can catch is sent.
    pub(in crate::tui) fn stop_here() -> io::Result<()> {
        let own = rustix::process::getpid();
        Ok(rustix::process::kill_process(own, rustix::process::Signal::STOP)?)
    }
}

#[cfg(unix)]
pub(super) use unix::{Signals, stop_here};

#[cfg(not(unix))]
pub(super) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    pub(super) async fn next(&mut self) -> Signal {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Signal::Interrupt
    }
}

#[cfg(not(unix))]
pub(super) fn stop_here() -> io::Result<()> {
    Ok(())
}
