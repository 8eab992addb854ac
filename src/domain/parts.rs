//! Work on many items, shared among threads: reading them from memory is what takes the time.

use std::num::NonZero;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_stand_in_the_order_of_the_list() {
        let all: Vec<usize> = (0..=2 * WORTH_A_THREAD).collect();
        assert_eq!(in_parts(&all, <[usize]>::to_vec), all);
    }
}
