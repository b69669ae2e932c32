//! The server process: log, listener, and an end that lets requests finish.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum_server::Handle;
use tokio::sync::{Semaphore, watch};
use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};
use crate::mail::LONGEST;
use crate::services::backup::schedule;
use crate::services::letters::{self, Step};
use crate::services::{Context, closing, keys, upgrade};
use crate::web;
use crate::web::limits::HEAD;

/// What is never logged in more detail, whatever is asked for.
const QUIET: [&str; 6] =
    ["tower_http::csrf=info", "hyper=info", "hyper_util=info", "axum=info", "sqlx=info", "tower_sessions=info"];

/// Seconds between two looks for a round whose last day has passed.
const CLOCK: i64 = 30;
/// How often the worker looks for a round that is to be closed.
const PAUSE: Duration = Duration::from_millis(500);
/// The same when that could not be done.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(10);

/// How often the worker looks for letters.
const POST: Duration = Duration::from_secs(2);
/// How long it waits for a mail server that is out of reach.
const POST_AGAIN: Duration = Duration::from_secs(30);

/// How long the database has to close when all requests have ended.
const CLOSING: Duration = Duration::from_secs(1);

/// Serves until told to stop.
pub(super) async fn run(config: Config) -> anyhow::Result<()> {
    log(&config);
    let addr = config.addr;
    let cx = super::start(config).await?;
    serve(cx, addr, |_| ()).await
}

/// Listens, tells where, and answers.
pub(super) async fn serve(cx: Context, addr: SocketAddr, told: impl FnOnce(SocketAddr)) -> anyhow::Result<()> {
    // Views are rendered without futures of their own, but the library wants an executor to exist.
    let _ = any_spawner::Executor::init_tokio();
    open_many_files();
    let stopped = stopped()?;
    let listener = TcpListener::bind(addr).map_err(|e| anyhow::anyhow!("{addr}: går inte att lyssna på ({e})"))?;
    let addr = listener.local_addr()?;
    if !web::assets::has_bundle() {
        tracing::warn!("built without the browser bundle: pages work, islands stay asleep");
    }
    tracing::info!(%addr, "listening");
    told(addr);
    let clock = tokio::spawn(rounds(cx.clone()));
    let (stop, stopping) = watch::channel(());
    let worker = tokio::spawn(post(cx.clone(), stopping));
    let store = cx.store.clone();
    // The worker hears of it at once, not when the last request has ended.
    let (leaving, drain) = (Arc::clone(&cx.leaving), cx.config.patience.drain);
    let asked = async move {
        let by_manager = stopped.await;
        drop(stop);
        leaving.store(true, Ordering::Relaxed);
        if by_manager {
            // A proxy in front asks, hears it, and leads what comes to another server.
            tokio::time::sleep(drain).await;
        }
    };
    answer(listener, cx, asked).await?;
    clock.abort();
    // A letter that is under way is brought to its end: cut off, nobody would know of it.
    let _ = tokio::time::timeout(LONGEST, worker).await;
    let _ = tokio::time::timeout(CLOSING, store.close()).await;
    Ok(())
}

/// Closes rounds as their last day passes or as they are asked to, and rewrites files that still
/// hold older copies of answers.
async fn rounds(cx: Context) {
    let worker = cx.ambient.id();
    let mut looked = 0;
    loop {
        let now = cx.ambient.seconds();
        let work = async {
            if now >= looked + CLOCK {
                looked = now;
                closing::request_overdue(&cx).await?;
                keys::look_after(&cx).await?;
                upgrade::vacuum(&cx).await?;
                back_up(&cx);
            }
            closing::work(&cx, &worker).await
        };
        let pause = match work.await {
            Ok(_) => {
                cx.metrics.worker_was_here(now);
                PAUSE
            }
            Err(error) => {
                tracing::error!(cause = ?error, "rounds could not be looked after");
                PAUSE_AFTER_FAULT
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// Takes a copy if one is due, beside what else is done: a large one takes its time.
fn back_up(cx: &Context) {
    static UNDER_WAY: Semaphore = Semaphore::const_new(1);
    let Ok(place) = UNDER_WAY.try_acquire() else { return };
    let cx = cx.clone();
    tokio::spawn(async move {
        let _place = place;
        if let Err(error) = schedule::look_after(&cx).await {
            tracing::error!(cause = ?error, "no copy of the database could be taken");
        }
    });
}

/// Answers requests until asked to stop, and then for a while those that are under way.
async fn answer(listener: TcpListener, cx: Context, asked: impl Future<Output = ()> + Send + 'static) -> anyhow::Result<()> {
    let patience = cx.config.patience;
    let handle = Handle::new();
    let told = handle.clone();
    tokio::spawn(async move {
        asked.await;
        told.graceful_shutdown(Some(patience.end));
    });
    let mut server = axum_server::from_tcp(listener)?.handle(handle).http1_only();
    // Also how long a connection is kept for another request.
    server.http_builder().http1().header_read_timeout(patience.head).max_buf_size(HEAD);
    Ok(server.serve(web::router(cx).into_make_service_with_connect_info::<SocketAddr>()).await?)
}

/// Each connection is an open file, and what a shell starts with is often too few.
fn open_many_files() {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(files) => tracing::info!(files, "open files at most"),
        Err(error) => tracing::warn!(%error, "the limit of open files could not be raised"),
    }
}

/// Sends letters as they come due, until told to stop.
async fn post(cx: Context, mut stopping: watch::Receiver<()>) {
    let Some(post) = cx.config.post() else {
        if cx.config.smtp_url.is_some() {
            tracing::warn!("LAGESBILD_MAIL_FROM is not set: no letters are sent");
        }
        return;
    };
    let worker = cx.ambient.id();
    let mut begun = letters::give_up_left(&cx).await;
    loop {
        let step = match begun {
            Ok(()) => letters::send_next(&cx, &post, &worker).await,
            Err(error) => Err(error),
        };
        begun = Ok(());
        let pause = match step {
            Ok(Step::Tried) => Duration::ZERO,
            Ok(Step::Idle) => POST,
            Ok(Step::Unreachable) => POST_AGAIN,
            Err(error) => {
                tracing::error!(cause = ?error, "letters could not be sent");
                POST_AGAIN
            }
        };
        // Nothing is ever said through the channel: that it ends is the message.
        if tokio::time::timeout(pause, stopping.changed()).await.is_ok() {
            return;
        }
    }
}

pub(super) fn log(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    // Below this level libraries log addresses and headers, which hold links and codes.
    let filter = QUIET.iter().filter_map(|quiet| quiet.parse().ok()).fold(filter, EnvFilter::add_directive);
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let log = log.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()));
    let _ = match config.log_format {
        LogFormat::Json => log.json().try_init(),
        LogFormat::Text => log.try_init(),
    };
}

/// Ends on Ctrl-C, or when the service manager asks, and says whether it was that; heard from the call on, not first when
/// awaited.
#[cfg(unix)]
fn stopped() -> std::io::Result<impl Future<Output = bool>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => false,
            _ = terminate.recv() => true,
        }
    })
}

/// Ends on Ctrl-C.
#[cfg(not(unix))]
fn stopped() -> std::io::Result<impl Future<Output = bool>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
        false
    })
}
