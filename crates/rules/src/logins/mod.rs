//! Whether a product that answers opens with a login that its makers publish: known first, then a password that nobody
//! has, then the few that everybody knows, and no more as soon as anything looks like a lock.

mod doors;

use std::collections::VecDeque;

use sneck_model::{
    Ask, Conclusion, Consent, Exchange, Facts, Message, Next, Nonces, Origin, Place, Reply, Request, Run, Script,
    Step as Shown, VendorLogin, vendor_logins,
};

use crate::live;
use doors::{DOORS, Door};

/// Exchanges with one origin, at most: each door is looked at, and no product has more than four tries.
const CEILING: u32 = 40;
/// Letters of a password that nobody has.
const LETTERS: usize = 20;

/// One script for each origin, which needs the user's word for it.
pub(crate) fn asks(facts: &Facts) -> Vec<Ask> {
    let why = "whether a product that answers opens with a login that its makers publish";
    let of = |origin: &Origin| {
        let to = origin.clone();
        let script = Script::new(origin, CEILING, move |nonces| begin(to.clone(), nonces));
        Ask::script(script, why).needing(Consent::Credentials)
    };
    facts.origins.iter().map(of).collect()
}

fn begin(origin: Origin, nonces: &Nonces) -> Run {
    let wrong = nonces.word("a password that nobody has", LETTERS);
    let mut visit =
        Visit { origin, wrong, waiting: DOORS.iter().map(Step::Look).collect(), now: None, found: Vec::new() };
    Box::new(move |reply| visit.next(reply))
}

/// What is done at a door.
#[derive(Clone, Copy)]
enum Step {
    /// Whose it is.
    Look(&'static Door),
    /// A password that must not open it.
    Wrong(&'static Door, &'static str),
    /// One that is published.
    Enter(&'static Door, &'static VendorLogin),
}

impl Step {
    fn door(self) -> &'static Door {
        match self {
            Self::Look(door) | Self::Wrong(door, _) | Self::Enter(door, _) => door,
        }
    }
}

/// One origin, door by door.
struct Visit {
    origin: Origin,
    wrong: String,
    waiting: VecDeque<Step>,
    now: Option<Step>,
    found: Vec<Conclusion>,
}

impl Visit {
    fn next(&mut self, reply: Option<&Reply>) -> Next {
        if let (Some(step), Some(reply)) = (self.now.take(), reply) {
            match reply {
                Reply::Http(answer) => self.heard(step, answer),
                Reply::Nothing(why) => self.unanswered(step, why),
                _ => self.leave(step.door()),
            }
        }
        self.now = self.waiting.pop_front();
        match self.now {
            None => Next::Done(std::mem::take(&mut self.found)),
            Some(step) => Next::Send(self.message(step)),
        }
    }

    fn message(&self, step: Step) -> Message {
        let with = |door: &Door, user: &str, password: &str| Message::Login {
            account: user.to_owned(),
            request: Box::new(door.request(&self.origin, user, password)),
        };
        match step {
            Step::Look(door) => Message::Http(Box::new(Request::of("GET", &self.origin, door.page))),
            Step::Wrong(door, user) => with(door, user, &self.wrong),
            Step::Enter(door, login) => with(door, login.user, login.password),
        }
    }

    fn heard(&mut self, step: Step, answer: &Exchange) {
        let door = step.door();
        match step {
            Step::Look(_) if (door.is)(answer) => self.knock_at(door),
            Step::Look(_) => {}
            Step::Enter(_, login) if door.admits(answer) => {
                self.found.push(self.opened(door, login, answer));
                self.leave(door);
            }
            // Whoever comes in with any password has shown nothing; and nobody knocks at a door that says to stop.
            Step::Wrong(..) | Step::Enter(..) => {
                if !(door.refuses)(answer) || is_locking(answer) {
                    self.leave(door);
                }
            }
        }
    }

    /// What was known, and could not be tried, is said.
    fn unanswered(&mut self, step: Step, why: &str) {
        let door = step.door();
        if !matches!(step, Step::Look(_)) {
            let at = Place::Reply { url: format!("{}{}", self.origin.url, door.page), part: "status".to_owned() };
            let values = [("product", door.name), ("unknown", why)];
            self.found.push(self.conclusion(&values, Shown::new(at, "asks who is there")));
        }
        self.leave(door);
    }

    fn knock_at(&mut self, door: &'static Door) {
        let logins: Vec<_> = vendor_logins(door.product).collect();
        let wrong = logins.first().map(|login| Step::Wrong(door, login.user));
        let steps = wrong.into_iter().chain(logins.into_iter().map(|login| Step::Enter(door, login)));
        let steps: Vec<Step> = steps.collect();
        steps.into_iter().rev().for_each(|step| self.waiting.push_front(step));
    }

    fn leave(&mut self, door: &Door) {
        self.waiting.retain(|step| step.door().product != door.product);
    }

    fn opened(&self, door: &Door, login: &VendorLogin, answer: &Exchange) -> Conclusion {
        let values = [("product", door.name), ("account", login.user), ("published", login.published)];
        let says = format!("lets `{}` in with the password of the manual", login.user);
        self.conclusion(&values, live::step(answer, "status", says))
    }

    fn conclusion(&self, values: &[(&str, &str)], place: Shown) -> Conclusion {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Conclusion { rule: "".into(), origin: self.origin.clone(), values, places: vec![place] }
    }
}

/// It was one try too many, or soon will be.
fn is_locking(answer: &Exchange) -> bool {
    let body = answer.body.to_ascii_lowercase();
    // Zabbix says to everybody that an account may be blocked.
    let words = body.split(|c: char| !c.is_ascii_alphanumeric());
    let locked = words.into_iter().any(|word| matches!(word, "locked" | "lockout"));
    matches!(answer.status, 423 | 429) || locked || body.contains("too many")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sneck_model::Kind;

    use super::*;

    fn origin() -> Origin {
        Origin { url: "http://app.test".into(), kind: Kind::Production, name: None }
    }

    /// Runs the script against a server, and tells what was asked and what came of it.
    fn visited(server: impl Fn(&Message) -> Exchange) -> (Vec<String>, Vec<Conclusion>) {
        let mut step = begin(origin(), &Nonces::new(7));
        let (mut reply, mut asked) = (None, Vec::new());
        loop {
            match step(reply.as_ref()) {
                Next::Done(found) => return (asked, found),
                Next::Send(message) => {
                    if let Message::Login { account, request } = &message {
                        asked.push(format!("{account} {}", request.headers[0].1));
                    }
                    reply = Some(Reply::Http(Arc::new(server(&message))));
                }
            }
        }
    }

    fn answer(status: u16, body: &str) -> Exchange {
        Exchange { body: body.into(), ..Exchange::new(origin(), "GET", "http://app.test/manager/html", status) }
    }

    fn challenge() -> Exchange {
        let way = ("WWW-Authenticate".to_owned(), "Basic realm=\"Tomcat Manager Application\"".to_owned());
        Exchange { headers: vec![way], ..answer(401, "") }
    }

    fn tomcat(message: &Message, opens: &str, others: fn() -> Exchange) -> Exchange {
        match message {
            Message::Login { request, .. } if request.headers[0].1.ends_with(opens) => {
                answer(200, "<title>Tomcat Web Application Manager</title><a href=/manager/html/list>")
            }
            Message::Login { .. } => others(),
            Message::Http(request) if request.target == b"/manager/html" => challenge(),
            _ => answer(404, ""),
        }
    }

    /// `tomcat:s3cret`
    const S3CRET: &str = "dG9tY2F0OnMzY3JldA==";

    #[test]
    fn a_published_login_opens_after_a_wrong_one_did_not() {
        let (asked, found) = visited(|message| tomcat(message, S3CRET, challenge));
        assert_eq!(asked.len(), 3, "{asked:?}");
        assert!(asked[2].ends_with(S3CRET));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].values[1].1, "tomcat");
    }

    #[test]
    fn a_door_that_opens_for_any_password_shows_nothing() {
        let (asked, found) = visited(|message| tomcat(message, "", challenge));
        assert_eq!((asked.len(), found.len()), (1, 0));
    }

    #[test]
    fn a_lock_ends_it_at_once() {
        let (asked, found) = visited(|message| tomcat(message, S3CRET, || answer(423, "locked")));
        assert_eq!((asked.len(), found.len()), (1, 0));
    }

    #[test]
    fn an_answer_that_only_speaks_of_locks_is_none() {
        let refused = "Incorrect user name or password or account is temporarily blocked.";
        assert!(!is_locking(&answer(200, refused)));
        assert!(is_locking(&answer(200, "This account is locked.")) && is_locking(&answer(401, "Too many attempts")));
    }

    #[test]
    fn nobody_knocks_where_no_product_is_known() {
        let (asked, found) = visited(|_| answer(401, "who are you?"));
        assert_eq!((asked.len(), found.len()), (0, 0));
    }
}
