//! Whether whoever connects to Redis has to prove who he is: passwords, and the rules of users.
//! <https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/>

use sneck_model::{Step, Value};

use super::{BESIDE, PRODUCT};
use crate::config::services::directives::Directives;
use crate::config::services::given::{Given, default, is_filled_in};
use crate::config::services::include;
use crate::config::services::service::Service;
use crate::tree::Tree;

/// What is asked of whoever connects, with the place that decides.
pub struct Access {
    pub raw: &'static str,
    pub value: Value,
    pub because: Vec<Step>,
}

/// A user as its rules leave it.
#[derive(Default)]
struct User {
    on: bool,
    nopass: bool,
    /// It may call some command.
    commands: bool,
}

impl Access {
    /// `certificates`: only the encrypted port is open, where a certificate is asked for unless that is switched off.
    pub fn of(tree: &Tree, all: &Directives<'_>, service: &mut Service<'_>, certificates: bool) -> Self {
        let asks = all.last("tls-auth-clients").is_none_or(|given| given.value() == "yes");
        if let Some(given) = all.last("tls-port").filter(|_| certificates && asks) {
            return Self { raw: "tls-auth-clients", value: Value::Bool(true), because: vec![given.step()] };
        }
        let (mut users, mut raw, mut open) =
            (all.all.iter().filter(|g| g.name == "user").cloned().collect::<Vec<_>>(), "user", None);
        if let Some(given) = all.last("aclfile") {
            raw = "aclfile";
            match include::files(tree, all.file, &given.value()).first() {
                Some(file) => users = rows(file),
                None => open = Some(given),
            }
        }
        if let Some(given) = open {
            let why = format!("{} is not in the tree", given.value());
            service.unread(&given.path, given.line, format!("the users stand in {why}"));
            return Self {
                raw,
                value: Value::Unknown(format!("the users stand in a file: {why}")),
                because: vec![given.step()],
            };
        }
        passwords(&users, service);
        let open_one = users.iter().find(|row| is_open(row));
        let of_default = users.iter().rev().find(|row| row.words.first().is_some_and(|user| user == "default"));
        match (open_one, of_default) {
            (Some(row), _) => Self { raw, value: Value::Bool(false), because: vec![row_step(row)] },
            (None, Some(row)) => Self { raw, value: Value::Bool(true), because: vec![row_step(row)] },
            // A file of users that leaves the default one out leaves it open, whatever `requirepass` says.
            (None, None) if raw == "aclfile" => Self::without_password(all, "aclfile"),
            (None, None) => Self::password(all),
        }
    }

    fn password(all: &Directives<'_>) -> Self {
        match all.last("requirepass") {
            Some(given) if !given.value().is_empty() => {
                Self { raw: "requirepass", value: Value::Bool(true), because: vec![given.hidden()] }
            }
            Some(given) => {
                let step = Step::new(given.place(), "sets `requirepass` to nothing");
                Self { raw: "requirepass", value: Value::Bool(false), because: vec![step] }
            }
            None => Self::without_password(all, "requirepass"),
        }
    }

    fn without_password(all: &Directives<'_>, raw: &'static str) -> Self {
        let first = match all.last(raw) {
            Some(given) => Step::new(given.place(), "names a file of users that leaves out `default`"),
            None => all.absent(raw, BESIDE),
        };
        let because = vec![first, default(PRODUCT, "every release", "whoever connects may do everything")];
        Self { raw, value: Value::Bool(false), because }
    }
}

fn row_step(row: &Given) -> Step {
    let name = row.words.first().map_or("", String::as_str);
    let how = if is_open(row) { "may do everything without a password" } else { "has to show a password" };
    Step::new(row.place(), format!("the user `{name}` {how}"))
}

/// The rows of a file of users.
fn rows(file: &crate::tree::File) -> Vec<Given> {
    let text = file.text();
    let one = |(line, text): (u32, &str)| {
        let mut words = text.split_whitespace().map(str::to_owned);
        let name = words.next().filter(|word| word == "user")?;
        Some(Given { name, words: words.collect(), path: file.path.clone(), line })
    };
    (1u32..).zip(text.lines()).take(10_000).filter_map(one).collect()
}

/// The rules are applied from left to right to a user that begins without any right (`acl.c`, `ACLSetUser`).
fn is_open(row: &Given) -> bool {
    let mut user = User::default();
    for rule in row.words.iter().skip(1) {
        match rule.to_ascii_lowercase().as_str() {
            "on" => user.on = true,
            "off" => user.on = false,
            "nopass" => user.nopass = true,
            "resetpass" => user.nopass = false,
            "reset" => user = User::default(),
            "allcommands" | "+@all" => user.commands = true,
            "nocommands" | "-@all" => user.commands = false,
            rule if rule.starts_with('+') => user.commands = true,
            rule if rule.starts_with(['>', '#']) => user.nopass = false,
            _ => {}
        }
    }
    user.on && user.nopass && user.commands
}

/// `>password`
fn passwords(users: &[Given], service: &mut Service<'_>) {
    for row in users {
        let name = row.words.first().map_or("", String::as_str);
        for password in row.words.iter().filter_map(|rule| rule.strip_prefix('>')).filter(|p| !is_filled_in(p)) {
            service.password("user", name, password, row.place());
        }
    }
}
