//! Apache: `httpd.conf`, sites with `<VirtualHost>`, `.htaccess`.
//!
//! Files that others include are read where they are included, the rest by itself; what one of them says for the whole
//! server (`ServerTokens`) holds for all of the tree.

mod files;
mod header;
mod host;
mod include;
mod merge;
mod parse;
#[cfg(test)]
mod tests;

use sneck_model::{Facts, Key, Step, Value};

use crate::config::place::at;
use crate::config::served::{Draft, Writer, absent_at, is_spare, kind_of};
use crate::config::stack::Stack;
use crate::tree::{File, Tree};
use host::Host;
use include::Files;
use parse::Directive;

/// Settings of every file of Apache.
pub fn read(tree: &Tree, _: &Stack, facts: &mut Facts) {
    let mut files = Files::new(tree);
    let own: Vec<&File> = tree.files.iter().filter(|file| is_apache(file) && !is_spare(tree, file)).collect();
    let whole: Vec<Directive> = own.into_iter().map(|file| files.whole(file)).collect();
    let all: Vec<Directive> = whole.into_iter().filter(|file| !files.is_included(&file.path)).collect();
    let hosts: Vec<Vec<Host<'_>>> = all.iter().map(Host::all).collect();
    let every: Vec<Host<'_>> = hosts.iter().flatten().cloned().collect();
    for (file, own) in all.iter().zip(&hosts) {
        let mut writer = Writer { settings: Vec::new(), kind: kind_of(&file.path) };
        let drafts = release(file, &all, own).into_iter().chain(files::settings(file, own));
        writer.write(&file.path, drafts.map(|draft| heeded(draft, file, &all)).collect());
        for host in own {
            writer.write(&host.name(), host.settings(file, &every));
        }
        facts.settings.extend(writer.settings);
    }
    facts.unread.extend(files.unread());
}

/// A folder's own file counts only where the server's configuration lets it (`AllowOverride`); by default it does not.
fn heeded(mut draft: Draft, file: &Directive, all: &[Directive]) -> Draft {
    let is_server = |other: &&Directive| !other.path.ends_with(".htaccess");
    let mut servers = all.iter().filter(is_server).filter(|other| !Host::all(other).is_empty()).peekable();
    let allows = |line: &Directive| {
        let says = |word: &String| word.eq_ignore_ascii_case("all") || word.to_ascii_lowercase().starts_with("options");
        line.name == "allowoverride" && line.words.iter().any(says)
    };
    let is_own = file.path.ends_with(".htaccess") && draft.key == Key::SERVER_LISTING;
    if is_own && servers.peek().is_some() && !servers.any(|server| server.every().into_iter().any(allows)) {
        draft.value = Value::Unknown("no `AllowOverride` of the server's configuration lets it count".into());
    }
    draft
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
    match (said(file), all.iter().any(|other| said(other).is_some()), hosts.first()) {
        (Some(line), ..) => {
            let short = matches!(line.word(0).to_ascii_lowercase().as_str(), "prod" | "productonly");
            let because = vec![step(&line, format!("sets ServerTokens to {}", line.word(0)))];
            drafts.push(draft("ServerTokens", Value::Bool(!short), because));
        }
        (None, false, Some(host)) => {
            let elsewhere = Value::Unknown("the server's own configuration is not in the tree".into());
            let value = Value::OneOf(vec![Value::Bool(true), elsewhere]);
            let says = "nothing here says `ServerTokens Prod`, and Apache names its release by default";
            drafts.push(draft("ServerTokens", value, absent_at(&host.section.path, host.section.line, says)));
        }
        _ => {}
    }
    drafts
}
