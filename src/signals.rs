//! What a process does when it is told to stop again. The first time is the server's: it finishes what is in flight.

/// Ends the process at once when it is told to stop for the second time: whoever does so doesn't want to wait for slow
/// clients. What was acknowledged is in the database by then; what was counted in the last seconds is lost.
#[cfg(unix)]
pub async fn end_at_the_second() {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::quit()];
    let (Ok(mut terminate), Ok(mut interrupt), Ok(mut quit)) = (signal(kinds[0]), signal(kinds[1]), signal(kinds[2]))
    else {
        // The server says the same of the first.
        tracing::warn!("signals can't be listened to");
        return;
    };
    let mut next = async || {
        tokio::select! {
            _ = terminate.recv() => kinds[0],
            _ = interrupt.recv() => kinds[1],
            _ = quit.recv() => kinds[2],
        }
    };
    next().await;
    let kind = next().await;
    tracing::warn!("told to stop again, and ended at once");
    // As a shell tells that a signal has ended it.
    std::process::exit(128 + kind.as_raw_value());
}

/// Elsewhere than on Unix the first time ends it.
#[cfg(not(unix))]
pub async fn end_at_the_second() {}
