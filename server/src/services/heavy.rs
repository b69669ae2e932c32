//! Work that keeps a core busy for a while: on a thread of its own, which gives way to those that answer requests.

use std::io;
use std::thread;

use tokio::sync::oneshot;

/// Does the work off the runtime. It is done to its end even if whoever asked has gone.
///
/// # Errors
/// No thread is to be had, or the work panicked.
pub(super) async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> io::Result<T> {
    let (done, result) = oneshot::channel();
    thread::Builder::new().name("heavy".to_owned()).spawn(move || {
        give_way();
        let _ = done.send(work());
    })?;
    result.await.map_err(io::Error::other)
}

/// Has this thread work when no other wants to.
fn give_way() {
    // Elsewhere it would be the whole program. Refused, the thread works like the others.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 19);
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[tokio::test]
    async fn heavy_work_gives_way_and_nothing_else_does() {
        let nice = || rustix::process::getpriority_process(None).expect("a priority");
        let before = nice();
        assert_eq!(super::run(nice).await.expect("done"), 19);
        assert_eq!(nice(), before);
    }

    #[tokio::test]
    async fn work_that_panics_is_an_error() {
        assert!(super::run(|| panic!("on purpose")).await.is_err());
    }
}
