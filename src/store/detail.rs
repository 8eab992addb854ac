//! What opened cards have shown: comments and relations, by item.

use rusqlite::OptionalExtension;

use super::event::row_of;
use super::{Error, Key, Store, project, save};
use crate::domain::{Details, ItemId};

impl Store {
    /// Keeps what was read of a card that was opened, and its body. Does nothing for an item that the store does not know.
    pub fn save_details(
        &mut self,
        key: &Key,
        item: &ItemId,
        details: &Details,
        body: &str,
    ) -> Result<(), Error> {
        self.write(|write| {
            let Some(project) = project::find(write.transaction, key)? else { return Ok(()) };
            let Some(row) = row_of(write.transaction, project, item)? else { return Ok(()) };
            let mut upsert = write.transaction.prepare_cached(
                "INSERT INTO detail (item, data) VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET data = excluded.data",
            )?;
            upsert.execute((row, serde_json::to_string(details)?))?;
            save::save_body(write.transaction, row, body)
        })
    }

    /// What was last read of a card that was opened; none if it never was.
    pub fn details(&self, key: &Key, item: &ItemId) -> Result<Option<Details>, Error> {
        self.read(|connection| {
            let Some(project) = project::find(connection, key)? else { return Ok(None) };
            let mut select = connection.prepare_cached(
                "SELECT detail.data FROM detail JOIN item ON item.n = detail.item WHERE project = ?1 AND id = ?2",
            )?;
            let data: Option<String> = select.query_row((project, item.as_str()), |row| row.get(0)).optional()?;
            Ok(data.map(|data| serde_json::from_str(&data)).transpose()?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{at, id, key, pull, save};
    use super::*;
    use crate::domain::details::{Closing, Comment, SubIssue};
    use crate::domain::item::{Link, Listed, Pull, PullStage, PullState, Review, Tally};

    fn link(number: u64) -> Link {
        let (id, repository) = (format!("I_{number}").into(), "o/r".into());
        Link { id, number, title: "Other".to_owned(), repository, open: number.is_multiple_of(2) }
    }

    fn details() -> Details {
        let comment = Comment {
            id: "IC_1".into(),
            author: Some("ann".into()),
            at: at(1),
            edited_at: Some(at(2)),
            body: "Done\n\n🎉".to_owned(),
            editable: true,
            deletable: false,
        };
        let silent = Comment { id: "IC_2".into(), author: None, edited_at: None, ..comment.clone() };
        let state = PullState {
            stage: PullStage::Merged,
            draft: false,
            review: Some(Review::Approved),
            checks: None,
        };
        let pull = Pull { number: 9, repository: "o/r".into(), state };
        let part = SubIssue {
            link: link(3),
            assignees: vec!["ben".into()].into(),
            parts: Tally { done: 1, total: 2 },
        };
        Details {
            read_at: at(5),
            updated_at: at(4),
            comments: Listed { some: [comment, silent].into(), total: 70 },
            sub_issues: vec![part].into(),
            blocking: vec![link(4)].into(),
            pulls: vec![Closing { title: "Fix".to_owned(), pull }].into(),
        }
    }

    #[test]
    fn comments_and_relations_come_back_as_they_were() {
        let mut store = Store::in_memory();
        save(&mut store, &pull(&["a", "b"]));
        assert_eq!(store.details(&key(), &id("a")).unwrap(), None);
        store.save_details(&key(), &id("a"), &details(), "The newest text.").unwrap();
        assert_eq!(store.details(&key(), &id("a")).unwrap(), Some(details()));
        assert_eq!(store.details(&key(), &id("b")).unwrap(), None);
        assert_eq!(store.body(&key(), &id("a")).unwrap().as_deref(), Some("The newest text."));
    }

    #[test]
    fn the_answer_for_a_card_that_is_gone_is_dropped() {
        let mut store = Store::in_memory();
        store.save_details(&key(), &id("a"), &details(), "").unwrap();
        assert_eq!(store.details(&key(), &id("a")).unwrap(), None);
    }
}
