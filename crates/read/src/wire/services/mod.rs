//! Conversations that tell what a service is and whether it asks who is there: bytes out, a judgement of bytes in.
//!
//! Each is the shortest exchange that proves it, reads only, and gives no name and no password but an empty one; an
//! anonymous login counts as none. `look` holds the connection, its deadline and its bounds.

mod brokers;
mod caches;
mod coordination;
mod directory;
mod documents;
mod files;
pub mod logins;
mod screens;
mod shares;
mod smb;
mod sql;
mod status;
mod table;
mod web;

#[cfg(test)]
mod tests;

use sneck_model::Access;

pub use table::{PROBES, Probe, by_command, by_first_words, by_port, by_program, is_tunnel, silent};
pub use web::generic_request;

/// What has been heard so far.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// The answers to what was said before, over all connections of this conversation, the first of all being what came
    /// before anything was said.
    pub before: &'a [Vec<u8>],
    /// What came since the last thing that was said.
    pub now: &'a [u8],
    /// Nothing more will come: the other side closed, the time is over, or it was too much.
    pub ended: bool,
    /// A random word, for a name that nobody has.
    pub nonce: &'a str,
    /// The name of the program that listens, where it is known.
    pub program: &'a str,
}

impl Heard<'_> {
    /// How many things were said before this answer.
    #[must_use]
    pub fn turn(&self) -> usize {
        self.before.len()
    }

    fn listen(&self) -> Next {
        if self.ended { Next::Other } else { Next::Listen }
    }
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Send this, and hear.
    Say(Vec<u8>),
    /// Connect anew, send this, and hear.
    Anew(Vec<u8>),
    /// Hear more: the answer is not whole.
    Listen,
    /// It is known.
    Known(Found),
    /// It speaks something else, or nothing.
    Other,
}

/// What a conversation found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The product, in the words of `service.kind`.
    pub product: &'static str,
    /// Its release.
    pub version: Option<String>,
    /// Whether it asks who is there.
    pub access: Access,
    /// What shows that, as a clause.
    pub proof: String,
    /// Other machines are refused, whatever it listens on.
    pub refuses_strangers: Option<bool>,
    /// The account that was let in may do everything; nothing where that was not asked.
    pub superuser: Option<bool>,
    /// What is said before the connection is closed.
    pub parting: Vec<u8>,
}

impl Found {
    fn new(product: &'static str, access: Access, proof: impl Into<String>) -> Self {
        Self {
            product,
            version: None,
            access,
            proof: proof.into(),
            refuses_strangers: None,
            superuser: None,
            parting: Vec::new(),
        }
    }

    fn open(product: &'static str, proof: impl Into<String>) -> Self {
        Self::new(product, Access::Open, proof)
    }

    fn guarded(product: &'static str, proof: impl Into<String>) -> Self {
        Self::new(product, Access::Guarded, proof)
    }

    fn unknown(product: &'static str, proof: impl Into<String>) -> Self {
        Self::new(product, Access::Unknown, proof)
    }

    fn version(mut self, version: Option<String>) -> Self {
        self.version = version.filter(|text| !text.is_empty()).map(|text| cleaned(&text));
        self
    }

    fn parting(mut self, bytes: &[u8]) -> Self {
        self.parting = bytes.to_vec();
        self
    }
}

impl From<Found> for Next {
    fn from(found: Found) -> Self {
        Self::Known(found)
    }
}

/// Characters of a release that are kept: a service may say anything.
const LONGEST_VERSION: usize = 60;

fn cleaned(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(LONGEST_VERSION).collect()
}

/// The text between two marks.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let rest = &text[text.find(before)? + before.len()..];
    Some(&rest[..rest.find(after).unwrap_or(rest.len())])
}

fn text_of(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
