//! Texts that many records share, by number: field ids, options, logins, labels, milestones, repositories.
//!
//! The table only grows, and numbers have no gaps. Only a writing transaction gives out numbers, so two processes agree on them.

use std::collections::HashMap;

use rusqlite::Connection;

use super::error::Fault;
use crate::domain::item::Name;

/// The numbers known to a writer.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: HashMap<Name, u64>,
    saved: u64,
    fresh: Vec<Name>,
}

impl Names {
    /// The number of a text; a new one if it has none yet.
    pub(super) fn number(&mut self, text: &str) -> u64 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.numbers.len() as u64;
        let name = Name::from(text);
        self.numbers.insert(Name::clone(&name), number);
        self.fresh.push(name);
        number
    }

    /// Learns what other connections have added. Call it at the start of a writing transaction.
    pub(super) fn refresh(&mut self, connection: &Connection) -> Result<(), Fault> {
        for name in read_from(connection, self.saved)? {
            self.numbers.insert(name, self.saved);
            self.saved += 1;
        }
        Ok(())
    }

    /// Writes the new ones. Call it at the end of a writing transaction.
    pub(super) fn save(&mut self, connection: &Connection) -> Result<(), Fault> {
        let mut insert = connection.prepare_cached("INSERT INTO name (n, text) VALUES (?1, ?2)")?;
        for name in self.fresh.drain(..) {
            insert.execute((self.saved.cast_signed(), &*name))?;
            self.saved += 1;
        }
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn in_order(&self) -> Vec<Name> {
        let mut names: Vec<_> = self.numbers.iter().collect();
        names.sort_by_key(|(_, number)| **number);
        names.into_iter().map(|(name, _)| Name::clone(name)).collect()
    }
}

/// All names, in the order of their numbers.
pub(super) fn read(connection: &Connection) -> Result<Vec<Name>, Fault> {
    read_from(connection, 0)
}

fn read_from(connection: &Connection, first: u64) -> Result<Vec<Name>, Fault> {
    let mut select = connection.prepare_cached("SELECT n, text FROM name WHERE n >= ?1 ORDER BY n")?;
    let mut rows = select.query([first.cast_signed()])?;
    let mut names = Vec::new();
    while let Some(row) = rows.next()? {
        if row.get_ref(0)?.as_i64()? != (first + names.len() as u64).cast_signed() {
            return Err(Fault::Damaged("the table of names has a gap".to_owned()));
        }
        names.push(Name::from(row.get_ref(1)?.as_str()?));
    }
    Ok(names)
}
