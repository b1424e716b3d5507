//! Passwords, hashed by Argon2id.

use std::sync::Arc;

use argon2::password_hash::{Error as HashError, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// Hashes at once: 38 MiB by default, where fifty people who sign in together would take 950. They only compute, so
/// more of them at once gain nothing on a small machine, and leave nothing to others on any.
const AT_ONCE: usize = 2;

/// What a password's hash costs. The default is what OWASP asks for: 19 MiB and two passes.
#[derive(Debug, Clone)]
pub struct Passwords {
    params: Params,
    turns: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new(Params::default())
    }
}

impl Passwords {
    /// Next to nothing, for tests that sign in: 8 KiB and one pass.
    pub fn cheap() -> Self {
        Self::new(Params::new(Params::MIN_M_COST, 1, 1, None).expect("within Argon2's limits"))
    }

    fn new(params: Params) -> Self {
        Self {
            params,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// The hash to store, with a salt of its own.
    pub(crate) async fn hash(&self, password: String) -> Result<String> {
        let argon2 = self.argon2();
        let hashed = self.off_the_loop(move || {
            argon2
                .hash_password(password.as_bytes())
                .map(|hash| hash.to_string())
        });
        hashed
            .await?
            .map_err(|error| Error::Password(error.to_string()))
    }

    /// Whether it is this password.
    pub(crate) async fn verify(&self, password: String, hash: String) -> Result<bool> {
        let argon2 = self.argon2();
        let verified = self
            .off_the_loop(move || {
                argon2.verify_password(password.as_bytes(), &PasswordHash::new(&hash)?)
            })
            .await?;
        match verified {
            Ok(()) => Ok(true),
            Err(HashError::PasswordInvalid) => Ok(false),
            Err(error) => Err(Error::Password(error.to_string())),
        }
    }

    fn argon2(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }

    /// A hash takes tens of milliseconds of a processor, for which other requests must not wait.
    async fn off_the_loop<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|error| Error::Password(error.to_string()))?;
        // The turn ends with the work, also where nobody waits for its result any more.
        let work = move || {
            let result = work();
            drop(turn);
            result
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| Error::Password(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_same_password_passes() {
        let passwords = Passwords::cheap();
        let hash = passwords.hash("correct horse".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(
            passwords
                .verify("correct horse".to_owned(), hash.clone())
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("correct house".to_owned(), hash)
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn a_hash_that_is_none_is_an_error() {
        let verified = Passwords::cheap()
            .verify("any".to_owned(), "no hash".to_owned())
            .await;
        assert!(matches!(verified, Err(Error::Password(_))), "{verified:?}");
    }
}
