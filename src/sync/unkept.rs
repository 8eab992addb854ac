//! What the store could not take, on a full disk for one: it stays in memory and is offered again, before anything that came later.
//!
//! Parts of reads go in the order they were read, each with the edits that it includes. So what the disk has is always what GitHub said
//! at one moment and every edit that this did not show, however much later that is: a process that ends meanwhile leaves nothing that
//! a later one would take for something else. What a person did goes first: it is small, and nobody can send it again.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use crate::domain::{Conflict, EditId, ItemId, Pending, Progress, Step};
use crate::store::{Error, Key, Part, Store};
use crate::sync::machine::Said;

/// Under what name the store keeps the comments that GitHub has taken of late.
pub(super) const SAID: &str = "said";

/// What still has to be written.
#[derive(Debug, Default)]
pub(super) struct Unkept {
    /// In the order they were made.
    batches: Vec<Batch>,
    /// In the order GitHub has named them.
    creations: Vec<Creation>,
    marks: BTreeMap<EditId, Progress>,
    /// Edits that are to leave the disk.
    gone: BTreeSet<EditId>,
    /// None is one that is over.
    conflicts: BTreeMap<EditId, Option<Conflict>>,
    /// The comments that GitHub has taken of late, in the place of those that the disk has.
    said: Option<Vec<Said>>,
    /// In the order they were read.
    parts: Vec<Part>,
}

/// Edits that are written together.
#[derive(Debug)]
struct Batch {
    /// Those that are only in memory.
    new: Vec<EditId>,
    /// Those that the disk has otherwise.
    changed: Vec<EditId>,
    /// For the undo journal.
    step: Option<Step>,
}

/// An item that an edit made, and what GitHub calls it.
#[derive(Debug)]
struct Creation {
    edit: EditId,
    progress: Progress,
    from: ItemId,
    to: ItemId,
}

/// What the store has taken.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// The edits that were only in memory.
    pub(super) edits: Vec<EditId>,
    /// Edits of which it was to note how far they are, and which it does not have: another process has dropped them.
    pub(super) missing: Vec<EditId>,
    /// Under what number the last part of a read was saved.
    pub(super) seq: Option<i64>,
}

impl Unkept {
    /// Takes edits that are only in memory and those that they have changed, and what they did, for the undo journal.
    pub(super) fn edits(&mut self, new: Vec<EditId>, changed: Vec<EditId>, step: Option<Step>) {
        self.batches.push(Batch { new, changed, step });
    }

    /// Takes how far edits are.
    pub(super) fn marks(&mut self, marks: Vec<(EditId, Progress)>) {
        // Those that are only in memory are written as they are then.
        let marks: Vec<_> = marks.into_iter().filter(|(edit, _)| !self.is_new(*edit)).collect();
        self.marks.extend(marks);
    }

    /// Takes what GitHub calls an item that an edit has made.
    pub(super) fn creation(&mut self, edit: EditId, progress: Progress, from: ItemId, to: ItemId) {
        self.marks.remove(&edit);
        self.creations.push(Creation { edit, progress, from, to });
    }

    /// Takes edits that are to leave the disk.
    pub(super) fn forget(&mut self, edits: Vec<EditId>) {
        for edit in edits {
            self.marks.remove(&edit);
            if self.is_new(edit) {
                self.batches.iter_mut().for_each(|batch| batch.new.retain(|id| *id != edit));
            } else {
                self.gone.insert(edit);
            }
        }
    }

    /// Takes a conflict that waits for a person.
    pub(super) fn conflict(&mut self, conflict: Conflict) {
        self.conflicts.insert(conflict.edit(), Some(conflict));
    }

    /// Takes the edits whose conflicts are over.
    pub(super) fn settle(&mut self, edits: Vec<EditId>) {
        self.conflicts.extend(edits.into_iter().map(|edit| (edit, None)));
    }

    /// Takes the comments that GitHub has taken of late.
    pub(super) fn said(&mut self, said: Vec<Said>) {
        self.said = Some(said);
    }

    /// Takes a part of a read.
    pub(super) fn part(&mut self, part: Part) {
        for edit in &part.pull.included {
            self.marks.remove(edit);
        }
        match self.parts.last_mut() {
            // Where nothing happens for long, nothing piles up.
            Some(last) if part.pull.is_empty() && part.log.is_empty() => {
                last.marks = part.marks.after(last.marks);
            }
            Some(_) | None => self.parts.push(part),
        }
    }

    /// Begins anew on a store that has nothing but, perhaps, the outbox of the last one: GitHub is read again.
    pub(super) fn begin_anew(&mut self, outbox: &BTreeMap<EditId, Pending>, conflicts: Vec<Conflict>) {
        let included = mem::take(&mut self.parts).into_iter().flat_map(|part| part.pull.included);
        self.gone.extend(included);
        self.edits(outbox.keys().copied().collect(), Vec::new(), None);
        self.marks = outbox.values().map(|row| (row.id, row.progress.clone())).collect();
        for conflict in conflicts {
            self.conflict(conflict);
        }
    }

    /// Whether an edit is not on disk as it is.
    pub(super) fn holds(&self, edit: EditId) -> bool {
        self.batches.iter().any(|batch| batch.new.contains(&edit) || batch.changed.contains(&edit))
    }

    /// Whether an edit is only in memory.
    pub(super) fn is_new(&self, edit: EditId) -> bool {
        self.batches.iter().any(|batch| batch.new.contains(&edit))
    }

    /// Whether the disk does not know how far an edit is that it has.
    pub(super) fn is_unmarked(&self, edit: EditId) -> bool {
        self.marks.contains_key(&edit)
    }

    /// Whether the disk still has an edit that is over.
    pub(super) fn is_over(&self, edit: EditId) -> bool {
        self.gone.contains(&edit) || self.parts.iter().any(|part| part.pull.included.contains(&edit))
    }

    /// Whether the disk does not know that a conflict is there, or over.
    pub(super) fn has_conflict(&self, edit: EditId) -> bool {
        self.conflicts.contains_key(&edit)
    }

    pub(super) fn is_empty(&self) -> bool {
        let Self { batches, creations, marks, gone, conflicts, said, parts } = self;
        batches.is_empty()
            && creations.is_empty()
            && marks.is_empty()
            && gone.is_empty()
            && conflicts.is_empty()
            && said.is_none()
            && parts.is_empty()
    }

    /// The edits that are neither on disk nor at GitHub.
    pub(super) fn at_risk(&self, outbox: &BTreeMap<EditId, Pending>) -> usize {
        let is_at_risk =
            |row: &Pending| self.holds(row.id) && !matches!(row.progress, Progress::Accepted { .. });
        outbox.values().filter(|row| is_at_risk(row)).count()
    }

    /// Offers everything to the store, edits as they are now, and adds to `kept` what it took. What is left when it fails comes
    /// first the next time.
    pub(super) fn offer(
        &mut self,
        outbox: &BTreeMap<EditId, Pending>,
        store: &mut Store,
        key: &Key,
        kept: &mut Kept,
    ) -> Result<(), Error> {
        let rows = |edits: &[EditId]| -> Vec<Pending> {
            edits.iter().filter_map(|id| outbox.get(id)).cloned().collect()
        };
        while let Some(Batch { new, changed, step }) = self.batches.first() {
            let (new, changed) = (rows(new), rows(changed));
            if !new.is_empty() || !changed.is_empty() || step.is_some() {
                store.push_over(key, &new, &changed, step.as_ref())?;
            }
            kept.edits.extend(new.iter().map(|row| row.id));
            self.batches.remove(0);
        }
        while let Some(Creation { edit, progress, from, to }) = self.creations.first() {
            store.accept_creation(key, *edit, progress, from, to)?;
            self.creations.remove(0);
        }
        if !self.marks.is_empty() {
            let marks: Vec<_> = self.marks.iter().map(|(edit, progress)| (*edit, progress.clone())).collect();
            kept.missing.extend(store.mark_all(key, &marks)?);
            self.marks.clear();
        }
        if !self.gone.is_empty() {
            store.forget(key, &self.gone.iter().copied().collect::<Vec<_>>())?;
            self.gone.clear();
        }
        self.offer_conflicts(store, key)?;
        if let Some(said) = &self.said {
            store.remember(key, SAID, &serde_json::json!(said))?;
            self.said = None;
        }
        if !self.parts.is_empty() {
            kept.seq = Some(store.save_parts(key, &self.parts)?);
            self.parts.clear();
        }
        Ok(())
    }

    fn offer_conflicts(&mut self, store: &mut Store, key: &Key) -> Result<(), Error> {
        let over: Vec<EditId> =
            self.conflicts.iter().filter(|(_, left)| left.is_none()).map(|(edit, _)| *edit).collect();
        if !over.is_empty() {
            store.settle(key, &over)?;
            self.conflicts.retain(|_, left| left.is_some());
        }
        while let Some((_, conflict)) = self.conflicts.first_key_value() {
            if let Some(conflict) = conflict {
                store.save_conflict(key, conflict)?;
            }
            self.conflicts.pop_first();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{Edit, Pull, Snapshot, Theirs};
    use crate::store::sample::{at, edit_id, fetched, id, key, note, noted, pull, step};
    use crate::store::{Loaded, Marks};

    /// What can fail for itself.
    const TABLES: [&str; 7] = ["outbox", "item", "conflict", "renamed", "step", "project", "place_of_user"];

    #[derive(Debug, Clone)]
    enum Deed {
        Push { item: usize, creates: bool },
        Mark { edit: usize, accepted: bool },
        Name(usize),
        Forget(usize),
        Conflict(usize),
        Settle(usize),
        Said,
        Read { item: usize, moved: bool, included: usize },
        Fail(usize),
        Heal,
    }

    fn deed() -> impl Strategy<Value = Deed> {
        let edit = || 0..6_usize;
        prop_oneof![
            4 => (0..3_usize, prop::bool::weighted(0.3)).prop_map(|(item, creates)| Deed::Push { item, creates }),
            3 => (edit(), any::<bool>()).prop_map(|(edit, accepted)| Deed::Mark { edit, accepted }),
            2 => edit().prop_map(Deed::Name),
            1 => edit().prop_map(Deed::Forget),
            1 => edit().prop_map(Deed::Conflict),
            1 => edit().prop_map(Deed::Settle),
            1 => Just(Deed::Said),
            4 => (0..4_usize, any::<bool>(), edit())
                .prop_map(|(item, moved, included)| Deed::Read { item, moved, included }),
            2 => (0..TABLES.len()).prop_map(Deed::Fail),
            1 => Just(Deed::Heal),
        ]
    }

    /// A store, and what it did not take.
    struct Desk {
        store: Store,
        unkept: Unkept,
    }

    struct World {
        /// Never fails.
        sure: Desk,
        frail: Desk,
        outbox: BTreeMap<EditId, Pending>,
        edits: u128,
        reads: u32,
        /// What the sure one had after each read.
        seen: Vec<Snapshot>,
        failing: BTreeSet<usize>,
    }

    impl World {
        fn new() -> Self {
            let desk = || {
                let mut store = Store::in_memory();
                crate::store::sample::save(&mut store, &pull(&["a", "b", "c"]));
                Desk { store, unkept: Unkept::default() }
            };
            let (sure, frail) = (desk(), desk());
            let seen = vec![sure.loaded().snapshot];
            let failing = BTreeSet::new();
            Self { sure, frail, outbox: BTreeMap::new(), edits: 0, reads: 0, seen, failing }
        }

        fn keep(&mut self, add: impl Fn(&mut Unkept)) {
            for desk in [&mut self.sure, &mut self.frail] {
                add(&mut desk.unkept);
                drop(desk.unkept.offer(&self.outbox, &mut desk.store, &key(), &mut Kept::default()));
            }
        }

        fn nth(&self, n: usize) -> Option<Pending> {
            self.outbox.values().nth(n).cloned()
        }

        fn push(&mut self, item: usize, creates: bool) {
            self.edits += 1;
            let local = ItemId::local(edit_id(self.edits));
            let mut edit = note(self.edits, ["a", "b", "c"][item]);
            if creates {
                let title = format!("Draft {}", self.edits);
                edit.edit = Edit::AddDraft { item: local, title, body: String::new() };
            } else if let Some(known) = self.nth(item) {
                // Perhaps of a draft that has no name yet.
                edit = note(self.edits, known.edit.item().as_str());
            }
            self.outbox.insert(edit.id, edit.clone());
            self.keep(|unkept| unkept.edits(vec![edit.id], Vec::new(), Some(step(&edit))));
        }

        fn mark(&mut self, edit: EditId, progress: &Progress) {
            self.outbox.get_mut(&edit).expect("it is there").progress = progress.clone();
            self.keep(|unkept| unkept.marks(vec![(edit, progress.clone())]));
        }

        fn name(&mut self, made: &Pending) {
            let (edit, from) = (made.id, made.edit.item().clone());
            let (to, progress) = (id(&format!("PVTI_{}", self.edits)), Progress::Accepted { at: at(30) });
            for row in self.outbox.values_mut() {
                row.edit = row.edit.renamed(&from, &to);
            }
            self.outbox.get_mut(&edit).expect("it is there").progress = progress.clone();
            self.keep(|unkept| unkept.creation(edit, progress.clone(), from.clone(), to.clone()));
        }

        fn read(&mut self, item: usize, moved: bool, included: usize) {
            self.reads += 1;
            let now = Some(at(self.reads));
            let all = ["a", "b", "c", "d"];
            let included: Vec<EditId> = self.nth(included).map(|row| row.id).into_iter().collect();
            self.outbox.retain(|edit, _| !included.contains(edit));
            let pull = Pull {
                items: vec![fetched(noted(all[item], &format!("read {}", self.reads)))],
                order: moved
                    .then(|| all.iter().rev().cycle().skip(item).take(4).map(|one| id(one)).collect()),
                removed: if moved { vec![id(all[(item + 1) % 4])] } else { Vec::new() },
                included,
                ..Pull::default()
            };
            let marks = Marks { watermark: now, synced_at: now, ..Marks::default() };
            let pull = if item == 3 && !moved { Pull { items: Vec::new(), ..pull } } else { pull };
            let reads = self.reads;
            self.keep(|unkept| {
                unkept.part(Part { pull: pull.clone(), log: Vec::new(), marks, at: at(reads) });
            });
            self.seen.push(self.sure.loaded().snapshot);
        }

        fn obey(&mut self, deed: &Deed) {
            match deed {
                Deed::Push { item, creates } => self.push(*item, *creates),
                Deed::Mark { edit, accepted } => {
                    let progress = if *accepted {
                        Progress::Accepted { at: at(30) }
                    } else {
                        Progress::Sending { since: at(29) }
                    };
                    if let Some(row) = self.nth(*edit) {
                        self.mark(row.id, &progress);
                    }
                }
                Deed::Name(edit) => {
                    if let Some(row) = self.nth(*edit)
                        && row.edit.creates()
                        && row.edit.item().is_local()
                    {
                        self.name(&row);
                    }
                }
                Deed::Forget(edit) => {
                    if let Some(row) = self.nth(*edit) {
                        self.outbox.remove(&row.id);
                        self.keep(|unkept| unkept.forget(vec![row.id]));
                    }
                }
                Deed::Conflict(edit) => {
                    if let Some(ours) = self.nth(*edit) {
                        let conflict =
                            Conflict { ours, theirs: Theirs::Field("F_note".into(), None), by: None };
                        self.keep(|unkept| unkept.conflict(conflict.clone()));
                    }
                }
                Deed::Settle(edit) => {
                    if let Some(row) = self.nth(*edit) {
                        self.keep(|unkept| unkept.settle(vec![row.id]));
                    }
                }
                Deed::Said => self.keep(|unkept| unkept.said(Vec::new())),
                Deed::Read { item, moved, included } => self.read(*item, *moved, *included),
                Deed::Fail(table) => self.fail(*table),
                Deed::Heal => self.heal(),
            }
        }

        fn fail(&mut self, n: usize) {
            if self.failing.insert(n) {
                for what in ["INSERT", "UPDATE", "DELETE"] {
                    let table = TABLES[n];
                    self.frail.store.obey(&format!(
                        "CREATE TRIGGER {table}_{what} BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, 'full'); END"
                    ));
                }
            }
        }

        fn heal(&mut self) {
            for n in mem::take(&mut self.failing) {
                for what in ["INSERT", "UPDATE", "DELETE"] {
                    self.frail.store.obey(&format!("DROP TRIGGER {}_{what}", TABLES[n]));
                }
            }
            self.keep(|_| {});
        }
    }

    impl Desk {
        fn loaded(&self) -> Loaded {
            Loaded { seq: 0, ..self.store.load(&key()).expect("it is whole").expect("it was read") }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

        /// In between, the disk has what GitHub said at one moment; in the end, it has what one that never fails has.
        #[test]
        fn a_disk_that_fails_for_a_while_has_all_in_the_end(deeds in prop::collection::vec(deed(), 1..40)) {
            let mut world = World::new();
            for deed in &deeds {
                world.obey(deed);
                prop_assert!(world.seen.contains(&world.frail.loaded().snapshot), "after {:?}", deed);
            }
            world.heal();
            prop_assert!(world.frail.unkept.is_empty(), "{:?}", world.frail.unkept);
            let (sure, frail) = (&world.sure, &world.frail);
            prop_assert_eq!(frail.loaded(), sure.loaded());
            prop_assert_eq!(frail.loaded().pending, world.outbox.into_values().collect::<Vec<_>>());
            prop_assert_eq!(frail.store.steps(&key(), 99), sure.store.steps(&key(), 99));
            prop_assert_eq!(frail.store.names(), sure.store.names());
        }
    }
}
