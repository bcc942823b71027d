//! Commands that start as root and give that up before the program runs.

use crate::config::launch::{is_shell_script, program};
use crate::config::shell;
use crate::tree::File;

/// Programs that run another one as somebody else, and where the account stands: after an option, or in the
/// first place that is none.
const SWITCHERS: &[(&str, &[&str])] = &[
    ("gosu", &[]),
    ("su-exec", &[]),
    ("s6-setuidgid", &[]),
    ("chpst", &["-u", "-U"]),
    ("setpriv", &["--reuid"]),
    ("setuidgid", &[]),
    ("runuser", &["-u", "--user"]),
    ("su", &[]),
    ("sudo", &["-u", "--user"]),
    ("gunicorn", &["-u", "--user"]),
    ("uwsgi", &["--uid"]),
    ("celery", &["--uid"]),
    ("start-stop-daemon", &["--chuid", "-c"]),
    ("chroot", &["--userspec"]),
];

/// Programs whose account stands in the first word that is no option.
const BARE: &[&str] = &["gosu", "su-exec", "s6-setuidgid", "setuidgid", "su", "runuser"];

/// The account that a command goes on as: by its own words, or by those of the script that it starts.
pub(super) fn account<'f>(words: &[String], file: &dyn Fn(&str) -> Option<&'f File>) -> Option<String> {
    if let Some(user) = switched(words) {
        return Some(user);
    }
    let lines = words.iter().position(|word| word.ends_with('c') && word.starts_with('-'));
    let shell = words.first().is_some_and(|first| matches!(program(first), "sh" | "bash" | "ash" | "dash"));
    let line = lines.filter(|_| shell).and_then(|at| words.get(at + 1));
    if let Some(user) = line.and_then(|line| of_script(line)) {
        return Some(user);
    }
    let scripts = words.iter().take(3).filter_map(|word| file(word)).find(|file| is_shell_script(file))?;
    of_script(&scripts.text())
}

fn of_script(text: &str) -> Option<String> {
    shell::commands(text).iter().find_map(|words| switched(words))
}

/// The account of a switcher anywhere in a command: `exec gosu app "$@"`, `set -- su-exec app "$0" "$@"`.
fn switched(words: &[String]) -> Option<String> {
    let (at, options) = words.iter().enumerate().find_map(|(at, word)| {
        let (_, options) = SWITCHERS.iter().find(|(name, _)| *name == program(word))?;
        Some((at, *options))
    })?;
    let after = &words[at + 1..];
    let named = after.iter().enumerate().find_map(|(at, word)| {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        options.contains(&name).then(|| Some(value.to_owned()).filter(|v| !v.is_empty()).or(after.get(at + 1).cloned()))
    });
    let bare = || after.iter().find(|word| !word.starts_with('-')).filter(|_| BARE.contains(&program(&words[at])));
    let account = named.flatten().or_else(|| bare().cloned())?;
    let account = account.split([':', '.']).next().unwrap_or_default().to_owned();
    (!account.is_empty() && account != "root" && account != "0").then_some(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switchers_name_the_account() {
        let table = [
            ("exec gosu app \"$@\"", Some("app")),
            ("if [ \"$(id -u)\" = 0 ]; then\n  exec su-exec app:app \"$0\" \"$@\"\nfi\nexec \"$@\"", Some("app")),
            ("setpriv --reuid=app --regid=app --init-groups gunicorn x:y", Some("app")),
            ("runuser -u app -- gunicorn x:y", Some("app")),
            ("su -s /bin/sh -c 'gunicorn x' app", Some("/bin/sh")),
            ("gunicorn --user app x:y", Some("app")),
            ("gosu root x", None),
            ("gunicorn x:y", None),
            ("sudo -u app gunicorn x:y", Some("app")),
        ];
        for (text, expected) in table {
            assert_eq!(of_script(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_script_of_the_tree_is_followed() {
        let script = File::new("entry.sh", "#!/bin/sh\nchown app /data\nexec gosu app \"$@\"\n");
        let find = |path: &str| (path == "/entry.sh").then_some(&script);
        let words = ["/entry.sh".to_owned(), "gunicorn".to_owned()];
        assert_eq!(account(&words, &find).as_deref(), Some("app"));
    }
}
