//! What the files of uWSGI, supervisor and gunicorn say of the server itself, besides which app it starts.

mod gunicorn;
mod supervisor;
mod uwsgi;

use std::sync::Arc;

use sneck_model::{Facts, Key, Step, Value};

use super::ini::{self, Entry};
use super::place::at;
use super::served::{self, Draft, Writer};
use super::stack::Stack;
use crate::tree::{File, Tree};

/// Sections that only such files have; each is looked for in the bytes before a file is taken apart.
const MARKS: &[&[u8]] = &[b"[uwsgi]", b"[program:", b"[inet_http_server]"];

/// Settings of every such file.
pub(super) fn read(tree: &Tree, _: &Stack, facts: &mut Facts) {
    for file in tree.files.iter().filter(|file| gunicorn::is_one(file) || is_ini(file)) {
        let drafts = if gunicorn::is_one(file) { gunicorn::settings(file) } else { of_ini(file) };
        let mut writer = Writer { settings: Vec::new(), kind: served::kind_of(&file.path) };
        writer.write(&file.path, drafts);
        facts.settings.extend(writer.settings);
    }
}

fn of_ini(file: &File) -> Vec<Draft> {
    let entries = ini::parse(&file.text());
    let of_uwsgi = uwsgi::settings(&file.path, &entries);
    of_uwsgi.into_iter().chain(supervisor::settings(&file.path, &entries)).collect()
}

fn is_ini(file: &File) -> bool {
    let named = [".ini", ".conf", ".cfg"].iter().any(|end| file.name().ends_with(end));
    named && MARKS.iter().any(|mark| memchr::memmem::find(&file.bytes, mark).is_some())
}

/// A setting that stands on one line.
fn draft(path: &Arc<str>, entry: &Entry, key: Key, raw: &'static str, value: Value) -> Draft {
    let because = vec![Step::new(at(path, entry.line), format!("sets `{}`", entry.key))];
    Draft::new(key, raw, value, because)
}

/// The text of a value; what the program fills in when it starts is not known.
fn text(entry: &Entry) -> Value {
    let text = entry.value();
    match ["$(", "%(", "@("].iter().any(|opens| text.contains(opens)) || text.starts_with('%') {
        true => Value::Unknown("it is filled in when the server starts".into()),
        false => Value::Text(text),
    }
}

/// The host of `HOST:PORT`; `*` and nothing are every interface.
fn host(address: &str) -> String {
    let host = address.rsplit_once(':').map_or("", |(host, _)| host).trim();
    if matches!(host, "" | "*") { "0.0.0.0".to_owned() } else { host.trim_matches(['[', ']']).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::tree;

    /// `key = value @place`
    fn settings(path: &str, text: &str) -> Vec<String> {
        let mut facts = Facts::default();
        read(&tree(&[(path, text)]), &Stack::default(), &mut facts);
        let show = |s: &sneck_model::Setting| format!("{} = {:?} @{}", s.key.0, s.value, s.because[0].place);
        facts.settings.iter().map(show).collect()
    }

    #[test]
    fn uwsgi_says_who_it_is_and_what_it_shows() {
        let ini = "[uwsgi]\nuid = root\nstats = :9191\npy-autoreload = 2\ncatch-exceptions = true\nharakiri = 0\n";
        let expected = [
            "server.user = Text(\"root\") @uwsgi.ini:2",
            "server.stats-host = Text(\"0.0.0.0\") @uwsgi.ini:3",
            "server.reload = Bool(true) @uwsgi.ini:4",
            "server.shows-errors = Bool(true) @uwsgi.ini:5",
            "server.timeout = Int(0) @uwsgi.ini:6",
        ];
        assert_eq!(settings("uwsgi.ini", ini), expected);
    }

    #[test]
    fn what_is_filled_in_or_conditional_is_not_guessed() {
        let ini = "[uwsgi]\nuid = $(UID)\nif-env = DEV\npy-autoreload = 1\nendif =\nstats = /run/stats.sock\n";
        let all = settings("uwsgi.ini", ini);
        assert!(all[0].contains("Unknown") && all[1].contains("Unknown"), "{all:?}");
        assert_eq!(all[2], "server.stats-host = None @uwsgi.ini:6");
    }

    #[test]
    fn supervisor_says_who_runs_the_app_and_who_controls_it() {
        let conf = "[inet_http_server]\nport = *:9001\n[program:nginx]\ncommand=nginx\nuser=root\n[program:web]\n\
                    user=root\ncommand=gunicorn shop:app\n";
        let expected = [
            "server.control-host = Text(\"0.0.0.0\") @supervisord.conf:2",
            "server.user = Text(\"root\") @supervisord.conf:7",
        ];
        assert_eq!(settings("supervisord.conf", conf), expected);
        let closed = "[inet_http_server]\nport = 9001\nusername = a\npassword = %(ENV_P)s\n";
        assert_eq!(settings("supervisord.conf", closed), ["server.control-host = None @supervisord.conf:2"]);
    }

    #[test]
    fn gunicorn_is_read_where_nothing_is_computed() {
        let conf = "\"\"\"\nuser = 'x'\n\"\"\"\nuser = \"root\"  # all\ntimeout = 0\n";
        let expected =
            ["server.user = Text(\"root\") @gunicorn.conf.py:4", "server.timeout = Int(0) @gunicorn.conf.py:5"];
        assert_eq!(settings("gunicorn.conf.py", conf), expected);
        let computed = "timeout = int(x)\nuser = 'a'\nif y:\n    user = 'root'\n";
        assert!(settings("gunicorn.conf.py", computed).is_empty());
    }

    #[test]
    fn other_files_say_nothing() {
        assert!(settings("tox.ini", "[tox]\nuid = root\n").is_empty());
        assert!(settings("notes.txt", "[uwsgi]\nuid = root\n").is_empty());
    }
}
