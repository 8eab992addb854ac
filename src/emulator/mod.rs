//! GitHub in a box: a world with GitHub's semantics behind GitHub's GraphQL API.
//!
//! It validates each operation against GitHub's schema, executes it over a stored [`World`], prices it, and misbehaves
//! on request. Tests call [`Emulator::answer`] in process; the demo listens on a loopback port with
//! [`Emulator::serve`]. It knows GitHub and nothing of the rest of this crate.

pub mod cost;
mod deed;
mod edit;
mod execute;
pub mod fault;
mod filter;
mod filter_sheet;
pub mod id;
mod log;
mod look;
pub mod make;
pub mod random;
mod rate;
pub mod refusal;
mod reply;
mod resolve;
pub mod rival;
pub mod schema;
mod scope;
mod search;
pub mod seed;
mod serve;
mod shift;
mod state;
#[cfg(test)]
mod tests;
pub mod world;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{Request, Response};

pub use edit::By;
pub use fault::{Fault, Trouble};
pub use id::{Id, Kind, OptionId};
pub use log::Applied;
pub use refusal::Refusal;
pub use rival::Rival;
pub use world::World;

use state::State;

/// Where the emulator gets its time from.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// A GitHub of one's own. Clones are handles to the same one.
#[derive(Clone)]
pub struct Emulator {
    state: Arc<Mutex<State>>,
    clock: Clock,
}

/// The connection ended without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection was dropped without an answer")]
pub struct Dropped;

/// What has been asked of the emulator so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests that arrived, dropped ones too.
    pub requests: u64,
    /// Points spent.
    pub points: u64,
    /// Operations that were read, by name; those without one under the empty name.
    pub by_name: BTreeMap<String, u64>,
}

impl Emulator {
    /// A GitHub that holds this world.
    pub fn new(world: World, clock: Clock) -> Self {
        Self { state: Arc::new(Mutex::new(State::new(world))), clock }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers `POST …/graphql`, after whatever delay a fault asks for.
    pub async fn answer(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Dropped> {
        let now = (self.clock)();
        let received = self.state().receive(&request, now);
        if let Some(delay) = received.delay {
            tokio::time::sleep(delay).await;
        }
        let (reply, account) = received.reply.ok_or(Dropped)?;
        Ok(reply.send(received.number, now, account.as_ref()))
    }

    /// Changes the world as another user or a test would; the time is the emulator's.
    pub fn edit<T>(&self, f: impl FnOnce(&mut World, DateTime<Utc>) -> T) -> T {
        let now = (self.clock)();
        let mut state = self.state();
        state.remember(now);
        f(&mut state.world, now)
    }

    /// Looks at the world.
    pub fn read<T>(&self, f: impl FnOnce(&World) -> T) -> T {
        f(&self.state().world)
    }

    /// Makes something go wrong.
    pub fn fault(&self, fault: Fault) {
        self.state().faults.add(fault);
    }

    /// Removes all faults. A spent budget stays spent until its hour is over.
    pub fn calm(&self) {
        let mut state = self.state();
        state.faults.clear();
        state.past.clear();
    }

    /// Every mutation that was applied, in order.
    pub fn log(&self) -> Vec<Applied> {
        self.state().log.clone()
    }

    /// What has been asked so far.
    pub fn usage(&self) -> Usage {
        self.state().usage.clone()
    }

    fn is_offline(&self) -> bool {
        self.state().faults.is_offline()
    }
}

impl std::fmt::Debug for Emulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Emulator").finish_non_exhaustive()
    }
}
