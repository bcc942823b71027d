//! Apache: `httpd.conf`, sites with `<VirtualHost>`, `.htaccess`.
//!
//! Each file is read by itself; what one of them says for the whole server (`ServerTokens`) holds for all of the tree.

mod files;
mod host;
mod parse;
#[cfg(test)]
mod tests;

use sneck_model::{Facts, Key, Step, Unread, Value};

use crate::config::place::at;
use crate::config::served::{Draft, Writer, absent_at, is_spare, kind_of};
use crate::config::stack::Stack;
use crate::tree::{File, Tree};
use host::Host;
use parse::{Directive, parse};

/// Settings of every file of Apache.
pub fn read(tree: &Tree, _: &Stack, facts: &mut Facts) {
    let mut all: Vec<Directive> = Vec::new();
    for file in tree.files.iter().filter(|file| is_apache(file) && !is_spare(tree, file)) {
        let (directives, mistakes) = parse(&file.path, &file.text());
        let row = |(line, why): (u32, &str)| Unread { path: file.path.to_string(), line, why: why.into() };
        facts.unread.extend(mistakes.into_iter().map(row));
        all.push(directives);
    }
    let hosts: Vec<Host<'_>> = all.iter().flat_map(Host::all).collect();
    for file in &all {
        let mut writer = Writer { settings: Vec::new(), kind: kind_of(&file.path) };
        writer.write(&file.path, release(file, &all, &hosts).into_iter().chain(files::settings(file)).collect());
        for host in hosts.iter().filter(|host| host.section.path == file.path) {
            writer.write(&host.name(), host.settings(file, &hosts));
        }
        facts.settings.extend(writer.settings);
    }
}

/// By its name, and by words that only Apache knows.
fn is_apache(file: &File) -> bool {
    let (name, folder) = (file.name(), file.folder().rsplit('/').next().unwrap_or_default());
    let may_be = name == ".htaccess"
        || [".conf", ".vhost", ".htaccess"].iter().any(|end| name.trim_end_matches(".template").ends_with(end))
        || matches!(folder, "sites-available" | "sites-enabled" | "apache" | "apache2" | "httpd")
        || !name.contains('.');
    let has = |word: &str| memchr::memmem::find(&file.bytes, word.as_bytes()).is_some();
    let words = ["<VirtualHost", "<Directory", "ServerTokens", "ServerSignature", "<IfModule mod_", "RewriteEngine"];
    may_be && (name == ".htaccess" || words.iter().any(|word| has(word)))
}

fn step(directive: &Directive, says: impl Into<String>) -> Step {
    Step::new(at(&directive.path, directive.line), says)
}

/// `ServerTokens` and `ServerSignature`. Source: core of httpd 2.4: `Full` and `Off` by default.
fn release(file: &Directive, all: &[Directive], hosts: &[Host<'_>]) -> Vec<Draft> {
    let draft = |raw, value, because| Draft::new(Key::SERVER_NAMES_RELEASE, raw, value, because);
    let signed = file.every().into_iter().filter(|d| d.name == "serversignature");
    let signed = signed.map(|d| {
        let on = !d.word(0).eq_ignore_ascii_case("off");
        draft("ServerSignature", Value::Bool(on), vec![step(d, format!("sets ServerSignature to {}", d.word(0)))])
    });
    let mut drafts: Vec<Draft> = signed.filter(|draft| draft.value == Value::Bool(true)).collect();
    let said = |file: &Directive| file.last("servertokens").cloned();
    match (
        said(file),
        all.iter().any(|other| said(other).is_some()),
        hosts.iter().find(|h| h.section.path == file.path),
    ) {
        (Some(line), ..) => {
            let short = matches!(line.word(0).to_ascii_lowercase().as_str(), "prod" | "productonly");
            let because = vec![step(&line, format!("sets ServerTokens to {}", line.word(0)))];
            drafts.push(draft("ServerTokens", Value::Bool(!short), because));
        }
        (None, false, Some(host)) => {
            let elsewhere = Value::Unknown("the server's own configuration is not in the tree".into());
            let value = Value::OneOf(vec![Value::Bool(true), elsewhere]);
            let says = "nothing here says `ServerTokens Prod`, and Apache names its release by default";
            drafts.push(draft("ServerTokens", value, absent_at(&file.path, host.section.line, says)));
        }
        _ => {}
    }
    drafts
}
