//! Ways in which GitHub misbehaves, on request.

use std::time::Duration;

use super::random::Random;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The answer takes longer, in real time.
    Latency(Duration),
    /// A 502 with a page of HTML; nothing is applied.
    BadGateway,
    /// The connection breaks before anything is applied.
    DroppedBefore,
    /// Everything is applied, then the connection breaks.
    DroppedAfter,
    /// The hourly budget is spent: 200 with an error of type `RATE_LIMITED`.
    PrimaryLimit,
    /// The same without a type and in GitHub's other wording.
    PrimaryLimitUntyped,
    /// Too fast: 403 with `retry-after` in seconds.
    SecondaryLimit(u32),
    /// One node of a page is withheld with `FORBIDDEN`: the one at this place, from 0.
    ForbiddenNode(usize),
    /// Pages of items above this size use up the query's resources.
    PagesAbove(usize),
    /// `items` shows what was there this many seconds ago; `node` and `nodes` are fresh.
    StaleItems(u32),
    /// Issues are opened, but not put on the projects they are to be on.
    OffProject,
    /// Every connection is refused.
    Offline,
}

/// Which requests a fault is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum To {
    All,
    Mutations,
    Named(String),
}

#[derive(Debug, Clone)]
enum When {
    Always,
    /// Once, after letting this many requests pass.
    Once(u32),
    Chance(f64, Random),
}

/// Something that goes wrong, and when.
#[derive(Debug, Clone)]
pub struct Fault {
    trouble: Trouble,
    when: When,
    to: To,
}

impl Fault {
    /// With the next request, and never again.
    pub fn once(trouble: Trouble) -> Self {
        Self::after(0, trouble)
    }

    /// Once, after letting this many requests pass.
    pub fn after(requests: u32, trouble: Trouble) -> Self {
        Self { trouble, when: When::Once(requests), to: To::All }
    }

    /// With every request until calm returns.
    pub fn always(trouble: Trouble) -> Self {
        Self { trouble, when: When::Always, to: To::All }
    }

    /// Now and then: with this probability for each request.
    pub fn chance(probability: f64, seed: u64, trouble: Trouble) -> Self {
        Self { trouble, when: When::Chance(probability, Random::new(seed)), to: To::All }
    }

    /// Only for requests that write; others neither suffer nor count.
    #[must_use]
    pub fn on_mutations(self) -> Self {
        Self { to: To::Mutations, ..self }
    }

    /// Only for the operation of this name.
    #[must_use]
    pub fn on(self, operation: &str) -> Self {
        Self { to: To::Named(operation.to_owned()), ..self }
    }
}

/// What a fault may look at to know whether a request concerns it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) is_mutation: bool,
    pub(super) operation: Option<&'a str>,
}

/// The faults in force.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether connections are refused before a request can even be read.
    pub(super) fn is_offline(&self) -> bool {
        let offline = |fault: &Fault| {
            fault.trouble == Trouble::Offline && matches!(fault.when, When::Always) && fault.to == To::All
        };
        self.0.iter().any(offline)
    }

    /// How far back `items` may ever have to look.
    pub(super) fn longest_lag(&self) -> Option<u32> {
        let lag = |fault: &Fault| if let Trouble::StaleItems(lag) = fault.trouble { Some(lag) } else { None };
        self.0.iter().filter_map(lag).max()
    }

    /// What befalls this request; faults that happen once are used up.
    pub(super) fn befall(&mut self, asked: Asked<'_>) -> Troubles {
        let mut befallen = Vec::new();
        self.0.retain_mut(|fault| {
            let concerns = match &fault.to {
                To::All => true,
                To::Mutations => asked.is_mutation,
                To::Named(name) => asked.operation == Some(name),
            };
            if !concerns {
                return true;
            }
            let (strikes, stays) = match &mut fault.when {
                When::Always => (true, true),
                When::Once(0) => (true, false),
                When::Once(left) => {
                    *left -= 1;
                    (false, true)
                }
                When::Chance(probability, random) => (random.chance(*probability), true),
            };
            if strikes {
                befallen.push(fault.trouble);
            }
            stays
        });
        Troubles(befallen)
    }
}

/// What goes wrong with one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Troubles(Vec<Trouble>);

impl Troubles {
    pub(super) fn iter(&self) -> impl Iterator<Item = Trouble> {
        self.0.iter().copied()
    }

    pub(super) fn delay(&self) -> Option<Duration> {
        self.iter().find_map(|trouble| if let Trouble::Latency(delay) = trouble { Some(delay) } else { None })
    }

    pub(super) fn lag(&self) -> Option<u32> {
        self.iter().find_map(|trouble| if let Trouble::StaleItems(lag) = trouble { Some(lag) } else { None })
    }

    pub(super) fn forbidden_node(&self) -> Option<usize> {
        self.iter().find_map(|trouble| if let Trouble::ForbiddenNode(at) = trouble { Some(at) } else { None })
    }

    pub(super) fn largest_page(&self) -> Option<usize> {
        self.iter()
            .find_map(|trouble| if let Trouble::PagesAbove(size) = trouble { Some(size) } else { None })
    }

    pub(super) fn drops_before(&self) -> bool {
        self.iter().any(|trouble| matches!(trouble, Trouble::DroppedBefore | Trouble::Offline))
    }

    pub(super) fn keeps_off_projects(&self) -> bool {
        self.iter().any(|trouble| trouble == Trouble::OffProject)
    }

    pub(super) fn drops_after(&self) -> bool {
        self.iter().any(|trouble| trouble == Trouble::DroppedAfter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: Asked<'_> = Asked { is_mutation: false, operation: Some("Items") };
    const WRITE: Asked<'_> = Asked { is_mutation: true, operation: None };

    #[test]
    fn a_fault_that_happens_once_waits_its_turn_and_is_gone() {
        let mut faults = Faults::default();
        faults.add(Fault::after(2, Trouble::BadGateway));
        let strikes: Vec<_> = (0..5).map(|_| faults.befall(READ).0.len()).collect();
        assert_eq!(strikes, [0, 0, 1, 0, 0]);
    }

    #[test]
    fn a_fault_for_writes_lets_reads_pass() {
        let mut faults = Faults::default();
        faults.add(Fault::once(Trouble::DroppedAfter).on_mutations());
        assert_eq!(faults.befall(READ).0, []);
        assert_eq!(faults.befall(WRITE).0, [Trouble::DroppedAfter]);
        assert_eq!(faults.befall(WRITE).0, []);
    }

    #[test]
    fn chance_is_the_same_for_the_same_seed() {
        let draw = || {
            let mut faults = Faults::default();
            faults.add(Fault::chance(0.5, 3, Trouble::BadGateway).on("Items"));
            (0..50).map(|_| faults.befall(READ).0.len()).collect::<Vec<_>>()
        };
        assert_eq!(draw(), draw());
        assert!(draw().contains(&0) && draw().contains(&1));
    }
}
