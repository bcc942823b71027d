//! Sends requests, each only once, in their turn, and counts them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sneck_model::{Consent, Exchange, Request, Talk, TlsEndpoint};
use sneck_read::wire::{Address, Careful, writes};
use tokio::sync::{Notify, OnceCell};
use tokio::time::{Instant, timeout_at};

use super::logins::Logins;
use super::options::Options;
use super::pace::{Host, is_busy};
use super::weight::Scale;
use crate::http::{self, Limits};
use crate::net::{Scope, resolver};

/// Bytes of bodies that are kept so that nobody asks twice; half as many again of small ones.
const KEPT: u64 = 16 << 20;
/// A body that costs more than this is large.
const SMALL: usize = 16 << 10;

/// An answer, or why there is none.
pub type Answer = Result<Arc<Exchange>, String>;

/// What all questions share.
pub struct Engine {
    pub options: Options,
    scope: Scope,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
    answers: Mutex<HashMap<Request, Arc<OnceCell<Answer>>>>,
    careful: OnceLock<Careful>,
    tls: Mutex<Vec<Arc<TlsEndpoint>>>,
    /// Tries to log in.
    pub logins: Logins,
    kept: AtomicU64,
    scale: Scale,
    until: Instant,
    late: AtomicBool,
    stopped: AtomicBool,
    stop: Notify,
}

impl Engine {
    pub fn new(options: Options) -> Self {
        Self {
            scope: Scope::new(options.owned.iter().cloned()),
            until: Instant::now() + options.budget.total,
            options,
            hosts: Mutex::default(),
            answers: Mutex::default(),
            careful: OnceLock::new(),
            tls: Mutex::default(),
            logins: Logins::default(),
            kept: AtomicU64::new(0),
            scale: Scale::default(),
            late: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            stop: Notify::new(),
        }
    }

    /// Which requests are not made.
    pub fn be_careful(&self, careful: Careful) {
        // The source is read once; a second reading changes nothing.
        drop(self.careful.set(careful));
    }

    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        self.stop.notify_waiters();
    }

    pub fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Returns when the user has interrupted it.
    pub async fn interrupted(&self) {
        let stop = self.stop.notified();
        if !self.stopped() {
            stop.await;
        }
    }

    /// Keeps what a TLS endpoint showed, for scripts.
    pub fn keep_tls(&self, seen: &TlsEndpoint) {
        self.tls.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::new(seen.clone()));
    }

    /// What the TLS endpoint of an origin showed.
    pub fn tls_of(&self, origin: &str) -> Option<Arc<TlsEndpoint>> {
        let known = self.tls.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|seen| seen.origin.url == origin).cloned()
    }

    /// To whom connections may go.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Requests that were sent.
    pub fn sent(&self) -> u64 {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner).values().map(|host| host.sent()).sum()
    }

    /// Why a request is not made, although it could be.
    pub fn refuses(&self, request: &Request) -> Option<&'static str> {
        let target = String::from_utf8_lossy(&request.target);
        self.careful.get_or_init(Careful::default).why_not(&target)
    }

    /// The answer to a request: from memory, where somebody asked it already.
    pub async fn answer(&self, request: &Request) -> Answer {
        let key = Request { calibrate: false, follow: 0, ..request.clone() };
        let cell = {
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answers.entry(key.clone()).or_default())
        };
        let mut new = false;
        let ask = || {
            new = true;
            self.fresh(&key)
        };
        let answer = cell.get_or_init(ask).await.clone();
        if new && self.is_too_much(&answer) {
            self.answers.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        }
        answer
    }

    /// Whether a new answer is one too many to be kept. Large ones go first.
    fn is_too_much(&self, answer: &Answer) -> bool {
        let Ok(seen) = answer else { return false };
        let cost = seen.body.len() + seen.bytes.as_ref().map_or(0, |bytes| bytes.len());
        let kept = self.kept.fetch_add(cost as u64, Ordering::Relaxed);
        kept > if cost > SMALL { KEPT } else { KEPT + KEPT / 2 }
    }

    /// The answer to a request, asked anew.
    pub async fn fresh(&self, request: &Request) -> Answer {
        let may_write = [Consent::Credentials, Consent::Disposable].iter().any(|consent| self.options.allows(*consent));
        if !may_write && writes(&request.method, &request.headers) {
            return Err(format!("{} may change something, and the target is not declared disposable", request.method));
        }
        let to = Address::parse(&request.origin.url).ok_or("it is no address that can be asked")?;
        let host = self.host(&request.origin.url);
        let stopped = self.stop.notified();
        if self.stopped() {
            return Err(STOPPED.to_owned());
        }
        tokio::select! {
            answer = timeout_at(self.until, self.tried(&host, request, &to)) => {
                answer.unwrap_or_else(|_| Err(self.too_late()))
            }
            () = stopped => Err(STOPPED.to_owned()),
        }
    }

    /// Again, after a while, where the server is busy.
    async fn tried(&self, host: &Host, request: &Request, to: &Address) -> Answer {
        let _turn = host.turns.acquire().await.map_err(|_| STOPPED.to_owned())?;
        let mut answer = self.once(host, request, to).await?;
        let mut repeated = 0;
        while answer.as_ref().is_ok_and(|seen| is_busy(seen) && host.slow_down(seen, repeated)) {
            answer = self.once(host, request, to).await?;
            repeated += 1;
        }
        match &answer {
            Ok(busy) if is_busy(busy) => host.failed(&format!("it answers with status {}", busy.status)),
            Ok(_) => host.well(),
            Err(why) => host.failed(why),
        }
        answer.map(Arc::new)
    }

    /// The answer, or why there is none. The outer error is why it was not asked, which is no failure of the server.
    async fn once(&self, host: &Host, request: &Request, to: &Address) -> Result<Result<Exchange, String>, String> {
        host.turn().await?;
        let limits = &Limits { body: self.scale.room(self.options.limits.body), ..self.options.limits };
        let proof = self.options.proof(request);
        if let Some(mut open) = host.connection()
            && open.is_quiet().await
        {
            host.count();
            match http::exchange(open, request, to, proof, limits).await {
                Ok(done) => return Ok(Ok(self.finished(host, done))),
                // The server closed it while it was idle; that says nothing about this request.
                Err(_) => host.turn().await?,
            }
        }
        let anew = async {
            let open = http::open(&self.scope, to, limits).await?;
            host.count();
            http::exchange(open, request, to, proof, limits).await
        };
        Ok(anew.await.map(|done| self.finished(host, done)))
    }

    fn finished(&self, host: &Host, done: http::Done) -> Exchange {
        if let Some(connection) = done.connection {
            host.keep(connection);
        }
        self.scale.weigh(done.exchange)
    }

    /// Talks to something within scope that does not speak HTTP.
    pub async fn talk(&self, talk: &Talk) -> Result<Vec<Vec<u8>>, String> {
        let to = Address { tls: talk.tls, host: talk.host.clone(), port: talk.port, target: "/".to_owned() };
        let host = self.host(&format!("tcp://{}:{}", talk.host, talk.port));
        let talking = async {
            let _turn = host.turns.acquire().await.map_err(|_| STOPPED.to_owned())?;
            host.turn().await?;
            let open = http::open(&self.scope, &to, &self.options.limits).await?;
            host.count();
            http::talk(open, &talk.parts, &self.options.limits).await
        };
        if self.stopped() {
            return Err(STOPPED.to_owned());
        }
        timeout_at(self.until, talking).await.unwrap_or_else(|_| Err(self.too_late()))
    }

    /// Asks the resolver of this machine.
    pub async fn lookup(&self, question: &[u8]) -> Result<Vec<u8>, String> {
        let resolver = self.options.resolver.ok_or("the resolver of this machine stands elsewhere")?;
        let host = self.host(&format!("dns://{resolver}"));
        host.turn().await?;
        if self.stopped() {
            return Err(STOPPED.to_owned());
        }
        host.count();
        resolver::ask(resolver, question, self.options.limits.total).await
    }

    /// Why an origin was left alone; nothing where it was asked to the end.
    pub fn left_alone(&self, origin: &str) -> Option<String> {
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let why = hosts.get(origin)?.all_asked().err();
        why.or_else(|| self.late.load(Ordering::Relaxed).then(|| LATE.to_owned()))
    }

    /// Notes that a question came too late.
    fn too_late(&self) -> String {
        self.late.store(true, Ordering::Relaxed);
        LATE.to_owned()
    }

    fn host(&self, origin: &str) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || Arc::new(Host::new(&self.options.budget));
        Arc::clone(hosts.entry(origin.to_owned()).or_insert_with(made))
    }
}

/// Said of what was not asked any more.
const STOPPED: &str = "it was interrupted";
/// Said of what was not asked in time.
const LATE: &str = "the time for the whole audit was up (--live-timeout gives more)";
