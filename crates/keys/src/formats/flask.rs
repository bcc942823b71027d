//! Flask's session cookie: `JSON.time.signature`, in the base64 of addresses; a point in front when it is compressed.
//!
//! `flask.sessions.SecureCookieSessionInterface` makes an itsdangerous `URLSafeTimedSerializer` with the salt
//! `cookie-session`, derives the key by HMAC and signs with SHA-1. Flask-Session signs the name of a stored session
//! (`flask_session.base`, salt `flask-session`).

use super::itsdangerous::{Parts, payload};
use crate::content::Content;
use crate::hash::Hash;
use crate::signed::{Derivation, Input, Signed};

const GRANTS: &str = "writes a session as any user";

/// Adds the readings of a text.
pub(super) fn read(input: &Input<'_>, all: &mut Vec<Signed>) {
    let Some(parts) = Parts::of(input.value).filter(|parts| parts.hash() == Hash::Sha1) else { return };
    match parts.made {
        Some(made) => {
            let Some(content) = payload(parts.payload) else { return };
            let derivation = Derivation::Hmac(Hash::Sha1, b"cookie-session".to_vec());
            all.push(parts.signed("Flask session", GRANTS, derivation, content.made(Some(made))));
        }
        None => {
            let derivation = Derivation::Hmac(Hash::Sha1, b"flask-session".to_vec());
            all.push(parts.signed(
                "Flask-Session's signed session id",
                "signs session ids of his choice",
                derivation,
                Content::of("the id of a session that the server keeps"),
            ));
        }
    }
}
