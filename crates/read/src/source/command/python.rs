//! Python programs as commands: scripts, modules, Django's `manage.py`.

use sneck_model::Server;

use super::servers::SERVERS;
use super::{Command, Target, bare, host_of, serve};

pub(super) fn python(words: &[String]) -> Option<Command> {
    let mut words = words;
    while let Some((first, rest)) = words.split_first() {
        match first.as_str() {
            "-m" => {
                let (module, rest) = rest.split_first()?;
                return match SERVERS.iter().find(|s| s.names.contains(&module.as_str())) {
                    Some(syntax) => serve(syntax, rest),
                    None => Some(bare(Server::Script, Target::Module(module.clone()))),
                };
            }
            "-c" => return None,
            "-W" | "-X" => words = rest.get(1..).unwrap_or_default(),
            option if option.starts_with('-') => words = rest,
            script if script.ends_with("manage.py") => return manage(script, rest),
            script => return Some(bare(Server::Script, Target::Script(script.to_owned()))),
        }
    }
    None
}

/// What a program finds in `sys.argv`, of the words behind `python`: itself first.
pub(super) fn own(words: &[String]) -> &[String] {
    let module = words.iter().position(|word| word == "-m");
    let script = words.iter().position(|word| !word.starts_with('-'));
    match (module, script) {
        (Some(module), Some(script)) if module < script => &words[module + 1..],
        (_, Some(script)) => &words[script..],
        (_, None) => &[],
    }
}

/// Commands of `manage.py` that serve, by its own name and those of extensions.
const SERVING: &[&str] = &["runserver", "runserver_plus", "runsslserver", "devserver", "runserver_uvicorn"];

/// `manage.py runserver 0.0.0.0:8000 --settings=shop.settings.dev`. Its other commands serve nothing.
pub(super) fn manage(script: &str, words: &[String]) -> Option<Command> {
    let Some((name, rest)) = words.split_first() else {
        return Some(bare(Server::Script, Target::Script(script.into())));
    };
    if !SERVING.contains(&name.as_str()) {
        return None;
    }
    let mut command = bare(Server::Runserver, Target::Script(script.to_owned()));
    command.host = Some("127.0.0.1".to_owned());
    command.reload = !rest.iter().any(|word| word == "--noreload");
    if name == "runserver_plus" {
        command.options.push((name.clone(), String::new()));
    }
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        match word.split_once('=').unwrap_or((word, "")) {
            ("--settings", "") => command.options.extend(words.next().map(|v| ("--settings".to_owned(), v.clone()))),
            ("--settings", value) => command.options.push(("--settings".to_owned(), value.to_owned())),
            ("-6" | "--ipv6", _) => command.host = Some("::1".to_owned()),
            (address, _) if !address.starts_with('-') => command.host = Some(address_of(address)),
            _ => {}
        }
    }
    Some(command)
}

/// `8000` is a port of this machine alone; `0:8000` is short for every interface.
fn address_of(word: &str) -> String {
    match word.rsplit_once(':') {
        None if word.chars().all(|c| c.is_ascii_digit() || "${}".contains(c) || c.is_ascii_uppercase()) => {
            "127.0.0.1".to_owned()
        }
        Some(("0", _)) => "0.0.0.0".to_owned(),
        _ => host_of(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<Command> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        super::super::read(&words)
    }

    #[test]
    fn runserver_serves_and_other_commands_do_not() {
        let found = of("python manage.py runserver 0.0.0.0:8000 --settings=shop.settings.dev").unwrap();
        assert_eq!((found.server, found.host.as_deref()), (Server::Runserver, Some("0.0.0.0")));
        assert_eq!(found.options, [("--settings".to_owned(), "shop.settings.dev".to_owned())]);
        assert_eq!(of("python manage.py runserver 8000").unwrap().host.as_deref(), Some("127.0.0.1"));
        assert_eq!(of("./manage.py runserver 0:80").unwrap().host.as_deref(), Some("0.0.0.0"));
        assert_eq!(of("python manage.py migrate"), None);
        assert_eq!(of("django-admin runserver").unwrap().server, Server::Runserver);
    }
}
