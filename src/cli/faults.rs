//! Reads how the demo's GitHub is to misbehave: `latency=200,502=10,drop=5`.

use std::str::FromStr;
use std::time::Duration;

use crate::emulator::{Fault, Trouble};

/// What is to go wrong, in the order it was asked for.
#[derive(Debug, Clone)]
pub(super) struct Faults(pub(super) Vec<Fault>);

/// Each name, and what it stands for.
const KNOWN: &str = "latency=MILLISECONDS, 502=PERCENT, drop=PERCENT, lose=PERCENT, slow-down=PERCENT";

impl FromStr for Faults {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(fault)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

fn fault(part: &str) -> Result<Fault, String> {
    let wrong = || format!("`{part}` is no fault: write {KNOWN}");
    let (name, amount) = part.split_once('=').ok_or_else(wrong)?;
    let amount: u32 = amount.trim().parse().map_err(|_| wrong())?;
    let trouble = match name.trim() {
        "latency" => {
            return Ok(Fault::always(Trouble::Latency(Duration::from_millis(amount.into()))));
        }
        "502" => Trouble::BadGateway,
        "drop" => Trouble::DroppedBefore,
        "lose" => Trouble::DroppedAfter,
        "slow-down" => Trouble::SecondaryLimit(5),
        _ => return Err(wrong()),
    };
    if amount > 100 {
        return Err(format!("`{part}` is more than each of 100 requests"));
    }
    // The same faults at the same requests, each time.
    Ok(Fault::chance(f64::from(amount) / 100.0, u64::from(amount), trouble))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_and_what_is_none_is_told_from_them() {
        let read = |text: &str| text.parse::<Faults>().map(|faults| faults.0.len());
        assert_eq!(read("latency=200,502=10, drop=5"), Ok(3));
        assert_eq!(read("lose=0"), Ok(1));
        assert_eq!(read("502=101"), Err("`502=101` is more than each of 100 requests".to_owned()));
        for wrong in ["fire=1", "502", "latency=long"] {
            assert!(read(wrong).is_err_and(|error| error.ends_with(KNOWN)), "{wrong}");
        }
    }
}
