//! The second round: asks the questions of rules, and drives their scripts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sneck_model::{Ask, Calibration, Conclusion, Consent, Exchange, Message, Next, Question, Reply, Request, Script};
use sneck_read::wire::{Address, writes};
use tokio::task::JoinSet;

use super::Seen;
use super::calibrate::calibrate;
use super::engine::{Answer, Engine};
use super::logins::{is_nobody, is_try};
use super::unasked::{self, Not};

/// Questions that are under way at the same time; the pace of each origin is another matter.
const AT_ONCE: usize = 64;

/// What came of one question.
#[derive(Default)]
struct Told {
    exchanges: Vec<Exchange>,
    conclusions: Vec<Conclusion>,
    not: Option<Not>,
}

/// Asks everything.
pub async fn all(engine: &Arc<Engine>, asks: Vec<Ask>, told: &(dyn Fn(u64, u64) + Sync)) -> Seen {
    let (done, total) = (AtomicU64::new(0), asks.len() as u64);
    let mut waiting = asks.into_iter().enumerate();
    let (mut running, mut all) = (JoinSet::new(), Vec::new());
    loop {
        while running.len() < AT_ONCE
            && let Some((at, ask)) = waiting.next()
        {
            let engine = Arc::clone(engine);
            running.spawn(async move { (at, one(&engine, &ask).await) });
        }
        let Some(ended) = running.join_next().await else { break };
        told(done.fetch_add(1, Ordering::Relaxed) + 1, total);
        // A question that broke is a mistake of ours, and its row is missed; the others stand.
        all.extend(ended.ok());
    }
    all.sort_by_key(|(at, _)| *at);
    gathered(all.into_iter().map(|(_, told)| told))
}

fn gathered(all: impl Iterator<Item = Told>) -> Seen {
    let (mut seen, mut not) = (Seen::default(), Vec::new());
    for told in all {
        seen.exchanges.extend(told.exchanges);
        seen.conclusions.extend(told.conclusions);
        not.extend(told.not);
    }
    seen.not_looked_at = unasked::rows(not);
    seen
}

async fn one(engine: &Engine, ask: &Ask) -> Told {
    let not = |why: String| Told { not: Some(not_asked(ask, why)), ..Told::default() };
    if !engine.options.allows(ask.consent) {
        return not(format!("it needs {}", ask.consent.granted_by()));
    }
    match &ask.question {
        Question::Request(request) => {
            if let Some(why) = refused(engine, ask, request) {
                return not(why);
            }
            match followed(engine, request).await {
                Ok(all) => Told { exchanges: all.iter().map(|seen| asked_by(ask, seen)).collect(), ..Told::default() },
                Err(why) => not(why),
            }
        }
        Question::Script(script) => run(engine, ask, script).await,
    }
}

/// Why a request is not made: its name says that it changes something, or its method does and the question does not
/// need the consent that covers it.
fn refused(engine: &Engine, ask: &Ask, request: &Request) -> Option<String> {
    let covered = ask.consent == Consent::Disposable;
    if !covered && let Some(why) = engine.refuses(request) {
        return Some(why.to_owned());
    }
    let writing = writes(&request.method, &request.headers) && ask.consent < Consent::Credentials;
    writing.then(|| format!("{} may change something, and the rule does not ask for consent", request.method))
}

fn asked_by(ask: &Ask, seen: &Exchange) -> Exchange {
    Exchange { asked_by: Some(Arc::clone(&ask.rule)), ..seen.clone() }
}

fn not_asked(ask: &Ask, why: String) -> Not {
    let what = match &ask.question {
        Question::Request(request) => format!("{} {}", request.method, request.url()),
        Question::Script(script) => script.origin.url.clone(),
    };
    Not { what, rule: Arc::clone(&ask.rule), why }
}

/// The answer, and those of redirects that were followed: only to the same origin.
async fn followed(engine: &Engine, request: &Request) -> Result<Vec<Exchange>, String> {
    let mut request = request.clone();
    let mut all = Vec::new();
    loop {
        let seen = engine.answer(&request).await?;
        let calibration = calibrated(engine, &request, &seen).await;
        let next = if request.follow > 0 { next(&request, &seen) } else { None };
        all.push(Exchange { calibration, ..Exchange::clone(&seen) });
        match next {
            Some(next) if engine.refuses(&next).is_none() => request = next,
            _ => return Ok(all),
        }
    }
}

async fn calibrated(engine: &Engine, request: &Request, seen: &Arc<Exchange>) -> Calibration {
    if request.calibrate { calibrate(engine, request, seen).await } else { seen.calibration }
}

fn next(request: &Request, seen: &Exchange) -> Option<Request> {
    let to = seen.header("location").next().filter(|_| (300..400).contains(&seen.status))?;
    let to = Address::parse(&request.url())?.join(to)?;
    let same = to.origin() == request.origin.url;
    let again = Request { target: to.target.into(), follow: request.follow - 1, raw: None, ..request.clone() };
    same.then_some(again)
}

/// Drives a script up to its ceiling.
async fn run(engine: &Engine, ask: &Ask, script: &Script) -> Told {
    let mut step = (script.start)(&engine.options.nonces);
    let (mut reply, mut missed) = (None, None);
    for sent in 0..=script.ceiling {
        match step(reply.as_ref()) {
            Next::Done(found) => return concluded(ask, found, reply.is_some(), missed),
            Next::Send(_) if sent == script.ceiling => break,
            Next::Send(message) => {
                let said = said(engine, ask, script, &message).await;
                if let Reply::Nothing(why) = &said {
                    missed.get_or_insert_with(|| why.clone());
                }
                reply = Some(said);
            }
        }
    }
    let why = format!("it wanted more than {} exchanges", script.ceiling);
    Told { not: Some(not_asked(ask, why)), ..Told::default() }
}

/// What a script found, and what it did not get to see: silence is no answer.
fn concluded(ask: &Ask, found: Vec<Conclusion>, asked: bool, missed: Option<String>) -> Told {
    let why = match (missed, found.is_empty()) {
        (Some(why), true) => Some(why),
        (Some(why), false) => Some(format!("a part of it was not answered: {why}")),
        (None, true) if !asked => Some("it has no question to this address".to_owned()),
        (None, _) => None,
    };
    Told {
        conclusions: found.into_iter().map(|one| of(ask, one)).collect(),
        not: why.map(|why| not_asked(ask, why)),
        ..Told::default()
    }
}

fn of(ask: &Ask, conclusion: Conclusion) -> Conclusion {
    Conclusion { rule: Arc::clone(&ask.rule), ..conclusion }
}

async fn said(engine: &Engine, ask: &Ask, script: &Script, message: &Message) -> Reply {
    match message {
        Message::Tls => match engine.tls_of(&script.origin.url) {
            Some(seen) => Reply::Tls(seen),
            None => Reply::Nothing("nothing is known of its TLS".to_owned()),
        },
        Message::Lookup(question) => engine.lookup(question).await.map_or_else(Reply::Nothing, Reply::Lookup),
        Message::Talk(talk) => engine.talk(talk).await.map_or_else(Reply::Nothing, Reply::Talk),
        Message::Http(request) => replied(http(engine, ask, request).await),
        Message::Login { account, request } => replied(login(engine, ask, account, request).await),
    }
}

fn replied(answer: Answer) -> Reply {
    answer.map_or_else(Reply::Nothing, Reply::Http)
}

/// A try with a password, if one more is allowed.
async fn login(engine: &Engine, ask: &Ask, account: &str, request: &Request) -> Answer {
    if ask.consent < Consent::Credentials {
        return Err("the rule does not ask for consent to try passwords".to_owned());
    }
    engine.options.tries.count(&request.origin.url, account)?;
    if let Some(why) = refused(engine, ask, request) {
        return Err(why);
    }
    // Its account has a limit of its own; scripts that name none find fewer tries left.
    drop(engine.logins.take(request));
    last(engine, request).await
}

/// The last answer. What may be a try to log in is one of a few, unless the target may be broken.
async fn http(engine: &Engine, ask: &Ask, request: &Request) -> Answer {
    let disposable = engine.options.allows(Consent::Disposable);
    if !disposable && let Some(why) = refused(engine, ask, request) {
        return Err(format!("{why}; {} allows it", Consent::Disposable.granted_by()));
    }
    if disposable || !is_try(ask, request) {
        return last(engine, request).await;
    }
    engine.logins.take(request)?;
    let answer = last(engine, request).await;
    if is_nobody(&answer) {
        engine.logins.give_back(request);
    }
    answer
}

/// Without anything to add it is the one that everybody shares.
async fn last(engine: &Engine, request: &Request) -> Answer {
    if request.follow == 0 && !request.calibrate {
        return engine.answer(request).await;
    }
    let mut all = followed(engine, request).await?;
    all.pop().map(Arc::new).ok_or_else(|| "there was no answer".to_owned())
}
