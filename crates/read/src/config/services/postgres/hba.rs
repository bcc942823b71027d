//! pg_hba.conf: the first line that fits a connection decides whether and how it is let in.
//! <https://www.postgresql.org/docs/current/auth-pg-hba-conf.html>

use std::net::IpAddr;

use sneck_model::{Key, Step, Value};

use crate::config::place::at;
use crate::config::services::given::{FILLED_IN, TEMPLATE, comes_and_goes, is_filled_in, shown};
use crate::config::services::include;
use crate::config::services::service::{Service, addresses};
use crate::tree::{File, Tree};

/// One line.
#[derive(Clone, Debug)]
pub struct Rule {
    sort: String,
    databases: Vec<String>,
    users: Vec<String>,
    address: Address,
    method: String,
    options: Vec<String>,
    path: std::sync::Arc<str>,
    line: u32,
    text: String,
}

/// Whom a line speaks of.
#[derive(Clone, Debug, PartialEq)]
enum Address {
    /// A local socket.
    Local,
    /// Addresses that begin with so many bits.
    Net(IpAddr, u8),
    /// `all`
    All,
    /// `samehost`, `samenet`, a host's name
    Named(String),
}

const SORTS: &[&str] = &["local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc"];
const METHODS: &[&str] = &[
    "trust",
    "reject",
    "scram-sha-256",
    "md5",
    "password",
    "gss",
    "sspi",
    "ident",
    "peer",
    "ldap",
    "radius",
    "cert",
    "pam",
    "bsd",
    "krb5",
];
/// More lines than that are no configuration.
const MOST: usize = 1_000;

/// At least one line is one of pg_hba.conf, and nothing contradicts.
pub fn is_hba(text: &str) -> bool {
    let lines: Vec<_> =
        joined(text).into_iter().map(|(_, line)| line).filter(|line| !is_blank(line)).take(200).collect();
    let fits = |line: &&String| line.split_whitespace().next().is_some_and(|word| SORTS.contains(&word));
    let own = lines.iter().filter(fits).count();
    own > 0 && own * 2 >= lines.len()
}

fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// What each line that is ever reached asks for.
pub fn read(tree: &Tree, file: &File, service: &mut Service<'_>) {
    if let Some(line) = comes_and_goes(&file.text()) {
        return service.unread(&file.path, line, TEMPLATE);
    }
    let mut all = Vec::new();
    gather(tree, file, service, include::DEEPEST, &mut all);
    let mut before: Vec<&Rule> = Vec::new();
    for rule in &all {
        if !before.iter().any(|earlier| earlier.covers(rule)) && rule.method != "reject" {
            rule.tell(service);
        }
        before.push(rule);
    }
}

fn gather(tree: &Tree, file: &File, service: &mut Service<'_>, depth: u8, all: &mut Vec<Rule>) {
    for (line, text) in joined(&file.text()) {
        let words = words(&text);
        let Some(first) = words.first().filter(|_| all.len() < MOST) else { continue };
        let pattern = words.get(1).cloned().unwrap_or_default();
        match first.as_str() {
            "include" | "include_if_exists" | "include_dir" => {
                let pattern = if first == "include_dir" { format!("{pattern}/*.conf") } else { pattern };
                let files = include::files(tree, file, &pattern);
                if files.is_empty() && first == "include" {
                    service.unread(&file.path, line, format!("takes in {}, which is not in the tree", shown(&pattern)));
                }
                files.iter().filter(|_| depth > 0).for_each(|file| gather(tree, file, service, depth - 1, all));
            }
            _ => match Rule::of(&words, file, line) {
                Some(rule) => all.push(rule),
                None if text.contains("{{") || text.contains('$') => {
                    service.unread(&file.path, line, format!("not known which connections it speaks of: {FILLED_IN}"));
                }
                None => service.unread(&file.path, line, "no line of pg_hba.conf"),
            },
        }
    }
}

/// Lines, those that end in a backslash joined with the next.
fn joined(text: &str) -> Vec<(u32, String)> {
    let mut all: Vec<(u32, String)> = Vec::new();
    let mut open = false;
    for (number, line) in (1u32..).zip(text.lines()).take(20_000) {
        let (body, goes_on) = line.strip_suffix('\\').map_or((line, false), |body| (body, true));
        match all.last_mut().filter(|_| open) {
            Some((_, text)) => text.push_str(body),
            None => all.push((number, body.to_owned())),
        }
        open = goes_on;
    }
    all
}

/// Names that mean more than themselves, unless they stand in quotes.
const KEYWORDS: &[&str] = &["all", "sameuser", "samerole", "samegroup", "replication", "samehost", "samenet"];

/// Words, with what stands between commas in one of them; a `#` outside of quotes ends the line.
fn words(line: &str) -> Vec<String> {
    let (mut all, mut word): (Vec<String>, _) = (Vec::new(), Word::default());
    for c in line.chars() {
        match c {
            '"' => word.quote(),
            '#' if !word.quoted => break,
            c if c.is_whitespace() && !word.quoted => all.extend(word.end_unless_it_goes_on()),
            ',' if !word.quoted && !word.begun => word.text = format!("{},", all.pop().unwrap_or_default()),
            c => word.push(c),
        }
    }
    all.extend(word.end());
    all
}

/// A word in the making.
#[derive(Default)]
struct Word {
    text: String,
    begun: bool,
    quoted: bool,
    /// Where the text in quotes began.
    from: usize,
}

impl Word {
    fn push(&mut self, c: char) {
        self.text.push(c);
        self.begun = true;
    }

    fn quote(&mut self) {
        if self.quoted && KEYWORDS.contains(&&self.text[self.from..]) {
            self.text.insert(self.from, '"');
            self.text.push('"');
        }
        (self.quoted, self.begun, self.from) = (!self.quoted, true, self.text.len());
    }

    fn end(&mut self) -> Option<String> {
        let begun = std::mem::take(&mut self.begun) || !self.text.is_empty();
        let text = std::mem::take(&mut self.text);
        begun.then_some(text)
    }

    /// After a comma, the next word belongs to this one.
    fn end_unless_it_goes_on(&mut self) -> Option<String> {
        if self.text.ends_with(',') { None } else { self.end() }
    }
}

impl Rule {
    fn of(words: &[String], file: &File, line: u32) -> Option<Self> {
        let (sort, rest) = words.split_first()?;
        let (databases, rest) = rest.split_first()?;
        let (users, rest) = rest.split_first()?;
        let split = |text: &String| text.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        if !SORTS.contains(&sort.as_str()) || words.iter().any(|word| is_filled_in(word)) {
            return None;
        }
        let (address, rest) = if sort == "local" { (Address::Local, rest) } else { Address::of(rest)? };
        let (method, options) = rest.split_first()?;
        METHODS.contains(&method.as_str()).then(|| Self {
            sort: sort.clone(),
            databases: split(databases),
            users: split(users),
            address,
            method: method.clone(),
            options: options.to_vec(),
            path: file.path.clone(),
            line,
            text: words.join(" "),
        })
    }

    /// Every connection that fits the other one fits this one too, so that the other one, below it, never decides.
    fn covers(&self, other: &Self) -> bool {
        let sort = match &*self.sort {
            "local" => other.sort == "local",
            "host" => other.sort != "local",
            own => other.sort == own,
        };
        let holds = |own: &[String], other: &[String]| {
            // `all` does not stand for connections of replication.
            let all = own.iter().any(|one| one == "all") && !other.iter().any(|one| one == "replication");
            all || other.iter().all(|one| own.contains(one) && !one.starts_with(['+', '@', '/']))
        };
        sort && holds(&self.databases, &other.databases)
            && self.covers_users(other)
            && self.address.covers(&other.address)
    }

    fn covers_users(&self, other: &Self) -> bool {
        self.users.iter().any(|one| one == "all") || other.users.iter().all(|one| self.users.contains(one))
    }

    fn tell(&self, service: &mut Service<'_>) {
        let scope = [self.text.clone()];
        let place = at(&self.path, self.line);
        let certificate = self.options.iter().any(|option| option.starts_with("clientcert=verify"));
        let asks = self.method != "trust" || certificate;
        let says = format!(
            "lets {} in {}",
            self.who(),
            if asks { format!("by `{}`", self.method) } else { "without asking".into() }
        );
        let because = vec![Step::new(place, says)];
        service.set_in(&scope, Key::SERVICE_CLIENTS, "address", addresses([&*self.address.text()]), because.clone());
        service.set_in(&scope, Key::SERVICE_AUTHENTICATION, "method", Value::Bool(asks), because);
    }

    fn who(&self) -> String {
        let users = if self.users.iter().any(|user| user == "all") {
            "every user".to_owned()
        } else {
            format!("`{}`", shown(&self.users.join(",")))
        };
        match &self.address {
            Address::Local => format!("{users} of this machine"),
            Address::All => format!("{users} from every address"),
            Address::Net(net, 0) if net.is_unspecified() => format!("{users} from every address"),
            Address::Net(net, bits) => format!("{users} from {net}/{bits}"),
            Address::Named(name) => format!("{users} from {}", shown(name)),
        }
    }
}

impl Address {
    /// An address with its mask in the same word or the next.
    fn of(words: &[String]) -> Option<(Self, &[String])> {
        let (first, rest) = words.split_first()?;
        if first == "all" {
            return Some((Self::All, rest));
        }
        if let Some((net, bits)) = first.split_once('/') {
            let (net, bits) = (net.parse().ok()?, bits.parse().ok()?);
            return (bits <= width(net)).then_some((Self::Net(masked(net, bits), bits), rest));
        }
        if let (Ok(net), Some((mask, rest))) = (first.parse::<IpAddr>(), rest.split_first()) {
            let bits = mask_bits(mask.parse().ok()?)?;
            return Some((Self::Net(masked(net, bits), bits), rest));
        }
        Some((Self::Named(first.clone()), rest))
    }

    fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, other) => *other != Self::Local,
            (Self::Net(own, own_bits), Self::Net(other, bits)) => {
                own.is_ipv4() == other.is_ipv4() && own_bits <= bits && masked(*other, *own_bits) == *own
            }
            (own, other) => own == other,
        }
    }

    /// The widest address that it stands for.
    fn text(&self) -> String {
        match self {
            Self::Local => "/local".into(),
            Self::All => "0.0.0.0".into(),
            Self::Net(net, _) => net.to_string(),
            Self::Named(name) if name == "samehost" => "localhost".into(),
            Self::Named(name) => name.clone(),
        }
    }
}

fn width(net: IpAddr) -> u8 {
    if net.is_ipv4() { 32 } else { 128 }
}

fn masked(net: IpAddr, bits: u8) -> IpAddr {
    match net {
        IpAddr::V4(v4) => IpAddr::V4((u32::from(v4) & u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0)).into()),
        IpAddr::V6(v6) => {
            IpAddr::V6((u128::from(v6) & u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0)).into())
        }
    }
}

/// A mask of ones and then zeroes.
fn mask_bits(mask: IpAddr) -> Option<u8> {
    let (ones, zeroes, width) = match mask {
        IpAddr::V4(v4) => (u32::from(v4).leading_ones(), u32::from(v4).trailing_zeros(), 32),
        IpAddr::V6(v6) => (u128::from(v6).leading_ones(), u128::from(v6).trailing_zeros(), 128),
    };
    (ones + zeroes >= width).then(|| u8::try_from(ones).unwrap_or(u8::MAX))
}
