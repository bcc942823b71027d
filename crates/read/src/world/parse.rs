//! From text to a tree.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sneck_model::{Calibration, Exchange, Identity, Kind, Origin, day};

use super::WorldError;
use super::escape::{plain_line, plain_word};
use super::machine;
use super::section::{Section, sections, text_of};
use crate::advisories::Book;
use crate::tree::{File, Former, Tree};
use crate::wire;

/// Reads a world. Its tree is a git repository only if it says so.
pub fn parse(text: &str) -> Result<Tree, WorldError> {
    let mut world = World::default();
    for section in sections(text)? {
        let why = match read_section(&section, &mut world) {
            Ok(()) => continue,
            Err(why) => why,
        };
        return Err(WorldError { line: section.line + why.below, why: why.says });
    }
    Ok(world.into_tree())
}

/// What is wrong in a section, and how many lines below its head.
struct Wrong {
    below: u32,
    says: String,
}

impl Wrong {
    fn head(says: impl Into<String>) -> Self {
        Self { below: 0, says: says.into() }
    }
}

/// The tree in the making, with what git says of it.
#[derive(Default)]
struct World {
    tree: Tree,
    files: BTreeMap<String, Vec<u8>>,
    tracked: Option<BTreeSet<String>>,
    ignored: Option<BTreeSet<String>>,
}

type Reader = fn(&str, &Section, &mut World) -> Result<(), Wrong>;

/// Heads that are not the path of a file, by their first word. A file of such a name is written `./here`.
const SPECIAL: &[(&str, Reader)] = &[
    ("here", here),
    ("commit", commit),
    ("git", git),
    ("host", host),
    ("names", names),
    ("advisories", advisories),
    ("today", today),
    ("tls", tls),
];

fn read_section(section: &Section, world: &mut World) -> Result<(), Wrong> {
    let (first, rest) = section.head.split_once(' ').unwrap_or((section.head, ""));
    if is_method(first) && rest.contains("://") {
        return exchange(first, rest, section, world);
    }
    match SPECIAL.iter().find(|(word, _)| *word == first) {
        Some((_, read)) => read(rest, section, world),
        None => file(section, world),
    }
}

pub(super) fn is_method(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_uppercase())
}

/// Says whether a path would be taken for another head than that of a file.
pub(super) fn is_special(head: &str) -> bool {
    let (first, rest) = head.split_once(' ').unwrap_or((head, ""));
    SPECIAL.iter().any(|(word, _)| *word == first) || (is_method(first) && rest.contains("://"))
}

/// Behind the path of a file whose bytes are not UTF-8: each character stands for one byte.
pub(super) const AS_LATIN_1: &str = " as latin-1";

fn file(section: &Section, world: &mut World) -> Result<(), Wrong> {
    let (head, latin) = match section.head.strip_suffix(AS_LATIN_1) {
        Some(head) => (head, true),
        None => (section.head, false),
    };
    let path = path(head).map_err(Wrong::head)?;
    if world.files.contains_key(&path) {
        return Err(Wrong::head(format!("`{path}` stands here a second time; a file has one section")));
    }
    let text = section.content();
    let bytes = if latin { bytes_of(&text).map_err(Wrong::head)? } else { text.into_bytes() };
    world.files.insert(path, bytes);
    Ok(())
}

fn bytes_of(text: &str) -> Result<Vec<u8>, String> {
    let byte = |c: char| u8::try_from(u32::from(c)).map_err(|_| format!("`{c}` does not exist in Latin-1"));
    text.chars().map(byte).collect()
}

/// A path is relative to the audited folder and stays in it.
fn path(text: &str) -> Result<String, String> {
    let plain = plain_word(text);
    let path = plain.strip_prefix("./").unwrap_or(&plain);
    let well_formed = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    let hint = "expected a path inside of the folder, such as `=== shop/app.py`";
    if well_formed { Ok(path.to_owned()) } else { Err(format!("`{plain}` is no path; {hint}")) }
}

fn here(rest: &str, section: &Section, world: &mut World) -> Result<(), Wrong> {
    nothing_behind("here", rest)?;
    let variables = world.tree.shell.get_or_insert_default();
    for (below, line) in entries(section) {
        let (name, value) = line
            .split_once('=')
            .ok_or_else(|| Wrong { below, says: "expected a variable such as `FLASK_DEBUG=1`".to_owned() })?;
        variables.push((plain_word(name), plain_word(value)));
    }
    variables.sort();
    Ok(())
}

fn git(rest: &str, section: &Section, world: &mut World) -> Result<(), Wrong> {
    let list = match rest {
        "tracked" => &mut world.tracked,
        "ignored" => &mut world.ignored,
        _ => return Err(Wrong::head("expected `=== git tracked` or `=== git ignored`")),
    };
    list.get_or_insert_default().extend(paths(section)?);
    Ok(())
}

/// A version of a file: `=== commit 0a1b2c3d4e 2024-05-01 config.py`.
fn commit(rest: &str, section: &Section, world: &mut World) -> Result<(), Wrong> {
    let mut words = rest.splitn(3, ' ');
    let (Some(id), Some(date), Some(name)) = (words.next(), words.next(), words.next()) else {
        return Err(Wrong::head("expected `=== commit ID DATE PATH`"));
    };
    let (name, latin) = name.strip_suffix(AS_LATIN_1).map_or((name, false), |name| (name, true));
    let path = Arc::from(path(name).map_err(Wrong::head)?);
    let date = day::parse(date).map(day::write).ok_or_else(|| Wrong::head("expected a day such as 2024-05-01"))?;
    let text = section.content();
    let bytes = if latin { bytes_of(&text).map_err(Wrong::head)? } else { text.into_bytes() };
    world.tree.former.push(Former { commit: Arc::from(id), date: Arc::from(date), path, bytes: Arc::from(bytes) });
    Ok(())
}

fn names(rest: &str, section: &Section, world: &mut World) -> Result<(), Wrong> {
    nothing_behind("names", rest)?;
    world.tree.names_only.extend(paths(section)?.into_iter().map(Arc::from));
    world.tree.names_only.sort();
    Ok(())
}

/// Advisories in the OSV schema; none at all when nothing is below.
fn advisories(rest: &str, section: &Section, world: &mut World) -> Result<(), Wrong> {
    nothing_behind("advisories", rest)?;
    let text = section.content();
    Book::of_documents(&text).map_err(|(below, says)| Wrong { below, says })?;
    world.tree.advisories.get_or_insert_default().push_str(&text);
    Ok(())
}

/// What was seen of this machine: `=== host listeners` and its neighbours.
fn host(rest: &str, section: &Section, world: &mut World) -> Result<(), Wrong> {
    let machine = world.tree.machine.get_or_insert_default();
    if let Some(name) = rest.strip_prefix("file ") {
        return host_file(name, section, &mut world.tree);
    }
    machine::read(rest, entries(section), machine).map_err(|(below, says)| Wrong { below, says })
}

/// A file of the machine that is outside of the tree: `=== host file /etc/ssh/sshd_config`.
fn host_file(name: &str, section: &Section, tree: &mut Tree) -> Result<(), Wrong> {
    let below = name.strip_prefix('/').ok_or_else(|| Wrong::head("expected `=== host file /PATH`"))?;
    let file = File::new(&format!("/{}", path(below).map_err(Wrong::head)?), &section.content());
    tree.host_files.push(file);
    tree.host_files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(())
}

fn today(rest: &str, section: &Section, world: &mut World) -> Result<(), Wrong> {
    if let Some((below, _)) = entries(section).next() {
        return Err(Wrong { below, says: "nothing stands below the day".to_owned() });
    }
    world.tree.today = day::parse(rest).ok_or_else(|| Wrong::head("expected a day such as `=== today 2026-11-21`"))?;
    Ok(())
}

/// A TLS endpoint and what it showed: `=== tls shop.example:443`.
fn tls(rest: &str, section: &Section, world: &mut World) -> Result<(), Wrong> {
    let mut endpoint = super::tls::endpoint(rest).map_err(Wrong::head)?;
    for (below, line) in entries(section) {
        super::tls::line(line, &mut endpoint).map_err(|says| Wrong { below, says })?;
    }
    world.tree.tls.push(endpoint);
    Ok(())
}

fn nothing_behind(word: &str, rest: &str) -> Result<(), Wrong> {
    if rest.is_empty() { Ok(()) } else { Err(Wrong::head(format!("expected `=== {word}` and nothing behind it"))) }
}

/// Lines of a list: blank ones do not count.
fn entries<'a>(section: &'a Section) -> impl Iterator<Item = (u32, &'a str)> {
    let plain = |line: &'a str| plain_line(line.strip_suffix('\r').unwrap_or(line));
    (1..).zip(section.lines.iter().map(move |line| plain(line))).filter(|(_, line)| !line.is_empty())
}

fn paths(section: &Section) -> Result<Vec<String>, Wrong> {
    entries(section).map(|(below, line)| path(line).map_err(|says| Wrong { below, says })).collect()
}

/// `GET http://shop.test/login in staging`, then request headers (`> cookie: …`), remarks (`| cut`), a status, headers, an
/// empty line and the body.
fn exchange(method: &str, rest: &str, section: &Section, world: &mut World) -> Result<(), Wrong> {
    let (url, name) = match rest.split_once(" in ") {
        Some((url, name)) => (url, Some(name)),
        None => (rest, None),
    };
    let origin = origin(url, name).ok_or_else(|| Wrong::head(format!("`{url}` is no http or https address")))?;
    let asked = section.lines.iter().take_while(|line| line.starts_with('>')).count();
    let sent = sent(&section.lines[..asked])?;
    let remarks = section.lines[asked..].iter().take_while(|line| line.starts_with('|')).count();
    let (head, body) = split_answer(&section.lines[asked + remarks..]);
    let answer = wire::answer(head.as_bytes())
        .map_err(|wrong| Wrong { below: (asked + remarks) as u32 + wrong.line, says: wrong.why })?;
    let request =
        wire::Request { origin, method: method.to_owned(), url: url.to_owned(), sent, identity: Identity::anonymous() };
    // The body of a world is text already, whatever charset the headers name.
    let mut seen = Exchange { body, ..wire::exchange(request, answer) };
    for (line, below) in section.lines[asked..asked + remarks].iter().zip(asked as u32 + 1..) {
        remark(line[1..].trim(), &mut seen).map_err(|says| Wrong { below, says })?;
    }
    world.tree.exchanges.push(seen);
    Ok(())
}

/// What is known of an answer beside what came back.
fn remark(words: &str, seen: &mut Exchange) -> Result<(), String> {
    if let Some((_, calibration)) = CALIBRATIONS.iter().find(|(word, _)| *word == words) {
        seen.calibration = *calibration;
    } else if let Some(name) = words.strip_prefix("identity ") {
        seen.identity = Identity::named(name);
    } else if let Some(rule) = words.strip_prefix("asked by ") {
        seen.asked_by = Some(Arc::from(rule));
    } else if words == "cut" {
        seen.cut = true;
    } else if words == "bytes" {
        let bytes = bytes_of(&seen.body)?;
        seen.body = wire::body_text(&seen.headers, &bytes);
        seen.bytes = Some(Arc::from(bytes));
    } else {
        return Err("expected a remark such as `| cut`, `| bytes`, `| identity admin` or `| catch-all`".to_owned());
    }
    Ok(())
}

/// How an answer compares with those for random names, in the words of worlds.
pub(super) const CALIBRATIONS: &[(&str, Calibration)] = &[
    ("own", Calibration::Own),
    ("catch-all", Calibration::CatchAll),
    ("unsteady", Calibration::Unsteady),
    ("random", Calibration::Random),
];

fn origin(url: &str, name: Option<&str>) -> Option<Origin> {
    let kind = name.and_then(Kind::named).unwrap_or(Kind::Production);
    wire::origin(url, kind, name)
}

fn sent(lines: &[&str]) -> Result<Vec<(String, String)>, Wrong> {
    let header = |(below, line): (u32, &&str)| {
        let (name, value) = line[1..].split_once(':').ok_or_else(|| Wrong {
            below,
            says: "expected a header that was sent, such as `> cookie: a=b`".to_owned(),
        })?;
        Ok((name.trim().to_owned(), value.trim().to_owned()))
    };
    (1..).zip(lines).map(header).collect()
}

/// Status and headers, and the body behind the first empty line.
fn split_answer(lines: &[&str]) -> (String, String) {
    let end = lines.iter().position(|line| line.trim_end_matches('\r').is_empty()).unwrap_or(lines.len());
    let body = lines.get(end + 1..).unwrap_or_default();
    (text_of(&lines[..end]), text_of(body))
}

impl World {
    fn into_tree(self) -> Tree {
        let Self { mut tree, files, tracked, ignored } = self;
        let repository = tracked.is_some() || ignored.is_some();
        let listed = |list: &Option<BTreeSet<String>>, path: &str| {
            repository.then(|| list.as_ref().is_some_and(|paths| paths.contains(path)))
        };
        let file = |(path, bytes): (String, Vec<u8>)| File {
            tracked: listed(&tracked, &path),
            ignored: listed(&ignored, &path),
            path: Arc::from(path),
            bytes: Arc::new(bytes),
        };
        tree.files = files.into_iter().map(file).collect();
        tree.coverage.files_read = tree.files.len() as u64;
        tree.coverage.bytes_read = tree.files.iter().map(|file| file.bytes.len() as u64).sum();
        tree
    }
}
