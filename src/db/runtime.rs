//! Connections to a server that outlive the thread that opened them. A socket is driven by the runtime in which it was opened,
//! and a thread that serves has one of its own, which ends with it: the connections it opened would go dead in the hands of
//! others, in the middle of a COMMIT at worst. So all are opened within the runtime of the database.

use std::future::{Future, poll_fn};

use tokio::runtime::Handle;

/// Carries out `work` in the task that asks; what it opens belongs to `runtime`.
pub async fn within<T>(runtime: &Handle, work: impl Future<Output = T>) -> T {
    // Apart: opening a connection takes much room, and every future that asks the database would have it in itself.
    let mut work = Box::pin(work);
    poll_fn(|context| {
        let _within = runtime.enter();
        work.as_mut().poll(context)
    })
    .await
}
