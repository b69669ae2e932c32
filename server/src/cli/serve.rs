//! The server process: log, listener, and an end that lets requests finish.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use crate::config::Config;
use crate::mail::LONGEST;
use crate::services::Services;
use crate::services::letters::Step;
use crate::web;

/// Seconds between two looks for a round whose last day has passed.
const CLOCK: i64 = 30;
/// How often the worker looks for a round that is to be closed.
const PAUSE: Duration = Duration::from_millis(500);

/// How often the worker looks for letters.
const POST: Duration = Duration::from_secs(2);
/// How long it waits for a mail server that is out of reach.
const POST_AGAIN: Duration = Duration::from_secs(30);

/// Serves until told to stop.
pub(super) async fn run(config: Config) -> anyhow::Result<()> {
    log(&config);
    let addr = config.addr;
    let services = super::start(config).await?;
    serve(services, addr, |_| ()).await
}

/// Listens, tells where, and answers.
pub(super) async fn serve(services: Services, addr: SocketAddr, told: impl FnOnce(SocketAddr)) -> anyhow::Result<()> {
    // Views are rendered without futures of their own, but the library wants an executor to exist.
    let _ = any_spawner::Executor::init_tokio();
    let listener = TcpListener::bind(addr).await.map_err(|e| anyhow::anyhow!("{addr}: går inte att lyssna på ({e})"))?;
    let addr = listener.local_addr()?;
    if !web::assets::has_bundle() {
        tracing::warn!("built without the browser bundle: pages work, islands stay asleep");
    }
    tracing::info!(%addr, "listening");
    told(addr);
    let clock = tokio::spawn(rounds(services.clone()));
    let (stop, stopping) = watch::channel(());
    let worker = tokio::spawn(post(services.clone(), stopping));
    let store = services.store.clone();
    axum::serve(listener, web::router(services)).with_graceful_shutdown(stopped()).await?;
    clock.abort();
    // A letter that is under way is brought to its end: cut off, nobody would know of it.
    drop(stop);
    let _ = tokio::time::timeout(LONGEST, worker).await;
    store.close().await;
    Ok(())
}

/// Closes rounds as their last day passes or as they are asked to, and rewrites files that still
/// hold older copies of answers.
async fn rounds(services: Services) {
    let worker = services.ambient.id();
    let mut looked = 0;
    loop {
        let now = services.ambient.seconds();
        let work = async {
            if now >= looked + CLOCK {
                looked = now;
                services.close_overdue().await?;
                services.vacuum().await?;
            }
            services.work_on_closing(&worker).await
        };
        if let Err(error) = work.await {
            tracing::error!(cause = ?error, "rounds could not be looked after");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Sends letters as they come due, until told to stop.
async fn post(services: Services, mut stopping: watch::Receiver<()>) {
    let Some(post) = services.config.post() else {
        if services.config.smtp_url.is_some() {
            tracing::warn!("LAGESBILD_MAIL_FROM is not set: no letters are sent");
        }
        return;
    };
    let worker = services.ambient.id();
    let mut begun = services.begin_posting().await;
    loop {
        let step = match begun {
            Ok(()) => services.post_one(&post, &worker).await,
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
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = if config.log_json { log.json().try_init() } else { log.try_init() };
}

/// Ends on Ctrl-C, or when the service manager asks.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
