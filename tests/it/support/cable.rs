//! A connection to a server that can be pulled and plugged in again, while the server goes on.

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// Leads to a server until it is pulled; ends with the test.
pub(crate) struct Cable {
    address: String,
    open: Arc<Mutex<Plugged>>,
}

#[derive(Default)]
struct Plugged {
    pulled: bool,
    streams: Vec<TcpStream>,
}

impl Cable {
    pub(crate) fn to(server: &str) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        let open = Arc::new(Mutex::new(Plugged::default()));
        let (plugged, server) = (Arc::clone(&open), server.to_owned());
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                drop(lead(&near, &server, &plugged));
            }
        });
        Ok(Self { address, open })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends all connections and lets none come about.
    pub(crate) fn pull(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.pulled = true;
        for stream in open.streams.drain(..) {
            drop(stream.shutdown(Shutdown::Both));
        }
    }

    pub(crate) fn plug_in(&self) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).pulled = false;
    }
}

fn lead(near: &TcpStream, server: &str, plugged: &Mutex<Plugged>) -> io::Result<()> {
    let mut open = plugged.lock().unwrap_or_else(PoisonError::into_inner);
    if open.pulled {
        return near.shutdown(Shutdown::Both);
    }
    let far = TcpStream::connect(server)?;
    open.streams.extend([near.try_clone()?, far.try_clone()?]);
    for (mut from, mut to) in [(near.try_clone()?, far.try_clone()?), (far, near.try_clone()?)] {
        std::thread::spawn(move || {
            drop(io::copy(&mut from, &mut to));
            drop(to.shutdown(Shutdown::Write));
        });
    }
    Ok(())
}
