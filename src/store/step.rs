//! The undo journal on disk.

use rusqlite::{Connection, Row, Transaction};

use super::error::Fault;
use super::{Error, Key, Store, outbox};
use crate::domain::{Edit, ItemId, Step};

/// How many steps of a project are kept.
const KEPT: u32 = 500;

impl Store {
    /// The newest steps of a project, at most `limit`, oldest first. A step that was undone is in it until a new one is pushed:
    /// then it can't be redone any more.
    pub fn steps(&self, key: &Key, limit: usize) -> Result<Vec<Step>, Error> {
        self.read(|connection| of(connection, key, limit))
    }
}

fn of(connection: &Connection, key: &Key, limit: usize) -> Result<Vec<Step>, Fault> {
    let mut select = connection.prepare_cached(
        "SELECT host, owner, number, undone, data FROM step
         WHERE host = ?1 AND owner = ?2 AND number = ?3 ORDER BY n DESC LIMIT ?4",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = select.query((&key.host, &key.project.owner, key.project.number, limit))?;
    let mut steps = Vec::new();
    while let Some(row) = rows.next()? {
        steps.push(step(row)?);
    }
    steps.reverse();
    Ok(steps)
}

/// The step in a row of host, owner, number, undone, data.
pub(super) fn step(row: &Row<'_>) -> Result<Step, Fault> {
    let mut step: Step = serde_json::from_str(row.get_ref(4)?.as_str()?)?;
    step.undone = row.get(3)?;
    Ok(step)
}

/// Writes a new step, or one that was undone or redone.
pub(super) fn write(transaction: &Transaction<'_>, key: &Key, step: &Step) -> Result<(), Fault> {
    let id = step.id.to_string();
    let data = serde_json::to_string(&named(transaction, step)?)?;
    let mut update = transaction.prepare_cached("UPDATE step SET undone = ?2, data = ?3 WHERE id = ?1")?;
    if update.execute((&id, step.undone, &data))? > 0 {
        return Ok(());
    }
    let Key { host, project } = key;
    let of = (host, &project.owner, project.number);
    if !step.undone {
        let mut undone = transaction
            .prepare_cached("DELETE FROM step WHERE host = ?1 AND owner = ?2 AND number = ?3 AND undone")?;
        undone.execute(of)?;
    }
    let mut insert = transaction.prepare_cached(
        "INSERT INTO step (host, owner, number, id, undone, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    insert.execute((of.0, of.1, of.2, id, step.undone, data))?;
    let mut old = transaction.prepare_cached(
        "DELETE FROM step WHERE n <= (
             SELECT n FROM step WHERE host = ?1 AND owner = ?2 AND number = ?3 ORDER BY n DESC LIMIT 1 OFFSET ?4)
         AND host = ?1 AND owner = ?2 AND number = ?3",
    )?;
    old.execute((of.0, of.1, of.2, KEPT))?;
    Ok(())
}

/// Replaces a local id in the journal.
pub(super) fn rename(
    transaction: &Transaction<'_>,
    key: &Key,
    from: &ItemId,
    to: &ItemId,
) -> Result<(), Fault> {
    let mut update = transaction.prepare_cached("UPDATE step SET data = ?2 WHERE id = ?1")?;
    for step in of(transaction, key, usize::MAX)? {
        let new = step.renamed(from, to);
        if new != step {
            update.execute((new.id.to_string(), serde_json::to_string(&new)?))?;
        }
    }
    Ok(())
}

fn named(transaction: &Transaction<'_>, step: &Step) -> Result<Step, Fault> {
    let named = |edits: &[Edit]| edits.iter().map(|edit| outbox::named(transaction, edit)).collect();
    let (done, back): (Result<_, Fault>, Result<_, Fault>) = (named(&step.done), named(&step.back));
    Ok(Step { done: done?, back: back?, ..step.clone() })
}

#[cfg(test)]
mod tests {
    use super::super::sample::{key, note, step};
    use super::*;

    fn labels(store: &Store, limit: usize) -> Vec<String> {
        store.steps(&key(), limit).unwrap().into_iter().map(|step| step.label).collect()
    }

    fn push(store: &mut Store, n: u128, item: &str, undone: bool) {
        let step = Step { undone, ..step(&note(n, item)) };
        store.push(&key(), &[], Some(&step)).unwrap();
    }

    #[test]
    fn the_newest_steps_come_back_oldest_first() {
        let mut store = Store::in_memory();
        for (n, item) in [(1, "a"), (2, "b"), (3, "c")] {
            push(&mut store, n, item, false);
        }
        assert_eq!(labels(&store, 2), ["Change b", "Change c"]);
        assert_eq!(store.steps(&key(), 1).unwrap(), [step(&note(3, "c"))]);
    }

    #[test]
    fn a_new_step_ends_redo() {
        let mut store = Store::in_memory();
        push(&mut store, 1, "a", false);
        push(&mut store, 2, "b", false);
        push(&mut store, 2, "b", true);
        assert!(store.steps(&key(), 9).unwrap()[1].undone);
        push(&mut store, 3, "c", false);
        assert_eq!(labels(&store, 9), ["Change a", "Change c"]);
    }

    #[test]
    fn the_journal_does_not_grow_for_ever() {
        let mut store = Store::in_memory();
        for n in 0..=u128::from(KEPT) {
            push(&mut store, n, &n.to_string(), false);
        }
        let labels = labels(&store, usize::MAX);
        assert_eq!(labels.len(), KEPT as usize);
        assert_eq!(labels[0], "Change 1");
    }
}
