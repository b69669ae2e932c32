//! Hashing of passwords. Each takes some twenty megabytes and a core for a while, so it is done off
//! the threads that answer others, and by few at once however many ask.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::{AccountError, Result, heavy};

/// Words of this product, which somebody tries first.
const CONTEXT: [&str; 3] = ["lagesbild", "lägesbild", "samordnare"];
/// Of so many that are tried first a password is none.
const FIRST: u64 = 100_000;

/// Whether a password is among the first that somebody tries for an address.
fn is_guessed_first(password: &str, email: &str) -> bool {
    let known: Vec<&str> = email.split(['@', '.']).chain([email]).chain(CONTEXT).collect();
    zxcvbn::zxcvbn(password, &known).guesses() < FIRST
}

/// Who may hash now.
#[derive(Clone)]
pub struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    /// Half as many at once as there are cores, at least one.
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self(Arc::new(Semaphore::new((cores / 2).max(1))))
    }
}

impl Passwords {
    /// An argon2id hash with the library's current parameters.
    ///
    /// # Errors
    /// Refused when the password is too short or too long, or among the first that somebody tries for this address.
    pub async fn hash(&self, password: &str, email: &str) -> Result<String> {
        if !(8..=200).contains(&password.chars().count()) {
            return Err(AccountError::BadPassword.into());
        }
        let (password, email) = (password.to_owned(), email.to_owned());
        let hash = self.alone(move || (!is_guessed_first(&password, &email)).then(|| password_auth::generate_hash(password)));
        hash.await?.ok_or_else(|| AccountError::CommonPassword.into())
    }

    /// Whether a password is the one that a hash was made from. Without a hash it takes as long.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool> {
        let password: String = password.chars().take(201).collect();
        self.alone(move || match hash {
            Some(hash) => password_auth::verify_password(password, &hash).is_ok(),
            None => {
                let _ = password_auth::generate_hash(password);
                false
            }
        })
        .await
    }

    /// Works off the runtime when a place is free. The place is given back when the work is done,
    /// even if whoever asked has gone.
    async fn alone<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let place = Arc::clone(&self.0).acquire_owned().await.map_err(std::io::Error::other)?;
        let done = heavy::run(move || {
            let result = work();
            drop(place);
            result
        });
        Ok(done.await?)
    }
}
