//! Blocks that are not HTTP: what they ask, and what they make of the answers.

use sneck_model::{Message, Place, Talk, TlsEndpoint};

use super::dns::{self, Told};
use super::doubt::Step;
use super::found::{Found, PLACES};
use super::run::{Pending, Run};
use super::ssl::Shaken;
use super::tcp::{self, Said};
use crate::dsl::Names;
use crate::matching;
use crate::template::{Dns, Operators, Ssl, Tcp};

impl Run {
    pub(super) fn tcp(&mut self, block: &Tcp) -> Step {
        if !self.advance(tcp::count(block), block.payloads.count()) {
            return Step::End;
        }
        let Some(cursor) = &self.cursor else { return Step::End };
        let (step, payloads) = (cursor.step - 1, self.payloads(&block.payloads));
        let built = self.with_world(&payloads, None, |world| tcp::talk(block, step, &self.target, world));
        let Some(talk) = built else { return Step::Skip };
        self.pending = Some(Pending::Tcp(talk.clone()));
        Step::Send(Message::Talk(talk))
    }

    /// The endpoint of the origin was asked before; no other is.
    pub(super) fn ssl(&mut self, block: &Ssl) -> Step {
        if !block.is_of_the_origin() || !self.advance(1, 1) {
            return Step::End;
        }
        self.pending = Some(Pending::Tls);
        Step::Send(Message::Tls)
    }

    pub(super) fn dns(&mut self, block: &Dns) -> Step {
        if !self.advance(1, block.payloads.count()) {
            return Step::End;
        }
        let payloads = self.payloads(&block.payloads);
        let id = u16::try_from(self.nonces.number(&block.name, 1 << 16)).unwrap_or(0);
        let asked = self.with_world(&payloads, None, |world| dns::question(block, id, world));
        let Some((question, name)) = asked else { return Step::Skip };
        self.pending = Some(Pending::Lookup(name));
        Step::Send(Message::Lookup(question))
    }

    /// A service that merely repeats what it is told matches nothing.
    pub(super) fn tcp_answer(&mut self, read: &[Vec<u8>], talk: &Talk, tcp: &Tcp) {
        if repeats(read, talk) {
            self.answered = true;
            return;
        }
        let url = format!("{}://{}:{}", if talk.tls { "tls" } else { "tcp" }, talk.host, talk.port);
        let place = Place::Reply { url, part: "data".to_owned() };
        let payloads = self.payloads(&tcp.payloads);
        self.judge_other(&tcp.operators, &Said::new(tcp, talk, read), &payloads, place, tcp.stop_at_first_match);
    }

    /// A handshake that is refused is an answer, too, and matches nothing.
    pub(super) fn tls_answer(&mut self, endpoint: &TlsEndpoint, ssl: &Ssl) {
        self.answered = true;
        if let Some(shaken) = Shaken::new(ssl, endpoint, self.now) {
            let place = Place::Tls { endpoint: endpoint.endpoint.clone() };
            self.judge_other(&ssl.operators, &shaken, &[], place, false);
        }
    }

    pub(super) fn dns_answer(&mut self, bytes: &[u8], name: &str, dns: &Dns) {
        let payloads = self.payloads(&dns.payloads);
        if let Some(told) = Told::new(bytes) {
            let place = Place::Reply { url: format!("dns:{name}"), part: "answer".to_owned() };
            self.judge_other(&dns.operators, &told, &payloads, place, false);
        }
    }

    /// Looks at an answer that nothing speaks against.
    fn judge_other(
        &mut self,
        operators: &Operators,
        said: &dyn Names,
        payloads: &[(String, crate::dsl::Value)],
        place: Place,
        stops: bool,
    ) {
        let outcome = self.with_world(payloads, Some(said), |world| matching::judge(operators, world));
        self.answered = true;
        if let Some(cursor) = &mut self.cursor {
            cursor.answered = true;
        }
        self.learn(&outcome);
        if !outcome.matched {
            return;
        }
        if outcome.result {
            self.found.push(Found::new(place, outcome));
        }
        self.matched(stops || self.found.len() >= PLACES);
    }
}

fn repeats(read: &[Vec<u8>], talk: &Talk) -> bool {
    let same = |(said, (sent, _)): (&Vec<u8>, &(Vec<u8>, usize))| said.trim_ascii() == sent.trim_ascii();
    let silent = read.iter().all(|said| said.trim_ascii().is_empty());
    !silent && read.iter().zip(&talk.parts).all(same)
}
