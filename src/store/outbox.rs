//! The outbox: edits that GitHub has not confirmed. A row is on disk before anything is sent, and goes in the transaction that
//! saves the pull which shows its effect.

use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use super::error::Fault;
use super::{Error, Key, Store, Write, conflict, project, step};
use crate::domain::pending::given_up;
use crate::domain::{Edit, EditId, ItemId, Pending, Progress, Step};

impl Store {
    /// Writes edits into the outbox and what they did into the undo journal: see [`Store::steps`]. When this returns, they
    /// survive whatever happens to the process. An edit that is in already is replaced; a local id that GitHub has named is too.
    pub fn push(&mut self, key: &Key, edits: &[Pending], new: Option<&Step>) -> Result<(), Error> {
        self.write(|write| {
            for pending in edits {
                insert(write.transaction, key, pending)?;
            }
            new.map_or(Ok(()), |new| step::write(write.transaction, key, new))
        })
    }

    /// As [`Self::push`], from one who follows: of `renewed` only the change is written, and only where the outbox still has them.
    /// How far they are the leader knows better.
    pub fn push_beside(
        &mut self,
        key: &Key,
        edits: &[Pending],
        renewed: &[Pending],
        new: Option<&Step>,
    ) -> Result<(), Error> {
        self.write(|write| {
            for pending in edits {
                insert(write.transaction, key, pending)?;
            }
            let mut update = write.transaction.prepare_cached("UPDATE outbox SET data = ?2 WHERE id = ?1")?;
            for pending in renewed {
                let edit = named(write.transaction, &pending.edit)?;
                let data = serde_json::to_string(&Pending { edit, ..pending.clone() })?;
                update.execute((pending.id.to_string(), data))?;
            }
            new.map_or(Ok(()), |new| step::write(write.transaction, key, new))
        })
    }

    /// As [`Self::push`], from the one who leads: of `known`, how far they are too, but only where the outbox still has them. Who
    /// follows may have dropped one meanwhile.
    pub fn push_over(
        &mut self,
        key: &Key,
        new: &[Pending],
        known: &[Pending],
        step: Option<&Step>,
    ) -> Result<(), Error> {
        self.write(|write| {
            for pending in new {
                insert(write.transaction, key, pending)?;
            }
            let mut find = write.transaction.prepare_cached("SELECT 1 FROM outbox WHERE id = ?1")?;
            for pending in known {
                if find.exists([pending.id.to_string()])? {
                    insert(write.transaction, key, pending)?;
                }
            }
            step.map_or(Ok(()), |step| step::write(write.transaction, key, step))
        })
    }

    /// Notes how far an edit is. An edit that is not in the outbox is ignored.
    pub fn mark(&mut self, key: &Key, edit: EditId, progress: &Progress) -> Result<(), Error> {
        self.mark_all(key, &[(edit, progress.clone())]).map(drop)
    }

    /// Notes how far several edits are, in one transaction. Returns those that are not in the outbox: another process has dropped
    /// them.
    pub fn mark_all(&mut self, key: &Key, marks: &[(EditId, Progress)]) -> Result<Vec<EditId>, Error> {
        self.write(|write| {
            let mut missing = Vec::new();
            for (edit, progress) in marks {
                if !set(write, key, *edit, progress)? {
                    missing.push(*edit);
                }
            }
            Ok(missing)
        })
    }

    /// Takes edits out of the outbox that a person gives up, with those that make no sense without them. Returns all of them. One
    /// that is on its way to GitHub, or there, stays, unless it waits for a person.
    pub fn give_up(&mut self, key: &Key, edits: &[EditId]) -> Result<Vec<EditId>, Error> {
        self.write(|write| {
            let (rows, conflicts) = (of(write.transaction, key)?, conflict::of(write.transaction, key)?);
            let is_held = |id| conflicts.iter().any(|known| known.edit() == id && known.holds_back());
            let stays = |row: &&Pending| row.is_on_its_way() && !is_held(row.id);
            let stay: Vec<EditId> = rows.iter().filter(stays).map(|row| row.id).collect();
            let go: Vec<EditId> = edits.iter().copied().filter(|edit| !stay.contains(edit)).collect();
            let gone = given_up(&rows, &go);
            delete(write.transaction, key, &gone)?;
            conflict::end(write.transaction, key, &gone)?;
            Ok(gone)
        })
    }

    /// Takes edits out of the outbox: replaced by later ones, or not needed.
    pub fn forget(&mut self, key: &Key, edits: &[EditId]) -> Result<(), Error> {
        self.write(|write| delete(write.transaction, key, edits))
    }

    /// Replaces a local id by GitHub's in the outbox, in the undo journal and in whatever is pushed later.
    pub fn rename(&mut self, key: &Key, from: &ItemId, to: &ItemId) -> Result<(), Error> {
        self.write(|write| rename(write, key, from, to))
    }

    /// Notes that GitHub has made the item an edit asked for, and what it is called now: see [`Store::rename`].
    #[expect(clippy::too_many_arguments, reason = "one transaction, so one call")]
    pub fn accept_creation(
        &mut self,
        key: &Key,
        edit: EditId,
        progress: &Progress,
        from: &ItemId,
        to: &ItemId,
    ) -> Result<(), Error> {
        self.write(|write| {
            set(write, key, edit, progress)?;
            rename(write, key, from, to)
        })
    }

    /// The outbox of a project, oldest edit first.
    pub fn pending(&self, key: &Key) -> Result<Vec<Pending>, Error> {
        self.read(|connection| of(connection, key))
    }

    /// The outboxes of all projects, oldest edit first.
    pub fn all_pending(&self) -> Result<Vec<(Key, Pending)>, Error> {
        self.read(all)
    }
}

pub(super) fn of(connection: &Connection, key: &Key) -> Result<Vec<Pending>, Fault> {
    let mut select = connection.prepare_cached(
        "SELECT host, owner, number, progress, data FROM outbox
         WHERE host = ?1 AND owner = ?2 AND number = ?3 ORDER BY id",
    )?;
    let mut rows = select.query((&key.host, &key.project.owner, key.project.number))?;
    let mut edits = Vec::new();
    while let Some(row) = rows.next()? {
        edits.push(pending(row)?);
    }
    Ok(edits)
}

pub(super) fn all(connection: &Connection) -> Result<Vec<(Key, Pending)>, Fault> {
    let mut select =
        connection.prepare_cached("SELECT host, owner, number, progress, data FROM outbox ORDER BY id")?;
    let mut rows = select.query([])?;
    let mut edits = Vec::new();
    while let Some(row) = rows.next()? {
        edits.push((project::key(row)?, pending(row)?));
    }
    Ok(edits)
}

/// The edit in a row of host, owner, number, progress, data.
pub(super) fn pending(row: &Row<'_>) -> Result<Pending, Fault> {
    let mut pending: Pending = serde_json::from_str(row.get_ref(4)?.as_str()?)?;
    pending.progress = serde_json::from_str(row.get_ref(3)?.as_str()?)?;
    Ok(pending)
}

pub(super) fn insert(transaction: &Transaction<'_>, key: &Key, pending: &Pending) -> Result<(), Fault> {
    let mut upsert = transaction.prepare_cached(
        "INSERT INTO outbox (host, owner, number, id, progress, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET progress = excluded.progress, data = excluded.data",
    )?;
    let edit = named(transaction, &pending.edit)?;
    let data = serde_json::to_string(&Pending { edit, ..pending.clone() })?;
    let progress = serde_json::to_string(&pending.progress)?;
    let Key { host, project } = key;
    upsert.execute((host, &project.owner, project.number, pending.id.to_string(), progress, data))?;
    Ok(())
}

pub(super) fn delete(transaction: &Transaction<'_>, key: &Key, edits: &[EditId]) -> Result<(), Fault> {
    let mut delete = transaction
        .prepare_cached("DELETE FROM outbox WHERE id = ?1 AND host = ?2 AND owner = ?3 AND number = ?4")?;
    for edit in edits {
        delete.execute((edit.to_string(), &key.host, &key.project.owner, key.project.number))?;
    }
    Ok(())
}

/// The edit with GitHub's ids in place of local ones, as far as GitHub has given them.
pub(super) fn named(transaction: &Transaction<'_>, edit: &Edit) -> Result<Edit, Fault> {
    let mut select = transaction.prepare_cached("SELECT id FROM renamed WHERE local = ?1")?;
    let mut named = edit.clone();
    for local in edit.items().filter(|id| id.is_local()) {
        let id: Option<String> = select.query_row([local.as_str()], |row| row.get(0)).optional()?;
        if let Some(id) = id {
            named = named.renamed(local, &ItemId::from(id));
        }
    }
    Ok(named)
}

/// Notes how far an edit is. Returns whether it is in the outbox.
fn set(write: &Write<'_>, key: &Key, edit: EditId, progress: &Progress) -> Result<bool, Fault> {
    let mut update = write.transaction.prepare_cached(
        "UPDATE outbox SET progress = ?5 WHERE id = ?1 AND host = ?2 AND owner = ?3 AND number = ?4",
    )?;
    let Key { host, project } = key;
    let progress = serde_json::to_string(progress)?;
    Ok(update.execute((edit.to_string(), host, &project.owner, project.number, progress))? > 0)
}

fn rename(write: &Write<'_>, key: &Key, from: &ItemId, to: &ItemId) -> Result<(), Fault> {
    let mut insert = write
        .transaction
        .prepare_cached("INSERT OR REPLACE INTO renamed (local, id, seq) VALUES (?1, ?2, ?3)")?;
    insert.execute((from.as_str(), to.as_str(), write.seq))?;
    for pending in of(write.transaction, key)? {
        let edit = pending.edit.renamed(from, to);
        if edit != pending.edit {
            self::insert(write.transaction, key, &Pending { edit, ..pending })?;
        }
    }
    step::rename(write.transaction, key, from, to)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{at, edit_id, id, key, note, step};
    use super::*;
    use crate::domain::Refusal;

    #[test]
    fn edits_come_back_in_the_order_they_were_made() {
        let mut store = Store::in_memory();
        let elsewhere = Key { host: "ghe.example.com".to_owned(), ..key() };
        store.push(&key(), &[note(3, "a"), note(1, "b")], None).unwrap();
        store.push(&elsewhere, &[note(2, "c")], None).unwrap();
        assert_eq!(store.pending(&key()).unwrap(), [note(1, "b"), note(3, "a")]);
        let all = [(key(), note(1, "b")), (elsewhere, note(2, "c")), (key(), note(3, "a"))];
        assert_eq!(store.all_pending().unwrap(), all);
    }

    #[test]
    fn how_far_an_edit_is_comes_back_and_a_forgotten_one_does_not() {
        let mut store = Store::in_memory();
        store.push(&key(), &[note(1, "a"), note(2, "a"), note(3, "a")], None).unwrap();
        let refused = Progress::Refused(Refusal { message: "No.".to_owned(), at: at(1), unsent: false });
        let accepted = Progress::Accepted { at: at(2) };
        store.mark(&key(), edit_id(1), &Progress::Sending { since: at(0) }).unwrap();
        let marks =
            [(edit_id(1), refused.clone()), (edit_id(3), accepted.clone()), (edit_id(4), refused.clone())];
        assert_eq!(store.mark_all(&key(), &marks).unwrap(), [edit_id(4)], "it was never there");
        store.forget(&key(), &[edit_id(2)]).unwrap();
        let pending = store.pending(&key()).unwrap();
        let progress: Vec<_> = pending.iter().map(|pending| (pending.id, &pending.progress)).collect();
        assert_eq!(progress, [(edit_id(1), &refused), (edit_id(3), &accepted)]);
    }

    #[test]
    fn what_is_left_of_an_edit_that_someone_dropped_meanwhile_is_not_written_again() {
        let mut store = Store::in_memory();
        store.push(&key(), &[note(1, "a"), note(2, "a")], None).unwrap();
        store.give_up(&key(), &[edit_id(1)]).unwrap();
        store.push_over(&key(), &[note(3, "c")], &[note(1, "b"), note(2, "b")], None).unwrap();
        assert_eq!(store.pending(&key()).unwrap(), [note(2, "b"), note(3, "c")]);
    }

    #[test]
    fn an_edit_that_is_on_its_way_can_not_be_given_up() {
        let mut store = Store::in_memory();
        store.push(&key(), &[note(1, "a"), note(2, "a"), note(3, "a")], None).unwrap();
        store.mark(&key(), edit_id(1), &Progress::Sending { since: at(0) }).unwrap();
        store.mark(&key(), edit_id(2), &Progress::Accepted { at: at(1) }).unwrap();
        let all = [edit_id(1), edit_id(2), edit_id(3)];
        assert_eq!(store.give_up(&key(), &all).unwrap(), [edit_id(3)]);
        assert_eq!(store.pending(&key()).unwrap().len(), 2);
    }

    #[test]
    fn what_was_to_happen_to_a_draft_goes_with_it() {
        let mut store = Store::in_memory();
        let local = ItemId::local(edit_id(1));
        let create = Edit::AddDraft { item: local.clone(), title: "New".to_owned(), body: String::new() };
        let create = Pending { edit: create, was: None, ..note(1, "") };
        let others = note(3, "a");
        store.push(&key(), &[create, note(2, local.as_str()), others.clone()], None).unwrap();
        assert_eq!(store.give_up(&key(), &[edit_id(1)]).unwrap(), [edit_id(1), edit_id(2)]);
        assert_eq!(store.pending(&key()).unwrap(), [others]);
    }

    #[test]
    fn a_local_id_gives_way_to_githubs_everywhere_and_for_ever() {
        let mut store = Store::in_memory();
        let local = ItemId::local(edit_id(1));
        let create = Edit::AddDraft { item: local.clone(), title: "New".to_owned(), body: String::new() };
        let create = Pending { edit: create, was: None, ..note(1, "") };
        let below = Edit::Place { item: id("a"), after: Some(local.clone()), before: None };
        let below = Pending { edit: below, ..note(2, "") };
        store.push(&key(), &[create.clone(), below], Some(&step(&create))).unwrap();

        let accepted = Progress::Accepted { at: at(1) };
        store.accept_creation(&key(), edit_id(1), &accepted, &local, &id("PVTI_1")).unwrap();
        let late = note(3, local.as_str());
        store.push(&key(), std::slice::from_ref(&late), Some(&step(&late))).unwrap();

        let pending = store.pending(&key()).unwrap();
        assert_eq!(pending[0].progress, accepted);
        assert_eq!(pending[0].edit.item(), &id("PVTI_1"));
        assert_eq!(pending[1].edit, Edit::Place { item: id("a"), after: Some(id("PVTI_1")), before: None });
        assert_eq!(pending[2].edit.item(), &id("PVTI_1"), "made by a process that had not heard");
        let steps = store.steps(&key(), 9).unwrap();
        let of_steps = steps.iter().flat_map(|step| step.done.iter().chain(&step.back));
        assert!(of_steps.map(Edit::item).all(|item| *item == id("PVTI_1")));
    }
}
