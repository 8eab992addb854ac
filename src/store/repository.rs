//! What can be chosen in repositories, as it was last read. They belong to a host, not to a project.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Error, Key, Store, column, stamp};
use crate::domain::item::Name;
use crate::domain::{Repository, Timestamp};

impl Store {
    /// Keeps what was read of a repository, or that at this moment nothing could be read: what was known of it stays then.
    pub fn save_repository(
        &mut self,
        key: &Key,
        name: &Name,
        found: Option<&Repository>,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write(|write| {
            let data = found.map(serde_json::to_string).transpose()?;
            let mut upsert = write.transaction.prepare_cached(
                "INSERT INTO repository (host, name, asked_at, data, seq) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET asked_at = excluded.asked_at, data = coalesce(excluded.data, data),
                     seq = excluded.seq",
            )?;
            upsert.execute((&key.host, &**name, column(now), data, write.seq))?;
            Ok(())
        })
    }

    /// The repositories of a project's host that were read, those written after `seq`.
    pub fn directory(&self, key: &Key, seq: i64) -> Result<Vec<Arc<Repository>>, Error> {
        self.read(|connection| {
            let mut select = connection.prepare_cached(
                "SELECT data FROM repository WHERE host = ?1 AND seq > ?2 AND data IS NOT NULL ORDER BY name",
            )?;
            let mut rows = select.query((&key.host, seq))?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(Arc::new(serde_json::from_str(row.get_ref(0)?.as_str()?)?));
            }
            Ok(found)
        })
    }

    /// When each repository of a project's host was last asked about, whatever the answer.
    pub fn asked(&self, key: &Key) -> Result<BTreeMap<Name, Timestamp>, Error> {
        self.read(|connection| {
            let mut select =
                connection.prepare_cached("SELECT name, asked_at FROM repository WHERE host = ?1")?;
            let mut rows = select.query([&key.host])?;
            let mut asked = BTreeMap::new();
            while let Some(row) = rows.next()? {
                asked.insert(Name::from(row.get_ref(0)?.as_str()?), stamp(row.get(1)?));
            }
            Ok(asked)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{at, key};
    use super::*;
    use crate::domain::repository::guess;

    fn repository(name: &str, seconds: u32) -> Repository {
        Repository { read_at: Some(at(seconds)), ..guess(&name.into(), []) }
    }

    #[test]
    fn what_was_read_of_a_repository_comes_back_on_its_host_alone() {
        let mut store = Store::in_memory();
        let elsewhere = Key { host: "ghe.example.com".to_owned(), ..key() };
        let box_ = repository("o/box", 1);
        store.save_repository(&key(), &"o/box".into(), Some(&box_), at(2)).unwrap();
        assert_eq!(store.directory(&key(), 0).unwrap(), [Arc::new(box_)]);
        assert_eq!(store.directory(&elsewhere, 0).unwrap(), []);
        assert_eq!(store.asked(&key()).unwrap(), BTreeMap::from([("o/box".into(), at(2))]));
    }

    #[test]
    fn a_repository_that_can_not_be_read_any_more_stays_as_it_was() {
        let mut store = Store::in_memory();
        let name = Name::from("o/box");
        store.save_repository(&key(), &name, Some(&repository("o/box", 1)), at(2)).unwrap();
        store.save_repository(&key(), &name, None, at(9)).unwrap();
        store.save_repository(&key(), &"o/never".into(), None, at(9)).unwrap();
        assert_eq!(store.directory(&key(), 0).unwrap(), [Arc::new(repository("o/box", 1))]);
        assert!(store.asked(&key()).unwrap().values().all(|asked| *asked == at(9)));
    }

    #[test]
    fn who_follows_is_told_only_what_is_new() {
        let mut store = Store::in_memory();
        let save = |store: &mut Store, name: &str| {
            store.save_repository(&key(), &name.into(), Some(&repository(name, 1)), at(2)).unwrap();
        };
        save(&mut store, "o/a");
        let seq = store.since(&key(), 0).unwrap().seq;
        save(&mut store, "o/b");
        let news = store.directory(&key(), seq).unwrap();
        assert_eq!(news.iter().map(|found| &*found.name).collect::<Vec<_>>(), ["o/b"]);
    }
}
