//! What a Caddyfile says for the whole server, in a block without a name at its beginning.

use sneck_model::{Key, Step, Value};

use crate::config::braces::Directive;
use crate::config::place::at;
use crate::config::served::Draft;

/// Global options.
#[derive(Clone, Debug)]
pub(super) struct Options<'d> {
    block: Option<&'d Directive>,
    pub(super) http_port: u16,
    pub(super) https_port: u16,
    /// Names are not sent to HTTPS by themselves.
    pub(super) no_redirects: bool,
    /// Nothing about HTTPS happens by itself.
    pub(super) is_off: bool,
}

impl<'d> Options<'d> {
    pub(super) fn of(directives: &'d [Directive]) -> Self {
        let block = directives.first().filter(|d| is_options(d));
        let last = |name: &'static str| block.and_then(|block| block.all(name).next_back());
        let port = |name, usual| last(name).and_then(|d| d.word(0).parse().ok()).unwrap_or(usual);
        let auto = last("auto_https").map_or("", |d| d.word(0));
        let is_off = auto == "off";
        let no_redirects = is_off || auto == "disable_redirects";
        Self { block, http_port: port("http_port", 80), https_port: port("https_port", 443), no_redirects, is_off }
    }

    /// `admin :2019`: whoever connects there changes everything; on the machine itself unless said otherwise.
    pub(super) fn settings(&self) -> Vec<Draft> {
        let admin = self.block.and_then(|block| block.all("admin").next_back());
        admin.map(admin_host).into_iter().collect()
    }
}

/// A block without a head.
pub(super) fn is_options(directive: &Directive) -> bool {
    directive.name.is_empty() && directive.block.is_some()
}

fn admin_host(line: &Directive) -> Draft {
    let word = line.word(0);
    let value = match word {
        "off" | "" => Value::None,
        _ if word.starts_with("unix/") => Value::None,
        _ if word.contains('{') => Value::Unknown(format!("`{word}` is filled in later")),
        _ => {
            let host = word.rsplit_once(':').map_or(word, |(host, _)| host).trim_matches(['[', ']']);
            Value::Text(if host.is_empty() { "0.0.0.0" } else { host }.to_owned())
        }
    };
    let because = vec![Step::new(at(&line.path, line.line), format!("sets admin to {word}"))];
    Draft::new(Key::SERVER_ADMIN_HOST, "admin", value, because)
}
