//! Where the work is done: so many pieces at once on threads of their own, so many more waiting, the rest told to ask again.
//!
//! Three lanes, so that nobody waits for what is slower than their own question by orders of magnitude: small pieces, large ones, reports
//! of many. A lane has hands; a hand is a rayon pool, of one thread where the work is small: a check that shared a pool with others would
//! do their work while it waits for its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;

use super::refusal::Refusal;

/// Small pieces that wait: at some ten milliseconds each the last one waits for less than a second.
const QUICK_WAITING: usize = 64;
/// Large pieces that wait: of some megabytes each.
const LARGE_WAITING: usize = 8;
/// Reports that wait.
const REPORTS_WAITING: usize = 8;
/// Whoever waited this long for a hand is told to ask again.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// A page may nest its elements deeply; a thread of the program's own has as much.
const STACK: usize = 8 << 20;

/// Which work it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// A piece of usual size, a page.
    Quick,
    /// A piece of megabytes.
    Large,
    /// A report of many pieces.
    Report,
}

/// All lanes.
pub(super) struct Bench {
    quick: Arc<Hands>,
    large: Arc<Hands>,
    reports: Arc<Hands>,
}

impl Bench {
    /// Makes the threads: as many quick hands as there are cores, one for large pieces, one of half the cores for reports.
    pub(super) fn new() -> Result<Self, ThreadPoolBuildError> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Self {
            quick: Arc::new(Hands::new(cores, 1, QUICK_WAITING)?),
            large: Arc::new(Hands::new(1, 1, LARGE_WAITING)?),
            reports: Arc::new(Hands::new(1, cores.div_ceil(2), REPORTS_WAITING)?),
        })
    }

    /// Does a job in its lane. Who goes away while it waits gives up the place; a job that has begun is done to its end.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        lane: Lane,
        job: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let hands = match lane {
            Lane::Quick => &self.quick,
            Lane::Large => &self.large,
            Lane::Report => &self.reports,
        };
        Arc::clone(hands).run(job).await
    }
}

struct Hands {
    /// Those that do nothing.
    idle: Mutex<Vec<Arc<ThreadPool>>>,
    free: Arc<Semaphore>,
    /// Of those that work and those that wait together.
    places: Arc<Semaphore>,
}

impl Hands {
    fn new(hands: usize, threads: usize, waiting: usize) -> Result<Self, ThreadPoolBuildError> {
        let hand = |_| ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build().map(Arc::new);
        let idle = (0..hands).map(hand).collect::<Result<_, _>>()?;
        Ok(Self { idle: Mutex::new(idle), free: Arc::new(Semaphore::new(hands)), places: Arc::new(Semaphore::new(hands + waiting)) })
    }

    async fn run<T: Send + 'static>(self: Arc<Self>, job: impl FnOnce() -> Result<T, Refusal> + Send + 'static) -> Result<T, Refusal> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Refusal::busy())?;
        let free = timeout(LONGEST_WAIT, Arc::clone(&self.free).acquire_owned()).await;
        let free = free.ok().and_then(Result::ok).ok_or_else(Refusal::busy)?;
        let hand = self.idle().pop().ok_or_else(Refusal::busy)?;
        let (tell, heard) = oneshot::channel();
        let pool = Arc::clone(&hand);
        pool.spawn(move || {
            let done = catch_unwind(AssertUnwindSafe(job)).unwrap_or_else(|_| Err(Refusal::broken()));
            self.idle().push(hand);
            drop((free, place));
            // Whoever asked may be gone.
            drop(tell.send(done));
        });
        heard.await.unwrap_or_else(|_| Err(Refusal::broken()))
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Arc<ThreadPool>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime")
    }

    #[test]
    fn a_panic_is_an_answer_and_the_hand_works_on() {
        let hands = Arc::new(Hands::new(1, 1, 1).expect("a thread"));
        runtime().block_on(async {
            let fails = Arc::clone(&hands).run(|| if true { panic!("as planned") } else { Ok(0) }).await;
            assert!(fails.is_err());
            assert_eq!(Arc::clone(&hands).run(|| Ok(7)).await.ok(), Some(7));
        });
    }

    #[test]
    fn past_the_places_one_is_told_to_ask_again_and_who_goes_away_gives_up_the_place() {
        let hands = Arc::new(Hands::new(1, 1, 1).expect("a thread"));
        runtime().block_on(async {
            let (go, wait) = std::sync::mpsc::channel::<()>();
            let first = tokio::spawn(Arc::clone(&hands).run(move || Ok(wait.recv().is_ok())));
            while hands.free.available_permits() > 0 {
                tokio::task::yield_now().await;
            }
            let second = tokio::spawn(Arc::clone(&hands).run(|| Ok(2)));
            while hands.places.available_permits() > 0 {
                tokio::task::yield_now().await;
            }
            assert!(Arc::clone(&hands).run(|| Ok(3)).await.is_err());
            second.abort();
            assert!(second.await.is_err());
            let third = tokio::spawn(Arc::clone(&hands).run(|| Ok(3)));
            go.send(()).expect("it waits");
            assert_eq!(first.await.expect("done").ok(), Some(true));
            assert_eq!(third.await.expect("done").ok(), Some(3));
        });
    }
}
