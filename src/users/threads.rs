//! Threads for work that takes long and that nobody else should wait for. Half as many as there are processors, since each
//! keeps one busy, and of low priority: when a request comes for anything else, the system lets it pass at once, which it
//! doesn't between threads of one priority. Work that nobody waits for any more isn't begun.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::{Semaphore, oneshot};
use tracing::Span;

use crate::error::Error;

type Job = Box<dyn FnOnce() + Send>;

/// How much lower the priority is, as `nice` has it: a processor that is busy with other work gives a tenth of its time.
#[cfg(target_os = "linux")]
const NICER: i32 = 10;

/// The threads; they end with the last of these handles.
#[derive(Clone)]
pub struct Threads {
    jobs: Sender<Job>,
    /// One for each thread: no more is handed to them than they begin at once.
    free: Arc<Semaphore>,
}

impl Threads {
    /// Starts them.
    pub fn start() -> Result<Self, Error> {
        let count = how_many();
        let (jobs, waiting) = channel::<Job>();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..count {
            let waiting = Arc::clone(&waiting);
            let thread = thread::Builder::new().name("passwords".to_owned());
            thread.spawn(move || work(&waiting)).map_err(|e| Error::Internal(e.to_string()))?;
        }
        Ok(Self { jobs, free: Arc::new(Semaphore::new(count)) })
    }

    /// Runs a job on one of them, in the present span.
    pub async fn run<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let lost = || Error::Internal("the work was lost".to_owned());
        let place = Arc::clone(&self.free).acquire_owned().await.map_err(|_| lost())?;
        let (done, result) = oneshot::channel();
        let span = Span::current();
        let job: Job = Box::new(move || {
            // Whoever asked may have gone.
            let _ = done.send(span.in_scope(job));
            drop(place);
        });
        self.jobs.send(job).map_err(|_| lost())?;
        result.await.map_err(|_| lost())
    }
}

impl fmt::Debug for Threads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Threads")
    }
}

fn how_many() -> usize {
    thread::available_parallelism().map_or(1, |all| all.get().div_ceil(2))
}

fn work(waiting: &Mutex<Receiver<Job>>) {
    step_back();
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // One that panics is told of by its loss, and takes nothing with it.
        drop(catch_unwind(AssertUnwindSafe(job)));
    }
}

/// Lowers this thread's priority; elsewhere it would be the whole program's.
#[cfg(target_os = "linux")]
fn step_back() {
    if let Err(error) = rustix::process::nice(NICER) {
        tracing::warn!(%error, "passwords are checked at the same priority as everything else");
    }
}

#[cfg(not(target_os = "linux"))]
fn step_back() {}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_job_that_panics_is_lost_and_its_thread_is_not() {
        let threads = Threads::start().unwrap();
        for _ in 0..64 {
            let lost = threads.run(|| panic!("as it should, in this test")).await;
            assert!(matches!(lost, Err::<(), _>(Error::Internal(_))));
        }
        assert_eq!(threads.run(|| 1 + 1).await.unwrap(), 2);
    }

    #[tokio::test]
    async fn what_nobody_waits_for_is_not_begun() {
        let threads = Threads::start().unwrap();
        let count = how_many();
        let (open, gate) = channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let busy: Vec<_> = (0..count)
            .map(|_| {
                let (threads, gate) = (threads.clone(), Arc::clone(&gate));
                tokio::spawn(async move { threads.run(move || gate.lock().unwrap().recv().is_ok()).await })
            })
            .collect();
        tokio::task::yield_now().await;
        let (begun, ran) = channel::<()>();
        let given_up = tokio::time::timeout(Duration::from_millis(20), threads.run(move || begun.send(()).is_ok()));
        assert!(given_up.await.is_err());
        for _ in 0..count {
            open.send(()).unwrap();
        }
        for job in busy {
            assert!(job.await.unwrap().unwrap());
        }
        threads.run(|| ()).await.unwrap();
        assert!(ran.recv().is_err(), "it was dropped unbegun");
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn everything_else_comes_first() {
        let own = || rustix::process::getpriority_process(None).unwrap();
        let here = own();
        let there = Threads::start().unwrap().run(own).await.unwrap();
        assert_eq!(there, (here + NICER).min(19));
        assert_eq!(own(), here, "and only of those threads");
    }
}
