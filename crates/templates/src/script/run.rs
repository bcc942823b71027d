//! One run of a template: takes an answer, says what is next.

use std::collections::HashMap;
use std::sync::Arc;

use sneck_model::{Calibration, Exchange, Message, Next, Nonces, Origin, Place, Reply, Request, Talk};

use super::cursor::Cursor;
use super::doubt::{Doubt, Step, elsewhere, is_password, part};
use super::found::{Found, PLACES, conclusions};
use super::names::{Layers, Target};
use super::{build, combinations};
use crate::answer::Answer;
use crate::dsl::{Names, Random, Value, World};
use crate::expand::expand;
use crate::flow::Known;
use crate::matching::{self, Outcome};
use crate::template::{Block, Http, Template};

/// Requests in a row that may stay without an answer.
const PATIENCE: u32 = 2;
/// Requests that are made up for one that is sent: the others lack a value.
const ATTEMPTS: u32 = 4096;
/// Statuses that say that nothing is there: nothing is compared with them, so what they repeat of the request is not looked at.
const NOTHING: [u16; 6] = [400, 404, 405, 410, 414, 501];
/// The shortest path that is looked for in an answer.
const ECHOED: usize = 4;
/// The purpose and the letters of a name that is nowhere: the engine compares with the same, so that it is asked for once.
const NOWHERE: &str = "name 0";
const NAME: usize = 12;

/// What an answer is awaited for.
pub(super) enum Pending {
    /// To be judged.
    Http(Box<Request>),
    /// To be judged again, beside what random names get.
    Confirm(Box<Request>),
    /// What a random name gets; the answer that matched stands aside.
    Elsewhere(Box<Request>, Arc<Exchange>, Outcome),
    Tcp(Talk),
    Tls,
    /// The name that is asked for.
    Lookup(String),
}

/// A run and what it knows.
pub(super) struct Run {
    pub(super) template: Arc<Template>,
    pub(super) origin: Origin,
    pub(super) target: Target,
    pub(super) nonces: Nonces,
    random: Random,
    pub(super) now: i64,
    base: HashMap<String, Value>,
    dynamic: HashMap<String, Value>,
    cookies: Vec<(String, String)>,
    results: Vec<Option<bool>>,
    pub(super) cursor: Option<Cursor>,
    pub(super) pending: Option<Pending>,
    pub(super) found: Vec<Found>,
    pub(super) answered: bool,
}

impl Run {
    pub(super) fn new(template: &Arc<Template>, origin: &Origin, target: &Target, nonces: Nonces, now: i64) -> Self {
        let mut run = Self {
            template: Arc::clone(template),
            origin: origin.clone(),
            target: target.clone(),
            nonces,
            random: Random::new(nonces.number(&template.id, u64::MAX)),
            now,
            base: target.names(),
            dynamic: HashMap::new(),
            cookies: Vec::new(),
            results: vec![None; template.blocks.len()],
            cursor: None,
            pending: None,
            found: Vec::new(),
            answered: false,
        };
        run.set_variables();
        run
    }

    /// In their order: one may name those before it.
    fn set_variables(&mut self) {
        for (name, text) in &Arc::clone(&self.template).variables {
            let expanded = self.with_world(&[], None, |world| expand(text, world));
            self.base.insert(name.clone(), Value::text(expanded.bytes));
        }
    }

    /// Takes the last reply, and says what is next.
    pub(super) fn next(&mut self, reply: Option<&Reply>) -> Next {
        if let Some(reply) = reply {
            self.take(reply);
        }
        match self.message() {
            Some(message) => Next::Send(message),
            None => Next::Done(self.conclude()),
        }
    }

    fn conclude(&mut self) -> Vec<sneck_model::Conclusion> {
        let flow = self.template.flow.as_ref();
        let holds = flow.is_none_or(|flow| flow.known(&self.results) == Known::Decided(true));
        let found = if holds { std::mem::take(&mut self.found) } else { Vec::new() };
        conclusions(&self.template, &self.origin, &found, self.answered)
    }

    pub(super) fn with_world<T>(
        &self,
        payloads: &[(String, Value)],
        answer: Option<&dyn Names>,
        use_it: impl FnOnce(&World<'_>) -> T,
    ) -> T {
        let history = self.cursor.as_ref().map(|cursor| cursor.history.as_slice()).unwrap_or_default();
        let names = Layers { payloads, dynamic: &self.dynamic, base: &self.base, answer, history, nonces: self.nonces };
        use_it(&World { names: &names, random: &self.random, now: self.now })
    }

    /// The next message; nothing when the run is over.
    fn message(&mut self) -> Option<Message> {
        let template = Arc::clone(&self.template);
        if let Some(Pending::Confirm(request) | Pending::Elsewhere(request, ..)) = &self.pending {
            return Some(Message::Http(request.clone()));
        }
        for _ in 0..ATTEMPTS {
            if self.cursor.is_none() {
                self.cursor = Some(Cursor::new(self.next_block()?));
            }
            let block = self.cursor.as_ref()?.block;
            let message = match &template.blocks[block] {
                Block::Http(http) => self.http(http),
                Block::Tcp(tcp) => self.tcp(tcp),
                Block::Ssl(ssl) => self.ssl(ssl),
                Block::Dns(dns) => self.dns(dns),
            };
            match message {
                Step::Send(message) => return Some(message),
                Step::Skip => {}
                Step::End => self.end_block(),
            }
        }
        None
    }

    /// The block that the flow needs, or simply the next.
    fn next_block(&self) -> Option<usize> {
        match &self.template.flow {
            Some(flow) => match flow.known(&self.results) {
                Known::Needs(block) => Some(block),
                Known::Decided(_) => None,
            },
            None => self.results.iter().position(Option::is_none),
        }
    }

    /// A block without tests counts as matching when anything answered it.
    fn end_block(&mut self) {
        let Some(mut cursor) = self.cursor.take() else { return };
        self.found.extend(cursor.doubted.take());
        let tested = !self.template.blocks[cursor.block].operators().matchers.is_empty();
        self.results[cursor.block] = Some(if tested { cursor.matched } else { cursor.answered });
    }

    /// Moves on to the next request of a block with so many steps. False at its end.
    pub(super) fn advance(&mut self, steps: usize, all: u64) -> bool {
        let most = combinations(&self.template, all);
        let Some(cursor) = &mut self.cursor else { return false };
        if cursor.step >= steps {
            let doubted = cursor.doubted.is_some();
            if doubted || cursor.combination + 1 >= most {
                return false;
            }
            let next = cursor.combination + 1;
            cursor.again(next);
        }
        if cursor.over || most == 0 || steps == 0 {
            return false;
        }
        cursor.step += 1;
        true
    }

    fn http(&mut self, http: &Http) -> Step {
        if !self.advance(http.requests.len(), http.payloads.count()) {
            return Step::End;
        }
        let Some(cursor) = &self.cursor else { return Step::End };
        let (step, payloads) = (cursor.step - 1, self.payloads(&http.payloads));
        let built =
            self.with_world(&payloads, None, |world| build::request(http, step, &self.target, &self.origin, world));
        let Some(mut request) = built else { return Step::Skip };
        if http.keeps_cookies {
            self.send_cookies(&mut request);
        }
        self.pending = Some(Pending::Http(Box::new(request.clone())));
        Step::Send(Message::Http(Box::new(request)))
    }

    /// Names and values of the combination; passwords that cannot be right while a match is doubted.
    pub(super) fn payloads(&self, payloads: &crate::payloads::Payloads) -> Vec<(String, Value)> {
        let Some(cursor) = &self.cursor else { return Vec::new() };
        let pairs = payloads.combination(cursor.combination);
        let value = |name: &str, text: &str| {
            if cursor.doubted.is_some() && is_password(name) {
                return Value::text(self.nonces.word("a password that is wrong", 14));
            }
            Value::text(self.with_world(&[], None, |world| expand(text, world)).bytes)
        };
        pairs.into_iter().map(|(name, text)| (name.to_owned(), value(name, text))).collect()
    }

    fn send_cookies(&self, request: &mut Request) {
        if self.cookies.is_empty() || request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("cookie")) {
            return;
        }
        let all: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.headers.push(("Cookie".to_owned(), all.join("; ")));
    }

    fn take(&mut self, reply: &Reply) {
        let template = Arc::clone(&self.template);
        let Some(block) = self.cursor.as_ref().map(|cursor| cursor.block) else { return };
        match (reply, self.pending.take(), &template.blocks[block]) {
            (Reply::Http(exchange), Some(Pending::Http(request)), Block::Http(http)) => {
                self.http_answer(exchange, *request, http);
            }
            (Reply::Http(exchange), Some(Pending::Confirm(request)), Block::Http(http)) => {
                self.confirmed(exchange, &request, http);
            }
            (Reply::Http(exchange), Some(Pending::Elsewhere(_, matched, outcome)), Block::Http(http)) => {
                self.compared(exchange, &matched, outcome, http);
            }
            (Reply::Talk(read), Some(Pending::Tcp(talk)), Block::Tcp(tcp)) => self.tcp_answer(read, &talk, tcp),
            (Reply::Lookup(bytes), Some(Pending::Lookup(name)), Block::Dns(dns)) => self.dns_answer(bytes, &name, dns),
            (Reply::Tls(endpoint), Some(Pending::Tls), Block::Ssl(ssl)) => self.tls_answer(endpoint, ssl),
            _ => self.nothing(),
        }
    }

    /// A server that does not answer is not asked on and on.
    fn nothing(&mut self) {
        let Some(cursor) = &mut self.cursor else { return };
        cursor.silent += 1;
        let talks = matches!(self.template.blocks[cursor.block], Block::Tcp(_));
        cursor.over |= cursor.silent >= PATIENCE && !talks;
    }

    pub(super) fn judged(&self, http: &Http, exchange: &Exchange, without: &[u8]) -> Outcome {
        let answer = Answer::new(exchange, http.max_size).without(without);
        let payloads = self.payloads(&http.payloads);
        self.with_world(&payloads, Some(&answer), |world| matching::judge(&http.operators, world))
    }

    fn http_answer(&mut self, exchange: &Arc<Exchange>, request: Request, http: &Http) {
        self.answered = true;
        if http.keeps_cookies {
            self.keep_cookies(exchange);
        }
        if let Some(cursor) = &mut self.cursor {
            cursor.silent = 0;
            cursor.answered = true;
            cursor.remember(exchange);
        }
        let outcome = self.judged(http, exchange, b"");
        self.learn(&outcome);
        if !outcome.matched {
            return;
        }
        if self.cursor.as_ref().is_some_and(|cursor| cursor.doubted.is_some()) {
            // Any password is taken: that is no default password.
            if let Some(cursor) = &mut self.cursor {
                cursor.doubted = None;
                cursor.over = true;
            }
            return;
        }
        if !outcome.result {
            self.matched(http.stop_at_first_match);
            return;
        }
        match self.doubt(exchange, &request, http) {
            Doubt::None => self.report(http, exchange, outcome),
            Doubt::Again(request) => self.pending = Some(Pending::Confirm(request)),
            Doubt::Elsewhere(request) => {
                self.pending = Some(Pending::Elsewhere(request, Arc::clone(exchange), outcome));
            }
            Doubt::Password => self.try_wrong_password(exchange, outcome),
            Doubt::Refuted => {}
        }
    }

    /// What speaks against a match, and how to find out.
    fn doubt(&self, exchange: &Exchange, request: &Request, http: &Http) -> Doubt {
        if http.payloads.names().any(is_password) {
            return Doubt::Password;
        }
        if http.operators.by_status_alone() {
            return Doubt::Refuted;
        }
        let path = request.target.split(|byte| *byte == b'?').next().unwrap_or_default();
        let is_error = NOTHING.contains(&exchange.status);
        if is_error && path.len() >= ECHOED && !self.judged(http, exchange, path).result {
            return Doubt::Refuted;
        }
        // Who asks for an error page believes it whatever the name.
        if is_error && http.operators.ask_for(exchange.status) {
            return Doubt::None;
        }
        // What holds for a whole site holds for its front page.
        if path == b"/" && !http.operators.look_at_bodies() {
            return Doubt::None;
        }
        let plain = request.method == "GET" && request.body.is_empty() && request.raw.is_none() && path != b"/";
        if plain && !is_error {
            return Doubt::Again(Box::new(Request { calibrate: true, ..request.clone() }));
        }
        let word = self.nonces.word(NOWHERE, NAME);
        elsewhere(request, &word).map_or(Doubt::None, |request| Doubt::Elsewhere(Box::new(request)))
    }

    /// The answer came again beside those for random names.
    fn confirmed(&mut self, exchange: &Arc<Exchange>, request: &Request, http: &Http) {
        let own = matches!(exchange.calibration, Calibration::Own | Calibration::None | Calibration::Random);
        let path = request.target.split(|byte| *byte == b'?').next().unwrap_or_default();
        let empty_echo = NOTHING.contains(&exchange.status) && path.len() >= ECHOED;
        let outcome = self.judged(http, exchange, if empty_echo { path } else { b"" });
        if own && outcome.result {
            self.report(http, exchange, outcome);
        }
    }

    /// A random name got this in its place: it shows something of its own when that does not match.
    fn compared(&mut self, random: &Arc<Exchange>, matched: &Arc<Exchange>, outcome: Outcome, http: &Http) {
        self.remember(random);
        // A page of errors may well look like the site: it speaks against nothing but another page of errors.
        let any = random.status / 100 == matched.status / 100 && self.judged(http, random, b"").matched;
        self.remember(matched);
        if !any {
            self.report(http, matched, outcome);
        }
    }

    fn remember(&mut self, exchange: &Arc<Exchange>) {
        if let Some(cursor) = &mut self.cursor {
            cursor.remember(exchange);
        }
    }

    fn report(&mut self, http: &Http, exchange: &Exchange, outcome: Outcome) {
        let place = Place::Reply { url: exchange.url.clone(), part: part(http).to_owned() };
        self.found.push(Found::new(place, outcome));
        self.matched(http.stop_at_first_match || self.found.len() >= PLACES);
    }

    pub(super) fn matched(&mut self, over: bool) {
        if let Some(cursor) = &mut self.cursor {
            cursor.matched = true;
            cursor.over |= over;
        }
    }

    /// The same requests with a password that cannot be right, as nobody in particular.
    fn try_wrong_password(&mut self, exchange: &Exchange, outcome: Outcome) {
        let place = Place::Reply { url: exchange.url.clone(), part: "body".to_owned() };
        self.cookies.clear();
        if let Some(cursor) = &mut self.cursor {
            cursor.matched = true;
            cursor.doubted = Some(Found::new(place, outcome));
            let same = cursor.combination;
            cursor.again(same);
        }
    }

    /// What later requests and blocks know: the first value of each name.
    pub(super) fn learn(&mut self, outcome: &Outcome) {
        for (name, values) in &outcome.dynamic {
            if let Some(value) = values.first() {
                self.dynamic.insert(name.clone(), Value::text(value));
            }
        }
    }

    fn keep_cookies(&mut self, exchange: &Exchange) {
        for cookie in &exchange.cookies {
            let value = cookie.value.attempt(|bytes| String::from_utf8_lossy(bytes).into_owned());
            self.cookies.retain(|(name, _)| *name != cookie.name);
            self.cookies.push((cookie.name.clone(), value));
        }
    }
}
