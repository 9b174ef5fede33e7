//! Passwords: Argon2id (m=19456 KiB, t=2, p=1), hashed on threads for it (`threads`), so that a flood of sign-ins can't
//! starve everything else.

use std::fmt;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash as Phc;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::threads::Threads;
use crate::error::Error;
use crate::id::hex;

/// The most bytes of a password: what is longer is a paste gone wrong, or an attempt to keep us busy.
const LONGEST: usize = 1_000;
const SHORTEST: usize = 8;

/// A password as typed; it can't be printed.
#[derive(Clone)]
pub struct Password(SecretString);

impl Password {
    /// Takes what was typed to sign in, whatever it is.
    pub fn typed(text: &str) -> Self {
        // What can't be anyone's password is cut: hashing it would be work for nothing.
        let end = text.char_indices().map(|(at, _)| at).find(|at| *at > LONGEST).unwrap_or(text.len());
        Self(SecretString::from(&text[..end]))
    }

    /// Reads a new password; the error is for its field. `of` are words it should not be made of.
    pub fn choose(text: &str, of: &[&str]) -> Result<Self, String> {
        let length = text.chars().count();
        if length < SHORTEST {
            return Err(t!("password-too-short", least = SHORTEST).into());
        }
        if text.len() > LONGEST {
            return Err(t!("password-too-long", most = LONGEST.to_string()).into());
        }
        // Beyond a hundred characters the estimate takes longer and says nothing new.
        let start: String = text.chars().take(100).collect();
        if zxcvbn::zxcvbn(&start, of).score() < zxcvbn::Score::Three {
            return Err(t!("password-easy").into());
        }
        Ok(Self(SecretString::from(text)))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// A hashed password, in the PHC string format.
#[derive(Clone)]
pub struct PasswordHash(SecretString);

impl PasswordHash {
    /// As the database keeps it.
    pub fn from_stored(text: String) -> Self {
        Self(SecretString::from(text))
    }

    /// What tells this hash from any later one of the same person, and nothing else about it.
    pub fn mark(&self) -> String {
        hex(&Sha256::digest(format!("session {}", self.0.expose_secret()).as_bytes())[..16])
    }

    pub(super) fn stored(&self) -> String {
        self.0.expose_secret().to_owned()
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Hashes and checks passwords, on threads for it: whoever tries passwords, however many, keeps nothing else waiting.
#[derive(Clone, Debug)]
pub struct Hasher {
    threads: Threads,
    /// Checked in place of an unknown account's, so that the time of an answer doesn't tell whether one exists.
    nobody: PasswordHash,
}

impl Hasher {
    /// A hasher for this machine. Takes as long as hashing one password.
    pub fn new() -> Result<Self, Error> {
        let nobody = hash(&Password::typed("nobody has this password"))?;
        Ok(Self { threads: Threads::start()?, nobody })
    }

    /// Hashes a new password.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, Error> {
        self.threads.run(move || hash(&password)).await?
    }

    /// Whether the password is the hashed one; for no hash at all the answer is no, after the same work.
    pub async fn verify(&self, password: Password, against: Option<PasswordHash>) -> Result<bool, Error> {
        let known = against.is_some();
        let against = against.unwrap_or_else(|| self.nobody.clone());
        let right = self.threads.run(move || verify(&password, &against)).await??;
        Ok(right && known)
    }
}

fn hash(password: &Password) -> Result<PasswordHash, Error> {
    let hashed = Argon2::default().hash_password(password.0.expose_secret().as_bytes());
    hashed.map(|phc| PasswordHash(SecretString::from(phc.to_string()))).map_err(|e| Error::Internal(e.to_string()))
}

fn verify(password: &Password, against: &PasswordHash) -> Result<bool, Error> {
    let phc = Phc::new(against.0.expose_secret()).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(Argon2::default().verify_password(password.0.expose_secret().as_bytes(), &phc).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_has_the_parameters_we_promise() {
        let hashed = hash(&Password::typed("correct horse battery staple")).unwrap();
        assert!(hashed.stored().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", &hashed.stored()[..40]);
        assert!(verify(&Password::typed("correct horse battery staple"), &hashed).unwrap());
        assert!(!verify(&Password::typed("correct horse battery stapl"), &hashed).unwrap());
        assert_eq!(format!("{hashed:?} {:?}", Password::typed("x")), "PasswordHash(…) Password(…)");
    }

    #[test]
    fn weak_passwords_are_refused_in_words() {
        for (weak, says) in
            [("short", "at least 8"), ("password123", "easy to guess"), ("aaaaaaaaaaaa", "easy to guess")]
        {
            assert!(Password::choose(weak, &[]).unwrap_err().contains(says), "{weak}");
        }
        assert!(Password::choose("Ada Lovelace 1815", &["Ada Lovelace 1815"]).is_err(), "made of what is known");
        assert!(Password::choose("violet harbour tactful onion", &[]).is_ok());
    }
}
