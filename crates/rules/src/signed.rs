//! Signatures that were seen live and fit a key that is known: the proof that the key is the one in use.
//!
//! Every cookie and every token of an answer is tried with what the project holds and with what is published. Nothing is
//! ever signed.

use std::collections::BTreeSet;

use sneck_keys::candidates::{self, Published};
use sneck_keys::{Input, Search, Signed};
use sneck_model::{Exchange, Facts, Place, Secret, Standing, Step, Subject, Value};

use crate::live;

/// Signed texts that are tried, at most: a crawl meets the same session again and again.
const MOST_TEXTS: usize = 64;
/// Keys of the project that are tried, at most.
const MOST_KEYS: usize = 4096;
/// Shorter ones are not tried where one try takes a thousand times as long.
const SHORTEST_SLOW: usize = 16;

/// A key that fits what was seen.
pub(crate) struct Proof {
    pub(crate) subject: Subject,
    pub(crate) standing: Standing,
    /// What the text is: `Flask session`.
    pub(crate) format: &'static str,
    /// What whoever has the key can do.
    pub(crate) grants: &'static str,
    /// Where the text stands, as words: `the cookie `session``.
    pub(crate) carrier: String,
    /// The answer that has it.
    pub(crate) step: Step,
    pub(crate) key: Known,
}

/// How a key is known.
pub(crate) enum Known {
    /// It stands in the project.
    Written(Written),
    /// Everybody knows it.
    Published(&'static Published),
}

/// A key that stands in the project.
#[derive(Clone)]
pub(crate) struct Written {
    pub(crate) secret: Secret,
    pub(crate) name: String,
    /// Where it is written first, then where it goes.
    pub(crate) because: Vec<Step>,
}

impl Written {
    /// Where it is written.
    pub(crate) fn place(&self) -> Option<&Place> {
        self.because.first().map(|step| &step.place)
    }
}

/// A signed text of an answer.
struct Seen {
    subject: Subject,
    standing: Standing,
    carrier: String,
    step: Step,
    readings: Vec<Signed>,
}

/// Every text that a known key fits, with the key; the project's own keys go before published ones.
pub(crate) fn proofs(facts: &Facts) -> Vec<Proof> {
    let texts = texts(facts);
    if texts.is_empty() {
        return Vec::new();
    }
    let written = written(facts);
    texts.into_iter().filter_map(|text| proof(text, &written)).collect()
}

fn proof(seen: Seen, written: &[Written]) -> Option<Proof> {
    let (reading, key) = by_project(&seen.readings, written).or_else(|| by_published(&seen.readings))?;
    let Signed { format, grants, .. } = seen.readings[reading];
    let Seen { subject, standing, carrier, step, .. } = seen;
    Some(Proof { subject, standing, format, grants, carrier, step, key })
}

/// The reading and the key of the project that fits it.
fn by_project(readings: &[Signed], written: &[Written]) -> Option<(usize, Known)> {
    let search = Search::new(readings);
    let slow = readings.iter().any(Signed::is_slow);
    written.iter().filter(|key| !slow || key.secret.len() >= SHORTEST_SLOW).find_map(|key| {
        let reading = key.secret.attempt(|bytes| {
            let spellings = candidates::spellings(bytes);
            let words: Vec<&[u8]> = spellings.iter().map(Vec::as_slice).collect();
            search.attempt(&words).first().map(|hit| hit.text)
        })?;
        Some((reading, Known::Written(key.clone())))
    })
}

/// The reading and the published key that fits it. Words are not tried where one try takes a thousand times as long.
fn by_published(readings: &[Signed]) -> Option<(usize, Known)> {
    let slow = readings.iter().any(Signed::is_slow);
    let all = candidates::published().iter().filter(|one| !slow || !one.source.is_empty());
    let (all, words): (Vec<&Published>, Vec<&[u8]>) = all.map(|one| (one, &one.key[..])).unzip();
    let hit = Search::new(readings).attempt(&words).into_iter().min_by_key(|hit| hit.word)?;
    Some((hit.text, Known::Published(all[hit.word])))
}

/// Signed texts of all answers, each once for each app and environment.
fn texts(facts: &Facts) -> Vec<Seen> {
    let mut all = Vec::new();
    let mut known = BTreeSet::new();
    for exchange in &facts.exchanges {
        let (subject, standing) = facts.about(exchange);
        for (carrier, step, readings, value) in carried(exchange) {
            let is_new = !readings.is_empty() && known.insert((subject.clone(), standing, value));
            if is_new && all.len() < MOST_TEXTS {
                all.push(Seen { subject: subject.clone(), standing, carrier, step, readings });
            }
        }
    }
    all
}

/// What carries a text, where, how it can be read, and the text itself.
type Carried = (String, Step, Vec<Signed>, Secret);

fn carried(exchange: &Exchange) -> Vec<Carried> {
    let mut all: Vec<Carried> = exchange.cookies.iter().map(|cookie| in_cookie(exchange, cookie)).collect();
    for token in tokens_of(exchange) {
        all.push(in_text(token, "a token in the answer", live::step(exchange, "body", "holds a token")));
    }
    let others = exchange.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("set-cookie"));
    for (name, value) in others {
        for token in sneck_keys::tokens(value) {
            let step = live::header_step(exchange, name, "holds a token");
            all.push(in_text(token, "a token in a header", step));
        }
    }
    all
}

/// Tokens that an answer hands out: of JSON, for pages and descriptions of interfaces show examples that anybody signed.
fn tokens_of(exchange: &Exchange) -> Vec<&str> {
    let json = exchange.header("content-type").any(|kind| kind.to_ascii_lowercase().contains("json"));
    let describes = ["\"openapi\"", "\"swagger\""].iter().any(|mark| exchange.body.contains(mark));
    let tokens = if json && !describes { sneck_keys::tokens(&exchange.body) } else { Vec::new() };
    tokens.into_iter().filter(|token| !is_example(token)).collect()
}

/// The token that every page on tokens shows: of John Doe, whose number is 1234567890.
fn is_example(token: &str) -> bool {
    crate::token::decode(token.as_bytes())
        .is_some_and(|(_, content)| crate::token::text_of(&content, "sub") == Some("1234567890"))
}

fn in_cookie(exchange: &Exchange, cookie: &sneck_model::Cookie) -> Carried {
    let beside = format!("{}.sig", cookie.name);
    let signature = exchange.cookies.iter().find(|other| other.name == beside);
    let read = |signature: Option<&[u8]>| {
        cookie.value.attempt(|value| sneck_keys::read(&Input { name: Some(&cookie.name), value, signature }))
    };
    let readings = match signature {
        Some(other) => other.value.attempt(|signature| read(Some(signature))),
        None => read(None),
    };
    let step = live::header_step(exchange, "set-cookie", format!("sets `{}`", cookie.name));
    (format!("the cookie `{}`", cookie.name), step, readings, cookie.value.clone())
}

fn in_text(token: &str, carrier: &str, step: Step) -> Carried {
    let readings = sneck_keys::read(&Input { value: token.as_bytes(), ..Input::default() });
    (carrier.to_owned(), step, readings, Secret::new(token))
}

/// Secrets of the project, each once: settings first, for their chain says the most.
fn written(facts: &Facts) -> Vec<Written> {
    let of_settings = facts.settings.iter().flat_map(|setting| {
        let secrets = secrets(&setting.value).into_iter();
        secrets.map(|secret| Written { secret, name: setting.raw.clone(), because: setting.because.clone() })
    });
    let of_literals = facts.literals.iter().map(|literal| Written {
        secret: literal.value.clone(),
        name: literal.name.clone(),
        because: vec![Step::new(literal.place.clone(), format!("is set to {}", literal.value))],
    });
    let variables = facts.environments.iter().flat_map(|environment| &environment.variables);
    let of_variables = variables.flat_map(|variable| {
        let because = vec![Step::new(variable.place.clone(), format!("sets {}", variable.name))];
        let secrets = secrets(&variable.value).into_iter();
        secrets.map(move |secret| Written { secret, name: variable.name.clone(), because: because.clone() })
    });
    let of_history = facts.past.iter().map(|past| Written {
        secret: past.value.clone(),
        name: past.name.clone(),
        because: vec![Step::new(past.place.clone(), format!("held {}", past.value))],
    });
    let mut known = BTreeSet::new();
    let all = of_settings.chain(of_literals).chain(of_variables).chain(of_history);
    all.filter(|one| !one.secret.is_empty() && known.insert(one.secret.clone())).take(MOST_KEYS).collect()
}

/// Every text of a value.
fn secrets(value: &Value) -> Vec<Secret> {
    match value {
        Value::Secret(secret) => vec![secret.clone()],
        Value::Text(text) => vec![Secret::new(text)],
        Value::List(all) | Value::OneOf(all) => all.iter().flat_map(secrets).collect(),
        Value::Map(all) => all.iter().flat_map(|(_, value)| secrets(value)).collect(),
        _ => Vec::new(),
    }
}

/// The sentence that begins every message: what was seen, and that a key fits.
pub(crate) fn begins(proof: &Proof) -> String {
    let carrier = &proof.carrier;
    format!("{}{} ({}) was signed with", carrier[..1].to_ascii_uppercase(), &carrier[1..], proof.format)
}
