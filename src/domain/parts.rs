//! Work on many items, shared among threads: reading them from memory is what takes the time.

use std::num::NonZero;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// More threads than this gain little.
const THREADS: usize = 4;
/// Fewer items than this are done sooner than a thread starts.
const WORTH_A_THREAD: usize = 4096;

/// The results for all parts of a list, one after the other.
pub(crate) fn in_parts<T: Sync, R: Send>(all: &[T], work: impl Fn(&[T]) -> Vec<R> + Sync) -> Vec<R> {
    if all.len() < WORTH_A_THREAD { work(all) } else { in_large_parts(all, work) }
}

/// The same for a list of things that each are much work.
pub(crate) fn in_large_parts<T: Sync, R: Send>(all: &[T], work: impl Fn(&[T]) -> Vec<R> + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(THREADS);
    if all.len() < 2 || threads == 1 {
        return work(all);
    }
    let work = &work;
    thread::scope(|scope| {
        let (first, rest) = all.split_at(all.len().div_ceil(threads));
        let parts = rest.chunks(first.len());
        let parts: Vec<_> = parts.map(|part| scope.spawn(move || work(part))).collect();
        let mut results = work(first);
        for part in parts {
            results.extend(part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        results
    })
}

/// Does something with each of a few large things; `size` says how many small ones they are in all.
pub(crate) fn with_each<T: Send>(all: &mut [T], size: usize, work: impl Fn(&mut T) + Sync) {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(THREADS).min(all.len());
    if size < WORTH_A_THREAD || threads < 2 {
        return all.iter_mut().for_each(work);
    }
    let next = Mutex::new(all.iter_mut());
    let share = || {
        loop {
            let taken = next.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(one) = taken else { break };
            work(one);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(share);
        }
        share();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_stand_in_the_order_of_the_list() {
        let all: Vec<usize> = (0..=2 * WORTH_A_THREAD).collect();
        assert_eq!(in_parts(&all, <[usize]>::to_vec), all);
    }

    #[test]
    fn each_is_done_once_however_large_they_are() {
        for size in [0, WORTH_A_THREAD] {
            let mut all: Vec<usize> = (0..100).collect();
            with_each(&mut all, size, |one| *one += 1);
            assert_eq!(all, (1..=100).collect::<Vec<usize>>());
        }
    }
}
