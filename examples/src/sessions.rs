//! Who is signed in: sessions, each known by a bearer token.

use sha2::{Digest as _, Sha256};

use crate::clock::unix_now;
use crate::db::{Db, on};
use crate::error::Result;
use crate::random::random_hex;
use crate::users::User;

/// Seconds until one has to sign in again: 30 days.
const LIFETIME: i64 = 30 * 24 * 60 * 60;

/// What a client shows to be let in. The database holds its hash alone, so that a copy of the database
/// lets nobody in; a random token needs no slow hash.
pub(crate) struct Token(String);

impl Token {
    fn random() -> Result<Self> {
        random_hex().map(Self)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(&self.0).to_vec()
    }
}

impl From<&str> for Token {
    fn from(token: &str) -> Self {
        Self(token.to_owned())
    }
}

/// Opens a session, and forgets those of the user that are over.
pub(crate) async fn open(db: &Db, user_id: i64) -> Result<Token> {
    let token = Token::random()?;
    let now = unix_now();
    on!(db, pool => {
        let expired = "DELETE FROM sessions WHERE user_id = $1 AND expires_at <= $2";
        sqlx::query(expired).bind(user_id).bind(now).execute(pool).await?;
        let open = "INSERT INTO sessions (token_hash, user_id, expires_at) VALUES ($1, $2, $3)";
        sqlx::query(open).bind(token.hash()).bind(user_id).bind(now + LIFETIME).execute(pool).await?;
    });
    Ok(token)
}

/// Whose token it is: nobody's any more once the user is deleted.
pub(crate) async fn user(db: &Db, token: &Token) -> sqlx::Result<Option<User>> {
    let sql = "SELECT u.id, u.username, u.email, u.team, u.created_at FROM sessions s JOIN users u ON u.id = s.user_id \
               WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.deleted_at IS NULL";
    on!(db, pool => sqlx::query_as(sql).bind(token.hash()).bind(unix_now()).fetch_optional(pool).await)
}

pub(crate) async fn close(db: &Db, token: &Token) -> sqlx::Result<()> {
    let sql = "DELETE FROM sessions WHERE token_hash = $1";
    on!(db, pool => sqlx::query(sql).bind(token.hash()).execute(pool).await.map(drop))
}
