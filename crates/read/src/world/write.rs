//! From a tree to text.

use sneck_model::{Exchange, HttpVersion, day};

use super::escape::{NO_LINE_END, line, word};
use super::machine;
use super::parse::{AS_LATIN_1, CALIBRATIONS, is_special};
use super::tls;
use crate::tree::{File, Former, Tree};

/// Writes a tree as a world. The text holds what the tree holds, secrets included: it is for those who may see
/// the files themselves.
#[must_use]
pub fn write(tree: &Tree) -> String {
    let mut text = String::new();
    if tree.today != 0 {
        head(&mut text, &format!("today {}", day::write(tree.today)));
    }
    if let Some(variables) = &tree.shell {
        let lines = variables.iter().map(|(name, value)| format!("{}={}", word(name), word(value)));
        list(&mut text, "here", lines);
    }
    tree.files.iter().for_each(|one| file(&mut text, one));
    tree.former.iter().for_each(|one| former(&mut text, one));
    git(&mut text, tree);
    if !tree.names_only.is_empty() {
        list(&mut text, "names", tree.names_only.iter().map(|path| path_word(path)));
    }
    if let Some(advisories) = &tree.advisories {
        head(&mut text, "advisories");
        content_lines(&mut text, advisories);
    }
    for (name, lines) in tree.machine.iter().flat_map(machine::write) {
        list(&mut text, &format!("host {name}"), lines.into_iter());
    }
    tree.host_files.iter().for_each(|one| host_file(&mut text, one));
    tree.exchanges.iter().for_each(|one| exchange(&mut text, one));
    for endpoint in &tree.tls {
        list(&mut text, &format!("tls {}", tls::head(endpoint)), tls::lines(endpoint).into_iter());
    }
    text
}

fn head(text: &mut String, says: &str) {
    text.push_str("=== ");
    text.push_str(says);
    text.push('\n');
}

fn list(text: &mut String, says: &str, lines: impl Iterator<Item = String>) {
    head(text, says);
    for entry in lines {
        text.push_str(&line(&entry));
        text.push('\n');
    }
}

fn file(text: &mut String, file: &File) {
    content(text, &path_word(&file.path), &file.bytes);
}

fn host_file(text: &mut String, file: &File) {
    head(text, &format!("host file {}", word(&file.path)));
    content_lines(text, &file.text());
}

fn former(text: &mut String, former: &Former) {
    content(text, &format!("commit {} {} {}", former.commit, former.date, path_word(&former.path)), &former.bytes);
}

fn content(text: &mut String, path: &str, bytes: &[u8]) {
    match std::str::from_utf8(bytes) {
        Ok(content) if !path.ends_with(AS_LATIN_1) => {
            head(text, path);
            content_lines(text, content);
        }
        _ => {
            head(text, &format!("{path}{AS_LATIN_1}"));
            let characters: String = bytes.iter().copied().map(char::from).collect();
            content_lines(text, &characters);
        }
    }
}

/// A path that cannot be taken for anything else.
fn path_word(path: &str) -> String {
    let path = word(path);
    if is_special(&path) || path.starts_with(' ') { format!("./{path}") } else { path.into_owned() }
}

fn content_lines(text: &mut String, content: &str) {
    if content.is_empty() {
        return;
    }
    let ended = content.strip_suffix('\n');
    for part in ended.unwrap_or(content).split('\n') {
        text.push_str(&line(part));
        text.push('\n');
    }
    if ended.is_none() {
        text.push_str(NO_LINE_END);
        text.push('\n');
    }
}

fn git(text: &mut String, tree: &Tree) {
    if tree.files.iter().all(|file| file.tracked.is_none()) {
        return;
    }
    let of = |chosen: fn(&File) -> Option<bool>| {
        tree.files.iter().filter(move |file| chosen(file) == Some(true)).map(|file| path_word(&file.path))
    };
    list(text, "git tracked", of(|file| file.tracked));
    list(text, "git ignored", of(|file| file.ignored));
}

fn exchange(text: &mut String, seen: &Exchange) {
    let name = seen.origin.name.as_ref().map_or_else(String::new, |name| format!(" in {name}"));
    head(text, &format!("{} {}{name}", seen.method, seen.url));
    for (name, value) in &seen.sent {
        text.push_str(&format!("> {name}: {value}\n"));
    }
    remarks(text, seen);
    text.push_str(&format!("{}{}\n", version(seen.version), seen.status));
    for (name, value) in &seen.headers {
        text.push_str(&line(&format!("{name}: {value}")));
        text.push('\n');
    }
    let latin: Option<String> = seen.bytes.as_ref().map(|bytes| bytes.iter().copied().map(char::from).collect());
    let body = latin.as_ref().unwrap_or(&seen.body);
    if !body.is_empty() {
        text.push('\n');
        content_lines(text, body);
    }
}

/// What is known of an answer beside what came back.
fn remarks(text: &mut String, seen: &Exchange) {
    let calibration = CALIBRATIONS.iter().find(|(_, calibration)| *calibration == seen.calibration);
    let all = [
        (!seen.identity.is_anonymous()).then(|| format!("identity {}", seen.identity)),
        seen.asked_by.as_ref().map(|rule| format!("asked by {rule}")),
        calibration.map(|(word, _)| (*word).to_owned()),
        seen.cut.then(|| "cut".to_owned()),
        seen.bytes.as_ref().map(|_| "bytes".to_owned()),
    ];
    for remark in all.into_iter().flatten() {
        text.push_str(&format!("| {remark}\n"));
    }
}

fn version(version: HttpVersion) -> &'static str {
    match version {
        HttpVersion::Http10 => "HTTP/1.0 ",
        HttpVersion::Http11 => "",
        HttpVersion::Http2 => "HTTP/2 ",
    }
}
