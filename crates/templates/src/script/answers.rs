//! Answers that are not HTTP: of talks, and of TLS handshakes.

use sneck_model::{Place, Talk, TlsEndpoint};

use super::found::{Found, PLACES};
use super::run::Run;
use super::ssl::Shaken;
use super::tcp::Said;
use crate::dsl::Names;
use crate::matching;
use crate::template::{Operators, Ssl, Tcp};

impl Run {
    pub(super) fn tcp_answer(&mut self, read: &[Vec<u8>], talk: &Talk, tcp: &Tcp) {
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
