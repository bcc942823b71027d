//! Programs that start another program: `exec`, `env`, `poetry run`, `dumb-init --`.

use super::{Start, program};
use crate::config::expand::leading_name;
use crate::declared::{DeclaredVariable, Supplied};

/// How much of the command belongs to the wrapper.
#[derive(Clone, Copy)]
enum Takes {
    /// Words that begin with a dash.
    Options,
    /// So many words after the options.
    Words(usize),
    /// Options that have a value each.
    Pairs,
    /// Everything up to `--`.
    Dashes,
}

/// The words that a wrapper begins with, what it takes, and who may supply variables through it.
const WRAPPERS: &[(&[&str], Takes, Option<&str>)] = &[
    (&["exec"], Takes::Options, None),
    (&["nohup"], Takes::Options, None),
    (&["time"], Takes::Options, None),
    (&["command"], Takes::Options, None),
    (&["setsid"], Takes::Options, None),
    (&["env"], Takes::Options, None),
    (&["poetry", "run"], Takes::Options, None),
    (&["pipenv", "run"], Takes::Options, None),
    (&["pdm", "run"], Takes::Options, None),
    (&["rye", "run"], Takes::Options, None),
    (&["uv", "run"], Takes::Options, None),
    (&["hatch", "run"], Takes::Options, None),
    (&["dumb-init"], Takes::Options, None),
    (&["tini"], Takes::Options, None),
    (&["catatonit"], Takes::Options, None),
    (&["gosu"], Takes::Words(1), None),
    (&["su-exec"], Takes::Words(1), None),
    (&["chpst"], Takes::Pairs, None),
    (&["sudo"], Takes::Options, None),
    (&["newrelic-admin", "run-program"], Takes::Options, None),
    (&["ddtrace-run"], Takes::Options, None),
    (&["opentelemetry-instrument"], Takes::Options, None),
    (&["dockerize"], Takes::Pairs, None),
    (&["wait-for-it.sh"], Takes::Dashes, None),
    (&["wait-for-it"], Takes::Dashes, None),
    (&["wait-for.sh"], Takes::Dashes, None),
    (&["wait-for"], Takes::Dashes, None),
    (&["watchmedo"], Takes::Dashes, None),
    (&["conda", "run"], Takes::Pairs, None),
    (&["doppler", "run"], Takes::Dashes, Some("Doppler may set it")),
    (&["infisical", "run"], Takes::Dashes, Some("Infisical may set it")),
    (&["chamber", "exec"], Takes::Dashes, Some("Chamber may set it")),
    (&["op", "run"], Takes::Dashes, Some("1Password may set it")),
];

/// Takes wrappers off the beginning of a command; what they set goes to its variables.
pub(super) fn strip(start: &mut Start) {
    // Each turn takes at least one word, so this ends.
    while one(start) {
        assignments(start);
    }
}

fn one(start: &mut Start) -> bool {
    let is_it = |names: &[&str]| {
        let words = start.words.iter().map(|word| program(word));
        start.words.len() > names.len() && words.zip(names).all(|(word, name)| word == *name)
    };
    let Some((names, takes, supplier)) = WRAPPERS.iter().find(|(names, ..)| is_it(names)) else { return false };
    let rest = &start.words[names.len()..];
    let Some(taken) = taken(rest, *takes) else { return false };
    start.open.extend(supplier.map(str::to_owned));
    start.words.drain(..names.len() + taken);
    true
}

/// How many words after its name a wrapper takes; `None` when no command would be left.
fn taken(words: &[String], takes: Takes) -> Option<usize> {
    let dashes = words.iter().position(|word| word == "--");
    let options = |words: &[String]| words.iter().take_while(|word| word.starts_with('-')).count();
    let taken = match takes {
        Takes::Dashes => dashes? + 1,
        Takes::Options => options(words),
        Takes::Words(more) => options(words) + more,
        Takes::Pairs => {
            let mut at = 0;
            while words.get(at).is_some_and(|word| word.starts_with('-')) {
                at += if words[at] == "--" || words[at].contains('=') { 1 } else { 2 };
            }
            at
        }
    };
    (taken < words.len()).then_some(taken)
}

/// `NAME=value` words before the command, after `env`.
fn assignments(start: &mut Start) {
    let is_one = |word: &String| {
        let name = leading_name(word);
        !name.is_empty() && word[name.len()..].starts_with('=')
    };
    let count = start.words.iter().take_while(|word| is_one(word)).count();
    for word in start.words.drain(..count) {
        if let Some((name, value)) = word.split_once('=') {
            let value = Supplied::Text(value.to_owned());
            start.variables.push(DeclaredVariable { name: name.into(), value, place: start.place.clone() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::place::at;

    #[test]
    fn wrappers_leave_the_command() {
        let table = [
            ("exec env A=1 B=2 flask run", "flask run"),
            ("gosu app gunicorn x:y", "gunicorn x:y"),
            ("dockerize -wait tcp://db:5432 -timeout 60s python app.py", "python app.py"),
            ("./wait-for-it.sh db:5432 -t 60 -- python app.py", "python app.py"),
            ("uv run --frozen gunicorn x:y", "gunicorn x:y"),
            ("tini -g -- uwsgi x.ini", "uwsgi x.ini"),
            ("doppler run -- gunicorn x:y", "gunicorn x:y"),
            ("exec", "exec"),
            ("./wait-for-it.sh db:5432", "./wait-for-it.sh db:5432"),
        ];
        for (command, expected) in table {
            let words = command.split(' ').map(str::to_owned).collect();
            let place = at(&"x".into(), 1);
            let mut start = Start { words, place, variables: vec![], open: vec![], folder: String::new() };
            strip(&mut start);
            assert_eq!(start.words.join(" "), expected, "{command}");
            assert_eq!(start.open.len(), usize::from(command.starts_with("doppler")));
            assert_eq!(start.variables.len(), if command.contains("A=1") { 2 } else { 0 });
        }
    }
}
